// What an owner keeps back for somebody, or lets them have at most (P5). What is booked already is counted when an
// allocation is made, so that it is exact from its first day (W4).
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { json, sql } from '#platform/database/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { formatDate } from '#platform/time/index.ts'
import {
  allocationById,
  allocationsOf,
  placesAlong,
  placesThere,
  type AllocationRow,
} from '../queries/allocations.ts'
import { bodiesBeside, circlesOf } from '../queries/circles.ts'
import { bookedAhead, circlesByBody, situationAt, standingAs } from '../queries/effect.ts'
import { placesOf, rulesOf, type Place } from '../queries/terms.ts'
import type { Workplace } from '../queries/workplaces.ts'
import {
  allotmentFaults,
  andWords,
  countWords,
  keyOf,
  mostPromised,
  overlap,
  RESOURCE_KINDS,
  RESOURCE_KINDS_PLURAL,
  termsFor,
  usesOf,
  type Allocation,
  type Allotted,
  type ResourceKind,
  type Use,
} from '../rules.ts'
import { countedIn, holdCounters, summed } from './counting.ts'
import { mustBeCurrent, today, workplaceToChange } from './locking.ts'
import { markBehalf } from './on-behalf.ts'

const ADD = 'workspaces.allocation.add'

export const FORMS = {
  keeps: 'Keep places back for them',
  limits: 'Let them have at most so much, all together',
} as const
export const ALLOCATION_AUDIENCES = {
  own: 'Own staff',
  organisation: 'One partner',
  circle: 'A group of partners',
  partner: 'All partners together',
} as const

const amounts = {
  amount: field.integer('How many', { least: 0, most: 100_000 }),
  unit: field.choice('Counted in', { places: 'Places', hours: 'Hours' }),
  per: field.choice('Each', { day: 'Day', week: 'Week, from Monday' }),
  horizonWorkingDays: field
    .integer('Working days before', {
      least: 0,
      most: 60,
      hint: 'Only for places kept back: so many working days before the day, what is not used is everybody’s',
    })
    .optional(),
  toOn: field.date('Last day', { hint: 'Leave it empty when it goes on' }).optional(),
}

export const addAllocation = action({
  name: ADD,
  title: 'Make an allocation',
  doors: ['page', 'api', 'command'],
  fields: {
    site: field.id('Workplace'),
    where: field.pick('Where', { hint: 'The whole workplace, a floor or a zone' }),
    kind: field.choice('Of what', RESOURCE_KINDS),
    form: field.choice('What it does', FORMS),
    audience: field.choice('For whom', ALLOCATION_AUDIENCES),
    organisation: field.pick('Partner', { from: 'organisations.organisation' }).optional(),
    circle: field.pick('Group of partners', { from: 'workspaces.circle' }).optional(),
    ...amounts,
    fromOn: field.date('First day'),
  },
  async run(inside, answers) {
    const workplace = await workplaceToChange(inside, answers.site, ADD)
    const place = await chosenPlace(inside, workplace, answers.where)
    const audienceId = await chosenAudience(inside, workplace, answers)
    mustBeWhole(answers)
    if (Temporal.PlainDate.compare(answers.fromOn, today(inside)) < 0)
      invalid('workspaces.allocation.days', [
        { field: 'fromOn', message: `First day must be today, ${formatDate(today(inside))}, or later` },
      ])
    const standing = await allocationsOf(inside, workplace.site_id, today(inside))
    const at = { place: place.kind, placeId: place.id, kind: answers.kind, placeName: place.name }
    mustBeFirst(standing, at, { ...answers, audienceId })
    await mustBeThere(inside, workplace, standing, at, answers)
    const onBehalf = await markBehalf(inside, workplace, 'allocation')
    const id = inside.id()
    await inside.tx
      .insertInto('workspaces.allocation')
      .values({
        id,
        site_id: workplace.site_id,
        place: place.kind,
        place_id: place.id,
        resource_kind: answers.kind,
        form: answers.form,
        audience: answers.audience,
        audience_id: audienceId,
        amount: answers.amount,
        unit: answers.unit,
        per: answers.per,
        horizon_working_days: answers.form === 'keeps' ? answers.horizonWorkingDays : null,
        from_on: answers.fromOn,
        to_on: answers.toOn,
        made_at: inside.now,
        made_by_person_id: personOf(inside),
        on_behalf: onBehalf,
      })
      .execute()
    const counted = await countAhead(inside, workplace)
    return {
      subject: null,
      result: { id, code: workplace.code, counted },
      facts: { site: workplace.site_id, allocation: id, amount: answers.amount, counted, onBehalf },
    }
  },
})

