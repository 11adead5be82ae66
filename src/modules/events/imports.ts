// A file of events, as a partnership keeps its calendar: loaded whole or not at all; loading it again changes nothing.
import type { Inside } from '#platform/actions/index.ts'
import { field, type Answers } from '#platform/fields/index.ts'
import {
  readLines,
  type ImportKind,
  type ImportLine,
  type ImportOutcome,
  type ImportRow,
} from '#platform/module/index.ts'
import { personByMail } from '#modules/organisations/index.ts'
import { officersOf } from '#modules/partnerships/index.ts'
import { letNeedsFollow } from './actions/letting-go.ts'
import { fillAtRelease, fillPlaces } from './actions/places.ts'
import { eventById } from './queries/events.ts'
import {
  CODES_NOT_TO_USE,
  eventFaults,
  EVENT_KINDS,
  HELD,
  isElsewhere,
  usualRelease,
  VISIBILITIES,
} from './rules.ts'

const MOST_ROWS = 5000

const STATES = { draft: 'draft', open: 'open', cancelled: 'cancelled' } as const

const columns = {
  code: field.code('code'),
  title: field.text('title', { most: 150 }),
  partnership: field.code('partnership'),
  starts: field.dateTime('starts'),
  ends: field.dateTime('ends'),
  group: field.code('group').optional(),
  kind: field.choice('kind', EVENT_KINDS).optional(),
  summary: field.text('summary', { most: 300 }).optional(),
  description: field.text('description', { most: 5000 }).optional(),
  visibility: field.choice('visibility', VISIBILITIES).optional(),
  held: field.choice('held', HELD).optional(),
  site: field.code('site').optional(),
  room: field.text('room', { most: 200 }).optional(),
  room_places: field.integer('room_places', { least: 1, most: 100_000 }).optional(),
  online_places: field.integer('online_places', { least: 1, most: 100_000 }).optional(),
  room_share: field.integer('room_share', { least: 1, most: 100_000 }).optional(),
  online_share: field.integer('online_share', { least: 1, most: 100_000 }).optional(),
  release: field.dateTime('release').optional(),
  closes: field.dateTime('closes').optional(),
  asks_needs: field.yesNo('asks_needs').optional(),
  organiser: field.mail('organiser').optional(),
  state: field.choice('state', STATES).optional(),
  cancelled_because: field.text('cancelled_because', { most: 1000 }).optional(),
}
type Row = Answers<typeof columns>

const REQUIRED = ['code', 'title', 'partnership', 'starts', 'ends']

export const eventsFile: ImportKind = {
  kind: 'events',
  title: 'Events of partnerships',
  permission: 'events.event.import',
  headers: REQUIRED,
  optionalHeaders: Object.keys(columns).filter((name) => !REQUIRED.includes(name)),
  load: loadEvents,
}

/** `options.organiser` is the mail address of whoever organises those events that name nobody; else the partnership's officer does. */
async function loadEvents(
  inside: Inside,
  rows: readonly ImportRow[],
  options: Readonly<Record<string, string>>,
): Promise<ImportOutcome> {
  const beyond = rows[MOST_ROWS]
  if (beyond !== undefined)
    return none([
      {
        line: beyond.line,
        message: `A file of events has at most ${MOST_ROWS} rows. This looks like another file`,
      },
    ])
  const { lines, faults } = readLines(rows, columns, (answers) => answers.code)
  const mails = [options['organiser'], ...lines.map((line) => line.answers.organiser)]
  const known = await knownTo(
    inside,
    mails.filter((mail) => mail !== undefined && mail !== null),
  )
  const described = lines.flatMap(({ line, answers }) => {
    const { event, wrong } = describe(answers, known, options['organiser'])
    faults.push(...wrong.map((message) => ({ line, message })))
    return event === undefined ? [] : [{ code: answers.code, event }]
  })
  if (faults.length > 0) return none(faults.toSorted((a, b) => a.line - b.line))
  const counts = { created: 0, changed: 0, unchanged: 0 }
  for (const { code, event } of described) counts[await write(inside, code, event)] += 1
  return { ...counts, faults: [] }
}

const none = (faults: readonly ImportLine[]): ImportOutcome => ({
  created: 0,
  changed: 0,
  unchanged: 0,
  faults,
})

type Known = Awaited<ReturnType<typeof knownTo>>

async function knownTo(inside: Inside, mails: readonly string[]) {
  const { db } = inside
  const partnerships = await db.selectFrom('partnerships.partnership_card').select(['id', 'code']).execute()
  const groups = await db.selectFrom('groups.group_card').select(['id', 'code', 'partnership_id']).execute()
  const sites = await db.selectFrom('organisations.site_card').select(['id', 'code']).execute()
  const person = new Map<string, string>()
  for (const mail of new Set(mails)) {
    const found = await personByMail(inside, mail)
    if (found !== undefined) person.set(mail, found.id)
  }
  const officer = new Map<string, string>()
  for (const { id } of partnerships) {
    const [first] = await officersOf(inside, id, 'partnership-officer')
    if (first !== undefined) officer.set(id, first.person_id)
  }
  return {
    partnership: new Map(partnerships.map((one) => [one.code, one.id])),
    group: new Map(groups.map((one) => [one.code, one])),
    site: new Map(sites.map((one) => [one.code, one.id])),
    person,
    officer,
  }
}

