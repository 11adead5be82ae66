// One business case: a task list while it is a draft, the whole of it afterwards, and before its submission the
// check of all answers with what is missing.
import { html, type Content, type Html } from '#platform/html/index.ts'
import type { FormState, View } from '#platform/http/index.ts'
import { formatPounds, sum } from '#platform/money/index.ts'
import { formatDate, formatDateTime } from '#platform/time/index.ts'
import type { Similar } from '#modules/projects/index.ts'
import { renderForm } from '#web/forms.ts'
import {
  actionsList,
  bullets,
  details,
  emptyState,
  heading,
  inset,
  link,
  none,
  paragraph,
  summaryList,
  table,
  tag,
  taskList,
  warning,
  type SummaryRow,
} from '#web/parts.ts'
import type { Assessment } from '../queries/assessment.ts'
import { askedOf, type CaseParts, type CaseRow } from '../queries/cases.ts'
import type { Award } from '../queries/ledger.ts'
import { gainsMajority, scoreInWords, type Missing, type Section } from '../rules.ts'
import { caseHref } from './frame.ts'
import { caseTag, yearLabel } from './words.ts'

export type CaseView = {
  readonly record: CaseRow
  readonly parts: CaseParts
  readonly members: number
  readonly missing: readonly Missing[]
  readonly similar: readonly Similar[]
  readonly assessment: Assessment | null
  /** Whether the reader may see what assessors gave. */
  readonly showsScores: boolean
  readonly interests: readonly { readonly person_name: string; readonly nature: string }[]
  readonly award: Award | undefined
  readonly attached: readonly { readonly id: string; readonly name: string }[]
  /** Whether the reader may do this to the case as it stands. */
  readonly may: (
    permission: string,
    verb: 'edit' | 'submit' | 'score' | 'assess' | 'resume' | 'withdraw',
  ) => boolean
  readonly mayDeclare: boolean
  readonly isAssessor: boolean
}

export const sections: readonly {
  readonly section: Section
  readonly path: string
  readonly title: string
  readonly hint: string
}[] = [
  {
    section: 'need',
    path: 'need',
    title: 'The problem and who gains',
    hint: 'What is wrong, for whom, and how many partners gain',
  },
  {
    section: 'options',
    path: 'options',
    title: 'The options considered',
    hint: 'At least two, and the one proposed',
  },
  {
    section: 'costs',
    path: 'costs',
    title: 'The costs and match funding',
    hint: 'Year by year; what others put in',
  },
  {
    section: 'benefits',
    path: 'benefits',
    title: 'The benefits and their measures',
    hint: 'What the project will be held to',
  },
  { section: 'plan', path: 'plan', title: 'The timescale', hint: 'Milestones with their dates' },
  {
    section: 'risks',
    path: 'risks',
    title: 'The risks',
    hint: 'What could go wrong and what is done about it',
  },
  {
    section: 'equality',
    path: 'equality',
    title: 'Equality screening',
    hint: 'Who is affected, in a sentence',
  },
]

const isDone = (missing: readonly Missing[], section: Section): boolean =>
  !missing.some((one) => one.section === section)

export function draftView(shown: CaseView): View {
  const { record, parts, missing, may } = shown
  const href = caseHref(record)
  const done = sections.filter(({ section }) => isDone(missing, section)).length
  return {
    title: `${record.reference} ${record.title}`,
    breadcrumbs: [
      { href: '/funding', text: 'Funding' },
      { href: '/funding/cases', text: 'Business cases' },
    ],
    body: html`${heading(record.title, { caption: `Business case ${record.reference}` })}${caseTag(record.state)}${paragraph(`${done} of ${sections.length} sections are complete. Every section is saved when you save it; come back when you like.`)}${taskList(
      [
        ...sections.map(({ section, path, title, hint }) => ({
          title,
          hint,
          href: `${href}/${path}`,
          ...(isDone(missing, section)
            ? { status: 'Complete' }
            : { status: 'To do', colour: 'blue' as const }),
        })),
        {
          title: 'Attachments',
          hint: 'Quotations, drawings, letters of support',
          href: `${href}/attachments`,
          status: shown.attached.length === 0 ? 'Optional' : `${shown.attached.length} attached`,
        },
      ],
    )}${asked(record, parts)}${actionsList([
      may('funding.case.submit', 'submit') && { href: `${href}/check`, text: 'Check your answers' },
      may('funding.case.withdraw', 'withdraw') && {
        href: `${href}/withdraw`,
        text: 'Withdraw it',
        look: 'link',
      },
    ])}${similarPanel(shown.similar)}`,
  }
}

const asked = (record: CaseRow, parts: CaseParts): Html | null =>
  parts.costs.length === 0
    ? null
    : inset(`So far it asks the fund for ${formatPounds(askedOf(record, parts))}.`)

