// Whether a server that was started works: it answers Status-Server, and where the bundle names realms, their certificates
// are read through it, without an account.
import { readCertificate, statusServer, type Target } from '#platform/radius/index.ts'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProbeTarget } from '../rules/signing.ts'

export type Probed = { readonly good: boolean; readonly words: string }

const STATUS_MS = 3000
const CERTIFICATE_MS = 8000

/** Asks once, sent again as RADIUS has it. The directory is a generation's, for the certificates of RadSec. */
export async function askTarget(probe: ProbeTarget, directory: string): Promise<Probed> {
  const target = await targetOf(probe, directory)
  if (target === undefined)
    return {
      good: false,
      words: `${probe.name} is asked by RadSec, and this machine has no certificate for it.`,
    }
  if (probe.kind === 'status') {
    const answer = await statusServer(target, { timeoutMs: STATUS_MS, tries: 3 })
    return answer.answered
      ? { good: true, words: `${probe.name} answered in ${Math.round(answer.milliseconds)} ms` }
      : { good: false, words: `${probe.name}: ${answer.words}` }
  }
  const identity = probe.identity ?? ''
  const reading = await readCertificate(target, { identity, timeoutMs: CERTIFICATE_MS })
  // Any word of the home server shows that the way to it works; whether its certificate is right is watched elsewhere.
  const good = reading.stage !== 'start' && reading.outcome !== 'silence'
  return { good, words: `${probe.name}: ${reading.words}` }
}

/** Only whether a server is there yet: one short question. */
export async function isThere(probe: ProbeTarget, directory: string, timeoutMs: number): Promise<boolean> {
  const target = await targetOf(probe, directory)
  return target !== undefined && (await statusServer(target, { timeoutMs, tries: 1 })).answered
}

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
