// The registers a reader may see, and one of them: its risks, filtered and totalled by band.
import { html, type Html } from '#platform/html/index.ts'
import type { View, Visit } from '#platform/http/index.ts'
import type { Column, Listed } from '#platform/tables/index.ts'
import {
  actionsList,
  details,
  downloads,
  emptyState,
  filterPanel,
  heading,
  hint,
  link,
  listPages,
  paragraph,
  statGrid,
  summaryList,
  table,
  tag,
  type SummaryRow,
} from '#web/parts.ts'
import type { BandCount, Officer, RegisterCard } from '../queries/registers.ts'
import type { RiskRow } from '../queries/risks.ts'
import { holdsFor } from '../queries/seeing.ts'
import {
  AUDIENCES,
  BANDS,
  LEVELS,
  movementWords,
  PROXIMITIES,
  responseWord,
  sentenceOf,
  STATES,
  type BandName,
} from '../rules.ts'
import { bandTag, HOME, registerHref, reviewWords, riskLink, RISKS, scoreTag, stateTag } from './words.ts'

const BAND_NAMES = (Object.keys(BANDS) as BandName[]).toReversed()

const counted = (counts: readonly BandCount[], register: string, band: BandName): number =>
  counts.find((one) => one.registerId === register && one.band === band)?.risks ?? 0

export const registerColumns = (counts: readonly BandCount[]): Column<RegisterCard>[] => [
  {
    key: 'name',
    label: 'Register',
    kind: 'text',
    value: (row) => row.name,
    show: (row) => link(registerHref(row), row.name),
  },
  { key: 'code', label: 'Code', kind: 'text', value: (row) => row.code, downloadOnly: true },
  { key: 'level', label: 'Level', kind: 'text', value: (row) => LEVELS[row.level] },
  { key: 'body', label: 'Of', kind: 'text', value: (row) => row.group_name ?? row.body_name },
  { key: 'parent', label: 'Under', kind: 'text', value: (row) => row.parent_name },
  { key: 'owner', label: 'Owner', kind: 'text', value: (row) => row.owner_name },
  ...BAND_NAMES.map((band) => ({
    key: band,
    label: BANDS[band],
    kind: 'number' as const,
    value: (row: RegisterCard) => counted(counts, row.id, band),
  })),
]

export function registersView(
  visit: Visit,
  shown: {
    readonly registers: readonly RegisterCard[]
    readonly counts: readonly BandCount[]
    readonly closed: boolean
    readonly mayOpen: boolean
  },
): View {
  return {
    title: 'Risks',
    breadcrumbs: [HOME],
    wide: true,
    body: html`${heading('Risks')}
      ${paragraph('What might go wrong, and what is done about it: a register for each partnership, group and project.')}
      ${actionsList([
        visit.may('risk.risk.raise') &&
          shown.registers.length > 0 && { href: '/risks/raise', text: 'Raise a risk' },
        shown.mayOpen && { href: '/risks/new', text: 'Open a register', look: 'secondary' },
        visit.may('risk.matrix.read') && {
          href: '/risks/matrices',
          text: 'How risks are scored',
          look: 'link',
        },
        shown.closed
          ? { href: '/risks', text: 'Open registers', look: 'link' }
          : { href: '/risks?state=closed', text: 'Closed registers', look: 'link' },
      ])}
      ${table(registerColumns(shown.counts), shown.registers, {
        caption: 'Registers with their open risks by band',
        sortedBy: 'Corporate first, then by name',
        empty: emptyState(
          shown.closed ? 'No closed registers' : 'No registers here yet',
          'A register appears once an officer of a partnership, an organisation or a group opens it and you are one of those who may see it.',
          shown.mayOpen && { href: '/risks/new', text: 'Open a register' },
        ),
      })}
      ${shown.registers.length > 0 ? downloads('/risks', visit.query) : null}`,
  }
}

