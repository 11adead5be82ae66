// What a job is: a name, and the action or the run that carries it out after the commit. A job holds no
// business decision; it calls an action.
import { Defect } from '#platform/errors/index.ts'
import type { Errand } from '#platform/actions/index.ts'
import type { Every } from './schedule.ts'

/** Ids, never contents: whoever carries it out reads the records as they are then. */
export type JobIds = Readonly<Record<string, string>>

export type JobAbout = {
  /** The same at every attempt. */
  readonly id: string
  readonly job: string
  /** 1 at the first. */
  readonly attempt: number
  readonly key: string | null
  /** A value sealed by `secrets`, for what may not lie readable in the queue (a sign-in code). */
  readonly sealed: string | null
  readonly now: Temporal.Instant
  /** Aborted when the worker must stop before the job is done; it then runs again elsewhere. */
  readonly signal: AbortSignal
}

export type Retries = {
  /** How often a failure is tried again before it is shown to an administrator. */
  readonly most: number
  readonly firstAfterSeconds: number
  /** The wait doubles each time, up to this. */
  readonly mostSeconds: number
}

export type Job = {
  /** `module.noun.verb`; listeners of announcements are `announce:module.noun.verb`. */
  readonly name: string
  /** What an administrator reads when it is in trouble. */
  readonly title: string
  /** The action that the system performs, with the ids as its answers. */
  readonly action: { readonly name: string; readonly fields?: object } | null
  readonly run: ((ids: JobIds, about: JobAbout) => Promise<void>) | null
  /** What goes out into the world as the system, with no transaction open, and performs an action with what it found. */
  readonly errand: ((errand: Errand, ids: JobIds, about: JobAbout) => Promise<void>) | null
  readonly every: Every | null
  readonly retries: Retries
  /** One at a time for each key, in the order in which they were sent. */
  readonly inOrder: boolean
}

const RETRIES: Retries = { most: 8, firstAfterSeconds: 10, mostSeconds: 3600 }

/** Declares a job. Exactly one of `action`, `run` and `errand` says what it does. */
export function job(declared: {
  name: string
  title: string
  action?: { readonly name: string; readonly fields?: object }
  run?: (ids: JobIds, about: JobAbout) => Promise<void>
  errand?: (errand: Errand, ids: JobIds, about: JobAbout) => Promise<void>
  every?: Every
  retries?: Partial<Retries>
  inOrder?: boolean
}): Job {
  const action = declared.action ?? null
  const run = declared.run ?? null
  const errand = declared.errand ?? null
  if ([action, run, errand].filter((one) => one !== null).length !== 1) {
    throw new Defect(
      `The job ${declared.name} must have an action, a run or an errand, and only one of them.`,
    )
  }
  return {
    name: declared.name,
    title: declared.title,
    action,
    run,
    errand,
    every: declared.every ?? null,
    retries: { ...RETRIES, ...declared.retries },
    inOrder: declared.inOrder ?? false,
  }
}

/** How long to wait before the next attempt; the world may have said it needs longer. */
export function waitSeconds(retries: Retries, attempt: number, asked: number | undefined): number {
  const doubled = retries.firstAfterSeconds * 2 ** Math.min(attempt - 1, 20)
  return Math.max(Math.min(doubled, retries.mostSeconds), asked ?? 0)
}
