// The record an indicator is about, or the outcome it serves, for a reader who may know of it.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { ON_PAGES_ONLY } from '#platform/search/index.ts'
import { READ_INSIDE } from './seeing.ts'

export type SubjectShown = { readonly id: string; readonly title: string; readonly href: string | null }

/** Its title and where it stands: as it is found by search, or as others call it. */
export async function subjectFor(reader: Reader, id: string | null): Promise<SubjectShown | undefined> {
  if (id === null) return undefined
  const keys = reader.keys()
  const found = await sql<{ title: string; href: string; audience: string[] }>`
    select entry.title, entry.href, audience.keys as audience from platform.subject subject
    join platform.search_entry entry on entry.kind = subject.module || '.' || subject.noun and entry.id = subject.id
    join platform.search_audience audience on audience.id = entry.audience_id
    where subject.id = ${id}::uuid and not audience.keys @> ${[ON_PAGES_ONLY]}::text[]`.execute(reader.db)
  const [entry] = found.rows
  if (entry !== undefined && (keys === 'all' || entry.audience.some((key) => keys.includes(key))))
    return { id, title: entry.title, href: entry.href }
  const subject = await reader.db
    .selectFrom('platform.subject')
    .select(['title', 'audience'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (subject === undefined) return undefined
  const [kind, place] = subject.audience.split(':')
  const isOpen =
    keys === 'all' ||
    kind === 'public' ||
    keys.includes(subject.audience) ||
    (kind === 'staff' && reader.actor.kind === 'person') ||
    (kind === 'partnership' && place !== undefined && reader.may(READ_INSIDE, { kind, id: place }))
  return isOpen ? { id, title: subject.title, href: null } : undefined
}
