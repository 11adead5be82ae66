// `connects roaming agent run`: looks every half minute whether there is something new, takes it, keeps the server alive,
// proves the shared secrets and sends the log. Whatever becomes of Connects, what runs goes on running.
import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:net'
import { resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { Refusal } from '#platform/errors/index.ts'
import { logThrown, type Log } from '#platform/log/index.ts'
import { systemClock, type Clock } from '#platform/time/index.ts'
import { declined, resume, startAndProve, take, type Applying } from './applying.ts'
import { reachConnects, type Connects, type Standing } from './connects.ts'
import { openDaemon } from './daemon.ts'
import { faultOfClock } from './findings.ts'
import { observeLinks, type Told } from './observing.ts'
import { sendLogs } from './sending.ts'
import { pinnedKey, readPrivately, type Settings } from './settings.ts'
import type { Wanted } from '../rules/signing.ts'
import { pauseMs, towards, withUntold, type AgentState } from './state.ts'
import { openStore } from './store.ts'
import { faultOfBundle } from './verifying.ts'

export type Running = {
  readonly log: Log
  /** Stops it: what is under way is finished, then the server is stopped if it is ours. */
  readonly signal: AbortSignal
  readonly version?: string
  readonly clock?: Clock
  /** Where the engine's program is, when not where Debian puts it. */
  readonly program?: string
  /** Told when to try again what was rolled back (SIGHUP). */
  readonly onAgain?: (again: () => void) => void
}

const ALIVE_EVERY_MS = 500
const LIVED_MS = 60_000
const OBSERVE_EVERY_MS = 60_000
const MOST_REFUSED_MS = 240_000

/** Runs until it is told to stop. */
export async function runAgent(settings: Settings, running: Running): Promise<void> {
  const { log, signal, clock = systemClock, version = 'unknown', program } = running
  await readPrivately(settings.tokenFile, 'The token')
  const directory = resolve(settings.directory)
  const lock = await lockOf(directory)
  try {
    const store = await openStore(directory)
    const daemon = openDaemon(store, settings.restart, program)
    const connects = reachConnects(settings, version, signal)
    const { everySeconds, patienceSeconds } = settings
    const given: Applying = {
      store,
      daemon,
      clock,
      log,
      signal,
      ...(program === undefined ? {} : { program }),
      ...(patienceSeconds === undefined ? {} : { patienceSeconds }),
    }
    const desk = new Desk(settings, given, connects, signal, await store.state())
    running.onAgain?.(() => desk.again())
    log.info('The agent runs', { pid: process.pid })
    await Promise.all([
      desk.look(),
      desk.keepAlive(),
      desk.observe(),
      sendLogs({ store, connects, log, everySeconds, signal }),
    ])
    await daemon.stop()
    log.info('The agent has stopped')
  } finally {
    lock.close()
  }
}

/**
 * Two agents over one directory would undo each other's work. The name of the lock is the kernel's own, so that it is gone
 * with the process, however that ends.
 */
export function lockOf(
  directory: string,
  taken = `An agent runs over ${directory} already.`,
): Promise<Server> {
  const name = createHash('sha256').update(directory).digest('hex').slice(0, 32)
  const server = createServer((socket) => socket.destroy())
  return new Promise((done, failed) => {
    server.on('error', (error: NodeJS.ErrnoException) =>
      failed(error.code === 'EADDRINUSE' ? new Refusal('conflict', 'roaming.agent.twice', taken) : error),
    )
    server.listen(`\0connects-agent-${name}`, () => done(server))
  })
}

/** The agent at work: what it looks at and what it keeps alive take turns, so that neither meets the other half way. */
class Desk {
  readonly #settings: Settings
  readonly #given: Applying
  readonly #connects: Connects
  readonly #signal: AbortSignal
  #state: AgentState
  #turn: Promise<unknown> = Promise.resolve()
  #wake: () => void = () => undefined
  #refused = { times: 0, until: 0 }

  constructor(
    settings: Settings,
    given: Applying,
    connects: Connects,
    signal: AbortSignal,
    state: AgentState,
  ) {
    this.#settings = settings
    this.#given = given
    this.#connects = connects
    this.#signal = signal
    this.#state = state
    signal.addEventListener('abort', () => this.#wake())
  }

  /** Forgets what was rolled back or refused, and looks at once. */
  again(): void {
    this.#state = { ...this.#state, declined: null }
    this.#refused = { times: 0, until: 0 }
    this.#wake()
  }

  /** Looks for what is new, more seldom while Connects cannot be reached. */
  async look(): Promise<void> {
    const { log } = this.#given
    await this.#inTurn(async () => {
      this.#state = await resume(this.#state, this.#given)
    }).catch(passUnless(this.#signal))
    let failures = 0
    while (!this.#signal.aborted) {
      try {
        await this.#inTurn(() => this.#lookOnce())
        if (failures > 0) log.info('Connects is reached again', { attempt: failures })
        failures = 0
      } catch (error) {
        if (this.#signal.aborted) return
        failures += 1
        logThrown(log, 'Connects was asked in vain; what runs goes on', error, { attempt: failures })
      }
      await this.#pause(pauseMs(this.#settings.everySeconds, failures))
    }
  }

  async #lookOnce(): Promise<void> {
    const { clock, log } = this.#given
    if (this.#state.trying !== null) this.#state = await resume(this.#state, this.#given)
    await this.#tell()
    const standing = standingOf(this.#state)
    const asked = await this.#connects.wanted(standing)
    const wrongClock = faultOfClock(asked.now, clock.now())
    if (wrongClock !== undefined) {
      log.warn(wrongClock)
      // It is asked all the same, so that it is seen there too; nothing is handed over.
      await this.#connects.collect(standing, clock.now()).catch(passRefusal)
      return
    }
    if (!asked.collect || this.#isTooSoonFor(asked.generation)) return
    const bundle = await this.#connects.collect(standing, clock.now())
    if (bundle === null) return
    const fault = faultOfBundle(bundle, {
      server: this.#settings.server,
      pinned: pinnedKey(this.#settings.publicKey),
      state: this.#state,
    })
    if (fault === undefined && towards(this.#state, bundle).do === 'nothing') return
    if (fault === undefined) log.info('A generation is taken', { count: bundle.number })
    this.#state =
      fault === undefined
        ? await take(bundle, this.#state, this.#given)
        : declined(this.#state, bundle, 'refused', fault, 0)
    await this.#save()
    this.#took(bundle)
    await this.#tell()
  }

  // What is refused lies with this machine or with what is published: until either changes, it is looked at more and more
  // seldom, but often enough to be known to live.
  #isTooSoonFor(generation: string | null): boolean {
    return this.#state.declined?.generation === generation && performance.now() < this.#refused.until
  }

  #took({ generation, number }: Wanted): void {
    const { log } = this.#given
    const { running, declined: not } = this.#state
    if (running?.generation === generation) {
      this.#refused = { times: 0, until: 0 }
      return log.info('The generation runs', { count: number, outcome: 'applied' })
    }
    const times = this.#refused.times + 1
    const pause = Math.min(pauseMs(this.#settings.everySeconds, times), MOST_REFUSED_MS)
    this.#refused = { times, until: performance.now() + pause }
    log.warn(`The generation is not taken: ${not?.words ?? ''}`, { count: number, outcome: not?.outcome })
  }

  /** Tells what happened and was not told; what Connects does not take is not kept for ever. */
  async #tell(): Promise<void> {
    for (const report of this.#state.untold) {
      try {
        await this.#connects.report(report)
      } catch (error) {
        if (!(error instanceof Refusal) || error.kind === 'unauthenticated') throw error
        logThrown(this.#given.log, 'A report was not taken', error)
      }
      this.#state = { ...this.#state, untold: this.#state.untold.filter((one) => one !== report) }
      await this.#save()
    }
  }

  /** Starts the server again when it has ended, each time after a longer pause. */
  async keepAlive(): Promise<void> {
    const { daemon, log } = this.#given
    if (!daemon.isOurs) return
    let tries = 0
    let notBefore = 0
    let since = performance.now()
    while (!this.#signal.aborted) {
      await this.#inTurn(async () => {
        const number = await this.#missing()
        if (number === undefined) {
          if (performance.now() - since > LIVED_MS) tries = 0
          return
        }
        if (performance.now() < notBefore) return
        const proven = await startAndProve(number, this.#given)
        log[proven.good ? 'info' : 'warn']('The server was not running and was started', {
          count: number,
          attempt: tries,
          outcome: proven.good ? 'answers' : 'silent',
        })
        this.#started(proven.good, proven.words, proven.probes, tries)
        await this.#save()
        tries += 1
        since = performance.now()
        notBefore = since + Math.min(1000 * 2 ** tries, LIVED_MS)
      }).catch((error: unknown) => {
        if (!this.#signal.aborted) logThrown(log, 'The server could not be looked after', error)
      })
      await sleep(ALIVE_EVERY_MS, this.#signal)
    }
  }

  /** The generation that should run and does not. */
  async #missing(): Promise<number | undefined> {
    const { store, daemon } = this.#given
    if (this.#signal.aborted || this.#state.trying !== null) return undefined
    const number = await store.current()
    if (number === null || (await daemon.runs()) === number) return undefined
    return number
  }

  #started(good: boolean, words: string, probes: number, tries: number): void {
    const { running } = this.#state
    // Each way it goes is told once.
    if (running === null || (!good && tries > 0)) return
    this.#state = withUntold(this.#state, {
      generation: running.generation,
      outcome: good ? 'applied' : 'failed',
      words: good
        ? `The server was not running and was started. ${words}`
        : `The server ended and does not come back; it is started again and again. ${words}`,
      probes,
      tookMilliseconds: 0,
    })
  }

  /** Proves each minute which shared secrets work. */
  async observe(): Promise<void> {
    const { store, log } = this.#given
    const told: Told = new Map()
    let due = 0
    let seen: number | undefined
    while (!this.#signal.aborted) {
      const number = this.#state.running?.number
      try {
        // At once for what is new: a secret is changed as soon as both sides have proven it.
        if (number !== undefined && (number !== seen || performance.now() >= due)) {
          due = performance.now() + OBSERVE_EVERY_MS
          await observeLinks(store, number, this.#connects, told)
          seen = number
        }
      } catch (error) {
        if (!this.#signal.aborted) logThrown(log, 'What was observed could not be told', error)
      }
      await sleep(Math.min(this.#settings.everySeconds * 1000, OBSERVE_EVERY_MS), this.#signal)
    }
  }

  #save(): Promise<void> {
    const { store, log } = this.#given
    return store
      .saveState(this.#state)
      .catch((error: unknown) => log.error('The state could not be written', { error }))
  }

  #inTurn<Made>(work: () => Promise<Made>): Promise<Made> {
    const made = this.#turn.then(work)
    this.#turn = made.catch(() => undefined)
    return made
  }

  async #pause(milliseconds: number): Promise<void> {
    if (this.#signal.aborted) return
    const woken = Promise.withResolvers<void>()
    this.#wake = woken.resolve
    await Promise.race([woken.promise, sleep(milliseconds, this.#signal)])
  }
}

function standingOf({ running, declined }: AgentState): Standing {
  return {
    ...(running === null ? {} : { running: running.generation }),
    ...(declined?.outcome === 'rolled-back' ? { declined: declined.generation } : {}),
  }
}

// Told to stop in the middle of proving, it goes on with that at its next start.
const passUnless =
  (signal: AbortSignal) =>
  (error: unknown): void => {
    if (!signal.aborted) throw error
  }

function passRefusal(error: unknown): null {
  if (error instanceof Refusal) return null
  throw error
}

const sleep = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  setTimeout(milliseconds, undefined, { signal }).catch(() => undefined)
