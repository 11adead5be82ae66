// Places that can be booked: added one by one or many at once, corrected, and retired with everybody told (W18).
import { action, type Inside } from '#platform/actions/index.ts'
import { invalid, notFound, refuse, type Fault } from '#platform/errors/index.ts'
import { field, type Answers } from '#platform/fields/index.ts'
import { sql } from '#platform/database/index.ts'
import { MANAGE } from '../queries/seeing.ts'
import { bookingsAhead } from '../queries/displacing.ts'
import {
  ATTRIBUTES,
  codesBetween,
  MOST_AT_ONCE,
  placeFaults,
  RESOURCE_KINDS,
  type Attribute,
  type ResourceKind,
} from '../rules.ts'
import { ROOM } from '../rules/finding.ts'
import { displace } from './displacing.ts'
import { lockedZone, placeCode } from './floors.ts'
import { mustBeCurrent, today, workplaceToChange } from './locking.ts'
import {
  insertResources,
  lockResources,
  takenAhead,
  updateResources,
  type ResourceRow,
} from './resource-rows.ts'

const onPlan = (label: string, hint?: string) =>
  field.integer(label, { least: 0, most: 10_000, ...(hint === undefined ? {} : { hint }) }).optional()

const has = {
  attributes: field
    .choices('What it has', ATTRIBUTES, { hint: 'Facts that people can ask for when they look for a place' })
    .optional(),
  heldForAccess: field.yesNo('Is it held for people with access needs?', {
    hint: 'Until the horizon only those book it who want one of the things it has',
  }),
}
const described = {
  name: field.text('Name', { most: 80, hint: 'Left empty it is made from the kind and the code' }).optional(),
  capacity: field.integer('How many people it is for', { least: 1, most: 1000 }),
  ...has,
  where: field
    .text('Where it is', {
      most: 300,
      hint: 'In words, for those who do not use the plan: "window row, third from the lift"',
    })
    .optional(),
  row: field
    .text('Row', { most: 20, hint: 'Desks in one row stand beside each other; a team is placed in one' })
    .optional(),
  rowPlace: field.integer('Place in the row', { least: 1, most: 500 }).optional(),
  x: onPlan('On the plan: from the left'),
  y: onPlan('On the plan: from the top'),
  setup: field.integer('Minutes to set up before a booking', { least: 0, most: 480 }),
  clear: field.integer('Minutes to clear after a booking', { least: 0, most: 480 }),
}
type Describing = Answers<typeof described>

const zone = field.pick('Zone', { from: 'workspaces.zone' })
const kind = field.choice('Kind', RESOURCE_KINDS)

async function rowFrom(
  inside: Inside,
  at: {
    readonly floorId: string
    readonly zoneId: string
    readonly code: string
    readonly kind: ResourceKind
  },
  answers: Describing,
): Promise<ResourceRow> {
  const floor = await inside.tx
    .selectFrom('workspaces.floor')
    .select(['plan_width', 'plan_height'])
    .where('id', '=', at.floorId)
    .executeTakeFirstOrThrow()
  const attributes = (answers.attributes ?? []) as Attribute[]
  const faults: Fault[] = placeFaults(
    {
      kind: at.kind,
      capacity: answers.capacity,
      attributes,
      rowName: answers.row,
      rowPlace: answers.rowPlace,
      x: answers.x,
      y: answers.y,
      heldForAccess: answers.heldForAccess,
    },
    floor,
  )
  if (faults.length > 0) invalid('workspaces.resource.faulty', faults)
  return {
    floor_id: at.floorId,
    zone_id: at.zoneId,
    name: answers.name ?? `${RESOURCE_KINDS[at.kind]} ${at.code}`,
    capacity: answers.capacity,
    attributes,
    where_words: answers.where,
    row_name: answers.row,
    row_place: answers.rowPlace,
    plan_x: answers.x,
    plan_y: answers.y,
    held_for_access: answers.heldForAccess,
    setup_minutes: answers.setup,
    clear_minutes: answers.clear,
  }
}

async function mustBeNew(
  inside: Inside,
  siteId: string,
  codes: readonly string[],
  name: string,
): Promise<void> {
  const there = await inside.tx
    .selectFrom('workspaces.resource')
    .select('code')
    .where('site_id', '=', siteId)
    .where('code', 'in', [...codes])
    .orderBy('code')
    .execute()
  if (there.length === 0) return
  const shown = there
    .slice(0, 5)
    .map((one) => one.code)
    .join(', ')
  invalid('workspaces.resource.code', [
    { field: name, message: `There is, or was, ${shown} here. Choose other codes: old bookings keep theirs` },
  ])
}

