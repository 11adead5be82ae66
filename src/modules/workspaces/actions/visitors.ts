// Visitors: a host names one, changes or withdraws it; reception ticks them in and out; after a month nobody knows them.
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { ARRIVALS } from '../queries/arrivals.ts'
import { ownBodies } from '../queries/preferences.ts'
import { holdsAt, READ } from '../queries/seeing.ts'
import { visitorById, type Visitor } from '../queries/visitors.ts'
import { workplaceById } from '../queries/workplaces.ts'
import { ARRIVALS_KEPT_DAYS } from '../rules/day.ts'
import { mustBeCurrent } from './locking.ts'

const about = {
  comesOn: field.date('Day'),
  name: field.text('Name', { most: 120 }),
  from: field.text('Organisation', { most: 120 }).optional(),
  mail: field
    .mail('Email address', { hint: 'They are sent how to find the office and what is kept about them.' })
    .optional(),
}

export const expectVisitor = action({
  name: 'workspaces.visitor.expect',
  title: 'Name a visitor',
  permission: READ,
  doors: ['page', 'api', 'command'],
  fields: {
    site: field.pick('Workplace', { from: 'workspaces.workplace' }),
    ...about,
    organisation: field
      .pick('Organisation you receive them for', { from: 'organisations.organisation' })
      .optional(),
  },
  async run(inside, answers) {
    const host = personOf(inside) ?? notFound('person')
    const workplace = await workplaceById(inside, answers.site, answers.comesOn)
    mustBeToCome(inside, answers.comesOn, workplace.time_zone)
    const bodies = await ownBodies(inside)
    const body =
      answers.organisation === null ? bodies[0] : bodies.find((one) => one.id === answers.organisation)
    if (body === undefined)
      return invalid('workspaces.visitor.not-theirs', [
        { field: 'organisation', message: 'Select an organisation that you work for' },
      ])
    const id = inside.id()
    await inside.tx
      .insertInto('workspaces.visitor')
      .values({
        id,
        site_id: workplace.site_id,
        host_person_id: host,
        host_organisation_id: body.id,
        name: answers.name,
        organisation_words: answers.from,
        mail: answers.mail,
        comes_on: answers.comesOn,
        made_at: inside.now,
      })
      .execute()
    await inside.announce('workspaces.visitor.expected', id, { visitor: id })
    return {
      subject: workplace.site_id,
      result: { id },
      facts: { visitor: id, on: answers.comesOn.toString() },
    }
  },
})

function mustBeToCome(inside: Inside, on: Temporal.PlainDate, zone: string): void {
  const today = inside.now.toZonedDateTimeISO(zone).toPlainDate()
  if (Temporal.PlainDate.compare(on, today) < 0)
    invalid('workspaces.visitor.past', [{ field: 'comesOn', message: 'Day must be today or later' }])
  if (Temporal.PlainDate.compare(on, today.add({ years: 1 })) > 0)
    invalid('workspaces.visitor.far', [{ field: 'comesOn', message: 'Day must be within a year' }])
}

/** The visitor, held; for their host. */
async function ownToChange(inside: Inside, id: string, version: number): Promise<Visitor> {
  await inside.tx
    .selectFrom('workspaces.visitor')
    .select('id')
    .where('id', '=', id)
    .forNoKeyUpdate()
    .execute()
  const visitor = await visitorById(inside, id)
  if (visitor === undefined || visitor.host_person_id !== personOf(inside)) return notFound('visitor')
  mustBeCurrent(visitor, version, { name: visitor.name, comesOn: visitor.comes_on.toString() })
  return visitor
}

export const changeVisitor = action({
  name: 'workspaces.visitor.change',
  title: 'Change a visitor',
  permission: READ,
  doors: ['page', 'api'],
  fields: { visitor: field.id('Visitor'), version: field.version(), ...about },
  async run(inside, answers) {
    const visitor = await ownToChange(inside, answers.visitor, answers.version)
    if (!answers.comesOn.equals(visitor.comes_on)) {
      await workplaceById(inside, visitor.site_id, answers.comesOn)
      mustBeToCome(inside, answers.comesOn, visitor.time_zone)
    }
    await inside.tx
      .updateTable('workspaces.visitor')
      .set(({ eb }) => ({
        name: answers.name,
        organisation_words: answers.from,
        mail: answers.mail,
        comes_on: answers.comesOn,
        told_at: null,
        version: eb('version', '+', 1),
      }))
      .where('id', '=', visitor.id)
      .execute()
    await inside.announce('workspaces.visitor.expected', visitor.id, { visitor: visitor.id })
    return { subject: visitor.site_id, result: { id: visitor.id }, facts: { visitor: visitor.id } }
  },
})

