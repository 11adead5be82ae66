// Desks for a team: so many beside each other, or in one zone, for one time; all of them or none (B6).
import { action } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { invalid, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { BOOK } from '../queries/bookings.ts'
import { groundsOf, whyNot } from '../queries/deciding.ts'
import { workplaceById } from '../queries/workplaces.ts'
import { besideEachOther, inOneZone, type Desk } from '../rules/neighbours.ts'
import { usesOf } from '../rules.ts'
import { spanOf, when, whomFor } from './asking.ts'
import { holdCounters } from './counting.ts'
import { place, type Placed } from './placing.ts'

export const NEAR = { row: 'Beside each other, in one row', zone: 'Near each other, in one zone' } as const

const MOST_DESKS = 12

export const teamFields = {
  workplace: field.pick('Workplace', { from: 'workspaces.workplace' }),
  many: field.integer('How many desks', { least: 2, most: MOST_DESKS }),
  near: field.choice('How near', NEAR),
  ...when,
  members: field
    .picks('For whom, besides you', {
      from: 'organisations.person',
      most: MOST_DESKS,
      hint: 'Those who asked you to book for them. Every other desk is in your name, and can be handed over',
    })
    .optional(),
  organisation: field.pick('For which organisation', { from: 'organisations.organisation' }).optional(),
  purpose: field
    .text('What it is for', { most: 200, hint: 'Seen by you and by those who run the office' })
    .optional(),
}

export const bookTeam = action({
  name: 'workspaces.team.book',
  title: 'Book desks for a team',
  permission: BOOK,
  doors: ['page', 'api'],
  fields: teamFields,
  async run(inside, answers) {
    const workplace = await workplaceById(inside, answers.workplace)
    const span = spanOf(answers, workplace.time_zone)
    const me = await whomFor(inside, { person: null, organisation: answers.organisation }, () => false)
    const members = (answers.members ?? []).filter((one) => one !== me.personId)
    if (members.length >= answers.many)
      invalid('workspaces.team.too-few', [
        { field: 'many', message: `That is ${members.length + 1} people with you. Book as many desks` },
      ])
    for (const person of members)
      await whomFor(inside, { person, organisation: me.organisationId }, () => false)
    const asked = { ...span, organisationId: me.organisationId, personId: me.personId }
    const free = await freeDesks(inside, workplace.site_id, asked)
    const chosen =
      answers.near === 'row' ? besideEachOther(free, answers.many) : inOneZone(free, answers.many)
    if (chosen === null)
      return refuse(
        'conflict',
        'workspaces.team.none',
        `${workplace.name} has no ${answers.many} desks ${answers.near === 'row' ? 'beside each other' : 'in one zone'} that you may book at that time; ${free.length} are free there in all. Choose fewer desks, another time${answers.near === 'row' ? ', or desks near each other' : ''}.`,
        { figures: { free: free.length, wanted: answers.many } },
      )
    const people = chosen.map((_, at) => members[at] ?? me.personId)
    await holdForAll(inside, chosen, people, asked)
    const orderId = inside.id()
    const placed: Placed[] = []
    // One person's desks after another's: what they use is held already, so nothing is waited for out of turn.
    for (const [personId, desks] of Map.groupBy(chosen, (_, at) => people[at]!)) {
      const done = await place(inside, {
        wanted: desks.map((desk) => ({ resourceId: desk.id, ...span })),
        forPersonId: personId,
        organisationId: me.organisationId,
        orderId,
        purpose: answers.purpose,
        isPrivate: false,
        people: 1,
        as: 'booker',
        conflicts: 'refuse',
      })
      placed.push(...done.placed)
    }
    return {
      subject: null,
      result: { order: orderId, bookings: placed.map((one) => ({ id: one.id, resource: one.resourceId })) },
      facts: { order: orderId, desks: placed.length },
    }
  },
})

type Asked = {
  readonly startsAt: Temporal.Instant
  readonly endsAt: Temporal.Instant
  readonly organisationId: string
  readonly personId: string
}

type Reading = Parameters<typeof whyNot>[0]

async function freeDesks(reader: Reading, siteId: string, asked: Asked): Promise<Desk[]> {
  const reasons = await whyNot(reader, { siteId, ...asked })
  const ids = [...reasons].flatMap(([id, against]) => (against.length === 0 ? [id] : []))
  const { rows } = await sql<Desk>`
    select id, zone_id as "zoneId", floor_id as "floorId", row_name as "rowName", row_place as "rowPlace"
    from workspaces.resource where id = any(${ids}::uuid[]) and kind = 'desk' order by floor_id, row_name, row_place, code`.execute(
    reader.db,
  )
  return rows
}

/** W2 over several people: the counters of all of them by key, then all desks by id. */
async function holdForAll(
  inside: Parameters<typeof holdCounters>[0],
  desks: readonly Desk[],
  people: readonly string[],
  asked: Asked,
): Promise<void> {
  const resourceIds = desks.map((one) => one.id)
  const grounds = await groundsOf(inside, { resourceIds }, asked, asked)
  await sql`select set_config('lock_timeout', '2s', true)`.execute(inside.tx)
  await holdCounters(
    inside,
    desks.flatMap((desk, at) => {
      const situation = grounds.situation(desk.id, asked)
      return situation === undefined ? [] : usesOf(situation, asked, people[at] ?? null)
    }),
  )
  await sql`select id from workspaces.resource where id = any(${resourceIds}::uuid[]) order by id for no key update`.execute(
    inside.tx,
  )
}
