// `connects import <kind> <file.csv>`: loads a file of records, all or nothing.
import { refuse } from '#platform/errors/index.ts'
import { fieldNameOf } from '../arguments.ts'
import { importFile, saidOf } from '../importing.ts'
import { modules } from '../modules.ts'
import { answer, type OpenCommand } from './command.ts'
import { fileAt } from './reading.ts'

const KNOWN = ['dry-run']

export const importCommands: readonly OpenCommand[] = [
  {
    kind: 'open',
    words: ['import'],
    takes: '<kind> <file.csv>',
    title: 'Load a file of records, all or nothing',
    options: { 'dry-run': 'show what it would do and write nothing' },
    about: `Kinds: ${['bank-holidays', ...modules.flatMap((one) => (one.imports ?? []).map((kind) => kind.kind))].join(', ')}.\nEvery line that stands in the way is named; importing the same file twice changes nothing.`,
    async run({ connects, line, user, directory }) {
      const [, kind, path, ...more] = line.words
      if (kind === undefined || path === undefined || more.length > 0)
        refuse(
          'invalid',
          'import.file.usage',
          'Say what to load and from where: connects import <kind> <file.csv>.',
        )
      const options = Object.entries(line.options)
        .filter(([name]) => !KNOWN.includes(name))
        .map(([name, value]) => `${fieldNameOf(name)}=${value}`)
        .join('\n')
      const result = await importFile(
        connects.house,
        await connects.contextOf({ kind: 'operator', user }, 'command'),
        {
          kind,
          file: await fileAt(path, directory),
          dryRun: line.options['dry-run'] === undefined ? 'no' : 'yes',
          options,
        },
      )
      return answer(line, result, saidOf(result))
    },
  },
]
