// Minutes of a meeting, and a person's own declared interests.
import { notFound } from '#platform/errors/index.ts'
import { form, get, page, type Page, type Visit } from '#platform/http/index.ts'
import { formPage } from '#web/forms.ts'
import { paragraph } from '#web/parts.ts'
import { endInterest } from '../actions/interests.ts'
import { approveMinutes, draftMinutes, editMinute, issueMinutes } from '../actions/minutes.ts'
import { holdsFor, MEETING_READ } from '../queries/bodies.ts'
import { standingInterestsOf } from '../queries/interests.ts'
import { agendaOf } from '../queries/items.ts'
import { attendanceOf, meetingCards, meetingFor, type MeetingCard } from '../queries/meetings.ts'
import { minutesFaults } from '../rules.ts'
import { interestsView, meetingChoice, minutesView } from '../views/minutes.ts'
import { idIn, meetingOf } from './asked.ts'

const at = (meeting: { readonly id: string }): string => `/meetings/${meeting.id}/minutes`
const toMinutes = (meeting: MeetingCard) => ({
  href: at(meeting),
  text: `Minutes of ${meeting.title}`,
  caption: meeting.title,
})

const show = get('/meetings/:meeting/minutes', {
  permission: MEETING_READ,
  async run(visit) {
    const meeting = await meetingOf(visit)
    const prepares = holdsFor(visit, 'governance.minute.edit', meeting)
    // Until they are issued, minutes are the draft of whoever writes them.
    if (!prepares && meeting.state !== 'minuted' && meeting.state !== 'approved') notFound('minutes')
    const agenda = await agendaOf(visit, meeting.id)
    const attendance = await attendanceOf(visit, meeting.id)
    const undecided = agenda.filter((item) => item.kind === 'decide' && item.state === 'listed')
    const drafted = agenda.map((item) => ({
      number: item.number,
      title: item.title,
      text: item.minute?.text ?? null,
    }))
    const names = (isThere: boolean) =>
      attendance
        .filter((one) => (one.state !== 'apologies') === isThere)
        .map(
          (one) =>
            `${one.person_name} (${one.organisation_name}${one.state === 'substitute' ? ', substitute' : ''})`,
        )
    return page(
      minutesView(visit, meeting, agenda, {
        prepares,
        faults: minutesFaults(drafted, undecided),
        names: { present: names(true), apologies: names(false) },
      }),
    )
  },
})

const draft = form('/meetings/:meeting/minutes/draft', {
  action: draftMinutes,
  load: meetingOf,
  values: (_visit, meeting) => ({ meeting: meeting.id }),
  view: (_visit, meeting, state) =>
    formPage('Draft the minutes', state, toMinutes(meeting), { submit: 'Draft the minutes' }),
  then: (result) => ({
    to: at(result),
    notice: `${result.written} minutes were drafted. Edit them, then issue them.`,
  }),
})

const issue = form('/meetings/:meeting/minutes/issue', {
  action: issueMinutes,
  load: meetingOf,
  values: (_visit, meeting) => ({ meeting: meeting.id }),
  view: (_visit, meeting, state) =>
    formPage('Issue the minutes', state, toMinutes(meeting), {
      submit: 'Issue the minutes',
      intro: paragraph(
        'Everybody who may see the meeting can then read them. The next meeting approves them.',
      ),
    }),
  then: (result) => ({
    to: at(result),
    notice: 'The minutes were issued. They await approval at the next meeting.',
  }),
})

const approve = form('/meetings/:meeting/minutes/approve', {
  action: approveMinutes,
  load: meetingOf,
  values: (_visit, meeting) => ({ meeting: meeting.id }),
  options: async (visit, meeting) => {
    const later = await meetingCards(visit)
      .where('meeting.body_id', '=', meeting.body_id)
      .where('meeting.state', '=', 'held')
      .where('meeting.starts_at', '>', meeting.starts_at)
      .execute()
    return { at: later.map((one) => ({ value: one.id, text: meetingChoice(one) })) }
  },
  view: (_visit, meeting, state) =>
    formPage('Approve the minutes', state, toMinutes(meeting), { submit: 'Approve' }),
  then: (result) => ({ to: `/meetings/${result.at}`, notice: 'The minutes were approved.' }),
})

async function minuteOf(visit: Visit) {
  const id = idIn(visit, 'minute', 'minute')
  const minute = await visit.db
    .selectFrom('governance.minute')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  if (minute === undefined) notFound('minute')
  const meeting = await meetingFor(visit, minute.meeting_id)
  return holdsFor(visit, 'governance.minute.edit', meeting) ? { minute, meeting } : notFound('minute')
}

const edit = form('/minutes/:minute/edit', {
  action: editMinute,
  load: minuteOf,
  values: (_visit, { minute }) => ({ minute: minute.id, text: minute.text, version: minute.version }),
  view: (_visit, { meeting }, state) =>
    formPage('Edit the minute', state, toMinutes(meeting), { submit: 'Save', more: { text: { lines: 16 } } }),
  then: (result) => ({ to: at({ id: result.meeting }), notice: 'The minute was saved.' }),
})

const showInterests = get('/interests', {
  permission: 'governance.interest.end',
  async run(visit) {
    const own = visit.actor.kind === 'person' ? await standingInterestsOf(visit, visit.actor.id) : []
    return page(interestsView(visit, own))
  },
})

const end = form('/interests/:interest/end', {
  action: endInterest,
  load: async (visit) => {
    const id = idIn(visit, 'interest', 'declared interest')
    const own = visit.actor.kind === 'person' ? await standingInterestsOf(visit, visit.actor.id) : []
    return own.find((one) => one.id === id) ?? notFound('declared interest')
  },
  values: (_visit, interest) => ({ interest: interest.id }),
  view: (_visit, interest, state) =>
    formPage(
      'End the interest',
      state,
      { href: '/interests', text: 'My interests', caption: interest.title },
      {
        submit: 'End it',
      },
    ),
  then: () => ({ to: '/interests', notice: 'The interest was ended.' }),
})

export const minutePages: readonly Page[] = [show, draft, issue, approve, edit, showInterests, end]
