// Getting on the waiting list for what is taken, and off it again in one click (B4).
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { resourcesByIds } from '../queries/estate.ts'
import { ownBodies } from '../queries/preferences.ts'
import { READ } from '../queries/seeing.ts'
import { placesShown } from '../queries/shown.ts'
import { workplaceById } from '../queries/workplaces.ts'
import { ATTRIBUTES, type Attribute } from '../rules.ts'
import { mustBeSpan } from '../rules/local-time.ts'
import { endBookings } from './placing.ts'

export const WIDTHS = {
  this: 'Only this one',
  zone: 'Any like it in the same zone',
  site: 'Any like it in the building',
} as const

const MOST_WAITED_FOR = 10

export const joinWaiting = action({
  name: 'workspaces.waiting.join',
  title: 'Join the waiting list',
  permission: READ,
  doors: ['page', 'api', 'command'],
  fields: {
    resource: field.id('Workspace'),
    width: field.choice('What would do', WIDTHS),
    attributes: field
      .choices('What it must have', ATTRIBUTES, { hint: 'Only where another one would do.' })
      .optional(),
    on: field.date('Date'),
    from: field.time('From'),
    until: field.time('Until'),
    untilOn: field.date('Last day').optional(),
    which: field
      .choice('Which of the two, where the hour comes twice', { first: 'The first', second: 'The second' })
      .optional(),
    organisation: field.pick('Organisation', { from: 'workspaces.workplace' }).optional(),
  },
  async run(inside, answers) {
    const person = personOf(inside) ?? notFound('person')
    const [resource] = await resourcesByIds(inside, [answers.resource])
    if (
      resource === undefined ||
      !(await placesShown(inside, { resourceIds: [resource.id] })).has(resource.id)
    )
      return notFound('place')
    const workplace = await workplaceById(inside, resource.site_id, answers.on)
    const { startsAt, endsAt } = mustBeSpan(answers, workplace.time_zone)
    if (Temporal.Instant.compare(endsAt, inside.now) <= 0)
      invalid('workspaces.waiting.past', [{ field: 'on', message: 'That time is over. Enter one to come' }])
    const attributes = answers.width === 'this' ? [] : (answers.attributes ?? [])
    await mustHaveRoom(inside, person)
    const id = inside.id()
    const row = {
      id,
      site_id: resource.site_id,
      resource_id: answers.width === 'this' ? resource.id : null,
      zone_id: answers.width === 'zone' ? resource.zone_id : null,
      resource_kind: resource.kind,
      attributes,
      person_id: person,
      organisation_id: await bodyOf(inside, answers.organisation),
      for_access: await isForAccess(inside, person, [
        ...attributes,
        ...(answers.width === 'this' ? resource.attributes : []),
      ]),
      starts_at: startsAt,
      ends_at: endsAt,
      state: 'waiting' as const,
      made_at: inside.now,
    }
    await inside.tx.insertInto('workspaces.waiting').values(row).execute()
    return { subject: resource.site_id, result: { id }, facts: { waiting: id, width: answers.width } }
  },
})

/** The body they said, or the one they have worked for longest. */
async function bodyOf(inside: Inside, said: string | null): Promise<string> {
  const bodies = await ownBodies(inside)
  const body = said === null ? bodies[0] : bodies.find((one) => one.id === said)
  if (body !== undefined) return body.id
  return invalid('workspaces.waiting.not-theirs', [
    { field: 'organisation', message: 'Select an organisation that you work for' },
  ])
}

async function mustHaveRoom(inside: Inside, person: string): Promise<void> {
  const waiting = await inside.tx
    .selectFrom('workspaces.waiting')
    .select('id')
    .where('person_id', '=', person)
    .where('state', 'in', ['waiting', 'offered'])
    .limit(MOST_WAITED_FOR)
    .execute()
  if (waiting.length >= MOST_WAITED_FOR)
    refuse(
      'conflict',
      'workspaces.waiting.too-many',
      `You are on ${MOST_WAITED_FOR} waiting lists, which is the most. Leave one that you no longer need, then try again.`,
    )
}

/** Whether what they wait for has what they said they want of a desk; nobody is asked why (A2). */
async function isForAccess(inside: Inside, person: string, has: readonly string[]): Promise<boolean> {
  const preference = await inside.tx
    .selectFrom('workspaces.preference')
    .select('wanted')
    .where('person_id', '=', person)
    .executeTakeFirst()
  return (
    (preference?.wanted as readonly Attribute[] | undefined)?.some((wanted) => has.includes(wanted)) === true
  )
}

export const leaveWaiting = action({
  name: 'workspaces.waiting.leave',
  title: 'Leave the waiting list',
  permission: READ,
  doors: ['page', 'api', 'command'],
  fields: { waiting: field.id('Place in the waiting list') },
  async run(inside, answers) {
    const one = await inside.tx
      .selectFrom('workspaces.waiting')
      .select(['id', 'site_id', 'person_id', 'state', 'offer_booking_id'])
      .where('id', '=', answers.waiting)
      .forNoKeyUpdate()
      .executeTakeFirst()
    if (one === undefined || one.person_id === null || one.person_id !== personOf(inside))
      return notFound('place in the waiting list')
    const result = { id: one.id }
    // Leaving twice is leaving once.
    if (one.state !== 'waiting' && one.state !== 'offered')
      return { subject: one.site_id, result, facts: { waiting: one.id, again: true } }
    if (one.offer_booking_id !== null)
      await endBookings(inside, [one.offer_booking_id], 'cancelled', 'The offer was not wanted', {
        onlyFrom: ['held'],
      })
    await inside.tx
      .updateTable('workspaces.waiting')
      .set({ state: 'left', ended_at: inside.now })
      .where('id', '=', one.id)
      .execute()
    return { subject: one.site_id, result, facts: { waiting: one.id } }
  },
})
