// What a room says of its records so that they can be found: words, place, date, and for whose eyes. Whether a
// reader may see a record is decided by keys that the query compares, never by looking at the result afterwards.
import type { Scope } from '../actions/index.ts'
import { sql, type Db } from '../database/index.ts'

/** One record as search knows it. */
export type SearchRecord = {
  readonly id: string
  /** What a reader would call it: it weighs more than the words. */
  readonly title: string
  /** Everything else it should be found by, as plain text. Nothing that some of its audience may not read. */
  readonly words: string
  readonly href: string
  /** The day the record is about: the meeting's, the event's, the day it was made. */
  readonly at: Temporal.PlainDate | null
  /** The organisation it belongs to, for the filter by body. */
  readonly body: string | null
  /** Who may find it: any one of these keys suffices. See `keyFor`, and `ON_PAGES_ONLY`. */
  readonly audience: readonly string[]
}

/** A kind of record that can be found. */
export type SearchKind = {
  /** 'library.book': the module and noun under which the record is a subject. */
  readonly kind: string
  /** 'Book' */
  readonly title: string
  /** 'Books' */
  readonly plural: string
  /** Whoever may find a record may open every file that it owns, so that the files' words may stand beside its own. */
  readonly filesAreAlike?: boolean
  /**
   * The records as they stand now: those of the ids given, or every one of them. A record that is asked for and
   * not returned leaves the index: a draft, somebody who left.
   */
  readonly records: (db: Db, ids: readonly string[] | 'all') => Promise<readonly SearchRecord[]>
}

/** Anybody may find it, signed in or not. */
export const PUBLIC = 'public'

/** Beside the keys of an audience: found on the page, and in no answer to a program. No reader holds it. */
export const ON_PAGES_ONLY = 'on-pages-only'

/** Only this person may find it. */
export const personKey = (personId: string): string => `person:${personId}`

/** Whoever holds the permission: for the whole installation, or for this place. */
export function keyFor(permission: string, scope?: Scope): readonly string[] {
  return scope === undefined ? [permission] : [permission, `${permission}@${scope.id}`]
}

/** Whoever holds the permission for the whole installation or for any of these places; null is no place. */
export function keysFor(permission: string, places: readonly (Scope | null)[]): readonly string[] {
  return [permission, ...places.flatMap((place) => (place === null ? [] : [`${permission}@${place.id}`]))]
}

/** The condition for the records asked for: those of the ids, or every one. */
export const isAmong = (ids: readonly string[] | 'all', column: string) =>
  ids === 'all' ? sql<boolean>`true` : sql<boolean>`${sql.ref(column)} = any(${[...ids]}::uuid[])`

/** What a record says, one piece a line; what it does not say is left out. */
export const said = (...pieces: readonly (string | null | undefined)[]): string =>
  pieces.filter((piece) => piece !== null && piece !== undefined && piece !== '').join('\n')
