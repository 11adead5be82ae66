// `connects import <kind> <file.csv>`: loads a file of records, all or nothing.
import { Refusal, refuse } from '#platform/errors/index.ts'
import { fieldNameOf } from '../arguments.ts'
import { importFile, saidOf, type ImportResult } from '../importing.ts'
import { modules } from '../modules.ts'
import { answer, type OpenCommand } from './command.ts'
import { fileAt, filesInFolder, type FileOfKind } from './reading.ts'

const KNOWN = ['dry-run']

export const importCommands: readonly OpenCommand[] = [
  {
    kind: 'open',
    words: ['import'],
    takes: '<kind> <file.csv> | <folder>',
    title: 'Load a file of records, all or nothing, or a folder of files in their order',
    options: { 'dry-run': 'show what it would do and write nothing' },
    about: `A folder holds files named for their place and kind, as in 03-groups.csv; it stops at the first that cannot be loaded.\nKinds: ${['bank-holidays', ...modules.flatMap((one) => (one.imports ?? []).map((kind) => kind.kind))].join(', ')}.\nEvery line that stands in the way is named; importing the same file twice changes nothing.`,
    async run({ connects, line, user, directory }) {
      const [, kind, path, ...more] = line.words
      const folder =
        kind !== undefined && path === undefined ? await filesInFolder(kind, directory) : undefined
      const files: readonly FileOfKind[] | undefined =
        folder ?? (kind === undefined || path === undefined ? undefined : [{ kind, path }])
      if (files === undefined || more.length > 0)
        refuse(
          'invalid',
          'import.file.usage',
          'Say what to load and from where: connects import <kind> <file.csv>, or connects import <folder>.',
        )
      const options = Object.entries(line.options)
        .filter(([name]) => !KNOWN.includes(name))
        .map(([name, value]) => `${fieldNameOf(name)}=${value}`)
        .join('\n')
      const dryRun = line.options['dry-run'] === undefined ? 'no' : 'yes'
      if (folder !== undefined && dryRun === 'yes')
        refuse(
          'invalid',
          'import.file.folder-rehearsed',
          'A later file of a folder needs what an earlier one brings, so a folder has no dry run. Try one file at a time.',
        )
      const results: ImportResult[] = []
      for (const one of files) {
        const context = await connects.contextOf({ kind: 'operator', user }, 'command')
        const file = await fileAt(one.path, directory)
        const loading = importFile(connects.house, context, { kind: one.kind, file, dryRun, options })
        results.push(await (folder === undefined ? loading : loading.catch(sayWhich(file.name))))
      }
      return answer(line, folder === undefined ? results[0] : results, results.map(saidOf).join('\n'))
    },
  },
]

// What was loaded before stays; the sender must know at which file to go on.
const sayWhich =
  (name: string) =>
  (error: unknown): never => {
    if (!(error instanceof Refusal)) throw error
    throw new Refusal(
      error.kind,
      error.code,
      `${name} was not loaded, nor anything after it. ${error.message}`,
      { faults: error.faults },
    )
  }