export const changeAllocation = action({
  name: 'workspaces.allocation.change',
  title: 'Change an allocation',
  permission: ADD,
  doors: ['page', 'api', 'command'],
  fields: {
    site: field.id('Workplace'),
    allocation: field.id('Allocation'),
    amount: amounts.amount,
    horizonWorkingDays: amounts.horizonWorkingDays,
    toOn: amounts.toOn,
    version: field.version(),
  },
  async run(inside, { site, allocation, amount, horizonWorkingDays, toOn, version }) {
    const { workplace, found } = await lockedAllocation(inside, site, allocation)
    mustBeCurrent(found, version, {
      amount: found.amount,
      horizonWorkingDays: found.horizon_working_days,
      toOn: found.to_on,
    })
    const asked = { ...allotted(found), amount, horizonWorkingDays, toOn }
    mustBeWhole(asked)
    const others = (await allocationsOf(inside, site, today(inside))).filter((one) => one.id !== found.id)
    await mustBeThere(
      inside,
      workplace,
      others,
      { place: found.place, placeId: found.place_id, kind: found.resource_kind, placeName: found.place_name },
      asked,
    )
    const onBehalf = await markBehalf(inside, workplace, 'allocation')
    await inside.tx
      .updateTable('workspaces.allocation')
      .set({
        amount,
        horizon_working_days: found.form === 'keeps' ? horizonWorkingDays : null,
        to_on: toOn,
        version: version + 1,
      })
      .where('id', '=', found.id)
      .execute()
    // A later last day may reach bookings that it did not count before.
    const counted = await countAhead(inside, workplace)
    return {
      subject: null,
      result: { id: found.id, code: workplace.code, counted },
      facts: { site, allocation: found.id, before: found.amount, amount, counted, onBehalf },
    }
  },
})

export const endAllocation = action({
  name: 'workspaces.allocation.end',
  title: 'End an allocation',
  permission: ADD,
  doors: ['page', 'api', 'command'],
  fields: { site: field.id('Workplace'), allocation: field.id('Allocation'), version: field.version() },
  async run(inside, { site, allocation, version }) {
    const { workplace, found } = await lockedAllocation(inside, site, allocation)
    mustBeCurrent(found, version, { amount: found.amount })
    const onBehalf = await markBehalf(inside, workplace, 'allocation')
    await inside.tx
      .updateTable('workspaces.allocation')
      .set({ ended_at: inside.now, version: version + 1 })
      .where('id', '=', found.id)
      .execute()
    return {
      subject: null,
      result: { id: found.id, code: workplace.code },
      facts: { site, allocation: found.id, onBehalf },
    }
  },
})

async function lockedAllocation(
  inside: Inside,
  site: string,
  id: string,
): Promise<{ workplace: Workplace; found: AllocationRow }> {
  const workplace = await workplaceToChange(inside, site, ADD)
  const found = await allocationById(inside, id)
  return found === undefined || found.site_id !== site ? notFound('allocation') : { workplace, found }
}

const allotted = (row: AllocationRow): Allotted => ({
  form: row.form,
  amount: row.amount,
  unit: row.unit,
  per: row.per,
  horizonWorkingDays: row.horizon_working_days,
  fromOn: row.from_on,
  toOn: row.to_on,
})

