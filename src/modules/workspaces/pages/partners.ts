// What managers keep beside rules: allocations, groups of partners, and who runs the workspaces.
import { notFound } from '#platform/errors/index.ts'
import { html, type Html } from '#platform/html/index.ts'
import { form, get, page, type FormState, type Page, type View, type Visit } from '#platform/http/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { formPage, type FormPageMore } from '#web/forms.ts'
import { actionsList, emptyState, heading, link, paragraph, table, tag } from '#web/parts.ts'
import { addAllocation, changeAllocation, endAllocation } from '../actions/allocations.ts'
import { changeCircle, createCircle, endCircle } from '../actions/circles.ts'
import { today } from '../actions/locking.ts'
import { appointOfficer, endOfficer } from '../actions/officers.ts'
import { lostBookings } from '../queries/agreements.ts'
import { allocationsOf, type AllocationRow } from '../queries/allocations.ts'
import {
  bodiesBeside,
  circlesOf,
  officersOf,
  staffOf,
  type Circle,
  type OfficerRow,
} from '../queries/circles.ts'
import { MANAGE } from '../queries/seeing.ts'
import { placesOf } from '../queries/terms.ts'
import type { Workplace } from '../queries/workplaces.ts'
import { OFFICER_ROLES } from '../rules.ts'
import { allocationsTable, amountWords, lostList, manageHref } from '../views/terms.ts'
import { managed } from './terms.ts'

/** A form about a workplace, under its heading, leading back to its list. */
function framed(
  title: string,
  workplace: Workplace,
  state: FormState,
  list: { readonly what: string; readonly text: string },
  more: FormPageMore,
): View {
  const href = manageHref(workplace.code, list.what)
  return formPage(title, state, { href, text: list.text, caption: workplace.name }, more)
}

const goTo = (what: string, notice: string) => (result: { readonly code: string }) => ({
  to: manageHref(result.code, what),
  notice,
})

const choices = (all: readonly { readonly id: string; readonly name: string }[]) =>
  all.map((one) => ({ value: one.id, text: one.name }))

// Allocations

const ALLOCATIONS = { what: 'allocations', text: 'Kept and limited' }

const allocations = get('/workspaces/:site/manage/allocations', {
  permission: MANAGE,
  async run(visit) {
    const workplace = await managed(visit)
    const rows = await allocationsOf(visit, workplace.site_id, today(visit))
    const href = (row: AllocationRow, what: string) =>
      manageHref(workplace.code, `allocations/${row.id}/${what}`)
    const words = (row: AllocationRow) => `${amountWords(row)} for ${row.audience_name}`
    return page({
      title: `Kept and limited: ${workplace.name}`,
      back: { href: manageHref(workplace.code, 'terms'), text: `Rules: ${workplace.name}` },
      wide: true,
      body: html`${heading('Kept and limited', { caption: workplace.name })}
      ${paragraph('What you keep back is there for them until the working day you set; then what they have not used is everybody’s. A limit is for all of them together, not for each person.')}
      ${actionsList([{ href: manageHref(workplace.code, 'allocations/new'), text: 'Keep or limit something' }])}
      ${allocationsTable(
        rows,
        (row) =>
          html`${link(href(row, 'change'), 'Change', { hidden: words(row) })}<br />${link(href(row, 'end'), 'End', { hidden: words(row) })}`,
      )}`,
    })
  },
})

