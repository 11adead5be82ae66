// Meetings: the list, one meeting, planning and publishing it, its attendance and its pack.
import { holidays } from '#platform/calendar/index.ts'
import { htmlOf, PDF_MEDIA, pdfOf } from '#platform/documents/index.ts'
import { isRecordId, readFields } from '#platform/fields/index.ts'
import { html } from '#platform/html/index.ts'
import { download, form, get, page, type Page, type Visit } from '#platform/http/index.ts'
import { everyRow, fileOf, MOST_DOWNLOADED } from '#platform/tables/index.ts'
import { formatDate, londonDate } from '#platform/time/index.ts'
import { sitesNamed, peopleNamed } from '#modules/organisations/index.ts'
import { votes } from '#modules/groups/index.ts'
import { formPage, renderField } from '#web/forms.ts'
import { details, heading, link, paragraph, warning } from '#web/parts.ts'
import { recordAttendance } from '../actions/attendance.ts'
import { cancelMeeting, editMeeting, planMeeting, publishMeeting } from '../actions/meetings.ts'
import { packOf } from '../documents.ts'
import { bodiesFor, holdsFor, MEETING_READ } from '../queries/bodies.ts'
import { decisionsOfMeeting } from '../queries/decisions.ts'
import { agendaOf, itemsAwaiting } from '../queries/items.ts'
import { attendanceOf, listMeetings, type MeetingCard } from '../queries/meetings.ts'
import { hoursOf, meetingsProposed } from '../queries/proposed.ts'
import { membersAt, rulesOfMeeting } from '../queries/voters.ts'
import { noticeGiven, quorumInWords } from '../rules.ts'
import { groupOptions, meetingColumns, meetingsView, meetingView } from '../views/meetings.ts'
import { mayReadPaper, meetingOf, toMeeting } from './asked.ts'

const showMeetings = get('/meetings', {
  permission: MEETING_READ,
  async run(visit) {
    const { format, ...asked } = visit.query
    const parameters = readFields(listMeetings.parameters, asked)
    if (format === 'csv' || format === 'xlsx') {
      const rows = await everyRow((after) =>
        listMeetings.run(visit, { ...parameters, after: after ?? null, most: MOST_DOWNLOADED }),
      )
      return fileOf(format, 'meetings', meetingColumns, rows)
    }
    const plans = visit.may('governance.meeting.plan')
    return page(
      meetingsView(
        visit,
        await listMeetings.run(visit, parameters),
        await bodiesFor(visit, MEETING_READ),
        plans,
      ),
    )
  },
})

/** The arithmetic of notice: as it was given, or as it would be if the agenda went out today. */
async function noticeOf(
  visit: Visit,
  meeting: MeetingCard,
): Promise<{ sentence: string; isEnough: boolean }> {
  const rules = await rulesOfMeeting(visit, meeting)
  const day = londonDate(meeting.starts_at)
  const on = londonDate(meeting.published_at ?? visit.now)
  const rule = { noticeDays: rules.noticeDays, basis: rules.basis }
  const notice = noticeGiven(on, day, rule, await holidays(visit.db))
  if (meeting.published_at !== null) return notice
  return { ...notice, sentence: notice.sentence.replace('Published on', 'If published today,') }
}

async function quorumIn(visit: Visit, meeting: MeetingCard): Promise<string> {
  const { quorum } = await rulesOfMeeting(visit, meeting)
  const members = (await membersAt(visit, meeting)).filter((member) => votes(member.office))
  const whole =
    quorum.of === 'organisations' ? new Set(members.map((one) => one.organisation_id)).size : members.length
  return quorumInWords(quorum, whole)
}

const presidesOver = (visit: Visit, meeting: MeetingCard): boolean =>
  meeting.group_id !== null &&
  visit.may('governance.decision.record', { kind: 'group', id: meeting.group_id })

const showMeeting = get('/meetings/:meeting', {
  permission: MEETING_READ,
  async run(visit) {
    const meeting = await meetingOf(visit)
    const prepares = holdsFor(visit, 'governance.meeting.publish', meeting)
    const agenda = await agendaOf(visit, meeting.id)
    return page(
      meetingView(visit, meeting, {
        agenda: agenda.map((item) =>
          item.paper !== undefined && !mayReadPaper(visit, meeting, item.paper)
            ? { ...item, paper: undefined }
            : item,
        ),
        decisions: await decisionsOfMeeting(visit, meeting.id),
        attendance: await attendanceOf(visit, meeting.id),
        awaiting: prepares ? await itemsAwaiting(visit, meeting.body_id) : [],
        rules: (await rulesOfMeeting(visit, meeting)).name,
        notice: (await noticeOf(visit, meeting)).sentence,
        quorum: await quorumIn(visit, meeting),
        presides: presidesOver(visit, meeting),
        prepares,
      }),
    )
  },
})

