// A line of F-Ticks: one login, where it came from, where it was and whether it was let in. Read as it is found in the
// wild: any words before it, the last # missing, no VISINST, keys of others. Who it was is dropped before anything else.
import { believed, placeOf, PORTAL, realmOf, timeBefore, UNKNOWN_PLACE, type Malformed } from './log-line.ts'

export type Login = {
  readonly kind: 'login'
  /** Milliseconds since 1970. */
  readonly at: number
  readonly realm: string
  readonly visited: string
  readonly result: 'ok' | 'fail'
  /** Names of keys that we do not know; never what they held. */
  readonly more: readonly string[]
}
export type Unread = { readonly kind: 'malformed'; readonly why: Malformed }
/** Ours: a probe, which is no visit. */
export type Probe = { readonly kind: 'probe' }
export type Read = Login | Unread | Probe

const MARK = 'F-TICKS/'
const HEAD = /^[A-Za-z0-9._-]{1,40}\/\d{1,3}\.\d{1,3}$/
const KEY = /^[A-Z][A-Z0-9_.-]{0,39}$/
const KNOWN = new Set(['REALM', 'VISINST', 'RESULT', 'VISCOUNTRY', 'CSI', 'PN', 'USERNAME'])

const malformed = (why: Malformed): Unread => ({ kind: 'malformed', why })

/**
 * Reads a line, whatever it holds.
 * In: the line, and when it came. Out: a login, one of our own probes, or what is wrong with the line.
 */
export function readFticks(line: string, receivedMs: number): Read {
  const at = line.indexOf(MARK)
  if (at < 0) return malformed('other')
  const parts = line.slice(at + MARK.length).split('#')
  if (!HEAD.test(parts[0] ?? '')) return malformed('head')
  let realm: string | undefined
  let visited: string | undefined
  let result: string | undefined
  let more: string[] | undefined
  const seen = new Set<string>()
  for (let index = 1; index < parts.length; index += 1) {
    const part = parts[index] ?? ''
    // The last # has nothing behind it, or a line's end.
    if (part.trim() === '') continue
    const equals = part.indexOf('=')
    const key = part.slice(0, Math.max(equals, 0)).trim().toUpperCase()
    if (!KEY.test(key)) return malformed('pairs')
    // A # in a user's realm would let them write a second RESULT.
    if (seen.has(key)) return malformed('twice')
    seen.add(key)
    if (key === 'REALM') realm = part.slice(equals + 1)
    else if (key === 'VISINST') visited = part.slice(equals + 1)
    else if (key === 'RESULT')
      result = part
        .slice(equals + 1)
        .trim()
        .toUpperCase()
    else if (!KNOWN.has(key)) (more ??= []).push(key)
  }
  if (realm === undefined) return malformed('realm')
  if (result !== 'OK' && result !== 'FAIL') return malformed('result')
  const place = visited === undefined ? UNKNOWN_PLACE : placeOf(visited)
  if (place === PORTAL) return { kind: 'probe' }
  return {
    kind: 'login',
    at: believed(timeBefore(at === 0 ? '' : line.slice(0, at), receivedMs), receivedMs),
    realm: realmOf(realm),
    visited: place,
    result: result === 'OK' ? 'ok' : 'fail',
    more: more ?? [],
  }
}

const MOST_SAMPLE = 200
const LOCAL_PART = /[^\s#=<>"',;:[\]()]+@/g

/**
 * A malformed line as it may be shown to whoever sends it: without local parts of addresses, without anything from
 * USERNAME= on, and shortened. Of a line that is not F-Ticks nothing is shown: nobody knows what it holds.
 */
export function sampleOf(line: string, why: Malformed): string {
  if (why === 'other' || why === 'columns' || why === 'time')
    return `(${line.length.toLocaleString('en-GB')} characters, not shown)`
  const from = line.slice(Math.max(line.indexOf(MARK), 0))
  const user = /user[-_ ]?name/i.exec(from)
  const bare = (user === null ? from : `${from.slice(0, user.index)}(left out)`).slice(0, 4 * MOST_SAMPLE)
  // eslint-disable-next-line no-control-regex
  return bare
    .replace(LOCAL_PART, '…@')
    .replaceAll(/[\u0000-\u001F\u007F]/g, '·')
    .toWellFormed()
    .slice(0, MOST_SAMPLE)
}