const allocate = form('/workspaces/:site/manage/allocations/new', {
  action: addAllocation,
  load: (visit) => managed(visit, 'workspaces.allocation.add'),
  values: (visit, workplace) => ({
    site: workplace.site_id,
    kind: 'desk',
    form: 'keeps',
    audience: 'organisation',
    unit: 'places',
    per: 'day',
    horizonWorkingDays: 2,
    fromOn: today(visit).toString(),
  }),
  options: async (visit, workplace) => {
    const [places, bodies, circles] = await Promise.all([
      placesOf(visit, workplace.site_id),
      bodiesBeside(visit, workplace.owner_organisation_id),
      circlesOf(visit, workplace.owner_organisation_id),
    ])
    return {
      where: choices(places.filter((place) => place.kind !== 'resource')),
      organisation: choices(bodies),
      circle: choices(circles),
    }
  },
  view: (_visit, workplace, state) =>
    framed('Keep or limit something', workplace, state, ALLOCATIONS, {
      submit: 'Save',
      sections: [
        { title: 'What and where', fields: ['form', 'kind', 'where', 'site'] },
        { title: 'For whom', fields: ['audience', 'organisation', 'circle'] },
        { title: 'How much', fields: ['amount', 'unit', 'per', 'horizonWorkingDays'] },
        { title: 'When', fields: ['fromOn', 'toOn'] },
      ],
      more: {
        where: { as: 'select' },
        kind: { as: 'select' },
        organisation: { as: 'select', hint: 'Only for one partner' },
        circle: { as: 'select', hint: 'Only for a group of partners' },
      },
    }),
  then: (result) => ({
    to: manageHref(result.code, 'allocations'),
    notice: `It was saved.${result.counted === 0 ? '' : ` ${result.counted} bookings that are made already count towards it.`}`,
  }),
})

type WithAllocation = { readonly workplace: Workplace; readonly row: AllocationRow }

async function withAllocation(visit: Visit): Promise<WithAllocation> {
  const workplace = await managed(visit, 'workspaces.allocation.add')
  const rows = await allocationsOf(visit, workplace.site_id, today(visit))
  const row = rows.find((one) => one.id === visit.params['allocation'])
  return { workplace, row: row ?? notFound('allocation') }
}

const about = (row: AllocationRow): Html =>
  paragraph(`${row.place_name}: ${amountWords(row)}, for ${row.audience_name}.`)

const reallocate = form('/workspaces/:site/manage/allocations/:allocation/change', {
  action: changeAllocation,
  load: withAllocation,
  values: (_visit, { workplace, row }) => ({
    site: workplace.site_id,
    allocation: row.id,
    amount: row.amount,
    horizonWorkingDays: row.horizon_working_days ?? '',
    toOn: row.to_on?.toString() ?? '',
    version: row.version,
  }),
  view: (_visit, { workplace, row }, state) =>
    framed('Change how much', workplace, state, ALLOCATIONS, {
      submit: 'Save',
      intro: html`${about(row)}${paragraph('What is booked already stays booked, also where it is more than the new number.')}`,
      fields: [
        'amount',
        ...(row.form === 'keeps' ? ['horizonWorkingDays'] : []),
        'toOn',
        'site',
        'allocation',
      ],
    }),
  then: goTo('allocations', 'It was changed.'),
})

const unallocate = form('/workspaces/:site/manage/allocations/:allocation/end', {
  action: endAllocation,
  load: withAllocation,
  values: (_visit, { workplace, row }) => ({
    site: workplace.site_id,
    allocation: row.id,
    version: row.version,
  }),
  view: (_visit, { workplace, row }, state) =>
    framed('End it', workplace, state, ALLOCATIONS, {
      submit: 'End it',
      look: 'warning',
      intro: html`${about(row)}${paragraph(row.form === 'keeps' ? 'The places are everybody’s from now on.' : 'There is no limit for them from now on.')}`,
      fields: ['site', 'allocation'],
    }),
  then: goTo('allocations', 'It was ended.'),
})

// Groups of partners

const GROUPS = { what: 'groups', text: 'Groups of partners' }

