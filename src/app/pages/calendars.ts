// Calendars for other programs: a person's addresses made, copied and taken back; what is read at them; and the one
// public calendar of each partnership and group.
import { addressOf } from '#platform/config/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { isRecordId } from '#platform/fields/index.ts'
import {
  addressesOf,
  addressOfSecret,
  readCalendar,
  touchAddress,
  type CalendarAddress,
  type CalendarName,
  type NewAddress,
} from '#platform/feeds/index.ts'
import {
  form,
  get,
  page,
  polled,
  redirect,
  type Answer,
  type Page,
  type Visit,
} from '#platform/http/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { calendarById, calendarsOf, publicCalendar } from '../calendars.ts'
import type { Connects } from '../open.ts'
import { confirmPage } from './views/account.ts'
import { calendarsPage, newAddressPage, shownAddressPage } from './views/calendars.ts'

const HERE = '/account/calendars'
const BACK = { href: HERE, text: 'Your calendars' }
const MAX_AGE_SECONDS = 15 * 60

export function calendarPages(connects: Connects): readonly Page[] {
  return [...addressPages(connects), ...feedPages(connects)]
}

function addressPages(connects: Connects): readonly Page[] {
  const { create, revoke, renew } = connects.platform.calendars.actions
  const shown = (result: Partial<NewAddress>): Answer =>
    result.token === undefined || result.name === undefined
      ? redirect(
          HERE,
          'The address was shown once already. Take it back and make another if you did not copy it.',
        )
      : page(
          shownAddressPage(result.name, `${addressOf(connects.config)}/calendars/${result.token}.ics`, BACK),
        )
  return [
    get(HERE, {
      permission: create.permission,
      async run(visit) {
        const addresses = await addressesOf(visit.db, ownId(visit))
        return page(calendarsPage(addresses, await namesOf(visit, addresses)))
      },
    }),
    form(`${HERE}/new`, {
      action: create,
      values: async (visit) => ({ calendar: visit.query['calendar'] ?? ownId(visit), detail: 'all' }),
      options: async (visit) => ({
        calendar: (await calendarsOnOffer(visit)).map(({ id, kind, name }) => ({
          value: id,
          text: kind === 'person' ? 'Your own: what you have booked and are asked to attend' : name,
        })),
      }),
      view: (_visit, _, drawn) => newAddressPage(drawn, BACK),
      then: shown,
    }),
    form(`${HERE}/:address/revoke`, {
      action: revoke,
      fixed: (visit) => ({ address: visit.params['address'] }),
      load: ownAddress,
      view: (_visit, address, drawn) =>
        confirmPage(
          drawn,
          `Take back the address “${address.name}”`,
          'Programs that read it stop getting anything at once. What they have already, they may keep.',
          BACK,
        ),
      then: () => ({ to: HERE, notice: 'The address was taken back.' }),
    }),
    form(`${HERE}/:address/renew`, {
      action: renew,
      fixed: (visit) => ({ address: visit.params['address'] }),
      load: ownAddress,
      view: (_visit, address, drawn) =>
        confirmPage(
          drawn,
          `Make a new address in place of “${address.name}”`,
          'The address in use stops at once. You get a new one to put into your calendar program.',
          BACK,
        ),
      then: shown,
    }),
  ]
}

/** The calendars that these addresses are of, as far as they are still this reader's. */
async function namesOf(visit: Visit, addresses: readonly CalendarAddress[]): Promise<CalendarName[]> {
  const known = await calendarsOf(visit)
  const others = new Set(addresses.map((one) => one.of).filter((of) => !known.some((one) => one.id === of)))
  const found: CalendarName[] = []
  for (const of of others) found.push(...[await calendarById(visit, of)].filter((one) => one !== undefined))
  return [...known, ...found]
}

/** What may be kept: one's own calendars, and the room from whose page one comes. */
async function calendarsOnOffer(visit: Visit): Promise<CalendarName[]> {
  const known = await calendarsOf(visit)
  const asked = visit.query['calendar']
  if (asked === undefined || !isRecordId(asked) || known.some((one) => one.id === asked)) return known
  const found = await calendarById(visit, asked)
  return found === undefined ? known : [...known, found]
}

async function ownAddress(visit: Visit): Promise<CalendarAddress> {
  const addresses = await addressesOf(visit.db, ownId(visit))
  return addresses.find((one) => one.id === visit.params['address']) ?? notFound('calendar address')
}

const ownId = (visit: Visit): string => (visit.actor.kind === 'person' ? visit.actor.id : notFound())

function feedPages(connects: Connects): readonly Page[] {
  const answer = (text: string): Answer =>
    polled({ type: 'text/calendar; charset=utf-8', text, maxAgeSeconds: MAX_AGE_SECONDS })
  const publicFeed = (kind: 'group' | 'partnership') =>
    get(`/${kind}s/:${kind}/calendar.ics`, {
      permission: 'public',
      async run(visit) {
        // What anybody may see, whoever asks: an address that is passed on must not show more to its first reader.
        const reader = await connects.readerFor({ kind: 'visitor' })
        const calendar = await publicCalendar(reader, kind, visit.params[kind] ?? '')
        return answer(
          await readCalendar(reader, calendar ?? notFound('calendar'), addressOf(connects.config)),
        )
      },
    })
  return [
    // The address is the key. It opens what its person may read at this moment: who left has no eyes here.
    get('/calendars/:token.ics', {
      permission: 'public',
      async run(visit) {
        const address = (await addressOfSecret(visit.db, visit.params['token'] ?? '')) ?? notFound('calendar')
        const person = await connects.platform.directory.personById(visit.db, address.person)
        if (person === null || !person.active) return notFound('calendar')
        const reader = await connects.readerFor({ kind: 'person', id: address.person })
        const calendar = (await calendarById(reader, address.of)) ?? notFound('calendar')
        const text = await readCalendar(reader, calendar, addressOf(connects.config), address.busyOnly)
        await touchAddress(visit.db, address, londonDate(visit.now))
        return answer(text)
      },
    }),
    publicFeed('partnership'),
    publicFeed('group'),
  ]
}
