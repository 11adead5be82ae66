// A quarter and a half of invented logins between the members, and the same whenever the demonstration is made: chance is
// drawn from the names of things. They are counted as lines of F-Ticks and of the trace are, so that the demonstration
// shows what a county would see.
import type { Demo } from '#platform/module/index.ts'
import { closeQuarters } from './actions/closing-quarters.ts'
import { countLog, MOST_LINES_SENT } from './actions/counting.ts'

const DAYS = 137
/** Days of the trace, which holds single logins. */
const TRACED_DAYS = 14

type Body = { readonly code: string; readonly realm: string }

/** A number from 0 to 1 that is always the same for the same words (FNV-1a, stirred). */
function chance(...words: readonly (string | number)[]): number {
  let hash = 0x811c9dc5
  for (const letter of words.join('/')) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39)
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32
}

/** Counts the invented logins. The lead calls it when the register stands. */
export async function loadVisits(demo: Demo): Promise<void> {
  const { db } = demo.reader()
  const bodies = await db
    .selectFrom('roaming.realm as realm')
    .innerJoin('roaming.member as member', 'member.id', 'realm.member_id')
    .select(['member.code', 'realm.name as realm'])
    .where('realm.state', '=', 'proven')
    .where('member.state', '=', 'live')
    .distinctOn('member.code')
    .orderBy('member.code')
    .orderBy('realm.claimed_at')
    .orderBy('realm.name')
    .limit(60)
    .execute()
  const lines: string[] = []
  for (let ago = DAYS; ago > 0; ago -= 1) {
    const day = demo.today.subtract({ days: ago })
    if (day.dayOfWeek <= 5) lines.push(...linesOf(bodies, day, ago))
  }
  for (let from = 0; from < lines.length; from += MOST_LINES_SENT)
    await demo.perform(countLog, {
      kind: 'syslog-tcp',
      name: '127.0.0.1:5514',
      from: 0,
      to: 0,
      lines: lines.slice(from, from + MOST_LINES_SENT),
    })
  await demo.perform(closeQuarters, {})
}

function linesOf(bodies: readonly Body[], day: Temporal.PlainDate, ago: number): string[] {
  const lines: string[] = []
  for (const home of bodies)
    for (const visited of bodies) {
      const count = loginsOf(home, visited, day)
      for (let nth = 0; nth < count; nth += 1)
        lines.push(...login(home, visited, day, nth, ago <= TRACED_DAYS))
    }
  // Guests of the national federation.
  for (const visited of bodies.slice(0, 4)) {
    const guests = Math.floor(chance('guest', visited.code, day.toString()) * 2.2)
    for (let nth = 0; nth < guests; nth += 1)
      lines.push(tick({ code: '', realm: 'nhs.example' }, visited, at(day, 'guest', visited.code, nth), true))
  }
  return lines
}

// Some pairs see each other daily, most now and then, and some hardly ever: those are the small cells.
function loginsOf(home: Body, visited: Body, day: Temporal.PlainDate): number {
  if (home.code === visited.code) return 0
  const liking = chance('pair', home.code, visited.code)
  const draw = chance('day', home.code, visited.code, day.toString())
  const midweek = day.dayOfWeek >= 2 && day.dayOfWeek <= 4 ? 1.3 : 0.8
  if (liking > 0.82) return Math.floor((2 + draw * 9) * midweek)
  if (liking > 0.55) return draw > 0.6 ? Math.floor(1 + draw * 3 * midweek) : 0
  return draw > 0.985 ? 1 : 0
}

const CAUSES = [
  'the home organisation refused',
  'the home organisation refused',
  'the home organisation refused',
  'the home organisation’s server did not answer',
  'nobody has this realm',
  'the realm is never used for roaming',
]

function login(home: Body, visited: Body, day: Temporal.PlainDate, nth: number, traced: boolean): string[] {
  const when = at(day, home.code, visited.code, nth)
  const key = [home.code, visited.code, day.toString(), nth] as const
  const ok = chance('ok', ...key) > (home.code === 'swale' ? 0.09 : 0.025)
  const lines = [tick(home, visited, when, ok)]
  if (!traced && ok) return lines
  const person = Math.floor(chance('who', ...key) * 9)
  const device = `02-00-5E-${hex(home.code)}-${hex(visited.code)}-0${person}`
  const cause = CAUSES[Math.floor(chance('why', ...key) * CAUSES.length)] ?? ''
  return [
    ...lines,
    [
      when,
      ok ? 'ok' : 'fail',
      home.realm,
      visited.code,
      device,
      `1${visited.realm}`,
      ok ? `c${hex(home.code)}${hex(visited.code)}${person}` : '-',
      `${visited.code}-ap-${1 + (person % 3)}`,
      1812,
      ok ? '-' : cause,
    ].join('\t'),
  ]
}

const hex = (code: string): string =>
  Math.floor(chance('hex', code) * 256)
    .toString(16)
    .padStart(2, '0')
    .toUpperCase()

/** Some second between eight and six, London's winter. */
const at = (day: Temporal.PlainDate, ...words: readonly (string | number)[]): number =>
  day.toZonedDateTime('UTC').epochMilliseconds / 1000 +
  8 * 3600 +
  Math.floor(chance('at', day.toString(), ...words) * 36_000)

const tick = (home: Body, visited: Body, when: number, ok: boolean): string =>
  `${when} F-TICKS/govroam/1.0#REALM=${home.realm}#VISCOUNTRY=GB#VISINST=1${visited.realm}#CSI=none#RESULT=${ok ? 'OK' : 'FAIL'}#`
