// Anything thrown, as its reader gets it: words and a status, or a reference when it is our mistake.
import { failureOf } from '../database/index.ts'
import { Failure, Refusal, statusOf, type Fault } from '../errors/index.ts'

export type Problem = {
  readonly status: number
  readonly type: string
  readonly title: string
  readonly detail: string
  readonly reference: string
  readonly faults?: readonly Fault[]
  readonly figures?: Readonly<Record<string, string | number>>
  readonly current?: Readonly<Record<string, unknown>>
  readonly retryAfterSeconds?: number
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'The request could not be read',
  401: 'Sign in first',
  403: 'You may not do this',
  404: 'Page not found',
  405: 'This address does not take that',
  409: 'Something has changed, or a rule stands in the way',
  413: 'That is too large',
  415: 'That kind of content cannot be read here',
  422: 'There is a problem',
  429: 'Too many requests',
  503: 'Something we depend on is not answering',
  500: 'Sorry, something went wrong on our side',
}

/** The title of a status, in plain words. */
export const titleOf = (status: number): string => TITLES[status] ?? 'There is a problem'

// What Fastify itself throws before any of our code runs: an unreadable body, a body over the limit.
const FRAMEWORK: Readonly<Record<number, string>> = {
  400: 'The request could not be read. Check that it is complete and well formed.',
  413: 'What was sent is larger than the limit for one request. Send less, or split it.',
  415: 'Send form fields, or JSON with the content type application/json.',
}

/** Describes anything thrown. Nothing of a defect's own words is shown. */
export function problemOf(error: unknown, reference: string): Problem {
  if (error instanceof Refusal) {
    const status = statusOf(error)
    return {
      status,
      type: error.code,
      title: titleOf(status),
      detail: error.message,
      reference,
      ...(error.faults.length > 0 ? { faults: error.faults } : {}),
      ...(Object.keys(error.figures).length > 0 ? { figures: error.figures } : {}),
      ...(error.current ? { current: error.current } : {}),
    }
  }
  if (error instanceof Failure) {
    return {
      status: 503,
      type: error.code,
      title: titleOf(503),
      reference,
      // A failure that knows better says so itself: of a commit that was never answered nobody can say what became.
      detail: /again/i.test(error.message)
        ? error.message
        : `${error.message} Try again in a few minutes. Nothing was changed.`,
      ...(error.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: error.retryAfterSeconds }),
    }
  }
  const status = frameworkStatus(error)
  if (status !== undefined)
    return {
      status,
      type: 'platform.request.unreadable',
      title: titleOf(status),
      detail: FRAMEWORK[status] ?? titleOf(status),
      reference,
    }
  return {
    status: 500,
    type: 'platform.defect',
    title: titleOf(500),
    reference,
    detail:
      'We have recorded the problem. Nothing was changed. If it happens again, tell your administrator the reference.',
  }
}

// PostgreSQL's class 22: a value that no column could hold (a reference that is no UUID, a number out of range, a
// NUL). The fields refuse these first; what slips by in an address is still nobody's defect.
const isUnholdable = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  /^22[0-9A-Z]{3}$/.test(error.code)

/**
 * What an error means to whoever sent this request: a value no record could have is a record that does not exist, and a
 * database that went away before any action began is the world not answering.
 */
export function meantBy(error: unknown, method: string): unknown {
  if (!isUnholdable(error)) return failureOf(error) ?? error
  return method === 'GET' || method === 'HEAD'
    ? new Refusal(
        'not-found',
        'platform.record.not-found',
        'There is no such page, or it is not yours to see. Check the address or the reference.',
      )
    : new Refusal(
        'invalid',
        'platform.form.invalid',
        'One of the answers cannot be stored. Check numbers, references and dates, and send the form again.',
      )
}

function frameworkStatus(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return undefined
  const status = Number(error.statusCode)
  if (status === 429) return 429
  return status >= 400 && status < 500 ? (status in FRAMEWORK ? status : 400) : undefined
}
