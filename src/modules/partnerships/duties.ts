// What needs an officer of a partnership: the year's subscriptions to raise, money that is late, figures to explain.
import { fill, type Reader } from '#platform/actions/index.ts'
import { duty, type Duty } from '#platform/module/index.ts'
import { formatPounds, sum } from '#platform/money/index.ts'
import { financialYearOf, londonDate } from '#platform/time/index.ts'
import { partnershipsNamed, type Partnership } from './queries/partnerships.ts'
import { chargesOf, tiersOf } from './queries/subscriptions.ts'
import { reportsOf } from './queries/reports.ts'

async function mine(reader: Reader, permission: string): Promise<Partnership[]> {
  return (await partnershipsNamed(reader)).filter((one) =>
    reader.may(permission, { kind: 'partnership', id: one.id }),
  )
}

async function toRaise(reader: Reader): Promise<Duty[]> {
  const year = financialYearOf(londonDate(reader.now))
  const duties: Duty[] = []
  for (const partnership of await mine(reader, 'partnerships.subscription.raise')) {
    if ((await tiersOf(reader, partnership.id)).length === 0) continue
    if ((await chargesOf(reader, partnership.id, { yearStarting: year.starting })).length > 0) continue
    duties.push({
      title: `Raise the subscriptions for ${year.label}`,
      href: `/partnerships/${partnership.code}/subscriptions/raise`,
      due: year.from.add({ days: 30 }),
      context: partnership.name,
      step: 'Raise them',
    })
  }
  return duties
}

async function late(reader: Reader): Promise<Duty[]> {
  const duties: Duty[] = []
  for (const partnership of await mine(reader, 'partnerships.payment.record')) {
    const overdue = await chargesOf(reader, partnership.id, { state: 'overdue' })
    const first = overdue.toSorted((one, other) => Temporal.PlainDate.compare(one.due_on, other.due_on))[0]
    if (first === undefined) continue
    duties.push({
      title:
        overdue.length === 1 ? 'One subscription is overdue' : `${overdue.length} subscriptions are overdue`,
      href: `/partnerships/${partnership.code}/subscriptions?state=overdue`,
      due: first.due_on,
      context: `${partnership.name}: ${formatPounds(sum(overdue.map((charge) => charge.outstanding_pence)))} outstanding`,
      step: 'See which',
    })
  }
  return duties
}

async function drafts(reader: Reader): Promise<Duty[]> {
  const duties: Duty[] = []
  for (const partnership of await mine(reader, 'partnerships.report.write')) {
    for (const report of await reportsOf(reader, partnership.id)) {
      if (report.state !== 'draft' || reader.actor.kind !== 'person' || report.written_by !== reader.actor.id)
        continue
      duties.push({
        title: `Finish the report “${report.front.subject}”`,
        href: `/partnerships/${partnership.code}/reports/${report.id}`,
        due: null,
        context: partnership.name,
        step: 'Open the draft',
      })
    }
  }
  return duties
}

export const duties = [
  fill(duty, {
    name: 'partnerships.subscription.to-raise',
    permission: 'partnerships.subscription.raise',
    run: toRaise,
  }),
  fill(duty, {
    name: 'partnerships.subscription.overdue',
    permission: 'partnerships.payment.record',
    run: late,
  }),
  fill(duty, { name: 'partnerships.report.drafts', permission: 'partnerships.report.write', run: drafts }),
]
