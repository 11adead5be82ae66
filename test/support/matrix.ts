// The committed table of who may do what, as text and as read back.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { matrixOf, matrixText, type Matrix } from '#app/matrix.ts'
import { pagesOf } from '#app/web.ts'
import type { Connects } from '#app/open.ts'

export const MATRIX_FILE = fileURLToPath(new URL('../data/permission-matrix.txt', import.meta.url))

/** The table that the declarations of an installation make. */
export const matrixOfApp = (connects: Connects): Matrix => matrixOf(connects.parts, pagesOf(connects))

export { matrixText }

export type Line = {
  readonly kind: 'page' | 'action' | 'query'
  readonly name: string
  readonly permission: string
  readonly doors: readonly string[]
  /** Whether somebody with these roles may, before any rule on the record. */
  allows(roles: readonly string[], isSignedIn: boolean): boolean
}

/** The committed table, line by line. */
export function committedMatrix(): Line[] {
  return readFileSync(MATRIX_FILE, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const match = /^(page|action|query) (\S+) \[(\S+)\] ([^:]*): (.*)$/.exec(line)
      if (match === null) return []
      const [, kind, name = '', permission = '', doors = '', who = ''] = match
      const roles = new Set(who.split(' '))
      return [
        {
          kind: kind as Line['kind'],
          name,
          permission,
          doors: doors.split(/[+ ,]+/),
          allows: (held, isSignedIn) =>
            roles.has('everybody') ||
            (isSignedIn && roles.has('signed-in')) ||
            held.some((role) => roles.has(role)),
        },
      ]
    })
}
