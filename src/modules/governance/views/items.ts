// An agenda item: what it is about, its paper, the interests declared in it; and the form on which the chair
// records what was decided, with as little to type as the record allows.
import { html, type Content, type Html } from '#platform/html/index.ts'
import type { FormState, View, Visit } from '#platform/http/index.ts'
import { formatDate } from '#platform/time/index.ts'
import {
  actionsList,
  bullets,
  card,
  details,
  heading,
  inset,
  link,
  paragraph,
  status,
  summaryList,
  table,
  tag,
  warning,
} from '#web/parts.ts'
import { errorSummary, renderField, renderForm } from '#web/forms.ts'
import type { DecisionCard } from '../queries/decisions.ts'
import type { InterestCard } from '../queries/interests.ts'
import type { AgendaRow, PaperRow } from '../queries/items.ts'
import type { MeetingCard } from '../queries/meetings.ts'
import type { Participation } from '../queries/voters.ts'
import { ITEM_KINDS, outcomeInWords } from '../rules.ts'
import { HOME, MEETINGS } from './meetings.ts'
import { ITEM_STATUS, PAPER_STATUS, postButton } from './words.ts'

export type ItemAround = {
  readonly decision: DecisionCard | undefined
  readonly interests: readonly InterestCard[]
  readonly ownInterest: boolean
  readonly presides: boolean
  readonly prepares: boolean
  /** Undefined when there is none or it is not the reader's to see. */
  readonly paper: PaperRow | undefined
}

const crumbs = (meeting: MeetingCard) => [
  HOME,
  MEETINGS,
  { text: meeting.title, href: `/meetings/${meeting.id}` },
]

export function itemView(visit: Visit, meeting: MeetingCard, item: AgendaRow, around: ItemAround): View {
  const { decision, interests } = around
  return {
    title: item.title,
    breadcrumbs: crumbs(meeting),
    body: html`${heading(item.title, { caption: `Item ${item.number}: ${ITEM_KINDS[item.kind].toLowerCase()}` })}
      <p class="govuk-body">
        ${status(item.state, ITEM_STATUS)}${item.late_because === null ? null : html` ${tag('Late', 'orange')}`}
      </p>
      ${item.late_because === null ? null : inset(`Taken although late, because: ${item.late_because}`)}
      ${decisionButtons(meeting, item, around)} ${decision === undefined ? null : decisionCard(decision)}
      ${summaryList([
        item.address !== null && { key: 'About', value: link(item.address, 'Open what it is about') },
        item.recommendation !== null && { key: 'Recommendation', value: item.recommendation },
        paperRow(meeting, item, around),
        {
          key: 'Interests declared',
          value:
            interests.length === 0
              ? 'None'
              : bullets(interests.map((one) => `${one.person_name}: ${one.nature}`)),
        },
      ])}
      ${undertakingsPart(item)} ${otherActions(visit, meeting, item, around)}`,
  }
}

/** One click to the outcome: each opens the form with it chosen. */
function decisionButtons(
  meeting: MeetingCard,
  item: AgendaRow,
  { presides, ownInterest }: ItemAround,
): Html | null {
  if (!presides || item.kind !== 'decide' || item.state !== 'listed') return null
  if (ownInterest)
    return warning('You declared an interest in this matter, so somebody else presides over it.')
  if (meeting.state !== 'held') return null
  return actionsList(
    item.outcomes.map((outcome, at) => ({
      href: `/meetings/${meeting.id}/items/${item.id}/decide?outcome=${outcome}`,
      text: `Record: ${outcomeInWords(outcome).toLowerCase()}`,
      look: at === 0 ? ('primary' as const) : ('secondary' as const),
    })),
  )
}

function decisionCard(decision: DecisionCard): Html {
  return card(
    html`Decision ${decision.reference}: ${outcomeInWords(decision.outcome).toLowerCase()}`,
    html`${paragraph(decision.decision)}${paragraph(link(`/decisions/${decision.id}`, 'The whole record'))}`,
  )
}

function paperRow(meeting: MeetingCard, item: AgendaRow, { paper, prepares }: ItemAround) {
  const at = `/meetings/${meeting.id}/items/${item.id}/paper`
  if (paper !== undefined) {
    return {
      key: 'Paper',
      value: html`${link(`/papers/${paper.id}`, paper.title)} ${status(paper.state, PAPER_STATUS)}`,
    }
  }
  const writes =
    prepares && (item.state === 'listed' || item.state === 'awaiting') && item.paper === undefined
  return writes ? { key: 'Paper', value: link(at, 'Write a paper') } : false
}

function undertakingsPart(item: AgendaRow): Html | null {
  if (item.undertakings.length === 0) return null
  return table(
    [
      { key: 'what', label: 'Undertaking', kind: 'text', value: (row) => row.what },
      { key: 'owner', label: 'By', kind: 'text', value: (row) => row.owner_name },
      { key: 'due', label: 'Due', kind: 'date', value: (row) => row.due_on },
      { key: 'closed', label: 'Closed', kind: 'date', value: (row) => row.closed_on },
    ],
    item.undertakings,
    { caption: 'Undertakings', sortedBy: 'Earliest due first' },
  )
}

