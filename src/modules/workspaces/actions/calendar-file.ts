// Bringing in the calendar of a place from another program: each event with what would become of it, shown before it is
// done; then what can be taken is taken, by the same rules and locks as every booking.
import { action, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { invalid, notFound } from '#platform/errors/index.ts'
import { readCalendarFile, type FileEvent } from '#platform/feeds/index.ts'
import { field, hasProblemText } from '#platform/fields/index.ts'
import { holdsAt, MANAGE } from '../queries/seeing.ts'
import { endBookings } from './placing.ts'
import { RECORD, recordBookings, type Recorded } from './recording.ts'
import { placeAt } from './series.ts'

const MOST_EVENTS = 500
const MEBIBYTE = 1024 * 1024
const MOST_LETTERS = 200

export type CalendarLine = {
  readonly line: number
  readonly title: string
  readonly starts: string | null
  readonly zone: string
  readonly what: string
  readonly isRefused: boolean
}

export const importCalendar = action({
  name: 'workspaces.calendar.import',
  title: 'Bring in the calendar of a place',
  permission: RECORD,
  doors: ['page', 'api'],
  fields: {
    place: field.pick('Place', { from: 'workspaces.resource' }),
    organisation: field.pick('For which organisation', { from: 'organisations.organisation' }),
    file: field.file('Calendar file', {
      accept: ['ics'],
      mostBytes: 5 * MEBIBYTE,
      hint: 'An .ics file from Outlook, Google Calendar or another program',
    }),
    isPrivate: field.yesNo('Keep what it is for out?', {
      hint: 'Titles of events may say more than others should know',
    }),
    bring: field.choice('What to do', {
      look: 'Show me first what would come',
      bring: 'Bring in what can be taken',
    }),
  },
  async run(inside, { place, organisation, file, isPrivate, bring }) {
    const at = await placeAt(inside, place)
    if (!holdsAt(inside, RECORD, at) && !holdsAt(inside, MANAGE, at)) notFound('workspace')
    const read = readCalendarFile(file.bytes, { zone: at.time_zone, mostEvents: MOST_EVENTS })
    if (read.events.length > MOST_EVENTS)
      invalid('workspaces.calendar.too-many', [
        {
          field: 'file',
          message: `The file holds ${read.events.length} dates. At most ${MOST_EVENTS} can be brought in at once: export a shorter time`,
        },
      ])
    const standing = read.events.filter((one) => !one.isCancelled && isKnowable(one))
    const wanted = standing.map((event) =>
      recorded(inside, event, read.events.indexOf(event), { at, organisation, isPrivate }),
    )
    const outcome = await recordBookings(inside, wanted, { isAllOrNothing: false })
    const cancelled = await cancelKnown(inside, at.site_id, read.events)
    const refused = new Map(outcome.faults.map((one) => [one.at, one.message]))
    const lines: CalendarLine[] = [
      ...read.faults.map(({ line, message }) => ({
        line,
        title: '',
        starts: null,
        zone: at.time_zone,
        what: message,
        isRefused: true,
      })),
      ...read.events.map((event, index) => ({
        line: event.line,
        title: hasProblemText(event.title) === undefined ? event.title : '',
        starts: event.starts.toInstant().toString(),
        zone: at.time_zone,
        what:
          refused.get(index) ??
          (isKnowable(event)
            ? undefined
            : 'Its UID holds signs that cannot be kept, so it could not be known again') ??
          (event.isCancelled
            ? cancelled.has(referenceOf(event))
              ? 'It is cancelled here too'
              : 'Nothing: it was cancelled, and is not here'
            : outcome.here.has(index)
              ? 'Nothing: it is here already'
              : 'A new booking'),
        isRefused: refused.has(index) || !isKnowable(event),
      })),
    ].toSorted((one, other) => one.line - other.line)
    const result = {
      isDone: bring === 'bring',
      created: outcome.taken.size,
      here: outcome.here.size,
      cancelled: cancelled.size,
      refused: lines.filter((one) => one.isRefused).length,
      lines,
    }
    if (bring === 'look') inside.rehearsed(result)
    return {
      subject: null,
      result,
      facts: { place, created: result.created, cancelled: result.cancelled, refused: result.refused },
    }
  },
})

/** Control characters and the like are in no name by which another program knows an event. */
const isKnowable = (event: FileEvent): boolean => hasProblemText(event.uid) === undefined

/** The same event of the same calendar is the same booking. */
const referenceOf = (event: FileEvent): string => `${event.uid} ${event.occurrence}`.trim()

function recorded(
  inside: Inside,
  event: FileEvent,
  at: number,
  into: {
    readonly at: { readonly id: string; readonly site_id: string }
    readonly organisation: string
    readonly isPrivate: boolean
  },
): Recorded {
  const [startsAt, endsAt] = [event.starts.toInstant(), event.ends.toInstant()]
  const isOver = Temporal.Instant.compare(endsAt, inside.now) <= 0
  const title = hasProblemText(event.title) === undefined ? event.title : ''
  return {
    at,
    resourceId: into.at.id,
    siteId: into.at.site_id,
    organisationId: into.organisation,
    personId: null,
    startsAt,
    endsAt,
    state: isOver ? 'completed' : 'confirmed',
    reference: referenceOf(event),
    // A title longer than what a booking keeps is left out rather than cut.
    purpose: into.isPrivate || title === '' || [...title].length > MOST_LETTERS ? null : title,
    isPrivate: into.isPrivate,
    people: 1,
  }
}

async function cancelKnown(
  inside: Inside,
  siteId: string,
  events: readonly FileEvent[],
): Promise<ReadonlySet<string>> {
  const references = events.filter((one) => one.isCancelled && isKnowable(one)).map(referenceOf)
  if (references.length === 0) return new Set()
  const { rows } = await sql<{ id: string; reference: string }>`
    select id, reference from workspaces.booking where site_id = ${siteId} and reference = any(${references}::text[])
      and state in ('pending', 'confirmed')`.execute(inside.tx)
  const ended = await endBookings(
    inside,
    rows.map((row) => row.id),
    'cancelled',
    'It was cancelled in the calendar it came from',
    { onlyFrom: ['pending', 'confirmed'] },
  )
  const done = new Set(ended.map((one) => one.id))
  return new Set(rows.flatMap((row) => (done.has(row.id) ? [row.reference] : [])))
}
