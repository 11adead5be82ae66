// What the lines of both kinds have in common: when a login was, under which realm, and where. Nothing here keeps who.

/** What is wrong with a line that is not counted. */
export const MALFORMED = {
  other: 'Neither F-Ticks nor a trace line',
  head: 'The part before the first # is not F-TICKS/federation/version',
  pairs: 'A part between two # is not KEY=value',
  twice: 'A key stands twice',
  realm: 'There is no REALM',
  result: 'RESULT is neither OK nor FAIL',
  columns: 'A trace line has too few columns',
  time: 'The time cannot be read',
} as const
export type Malformed = keyof typeof MALFORMED

/** A login whose place or realm nobody can name stands under one of these. */
export const UNKNOWN_PLACE = '(unknown)'
export const INVALID_REALM = '(invalid)'
export const OTHERS = '(others)'

const DAY_MS = 86_400_000
// A clock that runs ahead must not put logins into a month that has not begun; one at 1970 was never set.
const AHEAD_MS = DAY_MS
const EARLIEST = Date.UTC(2000, 0, 1)

/** The moment a line says, where its clock can be believed; that of its receipt otherwise. */
export const believed = (said: number | null, receivedMs: number): number =>
  said === null || Number.isNaN(said) || said > receivedMs + AHEAD_MS || said < EARLIEST ? receivedMs : said

const MONTHS: Readonly<Record<string, number>> = {
  Jan: 0,
  Feb: 1,
  Mar: 2,
  Apr: 3,
  May: 4,
  Jun: 5,
  Jul: 6,
  Aug: 7,
  Sep: 8,
  Oct: 9,
  Nov: 10,
  Dec: 11,
}

const EPOCH = /^(?:<\d{1,3}>)?(\d{10})(?:\.\d+)?\s/
const ISO = /^(?:<\d{1,3}>\d{0,2} ?)?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?)(Z|[+-]\d\d:?\d\d)?/
const SYSLOG = /^(?:<\d{1,3}>)?([A-Z][a-z]{2}) +(\d{1,2}) (\d\d):(\d\d):(\d\d)(?: (\d{4}))?/

/**
 * When the words before a line say that it was written: seconds since 1970 (FreeRADIUS's %l), RFC 3339 (RFC 5424), or
 * RFC 3164, which has no year: then the one that lies nearest before its receipt. Times without a zone are UTC, as the
 * federation's rules ask of every server. Null where nothing can be read.
 */
export function timeBefore(prefix: string, receivedMs: number): number | null {
  if (prefix === '') return null
  const epoch = EPOCH.exec(prefix)
  if (epoch !== null) return Number(epoch[1]) * 1000
  const iso = ISO.exec(prefix)
  if (iso !== null) return Date.parse(`${iso[1] ?? ''}${zoneOf(iso[2])}`)
  const syslog = SYSLOG.exec(prefix)
  if (syslog === null) return null
  const [, month = '', day, hour, minute, second, year] = syslog
  const at = MONTHS[month]
  if (at === undefined) return null
  const inYear = (one: number): number =>
    Date.UTC(one, at, Number(day), Number(hour), Number(minute), Number(second))
  if (year !== undefined) return inYear(Number(year))
  const now = new Date(receivedMs).getUTCFullYear()
  // The newest of which it can be: a clock a minute ahead says 1 January on New Year's Eve.
  return [now + 1, now, now - 1].map(inYear).find((one) => one <= receivedMs + AHEAD_MS) ?? inYear(now)
}

const zoneOf = (zone: string | undefined): string =>
  zone === undefined ? 'Z' : zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone

const REALM =
  /^(?=.{3,253}$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/

/**
 * A realm as it is counted: lower case, of what follows the last @ only, so that a user name in its place is gone. What
 * could not be one (people type their name, or their password, where a realm belongs) is counted without its words.
 */
export function realmOf(said: string): string {
  const at = said.lastIndexOf('@')
  const name = (at < 0 ? said : said.slice(at + 1)).trim().toLowerCase().replace(/\.$/, '')
  return REALM.test(name) ? name : INVALID_REALM
}

/** Where somebody was, from an Operator-Name: its leading 1 says that a realm follows (RFC 5580 4.1). */
export function placeOf(said: string): string {
  const name = said.trim().toLowerCase()
  const bare = (name.startsWith('1') ? name.slice(1) : name).replace(/\.$/, '')
  return REALM.test(bare) ? bare : bare === PORTAL ? PORTAL : UNKNOWN_PLACE
}

/** The client as which our own probes ask: they are no visits. */
export const PORTAL = 'portal'
/** How the configuration we generate names the access point of a probe. */
export const PROBE_NAS = 'connects-probe'
