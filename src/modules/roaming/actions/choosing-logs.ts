// Which logs count is decided by the register; where two ways bring the lines of one server, by whoever runs the federation.
import { action } from '#platform/actions/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { RUN } from '../queries/seeing.ts'

export const chooseLog = action({
  name: 'roaming.log.choose',
  title: 'Say whether a log counts',
  permission: RUN,
  doors: ['page', 'api', 'command'],
  fields: {
    log: field.id('Log'),
    counts: field.yesNo('Count logins from this log', {
      hint: 'From now on. What was counted stays, and every line is read as before',
    }),
  },
  async run(inside, { log, counts }) {
    const found = await inside.tx
      .updateTable('roaming.log_source')
      .set({ counts })
      .where('id', '=', log)
      .returning('name')
      .executeTakeFirst()
    if (found === undefined) return notFound('log')
    return { subject: null, result: { name: found.name, counts }, facts: { log, counts } }
  },
})
