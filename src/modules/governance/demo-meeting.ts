// Holds a meeting of the demonstration through the real actions, as its secretary and chair would: planned, its
// agenda published, attendance taken, decided, minuted. Later modules hold meetings about their own records with it.
import { Defect, Refusal } from '#platform/errors/index.ts'
import type { Demo } from '#platform/module/index.ts'
import { LONDON, londonDate } from '#platform/time/index.ts'
import { groupByCode, membersOfGroup, votes, type GroupCard, type MemberCard } from '#modules/groups/index.ts'
import { personById } from '#modules/organisations/index.ts'
import { recordAttendance } from './actions/attendance.ts'
import { recordDecision } from './actions/decisions.ts'
import { addItem, noteItem, postponeItem, scheduleItem } from './actions/items.ts'
import { closeUndertaking, recordUndertaking } from './actions/undertakings.ts'
import { planMeeting, publishMeeting } from './actions/meetings.ts'
import { approveMinutes, issueMinutes } from './actions/minutes.ts'
import { clearPaper, writePaper } from './actions/papers.ts'
import { openItemAbout } from './queries/items.ts'
import { undertakingRows } from './queries/undertakings.ts'
import { meetingFor, minutedBefore, nextPlannedOf } from './queries/meetings.ts'
import { businessThisYear, type HeldDecision, type HeldMeeting, type HeldNote } from './demo-business.ts'

type Officers = {
  readonly group: GroupCard
  readonly members: readonly MemberCard[]
  readonly chair: string
  readonly secretary: string
}

/** Holds the meeting and leaves the clock a week after it, its minutes issued. The clock must stand a week or more before it. */
export async function holdMeeting(
  demo: Demo,
  sketch: HeldMeeting,
): Promise<{ meeting: string; decisions: string[] }> {
  const { meeting, officers } = await prepare(demo, sketch)
  demo.at(laterOf(demo, sketch.on.subtract({ days: 7 })))
  await publish(demo, meeting, officers)
  demo.at(sketch.on)
  await attend(demo, meeting, officers, sketch.apologies ?? 2)
  await approveLast(demo, meeting, officers)
  await closeDue(demo, meeting, officers, sketch.on)
  const decisions: string[] = []
  for (const decision of sketch.decisions ?? [])
    decisions.push(await decide(demo, meeting, officers, decision))
  for (const note of sketch.notes ?? []) await take(demo, meeting, officers, note, sketch.on)
  await demo.drain()
  demo.at(sketch.on.add({ days: 7 }))
  await demo.as(officers.secretary).perform(issueMinutes, { meeting })
  return { meeting, decisions }
}

/** Holds this year's other meetings of the group and publishes the agenda of the planned one: the meeting that awaits its decisions. */
export async function publishUpcoming(
  demo: Demo,
  sketch: { readonly group: string },
): Promise<{ meeting: string } | undefined> {
  const { now } = demo.reader()
  for (const meeting of businessThisYear(sketch.group, demo.today)) {
    demo.at(meeting.on.subtract({ days: 14 }))
    await holdMeeting(demo, meeting)
  }
  demo.at(now)
  const officers = await officersOf(demo, sketch.group, londonDate(now))
  const meeting = await nextPlannedOf(demo.reader(), await bodyIdOf(demo, officers.group.id))
  if (meeting === undefined) return undefined
  demo.at(laterOf(demo, londonDate(meeting.starts_at).subtract({ days: 7 })))
  await publish(demo, meeting.id, officers)
  return { meeting: meeting.id }
}

