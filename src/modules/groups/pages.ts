// The pages of groups: the list, one group, and the forms that change it or who sits in it.
import type { Reader } from '#platform/actions/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { readFields, type Choice } from '#platform/fields/index.ts'
import { html } from '#platform/html/index.ts'
import {
  download,
  form,
  get,
  page,
  type FormState,
  type Page,
  type View,
  type Visit,
} from '#platform/http/index.ts'
import { csvOf, xlsxOf, type Column } from '#platform/tables/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { organisationsNamed, peopleNamed, type PagePart } from '#modules/organisations/index.ts'
import { membersOn, partnershipsNamed } from '#modules/partnerships/index.ts'
import { errorSummary, renderForm, type FormMore } from '#web/forms.ts'
import { heading, paragraph, warning } from '#web/parts.ts'
import { closeGroup, createGroup, editGroup } from './actions/groups.ts'
import { addMember, appointMember, endMembership, joinGroup, leaveGroup } from './actions/memberships.ts'
import {
  formerMembers,
  groupByCode,
  groupsOf,
  listGroups,
  membersOfGroup,
  officeHeld,
  organisationsToSpeakFor,
  type GroupCard,
  type GroupRow,
} from './queries.ts'
import { groupPage } from './slot.ts'
import { groupColumns, groupsView, groupView, memberColumns, partnershipGroups } from './views/groups.ts'

const MOST_IN_A_FILE = 50_000

const groupOf = async (visit: Visit): Promise<GroupCard> =>
  (await groupByCode(visit, visit.params['group'] ?? '')) ?? notFound('group')

const at = (group: { readonly code: string }): string => `/groups/${group.code}`

async function file<Row>(
  name: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  format: string,
) {
  if (format === 'csv')
    return download({ name: `${name}.csv`, type: 'text/csv; charset=utf-8', bytes: csvOf(columns, rows) })
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
  return download({ name: `${name}.xlsx`, type, bytes: await xlsxOf(columns, rows, name) })
}

const showGroups = get('/groups', {
  permission: 'groups.group.read',
  async run(visit) {
    const { format, ...asked } = visit.query
    const parameters = readFields(listGroups.parameters, asked)
    if (format === 'csv' || format === 'xlsx') {
      const rows: GroupRow[] = []
      for (let after: string | null = null; rows.length < MOST_IN_A_FILE;) {
        const listed: Awaited<ReturnType<typeof listGroups.run>> = await listGroups.run(visit, {
          ...parameters,
          after,
          most: 1000,
        })
        rows.push(...listed.rows)
        if (listed.next === undefined) break
        after = listed.next
      }
      return file('groups', groupColumns, rows, format)
    }
    return page(groupsView(visit, await listGroups.run(visit, parameters), await partnershipsNamed(visit)))
  },
})

const showGroup = get('/groups/:group', {
  permission: 'groups.group.read',
  async run(visit) {
    const group = await groupOf(visit)
    const seesMembers = visit.may('groups.membership.read')
    const parts = await visit.fills(groupPage, {
      groupId: group.id,
      code: group.code,
      partnershipId: group.partnership_id,
      decides: group.decides,
    })
    return page(
      groupView(visit, group, {
        members: seesMembers ? await membersOfGroup(visit, group.id, londonDate(visit.now)) : [],
        former: seesMembers ? await formerMembers(visit, group.id) : [],
        own: visit.actor.kind === 'person' ? await officeHeld(visit, visit.actor.id, group.id) : undefined,
        parts: parts.toSorted((a, b) => a.order - b.order),
      }),
    )
  },
})

const downloadMembers = get('/groups/:group/members', {
  permission: 'groups.membership.read',
  async run(visit) {
    const group = await groupOf(visit)
    const members = await membersOfGroup(visit, group.id, londonDate(visit.now))
    return file(
      `${group.code}-members`,
      memberColumns,
      members,
      visit.query['format'] === 'xlsx' ? 'xlsx' : 'csv',
    )
  },
})

/** A form about one group under its heading. */
const formView =
  (title: string, more: Omit<FormMore, 'cancel' | 'summary'>) =>
  (_visit: Visit, group: GroupCard, state: FormState): View => ({
    title: `${title}: ${group.name}`,
    back: { href: at(group), text: group.name },
    body: html`${errorSummary(state)}${heading(title, { caption: group.name })}${renderForm(state, {
      ...more,
      summary: false,
      cancel: { href: at(group) },
    })}`,
  })

const newGroup = form('/groups/new', {
  action: createGroup,
  options: async (visit) => ({
    partnership: (await partnershipsNamed(visit))
      .filter((one) => visit.may('groups.group.create', { kind: 'partnership', id: one.id }))
      .map((one) => ({ value: one.id, text: one.name })),
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
    version: group.version,
  }),
  view: formView('Change the group', {
    submit: 'Save',
    fields: ['name', 'access', 'cadence', 'purpose', 'version', 'group'],
    more: { purpose: { lines: 4 } },
  }),
  then: (result) => ({ to: at(result), notice: 'The group was changed.' }),
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
      person: people.map((one) => ({
        value: one.id,
        text: `${one.name}, ${one.organisation_name ?? 'no post'}`,
      })),
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
  view: formView('Appoint to an office', {
    submit: 'Appoint',
    fields: ['person', 'office', 'group'],
    before: paragraph(
      'A group has one chair and one secretary. Whoever held the office before becomes a member.',
    ),
  }),
  then: (_result, _visit, group) => ({ to: at(group), notice: 'The appointment was recorded.' }),
})

export const pages: readonly Page[] = [
  showGroups,
  newGroup,
  showGroup,
  downloadMembers,
  changeGroup,
  endGroup,
  join,
  leave,
  add,
  end,
  appoint,
]

/** What a partnership's page shows of this module. */
export async function groupsPart(
  reader: Reader,
  { partnershipId }: { readonly partnershipId: string },
): Promise<PagePart[]> {
  const groups = await groupsOf(reader, partnershipId)
  return [{ order: 20, title: 'Groups', body: partnershipGroups(groups) }]
}
