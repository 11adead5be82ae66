// What is on an agenda or awaits one, the papers to it, the minutes and the undertakings.
import { query, type Reader } from '#platform/actions/index.ts'
import type { Selectable } from '#platform/database/index.ts'
import { field } from '#platform/fields/index.ts'
import type { ItemKind, ItemState } from '../rules.ts'
import type { PaperTable, PaperVersionTable } from '../schema.ts'
import { MEETING_READ } from './bodies.ts'
import { meetingFor } from './meetings.ts'
import { undertakingRows, type UndertakingRow } from './undertakings.ts'

export type ItemCard = {
  readonly id: string
  readonly body_id: string
  readonly meeting_id: string | null
  readonly position: number | null
  readonly title: string
  readonly kind: ItemKind
  readonly subject_id: string | null
  readonly address: string | null
  readonly recommendation: string | null
  readonly reasons: string | null
  readonly alternatives: string | null
  readonly outcomes: readonly string[]
  readonly raised_by: string
  readonly raised_at: Temporal.Instant
  readonly state: ItemState
  readonly late_because: string | null
  readonly version: number
}

export type AgendaRow = ItemCard & {
  readonly number: number
  readonly paper: PaperRow | undefined
  readonly minute: MinuteRow | undefined
  readonly undertakings: readonly UndertakingRow[]
}

export type PaperRow = Selectable<PaperTable>
export type PaperVersion = Selectable<PaperVersionTable>
export type MinuteRow = {
  readonly id: string
  readonly agenda_item_id: string
  readonly text: string
  readonly edited: boolean
  readonly version: number
}

const itemCards = (reader: Pick<Reader, 'db'>) =>
  reader.db
    .selectFrom('governance.agenda_item as item')
    .select([
      'item.id',
      'item.body_id',
      'item.meeting_id',
      'item.position',
      'item.title',
      'item.kind',
      'item.subject_id',
      'item.address',
      'item.recommendation',
      'item.reasons',
      'item.alternatives',
      'item.outcomes',
      'item.raised_by',
      'item.raised_at',
      'item.state',
      'item.late_because',
      'item.version',
    ])

export async function itemById(reader: Pick<Reader, 'db'>, id: string): Promise<ItemCard | undefined> {
  return itemCards(reader).where('item.id', '=', id).executeTakeFirst()
}

/** The open item about a record: awaiting a meeting or on an agenda. */
export async function openItemAbout(
  reader: Pick<Reader, 'db'>,
  subjectId: string,
): Promise<ItemCard | undefined> {
  return itemCards(reader)
    .where('item.subject_id', '=', subjectId)
    .where('item.state', 'in', ['awaiting', 'listed'])
    .executeTakeFirst()
}

/** What awaits a meeting of the body, longest first. */
export async function itemsAwaiting(reader: Pick<Reader, 'db'>, bodyId: string): Promise<ItemCard[]> {
  return itemCards(reader)
    .where('item.body_id', '=', bodyId)
    .where('item.state', '=', 'awaiting')
    .orderBy('item.raised_at')
    .orderBy('item.id')
    .execute()
}

/** The items of a meeting in their order. */
export async function itemsOf(reader: Pick<Reader, 'db'>, meetingId: string): Promise<ItemCard[]> {
  return itemCards(reader)
    .where('item.meeting_id', '=', meetingId)
    .orderBy('item.position')
    .orderBy('item.id')
    .execute()
}

export type OpenItem = Pick<
  ItemCard,
  'id' | 'body_id' | 'meeting_id' | 'title' | 'kind' | 'state' | 'address'
> & {
  readonly paper_state: PaperRow['state'] | null
}