type Described = Exclude<ReturnType<typeof describe>['event'], undefined>

/** The event of a row, or everything that stands in its way. */
function describe(row: Row, known: Known, organiserByDefault: string | undefined) {
  const wrong: string[] = []
  const partnership = known.partnership.get(row.partnership)
  const group = row.group === null ? null : known.group.get(row.group)
  const site = row.site === null ? null : known.site.get(row.site)
  const mail = row.organiser ?? organiserByDefault
  const organiser = mail === undefined ? known.officer.get(partnership ?? '') : known.person.get(mail)
  if (CODES_NOT_TO_USE.has(row.code))
    wrong.push(`"${row.code}" is an address of Connects itself. Choose another code`)
  if (partnership === undefined)
    wrong.push(`There is no partnership "${row.partnership}". Load the partnerships first`)
  if (group === undefined || (group !== null && group.partnership_id !== partnership))
    wrong.push(`There is no group "${row.group}" in "${row.partnership}". Load the groups first`)
  if (site === undefined) wrong.push(`There is no site "${row.site}". Load the sites first`)
  if (organiser === undefined)
    wrong.push(`Nobody is known who could organise "${row.code}". Give the column organiser a mail address`)
  const held = row.held ?? 'room'
  const isShared = row.room_share !== null || row.online_share !== null
  const release = row.release ?? (isShared ? usualRelease(row.starts) : null)
  const described = {
    title: row.title,
    kind: row.kind ?? ('event' as const),
    summary: row.summary ?? row.title,
    description: row.description ?? '',
    visibility: row.visibility ?? ('partners' as const),
    starts_at: row.starts,
    ends_at: row.ends,
    in_room: held !== 'online',
    online: held !== 'room',
    room: row.room,
    room_places: row.room_places,
    online_places: row.online_places,
    room_share: row.room_share,
    online_share: row.online_share,
    release_at: release,
    booking_closes_at: row.closes,
    asks_needs: row.asks_needs === true,
    state: row.state ?? ('open' as const),
    cancelled_because: row.cancelled_because,
  }
  const faults = eventFaults({
    startsAt: row.starts,
    endsAt: row.ends,
    held,
    visibility: described.visibility,
    groupId: group?.id ?? null,
    siteId: site ?? null,
    room: row.room,
    roomPlaces: row.room_places,
    onlinePlaces: row.online_places,
    roomShare: row.room_share,
    onlineShare: row.online_share,
    releaseAt: release,
    bookingClosesAt: row.closes,
  })
  wrong.push(...faults.map((fault) => fault.message))
  if (
    partnership === undefined ||
    group === undefined ||
    site === undefined ||
    organiser === undefined ||
    wrong.length > 0
  )
    return { event: undefined, wrong }
  const event = {
    ...described,
    partnership_id: partnership,
    group_id: group?.id ?? null,
    site_id: site,
    organiser_person_id: organiser,
  }
  return { event, wrong }
}

async function write(
  inside: Inside,
  code: string,
  { state, cancelled_because, ...event }: Described,
): Promise<'created' | 'changed' | 'unchanged'> {
  const old = await inside.tx
    .selectFrom('events.event')
    .selectAll()
    .where('code', '=', code)
    .forUpdate()
    .executeTakeFirst()
  const isSame =
    old !== undefined &&
    old.state === state &&
    Object.entries(event).every(([name, value]) => same(old[name as keyof typeof old], value))
  if (isSame) return 'unchanged'
  const id = old?.id ?? inside.id()
  const standing = {
    ...event,
    state,
    published_at: old?.published_at ?? (state === 'open' ? inside.now : null),
    cancelled_at: state === 'cancelled' ? (old?.cancelled_at ?? inside.now) : null,
    cancelled_because: state === 'cancelled' ? cancelled_because : null,
    changed_at: inside.now,
  }
  const audience = event.visibility === 'public' && state === 'open' ? 'public' : 'staff'
  await inside.subject({ id, module: 'events', noun: 'event', title: event.title, audience })
  if (old === undefined)
    await inside.tx
      .insertInto('events.event')
      .values({ id, code, series_id: null, ...standing })
      .execute()
  else
    await inside.tx
      .updateTable('events.event')
      .set({
        ...standing,
        sequence: old.sequence + (isElsewhere(old, event) || old.state !== state ? 1 : 0),
        version: old.version + 1,
      })
      .where('id', '=', id)
      .execute()
  await serve(inside, id)
  return old === undefined ? 'created' : 'changed'
}

/** What an event that came by file needs as much as one published by hand: its release, and its waiting list served. */
async function serve(inside: Inside, id: string): Promise<void> {
  const event = await eventById(inside, id)
  if (event === undefined || event.state !== 'open') return
  await fillAtRelease(inside, event)
  await letNeedsFollow(inside, event)
  if (event.waiting > 0) await fillPlaces(inside, event)
}

const same = (one: unknown, other: unknown): boolean =>
  one instanceof Temporal.Instant && other instanceof Temporal.Instant ? one.equals(other) : one === other
