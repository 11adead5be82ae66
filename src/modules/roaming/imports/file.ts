// What the files of a register that exists already have in common. Each is loaded whole or not at all; loading it again
// changes nothing; an empty cell leaves what is recorded. A handful of statements, however long the file. They are for
// those who run the federation: a file may say what a member would otherwise show.
import type { Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { field, type Answers, type Fields } from '#platform/fields/index.ts'
import { readLines, type ImportKind, type ImportLine, type ImportOutcome } from '#platform/module/index.ts'
import { holdFederation } from '../actions/locking.ts'
import { membersOf, type Member } from '../queries/members.ts'
import { RUN } from '../queries/seeing.ts'

const MOST_ROWS = 20_000
const AT_ONCE = 1000

export const none = (faults: readonly ImportLine[]): ImportOutcome => ({
  created: 0,
  changed: 0,
  unchanged: 0,
  faults: faults.toSorted((one, other) => one.line - other.line),
})

/** A choice whose words in a file are its own names. */
export const named = <const O extends Readonly<Record<string, string>>>(label: string, options: O) =>
  field.choice(
    label,
    Object.fromEntries(Object.keys(options).map((one) => [one, one])) as { [K in keyof O]: string },
  )

export const listed = (text: string | null): string[] =>
  (text ?? '')
    .split(';')
    .map((one) => one.trim())
    .filter((one) => one !== '')

export async function inChunks<T>(
  rows: readonly T[],
  write: (some: readonly T[]) => Promise<unknown>,
): Promise<void> {
  for (let at = 0; at < rows.length; at += AT_ONCE) await write(rows.slice(at, at + AT_ONCE))
}

/** Counts what differs; `before` is what stands, undefined where nothing does. */
export function counted<T extends object>(
  wanted: readonly { readonly row: T; readonly before: object | undefined }[],
) {
  const differs = ({ row, before }: { readonly row: T; readonly before: object | undefined }): boolean =>
    before !== undefined &&
    Object.entries(row).some(
      ([name, value]) => JSON.stringify(value ?? null) !== JSON.stringify(Reflect.get(before, name) ?? null),
    )
  const changed = wanted.filter(differs)
  const created = wanted.filter((one) => one.before === undefined)
  return {
    changed,
    created,
    outcome: {
      created: created.length,
      changed: changed.length,
      unchanged: wanted.length - created.length - changed.length,
      faults: [],
    } satisfies ImportOutcome,
  }
}

/** Members that have not left, by code, and the fault of a line that names none. */
export async function membersByCode(inside: Inside): Promise<ReadonlyMap<string, Member>> {
  return new Map((await membersOf(inside)).map((one) => [one.code, one]))
}

export const noMember = (code: string): string => `There is no member "${code}". Load the members first`

type SiteRow = { readonly id: string; readonly code: string; readonly organisation_id: string }

export async function sitesByCode(
  inside: Inside,
  codes: readonly string[],
): Promise<ReadonlyMap<string, SiteRow>> {
  const { rows } = await sql<SiteRow>`
    select id, code, organisation_id from organisations.site_card where code = any(${[...codes]}::text[])`.execute(
    inside.tx,
  )
  return new Map(rows.map((row) => [row.code, row]))
}

/** What is right in a file, line by line, and what is wrong with it so far. */
export type Read<F extends Fields> = ReturnType<typeof readLines<F>>

/** One kind of file. `key` is what may stand in it once; while it is loaded the register is held still. */
export const registerFile = <F extends Fields>(file: {
  readonly kind: string
  readonly title: string
  readonly columns: F
  readonly key: (row: Answers<F>) => string
  readonly load: (inside: Inside, read: Read<F>) => Promise<ImportOutcome>
}): ImportKind => {
  const names = Object.keys(file.columns)
  const isRequired = (name: string): boolean => file.columns[name]?.required === true
  return {
    kind: file.kind,
    title: file.title,
    permission: RUN,
    headers: names.filter(isRequired),
    optionalHeaders: names.filter((name) => !isRequired(name)),
    async load(inside, rows) {
      const beyond = rows[MOST_ROWS]
      if (beyond !== undefined)
        return none([{ line: beyond.line, message: `A file has at most ${MOST_ROWS} lines` }])
      await holdFederation(inside)
      return file.load(inside, readLines(rows, file.columns, file.key))
    },
  }
}
