// Who shares which service with whom: the list, and one arrangement with its parties, history and savings.
import { html, joined, type Html } from '#platform/html/index.ts'
import { formatPounds } from '#platform/money/index.ts'
import type { Column } from '#platform/tables/index.ts'
import { financialYearStarting, formatDate } from '#platform/time/index.ts'
import {
  actionsList,
  bullets,
  card,
  details,
  downloads,
  emptyState,
  filterPanel,
  heading,
  inset,
  link,
  listPages,
  paragraph,
  statGrid,
  status,
  subNavigation,
  summaryList,
  table,
  tags,
  timeline,
  type FilterField,
  type Stat,
  type StatusWords,
} from '#web/parts.ts'
import type { Agreement } from '../queries/agreements.ts'
import type { Arrangement, Interest, Move, Saving, SavingRow } from '../queries/arrangements.ts'
import { PARTY_ROLES, STAGES, type Stage } from '../rules/arrangements.ts'

const STAGE_TAGS: StatusWords<Stage> = {
  'shared service': ['Shared service', 'green'],
  'joint management': ['Joint management', 'teal'],
  'in development': ['In development', 'blue'],
  exploring: ['Exploring', 'yellow'],
  ended: ['Ended', 'grey'],
}

const asOf = (year: number | null): string => (year === null ? 'Today' : String(year))

const partiesInWords = (row: Pick<Arrangement, 'parties'>): string =>
  row.parties
    .map(
      (party) =>
        `${party.name}${party.role === 'partner' ? '' : ` (${PARTY_ROLES[party.role].toLowerCase()})`}`,
    )
    .join('; ')

/** "Internal audit, East Kent": an arrangement in a list, with its stage. */
export const arrangementLine = (one: Arrangement): Html =>
  html`${link(`/shared-services/${one.id}`, one.service_name)}, ${one.area}: ${STAGES[one.stage].toLowerCase()}${one.as_of_year === null ? '' : ` in ${one.as_of_year}`}, with ${joined(
    one.parties.map((party) => party.name),
    ', ',
  )}`

export const arrangementColumns: readonly Column<Arrangement>[] = [
  { key: 'area', label: 'Area', kind: 'text', value: (row) => row.area },
  {
    key: 'service',
    label: 'Service',
    kind: 'text',
    value: (row) => row.service_name,
    show: (row) => link(`/shared-services/${row.id}`, row.service_name),
  },
  {
    key: 'written',
    label: 'Service as written',
    kind: 'text',
    value: (row) => row.service,
    downloadOnly: true,
  },
  { key: 'heading', label: 'Heading', kind: 'text', value: (row) => row.heading, downloadOnly: true },
  {
    key: 'stage',
    label: 'Stage',
    kind: 'text',
    value: (row) => STAGES[row.stage],
    show: (row) =>
      html`${STAGES[row.stage]}${row.note === null ? null : html`<br><span class="govuk-body-s">${row.note}</span>`}`,
  },
  { key: 'note', label: 'Note', kind: 'text', value: (row) => row.note, downloadOnly: true },
  { key: 'parties', label: 'Between', kind: 'text', value: partiesInWords },
  {
    key: 'partnership',
    label: 'Partnership',
    kind: 'text',
    value: (row) => row.partnership_name,
    downloadOnly: true,
  },
  { key: 'started', label: 'Work began', kind: 'date', value: (row) => row.started_on, downloadOnly: true },
  {
    key: 'expected',
    label: 'Expected to go live',
    kind: 'date',
    value: (row) => row.expected_on,
    downloadOnly: true,
  },
  { key: 'live', label: 'Live since', kind: 'date', value: (row) => row.live_on, downloadOnly: true },
  { key: 'year', label: 'As of', kind: 'text', value: (row) => asOf(row.as_of_year) },
]

