// Who is told that something is broken, and that it is over: the operators of everything, a member's technical and service
// contacts of its own. One letter a person for all of a look, one letter a trouble at its beginning and one at its end; a
// trouble that comes and goes is told again only when an hour has passed.
import type { Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { notify } from '#platform/notifications/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { QUIET_MINUTES } from '../rules/due.ts'

export const TROUBLE_LETTER = 'roaming.trouble.told'

/** Whether the same part is broken again. */
const same = sql`other.part = trouble.part and other.member_id is not distinct from trouble.member_id
  and other.server_id is not distinct from trouble.server_id and other.realm_id is not distinct from trouble.realm_id
  and other.id <> trouble.id`

type Told = { readonly id: string; readonly member_id: string | null }

/** Queues the letters that are due; how many. */
export async function tellTroubles(inside: Inside): Promise<number> {
  const begun = await sql<Told>`
    update roaming.trouble trouble set told_at = ${inside.now}
    where trouble.closed_at is null and trouble.told_at is null and not exists (select 1 from roaming.trouble other
      where ${same} and other.told_at > ${inside.now.subtract({ minutes: QUIET_MINUTES })})
    returning trouble.id, trouble.member_id`.execute(inside.tx)
  const over = await sql<Told>`
    update roaming.trouble trouble set over_told_at = ${inside.now}
    where trouble.closed_at is not null and trouble.told_at is not null and trouble.over_told_at is null
    returning trouble.id, trouble.member_id`.execute(inside.tx)
  if (begun.rows.length + over.rows.length === 0) return 0
  const readers = await readersOf(inside, [...begun.rows, ...over.rows])
  for (const [person, bodies] of readers) {
    const own = (all: readonly Told[]): string =>
      all
        .filter((one) => bodies === 'all' || (one.member_id !== null && bodies.has(one.member_id)))
        .map((one) => one.id)
        .join(' ')
    await notify(inside, {
      to: { subject: person },
      template: TROUBLE_LETTER,
      ids: { begun: own(begun.rows), over: own(over.rows) },
    })
  }
  return readers.size
}

/** Whom these troubles are told: each person with the members they hear of. */
async function readersOf(
  inside: Inside,
  told: readonly Told[],
): Promise<ReadonlyMap<string, ReadonlySet<string> | 'all'>> {
  const members = [...new Set(told.flatMap((one) => one.member_id ?? []))]
  const today = londonDate(inside.now)
  const { rows } = await sql<{ person_id: string; member_id: string | null }>`
    select person_id, null::uuid as member_id from roaming.operator where ended_on is null and from_on <= ${today}
    union
    select contact.person_id, contact.member_id from roaming.contact contact
      join roaming.member member on member.id = contact.member_id
    where contact.member_id = any(${members}::uuid[]) and contact.duty in ('technical', 'service')
      and contact.ended_on is null and contact.from_on <= ${today}
      and exists (select 1 from organisations.employment_card post where post.person_id = contact.person_id
        and post.organisation_id = member.organisation_id and post.started_on <= ${today}
        and (post.ended_on is null or post.ended_on >= ${today}))
    order by person_id`.execute(inside.tx)
  const readers = new Map<string, Set<string> | 'all'>()
  for (const { person_id, member_id } of rows) {
    const there = readers.get(person_id)
    if (member_id === null) readers.set(person_id, 'all')
    else if (there === undefined) readers.set(person_id, new Set([member_id]))
    else if (there !== 'all') there.add(member_id)
  }
  return readers
}
