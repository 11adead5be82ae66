// Taking a generation: written aside, checked, swapped in by one rename, restarted, probed; and back by itself when a
// probe fails (G5). Each step is on the disk before the next, so that killed anywhere it goes on from there.
import { Failure } from '#platform/errors/index.ts'
import type { Log } from '#platform/log/index.ts'
import type { Clock } from '#platform/time/index.ts'
import type { Wanted } from '../rules/signing.ts'
import { runEngineCheck } from './checking.ts'
import type { Daemon } from './daemon.ts'
import { faultsHere } from './findings.ts'
import { prove, type Proof } from './probing.ts'
import { atStart, withUntold, type AgentState, type Report, type Trying } from './state.ts'
import type { Kept, Store } from './store.ts'

const STARTS = 2
/** How long a server may be silent, unless the settings say otherwise. */
const PATIENCE_SECONDS = 60

export type Applying = {
  readonly store: Store
  readonly daemon: Daemon
  readonly clock: Clock
  readonly log: Log
  /** Where the engine's program is, when not where Debian puts it. */
  readonly program?: string
  readonly patienceSeconds?: number
  readonly signal?: AbortSignal
}

type Proven = { readonly good: boolean; readonly words: string; readonly probes: number }

/** Takes a generation that was verified. Answers the state afterwards; the report of it is in there, untold. */
export async function take(bundle: Wanted, state: AgentState, given: Applying): Promise<AgentState> {
  const { store, clock } = given
  const started = clock.now()
  const { number, generation, digest } = bundle
  const decline = (outcome: 'refused' | 'failed', words: string): AgentState =>
    declined(state, { number, generation, digest }, outcome, words, took(clock, started))
  try {
    const directory = await store.write(bundle)
    const [refused, words] = await faultsOf(bundle, directory, given)
    if (refused) {
      await store.discard(number)
      return decline('refused', words)
    }
    await store.complete(number)
  } catch (error) {
    await store.discard(number).catch(() => undefined)
    return decline('failed', sentenceOf(error))
  }
  const trying: Trying = { number, generation, digest, from: await store.current(), failed: null }
  const begun = { ...state, trying }
  try {
    await store.saveState(begun)
    await store.swap(number)
  } catch (error) {
    return decline('failed', sentenceOf(error))
  }
  return settle(begun, trying, started, given)
}

/** What an agent does first: whatever it was killed at is brought to its end. */
export async function resume(state: AgentState, given: Applying): Promise<AgentState> {
  const { store, clock } = given
  const { trying, running } = state
  const current = await store.current()
  const step = atStart(state, current)
  if (trying === null || step === 'go-on') {
    // Somebody took the link away, or a first start never came to it.
    if (running !== null && current !== running.number && (await store.kept(running.number)) !== undefined)
      await store.swap(running.number)
    return state
  }
  if (step === 'forget') return kept({ ...state, trying: null }, given)
  if (step === 'prove') return settle(state, trying, clock.now(), given)
  return goBack(state, trying, trying.failed ?? '', clock.now(), given)
}

async function faultsOf(
  bundle: Wanted,
  directory: string,
  { store, clock, program }: Applying,
): Promise<readonly [boolean, string]> {
  const own = bundle.probes.find(({ address, from }) => address === from)
  const faults = await faultsHere({
    engine: bundle.engine,
    files: bundle.files,
    local: store.local,
    tlsName: own?.tlsName ?? null,
    now: clock.now(),
  })
  if (faults.length > 0) return [true, faults.join('\n')]
  const checked = await runEngineCheck(bundle.engine, directory, program === undefined ? {} : { program })
  return [!checked.passed, `The check of ${bundle.engine} did not pass:\n${checked.words}`]
}

