// Making an address at which a calendar program reads, taking it back, and both in one step when it got about.
import { action, type Inside, type Reader } from '../actions/index.ts'
import { invalid, notFound, refuse } from '../errors/index.ts'
import { field } from '../fields/index.ts'
import { addressesOf, keepAddress, type CalendarAddress } from './addresses.ts'

/** A calendar that this reader may read: their own, or that of a record. */
export type CalendarName = { readonly kind: string; readonly id: string; readonly name: string }

export type CalendarPorts = {
  /** The calendar of this id, if the reader may keep an address of it; composition knows which records have one. */
  readonly calendarById: (reader: Reader, id: string) => Promise<CalendarName | undefined>
}

const MOST_ADDRESSES = 20

/** What a new address is handed over with. The token is shown once. */
export type NewAddress = { readonly id: string; readonly name: string; readonly token: string }

export function createAddress(ports: CalendarPorts) {
  return action({
    name: 'feeds.address.create',
    title: 'Make a calendar address',
    doors: ['page'],
    secretResult: true,
    fields: {
      calendar: field.pick('Calendar', { from: 'feeds.calendar' }),
      name: field
        .text('What will read it', { most: 100, hint: 'So that you know it again, like "Outlook at work"' })
        .optional(),
      detail: field.choice('What it shows', { all: 'Everything you may see', busy: 'Only when it is taken' }),
    },
    async run(inside, { calendar, name, detail }) {
      const person = personActing(inside)
      const found = await ports.calendarById(inside, calendar)
      if (found === undefined)
        invalid('feeds.address.no-calendar', [
          {
            field: 'calendar',
            message: 'Select a calendar that is yours to read',
          },
        ])
      if ((await addressesOf(inside.db, person)).length >= MOST_ADDRESSES)
        refuse(
          'conflict',
          'feeds.address.too-many',
          `You have ${MOST_ADDRESSES} calendar addresses, which is the most. Take back one that nothing reads any more.`,
        )
      return made(inside, {
        kind: found.kind,
        of: found.id,
        person,
        name: name ?? found.name,
        busyOnly: detail === 'busy',
      })
    },
  })
}

export const revokeAddress = action({
  name: 'feeds.address.revoke',
  title: 'Take back this address',
  doors: ['page'],
  fields: { address: field.id('Address') },
  async run(inside, { address }) {
    const found = await takenBack(inside, address)
    return { subject: found.person, result: { id: found.id }, facts: { address: found.id } }
  },
})

export const renewAddress = action({
  name: 'feeds.address.renew',
  title: 'Take back this address and make a new one',
  doors: ['page'],
  secretResult: true,
  fields: { address: field.id('Address') },
  run: async (inside, { address }) => made(inside, await takenBack(inside, address)),
})

async function made(
  inside: Inside,
  { kind, of, person, name, busyOnly }: Pick<CalendarAddress, 'kind' | 'of' | 'person' | 'name' | 'busyOnly'>,
) {
  const id = inside.id()
  const token = await keepAddress(inside.tx, {
    id,
    kind,
    of,
    person,
    name,
    busyOnly,
    createdAt: inside.now,
  })
  const result: NewAddress = { id, name, token }
  return { subject: person, result, facts: { address: id, kind, of } }
}

async function takenBack(inside: Inside, id: string) {
  const row = await inside.tx
    .updateTable('platform.calendar_address')
    .set({ revoked_at: inside.now })
    .where('id', '=', id)
    .where('person', '=', personActing(inside))
    .where('revoked_at', 'is', null)
    .returning(['id', 'of_kind as kind', 'of_id as of', 'person', 'name', 'busy_only as busyOnly'])
    .executeTakeFirst()
  return row ?? notFound('calendar address')
}

function personActing(inside: Inside): string {
  if (inside.actor.kind === 'person') return inside.actor.id
  return refuse(
    'forbidden',
    'feeds.address.nobody',
    'A calendar address belongs to a person. Sign in to make one.',
  )
}
