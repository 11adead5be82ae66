// How a watch is looked at: a question to a server or a login through a proxy, over the network, and what it found in one
// word.
import { isIPv6 } from 'node:net'
import {
  programAt,
  readCertificate,
  readHandshake,
  runEapolTest,
  statusServer,
  tryLogin,
  type CertificateReading,
  type LoginTry,
  type Target,
} from '#platform/radius/index.ts'
import type { Secret } from '#platform/secrets/index.ts'
import { MOST_SHOWN, type Looked } from '../actions/observing.ts'
import { leadsTo, readChain } from '../chain.ts'
import type { WatchTarget } from '../queries/watch-targets.ts'
import { PROBE_STATION } from '../rules/due.ts'
import type { Found } from '../rules/found.ts'
import { bearsName } from '../rules/chain-faults.ts'
import type { CertificateFacts } from '../rules/certificates.ts'

const STATUS_MS = 4000
/** Longer than the proxies wait for a home, so that it is they who say that it is dead. */
const LOGIN_MS = 15_000
const EAPOL_MS = 20_000

export type Secrets = {
  /** The secret of our probes at a server, by the server. */
  readonly portal: (serverId: string) => Secret | undefined
  /** The password of a test account. */
  readonly account: (accountId: string) => Secret | undefined
}

/** Looks at one watch. Whatever goes wrong on the way is an answer too. */
export async function lookAt(target: WatchTarget, secrets: Secrets, now: Temporal.Instant): Promise<Looked> {
  const lack = lackOf(target, secrets)
  if (lack !== undefined) return { watch: target.watch_id, found: lack }
  if (target.kind === 'radsec') return lookAtHandshake(target, now)
  const at = targetOf(target, secrets)
  if (target.kind === 'status') return lookAtStatus(target.watch_id, at)
  const outer = `anonymous@${target.realm ?? ''}`
  if (target.kind === 'certificate') {
    const read = await readCertificate(at, {
      identity: outer,
      timeoutMs: LOGIN_MS,
      callingStation: PROBE_STATION,
    })
    return reading(target, read, now)
  }
  return reading(target, await login(target, at, outer, secrets), now)
}

/** What is missing for a question that is worth asking. */
function lackOf(target: WatchTarget, secrets: Secrets): Found | undefined {
  if (target.server_id === null) return 'no-way'
  if (target.from === null) return 'no-address'
  if (isIPv6(target.from) !== isIPv6(target.address)) return 'no-common-address'
  if (target.kind === 'radsec') return undefined
  if (secrets.portal(target.server_id) === undefined) return 'no-secret'
  if (target.kind === 'status' || target.kind === 'certificate') return undefined
  if (target.account_id === null || secrets.account(target.account_id) === undefined) return 'no-password'
  if (target.trust.length === 0 || target.names.length === 0) return 'no-trust'
  return target.kind === 'login-peap' && programAt('eapol_test') === undefined ? 'no-program' : undefined
}

const targetOf = (target: WatchTarget, secrets: Secrets): Target => ({
  transport: 'udp',
  address: target.address,
  port: target.port,
  secret: secrets.portal(target.server_id ?? '') ?? '',
  ...(target.from === null ? {} : { from: target.from }),
})

async function lookAtStatus(watch: string, at: Target): Promise<Looked> {
  const answer = await statusServer(at, { timeoutMs: STATUS_MS, tries: 3 })
  if (answer.answered) return { watch, found: 'answered', milliseconds: Math.round(answer.milliseconds) }
  return { watch, found: answer.because, words: answer.words }
}

/**
 * What the neighbours of a server see of it over TLS. It says who the server is, and that it is there; not that it answers
 * RADIUS, for which it would want a certificate of ours, and that would be a standing way into every server.
 */
async function lookAtHandshake(target: WatchTarget, now: Temporal.Instant): Promise<Looked> {
  const [servername] = target.names
  const seen = await readHandshake(
    {
      address: target.address,
      port: target.port,
      ...(target.from === null ? {} : { from: target.from }),
      ...(servername === undefined ? {} : { servername }),
    },
    { timeoutMs: STATUS_MS },
  )
  const chain = readChain(seen.chain)
  const found =
    seen.outcome === 'read'
      ? shownFound(chain, target, now)
      : seen.outcome === 'closed'
        ? 'no-certificate'
        : seen.outcome
  return {
    watch: target.watch_id,
    found,
    milliseconds: Math.round(seen.milliseconds),
    ...(seen.outcome === 'read' ? shown(seen.chain) : { words: seen.words.slice(0, 500) }),
  }
}

/** Whether its neighbours take it: its dates first, as they do. */
function shownFound(chain: readonly CertificateFacts[], target: WatchTarget, now: Temporal.Instant): Found {
  const [leaf] = chain
  if (leaf === undefined) return 'broken'
  const dated = foundOf('read', leaf, now)
  if (dated !== 'read') return dated
  if (leadsTo(chain, readChain(target.trust)) === false) return 'untrusted'
  return bearsName(leaf, target.names) ? 'read' : 'wrong-name'
}

function login(target: WatchTarget, at: Target, outer: string, secrets: Secrets): Promise<LoginTry> {
  const account = {
    userName: accountName(target),
    password: secrets.account(target.account_id ?? '') ?? '',
    outer,
    trust: target.trust,
    serverNames: target.names,
    callingStation: PROBE_STATION,
  }
  return target.kind === 'login-peap'
    ? runEapolTest(at, { method: 'peap-mschapv2', ...account, timeoutMs: EAPOL_MS })
    : tryLogin(at, { ...account, timeoutMs: LOGIN_MS })
}

/** With its realm, as the tunnel's inside wants it. */
const accountName = ({ user_name: name, realm }: WatchTarget): string =>
  name === null || name.includes('@') ? (name ?? '') : `${name}@${realm ?? ''}`

/** A certificate is told from its dates whatever else was said about it, and kept when it is another than before. */
function reading(target: WatchTarget, read: CertificateReading | LoginTry, now: Temporal.Instant): Looked {
  const [leaf] = readChain(read.chain.slice(0, 1))
  const isOther = leaf !== undefined && leaf.fingerprint !== target.fingerprint
  const keepsChain = read.chain.length > 0 && (target.kind === 'certificate' || isOther)
  const found = foundOf(read.outcome, leaf, now)
  return {
    watch: target.watch_id,
    found,
    stage: read.stage,
    milliseconds: Math.round(read.milliseconds),
    ...(found === 'accepted' || found === 'read' ? {} : { words: read.words.slice(0, 500) }),
    ...(keepsChain ? shown(read.chain) : {}),
  }
}

/** The certificates as far as they are kept, its own first: who shows too much must not stop what the others showed. */
function shown(chain: readonly string[]): Pick<Looked, 'chain'> {
  let text = ''
  for (const one of chain) {
    if (text.length + one.length + 1 > MOST_SHOWN) break
    text += text === '' ? one : `\n${one}`
  }
  return text === '' ? {} : { chain: text }
}

type Dates = { readonly notBefore: Temporal.Instant; readonly notAfter: Temporal.Instant }

function foundOf(outcome: LoginTry['outcome'], leaf: Dates | undefined, now: Temporal.Instant): Found {
  const mayBeTheDate = outcome === 'read' || outcome === 'untrusted'
  if (leaf === undefined || !mayBeTheDate) return outcome
  if (Temporal.Instant.compare(leaf.notBefore, now) > 0) return 'not-yet-valid'
  return Temporal.Instant.compare(leaf.notAfter, now) < 0 ? 'expired' : outcome
}
