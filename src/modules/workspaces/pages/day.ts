// The day of a workplace, and a floor of it as a plan.
import { notFound } from '#platform/errors/index.ts'
import { field, readFields } from '#platform/fields/index.ts'
import { download, get, ownedFile, page, type Visit } from '#platform/http/index.ts'
import { INVOKE } from '../actions/continuity.ts'
import { ARRIVALS } from '../queries/arrivals.ts'
import { APPROVE } from '../queries/bookings.ts'
import { dayOf, type DayAsked } from '../queries/day.ts'
import { drawingOf, floorByCode, floorsOf, zonesOf, type Floor } from '../queries/estate.ts'
import { recordNames } from '../queries/names.ts'
import { holdsAt, MANAGE, READ } from '../queries/seeing.ts'
import { workplaceByCode, type Workplace } from '../queries/workplaces.ts'
import { ATTRIBUTES, RESOURCE_KINDS, type Attribute } from '../rules.ts'
import { mustBeSpan } from '../rules/local-time.ts'
import { dayView, floorView } from '../views/day.ts'
import { withFaults } from '../views/faults.ts'
import { askedOr } from './asked.ts'

const timed = {
  on: field.date('Day').optional(),
  from: field.time('From').optional(),
  until: field.time('Until').optional(),
}
const filters = {
  ...timed,
  kind: field.choice('What', RESOURCE_KINDS).optional(),
  attribute: field.choice('It must have', ATTRIBUTES).optional(),
  floor: field.text('Floor', { most: 40 }).optional(),
}

type Times = { readonly from: Temporal.PlainTime | null; readonly until: Temporal.PlainTime | null }

/** The named answers of the address: anything else in it belongs to others. */
const of = (visit: Visit, names: readonly string[]): Record<string, string | undefined> =>
  Object.fromEntries(names.map((name) => [name, visit.query[name]]))

const todayAt = (visit: Visit, workplace: Workplace): Temporal.PlainDate =>
  visit.now.toZonedDateTimeISO(workplace.time_zone).toPlainDate()

/** The times asked for, where both are said. */
const spanOf = (workplace: Workplace, on: Temporal.PlainDate, { from, until }: Times): DayAsked['span'] =>
  from === null || until === null ? null : mustBeSpan({ on, from, until }, workplace.time_zone)

/** The page as it is without any answer: today, all of it. */
const nothingAsked = (visit: Visit, workplace: Workplace) => ({
  on: todayAt(visit, workplace),
  span: null,
  from: null,
  until: null,
  kind: null,
  attribute: null,
  floor: null,
})

const showDay = get('/workspaces/:site', {
  permission: READ,
  async run(visit) {
    const workplace = await workplaceByCode(visit, visit.params['site'] ?? '')
    const {
      asked: { on, span, ...asked },
      faults,
    } = askedOr(
      () => {
        const read = readFields(filters, of(visit, Object.keys(filters)))
        const day = read.on ?? todayAt(visit, workplace)
        return { ...read, on: day, span: spanOf(workplace, day, read) }
      },
      nothingAsked(visit, workplace),
    )
    const floors = await floorsOf(visit, workplace.site_id)
    const floor = asked.floor === null ? null : floors.find((one) => one.code === asked.floor)
    if (floor === undefined) return notFound('floor')
    const day = await dayOf(visit, workplace, {
      on,
      span,
      kind: asked.kind,
      attributes: asked.attribute === null ? [] : [asked.attribute as Attribute],
      floorId: floor?.id ?? null,
    })
    await recordNames(visit, { siteId: workplace.site_id, on, list: 'day', people: day.foreign })
    return page(
      withFaults(
        faults,
        'f-',
        dayView({
          workplace,
          on,
          day,
          floors,
          isTimed: span !== null,
          manages: holdsAt(visit, MANAGE, workplace),
          offices: officesOf(visit, workplace, on),
          asked: {
            on: on.toString(),
            from: asked.from?.toString({ smallestUnit: 'minute' }) ?? '',
            until: asked.until?.toString({ smallestUnit: 'minute' }) ?? '',
            kind: asked.kind ?? '',
            attribute: asked.attribute ?? '',
            floor: asked.floor ?? '',
          },
        }),
      ),
    )
  },
})