function otherActions(visit: Visit, meeting: MeetingCard, item: AgendaRow, around: ItemAround): Html | null {
  const at = `/meetings/${meeting.id}/items/${item.id}`
  const open = item.state === 'listed'
  const { prepares } = around
  const considers =
    prepares && open && meeting.state === 'held' && (item.kind === 'note' || item.kind === 'discuss')
  const approves =
    prepares && open && meeting.state === 'held' && item.kind === 'minutes' && item.subject_id !== null
  return html`${
    considers
      ? postButton(visit, `${at}/note`, 'Mark as considered', { answers: { item: item.id }, primary: true })
      : null
  }${
    approves
      ? postButton(visit, `/meetings/${item.subject_id ?? ''}/minutes/approve`, 'Approve these minutes', {
          answers: { meeting: item.subject_id ?? '', at: meeting.id },
          primary: true,
        })
      : null
  }
  ${prepares ? moveButtons(visit, meeting, item) : null}
  ${actionsList([
    open &&
      visit.may('governance.interest.declare') && {
        href: `${at}/interest`,
        text: 'Declare an interest',
        look: 'secondary',
      },
    prepares &&
      meeting.state === 'held' && {
        href: `${at}/undertaking`,
        text: 'Record an undertaking',
        look: 'secondary',
      },
    prepares && open && { href: `${at}/postpone`, text: 'Postpone to a later meeting', look: 'link' },
    prepares &&
      open &&
      item.raised_by === 'governance' &&
      item.kind !== 'minutes' && {
        href: `${at}/withdraw`,
        text: 'Withdraw',
        look: 'link',
      },
  ])}`
}

function moveButtons(visit: Visit, meeting: MeetingCard, item: AgendaRow): Html | null {
  if (meeting.state !== 'planned' && meeting.state !== 'published') return null
  const at = `/meetings/${meeting.id}/items/${item.id}/move`
  const button = (direction: 'up' | 'down', text: string): Html =>
    postButton(visit, at, text, { answers: { item: item.id, direction } })
  return html`<div class="govuk-button-group">
    ${item.number > 1 ? button('up', 'Move up the agenda') : null}${button('down', 'Move down the agenda')}
  </div>`
}

export type DecideLoaded = {
  readonly meeting: MeetingCard
  readonly item: AgendaRow
  readonly taking: Participation
  readonly ownInterest: boolean
}

export function decideView(
  _visit: Visit,
  { meeting, item, taking, ownInterest }: DecideLoaded,
  form: FormState,
): View {
  const at = `/meetings/${meeting.id}/items/${item.id}`
  const quorate = taking.present >= taking.needed
  const votesOpen = ['against', 'abstained', 'castingVote'].some((name) => filled(form.values[name]))
  return {
    title: `Record the decision: ${item.title}`,
    back: { href: `/meetings/${meeting.id}`, text: meeting.title },
    body: html`${errorSummary(form)}${heading('Record the decision', { caption: item.title })}
      ${ownInterest ? warning('You declared an interest in this matter, so the vice-chair records it.') : null}
      ${quorate ? null : warning(`Not quorate for this matter: ${taking.present} may take part, the quorum is ${taking.quorum}.`)}
      ${summaryList([
        item.address !== null && { key: 'About', value: link(item.address, 'Open what it is about') },
        item.paper?.state === 'published' && {
          key: 'Paper',
          value: link(`/papers/${item.paper.id}`, item.paper.title),
        },
        item.recommendation !== null && { key: 'Recommendation', value: item.recommendation },
        {
          key: 'May vote',
          value: `${taking.voters.length} organisations; quorum ${taking.quorum}`,
        },
        {
          key: 'Interests',
          value: html`${interestsOf(taking)} ${link(`${at}/interest`, 'Declare one')}`,
        },
      ])}
      ${renderForm(form, {
        submit: 'Record the decision',
        summary: false,
        cancel: { href: `/meetings/${meeting.id}` },
        fields: ['outcome', 'reasons', 'alternatives', 'item'],
        more: { reasons: { lines: 3 }, alternatives: { lines: 3 } },
        after: html`${details(
          'Somebody voted against or abstained',
          html`${renderField(form, 'against')}${renderField(form, 'abstained')}${renderField(form, 'castingVote', { as: 'select' })}`,
          { open: votesOpen },
        )}
        ${details('Write the decision in other words', html`${renderField(form, 'decision', { lines: 3 })}`, {
          open: filled(form.values['decision']),
        })}`,
      })}`,
  }
}

const filled = (value: unknown): boolean =>
  value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0)

function interestsOf(taking: Participation): Content {
  if (taking.interests.length === 0) return 'None declared.'
  return bullets(
    taking.interests.map((one) => `${one.person_name}, since ${formatDate(one.declared_on)}: ${one.nature}`),
  )
}
