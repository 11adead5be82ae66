// The agenda as it is read from a phone in the meeting room: a numbered list, each matter with what it is about,
// its paper, and the one button that decides it; and what awaits a meeting.
import { html, joined, type Content, type Html } from '#platform/html/index.ts'
import {
  bullets,
  buttonLink,
  emptyState,
  heading,
  link,
  numbered,
  paragraph,
  status,
  tag,
} from '#web/parts.ts'
import type { DecisionCard } from '../queries/decisions.ts'
import type { AgendaRow, ItemCard } from '../queries/items.ts'
import type { MeetingCard } from '../queries/meetings.ts'
import { ITEM_KINDS, outcomeInWords, PAPER_STATES } from '../rules.ts'
import { ITEM_STATUS } from './words.ts'

type Around = {
  readonly agenda: readonly AgendaRow[]
  readonly decisions: ReadonlyMap<string, DecisionCard>
  readonly awaiting: readonly ItemCard[]
  readonly presides: boolean
  readonly prepares: boolean
}

export function agendaPart(meeting: MeetingCard, { agenda, decisions, presides, prepares }: Around): Html {
  if (agenda.length === 0) {
    return emptyState(
      'Nothing on the agenda yet',
      'Items appear when they are added, or when a group puts up a case that awaits a decision.',
      prepares && { href: `/meetings/${meeting.id}/items/new`, text: 'Add an item' },
    )
  }
  return numbered(
    agenda.map((item) => agendaEntry(meeting, item, decisions.get(item.id), presides)),
    { spaced: true },
  )
}

function agendaEntry(
  meeting: MeetingCard,
  item: AgendaRow,
  decision: DecisionCard | undefined,
  presides: boolean,
): Html {
  const at = `/meetings/${meeting.id}/items/${item.id}`
  const decides = presides && meeting.state === 'held' && item.kind === 'decide' && item.state === 'listed'
  return html`<span class="govuk-!-font-weight-bold">${link(at, item.title)}</span>${
    item.late_because === null ? null : html` ${tag('Late', 'orange')}`
  }<br /><span class="govuk-body-s">${joined(aboutItem(item, decision), ' · ')}</span>${
    decides
      ? html`<br />${buttonLink(`${at}/decide`, 'Decide', { look: 'secondary', hidden: item.title })}`
      : null
  }`
}

function aboutItem(item: AgendaRow, decision: DecisionCard | undefined): Content[] {
  const about: Content[] = [ITEM_KINDS[item.kind]]
  if (decision !== undefined) about.push(link(`/decisions/${decision.id}`, outcomeInWords(decision.outcome)))
  else if (item.state !== 'listed') about.push(status(item.state, ITEM_STATUS))
  if (item.address !== null) about.push(link(item.address, 'What it is about', { hidden: `: ${item.title}` }))
  if (item.paper?.state === 'published') {
    about.push(link(`/papers/${item.paper.id}`, 'Paper', { hidden: `on ${item.title}` }))
  } else if (item.paper !== undefined) {
    about.push(`Paper: ${PAPER_STATES[item.paper.state].toLowerCase()}`)
  }
  return about
}

export function awaitingPart(meeting: MeetingCard, { awaiting, prepares }: Around): Html | null {
  const takesItems = ['planned', 'published', 'held'].includes(meeting.state)
  if (!prepares || awaiting.length === 0 || !takesItems) return null
  return html`${heading('Awaiting a meeting', { level: 2 })}
  ${paragraph('These were put up for this body and are on no agenda yet.')}
  ${bullets(
    awaiting.map(
      (item) =>
        html`${item.address === null ? item.title : link(item.address, item.title)}:
        ${link(`/meetings/${meeting.id}/schedule/${item.id}`, 'Put it on this agenda', { hidden: item.title })}`,
    ),
  )}`
}
