// What is broken and is mine to mend: a member's contacts see their own, those who run the federation what is theirs.
import { personOf, type Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import type { Duty } from '#platform/module/index.ts'
import { formatDateTime, londonDate } from '#platform/time/index.ts'
import { bodiesOf } from './queries/seeing.ts'
import { LOOK_NOW } from './actions/claiming.ts'
import { MENDER, PART_WORDS } from './rules/verdict-words.ts'
import type { BrokenPart } from './rules/words.ts'

type Row = {
  readonly part: BrokenPart
  readonly opened_at: Temporal.Instant
  readonly member_code: string | null
  readonly member_name: string | null
}

const MOST = 10
const OPERATORS_MEND = Object.entries(MENDER).flatMap(([part, who]) => (who === 'member' ? [] : [part]))

/** One question; operators are told of members' own troubles by letter and on their pages, not as duties of theirs. */
export async function troubleDuties(reader: Reader): Promise<Duty[]> {
  if (personOf(reader) === null) return []
  const bodies = bodiesOf(reader, LOOK_NOW)
  const isMine =
    bodies === 'all'
      ? sql`trouble.member_id is null or trouble.part = any(${OPERATORS_MEND}::text[])`
      : sql`member.organisation_id = any(${[...bodies]}::uuid[])`
  const { rows } = await sql<Row>`
    select trouble.part, trouble.opened_at, member.code as member_code, body.name as member_name
    from roaming.trouble trouble left join roaming.member member on member.id = trouble.member_id
    left join organisations.organisation_card body on body.id = member.organisation_id
    where trouble.closed_at is null and (${isMine})
    order by trouble.is_partial, trouble.opened_at, trouble.id limit ${MOST}`.execute(reader.db)
  return rows.map((row) => ({
    title: `Broken: ${PART_WORDS[row.part].toLowerCase()}${row.member_name === null ? '' : ` of ${row.member_name}`}`,
    href: row.member_code === null ? '/govroam/status' : `/govroam/members/${row.member_code}/watch`,
    due: londonDate(reader.now),
    context: `Govroam, since ${formatDateTime(row.opened_at)}`,
    step: 'See what to do',
  }))
}
