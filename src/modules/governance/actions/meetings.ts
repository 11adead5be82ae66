// A meeting from its date to its attendance: planned, its agenda published with the notice its rules ask for, held.
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { siteById } from '#modules/organisations/index.ts'
import { invalid, refuse, versionCheck } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { formatDate, londonDate } from '#platform/time/index.ts'
import { bodyOfGroup, mayFor } from '../queries/bodies.ts'
import { itemsOf } from '../queries/items.ts'
import { rulesOfMeeting } from '../queries/voters.ts'
import { afterStep, mayPublish } from '../rules.ts'
import { listAwaiting, noticeNow } from './agenda.ts'
import { lockedBody, lockedMeeting } from './locking.ts'
import { publishPapers } from './papers.ts'
import { notFound } from '#platform/errors/index.ts'

const mustBeCurrent = versionCheck('governance.meeting.stale', 'meeting')

const when = {
  title: field.text('Title', { most: 150, hint: 'Leave it empty for the group and the date' }).optional(),
  startsAt: field.dateTime('Starts'),
  endsAt: field.dateTime('Ends', { hint: 'Leave it empty for two hours' }).optional(),
}
const where = {
  place: field
    .text('Place', { most: 200, hint: 'A room or address; leave it empty for an online meeting' })
    .optional(),
  site: field.pick('Site', { from: 'organisations.site' }).optional(),
  joining: field.text('How to join online', { most: 500 }).optional(),
}

type Where = { readonly place: string | null; readonly site: string | null; readonly joining: string | null }

export const planMeeting = action({
  name: 'governance.meeting.plan',
  title: 'Plan a meeting',
  doors: ['page', 'api', 'command'],
  fields: { group: field.pick('Group', { from: 'groups.group' }), ...when, ...where },
  async run(inside, answers) {
    const found = await bodyOfGroup(inside, answers.group)
    if (found === undefined) notFound('group')
    const body = await lockedBody(inside, found.id)
    mayFor(inside, 'governance.meeting.plan', body)
    const times = timesOf(inside, answers)
    const id = inside.id()
    const title = answers.title ?? `${body.name}, ${formatDate(londonDate(answers.startsAt))}`
    await inside.subject({ id, module: 'governance', noun: 'meeting', title, audience: 'staff' })
    await inside.tx
      .insertInto('governance.meeting')
      .values({
        id,
        body_id: body.id,
        title,
        ...times,
        ...(await placeOf(inside, answers)),
        changed_at: inside.now,
        ...UNPUBLISHED,
      })
      .execute()
    const listed = await listAwaiting(inside, body.id, id)
    return { subject: id, result: { id, listed }, facts: { body: body.id, listed } }
  },
})

const UNPUBLISHED = {
  profile_id: null,
  notice_days: null,
  published_at: null,
  urgency: null,
  urgency_by: null,
  cancelled_because: null,
  minutes_approved_at_meeting_id: null,
}

export const editMeeting = action({
  name: 'governance.meeting.edit',
  title: 'Change a meeting',
  doors: ['page', 'api', 'command'],
  fields: { meeting: field.id('Meeting'), ...when, ...where, version: field.version() },
  async run(inside, answers) {
    const meeting = await lockedMeeting(inside, answers.meeting)
    mayFor(inside, 'governance.meeting.edit', meeting)
    mustBeCurrent(meeting, answers.version, { title: meeting.title, place: meeting.place })
    if (meeting.state !== 'planned' && meeting.state !== 'published') {
      refuse(
        'conflict',
        'governance.meeting.past',
        'A meeting that was held or cancelled stays as it is recorded.',
      )
    }
    const times = timesOf(inside, answers)
    // Notice was given for a time; another time is another meeting.
    if (meeting.state === 'published' && !times.starts_at.equals(meeting.starts_at)) {
      invalid('governance.meeting.notice-given', [
        { field: 'startsAt', message: 'Notice was given for this time. Cancel the meeting and plan another' },
      ])
    }
    const title = answers.title ?? `${meeting.body_name}, ${formatDate(londonDate(answers.startsAt))}`
    await inside.subject({ id: meeting.id, module: 'governance', noun: 'meeting', title, audience: 'staff' })
    await inside.tx
      .updateTable('governance.meeting')
      .set({
        title,
        ...times,
        ...(await placeOf(inside, answers)),
        changed_at: inside.now,
        version: meeting.version + 1,
      })
      .where('id', '=', meeting.id)
      .execute()
    return { subject: meeting.id, result: { id: meeting.id }, facts: { version: meeting.version + 1 } }
  },
})