function mustBeWhole(asked: Allotted): void {
  const faults = allotmentFaults(asked)
  if (faults.length > 0) invalid('workspaces.allocation.not-whole', faults)
}

type Held = Place & { readonly kind: At['place'] }

/** Allocations are for a site, a floor or a zone; one desk is kept by a rule for it. */
async function chosenPlace(inside: Inside, workplace: Workplace, id: string): Promise<Held> {
  const isHeld = (place: Place): place is Held => place.kind !== 'resource'
  const places = (await placesOf(inside, workplace.site_id)).filter(isHeld)
  const found = places.find((place) => place.id === id)
  return (
    found ??
    invalid('workspaces.allocation.where', [
      { field: 'where', message: 'Select the workplace, one of its floors or one of its zones' },
    ])
  )
}

async function chosenAudience(
  inside: Inside,
  workplace: Workplace,
  chosen: {
    readonly audience: keyof typeof ALLOCATION_AUDIENCES
    readonly organisation: string | null
    readonly circle: string | null
  },
): Promise<string | null> {
  if (chosen.audience !== 'organisation' && chosen.audience !== 'circle') return null
  const id = chosen[chosen.audience]
  const known =
    chosen.audience === 'circle'
      ? await circlesOf(inside, workplace.owner_organisation_id)
      : await bodiesBeside(inside, workplace.owner_organisation_id)
  if (id === null || !known.some((one) => one.id === id))
    invalid('workspaces.allocation.whom', [
      {
        field: chosen.audience,
        message: chosen.audience === 'circle' ? 'Select one of your groups of partners' : 'Select a partner',
      },
    ])
  return id
}

type At = {
  readonly place: 'site' | 'floor' | 'zone'
  readonly placeId: string
  readonly placeName: string
  readonly kind: ResourceKind
}

/** One allocation says how many for whom; a second beside it would say another number. */
function mustBeFirst(
  standing: readonly AllocationRow[],
  at: At,
  asked: Allotted & { readonly audience: string; readonly audienceId: string | null },
): void {
  const same = standing.find(
    (one) =>
      one.place_id === at.placeId &&
      one.resource_kind === at.kind &&
      one.form === asked.form &&
      one.audience === asked.audience &&
      one.audience_id === asked.audienceId &&
      (one.form === 'keeps' || (one.unit === asked.unit && one.per === asked.per)) &&
      overlap(allotted(one), asked),
  )
  if (same !== undefined)
    refuse(
      'conflict',
      'workspaces.allocation.already',
      `There is an allocation of this for ${same.audience_name} in ${same.place_name} during that time. Change that one, or end it.`,
    )
}

/** Nobody is promised a place that is not there, and what is kept is kept at one level: a floor, or its zones. */
async function mustBeThere(
  inside: Inside,
  workplace: Workplace,
  standing: readonly AllocationRow[],
  at: At,
  asked: Allotted,
): Promise<void> {
  if (asked.form !== 'keeps') return
  const kept = standing.filter((one) => one.form === 'keeps' && one.resource_kind === at.kind)
  const along = new Set(await placesAlong(inside, workplace.site_id, at))
  const other = kept.find((one) => along.has(one.place_id) && overlap(allotted(one), asked))
  if (other !== undefined)
    refuse(
      'conflict',
      'workspaces.allocation.other-level',
      `${RESOURCE_KINDS_PLURAL[at.kind]} are kept in ${other.place_name} already. What is kept is kept at one level, so that it can be counted: keep them there too, or end that first.`,
    )
  const there = await placesThere(inside, at)
  const others = kept.filter((one) => one.place_id === at.placeId)
  const promised = mostPromised(
    asked,
    others.map((one) => allotted(one)),
  )
  if (promised + asked.amount <= there) return
  const who = others.map((one) => `${one.amount} for ${one.audience_name}`)
  invalid('workspaces.allocation.too-many', [
    {
      field: 'amount',
      message: `${at.placeName} has ${countWords(there, RESOURCE_KINDS[at.kind].toLowerCase(), RESOURCE_KINDS_PLURAL[at.kind].toLowerCase())} for everybody${who.length === 0 ? '' : `, and keeps ${andWords(who)}`}. Keep at most ${Math.max(0, there - promised)}`,
    },
  ])
}

