// The pages of groups: the list, one group, and the forms that change it or who sits in it.
import type { Reader } from '#platform/actions/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { readFields, type Choice } from '#platform/fields/index.ts'
import { html } from '#platform/html/index.ts'
import { form, get, page, type Page, type Visit } from '#platform/http/index.ts'
import { everyRow, fileOf, MOST_DOWNLOADED } from '#platform/tables/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { organisationsNamed, peopleNamed, personChoice, type PagePart } from '#modules/organisations/index.ts'
import { membersOn, partnershipsNamed } from '#modules/partnerships/index.ts'
import { errorSummary, renderForm } from '#web/forms.ts'
import { heading, paragraph, warning } from '#web/parts.ts'
import { closeGroup, createGroup, editGroup, presentGroup } from './actions/groups.ts'
import { addMember, appointMember, endMembership, joinGroup, leaveGroup } from './actions/memberships.ts'
import { bulletinPages } from './pages/bulletins.ts'
import { paperPages } from './pages/papers.ts'
import { at, formView, groupOf } from './pages/parts.ts'
import { peoplePages } from './pages/people.ts'
import {
  allGroups,
  groupsOf,
  listGroups,
  membersOfGroup,
  officeHeld,
  organisationsToSpeakFor,
  subGroupsOf,
  type GroupCard,
  type MemberCard,
} from './queries.ts'
import { bulletinsSeen } from './queries/bulletins.ts'
import { currentTerms, listResources } from './queries/papers.ts'
import { turnsOf } from './queries/rotation.ts'
import { groupPage } from './slot.ts'
import { bulletinsPart } from './views/bulletins.ts'
import { groupColumns, groupsView, groupView, partnershipGroups } from './views/groups.ts'
import { resourcesPart, termsPart } from './views/papers.ts'
import { memberColumns, peoplePart } from './views/people.ts'

const FEW = 4

const showGroups = get('/groups', {
  permission: 'groups.group.read',
  async run(visit) {
    const { format, ...asked } = visit.query
    const parameters = readFields(listGroups.parameters, asked)
    if (format === 'csv' || format === 'xlsx') {
      const rows = await everyRow((after) =>
        listGroups.run(visit, { ...parameters, after: after ?? null, most: MOST_DOWNLOADED }),
      )
      return fileOf(format, 'groups', groupColumns, rows)
    }
    return page(groupsView(visit, await listGroups.run(visit, parameters), await partnershipsNamed(visit)))
  },
})

const showGroup = get('/groups/:group', {
  permission: 'groups.group.read',
  async run(visit) {
    const group = await groupOf(visit)
    const parts = await visit.fills(groupPage, {
      groupId: group.id,
      code: group.code,
      partnershipId: group.partnership_id,
      decides: group.decides,
    })
    const members = visit.may('groups.membership.read')
      ? await membersOfGroup(visit, group.id, londonDate(visit.now))
      : []
    const own = visit.actor.kind === 'person' ? await officeHeld(visit, visit.actor.id, group.id) : undefined
    return page(
      groupView(visit, group, { own, parts: [...parts, ...(await ownParts(visit, group, members))] }),
    )
  },
})

/** What this module itself shows of a group, among the parts of the others. */
async function ownParts(visit: Visit, group: GroupCard, members: readonly MemberCard[]): Promise<PagePart[]> {
  const bulletins = await bulletinsSeen(visit, { groupId: group.id, most: FEW })
  const resources = await listResources.run(visit, {
    group: group.id,
    search: null,
    after: null,
    most: FEW,
  })
  const subGroups = await subGroupsOf(visit, group.id)
  return [
    { order: 5, title: 'People', body: peoplePart(visit, group, members) },
    { order: 30, title: 'Bulletins', body: bulletinsPart(visit, group, bulletins.rows) },
    { order: 70, title: 'Resources', body: resourcesPart(visit, group, resources.rows) },
    {
      order: 90,
      title: 'Terms of reference',
      body: termsPart(visit, group, await currentTerms(visit, group.id)),
    },
    ...(subGroups.length === 0
      ? []
      : [{ order: 95, title: 'Sub-groups', body: partnershipGroups(subGroups) }]),
  ]
}

