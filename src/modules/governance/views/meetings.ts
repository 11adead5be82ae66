// The list of meetings, and the page of one: what is next to be done, the agenda, who was there, what was decided.
import { html, type Html } from '#platform/html/index.ts'
import type { View, Visit } from '#platform/http/index.ts'
import type { Column, Listed } from '#platform/tables/index.ts'
import { formatDateTime, formatTime, londonDate } from '#platform/time/index.ts'
import {
  actionsList,
  bullets,
  downloads,
  emptyState,
  filterPanel,
  heading,
  inset,
  link,
  listPages,
  status,
  subNavigation,
  summaryList,
  table,
} from '#web/parts.ts'
import type { BodyCard } from '../queries/bodies.ts'
import type { DecisionCard } from '../queries/decisions.ts'
import type { AgendaRow, ItemCard } from '../queries/items.ts'
import type { AttendanceRow, MeetingCard, MeetingRow } from '../queries/meetings.ts'
import { MEETING_STATES } from '../rules.ts'
import { agendaPart, awaitingPart } from './agenda.ts'
import { MEETING_STATUS } from './words.ts'

export const HOME = { text: 'Home', href: '/' }
export const MEETINGS = { text: 'Meetings', href: '/meetings' }

export const meetingColumns: readonly Column<MeetingRow>[] = [
  {
    key: 'title',
    label: 'Meeting',
    kind: 'text',
    value: (row) => row.title,
    show: (row) => link(`/meetings/${row.id}`, row.title),
  },
  { key: 'body', label: 'Body', kind: 'text', value: (row) => row.body_name },
  { key: 'starts', label: 'Starts', kind: 'instant', value: (row) => row.starts_at },
  { key: 'place', label: 'Place', kind: 'text', value: (row) => row.place },
  {
    key: 'state',
    label: 'State',
    kind: 'text',
    value: (row) => MEETING_STATES[row.state],
    show: (row) => status(row.state, MEETING_STATUS),
  },
  { key: 'items', label: 'Items', kind: 'number', value: (row) => row.items },
  { key: 'decisions', label: 'Decisions', kind: 'number', value: (row) => row.decisions },
]

/** Meetings, decisions, undertakings: the three lists of this part of the site. */
export const sections = (current: 'meetings' | 'decisions' | 'undertakings' | 'interests'): Html =>
  subNavigation('Meetings and decisions', [
    { href: '/meetings', text: 'Meetings', current: current === 'meetings' },
    { href: '/decisions', text: 'Decisions', current: current === 'decisions' },
    { href: '/undertakings', text: 'Undertakings', current: current === 'undertakings' },
    { href: '/interests', text: 'My interests', current: current === 'interests' },
  ])

export const groupOptions = (bodies: readonly BodyCard[]) =>
  bodies.flatMap((body) => (body.group_id === null ? [] : [{ value: body.group_id, text: body.name }]))

export function meetingsView(
  visit: Visit,
  listed: Listed<MeetingRow>,
  bodies: readonly BodyCard[],
  plans: boolean,
): View {
  const { group, state, when, from, to } = visit.query
  const planning = plans && { href: '/meetings/new', text: 'Plan a meeting' }
  return {
    title: 'Meetings',
    breadcrumbs: [HOME],
    body: html`${heading('Meetings')}${sections('meetings')} ${actionsList([planning])}
    ${filterPanel({
      action: '/meetings',
      fields: [
        { kind: 'select', name: 'group', label: 'Body', value: group, options: groupOptions(bodies) },
        {
          kind: 'select',
          name: 'when',
          label: 'When',
          value: when,
          options: [
            { value: 'to-come', text: 'To come' },
            { value: 'past', text: 'Past' },
          ],
        },
        {
          kind: 'select',
          name: 'state',
          label: 'State',
          value: state,
          options: Object.entries(MEETING_STATES).map(([value, text]) => ({ value, text })),
        },
        { kind: 'date', name: 'from', label: 'From', value: from },
        { kind: 'date', name: 'to', label: 'To', value: to },
      ],
    })}
    ${table(meetingColumns, listed.rows, {
      caption: 'Meetings',
      captionHidden: true,
      sortedBy: when === 'to-come' ? 'Soonest first' : 'Latest first',
      empty: emptyState(
        'No meetings here',
        'A meeting appears once the secretary or chair of a body plans it.',
        planning,
      ),
    })}
    ${listed.rows.length > 0 ? downloads('/meetings', visit.query) : null}
    ${listPages('/meetings', visit.query, listed.next)}`,
  }
}

