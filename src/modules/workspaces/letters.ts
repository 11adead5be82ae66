// The letters about bookings, written from how things stand when they are sent. None holds what a booking is for, or
// anybody's name but that of the person who acted: mail is forwarded and printed.
import { sql, type Db } from '#platform/database/index.ts'
import { invitationOf } from '#platform/feeds/index.ts'
import {
  mailChoice,
  NO_MAIL,
  type Letter,
  type Links,
  type MailList,
  type Template,
} from '#platform/notifications/index.ts'
import { formatDate, formatDateTime, formatTime } from '#platform/time/index.ts'
import { LEAVER_WORDS } from './actions/leaving.ts'
import { CONFIRMATIONS } from './actions/telling.ts'
import { bookingRows, type Booking } from './queries/bookings.ts'
import { entryOfBooking } from './queries/calendars.ts'
import type { BookingState } from './rules.ts'

/** The mail that may be stopped: what one did oneself. What others do to a booking is told all the same. */
export const confirmations: MailList = {
  name: CONFIRMATIONS,
  words: 'mail that confirms what you book yourself, and no entries for your calendar by mail',
  again: 'You turn it on again at “Mail about your bookings”, under your workspaces.',
}

type Asked = Parameters<Template['render']>[0]
type Words = { readonly subject: string; readonly lines: readonly (string | false | null)[] }

const STOP = 'If you want no mail that confirms what you book yourself, stop it here:'

const inLines = (lines: Words['lines']): string =>
  lines.filter((line) => line !== false && line !== null && line !== '').join('\n\n')

/** "Desk 12 at Gun Wharf" */
const what = (booking: Booking): string => `${booking.resource_name} at ${booking.site_name}`

/** "23 November 2026 at 9am, until 12 noon" */
export function when({
  starts_at,
  ends_at,
  time_zone,
}: Pick<Booking, 'starts_at' | 'ends_at' | 'time_zone'>): string {
  const [start, end] = [starts_at, ends_at].map((one) => one.toZonedDateTimeISO(time_zone).toPlainDate())
  const until = start!.equals(end!) ? formatTime(ends_at, time_zone) : formatDateTime(ends_at, time_zone)
  return `${formatDateTime(starts_at, time_zone)}, until ${until}`
}

const where = (booking: Booking): string =>
  [booking.where_words, booking.zone_name, booking.floor_name]
    .filter((one) => one !== null && one !== '')
    .join(', ')

/** The last steps of a booking, the newest first. */
async function lastSteps(db: Db, bookingId: string) {
  const { rows } = await sql<{
    state: BookingState
    person_id: string | null
    name: string | null
    reason: string | null
  }>`
    select step.state, step.person_id, person.name, step.reason from workspaces.step step
    left join organisations.person_card person on person.id = step.person_id
    where step.booking_id = ${bookingId} order by step.id desc limit 2`.execute(db)
  return rows
}

type Told = Booking & {
  readonly before: BookingState | null
  /** Who took the last step; null where it was the platform. */
  readonly by: string | null
  readonly isOwnDoing: boolean
}

async function toldOf({ db, ids, to }: Asked): Promise<Told | undefined> {
  const { rows } = await bookingRows({ db }, sql`booking.id = ${ids['booking'] ?? ''}`)
  const [booking] = rows
  if (booking === undefined) return undefined
  const [last, before] = await lastSteps(db, booking.id)
  return {
    ...booking,
    before: before?.state ?? null,
    by: last?.name ?? null,
    isOwnDoing: to !== null && last?.person_id === to,
  }
}

/** A letter about one booking, with the appointment for its reader's calendar. */
function letterOf(
  name: string,
  method: 'REQUEST' | 'CANCEL',
  words: (told: Told, asked: Asked) => Words | null | Promise<Words | null>,
): Template {
  return {
    name,
    async render(asked) {
      const told = await toldOf(asked)
      if (told === undefined) return null
      const said = await words(told, asked)
      return said === null ? null : letter(asked, told, method, said)
    },
  }
}

