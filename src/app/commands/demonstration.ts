// `connects demo …`: the Kent demonstration and its named cast.
import { refuse } from '#platform/errors/index.ts'
import { loadDemonstration } from '../demo.ts'
import { isEmpty } from '../open.ts'
import { answer, said, type OpenCommand } from './command.ts'
import { inLines } from './printing.ts'

export const demonstrationCommands: readonly OpenCommand[] = [
  {
    kind: 'open',
    words: ['demo', 'people'],
    title: 'List the named cast of the demonstration',
    async run({ connects, line }) {
      const people = connects.isDemonstration ? await connects.platform.directory.cast(connects.db) : []
      const rows = people.map(({ mail, name, organisation, roles }) => ({ mail, name, organisation, roles }))
      if (rows.length === 0)
        return line.json ? answer(line, [], '') : said('There is no demonstration here, so there is no cast.')
      return answer(line, rows, inLines(rows.map((row) => ({ ...row, roles: row.roles.join('; ') }))))
    },
  },
  {
    kind: 'open',
    words: ['demo', 'load'],
    title: 'Load the Kent demonstration into data that hold nothing yet',
    async run({ connects, line }) {
      if (!connects.isDemonstration)
        refuse(
          'conflict',
          'demo.load.not-marked',
          'These data were not made as a demonstration, so none is loaded into them. Use an empty data directory and "connects start".',
        )
      if (!(await isEmpty(connects.db)))
        refuse(
          'conflict',
          'demo.load.not-empty',
          'There is something here already; the demonstration is loaded into empty data only.',
        )
      await loadDemonstration(connects)
      return answer(line, { loaded: true }, 'The Kent demonstration is loaded.')
    },
  },
]
