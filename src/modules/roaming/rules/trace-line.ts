// A line of the trace, which our own generated configuration writes: tab-separated, in the order of COLUMNS. The device's
// address is hashed before anything is kept (device-hash.ts).
import { believed, placeOf, PORTAL, PROBE_NAS, realmOf, type Malformed } from './log-line.ts'

/** The columns, in the order in which the engines write them. */
export const COLUMNS = [
  'epoch',
  'result',
  'realm',
  'client',
  'calling-station',
  'operator-name',
  'cui',
  'nas',
  'port',
  'cause',
] as const

export type Trace = {
  readonly kind: 'trace'
  readonly at: number
  readonly result: 'ok' | 'fail'
  readonly realm: string
  readonly visited: string
  /** The RADIUS client that asked, by its name in our configuration. */
  readonly client: string
  /** Twelve digits, or null; never kept as it is. */
  readonly mac: string | null
  readonly cui: string | null
  readonly nas: string | null
  readonly port: number | null
  readonly cause: string | null
}

const malformed = (why: Malformed) => ({ kind: 'malformed', why }) as const

export const isTrace = (line: string): boolean => /^\d{10}(?:\.\d+)?\t/.test(line)

/** Reads a line of the trace. */
export function readTrace(
  line: string,
  receivedMs: number,
): Trace | { readonly kind: 'probe' } | { readonly kind: 'malformed'; readonly why: Malformed } {
  const [epoch, result, realm, client, station, operator, cui, nas, port, ...rest] = line.split('\t')
  if (port === undefined) return malformed('columns')
  if (!/^\d{10}(?:\.\d+)?$/.test(epoch ?? '')) return malformed('time')
  const said = (result ?? '').trim().toUpperCase()
  const accepted = said === 'OK' || said === 'ACCESS-ACCEPT'
  if (!accepted && said !== 'FAIL' && said !== 'ACCESS-REJECT') return malformed('result')
  const from = (client ?? '').trim().toLowerCase()
  const visited = placeOf(operator ?? '')
  if (from === PORTAL || visited === PORTAL || (nas ?? '').trim() === PROBE_NAS) return { kind: 'probe' }
  return {
    kind: 'trace',
    at: believed(Number(epoch) * 1000, receivedMs),
    result: accepted ? 'ok' : 'fail',
    realm: realmOf(realm ?? ''),
    visited,
    client: from.slice(0, 80),
    mac: macOf(station ?? ''),
    cui: cuiOf(cui ?? ''),
    nas: wordOrNull(nas, 120),
    port: /^\d{1,5}$/.test(port.trim()) ? Number(port) : null,
    cause: accepted ? null : causeOf(rest.join(' ')),
  }
}

/** Twelve hexadecimal digits of an address in any spelling (aa-bb-…, AA:BB:…, aabb.ccdd.eeff, with an SSID behind it). */
export function macOf(said: string): string | null {
  const found =
    /^\s*((?:[0-9a-f]{2}[-:. ]?){5}[0-9a-f]{2}|(?:[0-9a-f]{4}[-:.]){2}[0-9a-f]{4})(?![0-9a-f])/i.exec(said)
  return found === null ? null : (found[1] ?? '').replaceAll(/[^0-9a-f]/gi, '').toLowerCase()
}

/** CUI is octets, which FreeRADIUS writes as 0x…: shown as the letters they are. */
export function cuiOf(said: string): string | null {
  const word = wordOrNull(said, 506)
  if (word === null || !/^0x[0-9a-f]*$/i.test(word)) return word
  const bytes = Buffer.from(word.slice(2), 'hex')
  if (bytes.length === 0 || (bytes.length === 1 && bytes[0] === 0)) return null
  const text = bytes.toString('latin1')
  return /^[\x21-\x7E]+$/.test(text) ? text : word.toLowerCase()
}

function wordOrNull(said: string | undefined, most: number): string | null {
  // eslint-disable-next-line no-control-regex
  const word = (said ?? '')
    .replaceAll(/[\u0000-\u001F\u007F]/g, ' ')
    .trim()
    .toWellFormed()
  return word === '' || word === '-' || word === 'none' ? null : word.slice(0, most)
}

/** Why it failed, in few words: kept for ever, so without anything that may be a name or an address. */
export function causeOf(said: string): string {
  const words = wordOrNull(said, 400)
  if (words === null) return 'No cause given'
  return words
    .replaceAll(/\S+@\S+/g, '…')
    .replaceAll(/(?:[0-9a-f]{2}[-:.]?){5}[0-9a-f]{2}/gi, '…')
    .replaceAll(/["'[(<][^"'\])>]*["'\])>]/g, '…')
    .replaceAll(/\b\d{3,}\b/g, '…')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 120)
}