async function letter(
  asked: Asked,
  told: Told,
  method: 'REQUEST' | 'CANCEL',
  said: Words,
): Promise<Letter | null> {
  const { db, to, links } = asked
  const wanted = to !== null && (await mailChoice(db, to, CONFIRMATIONS)) !== NO_MAIL
  if (!wanted && told.isOwnDoing) return null
  const stop = to === null || !wanted ? null : links.stop(to, CONFIRMATIONS)
  return {
    subject: said.subject,
    text: inLines([...said.lines, stop !== null && STOP, stop]),
    conversation: `booking-${told.id}`,
    ...(stop === null
      ? {}
      : {
          unsubscribe: stop,
          invitation: await invitationOf(db, { method, entry: entryOfBooking(told), address: links.at('') }),
        }),
  }
}

const page = (links: Links, booking: Pick<Booking, 'id'>): string =>
  links.at(`/workspaces/bookings/${booking.id}`)

const forYou = (told: Told): string | false =>
  told.by !== null && !told.isOwnDoing && `${told.by} booked this for you.`

function checkIn(told: Told): string | false {
  if (told.check_in_from === null) return false
  const from = formatTime(told.check_in_from, told.time_zone)
  return told.release_at === null
    ? `Check in from ${from}, on its page or with the code on the desk.`
    : `Check in between ${from} and ${formatTime(told.release_at, told.time_zone)}, on its page or with the code on the desk. Otherwise it is given to somebody else.`
}

const APPROVAL = 'Somebody of its owner says yes or no. You will get a mail.'

const made = letterOf('workspaces.booking.made', 'REQUEST', (told, { links }) => {
  if (told.state !== 'pending' && told.state !== 'confirmed') return null
  const waits = told.state === 'pending'
  return {
    subject: `${waits ? 'Waiting for approval' : 'Booked'}: ${what(told)}`,
    lines: [
      waits
        ? `You have asked for ${what(told)} on ${when(told)}. ${APPROVAL}`
        : `${what(told)} is booked for you on ${when(told)}.`,
      forYou(told),
      told.replaces_id !== null && 'It is in place of a booking that the office had to withdraw.',
      `Where it is: ${where(told)}.`,
      !waits && checkIn(told),
      'Everything about it, and how to change or cancel it:',
      page(links, told),
    ],
  }
})

const changed = letterOf('workspaces.booking.changed', 'REQUEST', (told, { links }) => {
  if (told.state !== 'pending' && told.state !== 'confirmed') return null
  const approved = told.before === 'pending' && told.state === 'confirmed'
  return {
    subject: `${approved ? 'Approved' : 'Changed'}: ${what(told)}`,
    lines: [
      approved
        ? `${what(told)} on ${when(told)} is yours: it was approved.`
        : `Your booking has changed${told.by === null || told.isOwnDoing ? '' : `: ${told.by} changed it`}. It is now ${what(told)} on ${when(told)}.`,
      told.state === 'pending' && APPROVAL,
      `Where it is: ${where(told)}.`,
      told.state === 'confirmed' && checkIn(told),
      page(links, told),
    ],
  }
})

const ENDINGS: Partial<Record<BookingState, (told: Told) => Words>> = {
  cancelled: (told) =>
    told.before === 'pending'
      ? {
          subject: `${told.isOwnDoing ? 'Cancelled' : 'Not approved'}: ${what(told)}`,
          lines: [
            told.isOwnDoing
              ? `You cancelled what you had asked for: ${what(told)} on ${when(told)}.`
              : `${what(told)} on ${when(told)} was not approved.`,
          ],
        }
      : {
          subject: `Cancelled: ${what(told)}`,
          lines: [
            told.isOwnDoing
              ? `You cancelled ${what(told)} on ${when(told)}. Somebody else can have it now.`
              : `Your booking of ${what(told)} on ${when(told)} was cancelled${told.by === null ? '' : ` by ${told.by}`}.`,
          ],
        },
  released: (told) => ({
    subject: `Given back: ${what(told)}`,
    lines: [
      told.isOwnDoing
        ? `You gave back ${what(told)} on ${when(told)}.`
        : `Nobody had checked in to ${what(told)} on ${when(told)} in time, so it was given to others.`,
      !told.isOwnDoing &&
        'If you still want a place, look what is free now. Next time, cancel it if you cannot come.',
    ],
  }),
  displaced: (told) => ({
    subject: `Withdrawn by the office: ${what(told)}`,
    lines: [`${told.owner_name} had to withdraw your booking of ${what(told)} on ${when(told)}.`],
  }),
}

