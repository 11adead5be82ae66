// Loading a file of records: checked line by line, written all or nothing, undone again for a dry run.
import { buffer } from 'node:stream/consumers'
import { action, perform, type Context, type House, type Inside } from '#platform/actions/index.ts'
import type { Db } from '#platform/database/index.ts'
import { Defect, invalid, notFound, Refusal, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { fileResponse, filesOf } from '#platform/files/index.ts'
import { failWork, finishWork, job, startWork, type Job } from '#platform/jobs/index.ts'
import type { ImportKind, ImportOutcome, Module } from '#platform/module/index.ts'
import { readCsv } from '#platform/tables/index.ts'

const MOST_ROWS = 50_000
const MOST_FAULTS = 200

export type ImportResult = ImportOutcome & { readonly kind: string; readonly dryRun: boolean }

const importFields = {
  kind: field.code('Kind of file'),
  file: field.file('CSV file', {
    accept: ['csv'],
    mostBytes: 32 * 1024 * 1024,
    hint: 'Comma or semicolon separated, UTF-8, at most 50,000 lines',
  }),
  dryRun: field.yesNo('Only show what it would do', { hint: 'Nothing is written' }),
  options: field
    .longText('Further options', { hint: 'For kinds that need them, as name=value, one a line' })
    .optional(),
}

function mayLoad(inside: Inside, found: ImportKind): void {
  if (!inside.may(found.permission))
    refuse(
      'forbidden',
      'import.file.not-yours',
      `Loading ${found.title.toLowerCase()} needs the permission "${found.permission}".`,
    )
}

/** The action that loads a file, for the kinds these modules declare. */
export function importAction(modules: readonly Module[]) {
  const kinds = modules.flatMap((one) => one.imports ?? [])
  return action({
    name: 'import.file.load',
    title: 'Load a file of records',
    doors: ['command'],
    fields: importFields,
    async run(inside, { kind, file, dryRun, options }) {
      const found = kindNamed(kinds, kind)
      mayLoad(inside, found)
      const { rows } = readCsv(file.bytes, {
        required: found.headers,
        optional: found.optionalHeaders ?? [],
        mostRows: MOST_ROWS,
        field: 'file',
      })
      const outcome = await found.load(inside, rows, optionsOf(options))
      if (outcome.faults.length > 0) refuseLines(outcome.faults)
      const result: ImportResult = { ...outcome, kind, dryRun }
      if (dryRun) inside.rehearsed(result)
      return {
        subject: null,
        result,
        facts: { kind, created: outcome.created, changed: outcome.changed, unchanged: outcome.unchanged },
      }
    },
  })
}

function refuseLines(faults: readonly { line: number; message: string }[]): never {
  const shown = faults.slice(0, MOST_FAULTS).map(({ line, message }) => ({
    field: `line-${line}`,
    message: line === 0 ? message : `Line ${line}: ${message}`,
  }))
  const rest = faults.length - shown.length
  return invalid(
    'import.file.faulty',
    rest > 0 ? [...shown, { field: 'file', message: `and ${rest} more lines. Nothing was loaded.` }] : shown,
  )
}

function kindNamed(kinds: readonly ImportKind[], name: string): ImportKind {
  const found = kinds.find((one) => one.kind === name)
  if (found === undefined)
    refuse(
      'invalid',
      'import.file.no-such-kind',
      `There is no kind of file "${name}". The kinds are: ${kinds.map((one) => one.kind).join(', ')}.`,
    )
  return found
}

function optionsOf(text: string | null): Record<string, string> {
  return Object.fromEntries(
    (text ?? '')
      .split('\n')
      .filter((line) => line.includes('='))
      .map((line) => [line.slice(0, line.indexOf('=')).trim(), line.slice(line.indexOf('=') + 1).trim()]),
  )
}

/** The action behind the page: keeps the file and queues the work, which the page then follows. */
export function beginImportAction(modules: readonly Module[]) {
  const kinds = modules.flatMap((one) => one.imports ?? [])
  return action({
    name: 'import.file.begin',
    title: 'Load a file of records',
    doors: ['page'],
    fields: importFields,
    async run(inside, { kind, file, dryRun, options }) {
      const found = kindNamed(kinds, kind)
      mayLoad(inside, found)
      const work = inside.id()
      await inside.subject({
        id: work,
        module: 'import',
        noun: 'work',
        title: found.title,
        audience: 'administrators',
      })
      await inside.keepFile(file, { owner: work, accept: ['csv', 'txt'] })
      await startWork(inside.tx, {
        id: work,
        kind: 'import',
        title: found.title,
        startedBy: inside.actor.kind === 'person' ? inside.actor.id : null,
        now: inside.now,
      })
      await inside.queue('import.file.run', {
        work,
        kind,
        dryRun: dryRun ? 'yes' : 'no',
        options: options ?? '',
      })
      return { subject: work, result: { work }, facts: { kind, dryRun } }
    },
  })
}

type Running = { readonly house: () => House; readonly db: () => Db; readonly told: (work: string) => void }

/** The job that loads a kept file and says how it went. A file with faults is no trouble of ours: its lines are told to whoever sent it. */
export function importJob({ house, db, told }: Running): Job {
  return job({
    name: 'import.file.run',
    title: 'Load a file of records',
    async run(ids, about) {
      const work = ids['work'] ?? ''
      const { uploads } = house()
      const [file] = await filesOf(db(), work)
      if (uploads === undefined || file === undefined) throw new Defect('The file to load was not kept.')
      const { stream } = await fileResponse(db(), uploads.store, { file: file.id, owner: work })
      const context: Context = {
        db: db(),
        now: about.now,
        actor: { kind: 'system', because: `import:${work}` },
        grants: [],
        door: 'job',
        requestId: about.id,
      }
      try {
        const result = await importFile(house(), context, {
          kind: ids['kind'],
          file: { name: file.name, bytes: await buffer(stream) },
          dryRun: ids['dryRun'],
          options: ids['options'],
        })
        await finishWork(db(), work, { resultHref: null, message: saidOf(result), now: about.now })
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        await failWork(db(), work, {
          message: [...new Set([error.message, ...error.faults.map((fault) => fault.message)])].join('\n'),
          now: about.now,
        })
      } finally {
        told(work)
      }
    },
  })
}

/** What an import did or would do, in a sentence. */
export function saidOf({ kind, created, changed, unchanged, dryRun }: ImportResult): string {
  return dryRun
    ? `${kind}: would be ${created} new, ${changed} changed, ${unchanged} as they were. Nothing was written.`
    : `${kind}: ${created} new, ${changed} changed, ${unchanged} as they were.`
}

/** Performs the import; a dry run answers what it would have done. */
export async function importFile(
  house: House,
  context: Context,
  raw: Readonly<Record<string, unknown>>,
): Promise<ImportResult> {
  const load = house.actions.get('import.file.load')
  if (load === undefined) notFound('kind of file')
  return (await perform(house, load, context, raw)) as ImportResult
}
