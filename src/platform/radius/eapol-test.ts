// A login by `eapol_test`, which speaks what our own client does not: PEAP with MSCHAPv2, and EAP-TLS with a certificate
// of the device. It takes the RADIUS secret as an argument only, where everybody on the machine can read it; so it is
// given one of the moment, for a relay of ours. The password and the key of the certificate go by files that only we can read.
import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Failure } from '../errors/index.ts'
import type { Secret } from '../secrets/index.ts'
import { fits, TOO_LONG, type Caller } from './conversation.ts'
import { openLine } from './line.ts'
import { KEYS_SPOILT, type LoginTry, type Outcome, type Stage } from './outcome.ts'
import { textOf, TYPE } from './packet.ts'
import { programAt } from './programs.ts'
import { openRelay, type Passed } from './relay.ts'
import { wordsOf, type Target } from './target.ts'

export type EapolTest = {
  readonly outer: string
  readonly trust: readonly string[]
  /** The certificate must bear one of these; none leaves the name aside. */
  readonly serverNames: readonly string[]
  readonly timeoutMs: number
  readonly callingStation?: string
  readonly calledStation?: string
  readonly operatorName?: string
} & (
  | {
      readonly method: 'peap-mschapv2' | 'ttls-pap'
      readonly userName: string
      readonly password: Secret | string
    }
  | {
      readonly method: 'tls'
      readonly certificate: string
      readonly key: Secret | string
    }
)

/** `log` is what the program said on the way, without what went over the wire. */
export type EapolTry = LoginTry & { readonly log: string }

export async function runEapolTest(target: Target, test: EapolTest): Promise<EapolTry> {
  const program = programAt('eapol_test')
  if (program === undefined)
    throw new Failure('radius.eapol-test.missing', 'eapol_test is not on this machine. Install its package.')
  if (!fits(callerOf(test)))
    return {
      outcome: 'broken',
      stage: 'start',
      words: TOO_LONG,
      milliseconds: 0,
      chain: [],
      tlsVersion: null,
      log: '',
    }
  const began = performance.now()
  const directory = await mkdtemp(join(tmpdir(), 'connects-eapol-'))
  const line = openLine(target)
  const stop = new AbortController()
  try {
    const relay = await openRelay(line, callerOf(test), () => stop.abort())
    try {
      const configuration = await written(directory, test)
      const log = await said(program, configuration, relay, test.timeoutMs, stop)
      return { ...verdict(relay.passed(), log), milliseconds: performance.now() - began, log: readable(log) }
    } finally {
      relay.close()
    }
  } finally {
    line.close()
    await rm(directory, { recursive: true, force: true })
  }
}

const callerOf = ({ outer, timeoutMs, callingStation, calledStation, operatorName }: EapolTest): Caller => ({
  outer,
  timeoutMs,
  ...(callingStation === undefined ? {} : { callingStation }),
  ...(calledStation === undefined ? {} : { calledStation }),
  ...(operatorName === undefined ? {} : { operatorName }),
})

const OWNER_ONLY = { mode: 0o600 }

// Values stand in hex: then no quote or line break in a name or a password can say anything to the program.
async function written(directory: string, test: EapolTest): Promise<string> {
  const file = async (name: string, words: string): Promise<string> => {
    const path = join(directory, name)
    await writeFile(path, words, OWNER_ONLY)
    return path
  }
  const hex = (words: string): string => Buffer.from(words, 'utf8').toString('hex')
  const lines = [
    'key_mgmt=WPA-EAP',
    `ca_cert="${await file('trust.pem', test.trust.join('\n'))}"`,
    ...(test.serverNames.length === 0 ? [] : [`domain_match=${hex(test.serverNames.join(';'))}`]),
  ]
  if (test.method === 'tls') {
    lines.push(
      'eap=TLS',
      `identity=${hex(test.outer)}`,
      `client_cert="${await file('certificate.pem', test.certificate)}"`,
      `private_key="${await file('certificate.key', wordsOf(test.key))}"`,
    )
  } else {
    const isPeap = test.method === 'peap-mschapv2'
    lines.push(
      `eap=${isPeap ? 'PEAP' : 'TTLS'}`,
      `anonymous_identity=${hex(test.outer)}`,
      `identity=${hex(test.userName)}`,
      `password=${hex(wordsOf(test.password))}`,
      `phase2="auth=${isPeap ? 'MSCHAPV2' : 'PAP'}"`,
    )
  }
  return file('network.conf', `network={\n${lines.map((one) => `  ${one}\n`).join('')}}\n`)
}

