// What a person wants of a desk, where they usually work and who may see where they sit (W16): read by nobody else.
import { query, type Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { londonDate } from '#platform/time/index.ts'
import type { Attribute, Sharing } from '../rules.ts'

export const PREFERENCE = 'workspaces.preference.read'

export type Preference = {
  readonly wanted: readonly Attribute[]
  readonly shares: Sharing
  /** One's usual office. */
  readonly site_id: string | null
  readonly version: number
}

const NOTHING_SAID: Preference = { wanted: [], shares: 'nobody', site_id: null, version: 0 }

/** The reader's own wants; nothing where they said nothing, or are no person. */
export async function ownPreference(reader: Reader): Promise<Preference> {
  if (reader.actor.kind !== 'person') return NOTHING_SAID
  const row = await reader.db
    .selectFrom('workspaces.preference')
    .select(['wanted', 'shares', 'site_id', 'version'])
    .where('person_id', '=', reader.actor.id)
    .executeTakeFirst()
  return row === undefined ? NOTHING_SAID : { ...row, wanted: row.wanted as Attribute[] }
}

export const readPreference = query({
  name: PREFERENCE,
  title: 'Read what you want of a desk, and who may see where you sit',
  doors: ['page', 'api'],
  parameters: {},
  run: ownPreference,
})

export type Body = { readonly id: string; readonly name: string }

/** The bodies one works for today, the longest-standing post first: as one of them one books. */
export async function ownBodies(reader: Reader): Promise<Body[]> {
  if (reader.actor.kind !== 'person') return []
  const today = sql`${londonDate(reader.now).toString()}::date`
  const { rows } = await sql<Body>`
    select body.id, body.name from organisations.employment_card post
    join organisations.organisation_card body on body.id = post.organisation_id
    where post.person_id = ${reader.actor.id} and post.started_on <= ${today} and (post.ended_on is null or post.ended_on >= ${today})
    group by body.id, body.name order by min(post.started_on), body.name`.execute(reader.db)
  return rows
}
