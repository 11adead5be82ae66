// Bringing in a calendar file: each event it holds becomes a draft, which somebody looks at before it is published.
import { action, type Inside } from '#platform/actions/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { readCalendarFile, type FileEvent } from '#platform/feeds/index.ts'
import { field } from '#platform/fields/index.ts'
import { LONDON } from '#platform/time/index.ts'
import { lockedEvent, mayFor } from '../queries/events.ts'
import { codeFrom, isOver } from '../rules.ts'
import { fateOf, isJoiningLink, summaryFor, type Known } from '../rules/imported.ts'
import { cancelEvent } from './events.ts'

const MEBIBYTE = 1024 * 1024
const MOST_EVENTS = 500

export type BroughtLine = {
  readonly line: number
  readonly uid: string
  readonly title: string
  readonly starts: string | null
  /** "A new draft", "Cancelled here", or why it cannot be taken. */
  readonly what: string
  readonly isRefused: boolean
}

const WORDS = {
  create: 'A new draft',
  change: 'Its draft is changed',
  cancel: 'It is cancelled here too',
  nothing: 'Nothing: it is here as it is',
} as const

export const importCalendar = action({
  name: 'events.calendar.import',
  title: 'Bring in a calendar file',
  doors: ['page', 'api'],
  fields: {
    partnership: field.pick('Partnership', { from: 'partnerships.partnership' }),
    file: field.file('Calendar file', {
      accept: ['ics'],
      mostBytes: 5 * MEBIBYTE,
      hint: 'An .ics file from Outlook, Google Calendar or another program',
    }),
    bring: field.choice('What to do', {
      look: 'Show me first what would come',
      bring: 'Bring in what can be taken, as drafts',
    }),
  },
  async run(inside, { partnership, file, bring }) {
    const found = await inside.tx
      .selectFrom('partnerships.partnership_card')
      .select('id')
      .where('id', '=', partnership)
      .executeTakeFirst()
    if (found === undefined) notFound('partnership')
    mayFor(inside, 'events.calendar.import', { id: partnership, partnership_id: partnership, group_id: null })
    const organiser =
      inside.actor.kind === 'person'
        ? inside.actor.id
        : refuse(
            'conflict',
            'events.calendar.nobody',
            'A person brings in a calendar: they organise what comes.',
          )
    const read = readCalendarFile(file.bytes, { zone: LONDON, mostEvents: MOST_EVENTS })
    if (read.events.length > MOST_EVENTS)
      invalid('events.calendar.too-many', [
        {
          field: 'file',
          message: `The file holds ${read.events.length} dates. At most ${MOST_EVENTS} can be brought in at once: export a shorter time`,
        },
      ])
    const lines: BroughtLine[] = read.faults.map(({ line, uid, message }) => ({
      line,
      uid,
      title: '',
      starts: null,
      what: message,
      isRefused: true,
    }))
    const counts = { create: 0, change: 0, cancel: 0, nothing: 0, refuse: read.faults.length }
    for (const event of read.events) {
      const fate = await broughtIn(inside, { partnership, organiser }, event)
      counts[fate.kind] += 1
      lines.push({
        line: event.line,
        uid: event.uid,
        title: event.title,
        starts: event.starts.toInstant().toString(),
        what: fate.kind === 'refuse' ? fate.because : WORDS[fate.kind],
        isRefused: fate.kind === 'refuse',
      })
    }
    const result = {
      isDone: bring === 'bring',
      counts,
      lines: lines.toSorted((one, other) => one.line - other.line),
    }
    if (bring === 'look') inside.rehearsed(result)
    return { subject: partnership, result, facts: { created: counts.create, changed: counts.change } }
  },
})

type Into = { readonly partnership: string; readonly organiser: string }