/** What earlier projects would tell whoever writes this. */
export function similarPanel(similar: readonly Similar[]): Html {
  return html`${heading('Past projects like this', { level: 2 })}${
    similar.length === 0
      ? emptyState(
          'No past project resembles this one',
          'When a past project shares words with your title and problem, it stands here with its lessons.',
          { href: '/projects/lessons', text: 'Search the lessons' },
        )
      : similar.map(
          ({ project, lessons }) =>
            html`<div class="connects-card">${heading(link(`/projects/${project.reference}`, project.title), { level: 3, size: 's' })}${lessons.length === 0 ? paragraph('It has no lessons yet.') : bullets(lessons.map((lesson) => html`<strong>${lesson.title}</strong>: ${lesson.whatWeLearnt}`))}</div>`,
        )
  }`
}

/** "Check your answers": all sections with their change links, what is missing, and the button when nothing is. */
export function checkView(shown: CaseView, form: FormState): View {
  const { record, missing } = shown
  const body =
    missing.length > 0
      ? html`${warning('The case cannot be submitted yet')}${bullets(missing.map((one) => link(`${caseHref(record)}/${sections.find(({ section }) => section === one.section)?.path ?? ''}`, one.message)))}`
      : null
  return {
    title: `Check your answers: ${record.title}`,
    back: { href: caseHref(record), text: `Business case ${record.reference}` },
    wide: true,
    body: html`${heading('Check your answers', { caption: `${record.reference} ${record.title}` })}${body}${contentOf(shown, true)}${
      missing.length > 0
        ? null
        : renderForm(form, {
            submit: 'Submit the business case',
            before: paragraph(
              'Once submitted, what is asked for never changes; a different sum is a new case.',
            ),
            cancel: { href: caseHref(record), text: 'Go on writing' },
          })
    }`,
  }
}

export function caseView(shown: CaseView): View {
  const { record, may, award, assessment } = shown
  const href = caseHref(record)
  return {
    title: `${record.reference} ${record.title}`,
    wide: true,
    breadcrumbs: [
      { href: '/funding', text: 'Funding' },
      { href: '/funding/cases', text: 'Business cases' },
    ],
    body: html`${heading(record.title, { caption: `Business case ${record.reference}` })}${actionsList([
      shown.isAssessor && { href: `${href}/score`, text: 'Score it' },
      may('funding.assessor.name', 'score') && { href: `${href}/assessors`, text: 'Name the assessors' },
      may('funding.case.assess', 'assess') && { href: `${href}/assess`, text: 'Put it to the decision' },
      may('funding.case.resume', 'resume') && { href: `${href}/resume`, text: 'Bring it back for decision' },
      shown.mayDeclare && { href: `${href}/interest`, text: 'Declare an interest', look: 'secondary' },
      may('funding.case.withdraw', 'withdraw') && {
        href: `${href}/withdraw`,
        text: 'Withdraw it',
        look: 'link',
      },
    ])}${summaryList([
      { key: 'State', value: caseTag(record.state) },
      { key: 'Asked of the fund', value: formatPounds(record.askedPence ?? 0n) },
      { key: 'Group', value: record.groupName },
      { key: 'Sponsoring partner', value: record.sponsorName },
      { key: 'Written by', value: record.authorName },
      record.submittedAt !== null && { key: 'Submitted', value: formatDateTime(record.submittedAt) },
      assessment !== null && {
        key: 'Score',
        value: !shown.showsScores
          ? 'Shown when every assessor has scored and the case is put to the decision'
          : assessment.meanPerMille === undefined
            ? 'Nobody has scored it yet'
            : html`${scoreInWords(assessment.meanPerMille)}, ${link(`${href}/assessment`, 'how it was scored')}`,
      },
      record.assessment !== null && { key: 'Assessment', value: record.assessment },
      record.decidedOn !== null && {
        key: 'Decided',
        value: html`${record.decidedOutcome} on ${formatDate(record.decidedOn)}`,
      },
      award !== undefined && {
        key: 'Award',
        value: html`${formatPounds(award.amountPence)} to project ${link(`/projects/${award.projectReference}`, award.projectReference)}, of which ${formatPounds(award.spentPence)} is spent`,
      },
      record.withdrawnWhy !== null && { key: 'Why it was withdrawn', value: record.withdrawnWhy },
      shown.interests.length > 0 && {
        key: 'Declared interests',
        value: bullets(shown.interests.map((one) => `${one.person_name}: ${one.nature}`)),
      },
    ])}${contentOf(shown, false)}`,
  }
}

