// What a generation needs of those who run the federation, for their home page: a second person’s approval, then the step
// that publishes it, or a faulty one put right; and in each month one that takes the month's key to the servers.
import { fill, personOf } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { duty, type Duty } from '#platform/module/index.ts'
import { formatMonth, londonDate } from '#platform/time/index.ts'
import { RUN } from './queries/seeing.ts'
import { generationHref, GENERATIONS } from './views/generations.ts'

const MOST = 20

const toMove = fill(duty, {
  name: 'roaming.generation.duty',
  permission: RUN,
  async run(reader): Promise<Duty[]> {
    const person = personOf(reader)
    if (person === null) return []
    const waiting = await reader.db
      .selectFrom('roaming.generation')
      .select(['number', 'state', 'because', 'made_by'])
      .where('state', 'in', ['checked', 'approved', 'faulty'])
      .where(({ eb, or }) => or([eb('state', '<>', 'checked'), eb('made_by', 'is distinct from', person)]))
      .where(({ eb, or }) => or([eb('state', '<>', 'faulty'), eb('made_by', '=', person)]))
      .orderBy('number')
      .limit(MOST)
      .execute()
    return waiting.map(({ number, state, because }) => ({
      title:
        state === 'checked'
          ? `Approve generation ${number} of the govroam configuration`
          : state === 'approved'
            ? `Publish generation ${number} of the govroam configuration`
            : `Put generation ${number} of the govroam configuration right`,
      href: generationHref(number),
      due: null,
      context: because ?? 'Govroam',
      step: state === 'checked' ? 'Look at it' : state === 'approved' ? 'Publish it' : 'See its faults',
    }))
  },
})

/** The key of a month is made by itself, but reaches the servers only with a generation of that month. */
const toRenewKey = fill(duty, {
  name: 'roaming.generation.month',
  permission: RUN,
  async run(reader): Promise<Duty[]> {
    if (personOf(reader) === null) return []
    const month = londonDate(reader.now).toPlainYearMonth()
    const { rows } = await sql<{ former: string }>`
      select state.model->>'hashMonth' as former from roaming.generation published
      join roaming.register_state state on state.digest = published.register_digest
      where published.state = 'published' and state.model->>'hashMonth' < ${month.toString()}
        and not exists (select 1 from roaming.generation pending
          join roaming.register_state its on its.digest = pending.register_digest
          where pending.state in ('drafted', 'checked', 'approved') and its.model->>'hashMonth' = ${month.toString()})`.execute(
      reader.db,
    )
    return rows.map(({ former }) => ({
      title: `Generate the govroam configuration for ${formatMonth(month)}`,
      href: `${GENERATIONS.href}/new`,
      due: null,
      context: `Devices’ addresses are still hashed with the key of ${formatMonth(Temporal.PlainYearMonth.from(former))}`,
      step: 'Generate it',
    }))
  },
})

export const generationDuties = [toMove, toRenewKey]
