// The list and the page of people, and everything held about one of them.
import { html, type Html } from '#platform/html/index.ts'
import type { AccessSection } from '#platform/personal/index.ts'
import type { Column, Listed } from '#platform/tables/index.ts'
import { formatDate, formatDateTime } from '#platform/time/index.ts'
import {
  actionsList,
  card,
  downloads,
  emptyState,
  filterPanel,
  heading,
  link,
  listPages,
  paragraph,
  summaryList,
  table,
  tag,
} from '#web/parts.ts'
import type { OrganisationSummary } from '../queries/organisations.ts'
import type { Office, Person, PersonRow, Post } from '../queries/people.ts'
import {
  AUDIENCES,
  CONTACT_FIELDS,
  nameKeptUntil,
  OFFICES,
  type Audience,
  type ContactField,
} from '../rules.ts'
import type { HeldOffice } from '../queries/people.ts'

/** An office with what it is an office of: "Chair, GIS Group". */
const officeWords = (one: HeldOffice): string => (one.of === '' ? one.office : `${one.office}, ${one.of}`)

export const personColumns = (
  offices: ReadonlyMap<string, readonly HeldOffice[]>,
): readonly Column<PersonRow>[] => [
  {
    key: 'name',
    label: 'Name',
    kind: 'text',
    value: (row) => row.name,
    show: (row) => link(`/people/${row.id}`, row.name),
  },
  { key: 'organisation', label: 'Organisation', kind: 'text', value: (row) => row.organisation_name },
  { key: 'post', label: 'Job title', kind: 'text', value: (row) => row.job_title },
  {
    key: 'mail',
    label: 'Email address',
    kind: 'text',
    value: (row) => row.mail,
    show: (row) =>
      row.mail === null
        ? row.state === 'left'
          ? 'Has left'
          : 'Not shown'
        : link(`mailto:${row.mail}`, row.mail),
  },
  {
    key: 'offices',
    label: 'Offices',
    kind: 'text',
    value: (row) => (offices.get(row.id) ?? []).map(officeWords).join('; '),
  },
  { key: 'phone', label: 'Phone number', kind: 'text', value: (row) => row.phone, downloadOnly: true },
  {
    key: 'mobile',
    label: 'Mobile number',
    kind: 'text',
    value: (row) => row.mobile,
    downloadOnly: true,
  },
]

type PeopleList = {
  readonly listed: Listed<PersonRow>
  readonly offices: ReadonlyMap<string, readonly HeldOffice[]>
  readonly query: Readonly<Record<string, string>>
  readonly organisations: readonly OrganisationSummary[]
  readonly isFiltered: boolean
}

export function peopleList({ listed, offices, query, organisations, isFiltered }: PeopleList): Html {
  const empty = isFiltered
    ? emptyState('Nobody matches', 'Try fewer letters, or another organisation.', {
        href: '/people',
        text: 'Show everybody',
      })
    : emptyState(
        'Nobody yet',
        'People appear here once their organisation’s lead adds them, from the organisation’s page.',
        { href: '/organisations', text: 'Choose an organisation' },
      )
  return html`${heading('People')}
    ${filterPanel({
      action: '/people',
      fields: [
        { kind: 'text', name: 'search', label: 'Name, body, job title or office', value: query['search'] },
        {
          kind: 'select',
          name: 'organisation',
          label: 'Organisation',
          value: query['organisation'],
          options: organisations.map((one) => ({ value: one.id, text: one.name })),
        },
        {
          kind: 'select',
          name: 'state',
          label: 'State',
          value: query['state'],
          any: 'Work here',
          options: [{ value: 'left', text: 'Have left' }],
        },
      ],
    })}
    ${table(personColumns(offices), listed.rows, { caption: 'People', captionHidden: true, sortedBy: 'By name', empty })}
    ${listPages('/people', query, listed.next)}${listed.rows.length === 0 ? null : downloads('/people', query)}`
}

export type PersonView = {
  readonly person: Person
  readonly posts: readonly Post[]
  readonly offices: readonly Office[]
  readonly held: readonly HeldOffice[]
  readonly isSelf: boolean
  readonly may: {
    readonly edit: boolean
    readonly leave: boolean
    readonly forget: boolean
    readonly post: boolean
    readonly office: boolean
    readonly access: boolean
  }
  /** The posts whose end this reader may record. */
  readonly endable: ReadonlySet<string>
}

