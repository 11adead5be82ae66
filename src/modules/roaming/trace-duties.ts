// What the trace needs of somebody, for the home page: a question to release, a question to answer.
import { fill, personOf, type Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { duty, type Duty } from '#platform/module/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { TRACE } from './queries/lookups.ts'

async function waiting(reader: Reader): Promise<Duty[]> {
  const bodies = reader.scopes(TRACE, 'organisation')
  if (bodies === 'all' || bodies.length === 0) return []
  const mine = sql`any(${[...bodies]}::uuid[])`
  const { rows } = await sql<{
    id: string
    to_release: boolean
    visited: string
    home: string
    expires_at: Temporal.Instant
  }>`
    select question.id, question.state = 'asked' as to_release, visited_body.name as visited, home_body.name as home, question.expires_at
    from roaming.question question
    join roaming.lookup lookup on lookup.id = question.lookup_id
    join roaming.member visited on visited.id = lookup.member_id
    join organisations.organisation_card visited_body on visited_body.id = visited.organisation_id
    join roaming.member home on home.id = question.home_member_id
    join organisations.organisation_card home_body on home_body.id = home.organisation_id
    where question.expires_at > ${reader.now}
      and ((question.state = 'asked' and visited.organisation_id = ${mine} and question.asked_by <> ${personOf(reader)})
        or (question.state = 'released' and home.organisation_id = ${mine}))
    order by question.expires_at, question.id limit 50`.execute(reader.db)
  return rows.map((row) => ({
    title: row.to_release
      ? `Release a question to ${row.home}, or leave it`
      : `${row.visited} asks about one of your people`,
    href: `/govroam/trace/questions/${row.id}`,
    due: londonDate(row.expires_at),
    context: 'An incident on govroam',
    step: row.to_release ? 'Read why it is asked' : 'Find out who it was, and answer',
  }))
}

export const traceDuties = fill(duty, { name: 'roaming.question.duties', permission: TRACE, run: waiting })