export const withdrawVisitor = action({
  name: 'workspaces.visitor.withdraw',
  title: 'They are not coming',
  permission: READ,
  doors: ['page', 'api'],
  fields: { visitor: field.id('Visitor'), version: field.version() },
  async run(inside, answers) {
    const visitor = await ownToChange(inside, answers.visitor, answers.version)
    if (visitor.arrived_at !== null)
      refuse(
        'conflict',
        'workspaces.visitor.arrived',
        'They have arrived, so they stay on the list of that day. Their name is deleted a month after it.',
      )
    await forget(inside, sql`id = ${visitor.id}`)
    return { subject: visitor.site_id, result: { id: visitor.id }, facts: { visitor: visitor.id } }
  },
})

const forget = (inside: Inside, which: ReturnType<typeof sql>) =>
  sql`update workspaces.visitor set name = null, organisation_words = null, mail = null, forgotten_at = ${inside.now},
    version = version + 1 where forgotten_at is null and ${which}`.execute(inside.tx)

/** The visitor, held; for whoever receives people there. */
async function toReceive(inside: Inside, id: string): Promise<Visitor> {
  await inside.tx
    .selectFrom('workspaces.visitor')
    .select('id')
    .where('id', '=', id)
    .forNoKeyUpdate()
    .execute()
  const visitor = await visitorById(inside, id)
  return visitor !== undefined && holdsAt(inside, ARRIVALS, visitor) ? visitor : notFound('visitor')
}

export const receiveVisitor = action({
  name: 'workspaces.visitor.receive',
  title: 'A visitor has arrived',
  permission: ARRIVALS,
  doors: ['page', 'api'],
  fields: { visitor: field.id('Visitor') },
  async run(inside, answers) {
    const visitor = await toReceive(inside, answers.visitor)
    const today = inside.now.toZonedDateTimeISO(visitor.time_zone).toPlainDate()
    if (!visitor.comes_on.equals(today))
      refuse(
        'conflict',
        'workspaces.visitor.other-day',
        'They are expected on another day. Ask their host to change the day.',
      )
    await inside.tx
      .updateTable('workspaces.visitor')
      .set({ arrived_at: visitor.arrived_at ?? inside.now, left_at: null })
      .where('id', '=', visitor.id)
      .execute()
    return { subject: visitor.site_id, result: { id: visitor.id }, facts: { visitor: visitor.id } }
  },
})

export const seeVisitorOut = action({
  name: 'workspaces.visitor.leave',
  title: 'A visitor has left',
  permission: ARRIVALS,
  doors: ['page', 'api'],
  fields: { visitor: field.id('Visitor') },
  async run(inside, answers) {
    const visitor = await toReceive(inside, answers.visitor)
    if (visitor.arrived_at === null)
      refuse(
        'conflict',
        'workspaces.visitor.not-here',
        'They have not arrived. Tick that they have, then that they left.',
      )
    await inside.tx
      .updateTable('workspaces.visitor')
      .set({ left_at: visitor.left_at ?? inside.now })
      .where('id', '=', visitor.id)
      .execute()
    return { subject: visitor.site_id, result: { id: visitor.id }, facts: { visitor: visitor.id } }
  },
})

/** Every night: the names of visitors, a month after their day (A3). */
export const forgetVisitors = action({
  name: 'workspaces.visitor.forget',
  title: 'Delete the names of visitors a month after their day',
  doors: [],
  fields: {},
  async run(inside) {
    const before = londonDate(inside.now).subtract({ days: ARRIVALS_KEPT_DAYS })
    const { numAffectedRows } = await forget(inside, sql`comes_on < ${before}`)
    const forgotten = Number(numAffectedRows ?? 0)
    return { subject: null, result: { forgotten }, facts: { forgotten } }
  },
})
