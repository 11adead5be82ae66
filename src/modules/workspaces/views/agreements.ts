// Agreements as both sides read them: the same page for the one who gives and the one who takes (P2).
import { html, type Html } from '#platform/html/index.ts'
import { formatDate } from '#platform/time/index.ts'
import type { Column } from '#platform/tables/index.ts'
import {
  actionsList,
  emptyState,
  heading,
  inset,
  link,
  none,
  paragraph,
  summaryList,
  table,
  tag,
  timeline,
} from '#web/parts.ts'
import { agreed, type Agreement, type StepTaken } from '../queries/agreements.ts'
import { AGREEMENT_STEPS, asksForAnswer, countWords, lastDay, standingWords } from '../rules.ts'
import { agreementHref, daysWords, termsHref } from './terms.ts'

export const agreementColumns = (today: Temporal.PlainDate): readonly Column<Agreement>[] => [
  {
    key: 'site',
    label: 'Workplace',
    kind: 'text',
    value: (row) => row.site_name,
    show: (row) => link(agreementHref(row.id), row.site_name),
  },
  { key: 'owner', label: 'Given by', kind: 'text', value: (row) => row.owner_name },
  { key: 'whom', label: 'Given to', kind: 'text', value: (row) => row.audience_name },
  {
    key: 'state',
    label: 'State',
    kind: 'text',
    value: (row) => stateWords(row, today),
  },
  { key: 'from', label: 'From', kind: 'date', value: (row) => row.from_on },
  { key: 'notice', label: 'Notice', kind: 'text', value: (row) => countWords(row.notice_days, 'day') },
]

const stateWords = (row: Agreement, today: Temporal.PlainDate): string =>
  `${standingWords(agreed(row), today)}${row.proposed_at === null ? '' : '; new terms wait for an answer'}`

export const agreementsTable = (
  rows: readonly Agreement[],
  today: Temporal.PlainDate,
  words: { readonly caption: string; readonly title: string; readonly text: string },
): Html =>
  table(agreementColumns(today), rows, {
    caption: words.caption,
    empty: emptyState(words.title, words.text),
  })

export type AgreementPage = {
  readonly row: Agreement
  readonly steps: readonly StepTaken[]
  readonly today: Temporal.PlainDate
  readonly sides: { readonly owner: boolean; readonly partner: boolean }
  readonly rules: Html
  readonly allocations: Html
}

export function agreementBody({ row, steps, today, sides, rules, allocations }: AgreementPage): Html {
  const last = lastDay(agreed(row))
  return html`${heading(row.site_name, { caption: `${row.owner_name} lets in ${row.audience_name}` })}
  ${doing(row, sides)}
  ${row.proposed_at === null ? null : proposal(row)}
  ${summaryList([
    {
      key: 'State',
      value: tag(
        stateWords(row, today),
        row.state === 'standing' ? 'green' : row.state === 'offered' ? 'yellow' : 'grey',
      ),
    },
    { key: 'What is agreed', value: paragraph(row.terms) },
    { key: 'When', value: daysWords(row.from_on, last) },
    {
      key: 'Notice',
      value: `${countWords(row.notice_days, 'day')}, by ${asksForAnswer(row.audience) ? 'either side' : row.owner_name}`,
    },
    { key: 'Workplace', value: link(`/workspaces/${row.site_code}`, row.site_name) },
  ])}
  ${heading('The rules that touch it', { level: 2 })}
  ${paragraph(html`Both sides read the same. ${link(termsHref(row.site_code), 'Every term of the workplace')}.`)}
  ${rules}
  ${allocations}
  ${heading('History', { level: 2 })}
  ${timeline(
    steps.map((step) => ({
      title: AGREEMENT_STEPS[step.step],
      when: step.at,
      by: `${step.person_name === null ? '' : `${step.person_name}, `}${step.organisation_name}${step.on_behalf ? ', by somebody else on its behalf' : ''}`,
      ...(step.words === null ? {} : { text: paragraph(step.words) }),
    })),
  )}`
}

const proposal = (row: Agreement): Html =>
  inset(
    html`${paragraph(html`<strong>New terms wait for the answer of ${row.audience_name}.</strong> What stands below goes on standing until then.`)}
    ${summaryList(
      [
        { key: 'What would be agreed', value: paragraph(row.proposed_terms ?? '') },
        {
          key: 'Last day',
          value: row.proposed_to_on === null ? none() : formatDate(row.proposed_to_on),
        },
        { key: 'Notice', value: countWords(row.proposed_notice_days ?? row.notice_days, 'day') },
      ],
      { noBorder: true },
    )}`,
  )

function doing(row: Agreement, sides: { readonly owner: boolean; readonly partner: boolean }): Html | null {
  const href = (what: string) => `${agreementHref(row.id)}/${what}`
  const asks = row.state === 'offered' || row.proposed_at !== null
  const stands = row.state === 'standing' && row.ends_on === null
  return actionsList([
    sides.partner && asks && { href: href('accept'), text: 'Accept' },
    sides.partner && asks && { href: href('decline'), text: 'Decline', look: 'secondary' },
    sides.owner &&
      (stands || row.state === 'offered') && {
        href: href('edit'),
        text: 'Change the terms',
        look: 'secondary',
      },
    sides.owner && asks && { href: href('withdraw'), text: 'Take it back', look: 'secondary' },
    (sides.owner || sides.partner) && stands && { href: href('end'), text: 'Give notice', look: 'warning' },
  ])
}
