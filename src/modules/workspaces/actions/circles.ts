// Groups of partners that an owner names once and then speaks of in agreements, rules and allocations.
import { action, type Inside } from '#platform/actions/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { lostBookings } from '../queries/agreements.ts'
import { bodiesBeside, circlesOf, type Circle } from '../queries/circles.ts'
import { workplaceById, type Workplace } from '../queries/workplaces.ts'
import { countWords } from '../rules.ts'
import { mustBeCurrent, notYours, today, workplaceToChange } from './locking.ts'
import { AHEAD, withdrawLost } from './losing.ts'
import { markBehalf } from './on-behalf.ts'

const CREATE = 'workspaces.circle.create'

const words = {
  name: field.text('Name of the group', { most: 80, hint: 'For example: Neighbouring districts' }),
  members: field.picks('Partners', { from: 'organisations.organisation', most: 200 }),
}

/** A group is the owner's, so who manages one site alone does not change it. */
function mustSpeakForOwner(inside: Inside, workplace: Workplace): void {
  if (!inside.may(CREATE, { kind: 'organisation', id: workplace.owner_organisation_id })) notYours(workplace)
}

async function mustBeBodies(inside: Inside, ownerId: string, members: readonly string[]): Promise<void> {
  const known = new Set((await bodiesBeside(inside, ownerId)).map((one) => one.id))
  if (members.some((one) => !known.has(one)))
    invalid('workspaces.circle.not-a-partner', [
      { field: 'members', message: 'Select partners other than the owner from the list' },
    ])
}

export const createCircle = action({
  name: CREATE,
  title: 'Name a group of partners',
  doors: ['page', 'api', 'command'],
  fields: { site: field.id('Workplace'), ...words },
  async run(inside, { site, name, members }) {
    const workplace = await workplaceToChange(inside, site, CREATE)
    mustSpeakForOwner(inside, workplace)
    await mustBeBodies(inside, workplace.owner_organisation_id, members)
    const onBehalf = await markBehalf(inside, workplace, 'circle')
    const id = inside.id()
    await inside.tx
      .insertInto('workspaces.circle')
      .values({ id, organisation_id: workplace.owner_organisation_id, name })
      .execute()
    await setMembers(inside, id, members)
    return {
      subject: null,
      result: { id, code: workplace.code },
      facts: { owner: workplace.owner_organisation_id, members: members.length, onBehalf },
    }
  },
})

export const changeCircle = action({
  name: 'workspaces.circle.change',
  title: 'Change a group of partners',
  permission: CREATE,
  doors: ['page', 'api', 'command'],
  fields: {
    site: field.id('Workplace'),
    circle: field.id('Group'),
    ...words,
    ahead: field.choice('What becomes of their bookings?', AHEAD).optional(),
    version: field.version(),
  },
  async run(inside, { site, circle, name, members, ahead, version }) {
    const { workplace, found } = await lockedCircle(inside, site, circle)
    mustBeCurrent(found, version, { name: found.name, members: [...found.member_ids] })
    await mustBeBodies(inside, workplace.owner_organisation_id, members)
    const leaving = found.member_ids.filter((one) => !members.includes(one))
    if (leaving.length > 0 && ahead === null) {
      const lost = await lostBookings(inside, inside.now, {
        ownerId: workplace.owner_organisation_id,
        leaving: { circleId: circle, organisationIds: leaving },
      })
      if (lost.length > 0) refuseUntilChosen(lost.length)
    }
    const onBehalf = await markBehalf(inside, workplace, 'circle')
    await inside.tx
      .updateTable('workspaces.circle')
      .set({ name, version: version + 1 })
      .where('id', '=', circle)
      .execute()
    await setMembers(inside, circle, members)
    const withdrawn = await withdrawLost(
      inside,
      { ownerId: workplace.owner_organisation_id },
      `Your organisation is no longer in the group “${name}” of ${workplace.owner_name}.`,
      ahead ?? 'move',
    )
    return {
      subject: null,
      result: { id: circle, code: workplace.code, ...withdrawn },
      facts: { circle, members: members.length, left: leaving.length, onBehalf, ...withdrawn },
    }
  },
})

export const endCircle = action({
  name: 'workspaces.circle.end',
  title: 'End a group of partners',
  permission: CREATE,
  doors: ['page', 'api', 'command'],
  fields: { site: field.id('Workplace'), circle: field.id('Group'), version: field.version() },
  async run(inside, { site, circle, version }) {
    const { workplace, found } = await lockedCircle(inside, site, circle)
    mustBeCurrent(found, version, { name: found.name })
    if (found.used > 0)
      refuse(
        'conflict',
        'workspaces.circle.in-use',
        `${countWords(found.used, 'agreement, rule or allocation names', 'agreements, rules and allocations name')} this group. End them first, then the group.`,
        { figures: { used: found.used } },
      )
    const onBehalf = await markBehalf(inside, workplace, 'circle')
    await inside.tx
      .updateTable('workspaces.circle')
      .set({ ended_on: today(inside), version: version + 1 })
      .where('id', '=', circle)
      .execute()
    return { subject: null, result: { id: circle, code: workplace.code }, facts: { circle, onBehalf } }
  },
})

/** Says how many bookings ahead are in the way; the next answer says what becomes of them (W14). */
export function refuseUntilChosen(count: number): never {
  refuse(
    'conflict',
    'workspaces.booking.ahead',
    `${countWords(count, 'booking ahead is', 'bookings ahead are')} let in by nothing else. Say what becomes of ${count === 1 ? 'it' : 'them'}, then save again.`,
    { figures: { bookings: count } },
  )
}

async function lockedCircle(
  inside: Inside,
  site: string,
  circle: string,
): Promise<{ workplace: Workplace; found: Circle }> {
  const workplace = await workplaceById(inside, site)
  await inside.tx.selectFrom('workspaces.circle').select('id').where('id', '=', circle).forUpdate().execute()
  const found = (await circlesOf(inside, workplace.owner_organisation_id)).find((one) => one.id === circle)
  if (found === undefined) return notFound('group')
  mustSpeakForOwner(inside, workplace)
  return { workplace, found }
}

async function setMembers(inside: Inside, circle: string, members: readonly string[]): Promise<void> {
  await inside.tx.deleteFrom('workspaces.circle_member').where('circle_id', '=', circle).execute()
  await inside.tx
    .insertInto('workspaces.circle_member')
    .values(members.map((organisation_id) => ({ circle_id: circle, organisation_id })))
    .execute()
}
