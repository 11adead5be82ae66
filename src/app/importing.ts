// Loading a file of records: checked line by line, written all or nothing, undone again for a dry run.
import { action, perform, type Context, type House } from '#platform/actions/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import type { ImportKind, ImportOutcome, Module } from '#platform/module/index.ts'
import { readCsv } from '#platform/tables/index.ts'

const MOST_ROWS = 50_000
const MOST_FAULTS = 200

export type ImportResult = ImportOutcome & { readonly kind: string; readonly dryRun: boolean }

/** The action that loads a file, for the kinds these modules declare. */
export function importAction(modules: readonly Module[]) {
  const kinds = modules.flatMap((one) => one.imports ?? [])
  return action({
    name: 'import.file.load',
    title: 'Load a file of records',
    doors: ['page', 'command'],
    fields: {
      kind: field.code('Kind of file'),
      file: field.file('CSV file', { accept: ['csv'], hint: 'Comma or semicolon separated, UTF-8, at most 50,000 lines' }),
      dryRun: field.yesNo('Only show what it would do', { hint: 'Nothing is written' }),
      options: field.longText('Further options', { hint: 'For kinds that need them, as name=value, one a line' }).optional(),
    },
    async run(inside, { kind, file, dryRun, options }) {
      const found = kindNamed(kinds, kind)
      if (!inside.may(found.permission)) refuse('forbidden', 'import.file.not-yours', `Loading ${found.title.toLowerCase()} needs the permission "${found.permission}".`)
      const { rows } = readCsv(file.bytes, { required: found.headers, optional: found.optionalHeaders ?? [], mostRows: MOST_ROWS, field: 'file' })
      const outcome = await found.load(inside, rows, optionsOf(options))
      if (outcome.faults.length > 0) refuseLines(outcome.faults)
      const result: ImportResult = { ...outcome, kind, dryRun }
      if (dryRun) inside.rehearsed(result)
      return { subject: null, result, facts: { kind, created: outcome.created, changed: outcome.changed, unchanged: outcome.unchanged } }
    },
  })
}

function refuseLines(faults: readonly { line: number; message: string }[]): never {
  const shown = faults.slice(0, MOST_FAULTS).map(({ line, message }) => ({ field: `line-${line}`, message: line === 0 ? message : `Line ${line}: ${message}` }))
  const rest = faults.length - shown.length
  return invalid('import.file.faulty', rest > 0 ? [...shown, { field: 'file', message: `and ${rest} more lines. Nothing was loaded.` }] : shown)
}

function kindNamed(kinds: readonly ImportKind[], name: string): ImportKind {
  const found = kinds.find((one) => one.kind === name)
  if (found === undefined) refuse('invalid', 'import.file.no-such-kind', `There is no kind of file "${name}". The kinds are: ${kinds.map((one) => one.kind).join(', ')}.`)
  return found
}

function optionsOf(text: string | null): Record<string, string> {
  return Object.fromEntries((text ?? '').split('\n').filter((line) => line.includes('=')).map((line) => [line.slice(0, line.indexOf('=')).trim(), line.slice(line.indexOf('=') + 1).trim()]))
}

/** Performs the import; a dry run answers what it would have done. */
export async function importFile(house: House, context: Context, raw: Readonly<Record<string, unknown>>): Promise<ImportResult> {
  const load = house.actions.get('import.file.load')
  if (load === undefined) notFound('kind of file')
  return (await perform(house, load, context, raw)) as ImportResult
}
