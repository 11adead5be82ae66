// Closing a workplace, a floor or a zone for days, or a workplace for good: what is booked there is moved or withdrawn,
// and nothing can be booked there meanwhile, because the closure takes all the time that is left (W1, W18).
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { closedPlace } from '../queries/closures.ts'
import { bookingsAhead } from '../queries/displacing.ts'
import { workplaceById, type Workplace } from '../queries/workplaces.ts'
import { closedWords, MOVES, placeWords, sitesFor, type ClosedPlace, type Moves } from '../rules/closing.ts'
import { displace, MOST_AT_ONCE } from './displacing.ts'
import { offerWhatCameFree } from './freeing.ts'
import { mustBeCurrent, workplaceToChange } from './locking.ts'

/** To close places of a workplace: held for its owner, or for it. */
export const CLOSE = 'workspaces.closure.make'
/** To close a workplace for good: held for its owner, or for it. */
export const CLOSE_FOR_GOOD = 'workspaces.workplace.close'
const FOLLOW = 'workspaces.closure.follow'
/** Whoever was booking in the moment of closing is found shortly after it. */
const FOLLOW_AFTER_MINUTES = 2
const MOST_DAYS = 366

const fields = {
  site: field.id('Workplace'),
  place: field.pick('What is closed', { from: 'workspaces.place' }),
  from: field.date('First day'),
  until: field.date('Last day', { hint: 'Leave it empty for one day' }).optional(),
  reason: field.text('Why', { most: 200, hint: 'Whoever has booked there reads it, like "Boiler repairs"' }),
  moves: field.choice('Where people are moved to', MOVES),
}

type Asked = {
  readonly place: string
  readonly from: Temporal.PlainDate
  readonly until: Temporal.PlainDate | null
  readonly reason: string
}

/** What is to be closed, and when: whole days of the workplace's own zone, from now where the first of them has begun. */
export async function closingOf(inside: Pick<Inside, 'db' | 'now'>, at: Workplace, asked: Asked) {
  const last = asked.until ?? asked.from
  if (Temporal.PlainDate.compare(last, asked.from) < 0)
    invalid('workspaces.closure.order', [
      { field: 'until', message: `The last day must not be before ${formatDate(asked.from)}` },
    ])
  if (Temporal.PlainDate.compare(last, asked.from.add({ days: MOST_DAYS })) > 0)
    invalid('workspaces.closure.too-long', [
      { field: 'until', message: `Give at most ${MOST_DAYS} days; close the workplace for good instead` },
    ])
  const midnight = asked.from.toZonedDateTime(at.time_zone).toInstant()
  const endsAt = last.add({ days: 1 }).toZonedDateTime(at.time_zone).toInstant()
  if (Temporal.Instant.compare(endsAt, inside.now) <= 0)
    invalid('workspaces.closure.past', [
      { field: asked.until === null ? 'from' : 'until', message: 'Give days from today on' },
    ])
  const startsAt = Temporal.Instant.compare(midnight, inside.now) < 0 ? inside.now : midnight
  const place = await closedPlace(inside, at, asked.place)
  const because = closedWords(placeWords(place, at.name), asked.reason, { first: asked.from, last })
  return { place, startsAt, endsAt, because }
}

/** The first of two steps: reads what is asked, and nothing else. What would happen stands on the next page. */
export const proposeClosure = action({
  name: 'workspaces.closure.propose',
  title: 'See what closing would do',
  permission: CLOSE,
  doors: ['page'],
  fields,
  async run(inside, answers) {
    const at = await workplaceToChange(inside, answers.site, CLOSE)
    await closingOf(inside, at, answers)
    const { place, from, until, reason, moves } = answers
    return {
      subject: at.site_id,
      result: {
        site: at.site_id,
        place,
        from: from.toString(),
        until: until?.toString() ?? '',
        reason,
        moves,
      },
    }
  },
})