const ended = letterOf('workspaces.booking.ended', 'CANCEL', async (told, { db, links }) => {
  const words = ENDINGS[told.state]?.(told)
  if (words === undefined) return null
  const because = told.ended_because
  return {
    subject: words.subject,
    lines: [
      ...words.lines,
      because !== null && because !== '' && !told.isOwnDoing && `Why: ${because}`,
      ...(told.state === 'displaced' ? await whereTo(db, links, told) : []),
      !told.isOwnDoing && links.at('/workspaces/search'),
    ],
  }
})

/** The equal place that was found for a booking that had to go. */
async function whereTo(db: Db, links: Links, told: Told): Promise<readonly string[]> {
  const { rows } = await bookingRows(
    { db },
    sql`booking.replaces_id = ${told.id} and booking.state in ('pending', 'confirmed', 'checked-in')`,
  )
  const [instead] = rows
  if (instead === undefined)
    return [
      'No equal place is free at that time. We are sorry. You can look for another time or another office:',
    ]
  return [
    `In its place you have ${what(instead)} on ${when(instead)}. If it does not suit you, change or cancel it:`,
    page(links, instead),
  ]
}

const MOST_LISTED = 40

const countOf = (bookings: readonly Booking[]): string =>
  bookings.length === 1 ? 'One booking' : `${bookings.length} bookings`

