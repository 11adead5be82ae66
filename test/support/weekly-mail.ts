// The week's mail, as it lies in the folder of a test's installation.
import assert from 'node:assert/strict'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { perform } from '#platform/actions/index.ts'
import type { App } from './app.ts'

export const MONDAY = '2026-11-23T07:31:00Z'
export const CHOICE = 'Do you want a mail each Monday that says what needs you?'

export async function mails({ connects }: App): Promise<readonly string[]> {
  const folder = join(connects.config.dataDirectory, 'mail')
  const names = (await readdir(folder).catch(() => [])).filter(
    (name) => name.endsWith('.eml') && !name.startsWith('.'),
  )
  const texts = await Promise.all(names.toSorted().map((name) => readFile(join(folder, name), 'utf8')))
  await rm(folder, { recursive: true, force: true })
  return texts.filter((text) => /^Subject: .*(needs|need) you$/m.test(text))
}

export const to = (text: string): string => /^To: .*?<?([^\s<>]+@[^\s<>]+)>?$/m.exec(text)?.[1] ?? ''
export const stopIn = (text: string): string =>
  /^List-Unsubscribe: <https?:\/\/[^/]+([^>]+)>$/m.exec(text.replaceAll(/\n[ \t]+/g, ' '))?.[1] ?? ''

/** Everything said, without the encoding that carries it. */
export const plain = (text: string): string =>
  text
    .replaceAll(/=\n/g, '')
    .replaceAll(/((?:=[0-9A-F]{2})+)/g, (all: string) =>
      Buffer.from(all.replaceAll('=', ''), 'hex').toString('utf8'),
    )

export async function round(app: App): Promise<readonly string[]> {
  const action = app.connects.house.actions.get('home.digest.begin') ?? assert.fail('no digest')
  const context = await app.connects.contextOf({ kind: 'operator', user: 'tester' }, 'command')
  await perform(app.connects.house, action, context, {})
  await app.drain()
  return mails(app)
}