/** The pages of the offices that the reader holds here. */
function officesOf(visit: Visit, workplace: Workplace, on: Temporal.PlainDate) {
  const at = `/workspaces/${workplace.code}`
  const one = (permission: string, href: string, text: string) =>
    holdsAt(visit, permission, workplace) ? [{ href, text }] : []
  return [
    ...one(ARRIVALS, `${at}/arrivals?on=${on.toString()}`, 'Who arrives'),
    ...one(ARRIVALS, `${at}/evacuation`, 'Who is in the building'),
    ...one(APPROVE, `${at}/manage/approvals`, 'What waits for approval'),
    ...one(INVOKE, `${at}/manage/continuity`, 'Business continuity'),
  ]
}

const showFloor = get('/workspaces/:site/floors/:floor', {
  permission: READ,
  async run(visit) {
    const workplace = await workplaceByCode(visit, visit.params['site'] ?? '')
    const floor = await standing(visit, workplace)
    const {
      asked: { on, span, ...asked },
      faults,
    } = askedOr(
      () => {
        const read = readFields(timed, of(visit, Object.keys(timed)))
        const day = read.on ?? todayAt(visit, workplace)
        return { ...read, on: day, span: spanOf(workplace, day, read) }
      },
      nothingAsked(visit, workplace),
    )
    const day = await dayOf(visit, workplace, { on, span, kind: null, attributes: [], floorId: floor.id })
    const zones = await zonesOf(visit, workplace.site_id)
    await recordNames(visit, { siteId: workplace.site_id, on, list: 'day', people: day.foreign })
    return page(
      withFaults(
        faults,
        'f-',
        floorView({
          workplace,
          floor,
          floors: await floorsOf(visit, workplace.site_id),
          zones: zones.filter((zone) => zone.floor_id === floor.id),
          day,
          on,
          span:
            span === null || asked.from === null || asked.until === null
              ? null
              : { from: minuteOf(asked.from), until: minuteOf(asked.until) || 1440 },
          backdrop: backdropOf(workplace, floor),
          manages: holdsAt(visit, MANAGE, workplace),
        }),
      ),
    )
  },
})

const minuteOf = (time: Temporal.PlainTime): number => time.hour * 60 + time.minute

/** Where the drawing under a plan is found; the version makes a new drawing a new address. */
export const backdropOf = (workplace: Workplace, floor: Floor): string | null =>
  floor.has_drawing || floor.backdrop_file_id !== null
    ? `/workspaces/${workplace.code}/floors/${floor.code}/drawing?v=${floor.version}`
    : null

async function standing(visit: Visit, workplace: Workplace): Promise<Floor> {
  const floor = await floorByCode(visit, workplace.site_id, visit.params['floor'] ?? '')
  return floor.ended_on === null ? floor : notFound('floor')
}

// Served to be saved, under a policy that runs nothing: as a picture in a plan it is shown all the same.
const showDrawing = get('/workspaces/:site/floors/:floor/drawing', {
  permission: READ,
  async run(visit) {
    const workplace = await workplaceByCode(visit, visit.params['site'] ?? '')
    const floor = await standing(visit, workplace)
    if (floor.backdrop_file_id !== null) return ownedFile({ file: floor.backdrop_file_id, owner: floor.id })
    const drawing = await drawingOf(visit, floor.id)
    if (drawing === null) return notFound('drawing')
    return download({
      name: `${workplace.code}-${floor.code}.svg`,
      type: 'image/svg+xml',
      bytes: new TextEncoder().encode(drawing),
    })
  },
})

export const dayPages = [showDay, showFloor, showDrawing]
