// Names in lists of bookings (W15): what this reader sees of each, and the record that they looked.
import { personOf, query, type Query, type Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { field } from '#platform/fields/index.ts'
import { whatIsShown, type Shown } from '../rules/names.ts'
import type { NamesShown, Sharing } from '../rules.ts'
import { bodiesOf, holdsAt, READ } from './seeing.ts'
import { workplaceById } from './workplaces.ts'

/** To see who has booked: held by those who run or receive at the workplace. */
export const NAMES = 'workspaces.names.read'

/** What of a booking decides whether its name is shown. `names` is the value of the terms for the reader. */
export type NamedRow = {
  readonly site_id: string
  readonly owner_organisation_id: string
  readonly organisation_id: string
  readonly for_person_id: string | null
  readonly made_by_person_id: string | null
  readonly private: boolean
  readonly names: NamesShown
}

/** What this reader sees of each booking, in the order of the rows; one question for all of them. */
export async function namesShown(reader: Reader, rows: readonly NamedRow[]): Promise<readonly Shown[]> {
  const shares = await sharingOf(
    reader,
    rows.flatMap((row) => row.for_person_id ?? []),
  )
  const bodies = bodiesOf(reader)
  const me = reader.actor.kind === 'person' ? reader.actor.id : null
  return rows.map((row) =>
    whatIsShown(
      {
        isPrivate: row.private,
        names: row.names,
        shares: (row.for_person_id === null ? undefined : shares.get(row.for_person_id)) ?? 'nobody',
      },
      {
        isTheirs: me !== null && (row.for_person_id === me || row.made_by_person_id === me),
        isOfficer: holdsAt(reader, NAMES, row),
        isColleague: bodies.includes(row.organisation_id),
      },
    ),
  )
}

/** How many people of other bodies a reader was shown by name: what the record of looking says. */
export function foreignNames(reader: Reader, rows: readonly NamedRow[], shown: readonly Shown[]): number {
  const bodies = bodiesOf(reader)
  const people = rows.flatMap((row, at) =>
    shown[at] === 'name' && row.for_person_id !== null && !bodies.includes(row.organisation_id)
      ? [row.for_person_id]
      : [],
  )
  return new Set(people.filter((one) => reader.actor.kind !== 'person' || one !== reader.actor.id)).size
}

async function sharingOf(reader: Reader, people: readonly string[]): Promise<ReadonlyMap<string, Sharing>> {
  if (people.length === 0) return new Map()
  const rows = await reader.db
    .selectFrom('workspaces.preference')
    .select(['person_id', 'shares'])
    .where('person_id', 'in', [...new Set(people)])
    .execute()
  return new Map(rows.map((row) => [row.person_id, row.shares]))
}

/** The lists in which names stand. */
export const NAME_LISTS = {
  day: 'The day view',
  arrivals: 'The list of arrivals',
  evacuation: 'The evacuation list',
  bookings: 'The list of bookings',
  search: 'Near a colleague',
  calendar: 'A calendar',
  export: 'The file of everything',
  waiting: 'The waiting list',
} as const
export type NameList = keyof typeof NAME_LISTS

// Whoever looks at the same list again within the hour has looked once.
const SAME_LOOK_MINUTES = 60

/** That names of other bodies' people are shown: recorded before the list is. */
export const seeNames = query({
  name: 'workspaces.names.see',
  title: 'See names of other organisations’ people',
  permission: READ,
  doors: ['page'],
  discloses: true,
  parameters: {
    site: field.id('Workplace'),
    on: field.date('Day'),
    list: field.choice('List', NAME_LISTS),
    people: field.integer('People', { least: 0 }),
  },
  async receipt(reader, { site, on, list, people }) {
    await workplaceById(reader, site)
    await keepLook(reader, { siteId: site, on, list, people })
    return { subject: site, facts: { on: on.toString(), list, people } }
  },
  run: async () => ({}),
})

export type Look = {
  readonly siteId: string
  readonly on: Temporal.PlainDate
  readonly list: NameList
  readonly people: number
}

/** Writes that somebody looked, for a disclosure that has a receipt of its own. */
export async function keepLook(reader: Reader, { siteId, on, list, people }: Look): Promise<void> {
  await sql`insert into workspaces.name_view (id, viewer_person_id, site_id, day_on, list, people, seen_at)
    values (gen_random_uuid(), ${personOf(reader)}, ${siteId}, ${on.toString()}::date, ${list}, ${people}, ${reader.now.toString()}::timestamptz)`.execute(
    reader.db,
  )
}

type Asking = Reader & {
  ask<R>(query: Query<any, R>, raw: Readonly<Record<string, unknown>>): Promise<R> // eslint-disable-line @typescript-eslint/no-explicit-any
}

/**
 * Records that this visitor is shown names of other bodies' people, once an hour for one list of one day. Pages call it
 * before they draw: `await recordNames(visit, { siteId, on, list: 'day', people: foreignNames(visit, rows, shown) })`.
 */
export async function recordNames(reader: Asking, look: Look): Promise<void> {
  if (look.people === 0 || (await hasLooked(reader, look))) return
  await reader.ask(seeNames, {
    site: look.siteId,
    on: look.on.toString(),
    list: look.list,
    people: String(look.people),
  })
}

async function hasLooked(reader: Reader, look: Look): Promise<boolean> {
  const row = await reader.db
    .selectFrom('workspaces.name_view')
    .select('id')
    .where('site_id', '=', look.siteId)
    .where('day_on', '=', look.on)
    .where('list', '=', look.list)
    .where('viewer_person_id', '=', personOf(reader))
    .where('people', '>=', look.people)
    .where('seen_at', '>', reader.now.subtract({ minutes: SAME_LOOK_MINUTES }))
    .executeTakeFirst()
  return row !== undefined
}