const siteOptions = async (visit: Visit) =>
  (await sitesNamed(visit)).map((site) => ({ value: site.id, text: `${site.name}, ${site.town}` }))

const plan = form('/meetings/new', {
  action: planMeeting,
  values: async (visit) => {
    const group = visit.query['group'] ?? ''
    if (!isRecordId(group)) return {}
    const [proposed] = await meetingsProposed(visit, group)
    if (proposed === undefined) return { group }
    const { starts, ends } = hoursOf(proposed)
    return {
      group,
      startsAt: planMeeting.fields.startsAt.show(starts),
      endsAt: planMeeting.fields.endsAt.show(ends),
      place: proposed.place ?? '',
      site: proposed.site_id ?? '',
      joining: proposed.joining ?? '',
    }
  },
  options: async (visit) => ({
    group: groupOptions(await bodiesFor(visit, 'governance.meeting.plan')),
    site: await siteOptions(visit),
  }),
  view: (_visit, _loaded, state) =>
    formPage(
      'Plan a meeting',
      state,
      { href: '/meetings', text: 'Meetings' },
      {
        submit: 'Plan the meeting',
        fields: ['group', 'startsAt', 'endsAt', 'place', 'site', 'joining', 'title'],
        more: { group: { as: 'select' } },
        intro: paragraph(
          'What already awaits a meeting of the group goes onto its agenda. A day in turn after the last meeting is proposed.',
        ),
      },
    ),
  then: (result) => ({
    to: `/meetings/${result.id}`,
    notice:
      result.listed === 0
        ? 'The meeting was planned. Add its items next.'
        : `The meeting was planned with ${result.listed} ${result.listed === 1 ? 'item' : 'items'} that awaited it.`,
  }),
})

const edit = form('/meetings/:meeting/edit', {
  action: editMeeting,
  load: meetingOf,
  values: (_visit, meeting) => ({
    meeting: meeting.id,
    title: meeting.title,
    startsAt: editMeeting.fields.startsAt.show(meeting.starts_at),
    endsAt: editMeeting.fields.endsAt.show(meeting.ends_at),
    place: meeting.place,
    site: meeting.site_id ?? '',
    joining: meeting.joining ?? '',
    version: meeting.version,
  }),
  options: async (visit) => ({ site: await siteOptions(visit) }),
  view: (_visit, meeting, state) =>
    formPage('Change the meeting', state, toMeeting(meeting), {
      submit: 'Save',
      fields: ['startsAt', 'endsAt', 'place', 'site', 'joining', 'title', 'meeting'],
    }),
  then: (result) => ({ to: `/meetings/${result.id}`, notice: 'The meeting was changed.' }),
})

const publish = form('/meetings/:meeting/publish', {
  action: publishMeeting,
  load: async (visit) => {
    const meeting = await meetingOf(visit)
    return { meeting, notice: await noticeOf(visit, meeting), items: await agendaOf(visit, meeting.id) }
  },
  values: (_visit, { meeting }) => ({ meeting: meeting.id, version: meeting.version }),
  view: (_visit, { meeting, notice, items }, state) =>
    formPage('Publish the agenda', state, toMeeting(meeting), {
      submit: 'Publish the agenda',
      fields: notice.isEnough && state.values['urgency'] === undefined ? ['meeting'] : ['urgency', 'meeting'],
      intro: html`${paragraph(notice.sentence)}${
        notice.isEnough
          ? null
          : warning(
              'There are too few clear days. Only the chair can publish now, and says why it cannot wait.',
            )
      }
      ${paragraph(`${items.length} ${items.length === 1 ? 'item is' : 'items are'} on the agenda. Cleared papers are published with it.`)}`,
    }),
  then: (result) => ({ to: `/meetings/${result.id}`, notice: 'The agenda was published.' }),
})

