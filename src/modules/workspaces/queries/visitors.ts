// Visitors from outside, each with the host who named them (P8). Their names are for the host and for those who receive
// them, and are deleted a month after the day.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { isRecordId } from '#platform/fields/index.ts'

export type Visitor = {
  readonly id: string
  readonly site_id: string
  readonly site_code: string
  readonly site_name: string
  readonly owner_organisation_id: string
  readonly time_zone: string
  readonly host_person_id: string
  readonly host_name: string
  readonly name: string | null
  readonly organisation_words: string | null
  readonly mail: string | null
  readonly comes_on: Temporal.PlainDate
  readonly told_at: Temporal.Instant | null
  readonly arrived_at: Temporal.Instant | null
  readonly left_at: Temporal.Instant | null
  readonly version: number
}

const rowsOf = (reader: Pick<Reader, 'db'>, where: ReturnType<typeof sql>) =>
  sql<Visitor>`
    select visitor.*, site.code as site_code, site.name as site_name, site.organisation_id as owner_organisation_id,
      workplace.time_zone, host.name as host_name
    from workspaces.visitor visitor join workspaces.workplace workplace on workplace.site_id = visitor.site_id
    join organisations.site_card site on site.id = visitor.site_id
    join organisations.person_card host on host.id = visitor.host_person_id
    where visitor.forgotten_at is null and ${where} order by visitor.comes_on, visitor.name, visitor.id limit 200`.execute(
    reader.db,
  )

/** The visitors one expects from today on, and those of the last month. */
export async function ownVisitors(reader: Reader): Promise<readonly Visitor[]> {
  if (reader.actor.kind !== 'person') return []
  return (await rowsOf(reader, sql`visitor.host_person_id = ${reader.actor.id}`)).rows
}

/** A visitor of one's own, or the refusal that there is none. */
export async function ownVisitor(reader: Reader, id: string): Promise<Visitor> {
  if (reader.actor.kind !== 'person' || !isRecordId(id)) return notFound('visitor')
  const { rows } = await rowsOf(
    reader,
    sql`visitor.id = ${id} and visitor.host_person_id = ${reader.actor.id}`,
  )
  return rows[0] ?? notFound('visitor')
}

/** A visitor whom nobody has forgotten, whosever they are: for whoever receives them, after asking whether one does. */
export async function visitorById(reader: Pick<Reader, 'db'>, id: string): Promise<Visitor | undefined> {
  return (await rowsOf(reader, sql`visitor.id = ${id}`)).rows[0]
}
