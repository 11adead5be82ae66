// What the box answers: the rows of a page with the words around what was asked, counts, and the way on.
import type { Reader } from '../actions/index.ts'
import { sql, type Db } from '../database/index.ts'
import { invalid } from '../errors/index.ts'
import { londonDate } from '../time/index.ts'
import { askedOf, MOST_WORDS, type Asked } from './asked.ts'
import { askedIn, excerptOf, markedTitle, type Excerpt, type Piece } from './excerpt.ts'
import { find, MOST_COUNTED, type Asker, type Cursor, type Filters, type Found } from './find.ts'

export type Hit = {
  readonly kind: string
  readonly id: string
  readonly title: string
  /** The title in pieces, the asked words marked. */
  readonly marked: readonly Piece[]
  readonly href: string
  readonly at: Temporal.PlainDate | null
  readonly body: string | null
  readonly excerpt: Excerpt
}

export type Looked = {
  /** 'nothing-asked': no word was typed; 'too-long': the database gave up within the time a page may take. */
  readonly state: 'answered' | 'nothing-asked' | 'too-long'
  readonly rows: readonly Hit[]
  /** At most `MOST_COUNTED`; `more` says that there are more. */
  readonly count: number
  readonly more: boolean
  /** Nothing has the words as typed; these have words that begin like the last one. */
  readonly beginning: boolean
  readonly kinds: Found['kinds']
  readonly next?: string
}

const MOST_ON_A_PAGE = 20
const MOST_MILLISECONDS = 3_000

const NOTHING: Looked = {
  state: 'nothing-asked',
  rows: [],
  count: 0,
  more: false,
  beginning: false,
  kinds: [],
}

/** Looks for what was typed, among what the reader may see. */
export async function lookFor(
  reader: Reader,
  typed: string,
  more: Filters & { readonly after: string | null },
  asker: Asker = 'page',
): Promise<Looked> {
  const asked = askedOf(typed)
  if (asked.words > MOST_WORDS)
    invalid('search.record.too-many-words', [
      { field: 'words', message: `Search for at most ${MOST_WORDS} words` },
    ])
  if (asked.query === null) return NOTHING
  const after = cursorOf(more.after)
  const shared = {
    ...more,
    after,
    keys: reader.keys(),
    asker,
    today: londonDate(reader.now),
    most: MOST_ON_A_PAGE + 1,
  }
  try {
    return await withinBounds(reader.db, async (db) => {
      const whole = await find(db, { ...shared, query: asked.query ?? '' })
      if (whole.count > 0 || asked.beginning === null) return answered(db, asked, whole, null)
      const begun = await find(db, { ...shared, query: asked.beginning })
      return answered(db, asked, begun, begun.count > 0 ? (asked.wanted.at(-1) ?? null) : null)
    })
  } catch (error) {
    if (isCancelled(error)) return { ...NOTHING, state: 'too-long' }
    throw error
  }
}

async function answered(db: Db, asked: Asked, found: Found, beginning: string | null): Promise<Looked> {
  const shown = found.rows.slice(0, MOST_ON_A_PAGE)
  const last = found.rows.length > MOST_ON_A_PAGE ? shown.at(-1) : undefined
  const isAsked = await askedIn(
    db,
    asked.wanted,
    shown.flatMap((row) => [row.title, row.words]),
    beginning,
  )
  return {
    state: 'answered',
    count: Math.min(found.count, MOST_COUNTED),
    more: found.count > MOST_COUNTED,
    beginning: beginning !== null,
    kinds: found.count > MOST_COUNTED ? [] : found.kinds,
    rows: shown.map(({ kind, id, title, words, href, at, body }) => ({
      kind,
      id,
      href,
      at,
      body,
      title,
      marked: markedTitle(title, isAsked),
      excerpt: excerptOf(words, isAsked),
    })),
    ...(last === undefined ? {} : { next: `${last.score}_${last.id}` }),
  }
}

function cursorOf(after: string | null): Cursor | null {
  if (after === null) return null
  const [, score, id] = /^(\d{1,15})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(after) ?? []
  if (score === undefined || id === undefined)
    invalid('search.record.after', [
      {
        field: 'after',
        message: 'This is not where a page of the list ended. Start again from its first page',
      },
    ])
  return { score: BigInt(score), id }
}

// A search takes a page's time, never a server's. Compiling a plan would cost more than it saves; the embedded engine
// takes these settings and has no clock to end a statement by.
async function withinBounds<R>(db: Db, run: (db: Db) => Promise<R>): Promise<R> {
  const bounded = async (tx: Db): Promise<R> => {
    await sql`select set_config('statement_timeout', ${String(MOST_MILLISECONDS)}, true), set_config('jit', 'off', true),
      set_config('work_mem', '32MB', true), set_config('enable_seqscan', 'off', true)`.execute(tx)
    return run(tx)
  }
  return db.isTransaction ? run(db) : db.transaction().execute(bounded)
}

const isCancelled = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && (error as { code?: unknown }).code === '57014'
