// Business continuity: an authorised officer says that a workplace cannot be used for a while. People are moved to equal
// desks elsewhere where there are any, everybody is told, all is logged, and it ends by its date or by hand (P11).
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { formatDateTime, LONDON } from '#platform/time/index.ts'
import { closedPlace } from '../queries/closures.ts'
import { bookingsAhead } from '../queries/displacing.ts'
import { workplaceById, type Workplace } from '../queries/workplaces.ts'
import { MOVES, sitesElsewhere } from '../rules/closing.ts'
import { displace, MOST_AT_ONCE } from './displacing.ts'
import { mustBeCurrent, workplaceToChange } from './locking.ts'

/** To invoke business continuity: held for the owner, or for one workplace. */
export const INVOKE = 'workspaces.continuity.invoke'
const FOLLOW = 'workspaces.continuity.follow'
const FOLLOW_AFTER_MINUTES = 2
const MOST_DAYS = 92

const fields = {
  site: field.id('Workplace'),
  from: field.dateTime('From', { hint: 'Leave it empty for at once' }).optional(),
  until: field.dateTime('Until', { hint: 'When you expect to be back. It can be ended earlier' }),
  reason: field.text('Why', { most: 200, hint: 'Whoever has booked there reads it, like "No power"' }),
  moves: field.choice('Where people are moved to', {
    anywhere: 'To an equal place in the nearest other workplace that lets them in',
    nobody: MOVES.nobody,
  }),
}

export function invocationSpan(
  now: Temporal.Instant,
  asked: { readonly from: Temporal.Instant | null; readonly until: Temporal.Instant },
): { readonly startsAt: Temporal.Instant; readonly endsAt: Temporal.Instant } {
  const startsAt = asked.from === null || Temporal.Instant.compare(asked.from, now) < 0 ? now : asked.from
  if (Temporal.Instant.compare(asked.until, startsAt) <= 0)
    invalid('workspaces.continuity.order', [
      { field: 'until', message: 'Until must be after from, and still to come' },
    ])
  if (asked.until.since(startsAt).total('days') > MOST_DAYS)
    invalid('workspaces.continuity.too-long', [
      { field: 'until', message: `Give at most ${MOST_DAYS} days; invoke it again if it lasts longer` },
    ])
  return { startsAt, endsAt: asked.until }
}

export const continuityWords = (
  at: Pick<Workplace, 'name' | 'time_zone'>,
  reason: string,
  until: Temporal.Instant,
): string =>
  `${at.name} cannot be used until ${formatDateTime(until, at.time_zone)}: ${/[.!?]$/.test(reason) ? reason : `${reason}.`}`

/** As the fields read it back: London's clock. */
const onTheClock = (moment: Temporal.Instant): string =>
  moment.toZonedDateTimeISO(LONDON).toPlainDateTime().toString({ smallestUnit: 'minute' })

/** The first of two steps: reads what is asked, and nothing else. */
export const proposeContinuity = action({
  name: 'workspaces.continuity.propose',
  title: 'See what invoking business continuity would do',
  permission: INVOKE,
  doors: ['page'],
  fields,
  async run(inside, answers) {
    const at = await workplaceToChange(inside, answers.site, INVOKE)
    invocationSpan(inside.now, answers)
    const { from, until, reason, moves } = answers
    return {
      subject: at.site_id,
      result: { from: from === null ? '' : onTheClock(from), until: onTheClock(until), reason, moves },
    }
  },
})

export const invokeContinuity = action({
  name: INVOKE,
  title: 'Invoke business continuity',
  doors: ['page', 'api', 'command'],
  fields,
  async run(inside, answers) {
    const at = await workplaceToChange(inside, answers.site, INVOKE)
    const { startsAt, endsAt } = invocationSpan(inside.now, answers)
    const id = inside.id()
    await inside.tx
      .insertInto('workspaces.invocation')
      .values({
        id,
        organisation_id: at.owner_organisation_id,
        site_id: at.site_id,
        starts_at: startsAt,
        ends_at: endsAt,
        reason: answers.reason,
        moves: answers.moves,
        invoked_by_person_id: personOf(inside),
        invoked_at: inside.now,
      })
      .execute()
    const done = await clear(inside, at, {
      id,
      startsAt,
      endsAt,
      reason: answers.reason,
      moves: answers.moves,
      isNew: true,
    })
    return {
      subject: at.site_id,
      result: { id, code: at.code, ...done },
      facts: { invocation: id, moved: done.moved, stranded: done.stranded },
    }
  },
})

