// How matters come onto an agenda: raised by a module or a person, listed on the next meeting that is still being
// planned, or awaiting one.
import { personOf, type Inside } from '#platform/actions/index.ts'
import { holidays } from '#platform/calendar/index.ts'
import { londonDate } from '#platform/time/index.ts'
import type { BodyCard } from '../queries/bodies.ts'
import { itemsAwaiting, itemsOf } from '../queries/items.ts'
import { nextPlannedOf, type MeetingCard } from '../queries/meetings.ts'
import { rulesOfMeeting } from '../queries/voters.ts'
import { mayPublish, noticeGiven, type ItemKind, type Notice } from '../rules.ts'

export type Matter = {
  readonly title: string
  readonly kind: ItemKind
  readonly subjectId: string | null
  readonly address: string | null
  readonly recommendation: string | null
  readonly reasons: string | null
  readonly alternatives: string | null
  readonly outcomes: readonly string[]
  readonly raisedBy: string
}

/** Raises a matter: on the agenda of the next planned meeting, else awaiting one. */
export async function raiseItem(
  inside: Inside,
  body: BodyCard,
  matter: Matter,
): Promise<{ id: string; meeting: string | null }> {
  const meeting = await nextPlannedOf(inside, body.id)
  const id = await writeItem(inside, body, matter, null)
  if (meeting !== undefined) await listItem(inside, id, matter.kind, meeting.id)
  return { id, meeting: meeting?.id ?? null }
}

/** Writes the item as awaiting. One about no other record is a record itself, so that interests in it can be declared. */
export async function writeItem(
  inside: Inside,
  body: BodyCard,
  matter: Matter,
  late: string | null,
): Promise<string> {
  const id = inside.id()
  if (matter.subjectId === null) {
    await inside.subject({ id, module: 'governance', noun: 'item', title: matter.title, audience: 'staff' })
  }
  await inside.tx
    .insertInto('governance.agenda_item')
    .values({
      id,
      body_id: body.id,
      meeting_id: null,
      position: null,
      title: matter.title,
      kind: matter.kind,
      subject_id: matter.subjectId,
      address: matter.address,
      recommendation: matter.recommendation,
      reasons: matter.reasons,
      alternatives: matter.alternatives,
      outcomes: [...matter.outcomes],
      raised_by: matter.raisedBy,
      raised_at: inside.now,
      late_because: late,
      late_by: late === null ? null : personOf(inside),
    })
    .execute()
  return id
}

/** Puts an item at the end of an agenda; the minutes of the last meeting come first. */
export async function listItem(
  inside: Inside,
  itemId: string,
  kind: ItemKind,
  meetingId: string,
): Promise<void> {
  const positions = (await itemsOf(inside, meetingId)).map((item) => item.position ?? 0)
  const position = kind === 'minutes' ? Math.min(1, ...positions) - 1 : Math.max(0, ...positions) + 1
  await inside.tx
    .updateTable('governance.agenda_item')
    .set({ meeting_id: meetingId, position, state: 'listed' })
    .where('id', '=', itemId)
    .execute()
  inside.found('governance.item', itemId)
}

/** Whatever awaits a meeting of the body goes onto this one. */
export async function listAwaiting(inside: Inside, bodyId: string, meetingId: string): Promise<number> {
  const awaiting = await itemsAwaiting(inside, bodyId)
  for (const item of awaiting) await listItem(inside, item.id, item.kind, meetingId)
  return awaiting.length
}

/** The clear days that publishing now would leave before the meeting. */
export async function noticeNow(inside: Inside, meeting: MeetingCard): Promise<Notice> {
  const rules = await rulesOfMeeting(inside, meeting)
  const today = londonDate(inside.now)
  const day = londonDate(meeting.starts_at)
  return noticeGiven(
    today,
    day,
    { noticeDays: rules.noticeDays, basis: rules.basis },
    await holidays(inside.tx),
  )
}

/** Refuses an addition to a published agenda without notice, unless the chair certifies why it cannot wait. */
export async function mayComeLate(
  inside: Inside,
  meeting: MeetingCard,
  because: string | null,
): Promise<void> {
  if (meeting.state === 'planned') return
  const presides =
    meeting.group_id !== null &&
    inside.may('governance.decision.record', { kind: 'group', id: meeting.group_id })
  mayPublish(await noticeNow(inside, meeting), because, presides)
}