// `current` points to the new one: it is started and proven, or the former comes back.
async function settle(
  state: AgentState,
  trying: Trying,
  started: Temporal.Instant,
  given: Applying,
): Promise<AgentState> {
  const { store, clock } = given
  const proven = await startAndProve(trying.number, given)
  if (!proven.good) return goBack(state, trying, proven.words, started, given)
  const { number, generation, digest } = trying
  const report: Report = {
    generation,
    outcome: 'applied',
    words: proven.words,
    probes: proven.probes,
    tookMilliseconds: took(clock, started),
  }
  const running = { number, generation, digest }
  const after = await kept(withUntold({ ...state, running, trying: null, declined: null }, report), given)
  await store.prune([number, trying.from]).catch(() => undefined)
  return after
}

async function goBack(
  state: AgentState,
  trying: Trying,
  words: string,
  started: Temporal.Instant,
  given: Applying,
): Promise<AgentState> {
  const { store, daemon, clock, log } = given
  log.warn('A generation does not work here; the former comes back', { count: trying.number })
  const goingBack = await kept({ ...state, trying: { ...trying, failed: words } }, given)
  const { from } = trying
  await store.swap(from)
  let former = 'Nothing ran before, so nothing runs now.'
  if (from === null) await daemon.stop()
  else {
    const proven = await startAndProve(from, given)
    former = proven.good
      ? `Generation ${from} runs again.`
      : `Generation ${from}, which ran before, does not answer either: ${proven.words}`
  }
  const after = declined(
    { ...goingBack, trying: null },
    trying,
    'rolled-back',
    `${words}\n${former}`,
    took(clock, started),
  )
  return kept(after, given)
}

/**
 * Starts a generation, unless it is the one that runs, and has it proven. One that ends is started once more: what keeps a
 * good one from starting on a machine under load is over by then, and a broken one ends again.
 */
export async function startAndProve(number: number, given: Applying): Promise<Proven> {
  const { store, daemon } = given
  const own = await store.kept(number)
  if (own === undefined) return { good: false, words: `Generation ${number} is not here.`, probes: 0 }
  for (let start = 1; ; start += 1) {
    const { outcome, words, probes } = await startedOnce(own, given)
    if (outcome === 'works') return { good: true, words, probes }
    if (outcome === 'ended' && start < STARTS) continue
    const last = await daemon.lastWords()
    return { good: false, words: last === '' ? words : `${words}\n${last}`, probes }
  }
}

async function startedOnce(own: Kept, given: Applying): Promise<Proof> {
  const { store, daemon, signal, patienceSeconds = PATIENCE_SECONDS } = given
  try {
    if ((await daemon.runs()) !== own.number) await daemon.restart(own.number, own.engine)
  } catch (error) {
    return { outcome: 'ended', words: sentenceOf(error), probes: 0 }
  }
  return prove(own.probes, {
    directory: store.path(own.number),
    patienceMs: patienceSeconds * 1000,
    ended: (over) => daemon.ended(over),
    ...(signal === undefined ? {} : { signal }),
  })
}

/** State in which a generation was not taken: told once for the same words. */
export function declined(
  state: AgentState,
  { number, generation, digest }: { number: number; generation: string; digest: string },
  outcome: 'rolled-back' | 'refused' | 'failed',
  words: string,
  tookMilliseconds: number,
): AgentState {
  const former = state.declined
  const isTold =
    former !== null && former.digest === digest && former.outcome === outcome && former.words === words
  const after = { ...state, declined: { number, generation, digest, outcome, words } }
  return isTold ? after : withUntold(after, { generation, outcome, words, probes: 0, tookMilliseconds })
}

// State that cannot be written is still known here; what is on the disk leads to the same end at the next start.
async function kept(state: AgentState, { store, log }: Applying): Promise<AgentState> {
  await store
    .saveState(state)
    .catch((error: unknown) => log.error('The state could not be written', { error }))
  return state
}

const took = (clock: Clock, started: Temporal.Instant): number =>
  Math.max(0, Math.round(clock.now().since(started).total('milliseconds')))

/** What went wrong, in words fit for a report. */
export function sentenceOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG')
    return 'The disk of this machine is full, so nothing was changed. Make room; it is tried again by itself.'
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return `The agent may not write its directory (${code}), so nothing was changed.`
  if (error instanceof Failure) return error.message
  return `It could not be put in place: ${code ?? message}`
}