async function prepare(demo: Demo, sketch: HeldMeeting): Promise<{ meeting: string; officers: Officers }> {
  const officers = await officersOf(demo, sketch.group, londonDate(demo.reader().now))
  const secretary = demo.as(officers.secretary)
  const startsAt = sketch.on
    .toPlainDateTime(Temporal.PlainTime.from('10:00'))
    .toString({ smallestUnit: 'minute' })
  const planned = await secretary.perform(planMeeting, {
    group: officers.group.id,
    startsAt,
    place: sketch.place ?? 'Online',
    ...(sketch.title === undefined ? {} : { title: sketch.title }),
  })
  const meeting = planned.id
  const minuted = await minutedBefore(demo.reader(), await meetingFor(demo.reader(), meeting))
  const subjects = (sketch.decisions ?? []).flatMap((one) => one.subject ?? [])
  for (const subject of [...minuted.map((one) => one.id), ...subjects]) {
    await bring(demo, officers, meeting, subject)
  }
  for (const decision of sketch.decisions ?? []) {
    if (decision.title === undefined) continue
    const added = await secretary.perform(addItem, { meeting, title: decision.title, kind: 'decide' })
    if (decision.paper !== undefined) await write(demo, officers, added.id, decision.title, decision.paper)
  }
  for (const note of sketch.notes ?? []) {
    await secretary.perform(addItem, { meeting, title: note.title, kind: note.kind ?? 'note' })
  }
  return { meeting, officers }
}

/** Puts the open item about a record onto this agenda, wherever it was listed before. */
async function bring(demo: Demo, officers: Officers, meeting: string, subject: string): Promise<void> {
  const item = await openItemAbout(demo.reader(), subject)
  if (item === undefined)
    throw new Defect(`The demonstration decides on ${subject}, for which no item was proposed.`)
  if (item.meeting_id === meeting) return
  const secretary = demo.as(officers.secretary)
  if (item.meeting_id !== null) await secretary.perform(postponeItem, { item: item.id })
  await secretary.perform(scheduleItem, { item: item.id, meeting })
}

async function write(
  demo: Demo,
  officers: Officers,
  item: string,
  title: string,
  paper: NonNullable<HeldDecision['paper']>,
): Promise<void> {
  const secretary = demo.as(officers.secretary)
  const { id } = await secretary.perform(writePaper, { item, title, classification: 'open', ...paper })
  await secretary.perform(clearPaper, {
    paper: id,
    version: 1,
    equalityOutcome: 'no-relevance',
    equalityReasoning:
      'Screened for relevance to equality: this changes how the partnership organises itself and reaches no resident.',
  })
}

async function publish(demo: Demo, meeting: string, officers: Officers): Promise<void> {
  const { version } = await meetingFor(demo.reader(), meeting)
  try {
    await demo.as(officers.secretary).perform(publishMeeting, { meeting, version })
  } catch (error) {
    // Made over Easter or Christmas, the demonstration's own day comes too soon after for three working days.
    if (!(error instanceof Refusal) || error.code !== 'governance.meeting.short-notice') throw error
    const urgency = 'Every member was told of the meeting when it was planned, three weeks before it.'
    await demo.as(officers.chair).perform(publishMeeting, { meeting, version, urgency })
  }
}

async function attend(demo: Demo, meeting: string, officers: Officers, absent: number): Promise<void> {
  const ordinary = officers.members.filter((member) => member.office === 'member')
  // Which members are away turns with the day of the meeting, so that nobody is always away.
  const { starts_at } = await meetingFor(demo.reader(), meeting)
  const { dayOfYear } = londonDate(starts_at)
  const away = ordinary.filter(
    (_, at) => (at + dayOfYear) % Math.max(1, ordinary.length) < Math.min(absent, ordinary.length - 1),
  )
  const apologies = away.map((member) => member.person_id)
  const present = officers.members.map((member) => member.person_id).filter((id) => !apologies.includes(id))
  await demo.as(officers.secretary).perform(recordAttendance, { meeting, present, apologies })
}

async function approveLast(demo: Demo, at: string, officers: Officers): Promise<void> {
  const minuted = await minutedBefore(demo.reader(), await meetingFor(demo.reader(), at))
  for (const { id } of minuted) await demo.as(officers.secretary).perform(approveMinutes, { meeting: id, at })
}