async function broughtIn(inside: Inside, into: Into, event: FileEvent) {
  const known = await inside.tx
    .selectFrom('events.imported as imported')
    .innerJoin('events.event as event', 'event.id', 'imported.event_id')
    .select(['imported.event_id', 'imported.sequence', 'event.state', 'event.ends_at', 'event.version'])
    .where('imported.partnership_id', '=', into.partnership)
    .where('imported.uid', '=', event.uid)
    .where('imported.occurrence', '=', event.occurrence)
    // Held from here on: who publishes it at this moment must not have it changed under their hands.
    .forUpdate('event')
    .executeTakeFirst()
  const before: Known | undefined = known && {
    sequence: known.sequence,
    state: known.state,
    isOver: isOver(known, inside.now),
  }
  const fate = fateOf(event, before, inside.now)
  if (fate.kind === 'create') await drafted(inside, into, event)
  if (known !== undefined && fate.kind === 'change') await changed(inside, known.event_id, event)
  if (known !== undefined && fate.kind === 'cancel')
    await inside.act(cancelEvent, {
      event: known.event_id,
      because: 'It was cancelled in the calendar it came from.',
      version: known.version,
    })
  return fate
}

async function drafted(inside: Inside, into: Into, event: FileEvent): Promise<void> {
  const id = inside.id()
  await inside.subject({ id, module: 'events', noun: 'event', title: event.title, audience: 'staff' })
  await inside.tx
    .insertInto('events.event')
    .values({
      id,
      code: `${codeFrom(event.title).slice(0, 40)}-${id.slice(-12)}`,
      partnership_id: into.partnership,
      group_id: null,
      series_id: null,
      kind: 'event',
      visibility: 'partners',
      site_id: null,
      organiser_person_id: into.organiser,
      room_places: null,
      online_places: null,
      room_share: null,
      online_share: null,
      release_at: null,
      booking_closes_at: null,
      published_at: null,
      cancelled_at: null,
      cancelled_because: null,
      ...columnsOf(inside, event),
    })
    .execute()
  await keepLink(inside, id, event)
  await inside.tx
    .insertInto('events.imported')
    .values({
      partnership_id: into.partnership,
      uid: event.uid,
      occurrence: event.occurrence,
      event_id: id,
      sequence: event.sequence,
      imported_at: inside.now,
    })
    .execute()
}

async function changed(inside: Inside, id: string, event: FileEvent): Promise<void> {
  const held = await lockedEvent(inside, id)
  await inside.tx
    .updateTable('events.event')
    .set({
      ...columnsOf(inside, event),
      site_id: null,
      room_places: null,
      online_places: null,
      // What was said about places was said about another time; the database would refuse it beside an earlier one.
      room_share: null,
      online_share: null,
      release_at: null,
      booking_closes_at: null,
      version: held.version + 1,
    })
    .where('id', '=', id)
    .execute()
  await inside.subject({ id, module: 'events', noun: 'event', title: event.title, audience: 'staff' })
  await keepLink(inside, id, event)
  await inside.tx
    .updateTable('events.imported')
    .set({ sequence: event.sequence, imported_at: inside.now })
    .where('event_id', '=', id)
    .execute()
}

function columnsOf(inside: Inside, event: FileEvent) {
  const isOnline = isJoiningLink(event.location)
  return {
    title: event.title,
    summary: summaryFor(event),
    description: event.url === null ? event.description : `${event.description}\n\n${event.url}`.trim(),
    starts_at: event.starts.toInstant(),
    ends_at: event.ends.toInstant(),
    in_room: !isOnline,
    online: isOnline,
    room: isOnline || event.location === '' ? null : event.location,
    changed_at: inside.now,
  }
}

async function keepLink(inside: Inside, id: string, event: FileEvent): Promise<void> {
  if (!isJoiningLink(event.location)) return
  await inside.tx
    .insertInto('events.joining')
    .values({ event_id: id, link: event.location })
    .onConflict((on) => on.column('event_id').doUpdateSet({ link: event.location }))
    .execute()
}
