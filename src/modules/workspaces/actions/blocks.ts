// Maintenance: time in which a place is kept from use. It claims like a booking, under the same locks (W1, W2): what is
// booked meanwhile is shown, and is moved or withdrawn, or the block is refused.
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { formatDateTime } from '#platform/time/index.ts'
import { bookingsAhead } from '../queries/displacing.ts'
import { MANAGE } from '../queries/seeing.ts'
import { mustBeSpan } from '../rules/local-time.ts'
import { displace } from './displacing.ts'
import { placeToChange } from './floors.ts'
import { offerWhatCameFree } from './freeing.ts'
import { workplaceToChange } from './locking.ts'
import { lockResources } from './resource-rows.ts'

const BOOKED = {
  refuse: 'Do not block: show me what is booked',
  move: 'Move each booking to an equal place; withdraw the rest',
  withdraw: 'Withdraw the bookings',
}
const MOST_DAYS = 366

export const makeBlock = action({
  name: 'workspaces.block.make',
  title: 'Keep places from use',
  permission: MANAGE,
  doors: ['page', 'api', 'command'],
  fields: {
    site: field.code('Site'),
    places: field.picks('Places', { from: 'workspaces.resource', most: 200 }),
    on: field.date('From'),
    from: field.time('At'),
    untilOn: field.date('Until').optional(),
    until: field.time('Until'),
    which: field
      .choice('Where the hour comes twice', { first: 'The first', second: 'The second' })
      .optional(),
    reason: field.text('Why', {
      most: 200,
      hint: 'Like "New carpet". Everybody reads it who looks at the place',
    }),
    booked: field.choice('If something is booked meanwhile', BOOKED),
  },
  async run(inside, answers) {
    const workplace = await placeToChange(inside, answers.site)
    const { startsAt, endsAt } = mustBeSpan(answers, workplace.time_zone)
    if (Temporal.Instant.compare(endsAt, inside.now) <= 0)
      invalid('workspaces.block.past', [{ field: 'on', message: 'The time is over already' }])
    if (endsAt.since(startsAt).total('hours') > MOST_DAYS * 24)
      invalid('workspaces.block.long', [
        { field: 'untilOn', message: `At most ${MOST_DAYS} days. For longer, retire the place` },
      ])
    const parts = await atomicParts(inside, workplace.site_id, answers.places)
    const ids = [...new Set(parts.map((one) => one.part_id))]
    const inTheWay = await bookingsAhead(inside, {
      siteId: workplace.site_id,
      resourceIds: [...new Set([...ids, ...answers.places])],
      from: startsAt,
      until: endsAt,
    })
    if (inTheWay.length > 0 && answers.booked === 'refuse')
      refuse(
        'conflict',
        'workspaces.block.booked',
        `${inTheWay.length === 1 ? '1 booking is' : `${inTheWay.length} bookings are`} in the way: ${inTheWay
          .slice(0, 5)
          .map(
            (one) =>
              `${one.resource_name}, ${formatDateTime(one.starts_at, one.time_zone)}, ${one.organisation_name}`,
          )
          .join(
            '; ',
          )}${inTheWay.length > 5 ? ' and more' : ''}. Choose to move or to withdraw them, or another time.`,
      )
    // Before the places are held: displacing holds counters first, then places (W2).
    const { moved, stranded } = await displace(
      inside,
      inTheWay.map((one) => one.id),
      answers.reason,
      { moveWithin: answers.booked === 'move' ? null : [], avoid: [...ids, ...answers.places] },
    )
    await sql`select set_config('lock_timeout', '2s', true)`.execute(inside.tx)
    await lockResources(inside, [...ids, ...answers.places])
    await mustBeFree(inside, ids, startsAt, endsAt, workplace.time_zone)
    const person = personOf(inside)
    const blocks = answers.places.map((resource_id) => ({
      id: inside.id(),
      resource_id,
      starts_at: startsAt,
      ends_at: endsAt,
      reason: answers.reason,
      made_by_person_id: person,
      made_at: inside.now,
    }))
    await inside.tx.insertInto('workspaces.block').values(blocks).execute()
    const claimed = new Set<string>()
    const claims = blocks.flatMap((block) =>
      parts.flatMap(({ whole_id, part_id }) => {
        if (whole_id !== block.resource_id || claimed.has(part_id)) return []
        claimed.add(part_id)
        return [{ resource_id: part_id, block_id: block.id, starts_at: startsAt, ends_at: endsAt }]
      }),
    )
    await inside.tx.insertInto('workspaces.claim').values(claims).execute()
    return {
      subject: workplace.site_id,
      result: {
        site: workplace.code,
        blocks: blocks.length,
        moved: moved.length,
        withdrawn: stranded.length,
      },
      facts: {
        blocks: blocks.length,
        moved: moved.length,
        withdrawn: stranded.length,
        from: startsAt.toString(),
      },
    }
  },
})

