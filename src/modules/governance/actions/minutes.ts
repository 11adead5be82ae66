// Minutes: drafted from what was recorded, edited, issued when nothing is missing, approved at the next meeting.
import { action, type Inside } from '#platform/actions/index.ts'
import { invalid, notFound, refuse, versionCheck } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { bodyById, mayFor } from '../queries/bodies.ts'
import { decisionsOfMeeting, votesOn, type DecisionCard } from '../queries/decisions.ts'
import { agendaOf, type AgendaRow } from '../queries/items.ts'
import { meetingFor, type MeetingCard } from '../queries/meetings.ts'
import { afterStep, draftMinute, mayIssueMinutes, minutesFaults, tallyOf, type Considered } from '../rules.ts'
import { raiseItem } from './agenda.ts'
import { lockedMeeting, mustBeHeld } from './locking.ts'

const mustBeCurrent = versionCheck('governance.minute.stale', 'minute')

export const draftMinutes = action({
  name: 'governance.minutes.draft',
  title: 'Draft the minutes',
  doors: ['page', 'api', 'command'],
  fields: { meeting: field.id('Meeting') },
  async run(inside, answers) {
    const meeting = await lockedMeeting(inside, answers.meeting)
    mayFor(inside, 'governance.minutes.draft', meeting)
    mustBeHeld(meeting)
    const written = await draftMissing(inside, meeting)
    return { subject: meeting.id, result: { id: meeting.id, written }, facts: { written } }
  },
})

/** Writes the minute of every item again, except those that somebody has edited. */
async function draftMissing(inside: Inside, meeting: MeetingCard): Promise<number> {
  const decisions = await decisionsOfMeeting(inside, meeting.id)
  let written = 0
  for (const item of await agendaOf(inside, meeting.id)) {
    if (item.minute?.edited === true) continue
    const text = draftMinute(await consideredOf(inside, item, decisions.get(item.id)))
    if (item.minute === undefined) {
      await inside.tx
        .insertInto('governance.minute')
        .values({ id: inside.id(), agenda_item_id: item.id, meeting_id: meeting.id, text })
        .execute()
    } else {
      await inside.tx
        .updateTable('governance.minute')
        .set({ text, version: item.minute.version + 1 })
        .where('id', '=', item.minute.id)
        .execute()
    }
    written += 1
  }
  return written
}

async function consideredOf(
  inside: Inside,
  item: AgendaRow,
  decision: DecisionCard | undefined,
): Promise<Considered> {
  return {
    title: item.title,
    kind: item.kind,
    state: item.state,
    lateBecause: item.late_because,
    recommendation: item.recommendation,
    decision:
      decision === undefined
        ? null
        : {
            reference: decision.reference,
            outcome: decision.outcome,
            decision: decision.decision,
            reasons: decision.reasons,
            alternatives: decision.alternatives,
            interests: decision.interests_text,
            tally: tallyOf(await votesOn(inside, item.id)),
          },
    undertakings: item.undertakings.map((one) => ({
      what: one.what,
      owner: one.owner_name,
      due: formatDate(one.due_on),
    })),
  }
}

export const editMinute = action({
  name: 'governance.minute.edit',
  title: 'Edit a minute',
  doors: ['page', 'api', 'command'],
  fields: {
    minute: field.id('Minute'),
    text: field.longText('Minute', { most: 10_000, hint: 'Blank lines divide paragraphs' }),
    version: field.version(),
  },
  async run(inside, answers) {
    const found = await minuteById(inside, answers.minute)
    const meeting = await lockedMeeting(inside, found.meeting_id, 'minute')
    mayFor(inside, 'governance.minute.edit', meeting)
    const minute = await minuteById(inside, answers.minute)
    mustBeCurrent(minute, answers.version, { text: minute.text })
    if (meeting.state === 'approved') {
      refuse(
        'conflict',
        'governance.minute.approved',
        'These minutes were approved and stay as they were approved.',
      )
    }
    await inside.tx
      .updateTable('governance.minute')
      .set({ text: answers.text, edited: true, version: minute.version + 1 })
      .where('id', '=', minute.id)
      .execute()
    return {
      subject: meeting.id,
      result: { id: minute.id, meeting: meeting.id },
      facts: { minute: minute.id },
    }
  },
})

async function minuteById(inside: Inside, id: string) {
  const minute = await inside.tx
    .selectFrom('governance.minute')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  return minute ?? notFound('minute')
}

export const issueMinutes = action({
  name: 'governance.minutes.issue',
  title: 'Issue the minutes',
  doors: ['page', 'api', 'command'],
  fields: { meeting: field.id('Meeting') },
  async run(inside, answers) {
    const meeting = await lockedMeeting(inside, answers.meeting)
    mayFor(inside, 'governance.minutes.issue', meeting)
    const state = afterStep('issue-minutes', meeting.state)
    await draftMissing(inside, meeting)
    const agenda = await agendaOf(inside, meeting.id)
    const undecided = agenda.filter((item) => item.kind === 'decide' && item.state === 'listed')
    mayIssueMinutes(
      minutesFaults(
        agenda.map((item) => ({ number: item.number, title: item.title, text: item.minute?.text ?? null })),
        undecided,
      ),
    )
    await inside.tx
      .updateTable('governance.agenda_item')
      .set({ state: 'considered' })
      .where('meeting_id', '=', meeting.id)
      .where('state', '=', 'listed')
      .execute()
    await inside.tx
      .updateTable('governance.meeting')
      .set({ state, version: meeting.version + 1 })
      .where('id', '=', meeting.id)
      .execute()
    const body = await bodyById(inside, meeting.body_id)
    if (body !== undefined) {
      await raiseItem(inside, body, {
        title: `Minutes of ${meeting.title}`,
        kind: 'minutes',
        subjectId: meeting.id,
        address: `/meetings/${meeting.id}/minutes`,
        recommendation: null,
        reasons: null,
        alternatives: null,
        outcomes: [],
        raisedBy: 'governance',
      })
    }
    await inside.announce('governance.minutes.issued', meeting.id, { meeting: meeting.id })
    return { subject: meeting.id, result: { id: meeting.id }, facts: { items: agenda.length } }
  },
})

export const approveMinutes = action({
  name: 'governance.minutes.approve',
  title: 'Approve the minutes',
  doors: ['page', 'api', 'command'],
  fields: {
    meeting: field.id('Meeting whose minutes are approved'),
    at: field.pick('Approved at the meeting', { from: 'governance.meeting' }),
  },
  async run(inside, answers) {
    const meeting = await lockedMeeting(inside, answers.meeting)
    mayFor(inside, 'governance.minutes.approve', meeting)
    const state = afterStep('approve-minutes', meeting.state)
    const at = await meetingFor(inside, answers.at)
    const isLater = Temporal.Instant.compare(at.starts_at, meeting.starts_at) > 0
    if (at.body_id !== meeting.body_id || at.state !== 'held' || !isLater) {
      invalid('governance.minutes.at-a-later-meeting', [
        { field: 'at', message: 'Select a later meeting of the same body that is being held' },
      ])
    }
    await inside.tx
      .updateTable('governance.meeting')
      .set({ state, minutes_approved_at_meeting_id: at.id, version: meeting.version + 1 })
      .where('id', '=', meeting.id)
      .execute()
    await inside.tx
      .updateTable('governance.agenda_item')
      .set({ state: 'considered' })
      .where('meeting_id', '=', at.id)
      .where('subject_id', '=', meeting.id)
      .where('state', '=', 'listed')
      .execute()
    return { subject: meeting.id, result: { id: meeting.id, at: at.id }, facts: { at: at.id } }
  },
})