export const closePlaces = action({
  name: CLOSE,
  title: 'Close a workplace or a part of it for days',
  doors: ['page', 'api', 'command'],
  fields,
  async run(inside, answers) {
    const at = await workplaceToChange(inside, answers.site, CLOSE, { what: 'closure' })
    const { place, startsAt, endsAt, because } = await closingOf(inside, at, answers)
    const id = inside.id()
    await inside.tx
      .insertInto('workspaces.closure')
      .values({
        id,
        site_id: at.site_id,
        place: place.kind,
        place_id: place.id,
        place_name: place.name,
        starts_at: startsAt,
        ends_at: endsAt,
        reason: answers.reason,
        moves: answers.moves,
        made_by_person_id: personOf(inside),
        made_at: inside.now,
      })
      .execute()
    const { moves } = answers
    const done = await empty(inside, { id, at, place, startsAt, endsAt, because, moves, isNew: true })
    return {
      subject: at.site_id,
      result: { id, code: at.code, ...done },
      facts: { closure: id, place: place.id, moved: done.moved, stranded: done.stranded },
    }
  },
})

type Emptying = {
  readonly id: string
  readonly at: Workplace
  readonly place: ClosedPlace & { readonly resourceIds: readonly string[] }
  readonly startsAt: Temporal.Instant
  readonly endsAt: Temporal.Instant
  readonly because: string
  readonly moves: Moves
  /** Somebody may be booking at this moment, unseen until they have: one look follows in any case. */
  readonly isNew?: boolean
}

/** Takes back what is booked there, as much as one transaction bears, then all the time that is left; the rest follows. */
async function empty(
  inside: Inside,
  closing: Emptying,
): Promise<{ moved: number; stranded: number; left: boolean }> {
  const { id, at, place } = closing
  const ahead = await bookingsAhead(inside, {
    siteId: at.site_id,
    ...(place.kind === 'site' ? {} : { resourceIds: place.resourceIds }),
    from: closing.startsAt,
    until: closing.endsAt,
    most: MOST_AT_ONCE + 1,
  })
  const left = ahead.length > MOST_AT_ONCE
  const done = await displace(
    inside,
    ahead.slice(0, MOST_AT_ONCE).map((one) => one.id),
    closing.because,
    { moveWithin: sitesFor(closing.moves, at.site_id), avoid: place.resourceIds },
  )
  const [moved, stranded] = [done.moved.length, done.stranded.length]
  await takeWhatIsLeft(inside, closing)
  await sql`update workspaces.closure set moved = moved + ${moved}, stranded = stranded + ${stranded} where id = ${id}`.execute(
    inside.tx,
  )
  if (left || moved + stranded > 0 || closing.isNew === true)
    await inside.queue(
      FOLLOW,
      { closure: id },
      { key: id, ...(left ? {} : { after: inside.now.add({ minutes: FOLLOW_AFTER_MINUTES }) }) },
    )
  return { moved, stranded, left }
}

/** Maintenance on every atomic place there, for the time that nobody has: the resources are held first, by id (W2). */
async function takeWhatIsLeft(
  inside: Inside,
  { id, place, startsAt, endsAt, because }: Emptying,
): Promise<void> {
  const [from, until] = [sql`${startsAt.toString()}::timestamptz`, sql`${endsAt.toString()}::timestamptz`]
  await sql`select id from workspaces.resource where id = any(${[...place.resourceIds]}::uuid[]) order by id for no key update`.execute(
    inside.tx,
  )
  const { rows } = await sql<{ resource_id: string; starts_at: Temporal.Instant; ends_at: Temporal.Instant }>`
    select resource_id, lower(piece) as starts_at, upper(piece) as ends_at from (
      select atomic.id as resource_id, unnest(tstzmultirange(tstzrange(${from}, ${until}))
        - coalesce((select range_agg(tstzrange(claim.starts_at, claim.ends_at)) from workspaces.claim claim
            where claim.resource_id = atomic.id and claim.ends_at > ${from} and claim.starts_at < ${until}), '{}'::tstzmultirange)) as piece
      from (select distinct coalesce(part.part_id, resource.id) as id from workspaces.resource resource
        left join workspaces.part part on part.whole_id = resource.id
        where resource.id = any(${[...place.resourceIds]}::uuid[])) atomic) pieces
    order by resource_id, starts_at`.execute(inside.tx)
  if (rows.length === 0) return
  const ids = rows.map(() => inside.id())
  await sql`
    with piece as materialized (
      select * from unnest(${ids}::uuid[], ${rows.map((row) => row.resource_id)}::uuid[],
        ${rows.map((row) => row.starts_at.toString())}::timestamptz[], ${rows.map((row) => row.ends_at.toString())}::timestamptz[])
        as piece (id, resource_id, starts_at, ends_at)),
    blocked as (
      insert into workspaces.block (id, resource_id, starts_at, ends_at, reason, made_by_person_id, made_at, closure_id)
      select id, resource_id, starts_at, ends_at, ${because}, ${personOf(inside)}::uuid, ${inside.now.toString()}::timestamptz, ${id}::uuid from piece)
    insert into workspaces.claim (resource_id, block_id, starts_at, ends_at) select resource_id, id, starts_at, ends_at from piece`.execute(
    inside.tx,
  )
}