/** What was undertaken at earlier meetings of the body and is due by now is reported done. */
async function closeDue(
  demo: Demo,
  meeting: string,
  officers: Officers,
  on: Temporal.PlainDate,
): Promise<void> {
  const { body_id } = await meetingFor(demo.reader(), meeting)
  const due = await undertakingRows(demo.reader())
    .where('meeting.body_id', '=', body_id)
    .where('undertaking.closed_on', 'is', null)
    .where('undertaking.due_on', '<', on)
    .execute()
  for (const { id: undertaking, version } of due) {
    await demo
      .as(officers.secretary)
      .perform(closeUndertaking, { undertaking, version, note: 'Done, and reported to the meeting.' })
  }
}

async function decide(
  demo: Demo,
  meeting: string,
  officers: Officers,
  sketch: HeldDecision,
): Promise<string> {
  const item = await itemOf(demo, meeting, sketch)
  const there = new Map(officers.members.map((member) => [member.organisation_code, member.organisation_id]))
  const ids = (codes: readonly string[] = []): string[] => codes.flatMap((code) => there.get(code) ?? [])
  const { id } = await demo.as(officers.chair).perform(recordDecision, {
    item: item.id,
    outcome: sketch.outcome,
    reasons:
      sketch.reasons ??
      item.reasons ??
      'The meeting was satisfied by the paper and the answers given to its questions.',
    alternatives: sketch.alternatives ?? item.alternatives ?? 'None',
    against: ids(sketch.against),
    abstained: ids(sketch.abstained),
  })
  return id
}

async function itemOf(demo: Demo, meeting: string, sketch: HeldDecision) {
  const items = demo
    .reader()
    .db.selectFrom('governance.agenda_item')
    .selectAll()
    .where('meeting_id', '=', meeting)
  const found =
    sketch.subject === undefined
      ? items.where('title', '=', sketch.title ?? '')
      : items.where('subject_id', '=', sketch.subject)
  return found.executeTakeFirstOrThrow()
}

async function take(
  demo: Demo,
  meeting: string,
  officers: Officers,
  note: HeldNote,
  on: Temporal.PlainDate,
): Promise<void> {
  const item = await itemOf(demo, meeting, { title: note.title, outcome: '' })
  const secretary = demo.as(officers.secretary)
  if (note.undertaking !== undefined) {
    const owner = officers.members.find((member) => votes(member.office))?.person_id ?? ''
    const dueOn = on.add({ days: note.undertaking.days }).toString()
    await secretary.perform(recordUndertaking, { item: item.id, what: note.undertaking.what, owner, dueOn })
  }
  await secretary.perform(noteItem, { item: item.id })
}

async function officersOf(demo: Demo, code: string, on: Temporal.PlainDate): Promise<Officers> {
  const reader = demo.reader()
  const group = await groupByCode(reader, code)
  if (group === undefined)
    throw new Defect(`The demonstration holds a meeting of ${code}, which is no group.`)
  const members = await membersOfGroup(reader, group.id, on)
  const mailOf = async (office: string): Promise<string | undefined> => {
    const holder = members.find((member) => member.office === office)
    return holder === undefined ? undefined : ((await personById(reader, holder.person_id)).mail ?? undefined)
  }
  const chair = await mailOf('chair')
  const secretary = (await mailOf('secretary')) ?? chair
  if (chair === undefined || secretary === undefined)
    throw new Defect(`The group ${code} of the demonstration has no chair.`)
  return { group, members, chair, secretary }
}

async function bodyIdOf(demo: Demo, groupId: string): Promise<string> {
  const row = await demo
    .reader()
    .db.selectFrom('governance.body')
    .select('id')
    .where('group_id', '=', groupId)
    .executeTakeFirst()
  return row?.id ?? ''
}

/** The clock never goes back behind what was just done. */
function laterOf(demo: Demo, day: Temporal.PlainDate): Temporal.Instant {
  const moment = day.toPlainDateTime(Temporal.PlainTime.from('10:00')).toZonedDateTime(LONDON).toInstant()
  const { now } = demo.reader()
  return Temporal.Instant.compare(moment, now) < 0 ? now : moment
}
