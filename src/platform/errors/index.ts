// The three ways in which something can go wrong, and nothing else: a Refusal is the platform declining
// in words its reader can act on, a Failure is the world not answering, a Defect is our own mistake.

export type RefusalKind = 'not-found' | 'forbidden' | 'invalid' | 'conflict' | 'unauthenticated' | 'too-many'

/** One answer that could not be taken: the field's name, and the sentence shown beside it. */
export type Fault = { readonly field: string; readonly message: string }

type RefusalMore = {
  readonly faults?: readonly Fault[]
  /** What was there before and what is there now, for a conflict that shows both. */
  readonly current?: Readonly<Record<string, unknown>>
  /** Figures the reader needs to act: ids, numbers and dates, never personal values. */
  readonly figures?: Readonly<Record<string, string | number>>
}

/** A refusal carries a permanent code `module.noun.why`; its message says what happened, whose rule it is and what to do next. */
export class Refusal extends Error {
  readonly kind: RefusalKind
  readonly code: string
  readonly faults: readonly Fault[]
  readonly current: Readonly<Record<string, unknown>> | undefined
  readonly figures: Readonly<Record<string, string | number>>

  constructor(kind: RefusalKind, code: string, message: string, more: RefusalMore = {}) {
    super(message)
    this.name = 'Refusal'
    this.kind = kind
    this.code = code
    this.faults = more.faults ?? []
    this.current = more.current
    this.figures = more.figures ?? {}
  }
}

/** The world did not answer: a mail server, a full disk, a provider. Tried again within limits, then shown to an administrator. */
export class Failure extends Error {
  readonly code: string
  readonly retryAfterSeconds: number | undefined

  constructor(code: string, message: string, more: { cause?: unknown; retryAfterSeconds?: number } = {}) {
    super(message, { cause: more.cause })
    this.name = 'Failure'
    this.code = code
    this.retryAfterSeconds = more.retryAfterSeconds
  }
}

/** Our mistake. Its words are for the log only; a page shows a reference. */
export class Defect extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options)
    this.name = 'Defect'
  }
}

/** Declines with a code and a sentence. */
export function refuse(kind: RefusalKind, code: string, message: string, more: RefusalMore = {}): never {
  throw new Refusal(kind, code, message, more)
}

/** The one wording for a record that does not exist and for one the reader may not see: they must not differ. */
export function notFound(noun = 'page'): never {
  throw new Refusal(
    'not-found',
    'platform.record.not-found',
    `There is no such ${noun}, or it is not yours to see. Check the address or the reference.`,
  )
}

type Versioned = { readonly version: number }

/**
 * The check that every change of a record with a version begins with, under the permanent code of the room that makes it:
 * what was decided on an older version than the one that stands is a conflict, which shows what stands now.
 */
export function versionCheck(code: string, noun?: string) {
  return (
    record: Versioned | undefined,
    version: number,
    current: Readonly<Record<string, unknown>> = {},
  ): void => {
    if (record === undefined) notFound(noun ?? 'record')
    if (record.version === version) return
    refuse(
      'conflict',
      code,
      `Somebody has changed this${noun === undefined ? '' : ` ${noun}`} since you opened it. Look at what it says now, and make your change again if it is still needed.`,
      { current: { ...current, version: record.version } },
    )
  }
}

/** Declines one answer of a form, beside the field it belongs to. */
export function invalid(code: string, faults: readonly Fault[]): never {
  const first = faults[0]
  throw new Refusal(
    'invalid',
    code,
    first === undefined ? 'Something in the form needs changing.' : first.message,
    { faults },
  )
}

const STATUS: Record<RefusalKind, number> = {
  'not-found': 404,
  forbidden: 403,
  invalid: 422,
  conflict: 409,
  unauthenticated: 401,
  'too-many': 429,
}

/** The HTTP status of anything thrown: a refusal's own, 503 for a failure, 500 for everything else. */
export function statusOf(error: unknown): number {
  if (error instanceof Refusal) return STATUS[error.kind]
  if (error instanceof Failure) return 503
  return 500
}

/** The exit code of a command that ended with this error (sysexits: 75 try again later, 70 our mistake). */
export function exitCodeOf(error: unknown): number {
  if (error instanceof Refusal) return 1
  if (error instanceof Failure) return 75
  return 70
}
