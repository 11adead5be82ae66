// A paper as it is read: summary, recommendations, text, the equality screening, and what was published before.
import { html, type Html } from '#platform/html/index.ts'
import type { View } from '#platform/http/index.ts'
import { formatDate, formatDateTime } from '#platform/time/index.ts'
import {
  actionsList,
  details,
  heading,
  numbered,
  paragraph,
  status,
  summaryList,
  warning,
} from '#web/parts.ts'
import type { ItemCard, PaperRow, PaperVersion } from '../queries/items.ts'
import type { MeetingCard } from '../queries/meetings.ts'
import { CLASSIFICATIONS, EQUALITY_OUTCOMES } from '../rules.ts'
import { HOME, MEETINGS } from './meetings.ts'
import { PAPER_STATUS } from './words.ts'

type Words = Pick<PaperRow, 'summary' | 'body' | 'recommendations'>

/** Summary, recommendations and text of a paper or of one of its versions. */
function paperWords(words: Words): Html {
  return html`${paragraph(words.summary, { lead: true })}
  ${
    words.recommendations.length === 0
      ? null
      : html`${heading('Recommendations', { level: 2 })}${numbered(words.recommendations)}`
  }
  ${heading('The paper', { level: 2 })}${paragraph(words.body)}`
}

export function paperView(
  paper: PaperRow,
  around: {
    readonly item: ItemCard
    readonly meeting: MeetingCard | undefined
    readonly versions: readonly PaperVersion[]
    readonly prepares: boolean
  },
): View {
  const { item, meeting, versions, prepares } = around
  const [latest, ...former] = versions
  const changed = latest !== undefined && latest.number > 1
  return {
    title: paper.title,
    breadcrumbs: [
      HOME,
      MEETINGS,
      ...(meeting === undefined ? [] : [{ text: meeting.title, href: `/meetings/${meeting.id}` }]),
    ],
    body: html`${heading(paper.title, { caption: `Paper to "${item.title}"` })}
      <p class="govuk-body">${status(paper.state, PAPER_STATUS)}</p>
      ${actionsList([
        prepares &&
          paper.state === 'draft' && { href: `/papers/${paper.id}/clear`, text: 'Clear this paper' },
        prepares &&
          paper.state !== 'published' && {
            href: `/papers/${paper.id}/edit`,
            text: 'Change',
            look: 'secondary',
          },
        prepares &&
          paper.state === 'published' && {
            href: `/papers/${paper.id}/replace`,
            text: 'Replace with a new version',
            look: 'secondary',
          },
      ])}
      ${changed ? warning(`Version ${latest.number}, published ${formatDateTime(latest.published_at)}: ${latest.change_note ?? ''}`) : null}
      ${paperWords(paper)}
      ${summaryList(
        [
          { key: 'Who may read it', value: CLASSIFICATIONS[paper.classification] },
          latest !== undefined && {
            key: 'Published',
            value: `Version ${latest.number}, ${formatDateTime(latest.published_at)}`,
          },
          { key: 'Equality screening', value: screening(paper) },
        ],
        { title: 'About this paper' },
      )}
      ${former.map((one) =>
        details(
          `Version ${one.number}, published ${formatDateTime(one.published_at)}`,
          html`${paperWords(one)}`,
        ),
      )}`,
  }
}

function screening(paper: PaperRow): Html | string {
  if (paper.equality_outcome === null || paper.equality_assessed_on === null) return 'Not screened yet'
  return html`${EQUALITY_OUTCOMES[paper.equality_outcome]}, ${formatDate(paper.equality_assessed_on)}<br />${paper.equality_reasoning ?? ''}`
}