const cancel = form('/meetings/:meeting/cancel', {
  action: cancelMeeting,
  load: meetingOf,
  values: (_visit, meeting) => ({ meeting: meeting.id, version: meeting.version }),
  view: (_visit, meeting, state) =>
    formPage('Cancel the meeting', state, toMeeting(meeting), {
      submit: 'Cancel the meeting',
      look: 'warning',
      intro: paragraph('Its items go back to await another meeting.'),
    }),
  then: (result) => ({
    to: `/meetings/${result.id}`,
    notice: `The meeting was cancelled; ${result.awaiting} of its items await another.`,
  }),
})

const attendance = form('/meetings/:meeting/attendance', {
  action: recordAttendance,
  load: async (visit) => {
    const meeting = await meetingOf(visit)
    return {
      meeting,
      members: await membersAt(visit, meeting),
      recorded: await attendanceOf(visit, meeting.id),
    }
  },
  values: (_visit, { meeting, members, recorded }) => {
    const of = (state: string) => recorded.filter((one) => one.state === state).map((one) => one.person_id)
    const substitutes = recorded.filter((one) => one.state === 'substitute')
    return {
      meeting: meeting.id,
      // Most members come, so the form begins with everybody and the few who did not are unticked.
      present: recorded.length === 0 ? members.map((one) => one.person_id) : of('present'),
      apologies: of('apologies'),
      substitutes: substitutes.map((one) => ({ person: one.person_id, organisation: one.organisation_id })),
    }
  },
  options: async (visit, { members }) => {
    const people = members.map((one) => ({
      value: one.person_id,
      text: `${one.person_name}, ${one.organisation_name}`,
    }))
    const organisations = new Map(
      members.filter((one) => votes(one.office)).map((one) => [one.organisation_id, one.organisation_name]),
    )
    const staff = await peopleNamed(visit, { organisationIds: [...organisations.keys()] })
    return {
      present: people,
      apologies: people,
      'substitutes-person': staff.map((one) => ({
        value: one.id,
        text: `${one.name}, ${one.organisation_name ?? ''}`,
      })),
      'substitutes-organisation': [...organisations].map(([value, text]) => ({ value, text })),
    }
  },
  view: (_visit, { meeting }, state) => {
    const more = (['apologies', 'substitutes'] as const).some((name) => {
      const value = state.values[name]
      return Array.isArray(value) && value.length > 0
    })
    return formPage('Record attendance', state, toMeeting(meeting), {
      submit: 'Save',
      fields: ['present', 'meeting'],
      more: { present: { labelSize: 'm' } },
      intro: paragraph(
        `Everybody is ticked. Untick who was not there on ${formatDate(londonDate(meeting.starts_at))}.`,
      ),
      after: details(
        'Somebody sent apologies, or came for a member',
        html`${renderField(state, 'apologies')}${renderField(state, 'substitutes')}`,
        { open: more || state.faults.length > 0 },
      ),
    })
  },
  then: (result) => ({
    to: `/meetings/${result.id}`,
    notice: `Attendance was recorded: ${result.present} present.`,
  }),
})

async function packFor(visit: Visit) {
  const meeting = await meetingOf(visit)
  const { sentence } = await noticeOf(visit, meeting)
  const agenda = await agendaOf(visit, meeting.id)
  return {
    meeting,
    pack: packOf(meeting, agenda, {
      notice: sentence,
      mayRead: (paper) => mayReadPaper(visit, meeting, paper),
    }),
  }
}

const showPack = get('/meetings/:meeting/pack', {
  permission: MEETING_READ,
  async run(visit) {
    const { meeting, pack } = await packFor(visit)
    return page({
      title: `Pack: ${meeting.title}`,
      back: { href: `/meetings/${meeting.id}`, text: meeting.title },
      body: html`${heading(meeting.title, { caption: 'Meeting pack' })}
      ${paragraph(link(`/meetings/${meeting.id}/pack.pdf`, 'The same as PDF'))} ${htmlOf(pack)}`,
    })
  },
})

const packFile = get('/meetings/:meeting/pack.pdf', {
  permission: MEETING_READ,
  async run(visit) {
    const { meeting, pack } = await packFor(visit)
    const bytes = await pdfOf(pack, { now: visit.now })
    const name = `${meeting.group_code ?? 'meeting'}-${londonDate(meeting.starts_at).toString()}.pdf`
    return download({ name, type: PDF_MEDIA, bytes, inline: true })
  },
})

export const meetingPages: readonly Page[] = [
  showMeetings,
  plan,
  showMeeting,
  edit,
  publish,
  cancel,
  attendance,
  showPack,
  packFile,
]