/** The columns of a register: page, CSV and spreadsheet. */
export const riskColumns = (
  register: { readonly id: string },
  today: Temporal.PlainDate,
): Column<RiskRow>[] => [
  { key: 'title', label: 'Risk', kind: 'text', value: (row) => row.title, show: riskLink },
  { key: 'reference', label: 'Reference', kind: 'text', value: (row) => row.reference, downloadOnly: true },
  { key: 'sentence', label: 'In a sentence', kind: 'text', value: sentenceOf, downloadOnly: true },
  {
    key: 'from',
    label: 'From',
    kind: 'text',
    value: (row) => row.register_name,
    show: (row) =>
      row.register_id === register.id
        ? 'This register'
        : html`${tag('Escalated', 'purple')} ${row.register_name}`,
  },
  { key: 'category', label: 'Category', kind: 'text', value: (row) => row.category_name },
  { key: 'owner', label: 'Owner', kind: 'text', value: (row) => row.owner_name },
  {
    key: 'inherent',
    label: 'Inherent',
    kind: 'number',
    value: (row) => row.inherent_score,
    downloadOnly: true,
  },
  {
    key: 'residual',
    label: 'Residual',
    kind: 'number',
    value: (row) => row.residual_score,
    show: (row) => scoreTag(row.residual_score, row.residual_band),
  },
  {
    key: 'band',
    label: 'Band',
    kind: 'text',
    value: (row) => (row.residual_band === null ? null : BANDS[row.residual_band]),
    downloadOnly: true,
  },
  {
    key: 'movement',
    label: 'Movement',
    kind: 'text',
    value: (row) => movementWords(row.residual_before, row.residual_score),
  },
  { key: 'target', label: 'Target', kind: 'number', value: (row) => row.target_score },
  {
    key: 'response',
    label: 'Response',
    kind: 'text',
    value: (row) => (row.response === null ? null : responseWord(row.response)),
  },
  {
    key: 'proximity',
    label: 'How soon',
    kind: 'text',
    value: (row) => (row.proximity === null ? null : PROXIMITIES[row.proximity]),
    downloadOnly: true,
  },
  {
    key: 'review',
    label: 'Review',
    kind: 'date',
    value: (row) => row.review_on,
    show: (row) => reviewWords(row, today),
  },
  { key: 'state', label: 'State', kind: 'text', value: (row) => STATES[row.state], downloadOnly: true },
]

export type RegisterShown = {
  /** What the record it is about is called, for a reader who may know of it. */
  readonly about: string | undefined
  readonly register: RegisterCard
  readonly listed: Listed<RiskRow>
  readonly counts: readonly BandCount[]
  readonly officers: readonly Officer[]
  readonly owners: readonly { readonly id: string; readonly name: string }[]
  readonly origins: readonly { readonly code: string; readonly name: string }[]
  readonly categories: readonly { readonly code: string; readonly name: string }[]
  readonly drafts: number
  readonly today: Temporal.PlainDate
}

export function registerView(visit: Visit, shown: RegisterShown): View {
  const { register, listed } = shown
  const href = registerHref(register)
  const isOpen = register.ended_on === null
  const may = (permission: string): boolean => isOpen && holdsFor(visit, permission, register)
  return {
    title: register.name,
    wide: true,
    breadcrumbs: [HOME, RISKS],
    body: html`${heading(register.name, { caption: `${LEVELS[register.level]} register` })}
      ${isOpen ? null : tag('Closed', 'grey')}
      ${actionsList([
        may('risk.risk.raise') && { href: `/risks/raise?register=${register.code}`, text: 'Raise a risk' },
        { href: `${href}/heat-map`, text: 'Heat map', look: 'secondary' },
        { href: `${href}/register.pdf`, text: 'Register as PDF', look: 'link' },
        may('risk.register.edit') && { href: `${href}/edit`, text: 'Change the register', look: 'link' },
        may('risk.officer.appoint') && {
          href: `${href}/officers/new`,
          text: 'Name an officer',
          look: 'link',
        },
        may('risk.register.close') && { href: `${href}/close`, text: 'Close the register', look: 'link' },
      ])}
      ${bandTotals(shown)}
      ${shown.drafts > 0 && isOpen ? paragraph(html`${link(`${href}?state=draft`, shown.drafts === 1 ? 'One draft' : `${shown.drafts} drafts`)} ${shown.drafts === 1 ? 'waits' : 'wait'} to be opened.`) : null}
      ${filters(visit, shown)}
      ${table(riskColumns(register, shown.today), listed.rows, {
        caption: 'Risks of this register',
        captionHidden: true,
        sortedBy: 'The highest residual score first',
        empty: emptyState(
          'No risks here',
          'A risk appears once somebody raises it here and it is opened, or once one of a register below is escalated.',
          may('risk.risk.raise') && { href: `/risks/raise?register=${register.code}`, text: 'Raise a risk' },
        ),
      })}
      ${listed.rows.length > 0 ? downloads(href, visit.query) : null}
      ${listed.rows.length > 0 ? hint(html`${link(`${href}/loadable.csv`, 'CSV in the columns that can be loaded again', { download: true })}`) : null}
      ${listPages(href, visit.query, listed.next)}
      ${details('About this register', summaryList(registerFacts(shown, may('risk.officer.end'))))}`,
  }
}