/** The pages about sharing, as one reader sees them. */
export const sharingNavigation = (current: string): Html =>
  subNavigation(
    'Shared services',
    [
      { href: '/shared-services', text: 'All arrangements' },
      { href: '/shared-services/matrix', text: 'Services by body' },
      { href: '/shared-services/gaps', text: 'Gaps and overlaps' },
      { href: '/services', text: 'List of services' },
    ].map((entry) => ({ ...entry, current: entry.href === current })),
  )

export type ArrangementList = {
  readonly rows: readonly Arrangement[]
  readonly total: number
  readonly next: string | undefined
  readonly filters: readonly FilterField[]
  readonly query: Readonly<Record<string, string>>
  readonly figures: readonly Stat[]
  readonly isFiltered: boolean
  readonly seesToday: boolean
  readonly mayRecord: boolean
}

export function arrangementList(view: ArrangementList): Html {
  const { rows, query, figures, filters } = view
  const empty = view.isFiltered
    ? emptyState('No arrangement matches', 'Choose another area, stage or year.', {
        href: '/shared-services',
        text: 'Show all arrangements',
      })
    : emptyState(
        'No arrangements recorded',
        'Who shares which service with whom appears here once an arrangement is recorded or a file is loaded.',
        view.mayRecord && { href: '/services', text: 'Choose a service and record the first' },
      )
  return html`${heading('Shared-service arrangements')}${paragraph(
    view.seesToday
      ? 'Who shares which service with whom, today and as the papers of earlier years describe it.'
      : 'Who shared which service with whom, as the papers of the year describe it. This is history: it is kept as it was. Sign in to see the arrangements of today.',
  )}
    ${sharingNavigation('/shared-services')}
    ${actionsList([view.mayRecord && { href: '/services', text: 'Record an arrangement', look: 'secondary' }])}
    ${figures.length === 0 ? null : statGrid(figures)}
    ${filterPanel({ action: '/shared-services', fields: filters })}
    ${table(arrangementColumns, rows, { caption: 'Shared-service arrangements', captionHidden: true, sortedBy: 'By area and service', rowHeader: 'service', empty })}
    ${rows.length === 0 ? null : html`${listPages('/shared-services', query, view.next, `${rows.length} of ${view.total}`)}${downloads('/shared-services', query)}`}`
}

export type ArrangementView = {
  readonly one: Arrangement
  readonly leadPerson: { readonly id: string; readonly name: string } | null
  readonly agreement: Agreement | null
  readonly moves: readonly Move[]
  readonly savings: readonly Saving[]
  /** Null for who does not keep it. */
  readonly interests: readonly Interest[] | null
  readonly others: readonly Arrangement[]
  readonly may: Readonly<Record<'keep' | 'confirm' | 'tell' | 'seePeople', boolean>>
}

