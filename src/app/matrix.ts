// Who may do what, as one table: every page, action and query against every role. Shown as a page, committed as a
// file, and walked by a generated test, so that a permission given by mistake is seen three times.
import type { Module } from '#platform/module/index.ts'
import type { Page } from '#platform/http/index.ts'

export type MatrixRole = { readonly name: string; readonly title: string }

export type MatrixRow = {
  readonly kind: 'page' | 'action' | 'query'
  readonly name: string
  readonly title: string
  readonly permission: string
  /** How it is reached: doors, or the method of a page. */
  readonly doors: string
  /** The roles that may, by name; everybody for a public one. */
  readonly roles: readonly string[]
}

export type Matrix = { readonly roles: readonly MatrixRole[]; readonly rows: readonly MatrixRow[] }

/** Builds the table from the declarations. */
export function matrixOf(parts: readonly Module[], pages: readonly Page[]): Matrix {
  const roles: MatrixRole[] = [
    { name: 'visitor', title: 'Visitor' },
    { name: 'signed-in', title: 'Anybody signed in' },
    ...parts.flatMap((part) => (part.roles ?? []).map(({ name, title }) => ({ name, title }))),
  ]
  const held = new Map<string, string[]>()
  for (const part of parts)
    for (const [permission, names] of Object.entries(part.permissions ?? {}))
      held.set(permission, [...(held.get(permission) ?? []), ...names])
  const every = roles.map((role) => role.name)
  const allowed = (permission: string): string[] => {
    const names = held.get(permission) ?? []
    if (permission === 'public' || names.includes('visitor')) return every
    if (names.includes('signed-in')) return every.filter((name) => name !== 'visitor')
    return every.filter((name) => names.includes(name))
  }
  const rows: MatrixRow[] = []
  for (const part of parts) {
    for (const one of part.actions ?? [])
      rows.push({
        kind: 'action',
        name: one.name,
        title: one.title,
        permission: one.permission,
        doors: one.doors.join(', ') || 'none',
        roles: one.doors.length === 0 ? [] : allowed(one.permission),
      })
    for (const one of part.queries ?? [])
      rows.push({
        kind: 'query',
        name: one.name,
        title: one.title,
        permission: one.permission,
        doors: one.doors.join(', ') || 'none',
        roles: one.doors.length === 0 ? [] : allowed(one.permission),
      })
  }
  for (const one of pages) {
    if (one.kind === 'get')
      rows.push({
        kind: 'page',
        name: one.path,
        title: '',
        permission: one.permission,
        doors: 'GET',
        roles: allowed(one.permission),
      })
    else
      rows.push({
        kind: 'page',
        name: one.path,
        title: one.action.title,
        permission: one.action.permission,
        doors: 'GET, POST',
        roles: allowed(one.action.permission),
      })
  }
  return { roles, rows: rows.toSorted((a, b) => (a.kind + a.name < b.kind + b.name ? -1 : 1)) }
}

/** The table as the text of the committed file. */
export function matrixText({ roles, rows }: Matrix): string {
  return [
    '# Who may do what. Written by "npm run matrix"; a test compares it with the declarations and walks it.',
    `# roles: ${roles.map((role) => role.name).join(' ')}`,
    ...rows.map(
      (row) =>
        `${row.kind} ${row.name} [${row.permission}] ${row.doors.replaceAll(', ', '+')}: ${row.roles.length === roles.length ? 'everybody' : row.roles.length === roles.length - 1 && !row.roles.includes('visitor') ? 'signed-in' : row.roles.join(' ') || 'nobody'}`,
    ),
    '',
  ].join('\n')
}