const downloadMembers = get('/groups/:group/members', {
  permission: 'groups.membership.read',
  async run(visit) {
    const group = await groupOf(visit)
    const members = await membersOfGroup(visit, group.id, londonDate(visit.now))
    return fileOf(
      visit.query['format'] === 'xlsx' ? 'xlsx' : 'csv',
      `${group.code}-members`,
      memberColumns,
      members,
    )
  },
})

const newGroup = form('/groups/new', {
  action: createGroup,
  options: async (visit) => ({
    partnership: (await partnershipsNamed(visit))
      .filter((one) => visit.may('groups.group.create', { kind: 'partnership', id: one.id }))
      .map((one) => ({ value: one.id, text: one.name })),
    parent: (await allGroups(visit)).map((one) => ({
      value: one.id,
      text: `${one.name}, ${one.partnership_name}`,
    })),
  }),
  view: (_visit, _loaded, state) => ({
    title: 'Set up a group',
    back: { href: '/groups', text: 'Groups' },
    body: html`${errorSummary(state)}${heading('Set up a group')}${renderForm(state, {
      submit: 'Set up the group',
      summary: false,
      cancel: { href: '/groups' },
    })}`,
  }),
  then: (result) => ({ to: at(result), notice: 'The group was set up. Add its members next.' }),
})

const changeGroup = form('/groups/:group/edit', {
  action: editGroup,
  load: groupOf,
  fixed: () => ({}),
  values: (_visit, group) => ({
    group: group.id,
    name: group.name,
    access: group.access,
    cadence: group.cadence,
    purpose: group.purpose,
    kind: group.kind,
    parent: group.parent_id ?? '',
    version: group.version,
  }),
  options: async (visit, group) => ({
    parent: (await groupsOf(visit, group.partnership_id))
      .filter((one) => one.id !== group.id)
      .map((one) => ({ value: one.id, text: one.name })),
  }),
  view: formView('Change the group', {
    submit: 'Save',
    fields: ['name', 'kind', 'parent', 'access', 'cadence', 'purpose', 'version', 'group'],
    more: { purpose: { lines: 4 } },
  }),
  then: (result) => ({ to: at(result), notice: 'The group was changed.' }),
})

const showToPublic = form('/groups/:group/public', {
  action: presentGroup,
  load: groupOf,
  values: (_visit, group) => ({
    group: group.id,
    isPublic: group.is_public ? 'yes' : 'no',
    introduction: group.public_introduction,
    howToJoin: group.how_to_join,
    contact: group.public_contact,
    version: group.version,
  }),
  view: formView('Show the group to the public', { submit: 'Save', more: { introduction: { lines: 6 } } }),
  then: (_result, _visit, group) => ({ to: at(group), notice: 'The public face was changed.' }),
})

const endGroup = form('/groups/:group/close', {
  action: closeGroup,
  load: groupOf,
  values: (_visit, group) => ({ group: group.id, version: group.version }),
  view: formView('Close the group', {
    submit: 'Close the group',
    look: 'warning',
    before: warning('Closing ends every membership today. Its record stays; it is not opened again.'),
  }),
  then: (result) => ({
    to: at(result),
    notice: `The group was closed and ${result.memberships} memberships ended.`,
  }),
})

const join = form('/groups/:group/join', {
  action: joinGroup,
  load: groupOf,
  values: (_visit, group) => ({ group: group.id }),
  options: async (visit, group) => ({ organisation: await employersOf(visit, group) }),
  view: async (visit, group, state) => {
    const [first, second] = await employersOf(visit, group)
    const before =
      second === undefined && first !== undefined
        ? paragraph(`You will sit in ${group.name} for ${first.text}.`)
        : paragraph('Say for which of your employers you will sit in it.')
    const fields = second === undefined ? ['group'] : ['organisation', 'group']
    return formView('Join the group', { submit: 'Join', before, fields })(visit, group, state)
  },
  then: (_result, _visit, group) => ({ to: at(group), notice: `You joined ${group.name}.` }),
})