export function arrangementView(view: ArrangementView): Html {
  const { one, may, others } = view
  const at = `/shared-services/${one.id}`
  const goesOn = one.as_of_year === null && one.stage !== 'ended'
  const keeps = goesOn && may.keep
  return html`${heading(`${one.service_name}, ${one.area}`, { caption: one.as_of_year === null ? 'Shared-service arrangement' : `Shared-service arrangement, as of ${one.as_of_year}` })}
    ${tags(status(one.stage, STAGE_TAGS))}
    ${one.as_of_year === null ? null : inset(`The papers of ${one.as_of_year} describe it so. It is kept as it was and not brought up to date.`)}
    ${actionsList([
      keeps && { href: `${at}/move`, text: 'Move it to another stage', look: 'secondary' },
      keeps && { href: `${at}/claim`, text: 'Claim a saving', look: 'secondary' },
      keeps && { href: `${at}/edit`, text: 'Change it', look: 'secondary' },
      goesOn && may.tell && { href: `${at}/interest`, text: 'Tell them you are interested' },
      keeps && { href: `${at}/end`, text: 'End it', look: 'link' },
    ])}
    ${summaryList([
      {
        key: 'Service',
        value:
          one.service_code === null
            ? html`${one.service}<br><span class="govuk-body-s">This name is not on the list of services.</span>`
            : html`${link(`/services/${one.service_code}`, one.service_name)}${one.service === one.service_name ? null : html`<br><span class="govuk-body-s">Written as “${one.service}”</span>`}`,
      },
      one.partnership_code !== null && {
        key: 'Partnership',
        value: link(`/partnerships/${one.partnership_code}`, one.partnership_name ?? ''),
      },
      goesOn &&
        may.seePeople && {
          key: 'Lead person',
          value:
            view.leadPerson === null
              ? 'Nobody is named'
              : link(`/people/${view.leadPerson.id}`, view.leadPerson.name),
        },
      one.started_on !== null && { key: 'Work began', value: formatDate(one.started_on) },
      one.expected_on !== null && { key: 'Expected to go live', value: formatDate(one.expected_on) },
      one.live_on !== null && { key: 'Live since', value: formatDate(one.live_on) },
      one.ended_on !== null && { key: 'Ended', value: formatDate(one.ended_on) },
      one.review_on !== null && { key: 'Next review', value: formatDate(one.review_on) },
      one.legal_basis !== null && { key: 'Legal basis', value: one.legal_basis },
      view.agreement !== null && {
        key: 'Agreement',
        value:
          view.agreement.file_id === null
            ? view.agreement.title
            : link(
                `/partnerships/${one.partnership_code ?? ''}/agreements/${view.agreement.id}`,
                view.agreement.title,
                { download: true },
              ),
      },
      one.note !== null && { key: 'Note', value: one.note },
    ])}
    ${partiesCard(view, at, keeps)}${one.as_of_year === null ? savingsCard(view, at, keeps) : null}${interestsCard(view, at)}
    ${others.length === 0 ? null : card('Who else shares this service', bullets(others.map(arrangementLine), { spaced: true }))}
    ${
      view.moves.length === 0
        ? null
        : details(
            'History of its stages',
            timeline(
              view.moves.map((move) => ({
                title: STAGES[move.to_stage],
                when: move.moved_on,
                by: may.seePeople ? move.person_name : null,
                text: move.reason,
              })),
              { level: 3 },
            ),
          )
    }`
}

function partiesCard({ one }: ArrangementView, at: string, keeps: boolean): Html {
  const line = (party: Arrangement['parties'][number]): Html =>
    html`${link(`/organisations/${party.code}`, party.name)}${one.as_of_year === null ? `, ${PARTY_ROLES[party.role].toLowerCase()}` : ''}${party.from_on === null ? '' : `, from ${formatDate(Temporal.PlainDate.from(party.from_on))}`}${party.until_on === null ? '' : `, until ${formatDate(Temporal.PlainDate.from(party.until_on))}`}`
  return card(
    'Bodies',
    html`${one.parties.length === 0 ? paragraph('None is recorded.') : bullets(one.parties.map(line))}${one.left.length === 0 ? null : html`${paragraph('No longer part of it:', { small: true })}${bullets(one.left.map(line))}`}${keeps ? paragraph(html`${link(`${at}/join`, 'A body joins')} ${link(`${at}/leave`, 'A body leaves')}`) : null}`,
  )
}

function savingsCard({ savings, may }: ArrangementView, at: string, keeps: boolean): Html {
  const columns: readonly Column<Saving>[] = [
    {
      key: 'year',
      label: 'Financial year',
      kind: 'text',
      value: (row) => financialYearStarting(row.year_starting).label,
    },
    { key: 'claimed', label: 'Claimed', kind: 'money', value: (row) => row.claimed_pence, total: true },
    {
      key: 'confirmed',
      label: 'Confirmed',
      kind: 'money',
      value: (row) => row.confirmed_pence,
      total: true,
    },
    {
      key: 'how',
      label: 'How it was worked out',
      kind: 'text',
      value: (row) => row.note,
      show: (row) =>
        html`${row.note ?? 'Not said'}${row.reason === null ? null : html`<br><span class="govuk-body-s">On confirming: ${row.reason}</span>`}`,
    },
    ...(may.confirm
      ? [
          {
            key: 'steps',
            label: 'Steps',
            kind: 'text' as const,
            value: () => '',
            show: (row: Saving) =>
              link(`${at}/savings/${row.id}`, row.confirmed_pence === null ? 'Confirm' : 'Correct', {
                hidden: `the saving of ${financialYearStarting(row.year_starting).label}`,
              }),
          },
        ]
      : []),
  ]
  return card(
    'Savings',
    table(columns, savings, {
      caption: 'Savings by financial year',
      captionHidden: true,
      empty: html`${paragraph('None has been claimed yet.')}${keeps ? paragraph(link(`${at}/claim`, 'Claim the first')) : null}`,
    }),
  )
}