export const addResource = action({
  name: 'workspaces.resource.add',
  title: 'Add a place',
  permission: MANAGE,
  doors: ['page', 'api', 'command'],
  fields: {
    zone,
    kind,
    code: placeCode('Code', 'What stands on its sheet, like D-01'),
    ...described,
    from: field.date('Bookable from').optional(),
  },
  async run(inside, answers) {
    const { workplace, zone: at } = await lockedZone(inside, answers.zone)
    await mustBeNew(inside, workplace.site_id, [answers.code], 'code')
    const row = await rowFrom(
      inside,
      { floorId: at.floor_id, zoneId: at.id, code: answers.code, kind: answers.kind },
      answers,
    )
    const id = inside.id()
    await insertResources(inside, [
      {
        id,
        site_id: workplace.site_id,
        code: answers.code,
        kind: answers.kind,
        from_on: (answers.from ?? today(inside)).toString(),
        ...row,
      },
    ])
    return {
      subject: workplace.site_id,
      result: { id, code: answers.code, site: workplace.code },
      facts: { resource: id },
    }
  },
})

export const addResources = action({
  name: 'workspaces.resources.add',
  title: 'Add several places',
  permission: MANAGE,
  doors: ['page', 'api', 'command'],
  fields: {
    zone,
    kind,
    first: placeCode('First code', 'Like D-01'),
    last: placeCode('Last code', `Like D-24: all between are added, at most ${MOST_AT_ONCE}`),
    capacity: field.integer('How many people each is for', { least: 1, most: 1000 }),
    ...has,
    row: field.text('Row', { most: 20, hint: 'They stand in it in the order of their codes' }).optional(),
    x: onPlan('On the plan: the first from the left'),
    y: onPlan('On the plan: the first from the top'),
    step: onPlan('On the plan: from each to the next', 'To the right. A desk takes 46 steps; left empty, 60'),
  },
  async run(inside, answers) {
    const { workplace, zone: at } = await lockedZone(inside, answers.zone)
    const codes = codesBetween(answers.first, answers.last)
    if (typeof codes === 'string')
      return invalid('workspaces.resources.codes', [{ field: 'last', message: codes }])
    await mustBeNew(inside, workplace.site_id, codes, 'first')
    const step = answers.step ?? 60
    // The last stands furthest to the right: if it fits, all do.
    const far = answers.x === null ? null : answers.x + step * (codes.length - 1)
    const last = await rowFrom(
      inside,
      { floorId: at.floor_id, zoneId: at.id, code: answers.last, kind: answers.kind },
      {
        ...answers,
        name: null,
        where: null,
        rowPlace: answers.row === null ? null : codes.length,
        x: far,
        setup: 0,
        clear: 0,
      },
    )
    await insertResources(
      inside,
      codes.map((code, nth) => ({
        ...last,
        id: inside.id(),
        site_id: workplace.site_id,
        code,
        kind: answers.kind,
        from_on: today(inside).toString(),
        name: `${RESOURCE_KINDS[answers.kind]} ${code}`,
        row_place: answers.row === null ? null : nth + 1,
        plan_x: answers.x === null ? null : answers.x + step * nth,
      })),
    )
    return {
      subject: workplace.site_id,
      result: { count: codes.length, site: workplace.code },
      facts: { zone: at.id, count: codes.length },
    }
  },
})

/** A place that stands, its row held and its workplace ours to change. */
export async function lockedResource(inside: Inside, id: string, more: { readonly isMarked?: boolean } = {}) {
  const known = await inside.tx
    .selectFrom('workspaces.resource')
    .select('site_id')
    .where('id', '=', id)
    .executeTakeFirst()
  if (known === undefined) return notFound('place')
  const workplace = await workplaceToChange(inside, known.site_id, MANAGE, {
    what: more.isMarked === true ? null : 'estate',
    noun: 'place',
  })
  await lockResources(inside, [id])
  const resource = await inside.tx
    .selectFrom('workspaces.resource')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  if (resource.retired_on !== null && Temporal.PlainDate.compare(resource.retired_on, today(inside)) <= 0)
    return notFound('place')
  return { workplace, resource }
}