const MOST_SAID = 1024 * 1024

/** Runs it to its end, which is never after the time that the test was given. */
function said(
  program: string,
  configuration: string,
  { port, secret }: { readonly port: number; readonly secret: string },
  timeoutMs: number,
  stop: AbortController,
): Promise<string> {
  const words = ['-c', configuration, '-a', '127.0.0.1', '-p', String(port), '-s', secret]
  const child = spawn(program, [...words, '-t', String(Math.ceil(timeoutMs / 1000))], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8' },
    signal: AbortSignal.any([stop.signal, AbortSignal.timeout(timeoutMs)]),
    killSignal: 'SIGKILL',
  })
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (piece: Buffer) => {
      if (text.length < MOST_SAID) text += piece.toString('latin1')
    })
    child.on('error', (error) => {
      if (error.name !== 'AbortError')
        reject(new Failure('radius.eapol-test.missing', 'eapol_test could not be run.', { cause: error }))
    })
    child.on('close', () => resolve(text))
  })
}

const TUNNEL_UP = /TLS done, proceed to Phase 2/
const CERTIFICATE_ERROR = /CTRL-EVENT-EAP-TLS-CERT-ERROR reason=(\d+) .*err='([^']*)'/
/** Of wpa_supplicant's reasons those that speak of a name. */
const NAMES: ReadonlySet<string> = new Set(['5', '6', '9', '10'])

function verdict(passed: Passed, log: string): Omit<EapolTry, 'milliseconds' | 'log'> {
  const { last, begun, offered, seen } = passed
  const stage: Stage = TUNNEL_UP.test(log) ? 'inner' : begun ? 'tls' : 'start'
  const shown = { chain: seen.chain, tlsVersion: seen.tlsVersion }
  const ending = (outcome: Outcome, at: Stage, words: string) => ({ outcome, stage: at, words, ...shown })
  const [, reason, why] = CERTIFICATE_ERROR.exec(log) ?? []
  if (reason !== undefined)
    return ending(
      NAMES.has(reason) ? 'wrong-name' : 'untrusted',
      'tls',
      `The certificate of the server was not taken: ${why}.`,
    )
  if (last === undefined)
    return ending('broken', 'start', 'eapol_test asked nothing; it could not read its settings.')
  if (!last.came) return ending(last.because, stage, last.words)
  const message = textOf(last.packet, TYPE.replyMessage)
  const more = message === undefined ? {} : { replyMessage: message }
  if (last.packet.code === 'access-accept') {
    const cui = textOf(last.packet, TYPE.chargeableUser)?.replace(/\0+$/, '')
    const keys = /MPPE keys OK: [1-9]\d*\s+mismatch: 0/.test(log)
    return {
      ...(keys ? ending('accepted', 'end', 'The login was accepted.') : ending('broken', 'end', KEYS_SPOILT)),
      ...more,
      ...(cui === undefined || cui === '' ? {} : { cui }),
      keys,
    }
  }
  if (last.packet.code === 'access-reject') {
    const isOther = stage === 'start' && offered.length > 0
    return isOther
      ? ending('no-method', stage, `The server offers EAP type ${offered.join(', ')} and not this method.`)
      : { ...ending('rejected', stage, REJECTED[stage]), ...more }
  }
  return ending('broken', stage, 'The conversation ended in the middle.')
}

const REJECTED: Readonly<Record<Stage, string>> = {
  start:
    'Refused before a home server began: the realm or the name is not known, or no server of it answers.',
  tls: 'The home server refused while the tunnel was built, or did not take the certificate of the device.',
  inner: 'The home server refused the account, or could not ask its directory.',
  end: 'The home server refused at the end.',
}

const MOST_LOG = 16 * 1024

// Dumps of what went over the wire say nothing to a reader, and may hold what should not be kept.
function readable(log: string): string {
  const lines = log
    .split('\n')
    .filter((line) =>
      /^(?:CTRL-EVENT|EAP[-:]|TLS|SSL|MPPE|SUCCESS|FAILURE|RADIUS: (?:Received|No))/.test(line),
    )
    .filter((line) => !/hexdump|identity/i.test(line))
  return lines.join('\n').slice(-MOST_LOG)
}
