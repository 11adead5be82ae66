// The letters about places. Each links to the reader's own page and none holds how to join online (E8): mail is
// forwarded and printed, and only the page is right when the details change.
import type { Db } from '#platform/database/index.ts'
import type { Template } from '#platform/notifications/index.ts'
import { formatDateTime } from '#platform/time/index.ts'

type Told = NonNullable<Awaited<ReturnType<typeof toldOf>>>

async function toldOf(db: Db, booking: string) {
  return db
    .selectFrom('events.booking as booking')
    .innerJoin('events.event as event', 'event.id', 'booking.event_id')
    .leftJoin('organisations.site_card as site', 'site.id', 'event.site_id')
    .leftJoin('organisations.person_card as booker', 'booker.id', 'booking.booked_by')
    .select([
      'booking.state',
      'booking.mode',
      'booking.confirm_by',
      'booking.confirmed_at',
      'booking.cancelled_how',
      'event.code',
      'event.title',
      'event.starts_at',
      'event.room',
      'event.cancelled_because',
      'site.name as site_name',
      'booker.name as booker_name',
    ])
    .where('booking.id', '=', booking)
    .executeTakeFirst()
}

/** A letter about one booking: its words from how the booking stands when it is sent; null where it says nothing any more. */
function letterOf(
  name: string,
  words: (told: Told, page: string) => { subject: string; lines: readonly (string | false)[] } | null,
): Template {
  return {
    name,
    async render({ db, ids, links }) {
      const told = await toldOf(db, ids['booking'] ?? '')
      if (told === undefined) return null
      const letter = words(told, links.at(`/events/${told.code}/place`))
      if (letter === null) return null
      return { subject: letter.subject, text: letter.lines.filter((line) => line !== false).join('\n\n') }
    },
  }
}

const when = (told: Told): string => formatDateTime(told.starts_at)

const where = (told: Told): string =>
  told.mode === 'online'
    ? 'It is online. How to join is on your page, because it may still change:'
    : `It is at ${[told.room, told.site_name].filter((one) => one !== null).join(', ')}. Everything else is on your page:`

const forYou = (told: Told): string | false =>
  told.booker_name !== null && `${told.booker_name} booked this for you.`

export const letters: readonly Template[] = [
  letterOf('events.booking.made', (told, page) =>
    told.state !== 'booked'
      ? null
      : {
          subject: `You have a place: ${told.title}`,
          lines: [
            `You have a place at ${told.title} on ${when(told)}.`,
            forYou(told),
            where(told),
            page,
            'If you cannot come, give the place up there, so that somebody who waits can have it.',
          ],
        },
  ),
  letterOf('events.booking.waiting', (told, page) =>
    told.state !== 'waiting'
      ? null
      : {
          subject: `You are on the waiting list: ${told.title}`,
          lines: [
            `You are on the waiting list for ${told.title} on ${when(told)}.`,
            forYou(told),
            'You will get a mail as soon as a place is yours. Where you stand, and why, is on your page:',
            page,
          ],
        },
  ),
  letterOf('events.booking.offered', (told, page) =>
    told.state !== 'booked' || told.confirmed_at !== null
      ? null
      : {
          subject: `You have been given a place: ${told.title}`,
          lines: [
            `A place at ${told.title} on ${when(told)} is now yours.`,
            told.confirm_by === null
              ? 'You need not do anything. If you cannot come, please give it up at once:'
              : `Confirm it or give it up by ${formatDateTime(told.confirm_by)}. After that it passes to the next person:`,
            page,
          ],
        },
  ),
  letterOf('events.booking.lapsed', (told, page) => ({
    subject: `Your place has passed on: ${told.title}`,
    lines: [
      `The place at ${told.title} on ${when(told)} that you were given was not confirmed in time, so it has passed to the next person.`,
      'If you still want to come, book again and you are on the waiting list:',
      page.replace(/\/place$/, ''),
    ],
  })),
  letterOf('events.booking.ended', (told, page) => ({
    subject: `Your booking was cancelled: ${told.title}`,
    lines: [
      told.cancelled_how === 'left'
        ? `Your booking for ${told.title} on ${when(told)} was for an organisation that you work for no more, or for a group that you left, so it was cancelled.`
        : `The organiser of ${told.title} on ${when(told)} cancelled your booking.`,
      'If you did not expect this, ask them. Who they are is on the page of the event:',
      page.replace(/\/place$/, ''),
    ],
  })),
  letterOf('events.event.moved', (told, page) =>
    told.state === 'cancelled'
      ? null
      : {
          subject: `Changed: ${told.title}`,
          lines: [
            `The time or place of ${told.title} has changed. It is now on ${when(told)}.`,
            where(told),
            page,
            'If you can no longer come, please give your place up there.',
          ],
        },
  ),
  letterOf('events.event.cancelled', (told) => ({
    subject: `Cancelled: ${told.title}`,
    lines: [
      `${told.title} on ${when(told)} is cancelled. You need not do anything.`,
      told.cancelled_because !== null && `The organiser writes: ${told.cancelled_because}`,
    ],
  })),
]