/** Ends a closure before its time: the places can be booked again. Who was moved stays where they are. */
export const endClosure = action({
  name: 'workspaces.closure.end',
  title: 'Open what was closed',
  permission: CLOSE,
  doors: ['page', 'api', 'command'],
  fields: { closure: field.id('Closure'), version: field.version() },
  async run(inside, { closure, version }) {
    const found = await inside.tx
      .selectFrom('workspaces.closure')
      .select(['id', 'site_id', 'version', 'ended_at', 'ends_at'])
      .where('id', '=', closure)
      .executeTakeFirst()
    if (found === undefined) return notFound('closure')
    const at = await workplaceToChange(inside, found.site_id, CLOSE, {
      what: 'closure',
      noun: 'closure',
    })
    const locked = await inside.tx
      .selectFrom('workspaces.closure')
      .select(['version', 'ended_at', 'ends_at'])
      .where('id', '=', closure)
      .forNoKeyUpdate()
      .executeTakeFirst()
    if (locked?.ended_at !== null || Temporal.Instant.compare(locked.ends_at, inside.now) <= 0)
      refuse('conflict', 'workspaces.closure.over', 'This closure is over already.')
    mustBeCurrent(locked, version)
    const blocks = await inside.tx
      .selectFrom('workspaces.block')
      .select(['resource_id', 'starts_at', 'ends_at'])
      .where('closure_id', '=', closure)
      .where('ended_at', 'is', null)
      .execute()
    await sql`
      with freed as (delete from workspaces.claim where block_id in (
        select id from workspaces.block where closure_id = ${closure} and ended_at is null)),
      given_back as (update workspaces.block set ended_at = ${inside.now.toString()}::timestamptz where closure_id = ${closure} and ended_at is null)
      update workspaces.closure set ended_at = ${inside.now.toString()}::timestamptz, version = version + 1 where id = ${closure}`.execute(
      inside.tx,
    )
    await offerWhatCameFree(
      inside,
      blocks.map((one) => ({
        siteId: at.site_id,
        resourceId: one.resource_id,
        startsAt: one.starts_at,
        endsAt: one.ends_at,
      })),
    )
    return { subject: at.site_id, result: { id: closure, code: at.code }, facts: { closure } }
  },
})

/** Displaces whoever is still booked where it is closed: the rest of a long list, and who booked in the moment of closing. */
export const followClosure = action({
  name: FOLLOW,
  title: 'Move the rest of those who are booked where it is closed',
  doors: [],
  fields: { closure: field.id('Closure') },
  async run(inside, { closure }) {
    const found = await inside.tx
      .selectFrom('workspaces.closure')
      .selectAll()
      .where('id', '=', closure)
      .executeTakeFirst()
    const isOver =
      found === undefined ||
      found.ended_at !== null ||
      Temporal.Instant.compare(found.ends_at, inside.now) <= 0
    if (isOver) return { subject: closure, result: { moved: 0, stranded: 0 } }
    const at = await workplaceById(inside, found.site_id)
    const place = await closedPlace(inside, at, found.place_id)
    const local = (moment: Temporal.Instant) => moment.toZonedDateTimeISO(at.time_zone).toPlainDate()
    const done = await empty(inside, {
      id: found.id,
      at,
      place,
      startsAt: Temporal.Instant.compare(found.starts_at, inside.now) < 0 ? inside.now : found.starts_at,
      endsAt: found.ends_at,
      because: closedWords(placeWords(place, at.name), found.reason, {
        first: local(found.starts_at),
        last: local(found.ends_at.subtract({ minutes: 1 })),
      }),
      moves: found.moves,
    })
    return {
      subject: found.site_id,
      result: done,
      facts: { closure, moved: done.moved, stranded: done.stranded },
    }
  },
})

