// The register of decisions, and one decision as it is recorded: words, reasons, alternatives, interests, votes.
import { html, type Html } from '#platform/html/index.ts'
import type { View, Visit } from '#platform/http/index.ts'
import type { Column, Listed } from '#platform/tables/index.ts'
import { formatDate, formatDateTime } from '#platform/time/index.ts'
import {
  actionsList,
  details,
  downloads,
  emptyState,
  filterPanel,
  heading,
  inset,
  link,
  listPages,
  summaryList,
  table,
} from '#web/parts.ts'
import type { BodyCard } from '../queries/bodies.ts'
import type { DecisionCard, VoteRow } from '../queries/decisions.ts'
import { outcomeInWords, OUTCOMES, tallyInWords, tallyOf } from '../rules.ts'
import { groupOptions, HOME, sections } from './meetings.ts'

export const decisionColumns: readonly Column<DecisionCard>[] = [
  {
    key: 'reference',
    label: 'Reference',
    kind: 'text',
    value: (row) => row.reference,
    show: (row) => link(`/decisions/${row.id}`, row.reference),
  },
  { key: 'on', label: 'Decided on', kind: 'date', value: (row) => row.decided_on },
  { key: 'body', label: 'Body', kind: 'text', value: (row) => row.body_name },
  { key: 'title', label: 'Matter', kind: 'text', value: (row) => row.title },
  { key: 'outcome', label: 'Outcome', kind: 'text', value: (row) => outcomeInWords(row.outcome) },
  { key: 'decision', label: 'Decision', kind: 'text', value: (row) => row.decision, downloadOnly: true },
  { key: 'reasons', label: 'Reasons', kind: 'text', value: (row) => row.reasons, downloadOnly: true },
  {
    key: 'alternatives',
    label: 'Alternatives',
    kind: 'text',
    value: (row) => row.alternatives,
    downloadOnly: true,
  },
  {
    key: 'interests',
    label: 'Interests',
    kind: 'text',
    value: (row) => row.interests_text,
    downloadOnly: true,
  },
]

export function decisionsView(visit: Visit, listed: Listed<DecisionCard>, bodies: readonly BodyCard[]): View {
  const { group, outcome, search, from, to } = visit.query
  return {
    title: 'Decisions',
    breadcrumbs: [HOME],
    body: html`${heading('Decisions')}${sections('decisions')}
    ${filterPanel({
      action: '/decisions',
      fields: [
        { kind: 'text', name: 'search', label: 'Words in it', value: search },
        { kind: 'select', name: 'group', label: 'Body', value: group, options: groupOptions(bodies) },
        {
          kind: 'select',
          name: 'outcome',
          label: 'Outcome',
          value: outcome,
          options: Object.entries(OUTCOMES).map(([value, text]) => ({ value, text })),
        },
        { kind: 'date', name: 'from', label: 'From', value: from },
        { kind: 'date', name: 'to', label: 'To', value: to },
      ],
    })}
    ${table(decisionColumns, listed.rows, {
      caption: 'Decisions',
      captionHidden: true,
      sortedBy: 'Latest first',
      empty: emptyState('No decisions here', 'A decision appears once the chair records it in a meeting.'),
    })}
    ${listed.rows.length > 0 ? downloads('/decisions', visit.query) : null}
    ${listPages('/decisions', visit.query, listed.next)}`,
  }
}

export function decisionView(
  decision: DecisionCard,
  around: {
    readonly votes: readonly VoteRow[]
    readonly wordings: readonly DecisionCard[]
    readonly corrects: boolean
  },
): View {
  const { votes, wordings, corrects } = around
  const [standing, ...former] = wordings
  const isFormer = standing !== undefined && standing.id !== decision.id
  return {
    title: `Decision ${decision.reference}`,
    breadcrumbs: [HOME, { text: 'Decisions', href: '/decisions' }],
    body: html`${heading(decision.title, { caption: `Decision ${decision.reference}` })}
      ${
        isFormer
          ? inset(
              html`This wording was corrected. ${link(`/decisions/${standing.id}`, 'Read it as it stands')}.`,
            )
          : null
      }
      ${actionsList([
        corrects &&
          !isFormer && {
            href: `/decisions/${decision.id}/correct`,
            text: 'Correct the words',
            look: 'secondary',
          },
      ])}
      ${wordsOf(decision)} ${votesPart(votes)}
      ${
        isFormer
          ? null
          : former.map((one) =>
              details(`Wording of ${formatDateTime(one.recorded_at)}, since corrected`, wordsOf(one)),
            )
      }`,
  }
}

function wordsOf(decision: DecisionCard): Html {
  return summaryList([
    { key: 'Outcome', value: outcomeInWords(decision.outcome) },
    { key: 'Decision', value: decision.decision },
    { key: 'Decided on', value: formatDate(decision.decided_on) },
    {
      key: 'By',
      value: html`${decision.body_name}, at ${link(`/meetings/${decision.meeting_id}`, decision.meeting_title)}`,
    },
    decision.address !== null && { key: 'About', value: link(decision.address, decision.title) },
    { key: 'Reasons', value: decision.reasons },
    { key: 'Alternatives considered', value: decision.alternatives },
    { key: 'Interests', value: decision.interests_text },
    {
      key: 'Recorded',
      value: `${formatDateTime(decision.recorded_at)}${decision.recorder_name === null ? '' : `, by ${decision.recorder_name}`}`,
    },
    decision.corrected_because !== null && { key: 'Corrected because', value: decision.corrected_because },
  ])
}

function votesPart(votes: readonly VoteRow[]): Html | null {
  if (votes.length === 0) return null
  const words = { for: 'For', against: 'Against', abstain: 'Abstained' }
  return html`${heading('Votes', { level: 2 })}
  ${table<VoteRow>(
    [
      { key: 'organisation', label: 'Organisation', kind: 'text', value: (row) => row.organisation_name },
      { key: 'choice', label: 'Vote', kind: 'text', value: (row) => words[row.choice] },
    ],
    votes,
    { caption: tallyInWords(tallyOf(votes)), captionSize: 's', sortedBy: 'By organisation' },
  )}`
}