function bandTotals({ register, counts }: RegisterShown): Html {
  return statGrid(
    BAND_NAMES.map((band) => ({
      label: BANDS[band],
      value: String(counted(counts, register.id, band)),
      href: `${registerHref(register)}?band=${band}`,
      ...(band === register.appetite ? { note: 'appetite' } : {}),
    })),
  )
}

function filters(visit: Visit, { register, owners, origins, categories }: RegisterShown): Html {
  const { band, owner, category, from, overdue, state, search } = visit.query
  const choices = (words: Readonly<Record<string, string>>) =>
    Object.entries(words).map(([value, text]) => ({ value, text }))
  return filterPanel({
    action: registerHref(register),
    fields: [
      { kind: 'text', name: 'search', label: 'Words or reference', value: search },
      { kind: 'select', name: 'band', label: 'Band', value: band, options: choices(BANDS) },
      {
        kind: 'select',
        name: 'owner',
        label: 'Owner',
        value: owner,
        options: owners.map((one) => ({ value: one.id, text: one.name })),
      },
      {
        kind: 'select',
        name: 'category',
        label: 'Category',
        value: category,
        options: categories.map((one) => ({ value: one.code, text: one.name })),
      },
      {
        kind: 'select',
        name: 'from',
        label: 'From',
        value: from,
        options: [
          { value: 'own', text: 'This register' },
          ...origins.map((one) => ({ value: one.code, text: one.name })),
        ],
      },
      {
        kind: 'select',
        name: 'overdue',
        label: 'Review',
        value: overdue,
        options: [{ value: 'yes', text: 'Overdue' }],
      },
      {
        kind: 'select',
        name: 'state',
        label: 'State',
        value: state,
        any: 'Open',
        options: [
          { value: 'draft', text: 'Drafts' },
          { value: 'closed', text: 'Closed' },
        ],
      },
    ],
  })
}

function registerFacts(
  { register, officers, about }: RegisterShown,
  mayEnd: boolean,
): (SummaryRow | false)[] {
  const href = registerHref(register)
  return [
    { key: 'Of', value: register.body_name },
    register.group_name !== null && {
      key: 'Group',
      value: link(`/groups/${register.group_code ?? ''}`, register.group_name),
    },
    about !== undefined && { key: 'About', value: about },
    { key: 'Under', value: register.parent_name },
    { key: 'Owner', value: register.owner_name },
    {
      key: 'Officers',
      value:
        officers.length === 0
          ? null
          : html`<ul class="govuk-list">
              ${officers.map((one) => html`<li>${one.name}${mayEnd ? html` ${link(`${href}/officers/${one.id}/end`, 'End', { hidden: one.name })}` : null}</li>`)}
            </ul>`,
    },
    { key: 'Who may see it', value: AUDIENCES[register.audience] },
    { key: 'Appetite', value: html`${bandTag(register.appetite)} and below is lived with` },
    { key: 'Matrix', value: register.matrix_name },
  ]
}

/** A few risks on another record's page. */
export function riskList(rows: readonly RiskRow[], empty: Html): Html {
  return table<RiskRow>(
    [
      { key: 'risk', label: 'Risk', kind: 'text', value: (row) => row.title, show: riskLink },
      {
        key: 'residual',
        label: 'Residual',
        kind: 'text',
        value: (row) => row.residual_score,
        show: (row) =>
          row.state === 'draft' ? stateTag('draft') : scoreTag(row.residual_score, row.residual_band),
      },
      { key: 'owner', label: 'Owner', kind: 'text', value: (row) => row.owner_name },
      { key: 'review', label: 'Review', kind: 'date', value: (row) => row.review_on },
    ],
    rows,
    { caption: 'Risks', captionHidden: true, sortedBy: 'The highest residual score first', empty },
  )
}