/** A workplace closes for good: what is booked after its last day is moved or withdrawn; its history stays (W18). */
export const closeForGood = action({
  name: CLOSE_FOR_GOOD,
  title: 'Close a workplace for good',
  doors: ['page', 'api', 'command'],
  fields: {
    site: field.id('Workplace'),
    lastOn: field.date('Last day on which it is open'),
    reason: field.text('Why', { most: 200, hint: 'Whoever has booked there reads it' }),
    moves: field.choice('Where people are moved to', { anywhere: MOVES.anywhere, nobody: MOVES.nobody }),
    version: field.version(),
  },
  async run(inside, { site, lastOn, reason, moves, version }) {
    const at = await workplaceToChange(inside, site, CLOSE_FOR_GOOD, { what: 'closure' })
    mustBeCurrent(at, version, { closes_on: at.closes_on === null ? 'Not known' : formatDate(at.closes_on) })
    const until = lastOn.add({ days: 1 }).toZonedDateTime(at.time_zone).toInstant()
    if (Temporal.Instant.compare(until, inside.now) <= 0)
      invalid('workspaces.workplace.closed-past', [
        { field: 'lastOn', message: 'Give today or a day to come' },
      ])
    await inside.tx
      .updateTable('workspaces.workplace')
      .set({ closes_on: lastOn, version: version + 1 })
      .where('site_id', '=', at.site_id)
      .execute()
    const done = await emptyAfter(inside, at, { until, lastOn, reason, moves, isNew: true })
    return {
      subject: at.site_id,
      result: { code: at.code, ...done },
      facts: { lastOn: lastOn.toString(), moved: done.moved, stranded: done.stranded },
    }
  },
})

const FOLLOW_GOOD = 'workspaces.workplace.follow'

async function emptyAfter(
  inside: Inside,
  at: Workplace,
  end: {
    until: Temporal.Instant
    lastOn: Temporal.PlainDate
    reason: string
    moves: 'anywhere' | 'nobody'
    isNew?: boolean
  },
): Promise<{ moved: number; stranded: number }> {
  const ahead = await bookingsAhead(inside, { siteId: at.site_id, from: end.until, most: MOST_AT_ONCE + 1 })
  const { resourceIds } = await closedPlace(inside, at, at.site_id)
  const because = closedWords(at.name, end.reason, { first: end.lastOn.add({ days: 1 }), last: null })
  const done = await displace(
    inside,
    ahead.slice(0, MOST_AT_ONCE).map((one) => one.id),
    because,
    { moveWithin: sitesFor(end.moves, at.site_id), avoid: resourceIds },
  )
  const left = ahead.length > MOST_AT_ONCE
  if (left || end.isNew === true)
    await inside.queue(
      FOLLOW_GOOD,
      { site: at.site_id, moves: end.moves },
      { key: at.site_id, ...(left ? {} : { after: inside.now.add({ minutes: FOLLOW_AFTER_MINUTES }) }) },
    )
  return { moved: done.moved.length, stranded: done.stranded.length }
}

/** The rest of those who are booked after a workplace's last day. */
export const followClosing = action({
  name: FOLLOW_GOOD,
  title: 'Move the rest of those who are booked after the last day',
  doors: [],
  fields: {
    site: field.id('Workplace'),
    moves: field.choice('Where to', { anywhere: MOVES.anywhere, nobody: MOVES.nobody }),
  },
  async run(inside, { site, moves }) {
    const at = await workplaceById(inside, site)
    if (at.closes_on === null) return { subject: site, result: { moved: 0, stranded: 0 } }
    const lastOn = at.closes_on
    const until = lastOn.add({ days: 1 }).toZonedDateTime(at.time_zone).toInstant()
    const reason = 'the office is given up'
    const done = await emptyAfter(inside, at, { until, lastOn, reason, moves })
    return { subject: site, result: done, facts: done }
  },
})
