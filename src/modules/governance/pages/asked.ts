// What the pages of meetings have in common: the record an address names.
import { notFound } from '#platform/errors/index.ts'
import { isRecordId } from '#platform/fields/index.ts'
import type { Visit } from '#platform/http/index.ts'
import { bodyById, holdsFor, MEETING_READ, type BodyCard } from '../queries/bodies.ts'
import { agendaOf, paperById, type AgendaRow, type PaperRow } from '../queries/items.ts'
import { meetingFor, type MeetingCard } from '../queries/meetings.ts'

/** The record id that an address names; anything else names nothing. */
export function idIn(visit: Visit, name: string, noun: string): string {
  const id = visit.params[name] ?? ''
  return isRecordId(id) ? id : notFound(noun)
}

export const meetingOf = (visit: Visit): Promise<MeetingCard> =>
  meetingFor(visit, idIn(visit, 'meeting', 'meeting'))

export type OnAgenda = { readonly meeting: MeetingCard; readonly item: AgendaRow }

/** An item of a meeting's agenda, as both stand in the address. */
export async function itemOf(visit: Visit): Promise<OnAgenda> {
  const meeting = await meetingOf(visit)
  const id = idIn(visit, 'item', 'agenda item')
  const item = (await agendaOf(visit, meeting.id)).find((one) => one.id === id)
  return { meeting, item: item ?? notFound('agenda item') }
}

/** Whether the reader may read this paper: the open ones once published, the members' by members, drafts by whoever prepares. */
export function mayReadPaper(
  visit: Visit,
  body: Pick<BodyCard, 'group_id' | 'partnership_id'>,
  paper: PaperRow,
): boolean {
  if (holdsFor(visit, 'governance.paper.write', body)) return true
  if (paper.state !== 'published') return false
  if (paper.classification === 'open') return true
  return body.group_id !== null && visit.may(MEETING_READ, { kind: 'group', id: body.group_id })
}

/** The paper if it is the reader's to see, with the body it is put to. */
export async function paperFor(visit: Visit): Promise<{ paper: PaperRow; body: BodyCard }> {
  const paper = await paperById(visit, idIn(visit, 'paper', 'paper'))
  const row =
    paper === undefined
      ? undefined
      : await visit.db
          .selectFrom('governance.agenda_item')
          .select('body_id')
          .where('id', '=', paper.agenda_item_id)
          .executeTakeFirst()
  const body = row === undefined ? undefined : await bodyById(visit, row.body_id)
  if (paper === undefined || body === undefined) notFound('paper')
  if (!holdsFor(visit, MEETING_READ, body) || !mayReadPaper(visit, body, paper)) notFound('paper')
  return { paper, body }
}

export const toMeeting = (meeting: { readonly id: string; readonly title: string }) => ({
  href: `/meetings/${meeting.id}`,
  text: meeting.title,
})

export const toItem = ({ meeting, item }: OnAgenda) => ({
  href: `/meetings/${meeting.id}/items/${item.id}`,
  text: item.title,
})
