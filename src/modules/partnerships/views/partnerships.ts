// The list and the page of partnerships.
import { html, type Html } from '#platform/html/index.ts'
import type { Column } from '#platform/tables/index.ts'
import { formatDate } from '#platform/time/index.ts'
import type { PagePart } from '#modules/organisations/index.ts'
import {
  actionsList,
  bullets,
  card,
  downloads,
  emptyState,
  heading,
  link,
  paragraph,
  summaryList,
  table,
} from '#web/parts.ts'
import type { Agreement } from '../queries/agreements.ts'
import type { DeclaredFigure } from '../queries/declared.ts'
import type { Member, Officer, Partnership } from '../queries/partnerships.ts'
import type { Report } from '../queries/reports.ts'
import { DECLARED } from '../rules/findings.ts'
import { kindTitle, OFFICER_ROLES } from '../rules/membership.ts'
import { everydayCards, type Everyday } from './on-partnership.ts'
import { reportLine } from './reports.ts'

export type PartnershipRow = Partnership & { readonly members: number }

export const partnershipColumns: readonly Column<PartnershipRow>[] = [
  {
    key: 'name',
    label: 'Partnership',
    kind: 'text',
    value: (row) => row.name,
    show: (row) => link(`/partnerships/${row.code}`, row.name),
  },
  { key: 'kind', label: 'Kind', kind: 'text', value: (row) => kindTitle(row.kind) },
  {
    key: 'established',
    label: 'Established',
    kind: 'text',
    value: (row) => (row.established === null ? 'Not recorded' : String(row.established)),
  },
  { key: 'members', label: 'Members', kind: 'number', value: (row) => row.members },
  { key: 'purpose', label: 'Purpose', kind: 'text', value: (row) => row.purpose, downloadOnly: true },
]

export function partnershipList(rows: readonly PartnershipRow[], mayCreate: boolean): Html {
  return html`${heading('Partnerships')}${paragraph('Public bodies that act together, who belongs to each, and what they agreed.')}
    ${actionsList([mayCreate && { href: '/partnerships/add', text: 'Add a partnership' }])}
    ${table(partnershipColumns, rows, { caption: 'Partnerships', captionHidden: true, sortedBy: 'By name', empty: emptyState('No partnerships yet', 'Each partnership of the county appears here with its members.', mayCreate && { href: '/partnerships/add', text: 'Add the first partnership' }) })}
    ${rows.length === 0 ? null : downloads('/partnerships')}
    ${paragraph(html`See also ${link('/shared-services', 'who shares which service')} and ${link('/services', 'the list of services')}.`)}`
}

export type PartnershipView = {
  readonly partnership: Partnership
  readonly accountableBody: string | null
  readonly members: readonly Member[]
  readonly officers: readonly Officer[] | null
  readonly agreements: readonly Agreement[] | null
  readonly figures: readonly DeclaredFigure[] | null
  readonly reports: readonly Report[]
  readonly everyday: Everyday
  readonly parts: readonly PagePart[]
  readonly may: Readonly<
    Record<'edit' | 'join' | 'appoint' | 'money' | 'agree' | 'write' | 'declare', boolean>
  >
}

export function partnershipView(view: PartnershipView): Html {
  const { partnership, members, reports, parts, may } = view
  const at = `/partnerships/${partnership.code}`
  return html`${heading(partnership.name, { caption: kindTitle(partnership.kind) })}${paragraph(partnership.purpose, { lead: true })}
    ${actionsList([
      may.write && { href: `${at}/reports/write`, text: 'Write an update report', look: 'secondary' },
      may.money && { href: `${at}/subscriptions`, text: 'Subscriptions', look: 'secondary' },
      may.join && { href: `${at}/members/add`, text: 'Add a member', look: 'secondary' },
      may.edit && { href: `${at}/edit`, text: 'Change its details', look: 'link' },
    ])}
    ${summaryList([
      {
        key: 'Established',
        value: partnership.established === null ? 'Not recorded' : String(partnership.established),
      },
      { key: 'Accountable body', value: view.accountableBody ?? 'None recorded' },
      { key: 'Members', value: link(`${at}/members`, `${members.length} today`) },
    ])}
    ${card('Members', members.length === 0 ? emptyState('No members yet', 'Organisations appear here from the day they join.', may.join && { href: `${at}/members/add`, text: 'Add the first member' }) : html`<ul class="govuk-list connects-columns">${members.map((member) => html`<li>${link(`/organisations/${member.organisation_code}`, member.organisation_name)}</li>`)}</ul>`)}
    ${officersCard(view, at)}${agreementsCard(view, at)}
    ${card('Update reports', reports.length === 0 ? paragraph('No report has been issued.') : html`${bullets(reports.slice(0, 5).map((report) => reportLine(partnership.code, report)))}${reports.length > 5 ? link(`${at}/reports`, 'All reports') : null}`)}
    ${figuresCard(view, at)}${everydayCards(at, view.everyday)}${parts.map((part) => card(part.title, part.body))}`
}

function officersCard({ officers, may }: PartnershipView, at: string): Html | null {
  if (officers === null) return null
  const lines = officers.map(
    (one) =>
      html`${OFFICER_ROLES[one.role]}: ${link(`/people/${one.person_id}`, one.person_name)}${may.appoint ? html` ${link(`${at}/officers/${one.id}/end`, 'End', { hidden: `the appointment of ${one.person_name}` })}` : null}`,
  )
  return card(
    'Officers',
    html`${lines.length === 0 ? paragraph('Nobody is appointed.') : bullets(lines)}${may.appoint ? paragraph(link(`${at}/officers/add`, 'Appoint an officer')) : null}`,
  )
}

function agreementsCard({ agreements, may }: PartnershipView, at: string): Html | null {
  if (agreements === null) return null
  const lines = agreements.map(
    (one) =>
      html`${one.file_id === null ? one.title : link(`${at}/agreements/${one.id}`, one.title, { download: true })}, from ${formatDate(one.starts_on)}${one.ends_on === null ? '' : ` to ${formatDate(one.ends_on)}`}${one.note === null ? null : html`<br>${one.note}`}`,
  )
  return card(
    'Agreements',
    html`${lines.length === 0 ? paragraph('No agreement is recorded.') : bullets(lines, { spaced: true })}${may.agree ? paragraph(link(`${at}/agreements/add`, 'Add an agreement')) : null}`,
  )
}

function figuresCard({ figures, may }: PartnershipView, at: string): Html | null {
  if (figures === null || (figures.length === 0 && !may.declare)) return null
  const lines = figures.map(
    (one) => html`${DECLARED[one.name]}: ${one.stated.toLocaleString('en-GB')} (${one.source})`,
  )
  return card(
    'What papers state',
    html`${paragraph('Each update report compares these with the records. A difference is shown to its author, who must explain it before the report is issued.', { small: true })}${lines.length === 0 ? paragraph('No stated figure is recorded.') : bullets(lines)}${may.declare ? paragraph(link(`${at}/figures/declare`, 'Record a stated figure')) : null}`,
  )
}
