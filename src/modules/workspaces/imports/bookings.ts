// Bookings from a file: what another system kept, past and coming, by the codes of places and bodies, the mail address
// of the person and the clock on the workplace's wall. Each line has a reference, so the same file twice makes nothing twice.
import type { Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { hasProblemText } from '#platform/fields/index.ts'
import type { ImportKind, ImportLine, ImportOutcome, ImportRow } from '#platform/module/index.ts'
import { readDate, readTime } from '#platform/time/index.ts'
import { peopleByMail } from '#modules/organisations/index.ts'
import { RECORD, recordBookings, type Recorded } from '../actions/recording.ts'
import { holdsAt } from '../queries/seeing.ts'
import { spanAt } from '../rules/local-time.ts'

const STATES = ['confirmed', 'checked-in', 'completed', 'released', 'cancelled'] as const
const MOST_LETTERS: Readonly<Record<string, number>> = { reference: 200, purpose: 200 }
const MOST_CELL = 120

export const bookingsFile: ImportKind = {
  kind: 'workspace-bookings',
  title: 'Bookings of workspaces',
  permission: RECORD,
  headers: ['reference', 'site', 'place', 'on', 'from', 'until', 'organisation'],
  optionalHeaders: ['until_on', 'which', 'person', 'state', 'purpose', 'private', 'people'],
  load: loadBookings,
}

async function loadBookings(inside: Inside, rows: readonly ImportRow[]): Promise<ImportOutcome> {
  const known = await lookedUp(inside, rows)
  const faults: ImportLine[] = []
  const wanted: Recorded[] = []
  const first = new Map<string, number>()
  for (const row of rows) {
    const read = readBooking(row, known)
    const key = read.booking === undefined ? '' : `${read.booking.siteId} ${read.booking.reference}`
    const earlier = first.get(key)
    if (key !== '' && earlier !== undefined)
      faults.push({ line: row.line, message: `The reference stands on line ${earlier} already` })
    first.set(key, earlier ?? row.line)
    faults.push(...read.messages.map((message) => ({ line: row.line, message })))
    if (read.booking !== undefined) wanted.push(read.booking)
  }
  const outcome = await recordBookings(inside, wanted, {
    isAllOrNothing: true,
    standsInTheWay: faults.length > 0,
  })
  const all = [...faults, ...outcome.faults.map(({ at, message }) => ({ line: at, message }))]
  return all.length > 0
    ? { created: 0, changed: 0, unchanged: 0, faults: all.toSorted((one, other) => one.line - other.line) }
    : { created: outcome.created, changed: 0, unchanged: outcome.unchanged, faults: [] }
}

type Place = { readonly id: string; readonly siteId: string; readonly zone: string }
type Known = {
  readonly sites: ReadonlySet<string>
  readonly places: ReadonlyMap<string, Place>
  readonly bodies: ReadonlyMap<string, string>
  readonly people: ReadonlyMap<string, string>
}

const cellOf = ({ cells }: ImportRow, name: string): string =>
  // A guard against formulas that a spreadsheet export put before the cell.
  (cells[name] ?? '').trim().replace(/^'(?=[=+\-@])/, '')

/** All that the lines name, in four statements. */
async function lookedUp(inside: Inside, rows: readonly ImportRow[]): Promise<Known> {
  const named = (name: string): string[] => [...new Set(rows.map((row) => cellOf(row, name)))]
  const { rows: places } = await sql<{
    site: string
    code: string
    id: string
    site_id: string
    time_zone: string
    owner_organisation_id: string
  }>`
    select site.code as site, resource.code, resource.id, workplace.site_id, workplace.time_zone,
      site.organisation_id as owner_organisation_id
    from workspaces.workplace workplace
    join organisations.site_card site on site.id = workplace.site_id
    join workspaces.resource resource on resource.site_id = workplace.site_id
    where site.code = any(${named('site')}::text[])`.execute(inside.tx)
  const ours = places.filter((row) => holdsAt(inside, RECORD, row))
  const bodies = await sql<{ id: string; code: string }>`
    select id, code from organisations.organisation_card where code = any(${named('organisation')}::text[])`.execute(
    inside.tx,
  )
  return {
    sites: new Set(ours.map((row) => row.site)),
    places: new Map(
      ours.map((row) => [
        `${row.site} ${row.code}`,
        { id: row.id, siteId: row.site_id, zone: row.time_zone },
      ]),
    ),
    bodies: new Map(bodies.rows.map((row) => [row.code, row.id])),
    people: await peopleByMail(
      inside,
      named('person').filter((mail) => mail !== ''),
    ),
  }
}

type Read = { readonly booking?: Recorded; readonly messages: readonly string[] }

function readBooking(row: ImportRow, known: Known): Read {
  const messages: string[] = []
  const cell = (name: string): string => cellOf(row, name)
  const fault = (message: string): undefined => void messages.push(message)
  for (const name of Object.keys(row.cells)) {
    const most = MOST_LETTERS[name] ?? MOST_CELL
    const problem = hasProblemText(cell(name))
    if (problem !== undefined) fault(`"${name}" holds ${problem}`)
    if ([...cell(name)].length > most)
      fault(`"${name}" is longer than ${most} characters; it has ${[...cell(name)].length}`)
  }
  if (cell('reference') === '') fault('"reference" is empty')
  const place = known.places.get(`${cell('site')} ${cell('place')}`)
  if (place === undefined)
    fault(
      known.sites.has(cell('site'))
        ? `"place": ${cell('site')} has no place "${cell('place')}"`
        : `"site": there is no workplace "${cell('site')}" that you may load bookings for`,
    )
  const body = known.bodies.get(cell('organisation'))
  if (body === undefined) fault(`"organisation": there is no organisation "${cell('organisation')}"`)
  const person = cell('person') === '' ? null : known.people.get(cell('person').toLowerCase())
  if (person === undefined) fault(`"person": nobody here has the address "${cell('person')}"`)
  const state = cell('state') === '' ? 'confirmed' : STATES.find((one) => one === cell('state'))
  if (state === undefined) fault(`"state" must be one of: ${STATES.join(', ')}`)
  const isPrivate = { '': false, no: false, yes: true }[cell('private')]
  if (isPrivate === undefined) fault('"private" must be yes or no')
  const people = cell('people') === '' ? 1 : Number(cell('people'))
  if (!Number.isInteger(people) || people < 1 || people > 1000)
    fault('"people" must be a whole number from 1 to 1,000')
  const span = place === undefined ? undefined : readSpan(cell, place.zone, fault)
  if (
    messages.length > 0 ||
    place === undefined ||
    span === undefined ||
    body === undefined ||
    person === undefined ||
    state === undefined
  )
    return { messages }
  return {
    messages,
    booking: {
      at: row.line,
      resourceId: place.id,
      siteId: place.siteId,
      organisationId: body,
      personId: person,
      ...span,
      state,
      reference: cell('reference'),
      purpose: cell('purpose') === '' ? null : cell('purpose'),
      isPrivate: isPrivate === true,
      people,
    },
  }
}

function readSpan(cell: (name: string) => string, zone: string, fault: (message: string) => undefined) {
  const date = (name: string): Temporal.PlainDate | undefined =>
    readDate(cell(name)) ?? fault(`"${name}": "${cell(name)}" is not a real date. Write it as 2026-12-01`)
  const time = (name: string): Temporal.PlainTime | undefined =>
    readTime(cell(name)) ?? fault(`"${name}": "${cell(name)}" is not a time. Write it as 09:30`)
  const which = cell('which')
  if (which !== '' && which !== 'first' && which !== 'second')
    return fault('"which" must be first or second: the hour that comes twice when the clocks go back')
  const [on, from, until] = [date('on'), time('from'), time('until')]
  const untilOn = cell('until_on') === '' ? null : date('until_on')
  if (on === undefined || from === undefined || until === undefined || untilOn === undefined) return undefined
  const span = spanAt({ on, from, until, untilOn, which: which === '' ? null : which }, zone)
  if (!('faults' in span)) return span
  for (const one of span.faults)
    fault(`"${one.field === 'untilOn' ? 'until_on' : one.field}": ${one.message}`)
  return undefined
}
