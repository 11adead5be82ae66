// The records an action is about to change, locked in one order: body, then what belongs to it. Everything done to
// one body's meetings takes its turn, so positions, references and quorums are counted on what is really there.
import type { Inside } from '#platform/actions/index.ts'
import { notFound, refuse } from '#platform/errors/index.ts'
import { sql } from '#platform/database/index.ts'
import { bodyById, holdsFor, MEETING_READ, type BodyCard } from '../queries/bodies.ts'
import { itemById, type ItemCard } from '../queries/items.ts'
import { meetingFor, type MeetingCard } from '../queries/meetings.ts'

export async function lockedBody(inside: Inside, id: string): Promise<BodyCard> {
  await sql`select id from governance.body where id = ${id} for update`.execute(inside.tx)
  const body = await bodyById(inside, id)
  return body !== undefined && holdsFor(inside, MEETING_READ, body) ? body : notFound('body')
}

/** The meeting; with a noun for what of it was asked for, so that what is another body's is told like what never was. */
export async function lockedMeeting(inside: Inside, id: string, noun = 'meeting'): Promise<MeetingCard> {
  await lockBodyOf(inside, sql`select body_id from governance.meeting where id = ${id}`)
  return meetingFor(inside, id, noun)
}

export async function lockedItem(
  inside: Inside,
  id: string,
  noun = 'agenda item',
): Promise<{ item: ItemCard; body: BodyCard }> {
  await lockBodyOf(inside, sql`select body_id from governance.agenda_item where id = ${id}`)
  const item = await itemById(inside, id)
  const body = item === undefined ? undefined : await bodyById(inside, item.body_id)
  if (item === undefined || body === undefined || !holdsFor(inside, MEETING_READ, body)) notFound(noun)
  return { item, body }
}

/** An item with the meeting whose agenda it is on; refused while it is on none. */
export async function lockedItemOnAgenda(
  inside: Inside,
  id: string,
): Promise<{ item: ItemCard; body: BodyCard; meeting: MeetingCard }> {
  const { item, body } = await lockedItem(inside, id)
  if (item.meeting_id === null) {
    refuse('conflict', 'governance.item.awaiting', 'This item awaits a meeting. Put it on an agenda first.')
  }
  return { item, body, meeting: await meetingFor(inside, item.meeting_id) }
}

async function lockBodyOf(inside: Inside, which: ReturnType<typeof sql>): Promise<void> {
  await sql`select id from governance.body where id = (${which}) for update`.execute(inside.tx)
}

/** Refuses what belongs between the attendance of a meeting and the issue of its minutes. */
export function mustBeHeld(meeting: MeetingCard): void {
  if (meeting.state === 'held') return
  refuse(
    'conflict',
    'governance.minutes.not-held',
    'This belongs to a meeting between its attendance and the issue of its minutes.',
  )
}
