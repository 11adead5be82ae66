// Who sits in a group: joining, being added, leaving, and the offices. An appointment ends one dated row and
// begins another, so that the record always says who held the office on any day (G7).
import { action, type Inside } from '#platform/actions/index.ts'
import { notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { currentMembership, membersOfGroup, organisationsToSpeakFor } from '../queries.ts'
import { turnsOf } from '../queries/rotation.ts'
import { isSole, mayStartOn, mayTakeUp, mustBeOpen, OFFICES, type Office } from '../rules.ts'
import { mayTakeChair } from '../rules/rotation.ts'
import { lockedGroup, mayFor } from './groups.ts'

const organisation = field.pick('Organisation you speak for', { from: 'organisations.organisation' })

export const joinGroup = action({
  name: 'groups.membership.join',
  title: 'Join a group',
  doors: ['page', 'api', 'command'],
  fields: { group: field.id('Group'), organisation: organisation.optional() },
  async run(inside, answers) {
    if (inside.actor.kind !== 'person') {
      refuse('conflict', 'groups.membership.nobody', 'Only a person can join a group.')
    }
    return takeUp(inside, {
      groupId: answers.group,
      personId: inside.actor.id,
      organisationId: answers.organisation,
      added: false,
    })
  },
})

export const addMember = action({
  name: 'groups.membership.add',
  title: 'Add a member',
  doors: ['page', 'api', 'command'],
  fields: {
    group: field.id('Group'),
    person: field.pick('Person', { from: 'organisations.person' }),
    organisation: field
      .pick('Organisation they speak for', {
        from: 'organisations.organisation',
        hint: 'Leave it empty when they work for one partner only',
      })
      .optional(),
    startedOn: field.date('First day', { hint: 'Leave it empty for today' }).optional(),
  },
  async run(inside, answers) {
    const group = await lockedGroup(inside, answers.group)
    mayFor(inside, 'groups.membership.add', { partnershipId: group.partnership_id, groupId: group.id })
    return takeUp(inside, {
      groupId: group.id,
      personId: answers.person,
      organisationId: answers.organisation,
      added: true,
      ...(answers.startedOn === null ? {} : { startedOn: answers.startedOn }),
    })
  },
})

export const leaveGroup = action({
  name: 'groups.membership.leave',
  title: 'Leave a group',
  doors: ['page', 'api', 'command'],
  fields: { group: field.id('Group') },
  async run(inside, answers) {
    if (inside.actor.kind !== 'person') {
      refuse('conflict', 'groups.membership.nobody', 'Only a member can leave a group.')
    }
    return end(inside, answers.group, inside.actor.id)
  },
})

export const endMembership = action({
  name: 'groups.membership.end',
  title: 'End a membership',
  doors: ['page', 'api', 'command'],
  fields: { group: field.id('Group'), person: field.id('Person') },
  async run(inside, answers) {
    const group = await lockedGroup(inside, answers.group)
    mayFor(inside, 'groups.membership.end', { partnershipId: group.partnership_id, groupId: group.id })
    return end(inside, group.id, answers.person)
  },
})

export const appointMember = action({
  name: 'groups.membership.appoint',
  title: 'Appoint to an office',
  doors: ['page', 'api', 'command'],
  fields: {
    group: field.id('Group'),
    person: field.pick('Member', { from: 'organisations.person' }),
    office: field.choice('Office', OFFICES),
    reason: field
      .text('Reason', {
        most: 300,
        hint: 'Only for a chair out of turn: why the next organisation does not take it',
      })
      .optional(),
  },
  async run(inside, answers) {
    const group = await lockedGroup(inside, answers.group)
    mayFor(inside, 'groups.membership.appoint', { partnershipId: group.partnership_id, groupId: group.id })
    mustBeOpen({ name: group.name, endedOn: group.ended_on })
    const today = londonDate(inside.now)
    if (answers.office === 'chair') await inTurn(inside, group.id, answers.person, answers.reason)
    // G2: whoever holds the office now becomes a member again first.
    const former = isSole(answers.office) ? await holderOf(inside, group.id, answers.office) : undefined
    if (former !== undefined && former.person_id !== answers.person) {
      await changeOffice(inside, group.id, former.person_id, 'member', today)
    }
    const changed = await changeOffice(
      inside,
      group.id,
      answers.person,
      answers.office,
      today,
      answers.reason ?? '',
    )
    return {
      subject: group.id,
      result: { id: changed.id, former: former === undefined ? null : former.person_id },
      facts: { person: answers.person, office: answers.office },
    }
  },
})

async function takeUp(
  inside: Inside,
  sketch: {
    readonly groupId: string
    readonly personId: string
    readonly organisationId: string | null
    readonly added: boolean
    readonly startedOn?: Temporal.PlainDate
  },
) {
  const group = await lockedGroup(inside, sketch.groupId)
  const today = londonDate(inside.now)
  const startedOn = sketch.startedOn ?? today
  mayStartOn(startedOn, today)
  const person = await inside.tx
    .selectFrom('organisations.person_card')
    .select(['id', 'state'])
    .where('id', '=', sketch.personId)
    .executeTakeFirst()
  if (person === undefined || person.state !== 'active') notFound('person')
  const speaksFor = await whomTheySpeakFor(
    inside,
    group.partnership_id,
    sketch.personId,
    sketch.organisationId,
  )
  mayTakeUp({
    group: { name: group.name, access: group.access, endedOn: group.ended_on },
    organisation: speaksFor,
    alreadyIn: (await currentMembership(inside, group.id, sketch.personId)) !== undefined,
    added: sketch.added,
  })
  const id = inside.id()
  await inside.tx
    .insertInto('groups.membership')
    .values({
      id,
      group_id: group.id,
      person_id: sketch.personId,
      organisation_id: speaksFor.id,
      office: 'member',
      started_on: startedOn,
      ended_on: null,
    })
    .execute()
  return {
    subject: group.id,
    result: { id, group: group.code },
    facts: { person: sketch.personId, organisation: speaksFor.id },
  }
}

/** The organisation answered, or the one partner the person works for; asked for when they work for several. */
async function whomTheySpeakFor(
  inside: Inside,
  partnershipId: string,
  personId: string,
  answered: string | null,
): Promise<{ id: string; name: string; isPartner: boolean; employs: boolean }> {
  const employers = await organisationsToSpeakFor(inside, partnershipId, personId)
  const partners = employers.filter((one) => one.is_partner)
  if (answered === null) {
    const [only, another] = partners.length > 0 ? partners : employers
    if (only === undefined) {
      refuse(
        'conflict',
        'groups.membership.no-employer',
        'This person works for no organisation today, so there is nobody they could speak for.',
      )
    }
    if (another !== undefined) {
      refuse(
        'invalid',
        'groups.membership.which-organisation',
        'Say which organisation this person speaks for.',
        {
          faults: [{ field: 'organisation', message: 'Select which organisation this person speaks for' }],
        },
      )
    }
    return { id: only.id, name: only.name, isPartner: only.is_partner, employs: true }
  }
  const employer = employers.find((one) => one.id === answered)
  if (employer !== undefined) {
    return { id: employer.id, name: employer.name, isPartner: employer.is_partner, employs: true }
  }
  const other = await inside.tx
    .selectFrom('organisations.organisation_card')
    .select(['id', 'name'])
    .where('id', '=', answered)
    .executeTakeFirst()
  if (other === undefined) notFound('organisation')
  return { ...other, isPartner: true, employs: false }
}

/** R3: whoever takes the chair speaks for the organisation whose turn it is, or a reason is given. */
async function inTurn(
  inside: Inside,
  groupId: string,
  personId: string,
  reason: string | null,
): Promise<void> {
  const [turn] = await turnsOf(inside, [groupId])
  const seat = (await membersOfGroup(inside, groupId, londonDate(inside.now))).find(
    (one) => one.person_id === personId,
  )
  if (turn === undefined || seat === undefined) return
  const runs = turn.endsOn === null || Temporal.PlainDate.compare(londonDate(inside.now), turn.endsOn) <= 0
  mayTakeChair({
    organisation: seat.organisation_id,
    name: seat.organisation_name,
    order: turn.order.map((one) => one.id),
    next: turn.next,
    within: turn.chair === undefined || !runs ? null : turn.present,
    reason,
  })
}

async function holderOf(inside: Inside, groupId: string, office: Office) {
  return inside.tx
    .selectFrom('groups.membership')
    .select('person_id')
    .where('group_id', '=', groupId)
    .where('office', '=', office)
    .where('ended_on', 'is', null)
    .executeTakeFirst()
}

async function changeOffice(
  inside: Inside,
  groupId: string,
  personId: string,
  office: Office,
  today: Temporal.PlainDate,
  reason = '',
) {
  const current = await currentMembership(inside, groupId, personId)
  if (current === undefined) {
    refuse(
      'conflict',
      'groups.membership.not-in',
      'This person is not a member of the group. Add them first, then appoint them.',
    )
  }
  if (current.office === office) return { id: current.id }
  await inside.tx
    .updateTable('groups.membership')
    .set({ ended_on: today })
    .where('id', '=', current.id)
    .execute()
  const id = inside.id()
  await inside.tx
    .insertInto('groups.membership')
    .values({
      id,
      group_id: groupId,
      person_id: personId,
      organisation_id: current.organisation_id,
      office,
      started_on: today,
      ended_on: null,
      reason,
    })
    .execute()
  return { id }
}

async function end(inside: Inside, groupId: string, personId: string) {
  const group = await lockedGroup(inside, groupId)
  const current = await currentMembership(inside, groupId, personId)
  if (current === undefined) {
    refuse('conflict', 'groups.membership.not-in', `This person is not a member of ${group.name}.`)
  }
  await inside.tx
    .updateTable('groups.membership')
    .set({ ended_on: londonDate(inside.now) })
    .where('id', '=', current.id)
    .execute()
  await inside.announce('groups.membership.ended', groupId, { group: groupId, person: personId })
  return {
    subject: groupId,
    result: { id: current.id, group: group.code },
    facts: { person: personId, office: current.office },
  }
}