/** A letter about bookings that were made, or ended, together. */
function orderLetter(
  name: string,
  of: (asked: Asked) => ReturnType<typeof sql>,
  words: (bookings: readonly Booking[], links: Links) => Words,
): Template {
  return {
    name,
    async render(asked) {
      const { db, to, links } = asked
      const { rows } = await bookingRows(
        { db },
        sql`coalesce(booking.for_person_id, (select visitor.host_person_id from workspaces.visitor visitor where visitor.id = booking.visitor_id), booking.made_by_person_id) = ${to}
          and ${of(asked)}`,
      )
      if (rows.length === 0) return null
      const said = words(rows, links)
      const listed = rows.slice(0, MOST_LISTED).map((one) => `- ${when(one)}: ${what(one)}`)
      const more = rows.length - listed.length
      const [first, ...others] = said.lines
      return {
        subject: said.subject,
        text: inLines([
          first ?? '',
          [...listed, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n'),
          ...others,
          links.at('/workspaces/bookings'),
        ]),
      }
    },
  }
}

const orderMade = orderLetter(
  'workspaces.order.made',
  ({ ids }) => sql`booking.order_id = ${ids['order'] ?? ''} and booking.state in ('pending', 'confirmed')`,
  (bookings) => ({
    subject: `${countOf(bookings)} at ${bookings[0]?.site_name ?? ''}`,
    lines: [
      `${countOf(bookings)} ${bookings.length === 1 ? 'was' : 'were'} made for you:`,
      bookings.some((one) => one.state === 'pending') &&
        'Some of them wait for approval. You will get a mail about each.',
      'They are in your calendar if you read it here:',
    ],
  }),
)

const whyOf = ([first]: readonly Booking[]): string | false => {
  const because = first?.ended_because ?? ''
  return because !== '' && `Why: ${because}`
}

const orderEnded = orderLetter(
  'workspaces.order.ended',
  ({ ids }) =>
    sql`booking.order_id = ${ids['order'] ?? ''} and booking.state in ('cancelled', 'released', 'displaced')
      and booking.ended_at = (select max(other.ended_at) from workspaces.booking other where other.order_id = ${ids['order'] ?? ''})`,
  (bookings) => ({
    subject: `${countOf(bookings)} ended at ${bookings[0]?.site_name ?? ''}`,
    lines: [
      'These bookings of yours have ended:',
      whyOf(bookings),
      'What you have instead, where another place was found, is among your bookings:',
    ],
  }),
)

const approvalAsked: Template = {
  name: 'workspaces.booking.approval-asked',
  async render({ db, ids, links }) {
    const { rows } = await bookingRows(
      { db },
      sql`booking.order_id = ${ids['order'] ?? ''} and booking.state = 'pending'
        and booking.site_id = (select one.site_id from workspaces.booking one where one.id = ${ids['booking'] ?? ''})`,
    )
    const [first] = rows
    // Somebody else was quicker.
    if (first === undefined) return null
    const others = rows.length - 1
    return {
      subject: `Approve: ${what(first)}${others > 0 ? ` and ${others} more` : ''}`,
      text: inLines([
        `${first.organisation_name} asks for ${what(first)} on ${when(first)}${others > 0 ? `, and for ${others} more times or places` : ''}.`,
        'Say yes or no here:',
        links.at(`/workspaces/${first.site_code}/manage/approvals`),
      ]),
    }
  },
}

type Expected = {
  readonly host: string
  readonly site_name: string
  readonly site_town: string
  readonly owner_name: string
  readonly comes_on: Temporal.PlainDate
  readonly arrival_words: string | null
  readonly wifi_words: string | null
  readonly contact_words: string | null
  readonly privacy_words: string | null
}

const visitorExpected: Template = {
  name: 'workspaces.visitor.expected',
  async render({ db, ids }) {
    const { rows } = await sql<Expected>`
      select host.name as host, site.name as site_name, site.town as site_town, site.organisation_name as owner_name,
        visitor.comes_on, workplace.arrival_words, workplace.wifi_words, workplace.contact_words, workplace.privacy_words
      from workspaces.visitor visitor join organisations.person_card host on host.id = visitor.host_person_id
      join workspaces.workplace workplace on workplace.site_id = visitor.site_id
      join organisations.site_card site on site.id = visitor.site_id
      where visitor.id = ${ids['visitor'] ?? ''} and visitor.forgotten_at is null`.execute(db)
    const [visit] = rows
    if (visit === undefined) return null
    const kept = `${visit.owner_name} keeps it for the reception and in case the building is evacuated, and deletes it 30 days after your visit.`
    return {
      subject: `Your visit to ${visit.site_name} on ${formatDate(visit.comes_on)}`,
      text: inLines([
        `${visit.host} expects you at ${visit.site_name}, ${visit.site_town}, on ${formatDate(visit.comes_on)}.`,
        visit.arrival_words,
        visit.wifi_words !== null && `Wi-Fi: ${visit.wifi_words}`,
        visit.contact_words !== null && `If you are late or cannot come: ${visit.contact_words}`,
        `What is done with your name: ${visit.privacy_words ?? kept}`,
      ]),
    }
  },
}

const released: Template = {
  name: 'workspaces.leaver.released',
  async render({ db, ids, links }) {
    const { rows } = await sql<{ code: string; name: string; bookings: number }>`
      select site.code, site.name, count(*)::int as bookings from workspaces.booking booking
      join organisations.site_card site on site.id = booking.site_id
      where booking.site_id = ${ids['site'] ?? ''} and booking.ended_because = ${LEAVER_WORDS} and booking.for_person_id = ${ids['person'] ?? ''}
      group by site.code, site.name`.execute(db)
    const [found] = rows
    if (found === undefined) return null
    return {
      subject: `Places have come free: ${found.name}`,
      text: inLines([
        `Somebody who had booked ${found.bookings === 1 ? 'a place' : `${found.bookings} places`} at ${found.name} works there no more. ${found.bookings === 1 ? 'It was' : 'They were'} cancelled, and can be booked by others.`,
        links.at(`/workspaces/${found.code}`),
      ]),
    }
  },
}

export const letters: readonly Template[] = [
  made,
  changed,
  ended,
  orderMade,
  orderEnded,
  approvalAsked,
  visitorExpected,
  released,
]