async function employersOf(visit: Visit, group: GroupCard): Promise<Choice[]> {
  if (visit.actor.kind !== 'person') return []
  const employers = await organisationsToSpeakFor(visit, group.partnership_id, visit.actor.id)
  return employers.filter((one) => one.is_partner).map((one) => ({ value: one.id, text: one.name }))
}

const leave = form('/groups/:group/leave', {
  action: leaveGroup,
  load: groupOf,
  values: (_visit, group) => ({ group: group.id }),
  view: formView('Leave the group', {
    submit: 'Leave the group',
    look: 'warning',
    before: paragraph('Your membership ends today. That you were a member stays on the record.'),
  }),
  then: (_result, _visit, group) => ({ to: at(group), notice: `You left ${group.name}.` }),
})

const add = form('/groups/:group/members/new', {
  action: addMember,
  load: groupOf,
  values: (_visit, group) => ({ group: group.id }),
  options: async (visit, group) => {
    const today = londonDate(visit.now)
    const partners = await membersOn(visit, group.partnership_id, today)
    const organisationIds = partners.map((one) => one.organisation_id)
    const there = new Set((await membersOfGroup(visit, group.id, today)).map((member) => member.person_id))
    const people = (await peopleNamed(visit, { organisationIds })).filter((person) => !there.has(person.id))
    const organisations = (await organisationsNamed(visit)).filter((one) => organisationIds.includes(one.id))
    return {
      person: people.map(personChoice),
      organisation: organisations.map((one) => ({ value: one.id, text: one.name })),
    }
  },
  view: formView('Add a member', {
    submit: 'Add the member',
    fields: ['person', 'organisation', 'startedOn', 'group'],
  }),
  then: (_result, _visit, group) => ({ to: at(group), notice: 'The member was added.' }),
})

const end = form('/groups/:group/members/:person/end', {
  action: endMembership,
  load: groupOf,
  values: (visit, group) => ({ group: group.id, person: visit.params['person'] ?? '' }),
  view: async (visit, group, state) => {
    const members = await membersOfGroup(visit, group.id, londonDate(visit.now))
    const member = members.find((one) => one.person_id === visit.params['person']) ?? notFound('membership')
    const before = paragraph(
      `${member.person_name} sits in ${group.name} for ${member.organisation_name}. The membership ends today and stays on the record.`,
    )
    return formView('End a membership', { submit: 'End the membership', look: 'warning', before })(
      visit,
      group,
      state,
    )
  },
  then: (_result, _visit, group) => ({ to: at(group), notice: 'The membership was ended.' }),
})

const appoint = form('/groups/:group/appoint', {
  action: appointMember,
  load: groupOf,
  values: (_visit, group) => ({ group: group.id }),
  options: async (visit, group) => ({
    person: (await membersOfGroup(visit, group.id, londonDate(visit.now))).map((one) => ({
      value: one.person_id,
      text: `${one.person_name}, ${one.organisation_name}`,
    })),
  }),
  view: async (visit, group, state) => {
    const [turn] = await turnsOf(visit, [group.id])
    const rotates = turn !== undefined && turn.order.length > 0
    const inTurn =
      turn?.next === undefined ? '' : ` It is the turn of ${turn.next.name} to take the chair next.`
    return formView('Appoint to an office', {
      submit: 'Appoint',
      fields: rotates ? ['person', 'office', 'reason', 'group'] : ['person', 'office', 'group'],
      before: paragraph(
        `A group has one chair and one secretary. Whoever held the office before becomes a member.${inTurn}`,
      ),
    })(visit, group, state)
  },
  then: (_result, _visit, group) => ({ to: at(group), notice: 'The appointment was recorded.' }),
})

export const pages: readonly Page[] = [
  showGroups,
  newGroup,
  showGroup,
  downloadMembers,
  changeGroup,
  showToPublic,
  endGroup,
  join,
  leave,
  add,
  end,
  appoint,
  ...peoplePages,
  ...bulletinPages,
  ...paperPages,
]

/** What a partnership's page shows of this module. */
export async function groupsPart(
  reader: Reader,
  { partnershipId }: { readonly partnershipId: string },
): Promise<PagePart[]> {
  const groups = await groupsOf(reader, partnershipId)
  return [{ order: 20, title: 'Groups', body: partnershipGroups(groups) }]
}