function contentOf({ record, parts, members, attached }: CaseView, changing: boolean): Html {
  const href = caseHref(record)
  const change = (path: string): { actions: { href: string; text: string }[] } => ({
    actions: changing ? [{ href: `${href}/${path}`, text: 'Change' }] : [],
  })
  const rows = (title: string, path: string, entries: readonly (SummaryRow | false)[]): Html =>
    summaryList(entries, { title, ...change(path) })
  const framed = (title: string, path: string, content: Content): Html =>
    html`${heading(title, { level: 2, size: 's' })}${changing ? html`<p class="govuk-body-s">${link(`${href}/${path}`, 'Change', { hidden: title.toLowerCase() })}</p>` : null}${content}`
  const total = record.membersThen ?? members
  const gains = `${parts.benefiting.length} of ${total} partners${gainsMajority(parts.benefiting.length, total) ? '' : ': not the majority'}`
  return html`${rows('The problem and who gains', 'need', [
    { key: 'Problem', value: record.problem },
    { key: 'Who gains, and how', value: record.beneficiaries },
    {
      key: 'Partners that gain',
      value:
        parts.benefiting.length === 0
          ? none()
          : html`${gains}${details('Which', bullets(parts.benefiting.map((one) => one.name)))}`,
    },
    record.minorityReason !== null && { key: 'Why the fund should pay', value: record.minorityReason },
    { key: 'Sponsoring partner', value: record.sponsorName },
    { key: 'Who would run it', value: record.managerName },
  ])}${framed('The options considered', 'options', parts.options.length === 0 ? paragraph('None yet.') : bullets(parts.options.map((one) => html`<strong>${one.title}</strong>${one.chosen ? html` ${tag('Proposed', 'green')}` : null}: ${one.forAndAgainst}`)))}${framed('The costs and match funding', 'costs', costs(record, parts))}${framed(
    'The benefits and their measures',
    'benefits',
    table(
      [
        {
          key: 'title',
          label: 'Benefit',
          kind: 'text',
          value: (row: CaseParts['benefits'][number]) => row.title,
        },
        { key: 'measure', label: 'Measure', kind: 'text', value: (row) => row.measure },
        { key: 'baseline', label: 'Today', kind: 'text', value: (row) => row.baseline },
        {
          key: 'target',
          label: 'Target',
          kind: 'text',
          value: (row) => (row.unit === null ? row.target : `${row.target} ${row.unit}`),
        },
        { key: 'dueOn', label: 'By', kind: 'date', value: (row) => row.dueOn },
      ],
      parts.benefits,
      { caption: 'Benefits', captionHidden: true, empty: paragraph('None yet.') },
    ),
  )}${framed('The timescale', 'plan', parts.milestones.length === 0 ? paragraph('None yet.') : bullets(parts.milestones.map((one) => `${formatDate(one.on)}: ${one.title}`)))}${framed(
    'The risks',
    'risks',
    table(
      [
        {
          key: 'event',
          label: 'Risk',
          kind: 'text',
          value: (row: CaseParts['risks'][number]) =>
            `Because ${row.cause}, ${row.event}, and ${row.consequence}`,
        },
        {
          key: 'score',
          label: 'Likelihood × impact',
          kind: 'number',
          value: (row) => row.likelihood * row.impact,
          show: (row) => `${row.likelihood} × ${row.impact} = ${row.likelihood * row.impact}`,
        },
        { key: 'mitigation', label: 'What is done', kind: 'text', value: (row) => row.mitigation },
      ],
      parts.risks.toSorted((a, b) => b.likelihood * b.impact - a.likelihood * a.impact),
      { caption: 'Risks', captionHidden: true, sortedBy: 'Worst first', empty: paragraph('None yet.') },
    ),
  )}${rows('Equality screening', 'equality', [
    {
      key: 'Outcome',
      value:
        record.equalityOutcome === null
          ? null
          : record.equalityOutcome === 'relevance'
            ? 'Some people are affected'
            : 'Nobody is affected because of a protected characteristic',
    },
    { key: 'Why', value: record.equalityReasoning },
    record.equalityReference !== null && {
      key: 'Equality impact assessment',
      value: record.equalityReference,
    },
    record.equalityMitigations !== null && { key: 'What is done', value: record.equalityMitigations },
    {
      key: 'Screened',
      value:
        record.equalityOn === null
          ? null
          : `${formatDate(record.equalityOn)} by ${record.equalityAssessor ?? 'somebody who has left'}`,
    },
  ])}${attached.length === 0 ? null : framed('Attachments', 'attachments', bullets(attached.map((one) => link(`${href}/attachments/${one.id}`, one.name, { download: true }))))}`
}

function costs(record: CaseRow, parts: CaseParts): Html {
  if (parts.costs.length === 0) return paragraph('None yet.')
  const match = sum(parts.matches.map((one) => one.amountPence))
  return html`${table(
    [
      { key: 'title', label: 'For', kind: 'text', value: (row: CaseParts['costs'][number]) => row.title },
      { key: 'year', label: 'Year', kind: 'text', value: (row) => yearLabel(row.yearStarting) },
      { key: 'amount', label: 'Amount', kind: 'money', value: (row) => row.amountPence, total: true },
    ],
    parts.costs.toSorted((a, b) => a.yearStarting - b.yearStarting),
    { caption: 'Costs by year', captionHidden: true, sortedBy: 'By year', totalLabel: 'Cost' },
  )}${parts.matches.length === 0 ? null : bullets(parts.matches.map((one) => `${formatPounds(one.amountPence)} from ${one.source}, ${one.confirmed ? 'confirmed' : 'not confirmed yet'}`))}${paragraph(html`<strong>${formatPounds(askedOf(record, parts))}</strong> is asked of the fund${match === 0n ? '' : `, after ${formatPounds(match)} of match funding`}.`)}`
}