/** What the page of a meeting shows beside the meeting itself. */
export type MeetingAround = {
  readonly agenda: readonly AgendaRow[]
  readonly decisions: ReadonlyMap<string, DecisionCard>
  readonly attendance: readonly AttendanceRow[]
  readonly awaiting: readonly ItemCard[]
  readonly rules: string
  readonly notice: string
  readonly quorum: string
  readonly presides: boolean
  readonly prepares: boolean
}

export function meetingView(visit: Visit, meeting: MeetingCard, around: MeetingAround): View {
  const present = around.attendance.filter((one) => one.state !== 'apologies').length
  return {
    title: meeting.title,
    breadcrumbs: [HOME, MEETINGS],
    body: html`${heading(meeting.title, { caption: meeting.body_name })}
      <p class="govuk-body">${status(meeting.state, MEETING_STATUS)}</p>
      ${meeting.cancelled_because === null ? null : inset(`Cancelled: ${meeting.cancelled_because}`)}
      ${nextStep(visit, meeting, around)}
      ${summaryList([
        { key: 'When', value: `${formatDateTime(meeting.starts_at)} to ${formatTime(meeting.ends_at)}` },
        { key: 'Where', value: meeting.place },
        meeting.joining !== null && { key: 'Online', value: meeting.joining },
        { key: 'Notice', value: around.notice },
        meeting.urgency !== null && { key: 'Urgency certified by the chair', value: meeting.urgency },
        {
          key: 'Rules',
          value: link(`/bodies/${meeting.group_code ?? meeting.body_id}/rules`, around.rules),
        },
        { key: 'Quorum', value: around.quorum },
        present > 0 && { key: 'Present', value: String(present) },
      ])}
      ${heading('Agenda', { level: 2 })} ${agendaPart(meeting, around)}
      ${awaitingPart(meeting, around)} ${attendancePart(around.attendance)} ${documentsPart(meeting)}`,
  }
}

/** The one thing that wants doing now, first; the rest beside it. */
function nextStep(visit: Visit, meeting: MeetingCard, around: MeetingAround): Html | null {
  const at = `/meetings/${meeting.id}`
  const isDay = Temporal.PlainDate.compare(londonDate(visit.now), londonDate(meeting.starts_at)) >= 0
  const undecided = around.agenda.find((item) => item.kind === 'decide' && item.state === 'listed')
  const { prepares, presides } = around
  const takesItems = ['planned', 'published', 'held'].includes(meeting.state)
  const isAhead = meeting.state === 'planned' || meeting.state === 'published'
  return actionsList([
    presides &&
      meeting.state === 'held' &&
      undecided !== undefined && {
        href: `${at}/items/${undecided.id}/decide`,
        text: `Decide item ${undecided.number}`,
      },
    prepares &&
      meeting.state === 'published' &&
      isDay && { href: `${at}/attendance`, text: 'Record attendance' },
    prepares && meeting.state === 'planned' && { href: `${at}/publish`, text: 'Publish the agenda' },
    prepares &&
      meeting.state === 'held' &&
      undecided === undefined && { href: `${at}/minutes`, text: 'Write the minutes' },
    prepares && takesItems && { href: `${at}/items/new`, text: 'Add an item', look: 'secondary' },
    prepares &&
      meeting.state === 'held' && { href: `${at}/attendance`, text: 'Change attendance', look: 'link' },
    prepares && isAhead && { href: `${at}/edit`, text: 'Change', look: 'link' },
    prepares && isAhead && { href: `${at}/cancel`, text: 'Cancel the meeting', look: 'link' },
  ])
}

function attendancePart(attendance: readonly AttendanceRow[]): Html | null {
  if (attendance.length === 0) return null
  const words = { present: 'Present', substitute: 'Substitute', apologies: 'Apologies' }
  return html`${heading('Attendance', { level: 2 })}
  ${table<AttendanceRow>(
    [
      { key: 'name', label: 'Name', kind: 'text', value: (row) => row.person_name },
      { key: 'for', label: 'For', kind: 'text', value: (row) => row.organisation_name },
      {
        key: 'state',
        label: 'As',
        kind: 'text',
        value: (row) => `${words[row.state]}${row.votes ? '' : ' (no vote)'}`,
      },
    ],
    attendance,
    { caption: 'Attendance', captionHidden: true, sortedBy: 'By organisation, apologies last' },
  )}`
}

function documentsPart(meeting: MeetingCard): Html {
  const at = `/meetings/${meeting.id}`
  const minuted = ['held', 'minuted', 'approved'].includes(meeting.state)
  return html`${heading('Documents', { level: 2 })}
  ${bullets([
    html`${link(`${at}/pack`, 'Meeting pack')}: agenda and papers on one page, or as
    ${link(`${at}/pack.pdf`, 'PDF')}`,
    ...(minuted ? [link(`${at}/minutes`, 'Minutes')] : []),
  ])}`
}