const groups = get('/workspaces/:site/manage/groups', {
  permission: MANAGE,
  async run(visit) {
    const workplace = await managed(visit)
    const rows = await circlesOf(visit, workplace.owner_organisation_id)
    const href = (row: Circle, what: string) => manageHref(workplace.code, `groups/${row.id}/${what}`)
    return page({
      title: `Groups of partners: ${workplace.name}`,
      back: { href: manageHref(workplace.code, 'terms'), text: `Rules: ${workplace.name}` },
      wide: true,
      body: html`${heading('Groups of partners', { caption: workplace.owner_name })}
      ${paragraph('A group is named once and used in agreements, rules and allocations of all your workplaces.')}
      ${actionsList([{ href: manageHref(workplace.code, 'groups/new'), text: 'Name a group' }])}
      ${table<Circle>(
        [
          { key: 'name', label: 'Group', kind: 'text', value: (row) => row.name },
          { key: 'members', label: 'Partners', kind: 'text', value: (row) => row.member_names.join(', ') },
          { key: 'used', label: 'Named in', kind: 'number', value: (row) => row.used },
          {
            key: 'change',
            label: 'Change',
            kind: 'text',
            value: () => '',
            show: (row) =>
              html`${link(href(row, 'edit'), 'Change', { hidden: row.name })}<br />${link(href(row, 'end'), 'End', { hidden: row.name })}`,
          },
        ],
        rows,
        {
          caption: 'Groups of partners',
          empty: emptyState(
            'No group yet',
            'Partners that you often mean together appear here under one name.',
          ),
        },
      )}`,
    })
  },
})

const bodyOptions = async (visit: Visit, workplace: Workplace) => ({
  members: choices(await bodiesBeside(visit, workplace.owner_organisation_id)),
})

const newGroup = form('/workspaces/:site/manage/groups/new', {
  action: createCircle,
  load: (visit) => managed(visit, 'workspaces.circle.create'),
  values: (_visit, workplace) => ({ site: workplace.site_id }),
  options: bodyOptions,
  view: (_visit, workplace, state) =>
    framed('Name a group of partners', workplace, state, GROUPS, {
      submit: 'Save',
      fields: ['name', 'members', 'site'],
    }),
  then: goTo('groups', 'The group was named.'),
})

type WithCircle = { readonly workplace: Workplace; readonly row: Circle }

async function withCircle(visit: Visit): Promise<WithCircle> {
  const workplace = await managed(visit, 'workspaces.circle.create')
  const rows = await circlesOf(visit, workplace.owner_organisation_id)
  return { workplace, row: rows.find((one) => one.id === visit.params['group']) ?? notFound('group') }
}

const editGroup = form('/workspaces/:site/manage/groups/:group/edit', {
  action: changeCircle,
  load: withCircle,
  values: (_visit, { workplace, row }) => ({
    site: workplace.site_id,
    circle: row.id,
    name: row.name,
    members: [...row.member_ids],
    version: row.version,
  }),
  options: (visit, { workplace }) => bodyOptions(visit, workplace),
  async view(visit, { workplace, row }, state) {
    const chosen = state.values['members']
    const members = Array.isArray(chosen) ? chosen.map(String) : [String(chosen ?? '')]
    const lost =
      state.problem?.code === 'workspaces.booking.ahead'
        ? await lostBookings(visit, visit.now, {
            ownerId: workplace.owner_organisation_id,
            leaving: {
              circleId: row.id,
              organisationIds: row.member_ids.filter((one) => !members.includes(one)),
            },
          })
        : []
    return framed('Change the group', workplace, state, GROUPS, {
      submit: 'Save',
      intro: html`${paragraph('Whoever leaves the group loses what only the group let them have. You see their bookings before anything is saved.')}${lostList(lost)}`,
      fields: [...(lost.length === 0 ? [] : ['ahead']), 'name', 'members', 'site', 'circle'],
      more: { ahead: { as: 'radios' } },
    })
  },
  then: goTo('groups', 'The group was changed.'),
})

const endGroup = form('/workspaces/:site/manage/groups/:group/end', {
  action: endCircle,
  load: withCircle,
  values: (_visit, { workplace, row }) => ({ site: workplace.site_id, circle: row.id, version: row.version }),
  view: (_visit, { workplace, row }, state) =>
    framed('End the group', workplace, state, GROUPS, {
      submit: 'End the group',
      look: 'warning',
      intro: paragraph(`${row.name}: ${row.member_names.join(', ')}.`),
      fields: ['site', 'circle'],
    }),
  then: goTo('groups', 'The group was ended.'),
})

// Officers

const OFFICERS = { what: 'officers', text: 'Who runs the workspaces' }

