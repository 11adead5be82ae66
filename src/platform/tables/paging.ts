// A long list, a page at a time: where a page ended is a cursor made of the row's own place in the order, so
// that a row added meanwhile is neither skipped nor shown twice.
import { refuse } from '../errors/index.ts'

/** One page of rows, and the cursor to ask for the next with; absent on the last page. */
export type Listed<Row> = { readonly rows: readonly Row[]; readonly next?: string }

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** The page, from one row more than fits: `place` gives the sort values of a row, its id last. */
export function pageOf<Row>(
  rows: readonly Row[],
  size: number,
  place: (row: Row) => readonly string[],
): Listed<Row> {
  const last = rows[size - 1]
  if (rows.length <= size || last === undefined) return { rows }
  return {
    rows: rows.slice(0, size),
    next: Buffer.from(JSON.stringify(place(last)), 'utf8').toString('base64url'),
  }
}

/** The sort values and id at which the page before ended; null for the first page. Refuses what is no cursor of ours. */
export function afterCursor(text: string | null | undefined, parts: number): readonly string[] | null {
  if (text === null || text === undefined || text === '') return null
  const place = parsed(text)
  if (
    !Array.isArray(place) ||
    place.length !== parts ||
    !place.every((part) => typeof part === 'string' && !part.includes('\0'))
  )
    return refuseCursor()
  if (!UUID.test(place.at(-1) as string)) return refuseCursor()
  return place as string[]
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}

function refuseCursor(): never {
  refuse(
    'invalid',
    'platform.list.cursor',
    'The place to go on from is not one that this list gave out. Start again from its first page.',
    {
      faults: [{ field: 'after', message: 'Start again from the first page of the list' }],
    },
  )
}
