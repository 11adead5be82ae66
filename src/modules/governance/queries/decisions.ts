// Decisions as they stand, what they were before a correction, and how each was voted.
import { query, type Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { afterCursor, pageOf, type Listed } from '#platform/tables/index.ts'
import type { VoteChoice } from '../rules.ts'
import { holdsFor, MEETING_READ, seenBy } from './bodies.ts'
import { cursorDay } from './cursors.ts'

export type DecisionCard = {
  readonly id: string
  readonly reference: string
  readonly agenda_item_id: string
  readonly title: string
  readonly meeting_id: string
  readonly meeting_title: string
  readonly body_id: string
  readonly body_name: string
  readonly group_id: string | null
  readonly partnership_id: string | null
  readonly subject_id: string | null
  readonly address: string | null
  readonly outcome: string
  readonly decision: string
  readonly reasons: string
  readonly alternatives: string
  readonly interests_text: string
  readonly decided_on: Temporal.PlainDate
  readonly recorded_at: Temporal.Instant
  readonly recorded_by: string | null
  readonly recorder_name: string | null
  readonly supersedes_id: string | null
  readonly corrected_because: string | null
}

const decisionCards = (reader: Pick<Reader, 'db'>) =>
  reader.db
    .selectFrom('governance.decision as decision')
    .innerJoin('governance.agenda_item as item', 'item.id', 'decision.agenda_item_id')
    .innerJoin('governance.meeting as meeting', 'meeting.id', 'decision.meeting_id')
    .innerJoin('governance.body as body', 'body.id', 'decision.body_id')
    .leftJoin('groups.group_card as group', 'group.id', 'body.group_id')
    .leftJoin('organisations.person_card as recorder', 'recorder.id', 'decision.recorded_by')
    .select([
      'decision.id',
      'decision.reference',
      'decision.agenda_item_id',
      'item.title',
      'decision.meeting_id',
      'meeting.title as meeting_title',
      'decision.body_id',
      'body.name as body_name',
      'body.group_id',
      'group.partnership_id',
      'decision.subject_id',
      'item.address',
      'decision.outcome',
      'decision.decision',
      'decision.reasons',
      'decision.alternatives',
      'decision.interests_text',
      'decision.decided_on',
      'decision.recorded_at',
      'decision.recorded_by',
      'recorder.name as recorder_name',
      'decision.supersedes_id',
      'decision.corrected_because',
    ])

// The last word: a correction supersedes the row before it.
const standing = sql<boolean>`not exists (select 1 from governance.decision later where later.supersedes_id = decision.id)`

/** A decision by id, as it was recorded, corrected later or not; for actions and whoever acted on it. */
export async function decisionById(
  reader: Pick<Reader, 'db'>,
  id: string,
): Promise<DecisionCard | undefined> {
  return decisionCards(reader).where('decision.id', '=', id).executeTakeFirst()
}

/** The decision if this reader may see the meetings of its body. */
export async function decisionFor(reader: Reader, id: string): Promise<DecisionCard> {
  const decision = await decisionById(reader, id)
  return decision !== undefined && holdsFor(reader, MEETING_READ, decision) ? decision : notFound('decision')
}

/** The decisions about a record as they stand, newest first. */
export async function decisionsAbout(reader: Pick<Reader, 'db'>, subjectId: string): Promise<DecisionCard[]> {
  return decisionCards(reader)
    .where('decision.subject_id', '=', subjectId)
    .where(standing)
    .orderBy('decision.decided_on', 'desc')
    .orderBy('decision.recorded_at', 'desc')
    .execute()
}

/** The decisions of a meeting as they stand, by agenda item. */
export async function decisionsOfMeeting(
  reader: Pick<Reader, 'db'>,
  meetingId: string,
): Promise<ReadonlyMap<string, DecisionCard>> {
  const rows = await decisionCards(reader)
    .where('decision.meeting_id', '=', meetingId)
    .where(standing)
    .execute()
  return new Map(rows.map((row) => [row.agenda_item_id, row]))
}

/** Every wording of one decision, the latest first. */
export async function wordingsOf(reader: Pick<Reader, 'db'>, itemId: string): Promise<DecisionCard[]> {
  return decisionCards(reader)
    .where('decision.agenda_item_id', '=', itemId)
    .orderBy('decision.recorded_at', 'desc')
    .orderBy('decision.id', 'desc')
    .execute()
}

export type VoteRow = {
  readonly organisation_id: string
  readonly organisation_name: string
  readonly person_id: string
  readonly choice: VoteChoice
}

/** How the item was voted: by organisation. Votes belong to the first recording; corrections change words only. */
export async function votesOn(reader: Pick<Reader, 'db'>, itemId: string): Promise<VoteRow[]> {
  return reader.db
    .selectFrom('governance.vote as vote')
    .innerJoin('governance.decision as decision', 'decision.id', 'vote.decision_id')
    .innerJoin('organisations.organisation_card as organisation', 'organisation.id', 'vote.organisation_id')
    .select([
      'vote.organisation_id',
      'organisation.name as organisation_name',
      'vote.person_id',
      'vote.choice',
    ])
    .where('decision.agenda_item_id', '=', itemId)
    .orderBy('organisation.name')
    .execute()
}

/** Decisions made in a period, for figures and reports. */
export async function decisionsMade(
  reader: Reader,
  period: {
    readonly partnershipId?: string
    readonly from: Temporal.PlainDate
    readonly to: Temporal.PlainDate
  },
): Promise<DecisionCard[]> {
  let rows = decisionCards(reader)
    .where(standing)
    .where('decision.decided_on', '>=', period.from)
    .where('decision.decided_on', '<=', period.to)
    .orderBy('decision.decided_on')
    .orderBy('decision.reference')
  if (period.partnershipId !== undefined) rows = rows.where('group.partnership_id', '=', period.partnershipId)
  return rows.execute()
}

/** One page of decisions, latest first. */
export const listDecisions = query({
  name: 'governance.decision.list',
  title: 'List decisions',
  permission: MEETING_READ,
  doors: ['page', 'api', 'command'],
  parameters: {
    group: field.id('Group').optional(),
    outcome: field.code('Outcome').optional(),
    search: field.text('Words in it', { most: 100 }).optional(),
    from: field.date('From').optional(),
    to: field.date('To').optional(),
    after: field.text('After', { most: 500, hint: 'Where the page before ended' }).optional(),
    most: field.integer('Most rows', { least: 1, most: 1000 }).optional(),
  },
  async run(reader, asked): Promise<Listed<DecisionCard>> {
    const size = asked.most ?? 50
    let rows = decisionCards(reader)
      .where(seenBy(reader))
      .where(standing)
      .orderBy('decision.decided_on', 'desc')
      .orderBy('decision.id', 'desc')
      .limit(size + 1)
    if (asked.group !== null) rows = rows.where('body.group_id', '=', asked.group)
    if (asked.outcome !== null) rows = rows.where('decision.outcome', '=', asked.outcome)
    if (asked.from !== null) rows = rows.where('decision.decided_on', '>=', asked.from)
    if (asked.to !== null) rows = rows.where('decision.decided_on', '<=', asked.to)
    if (asked.search !== null) {
      const words = `%${asked.search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
      rows = rows.where((where) =>
        where.or([
          where('item.title', 'ilike', words),
          where('decision.decision', 'ilike', words),
          where('decision.reasons', 'ilike', words),
        ]),
      )
    }
    const place = afterCursor(asked.after, 2)
    if (place !== null) {
      rows = rows.where(
        sql<boolean>`(decision.decided_on, decision.id) < (${cursorDay(place[0])}::date, ${place[1] ?? ''}::uuid)`,
      )
    }
    return pageOf(await rows.execute(), size, (row) => [row.decided_on.toString(), row.id])
  },
})

/** One decision with its votes and former wordings. */
export const readDecision = query({
  name: 'governance.decision.read',
  title: 'Show a decision',
  permission: MEETING_READ,
  doors: ['page', 'api', 'command'],
  parameters: { decision: field.id('Decision') },
  async run(reader, { decision }) {
    const found = await decisionFor(reader, decision)
    const wordings = await wordingsOf(reader, found.agenda_item_id)
    return { ...found, votes: await votesOn(reader, found.agenda_item_id), wordings }
  },
})
