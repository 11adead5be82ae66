// What is broken now, and what was: for those who mend it with all its words, for the public in words that help nobody to
// break it.
import type { Reader } from '#platform/actions/index.ts'
import { sql, type Db } from '#platform/database/index.ts'
import { publicWords } from '../rules/verdict-words.ts'
import type { BrokenPart } from '../rules/words.ts'
import { bodiesOf, DETAILS } from './seeing.ts'

export type Trouble = {
  readonly id: string
  readonly part: BrokenPart
  readonly member_id: string | null
  readonly member_code: string | null
  readonly member_name: string | null
  readonly server_id: string | null
  readonly server_code: string | null
  readonly realm_id: string | null
  readonly realm: string | null
  readonly is_partial: boolean
  readonly words: string
  readonly opened_at: Temporal.Instant
  readonly closed_at: Temporal.Instant | null
}

const MOST = 500

const rows = (db: Db) =>
  db
    .selectFrom('roaming.trouble as trouble')
    .leftJoin('roaming.member as member', 'member.id', 'trouble.member_id')
    .leftJoin('organisations.organisation_card as body', 'body.id', 'member.organisation_id')
    .leftJoin('roaming.server as server', 'server.id', 'trouble.server_id')
    .leftJoin('roaming.realm as realm', 'realm.id', 'trouble.realm_id')
    .select([
      'trouble.id',
      'trouble.part',
      'trouble.member_id',
      'member.code as member_code',
      'body.name as member_name',
      'trouble.server_id',
      'server.code as server_code',
      'trouble.realm_id',
      'realm.shown as realm',
      'trouble.is_partial',
      'trouble.words',
      'trouble.opened_at',
      'trouble.closed_at',
    ])

/** Whole federation first, then what stops everything, then by when it began. */
const inOrder = sql`(trouble.member_id is not null), trouble.is_partial, trouble.opened_at, trouble.id`

/** The troubles that are open and that this reader may read: of their own member, or all for those who run the federation. */
export async function openTroubles(
  reader: Reader,
  wanted: { readonly memberId?: string } = {},
): Promise<Trouble[]> {
  const bodies = bodiesOf(reader, DETAILS)
  let troubles = rows(reader.db).where('trouble.closed_at', 'is', null).orderBy(inOrder).limit(MOST)
  if (bodies !== 'all')
    troubles = troubles.where(sql<boolean>`member.organisation_id = any(${[...bodies]}::uuid[])`)
  if (wanted.memberId !== undefined) troubles = troubles.where('trouble.member_id', '=', wanted.memberId)
  return troubles.execute()
}

/** What was broken at a member, newest first. Whoever asks has looked who may see. */
export async function troublesOf(
  reader: Pick<Reader, 'db'>,
  memberId: string,
  page: { readonly after?: string; readonly most?: number } = {},
): Promise<Trouble[]> {
  let troubles = rows(reader.db)
    .where('trouble.member_id', '=', memberId)
    .orderBy('trouble.opened_at', 'desc')
    .orderBy('trouble.id', 'desc')
    .limit(page.most ?? 50)
  if (page.after !== undefined)
    troubles = troubles.where(
      sql<boolean>`(trouble.opened_at, trouble.id) < (select earlier.opened_at, earlier.id from roaming.trouble earlier
        where earlier.id = ${page.after})`,
    )
  return troubles.execute()
}

export type PublicTrouble = { readonly words: string; readonly opened_at: Temporal.Instant }

/** Every open trouble: what states are made of. Its words are not for the public. */
export const allOpen = ({ db }: Pick<Reader, 'db'>): Promise<Trouble[]> =>
  rows(db).where('trouble.closed_at', 'is', null).orderBy(inOrder).limit(5000).execute()

/** Open troubles in public words, each sentence once. */
export function inPublicWords(open: readonly Trouble[]): PublicTrouble[] {
  const said = new Map<string, Temporal.Instant>()
  for (const one of open) {
    const words = publicWords(one.part, { member: one.member_name, isPartial: one.is_partial })
    if (words === null) continue
    const there = said.get(words)
    if (there === undefined || Temporal.Instant.compare(one.opened_at, there) < 0)
      said.set(words, one.opened_at)
  }
  return [...said].map(([words, opened_at]) => ({ words, opened_at }))
}