function interestsCard({ interests }: ArrangementView, at: string): Html | null {
  if (interests === null || interests.length === 0) return null
  return card(
    'Who is interested',
    bullets(
      interests.map(
        (one) =>
          html`${one.organisation_name}${one.person_name === null ? '' : `, ${one.person_name}`}: ${one.words ?? 'no further words'}${one.answered_at === null ? html` ${link(`${at}/interests/${one.id}`, 'Answer', { hidden: one.organisation_name })}` : html`<br><span class="govuk-body-s">Answered: ${one.answer}</span>`}`,
      ),
      { spaced: true },
    ),
  )
}

export const savingColumns: readonly Column<SavingRow>[] = [
  {
    key: 'service',
    label: 'Service',
    kind: 'text',
    value: (row) => row.service_name,
    show: (row) => link(`/shared-services/${row.arrangement_id}`, row.service_name),
  },
  { key: 'area', label: 'Area', kind: 'text', value: (row) => row.area },
  {
    key: 'year',
    label: 'Financial year',
    kind: 'text',
    value: (row) => financialYearStarting(row.year_starting).label,
  },
  { key: 'claimed', label: 'Claimed', kind: 'money', value: (row) => row.claimed_pence, total: true },
  { key: 'confirmed', label: 'Confirmed', kind: 'money', value: (row) => row.confirmed_pence, total: true },
]

export function savingList(
  rows: readonly SavingRow[],
  years: readonly number[],
  query: Readonly<Record<string, string>>,
): Html {
  return html`${heading('Savings of shared services', { caption: 'Shared services' })}${paragraph('What those who lead an arrangement claim to have saved, and what of it somebody of another body, or a finance officer, confirmed.')}
    ${filterPanel({ action: '/shared-services/savings', fields: [{ kind: 'select', name: 'year', label: 'Financial year', value: query['year'], any: 'Every year', options: years.map((year) => ({ value: String(year), text: financialYearStarting(year).label })) }] })}
    ${table(savingColumns, rows, { caption: 'Savings', captionHidden: true, sortedBy: 'Latest year first', empty: emptyState('No savings claimed', 'What a shared service saved appears here once its lead claims it.', { href: '/shared-services', text: 'Look at the arrangements' }) })}
    ${rows.length === 0 ? null : downloads('/shared-services/savings', query)}`
}

/** What somebody who is about to record an arrangement should know first. */
export const othersNotice = (service: string, others: readonly Arrangement[]): Html =>
  others.length === 0
    ? paragraph(`Nobody else shares ${service}, or is exploring it.`)
    : inset(
        html`${paragraph(`Who else is exploring or sharing ${service}? Perhaps join them instead.`)}${bullets(
          others.map(
            (one) =>
              html`${arrangementLine(one)}. ${one.as_of_year === null ? link(`/shared-services/${one.id}/interest`, 'Tell them you are interested', { hidden: `in ${one.service_name}, ${one.area}` }) : null}`,
          ),
          { spaced: true },
        )}`,
      )

export const claimWords = (saving: Saving): string =>
  `${formatPounds(saving.claimed_pence)} is claimed for ${financialYearStarting(saving.year_starting).label}${saving.claimer_name === null ? '' : ` by ${saving.claimer_name}`}. ${saving.note ?? 'How it was worked out is not said.'}`
