// A round is planned, opens and closes by the clock, and may be opened or closed by hand where a small partnership
// need not wait. What was moved stays written down with its reason.
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { holidays } from '#platform/calendar/index.ts'
import { sql } from '#platform/database/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { formatDateTime } from '#platform/time/index.ts'
import { asOfNow } from '../queries/rounds.ts'
import {
  mustBePlannable,
  mustFollow,
  mustNotBeClosed,
  remindersOf,
  type Period,
  type RoundState,
  type Window,
} from '../rules.ts'
import { mustBeCurrent, planOfRound, planToChange, type LockedPlan, type LockedRound } from './locking.ts'
import { audienceKeyOf } from './naming.ts'

/** The job that keeps rounds to their time. */
export const KEEP_TIME = 'delivery.round.keep-time'

export type NewRound = {
  readonly code: string
  readonly title: string
  readonly period: Period
  /** Null only for a round of the past of which a file does not say it. */
  readonly window: Window | null
  readonly isImported: boolean
}

/** Writes a round of a plan that the caller holds, and names it as a record. A round a file brings is over. */
export async function insertRound(inside: Inside, plan: LockedPlan, values: NewRound): Promise<LockedRound> {
  const { code, title, period, window, isImported } = values
  const id = inside.id()
  await nameRound(inside, plan, { id, title })
  const over = isImported
    ? { state: 'closed' as const, opened_at: window?.opensAt, closed_at: window?.closesAt }
    : {}
  return inside.tx
    .insertInto('delivery.round')
    .values({
      id,
      plan_id: plan.id,
      code,
      title,
      period_from: period.from,
      period_until: period.until,
      opens_at: window?.opensAt ?? null,
      closes_at: window?.closesAt ?? null,
      is_imported: isImported,
      ...over,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

const nameRound = (
  inside: Inside,
  plan: LockedPlan,
  round: { readonly id: string; readonly title: string },
) =>
  inside.subject({
    id: round.id,
    module: 'delivery',
    noun: 'round',
    title: round.title,
    audience: audienceKeyOf(plan),
  })

export const roundAddress = (plan: { readonly code: string }, round: { readonly code: string }): string =>
  `/delivery/${plan.code}/rounds/${round.code}`

/** What every change of a round answers. */
export function doneWithRound<More extends object = object>(
  plan: { readonly code: string },
  round: Pick<LockedRound, 'id' | 'code' | 'title'>,
  facts: Readonly<Record<string, string | number | boolean | null | readonly number[]>> = {},
  more?: More,
) {
  const { id, code, title } = round
  return {
    subject: id,
    result: { id, code, title, address: roundAddress(plan, round), ...more } as {
      id: string
      code: string
      title: string
      address: string
    } & More,
    facts: { plan: plan.code, round: code, ...facts },
  }
}

/**
 * A round to move, with its plan locked too: no two windows of a plan may meet, and only the plan's lock lets two
 * officers see each other's. The round comes with the state it has at this moment.
 */
async function roundToMove(
  inside: Inside,
  permission: string,
  roundId: string,
): Promise<{ readonly plan: LockedPlan; readonly round: LockedRound }> {
  const plan = await planToChange(inside, permission, await planOfRound(inside, roundId))
  const round = await inside.tx
    .selectFrom('delivery.round')
    .selectAll()
    .where('id', '=', roundId)
    .forUpdate()
    .executeTakeFirst()
  return { plan, round: asOfNow(round ?? notFound('round'), inside.now) }
}

function mustStand(round: LockedRound, wanted: RoundState, words: string): void {
  if (round.state !== wanted) refuse('conflict', `delivery.round.not-${wanted}`, words)
}

async function mustFit(
  inside: Inside,
  planId: string,
  asked: { readonly period: Period; readonly window: Window },
  except: string | null,
): Promise<void> {
  const others = await inside.tx
    .selectFrom('delivery.round')
    .select(['id', 'title', 'opens_at', 'closes_at'])
    .where('plan_id', '=', planId)
    .where('is_imported', '=', false)
    .execute()
  mustBePlannable(
    asked,
    others.filter((one) => one.id !== except),
  )
}

async function mustComeAfterAnother(
  inside: Inside,
  planId: string,
  { from }: Period,
  except: string | null,
): Promise<void> {
  const others = await inside.tx
    .selectFrom('delivery.round')
    .select(['id', 'title', 'period_from'])
    .where('plan_id', '=', planId)
    .execute()
  mustFollow(
    from,
    others.filter((one) => one.id !== except),
  )
}

const what = {
  title: field.text('Title', { most: 100, hint: 'For example, Quarter 3 of 2026/27' }),
  periodFrom: field.date('First day of the period', { hint: 'What is reported on. For example, 1 10 2026' }),
  periodUntil: field.date('Last day of the period', { hint: 'For example, 31 12 2026' }),
  opensAt: field.dateTime('The window opens', { hint: 'When leads can begin to report' }),
  closesAt: field.dateTime('The window closes', {
    hint: 'What is received at this moment or later is late. The window may close before the period ends',
  }),
}

const periodOf = (answers: { periodFrom: Temporal.PlainDate; periodUntil: Temporal.PlainDate }): Period => ({
  from: answers.periodFrom,
  until: answers.periodUntil,
})
const windowOf = (answers: { opensAt: Temporal.Instant; closesAt: Temporal.Instant }): Window => ({
  opensAt: answers.opensAt,
  closesAt: answers.closesAt,
})

export const planRound = action({
  name: 'delivery.round.plan',
  title: 'Plan a round',
  doors: ['page', 'api', 'command'],
  fields: {
    plan: field.id('Plan'),
    code: field.code('Code', { hint: 'Its address, like 2026-q3. It never changes' }),
    ...what,
  },
  async run(inside, answers) {
    const plan = await planToChange(inside, 'delivery.round.plan', answers.plan)
    mustNotBeClosed(plan)
    if (plan.state === 'draft')
      refuse(
        'conflict',
        'delivery.round.plan-is-draft',
        `${plan.title} is a draft. Approve it first: a round reports on what was approved.`,
      )
    if (answers.code === 'new')
      invalid('delivery.round.code-taken', [
        { field: 'code', message: 'This code is an address already. Choose another' },
      ])
    const [period, window] = [periodOf(answers), windowOf(answers)]
    mustCloseAhead(inside, window)
    await mustFit(inside, plan.id, { period, window }, null)
    await mustComeAfterAnother(inside, plan.id, period, null)
    const { code, title } = answers
    const round = await insertRound(inside, plan, { code, title, period, window, isImported: false })
    await setClock(inside, window)
    return doneWithRound(plan, round)
  },
})

function mustCloseAhead(inside: Inside, { closesAt }: Window): void {
  if (Temporal.Instant.compare(closesAt, inside.now) > 0) return
  invalid('delivery.round.over', [
    {
      field: 'closesAt',
      message: `It would be over before anybody could report: choose a moment after ${formatDateTime(inside.now)}`,
    },
  ])
}

/** The clock is told when to look: rules read the window itself, so this is for mail and the written state only. */
async function setClock(inside: Inside, { opensAt, closesAt }: Window): Promise<void> {
  for (const after of [opensAt, closesAt]) await inside.queue(KEEP_TIME, {}, { after })
}

const standing = (round: LockedRound) => ({
  title: round.title,
  periodFrom: round.period_from,
  periodUntil: round.period_until,
  opensAt: round.opens_at,
  closesAt: round.closes_at,
})

export const editRound = action({
  name: 'delivery.round.edit',
  title: 'Change a round that has not opened',
  doors: ['page', 'api', 'command'],
  fields: { round: field.id('Round'), ...what, version: field.version() },
  async run(inside, answers) {
    const { plan, round } = await roundToMove(inside, 'delivery.round.edit', answers.round)
    mustStand(
      round,
      'planned',
      `${round.title} has opened. While it is open it can be lengthened; its period stays as it is.`,
    )
    mustBeCurrent(round, answers.version, standing(round))
    const [period, window] = [periodOf(answers), windowOf(answers)]
    mustCloseAhead(inside, window)
    await mustFit(inside, plan.id, { period, window }, round.id)
    await mustComeAfterAnother(inside, plan.id, period, round.id)
    await inside.tx
      .updateTable('delivery.round')
      .set({
        title: answers.title,
        period_from: period.from,
        period_until: period.until,
        opens_at: window.opensAt,
        closes_at: window.closesAt,
        version: sql`version + 1`,
      })
      .where('id', '=', round.id)
      .execute()
    await nameRound(inside, plan, { id: round.id, title: answers.title })
    await setClock(inside, window)
    return doneWithRound(plan, { ...round, title: answers.title })
  },
})

export const cancelRound = action({
  name: 'delivery.round.cancel',
  title: 'Cancel a round that has not opened',
  doors: ['page', 'api', 'command'],
  fields: { round: field.id('Round'), version: field.version() },
  async run(inside, answers) {
    const { plan, round } = await roundToMove(inside, 'delivery.round.cancel', answers.round)
    mustStand(round, 'planned', `${round.title} has opened. Close it instead; what was reported stays.`)
    mustBeCurrent(round, answers.version, standing(round))
    await inside.tx.deleteFrom('delivery.round').where('id', '=', round.id).execute()
    inside.found('delivery.round', round.id)
    const done = doneWithRound(plan, round)
    return { ...done, result: { ...done.result, address: `/delivery/${plan.code}` } }
  },
})

export const openNow = action({
  name: 'delivery.round.open-now',
  title: 'Open a round now',
  doors: ['page', 'api', 'command'],
  fields: { round: field.id('Round'), version: field.version() },
  async run(inside, answers) {
    const { plan, round } = await roundToMove(inside, 'delivery.round.open-now', answers.round)
    mustStand(round, 'planned', `${round.title} has opened already.`)
    mustBeCurrent(round, answers.version, standing(round))
    const closesAt = round.closes_at ?? notFound('round')
    await keepClock(inside, plan.id)
    const window = { opensAt: inside.now, closesAt }
    await mustFit(
      inside,
      plan.id,
      { period: { from: round.period_from, until: round.period_until }, window },
      round.id,
    )
    await inside.tx
      .updateTable('delivery.round')
      .set({ opens_at: inside.now, opened_at: inside.now, state: 'open', version: sql`version + 1` })
      .where('id', '=', round.id)
      .execute()
    await noteWindow(inside, round, 'opened', round.opens_at ?? inside.now, inside.now, null)
    await inside.queue(KEEP_TIME, {})
    return doneWithRound(plan, round)
  },
})

export const closeNow = action({
  name: 'delivery.round.close-now',
  title: 'Close a round now',
  doors: ['page', 'api', 'command'],
  fields: {
    round: field.id('Round'),
    reason: field.longText('Reason', { most: 1000, hint: 'For example, everybody has reported' }),
    version: field.version(),
  },
  async run(inside, answers) {
    const { plan, round } = await roundToMove(inside, 'delivery.round.close-now', answers.round)
    mustStand(round, 'open', `${round.title} is not open.`)
    mustBeCurrent(round, answers.version, standing(round))
    await inside.tx
      .updateTable('delivery.round')
      .set({
        closes_at: inside.now,
        closed_at: inside.now,
        opened_at: round.opened_at ?? round.opens_at,
        state: 'closed',
        version: sql`version + 1`,
      })
      .where('id', '=', round.id)
      .execute()
    await noteWindow(inside, round, 'closed', round.closes_at ?? inside.now, inside.now, answers.reason)
    await inside.queue(KEEP_TIME, {})
    return doneWithRound(plan, round)
  },
})

export const lengthenRound = action({
  name: 'delivery.round.lengthen',
  title: 'Lengthen an open round',
  doors: ['page', 'api', 'command'],
  fields: {
    round: field.id('Round'),
    closesAt: field.dateTime('The window closes', {
      hint: 'For everybody. One activity alone is given more time by request',
    }),
    reason: field.longText('Reason', { most: 1000 }),
    version: field.version(),
  },
  async run(inside, answers) {
    const { plan, round } = await roundToMove(inside, 'delivery.round.lengthen', answers.round)
    mustStand(round, 'open', `${round.title} is not open, so its window stays as it is.`)
    mustBeCurrent(round, answers.version, standing(round))
    const [opensAt, former] = [round.opens_at ?? inside.now, round.closes_at ?? inside.now]
    if (Temporal.Instant.compare(answers.closesAt, former) <= 0)
      invalid('delivery.round.not-longer', [
        { field: 'closesAt', message: `It closes on ${formatDateTime(former)}: choose a later moment` },
      ])
    const window = { opensAt, closesAt: answers.closesAt }
    await mustFit(
      inside,
      plan.id,
      { period: { from: round.period_from, until: round.period_until }, window },
      round.id,
    )
    await inside.tx
      .updateTable('delivery.round')
      .set({ closes_at: answers.closesAt, version: sql`version + 1` })
      .where('id', '=', round.id)
      .execute()
    await noteWindow(inside, round, 'moved', former, answers.closesAt, answers.reason)
    await forgetLastReminders(inside, round.id, window)
    await setClock(inside, window)
    return doneWithRound(plan, round)
  },
})

// The last days come again: whoever was told of one day left is told again when it is true again, and only then.
async function forgetLastReminders(inside: Inside, roundId: string, window: Window): Promise<void> {
  const moments = remindersOf(window, await holidays(inside.tx))
  const again = (['five-days', 'one-day'] as const).filter(
    (kind) => Temporal.Instant.compare(moments[kind], inside.now) > 0,
  )
  if (again.length === 0) return
  await inside.tx
    .deleteFrom('delivery.reminder')
    .where('round_id', '=', roundId)
    .where('kind', 'in', again)
    .execute()
}

async function noteWindow(
  inside: Inside,
  round: LockedRound,
  kind: 'opened' | 'closed' | 'moved',
  former: Temporal.Instant,
  becomes: Temporal.Instant,
  reason: string | null,
): Promise<void> {
  await inside.tx
    .insertInto('delivery.window_change')
    .values({
      id: inside.id(),
      round_id: round.id,
      kind,
      former_at: former,
      becomes_at: becomes,
      reason,
      made_at: inside.now,
      made_by_person_id: personOf(inside),
    })
    .execute()
}

/** Writes down what the clock has decided: rounds whose time has come are open, those whose time is over closed (V2). */
export async function keepClock(
  inside: Inside,
  planId: string | null,
): Promise<{ readonly opened: number; readonly closed: number }> {
  const now = inside.now.toString()
  const ofPlan = planId === null ? sql`true` : sql`plan_id = ${planId}`
  const { rows: closed } = await sql<{ id: string }>`
    update delivery.round set state = 'closed', opened_at = coalesce(opened_at, opens_at), closed_at = closes_at
    where state in ('planned', 'open') and closes_at <= ${now}::timestamptz and ${ofPlan} returning id`.execute(
    inside.tx,
  )
  const { rows: opened } = await sql<{ id: string }>`
    update delivery.round set state = 'open', opened_at = opens_at
    where state = 'planned' and opens_at <= ${now}::timestamptz and ${ofPlan} returning id`.execute(inside.tx)
  for (const { id } of [...closed, ...opened]) inside.found('delivery.round', id)
  return { opened: opened.length, closed: closed.length }
}