/** What is still open at these meetings, or awaits one of these bodies, with how far its paper is. */
export async function openItems(
  reader: Pick<Reader, 'db'>,
  of: { readonly meetingIds: readonly string[]; readonly bodyIds: readonly string[] },
): Promise<OpenItem[]> {
  if (of.meetingIds.length === 0) return []
  return reader.db
    .selectFrom('governance.agenda_item as item')
    .leftJoin('governance.paper as paper', 'paper.agenda_item_id', 'item.id')
    .select([
      'item.id',
      'item.body_id',
      'item.meeting_id',
      'item.title',
      'item.kind',
      'item.state',
      'item.address',
      'paper.state as paper_state',
    ])
    .where((where) =>
      where.or([
        where.and([where('item.state', '=', 'listed'), where('item.meeting_id', 'in', of.meetingIds)]),
        where.and([where('item.state', '=', 'awaiting'), where('item.body_id', 'in', of.bodyIds)]),
      ]),
    )
    .orderBy('item.position')
    .orderBy('item.id')
    .execute()
}

/** The agenda with its papers, minutes and undertakings, numbered as read. */
export async function agendaOf(reader: Reader, meetingId: string): Promise<AgendaRow[]> {
  const items = await itemsOf(reader, meetingId)
  const ids = items.map((item) => item.id)
  if (ids.length === 0) return []
  const papers = await reader.db
    .selectFrom('governance.paper')
    .selectAll()
    .where('agenda_item_id', 'in', ids)
    .execute()
  const minutes = await minutesOf(reader, meetingId)
  const undertakings = await undertakingRows(reader).where('undertaking.meeting_id', '=', meetingId).execute()
  return items.map((item, at) => ({
    ...item,
    number: at + 1,
    paper: papers.find((paper) => paper.agenda_item_id === item.id),
    minute: minutes.find((minute) => minute.agenda_item_id === item.id),
    undertakings: undertakings.filter((one) => one.agenda_item_id === item.id),
  }))
}

export async function paperById(reader: Pick<Reader, 'db'>, id: string): Promise<PaperRow | undefined> {
  return reader.db.selectFrom('governance.paper').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function paperOfItem(reader: Pick<Reader, 'db'>, itemId: string): Promise<PaperRow | undefined> {
  return reader.db
    .selectFrom('governance.paper')
    .selectAll()
    .where('agenda_item_id', '=', itemId)
    .executeTakeFirst()
}

/** The papers published to a body's meetings, the latest meeting first; only the open ones for who is no member. */
export async function papersOf(
  reader: Pick<Reader, 'db'>,
  bodyId: string,
  wanted: { readonly open: boolean; readonly most: number },
): Promise<{ readonly id: string; readonly title: string; readonly meeting_title: string }[]> {
  let rows = reader.db
    .selectFrom('governance.paper as paper')
    .innerJoin('governance.agenda_item as item', 'item.id', 'paper.agenda_item_id')
    .innerJoin('governance.meeting as meeting', 'meeting.id', 'item.meeting_id')
    .select(['paper.id', 'paper.title', 'meeting.title as meeting_title'])
    .where('item.body_id', '=', bodyId)
    .where('paper.state', '=', 'published')
    .orderBy('meeting.starts_at', 'desc')
    .orderBy('item.position')
    .limit(wanted.most)
  if (wanted.open) rows = rows.where('paper.classification', '=', 'open')
  return rows.execute()
}

/** What was published, the latest first. */
export async function versionsOfPaper(reader: Pick<Reader, 'db'>, paperId: string): Promise<PaperVersion[]> {
  return reader.db
    .selectFrom('governance.paper_version')
    .selectAll()
    .where('paper_id', '=', paperId)
    .orderBy('number', 'desc')
    .execute()
}

export async function minutesOf(reader: Pick<Reader, 'db'>, meetingId: string): Promise<MinuteRow[]> {
  return reader.db
    .selectFrom('governance.minute')
    .select(['id', 'agenda_item_id', 'text', 'edited', 'version'])
    .where('meeting_id', '=', meetingId)
    .execute()
}

/** The agenda of one meeting, for the doors. */
export const readMeeting = query({
  name: 'governance.meeting.read',
  title: 'Show a meeting and its agenda',
  permission: MEETING_READ,
  doors: ['page', 'api', 'command'],
  parameters: { meeting: field.id('Meeting') },
  async run(reader, { meeting }) {
    const found = await meetingFor(reader, meeting)
    return { ...found, agenda: await itemsOf(reader, meeting) }
  },
})