export function personView({ person, posts, offices, held, isSelf, may, endable }: PersonView): Html {
  const at = `/people/${person.id}`
  const isHere = person.state === 'active'
  return html`${heading(person.name)}
    ${isHere ? null : paragraph(html`${tag('Has left')} Last day: ${person.left_on === null ? '' : formatDate(person.left_on)}. Address and phone number are no longer kept${person.forgotten_at === null && person.left_on !== null ? `; the name is kept until ${formatDate(nameKeptUntil(person.left_on))}` : ''}.`)}
    ${actionsList([
      isSelf && isHere && { href: `${at}/details`, text: 'Change your details', look: 'secondary' },
      isSelf && isHere && { href: '/account/details', text: 'Who sees your details', look: 'secondary' },
      !isSelf && may.edit && isHere && { href: `${at}/edit`, text: 'Change details', look: 'secondary' },
      may.post && isHere && { href: `${at}/posts/add`, text: 'Add a post', look: 'secondary' },
      may.office && isHere && { href: `${at}/offices/add`, text: 'Appoint to an office', look: 'secondary' },
      may.access && {
        href: `${at}/record`,
        text: isSelf ? 'See what is held about you' : 'See what is held',
        look: 'link',
      },
      may.leave && isHere && { href: `${at}/leave`, text: 'Record that they left', look: 'link' },
      may.forget &&
        !isHere &&
        person.forgotten_at === null && { href: `${at}/forget`, text: 'Forget the name', look: 'link' },
    ])}
    ${
      isHere
        ? summaryList([
            {
              key: 'Email address',
              value: person.mail === null ? 'Not shown to you' : link(`mailto:${person.mail}`, person.mail),
            },
            { key: 'Phone number', value: person.phone ?? 'None to show' },
            person.mobile !== null && { key: 'Mobile number', value: person.mobile },
            held.length > 0 && {
              key: 'Offices',
              value: html`<ul class="govuk-list">${held.map((one) => html`<li>${one.office}${one.of === '' ? null : html`, ${one.href === null ? one.of : link(one.href, one.of)}`}</li>`)}</ul>`,
            },
          ])
        : null
    }
    ${card('Posts', posts.length === 0 ? paragraph('No post is recorded.') : html`<ul class="govuk-list govuk-list--spaced">${posts.map((post) => html`<li>${post.job_title === null ? null : html`${post.job_title}, `}${link(`/organisations/${post.organisation_code}`, post.organisation_name)}, ${period(post.started_on, post.ended_on)}${endable.has(post.id) && post.ended_on === null ? html` ${link(`${at}/posts/${post.id}/end`, 'End', { hidden: `the post as ${post.job_title ?? 'member of staff'}` })}` : null}</li>`)}</ul>`)}
    ${offices.length === 0 ? null : card('Offices in the installation', html`<ul class="govuk-list govuk-list--spaced">${offices.map((office) => html`<li>${OFFICES[office.role]}${office.organisation_name === null ? null : `, ${office.organisation_name}`}, ${period(office.started_on, office.ended_on)}${may.office && office.ended_on === null ? html` ${link(`${at}/offices/${office.id}/end`, 'End', { hidden: `the office of ${OFFICES[office.role]}` })}` : null}</li>`)}</ul>`)}`
}

const period = (from: Temporal.PlainDate, to: Temporal.PlainDate | null): string =>
  to === null ? `since ${formatDate(from)}` : `${formatDate(from)} to ${formatDate(to)}`

/** Everything held about a person, in every module: their right under Article 15 of the UK GDPR. */
export function recordView(person: Person, sections: readonly AccessSection[]): Html {
  const kept = sections.filter((section) => section.rows.length > 0)
  const empty = sections.filter((section) => section.rows.length === 0)
  return html`${heading('What is held', { caption: person.name })}
    ${paragraph('Everything that Connects holds about this person, and what becomes of it when they leave. That this page was opened is itself recorded.')}
    ${actionsList([{ href: `/people/${person.id}/record?format=csv`, text: 'Download as CSV', look: 'secondary' }])}
    ${kept.map((section) => {
      const columns = [...new Set(section.rows.flatMap((row) => Object.keys(row)))].map((label) => ({
        key: label,
        label,
        kind: 'text' as const,
        value: (row: Readonly<Record<string, string>>) => row[label],
      }))
      return html`${table(columns, section.rows, { caption: section.title })}${paragraph(`When you leave: ${section.fate}.`, { small: true })}`
    })}
    ${empty.length === 0 ? null : card('Nothing is held about', html`<ul class="govuk-list govuk-list--bullet">${empty.map((section) => html`<li>${section.title}</li>`)}</ul>`)}`
}

/** What somebody chose to show to whom, and when. */
export const pastChoices = (
  past: readonly {
    readonly field: ContactField
    readonly audience: Audience
    readonly chosen_at: Temporal.Instant
  }[],
): Html =>
  table(
    [
      { key: 'what', label: 'What', kind: 'text', value: (row) => CONTACT_FIELDS[row.field] },
      { key: 'who', label: 'Shown to', kind: 'text', value: (row) => AUDIENCES[row.audience] },
      { key: 'since', label: 'Since', kind: 'text', value: (row) => formatDateTime(row.chosen_at) },
    ],
    past,
    { caption: 'What you chose', sortedBy: 'Latest first' },
  )
