// What a database error means to us: a rule of the schema that was broken (the module's last word, which it maps
// to a refusal), a race to be run again, or a database that did not answer.
import pg from 'pg'
import { Failure } from '../errors/index.ts'

export type ConstraintKind = 'unique' | 'exclusion' | 'check' | 'foreign-key' | 'not-null'
export type BrokenConstraint = {
  readonly kind: ConstraintKind
  readonly name: string
  readonly table: string
}

const KINDS: Readonly<Record<string, ConstraintKind>> = {
  '23505': 'unique',
  '23P01': 'exclusion',
  '23514': 'check',
  '23503': 'foreign-key',
  '23001': 'foreign-key',
  '23502': 'not-null',
}

/** The named constraint that an error says was broken, or undefined when it is another kind of error. */
export function constraintOf(error: unknown): BrokenConstraint | undefined {
  if (!(error instanceof pg.DatabaseError)) return undefined
  const kind = KINDS[error.code ?? '']
  if (kind === undefined) return undefined
  const table = `${error.schema ?? ''}.${error.table ?? ''}`
  return { kind, table, name: error.constraint ?? `${table}.${error.column ?? ''}` }
}

// The last is a statement kept by name whose table another process has just migrated.
const AGAIN = new Set(['40001', '40P01', '0A000'])

/** Two transactions could not both be true (or waited for each other): the whole action may be run again. */
export function isSerializationFailure(error: unknown): boolean {
  return error instanceof pg.DatabaseError && AGAIN.has(error.code ?? '')
}

const SENTENCES: readonly (readonly [pattern: RegExp, code: string, sentence: string])[] = [
  [/^53100$|^ENOSPC$/, 'platform.database.disk-full', 'The disk that holds the database is full.'],
  [/^53/, 'platform.database.busy', 'The database has no room for another connection.'],
  [/^57014$/, 'platform.database.too-slow', 'The database took too long to answer.'],
  [/^55P03$/, 'platform.database.busy', 'Another change to the same records is still under way.'],
  [/^25006$/, 'platform.database.read-only', 'The database accepts no changes at the moment.'],
  [/^(08|57P)/, 'platform.database.unreachable', 'The database cannot be reached.'],
  [/^28/, 'platform.database.refused', 'The database refused the name or password it was given.'],
  [/^3D000$/, 'platform.database.missing', 'The database server has no database of that name.'],
  [/^58/, 'platform.database.storage', 'The storage under the database reported a fault.'],
  [
    /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)/,
    'platform.database.unreachable',
    'The database cannot be reached.',
  ],
]

// What held the lock is done in a moment: it waits for nobody.
const LOCKED = '55P03'

// node-postgres reports a lost connection by message only.
const LOST = /connection terminated|connection ended|timeout exceeded when trying to connect|not queryable/i

/** The Failure that an error of the connection, the server or its disk amounts to; undefined for anything else. */
export function failureOf(error: unknown): Failure | undefined {
  if (error instanceof Failure) return error
  if (!(error instanceof Error)) return undefined
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const known = SENTENCES.find(([pattern]) => pattern.test(code))
  if (known !== undefined) {
    return new Failure(known[1], `${known[2]} Nothing was changed; try again in a minute.`, {
      cause: error,
      ...(code === LOCKED ? { retryAfterSeconds: 2 } : {}),
    })
  }
  if (!(error instanceof pg.DatabaseError) && LOST.test(error.message)) {
    return new Failure(
      'platform.database.unreachable',
      'The database cannot be reached. Look whether the change was made before trying again.',
      { cause: error },
    )
  }
  return undefined
}