const asAllocation = (row: AllocationRow): Allocation => ({
  id: row.id,
  place: row.place,
  placeId: row.place_id,
  placeName: row.place_name,
  kind: row.resource_kind,
  form: row.form,
  audience: row.audience,
  audienceId: row.audience_id,
  audienceName: row.audience_name,
  amount: row.amount,
  unit: row.unit,
  per: row.per,
  horizonWorkingDays: row.horizon_working_days,
  fromOn: row.from_on,
  toOn: row.to_on,
})

/** The uses of allocations and quotas that bookings ahead have by now and did not say when they were made. */
async function missingUses(inside: Inside, workplace: Workplace): Promise<Map<string, Use[]>> {
  const standing = (await allocationsOf(inside, workplace.site_id, today(inside))).map(asAllocation)
  const circles = await circlesByBody(inside, workplace.owner_organisation_id)
  const rules = await rulesOf(inside, workplace.site_id, today(inside))
  const missing = new Map<string, Use[]>()
  for (const booking of await bookedAhead(inside, workplace.site_id, inside.now)) {
    const day = booking.starts_at.toZonedDateTimeISO(booking.zone).toPlainDate()
    const above = [booking.zone_id, booking.floor_id, booking.site_id]
    const allocations = standing.filter(
      (one) =>
        one.kind === booking.kind && above.includes(one.placeId) && overlap(one, { fromOn: day, toOn: day }),
    )
    const standingOfBody = standingAs(booking, circles)
    const situation = situationAt(
      booking,
      standingOfBody,
      termsFor(rules, situationChain(booking), standingOfBody, day),
    )
    const said = new Set(booking.uses.map(keyOf))
    const uses = usesOf(
      { ...situation, allocations },
      { startsAt: booking.starts_at, endsAt: booking.ends_at },
      booking.for_person_id,
    ).filter((use) => !said.has(keyOf(use)))
    if (uses.length > 0) missing.set(booking.id, uses)
  }
  return missing
}

const situationChain = (booking: {
  readonly resource_id: string
  readonly zone_id: string
  readonly floor_id: string
  readonly site_id: string
  readonly kind: ResourceKind
}) => ({
  resourceId: booking.resource_id,
  zoneId: booking.zone_id,
  floorId: booking.floor_id,
  siteId: booking.site_id,
  kind: booking.kind,
})

/**
 * Counts what bookings ahead use by terms that are new. W2: counters first, then the bookings, which may have ended
 * meanwhile; those are left alone, and so is what waits for approval without its time (G4).
 */
export async function countAhead(inside: Inside, workplace: Workplace): Promise<number> {
  const missing = await missingUses(inside, workplace)
  if (missing.size === 0) return 0
  await holdCounters(inside, [...missing.values()].flat())
  const { rows } = await sql<{ id: string }>`select id from workspaces.booking booking
    where id = any(${[...missing.keys()]}::uuid[]) and state in ('held', 'pending', 'confirmed', 'checked-in')
      and exists (select 1 from workspaces.claim where claim.booking_id = booking.id)
    order by id for no key update`.execute(inside.tx)
  const additions = rows.map(({ id }) => ({ id, uses: missing.get(id) ?? [] }))
  if (additions.length === 0) return 0
  // Its version too: whoever was about to end or move it read less than it uses now (W4).
  await sql`update workspaces.booking booking set uses = booking.uses || added.uses, version = booking.version + 1
    from jsonb_to_recordset(${json(additions)}::jsonb) as added (id uuid, uses jsonb) where added.id = booking.id`.execute(
    inside.tx,
  )
  await countedIn(summed(additions.flatMap((one) => one.uses))).execute(inside.tx)
  return additions.length
}