export const editResource = action({
  name: 'workspaces.resource.edit',
  title: 'Change a place',
  permission: MANAGE,
  doors: ['page', 'api', 'command'],
  fields: { resource: field.id('Place'), zone, ...described, version: field.version() },
  async run(inside, answers) {
    const { workplace, resource } = await lockedResource(inside, answers.resource)
    mustBeCurrent(resource, answers.version, {
      zone: resource.zone_id,
      name: resource.name,
      capacity: resource.capacity,
      attributes: resource.attributes,
      heldForAccess: resource.held_for_access,
      where: resource.where_words,
      row: resource.row_name,
      rowPlace: resource.row_place,
      x: resource.plan_x,
      y: resource.plan_y,
      setup: resource.setup_minutes,
      clear: resource.clear_minutes,
    })
    const at = await inside.tx
      .selectFrom('workspaces.zone')
      .select(['id', 'floor_id', 'ended_on'])
      .where('id', '=', answers.zone)
      .where('site_id', '=', workplace.site_id)
      .executeTakeFirst()
    if (at === undefined || at.ended_on !== null)
      return invalid('workspaces.resource.zone', [
        { field: 'zone', message: 'Select a zone of this workplace' },
      ])
    // Rules and what is kept back are of its zone: what is booked was counted there.
    if (at.id !== resource.zone_id && (await takenAhead(inside, [resource.id])).size > 0)
      refuse(
        'conflict',
        'workspaces.resource.booked',
        `${resource.name} is booked ahead, and was counted in its zone. It can move to another when nothing is booked, or be retired and added there anew.`,
      )
    const row = await rowFrom(
      inside,
      { floorId: at.floor_id, zoneId: at.id, code: resource.code, kind: resource.kind },
      answers,
    )
    await updateResources(inside, [{ id: resource.id, ...row }])
    return {
      subject: workplace.site_id,
      result: { code: resource.code, site: workplace.code },
      facts: { resource: resource.id, zone: at.id },
    }
  },
})

const BECOMES = {
  move: 'Move each to an equal place here or at another workplace; withdraw the rest',
  withdraw: 'Withdraw them all',
}

export const retireResource = action({
  name: 'workspaces.resource.retire',
  title: 'Retire a place',
  permission: MANAGE,
  doors: ['page', 'api', 'command'],
  fields: {
    resource: field.id('Place'),
    on: field.date('From which day it is no more'),
    because: field.text('Why', { most: 300, hint: 'Whoever has booked it reads this' }),
    becomes: field.choice('What becomes of the bookings', BECOMES),
    version: field.version(),
  },
  async run(inside, answers) {
    const known = await inside.tx
      .selectFrom('workspaces.resource')
      .select(['id', 'site_id', 'version'])
      .where('id', '=', answers.resource)
      .executeTakeFirst()
    if (known === undefined) return notFound('place')
    const workplace = await workplaceToChange(inside, known.site_id, MANAGE, { noun: 'place' })
    mustBeCurrent(known, answers.version)
    if (Temporal.PlainDate.compare(answers.on, today(inside)) < 0)
      invalid('workspaces.resource.past', [{ field: 'on', message: 'The day must be today or later' }])
    const midnight = answers.on.toZonedDateTime(workplace.time_zone).toInstant()
    const from = Temporal.Instant.compare(midnight, inside.now) > 0 ? midnight : inside.now
    const rooms = [known.id, ...(await wholesOf(inside, known.id))]
    // Before the place itself is held: displacing holds counters first, then places (W2).
    const ahead = await bookingsAhead(inside, {
      siteId: workplace.site_id,
      resourceIds: rooms,
      from,
      most: MOST_AHEAD,
    })
    if (ahead.length === MOST_AHEAD)
      refuse(
        'conflict',
        'workspaces.resource.too-many',
        `More than ${MOST_AHEAD} bookings lie ahead. Choose a later day, and retire it when fewer do.`,
      )
    const { moved, stranded } = await displace(
      inside,
      ahead.map((one) => one.id),
      answers.because,
      { moveWithin: answers.becomes === 'move' ? null : [], avoid: rooms },
    )
    const { resource } = await lockedResource(inside, known.id, { isMarked: true })
    await mustBeFree(inside, rooms, from, resource.name)
    await inside.tx
      .updateTable('workspaces.resource')
      .set({ retired_on: answers.on, retired_because: answers.because, version: resource.version + 1 })
      .where('id', '=', resource.id)
      .execute()
    inside.found(ROOM, resource.id)
    return {
      subject: workplace.site_id,
      result: { code: resource.code, site: workplace.code, moved: moved.length, withdrawn: stranded.length },
      facts: {
        resource: resource.id,
        on: answers.on.toString(),
        moved: moved.length,
        withdrawn: stranded.length,
      },
    }
  },
})

const MOST_AHEAD = 500

async function wholesOf(inside: Inside, id: string): Promise<string[]> {
  const rows = await inside.tx
    .selectFrom('workspaces.part')
    .select('whole_id')
    .where('part_id', '=', id)
    .execute()
  return rows.map((row) => row.whole_id)
}

// Somebody may have booked between the look and the lock, and somebody may sit there now.
async function mustBeFree(
  inside: Inside,
  ids: readonly string[],
  from: Temporal.Instant,
  name: string,
): Promise<void> {
  const { rows } = await sql<{ id: string }>`select booking.id from workspaces.booking booking
    where booking.resource_id = any(${[...ids]}::uuid[]) and booking.ends_at > ${from.toString()}::timestamptz
      and booking.state in ('held', 'pending', 'confirmed', 'checked-in') limit 1`.execute(inside.tx)
  if (rows.length > 0)
    refuse(
      'conflict',
      'workspaces.resource.in-use',
      `${name} is in use, or was booked while you decided. Look again, or choose a later day.`,
    )
}
