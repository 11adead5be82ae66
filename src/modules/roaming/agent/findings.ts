// What is wrong with this machine for a generation that the engine's own check lets pass: files anybody may read, wide
// ranges of clients, addresses that are not ours, certificates that no device would take.
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { faultsOf, localNeedsOf, type LocalFile } from '../rules/engines/index.ts'
import type { Pack } from '../rules/model.ts'
import type { Engine } from '../rules/words.ts'

const SERVER_AUTH = '1.3.6.1.5.5.7.3.1'
const LEAST_BITS = 2048
const MOST_CLOCK_SECONDS = 300
const MOST_LOCAL_FILES = 500

/** Why this machine cannot run the files yet, each with what to do; none when it can. */
export async function faultsHere(given: {
  readonly engine: Engine
  readonly files: Readonly<Record<string, string>>
  readonly local: string
  readonly tlsName: string | null
  readonly now: Temporal.Instant
}): Promise<readonly string[]> {
  const { engine, files, local, tlsName, now } = given
  const pack: Pack = { engine, files, secrets: [] }
  const needed = localNeedsOf(pack)
  const found = await localFilesOf(local)
  const facts = { ownAddresses: [...ownAddresses(), ...loopbackIn(files)], localFiles: found }
  return [
    ...needed
      .filter((path) => !found.some((one) => one.path === path))
      .map((path) => `${path} is missing. "connects roaming agent prepare" shows what belongs there.`),
    ...faultsOf(pack, facts),
    ...found
      .filter(holdsKeyForAll)
      .map(({ path }) => `${path} holds a key and can be read by everybody: chmod 640 on it.`),
    ...(await certificateFaults(local, needed, tlsName, now)),
  ]
}

const ownAddresses = (): readonly string[] =>
  Object.values(networkInterfaces()).flatMap((one) => (one ?? []).map(({ address }) => address))

/** All of 127/8 is this machine's, though it names only the first. */
const loopbackIn = (files: Readonly<Record<string, string>>): readonly string[] =>
  Object.values(files).flatMap((text) => text.match(/\b127(?:\.\d{1,3}){3}\b/g) ?? [])

const holdsKeyForAll = ({ text, mode = 0 }: LocalFile): boolean =>
  (mode & 0o004) !== 0 && text?.includes('PRIVATE KEY') === true

/** What lies in local/, apart from what the server writes there itself. */
async function localFilesOf(local: string): Promise<readonly LocalFile[]> {
  const entries = await readdir(local, { recursive: true, withFileTypes: true })
  const files: LocalFile[] = []
  for (const entry of entries.slice(0, MOST_LOCAL_FILES)) {
    const path = join(entry.parentPath, entry.name)
    const name = relative(local, path)
    if (/^(?:log|run)(?:\/|$)|\.csr$/.test(name)) continue
    const facts = await stat(path).catch(() => undefined)
    if (facts?.isFile() !== true) continue
    const text = facts.size < 1_000_000 ? await readFile(path, 'utf8').catch(() => undefined) : undefined
    files.push({
      path: `local/${name}`,
      mode: facts.mode & 0o777,
      // Only of what is ours to judge: a comment in the accounts is nobody's client.
      ...(text !== undefined && /(?:clients\.conf|\.pem|\.crt)$/.test(name) ? { text } : {}),
    })
  }
  return files
}

async function certificateFaults(
  local: string,
  needed: readonly string[],
  tlsName: string | null,
  now: Temporal.Instant,
): Promise<readonly string[]> {
  const faults: string[] = []
  for (const path of needed.filter((one) => one.endsWith('.key'))) {
    const certificate = path.replace(/\.key$/, '.pem')
    if (!needed.includes(certificate)) continue
    const [pem, key] = await Promise.all(
      [certificate, path].map((one) => readFile(join(dirname(local), one), 'utf8').catch(() => undefined)),
    )
    // What is not there is already told.
    if (pem === undefined || key === undefined) continue
    const isRadsec = certificate.includes('radsec')
    faults.push(
      ...faultsOfCertificate({ pem, key, name: certificate, now, tlsName: isRadsec ? tlsName : null }),
    )
  }
  return faults
}

/** What is wrong with a certificate and its key before any device sees them. */
export function faultsOfCertificate(given: {
  readonly pem: string
  readonly key: string
  readonly name: string
  readonly tlsName: string | null
  readonly now: Temporal.Instant
}): readonly string[] {
  const { name, now, tlsName } = given
  let certificate: X509Certificate
  try {
    certificate = new X509Certificate(given.pem)
  } catch {
    return [`${name} does not begin with a certificate in PEM.`]
  }
  const faults: string[] = []
  try {
    if (!certificate.checkPrivateKey(createPrivateKey(given.key)))
      faults.push(`${name} is for another key than the one beside it. Ask for a certificate of this key.`)
  } catch {
    faults.push(`The key beside ${name} cannot be read. It must be PEM without a pass phrase.`)
  }
  const from = Temporal.Instant.fromEpochMilliseconds(Date.parse(certificate.validFrom))
  const until = Temporal.Instant.fromEpochMilliseconds(Date.parse(certificate.validTo))
  if (Temporal.Instant.compare(now, until) > 0)
    faults.push(`${name} ended on ${until.toString().slice(0, 10)}. Every device refuses it: renew it.`)
  if (Temporal.Instant.compare(now, from) < 0)
    faults.push(`${name} begins only on ${from.toString().slice(0, 10)}.`)
  if (!(certificate.keyUsage ?? []).includes(SERVER_AUTH))
    faults.push(`${name} is not made for servers (extended key usage serverAuth), so devices refuse it.`)
  const { modulusLength, namedCurve } = certificate.publicKey.asymmetricKeyDetails ?? {}
  if (namedCurve === undefined && (modulusLength ?? 0) < LEAST_BITS)
    faults.push(`The key of ${name} has ${modulusLength ?? 0} bits; devices ask for ${LEAST_BITS}.`)
  if (tlsName !== null && certificate.checkHost(tlsName) === undefined)
    faults.push(`${name} is not for ${tlsName}, the name by which the others know this server.`)
  return faults
}

/** Why a clock is too far from the server's; signatures, certificates and logs would mean something else. */
export function faultOfClock(theirs: Temporal.Instant, ours: Temporal.Instant): string | undefined {
  const seconds = Math.round((ours.epochMilliseconds - theirs.epochMilliseconds) / 1000)
  if (Math.abs(seconds) <= MOST_CLOCK_SECONDS) return undefined
  const how = seconds > 0 ? 'ahead of' : 'behind'
  return `The clock of this machine is ${Math.round(Math.abs(seconds) / 60)} minutes ${how} that of Connects. Set it by NTP; until then nothing new is taken.`
}
