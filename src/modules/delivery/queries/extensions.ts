// Late entries that were asked for, and activities of a frozen round reopened to correct it.
import type { Reader } from '#platform/actions/index.ts'
import { sql, type Selectable } from '#platform/database/index.ts'
import { isRecordId } from '#platform/fields/index.ts'
import type { ExtensionTable } from '../schema.ts'

export type Extension = Selectable<ExtensionTable>

type Asking = Pick<Reader, 'db' | 'now'>

/**
 * The extension that counts for an activity in a round at this moment: one that is granted and still runs, else the
 * newest there is. Null when nobody asked.
 */
export async function extensionFor(
  reader: Asking,
  roundId: string,
  activityId: string,
): Promise<Extension | null> {
  const found = await reader.db
    .selectFrom('delivery.extension')
    .selectAll()
    .where('round_id', '=', roundId)
    .where('activity_id', '=', activityId)
    .orderBy(sql`coalesce(until_at > ${reader.now.toString()}::timestamptz, false)`, 'desc')
    .orderBy('asked_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return found ?? null
}

export type ExtensionCard = Extension & {
  readonly activity_number: number
  readonly activity_title: string
  readonly asked_by: string | null
  readonly answered_by: string | null
}

const extensionCards = (reader: Pick<Reader, 'db'>) =>
  reader.db
    .selectFrom('delivery.extension as extension')
    .innerJoin('delivery.activity as activity', 'activity.id', 'extension.activity_id')
    .leftJoin('organisations.person_card as asker', 'asker.id', 'extension.asked_by_person_id')
    .leftJoin('organisations.person_card as officer', 'officer.id', 'extension.answered_by_person_id')
    .selectAll('extension')
    .select([
      'activity.number as activity_number',
      'activity.title as activity_title',
      'asker.name as asked_by',
      'officer.name as answered_by',
    ])

const MOST = 200

/** What was asked for in a round, what waits for an answer first. Ask only about a round the reader sees. */
export async function extensionsOf(reader: Pick<Reader, 'db'>, roundId: string): Promise<ExtensionCard[]> {
  return extensionCards(reader)
    .where('extension.round_id', '=', roundId)
    .orderBy(sql`extension.state <> 'asked'`)
    .orderBy('extension.asked_at')
    .orderBy('activity.number')
    .limit(MOST)
    .execute()
}

export async function extensionById(
  reader: Pick<Reader, 'db'>,
  roundId: string,
  id: string,
): Promise<ExtensionCard | undefined> {
  if (!isRecordId(id)) return undefined
  return extensionCards(reader)
    .where('extension.round_id', '=', roundId)
    .where('extension.id', '=', id)
    .executeTakeFirst()
}
