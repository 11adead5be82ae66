// What a frozen round still needs of the plan's officer: its report issued, anew after each correction.
import { fill } from '#platform/actions/index.ts'
import { duty, type Duty } from '#platform/module/index.ts'
import { reportsToIssue } from './queries/reports.ts'

export const reportDuties = fill(duty, {
  name: 'delivery.report.to-do',
  permission: 'delivery.report.issue',
  async run(reader) {
    if (reader.actor.kind !== 'person') return []
    const held = reader.scopes('delivery.report.issue', 'plan')
    const waiting = await reportsToIssue(reader, held === 'all' ? [] : [...held])
    return waiting.map((one): Duty => ({
      title: `Issue the report of ${one.name}`,
      href: `/delivery/${one.plan}/rounds/${one.round}/report`,
      due: null,
      context: `${one.title}, version ${one.number}`,
      step: 'Issue it',
    }))
  },
})