export const endBlock = action({
  name: 'workspaces.block.end',
  title: 'Give a place back to use',
  permission: MANAGE,
  doors: ['page', 'api', 'command'],
  fields: { block: field.id('Block') },
  async run(inside, answers) {
    const known = await inside.tx
      .selectFrom('workspaces.block')
      .innerJoin('workspaces.resource', 'workspaces.resource.id', 'workspaces.block.resource_id')
      .select([
        'workspaces.block.id',
        'workspaces.block.resource_id',
        'workspaces.block.starts_at',
        'workspaces.block.ends_at',
        'workspaces.block.ended_at',
        'workspaces.resource.site_id',
      ])
      .where('workspaces.block.id', '=', answers.block)
      .executeTakeFirst()
    if (known === undefined || known.ended_at !== null) return notFound('block')
    const workplace = await workplaceToChange(inside, known.site_id, MANAGE, { noun: 'block' })
    const claims = await inside.tx
      .selectFrom('workspaces.claim')
      .select('resource_id')
      .where('block_id', '=', known.id)
      .execute()
    await lockResources(
      inside,
      claims.map((one) => one.resource_id),
    )
    const { numUpdatedRows } = await inside.tx
      .updateTable('workspaces.block')
      .set({ ended_at: inside.now })
      .where('id', '=', known.id)
      .where('ended_at', 'is', null)
      .executeTakeFirstOrThrow()
    if (numUpdatedRows === 0n) return notFound('block')
    await inside.tx.deleteFrom('workspaces.claim').where('block_id', '=', known.id).execute()
    await offerWhatCameFree(inside, [
      {
        siteId: known.site_id,
        resourceId: known.resource_id,
        startsAt: known.starts_at,
        endsAt: known.ends_at,
      },
    ])
    return { subject: workplace.site_id, result: { site: workplace.code }, facts: { block: known.id } }
  },
})

/** What each of the places claims: its parts, or itself. Refuses what is not a place here. */
async function atomicParts(inside: Inside, siteId: string, places: readonly string[]) {
  const { rows } = await sql<{ whole_id: string; part_id: string }>`
    select resource.id as whole_id, coalesce(part.part_id, resource.id) as part_id from workspaces.resource resource
    left join workspaces.part part on part.whole_id = resource.id
    where resource.id = any(${[...places]}::uuid[]) and resource.site_id = ${siteId} and resource.retired_on is null
    order by part_id`.execute(inside.tx)
  if (new Set(rows.map((row) => row.whole_id)).size !== places.length)
    invalid('workspaces.block.places', [
      { field: 'places', message: 'Select places of this workplace from the list' },
    ])
  return rows
}

async function mustBeFree(
  inside: Inside,
  ids: readonly string[],
  startsAt: Temporal.Instant,
  endsAt: Temporal.Instant,
  zone: string,
): Promise<void> {
  const { rows } = await sql<{ name: string; starts_at: Temporal.Instant; is_block: boolean }>`
    select resource.name, claim.starts_at, claim.block_id is not null as is_block from workspaces.claim claim
    join workspaces.resource resource on resource.id = claim.resource_id
    where claim.resource_id = any(${[...ids]}::uuid[])
      and tstzrange(claim.starts_at, claim.ends_at) && tstzrange(${startsAt.toString()}::timestamptz, ${endsAt.toString()}::timestamptz)
    order by claim.starts_at limit 1`.execute(inside.tx)
  const first = rows[0]
  if (first !== undefined)
    refuse(
      'conflict',
      'workspaces.block.taken',
      `${first.name} ${first.is_block ? 'is kept from use already' : 'is in use, or was booked while you decided'}, from ${formatDateTime(first.starts_at, zone)}. Look again, or choose another time.`,
    )
}