export const publishMeeting = action({
  name: 'governance.meeting.publish',
  title: 'Publish an agenda',
  doors: ['page', 'api', 'command'],
  fields: {
    meeting: field.id('Meeting'),
    urgency: field
      .longText('Why it cannot wait', {
        most: 1000,
        hint: "Only when there are too few clear days. It is the chair's to say, and is printed in the minutes.",
      })
      .optional(),
    version: field.version(),
  },
  async run(inside, answers) {
    const meeting = await lockedMeeting(inside, answers.meeting)
    mayFor(inside, 'governance.meeting.publish', meeting)
    mustBeCurrent(meeting, answers.version)
    const state = afterStep('publish', meeting.state)
    const items = (await itemsOf(inside, meeting.id)).filter((item) => item.state === 'listed')
    if (items.length === 0) {
      refuse(
        'conflict',
        'governance.meeting.no-agenda',
        'There is nothing on the agenda yet. Add an item first.',
      )
    }
    const notice = await noticeNow(inside, meeting)
    const presides =
      meeting.group_id !== null &&
      inside.may('governance.decision.record', { kind: 'group', id: meeting.group_id })
    mayPublish(notice, answers.urgency, presides)
    const papers = await publishPapers(inside, items)
    const rules = await rulesOfMeeting(inside, meeting)
    const urgency = notice.isEnough ? null : answers.urgency
    await inside.tx
      .updateTable('governance.meeting')
      .set({
        state,
        published_at: inside.now,
        changed_at: inside.now,
        profile_id: rules.id,
        notice_days: rules.noticeDays,
        urgency,
        urgency_by: urgency === null ? null : personOf(inside),
        version: meeting.version + 1,
      })
      .where('id', '=', meeting.id)
      .execute()
    await inside.announce('governance.meeting.published', meeting.id, { meeting: meeting.id })
    return {
      subject: meeting.id,
      result: { id: meeting.id, notice: notice.sentence },
      facts: { clearDays: notice.days.length, needed: notice.needed, papers, urgent: urgency !== null },
    }
  },
})

export const cancelMeeting = action({
  name: 'governance.meeting.cancel',
  title: 'Cancel a meeting',
  doors: ['page', 'api', 'command'],
  fields: {
    meeting: field.id('Meeting'),
    because: field.longText('Why it is cancelled', { most: 1000 }),
    version: field.version(),
  },
  async run(inside, answers) {
    const meeting = await lockedMeeting(inside, answers.meeting)
    mayFor(inside, 'governance.meeting.cancel', meeting)
    mustBeCurrent(meeting, answers.version)
    const state = afterStep('cancel', meeting.state)
    await inside.tx
      .updateTable('governance.meeting')
      .set({
        state,
        cancelled_because: answers.because,
        changed_at: inside.now,
        version: meeting.version + 1,
      })
      .where('id', '=', meeting.id)
      .execute()
    const freed = await inside.tx
      .updateTable('governance.agenda_item')
      .set({ meeting_id: null, position: null, state: 'awaiting' })
      .where('meeting_id', '=', meeting.id)
      .where('state', '=', 'listed')
      .returning('id')
      .execute()
    for (const item of freed) inside.found('governance.item', item.id)
    const awaiting = freed.length
    return { subject: meeting.id, result: { id: meeting.id, awaiting }, facts: { awaiting } }
  },
})

function timesOf(
  inside: Inside,
  answers: { readonly startsAt: Temporal.Instant; readonly endsAt: Temporal.Instant | null },
): { starts_at: Temporal.Instant; ends_at: Temporal.Instant } {
  const { startsAt } = answers
  const endsAt = answers.endsAt ?? startsAt.add({ hours: 2 })
  if (Temporal.PlainDate.compare(londonDate(startsAt), londonDate(inside.now)) < 0) {
    invalid('governance.meeting.in-the-past', [
      { field: 'startsAt', message: 'A meeting is planned before it is held. Give a day from today on' },
    ])
  }
  if (Temporal.Instant.compare(endsAt, startsAt) <= 0) {
    invalid('governance.meeting.ends-first', [
      { field: 'endsAt', message: 'The meeting must end after it starts' },
    ])
  }
  return { starts_at: startsAt, ends_at: endsAt }
}

async function placeOf(inside: Inside, answers: Where) {
  const site = answers.site === null ? undefined : await siteById(inside, answers.site)
  const place = answers.place ?? site?.name ?? (answers.joining === null ? null : 'Online')
  if (place === null) {
    invalid('governance.meeting.nowhere', [
      { field: 'place', message: 'Say where it is: a place, a site, or how to join online' },
    ])
  }
  return { place, site_id: answers.site, joining: answers.joining }
}