type Clearing = {
  readonly id: string
  readonly startsAt: Temporal.Instant
  readonly endsAt: Temporal.Instant
  readonly reason: string
  readonly moves: 'anywhere' | 'nobody'
  /** Somebody may be booking at this moment, unseen until they have: one look follows in any case. */
  readonly isNew?: boolean
}

async function clear(
  inside: Inside,
  at: Workplace,
  { id, startsAt, endsAt, reason, moves, isNew = false }: Clearing,
): Promise<{ moved: number; stranded: number }> {
  const ahead = await bookingsAhead(inside, {
    siteId: at.site_id,
    from: startsAt,
    until: endsAt,
    most: MOST_AT_ONCE + 1,
  })
  const { resourceIds } = await closedPlace(inside, at, at.site_id)
  const done = await displace(
    inside,
    ahead.slice(0, MOST_AT_ONCE).map((one) => one.id),
    continuityWords(at, reason, endsAt),
    { moveWithin: sitesElsewhere(moves), avoid: resourceIds },
  )
  const [moved, stranded] = [done.moved.length, done.stranded.length]
  await sql`update workspaces.invocation set moved = moved + ${moved}, stranded = stranded + ${stranded} where id = ${id}`.execute(
    inside.tx,
  )
  const left = ahead.length > MOST_AT_ONCE
  if (left || ahead.length > 0 || isNew)
    await inside.queue(
      FOLLOW,
      { invocation: id },
      { key: id, ...(left ? {} : { after: inside.now.add({ minutes: FOLLOW_AFTER_MINUTES }) }) },
    )
  return { moved, stranded }
}

/** Ends it before its time. Who was moved stays where they are. */
export const endContinuity = action({
  name: 'workspaces.continuity.end',
  title: 'End business continuity',
  permission: INVOKE,
  doors: ['page', 'api', 'command'],
  fields: { invocation: field.id('Invocation'), version: field.version() },
  async run(inside, { invocation, version }) {
    const found = await inside.tx
      .selectFrom('workspaces.invocation')
      .select(['site_id'])
      .where('id', '=', invocation)
      .executeTakeFirst()
    if (found === undefined) return notFound('invocation')
    const at = await workplaceToChange(inside, found.site_id, INVOKE, { noun: 'invocation' })
    const locked = await inside.tx
      .selectFrom('workspaces.invocation')
      .select(['version', 'ended_at', 'ends_at'])
      .where('id', '=', invocation)
      .forNoKeyUpdate()
      .executeTakeFirst()
    if (locked?.ended_at !== null || Temporal.Instant.compare(locked.ends_at, inside.now) <= 0)
      refuse('conflict', 'workspaces.continuity.over', 'This is over already.')
    mustBeCurrent(locked, version)
    await inside.tx
      .updateTable('workspaces.invocation')
      .set({ ended_at: inside.now, version: version + 1 })
      .where('id', '=', invocation)
      .execute()
    return { subject: at.site_id, result: { id: invocation, code: at.code }, facts: { invocation } }
  },
})

/** Displaces whoever is still booked: the rest of a long list, and who booked in the moment of invoking. */
export const followContinuity = action({
  name: FOLLOW,
  title: 'Move the rest of those who are booked during business continuity',
  doors: [],
  fields: { invocation: field.id('Invocation') },
  async run(inside, { invocation }) {
    const found = await inside.tx
      .selectFrom('workspaces.invocation')
      .selectAll()
      .where('id', '=', invocation)
      .executeTakeFirst()
    const isOver =
      found === undefined ||
      found.ended_at !== null ||
      Temporal.Instant.compare(found.ends_at, inside.now) <= 0
    if (isOver) return { subject: invocation, result: { moved: 0, stranded: 0 } }
    const at = await workplaceById(inside, found.site_id)
    const startsAt = Temporal.Instant.compare(found.starts_at, inside.now) < 0 ? inside.now : found.starts_at
    const done = await clear(inside, at, {
      id: found.id,
      startsAt,
      endsAt: found.ends_at,
      reason: found.reason,
      moves: found.moves,
    })
    return { subject: found.site_id, result: done, facts: { invocation, ...done } }
  },
})