const officers = get('/workspaces/:site/manage/officers', {
  permission: MANAGE,
  async run(visit) {
    const workplace = await managed(visit)
    const rows = await officersOf(
      visit,
      { organisationId: workplace.owner_organisation_id, siteId: workplace.site_id },
      today(visit),
    )
    return page({
      title: `Who runs the workspaces: ${workplace.name}`,
      back: { href: manageHref(workplace.code, 'terms'), text: `Rules: ${workplace.name}` },
      wide: true,
      body: html`${heading('Who runs the workspaces', { caption: workplace.name })}
      ${paragraph(`Staff of ${workplace.owner_name} whom it has appointed. An office ends with their post. The lead of the organisation manages too.`)}
      ${actionsList([{ href: manageHref(workplace.code, 'officers/new'), text: 'Appoint somebody' }])}
      ${table<OfficerRow>(
        [
          { key: 'person', label: 'Who', kind: 'text', value: (row) => row.person_name },
          {
            key: 'role',
            label: 'Office',
            kind: 'text',
            value: (row) => OFFICER_ROLES[row.role],
            show: (row) =>
              html`${OFFICER_ROLES[row.role]}${row.without_post ? html` ${tag('has no post here any more', 'orange')}` : null}`,
          },
          {
            key: 'where',
            label: 'Where',
            kind: 'text',
            value: (row) => (row.site_id === null ? 'All workplaces' : workplace.name),
          },
          { key: 'from', label: 'Since', kind: 'text', value: (row) => formatDate(row.from_on) },
          {
            key: 'end',
            label: 'Change',
            kind: 'text',
            value: () => '',
            show: (row) =>
              link(manageHref(workplace.code, `officers/${row.id}/end`), 'End', {
                hidden: `the office of ${row.person_name}`,
              }),
          },
        ],
        rows,
        {
          caption: 'Offices for these workspaces',
          empty: emptyState('Nobody is appointed', 'Managers, approvers and receptionists appear here.'),
        },
      )}`,
    })
  },
})

const appoint = form('/workspaces/:site/manage/officers/new', {
  action: appointOfficer,
  load: (visit) => managed(visit, 'workspaces.officer.appoint'),
  values: (_visit, workplace) => ({ site: workplace.site_id, everywhere: 'no' }),
  options: async (visit, workplace) => ({
    person: choices(await staffOf(visit, workplace.owner_organisation_id, today(visit))),
  }),
  view: (_visit, workplace, state) =>
    framed('Appoint somebody', workplace, state, OFFICERS, {
      submit: 'Appoint',
      fields: ['person', 'role', 'everywhere', 'site'],
      more: { person: { as: 'select' } },
    }),
  then: goTo('officers', 'They are appointed from today.'),
})

const dismiss = form('/workspaces/:site/manage/officers/:officer/end', {
  action: endOfficer,
  async load(visit): Promise<{ readonly workplace: Workplace; readonly row: OfficerRow }> {
    const workplace = await managed(visit, 'workspaces.officer.appoint')
    const rows = await officersOf(
      visit,
      { organisationId: workplace.owner_organisation_id, siteId: workplace.site_id },
      today(visit),
    )
    return { workplace, row: rows.find((one) => one.id === visit.params['officer']) ?? notFound('office') }
  },
  values: (_visit, { workplace, row }) => ({ site: workplace.site_id, officer: row.id }),
  view: (_visit, { workplace, row }, state) =>
    framed('End the office', workplace, state, OFFICERS, {
      submit: 'End the office',
      look: 'warning',
      intro: paragraph(
        `${row.person_name}, ${OFFICER_ROLES[row.role].toLowerCase()}${row.site_id === null ? ' of all workplaces' : ''}. It ends today.`,
      ),
      fields: ['site', 'officer'],
    }),
  then: goTo('officers', 'The office ended today.'),
})

export const partnerPages: readonly Page[] = [
  allocations,
  allocate,
  reallocate,
  unallocate,
  groups,
  newGroup,
  editGroup,
  endGroup,
  officers,
  appoint,
  dismiss,
]
