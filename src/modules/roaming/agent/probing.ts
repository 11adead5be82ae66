// Whether a server that was started works: it answers Status-Server, and where the bundle names realms, their certificates
// are read through it, without an account. A machine that is slow looks like a server that is silent, so (G5):
//
//   it ended                 it does not work, at once
//   it answers, and wrongly  asked again at once; twice, and it does not work
//   it is silent             asked on until the patience of the settings is over, which begins anew with each question
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import {
  openLine,
  readCertificate,
  statusServer,
  type Line,
  type Outcome,
  type Target,
} from '#platform/radius/index.ts'
import type { ProbeTarget } from '../rules/signing.ts'

export type Probed = { readonly found: 'good' | 'wrong' | 'silent'; readonly words: string }

export type Proof = {
  readonly outcome: 'works' | 'ended' | 'fails'
  readonly words: string
  readonly probes: number
}

export type Proving = {
  /** The generation's, for the certificates of RadSec. */
  readonly directory: string
  readonly patienceMs: number
  /** Resolves when the server has ended; looked for until the signal. */
  ended(over: AbortSignal): Promise<void>
  /** The agent is told to stop: what is being proven now is proven at its next start. */
  readonly signal?: AbortSignal
}

const ROUNDS = 5
const MOST_OTHERS = 8
const WITHIN_MS = { status: 3000, certificate: 8000 } as const
const AGAIN_EVERY_MS = 1000
const PAUSE_MS = 100
/** Where nobody can be asked, staying alive for a moment is all that can be seen. */
const ALIVE_MS = 1500

/** Asks each deciding probe five times, the first as soon as the server is there. */
export async function prove(probes: readonly ProbeTarget[], proving: Proving): Promise<Proof> {
  const over = new AbortController()
  let answered = 0
  const ended = proving.ended(over.signal).then((): Proof => {
    const when = answered === 0 ? 'right after its start' : 'while it was asked'
    return { outcome: 'ended', words: `The server ended ${when}.`, probes: answered }
  })
  const { signal = over.signal } = proving
  const asked = askAll(probes, proving, AbortSignal.any([over.signal, signal]), () => (answered += 1))
  try {
    return await Promise.race([ended, asked])
  } finally {
    over.abort()
    asked.catch(() => undefined)
  }
}

async function askAll(
  probes: readonly ProbeTarget[],
  proving: Proving,
  over: AbortSignal,
  count: () => number,
): Promise<Proof> {
  const { directory } = proving
  const deciding = probes.filter(({ decides }) => decides)
  let answered = 0
  if (deciding.length === 0) await setTimeout(ALIVE_MS)
  for (let round = 1; round <= ROUNDS; round += 1)
    for (const probe of deciding) {
      const { found, words } = await askOn(probe, proving, over)
      if (found !== 'good') return { outcome: 'fails', words, probes: answered }
      answered = count()
    }
  // Whether another's realm answers through this server may be the other's doing: it is told, and decides nothing.
  const others = probes
    .filter(({ kind, decides }) => kind === 'certificate' && !decides)
    .slice(0, MOST_OTHERS)
  const told = await Promise.all(others.map((probe) => askTarget(probe, directory)))
  return {
    outcome: 'works',
    words: [`${answered} probes answered.`, ...told.map((one) => one.words)].join('\n'),
    probes: answered + told.filter(({ found }) => found === 'good').length,
  }
}

async function askOn(probe: ProbeTarget, proving: Proving, over: AbortSignal): Promise<Probed> {
  const { directory, patienceMs } = proving
  const until = performance.now() + patienceMs
  const leastMs = Math.min(WITHIN_MS[probe.kind], patienceMs)
  let wrong = 0
  // Each question may take longer than the one before: an answer that comes after its question's time is not heard.
  for (let withinMs = leastMs; ; withinMs *= 2) {
    // Looked at before the question, so that a machine which stood still all that time is asked once more.
    const leftMs = until - performance.now()
    const mostMs = Math.max(leastMs, Math.min(withinMs, leftMs))
    const probed = await askTarget(probe, directory, { withinMs: mostMs, againEveryMs: PAUSE_MS, over })
    proving.signal?.throwIfAborted()
    if (probed.found === 'wrong') wrong += 1
    if (probed.found === 'good' || wrong === 2 || over.aborted) return probed
    if (probed.found === 'silent' && leftMs <= 0)
      return {
        ...probed,
        words: `${probed.words} It was asked for ${Math.round(patienceMs / 1000)} seconds.`,
      }
    await setTimeout(PAUSE_MS)
  }
}

type Asking = {
  readonly withinMs: number
  readonly againEveryMs: number
  /** No answer is waited for any more. */
  readonly over?: AbortSignal
}

/** Asks once, sent again as RADIUS has it. The directory is a generation's, for the certificates of RadSec. */
export async function askTarget(
  probe: ProbeTarget,
  directory: string,
  asking: Asking = { withinMs: WITHIN_MS[probe.kind], againEveryMs: AGAIN_EVERY_MS },
): Promise<Probed> {
  const target = await targetOf(probe, directory)
  if (target === undefined)
    return {
      found: 'wrong',
      words: `${probe.name} is asked by RadSec, and this machine has no certificate for it.`,
    }
  const line = openLine(target)
  const close = (): void => line.close()
  asking.over?.addEventListener('abort', close)
  try {
    return await askOver(line, probe, asking)
  } finally {
    asking.over?.removeEventListener('abort', close)
    close()
  }
}

async function askOver(line: Line, probe: ProbeTarget, { withinMs, againEveryMs }: Asking): Promise<Probed> {
  if (probe.kind === 'status') {
    const tries = Math.ceil(withinMs / againEveryMs)
    const answer = await statusServer(line, { timeoutMs: withinMs, tries })
    return answer.answered
      ? { found: 'good', words: `${probe.name} answered in ${Math.round(answer.milliseconds)} ms` }
      : { found: isSilence(answer.because) ? 'silent' : 'wrong', words: `${probe.name}: ${answer.words}` }
  }
  const identity = probe.identity ?? ''
  const { stage, outcome, words } = await readCertificate(line, { identity, timeoutMs: withinMs })
  // Any word of the home server shows that the way to it works; whether its certificate is right is watched elsewhere.
  const found = isSilence(outcome) ? 'silent' : stage === 'start' ? 'wrong' : 'good'
  return { found, words: `${probe.name}: ${words}` }
}

// Nothing listens yet, or the machine is not on its network yet: that is no answer either.
const isSilence = (outcome: Outcome): boolean =>
  outcome === 'silence' || outcome === 'refused' || outcome === 'unreachable'

async function targetOf(probe: ProbeTarget, directory: string): Promise<Target | undefined> {
  const { address, port, from, secret } = probe
  if (probe.transport === 'udp') return { transport: 'udp', address, port, from, secret }
  try {
    const [ca, cert, key] = await Promise.all(
      ['certs/radsec-ca.pem', 'local/certs/radsec.pem', 'local/certs/radsec.key'].map((name) =>
        readFile(join(directory, name), 'utf8'),
      ),
    )
    if (ca === undefined || cert === undefined || key === undefined) return undefined
    const name = probe.tlsName === null ? { checks: 'chain' as const } : { servername: probe.tlsName }
    return { transport: 'radsec', address, port, from, tls: { ca, cert, key, ...name } }
  } catch {
    return undefined
  }
}
