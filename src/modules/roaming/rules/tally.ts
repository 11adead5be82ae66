// Lines of a log added up, before anything is written: what to count on which day, and what came that cannot be counted.
import { LONDON } from '#platform/time/index.ts'
import { readFticks, sampleOf, type Login } from './fticks.ts'
import type { Malformed } from './log-line.ts'
import { isTrace, readTrace, type Trace } from './trace-line.ts'

export const MOST_SAMPLES_A_DAY = 20

export type VisitCount = {
  readonly day: string
  readonly realm: string
  readonly visited: string
  readonly result: 'ok' | 'fail'
  logins: number
  /** When the newest of them was; milliseconds since 1970. */
  last: number
}
export type Tally = {
  readonly visits: readonly VisitCount[]
  /** Logins that another log counted before this one took over. */
  readonly before: number
  readonly traces: readonly (Trace & { readonly day: string })[]
  /** Lines by the key in them that nobody knows. */
  readonly more: ReadonlyMap<string, number>
  readonly malformed: ReadonlyMap<Malformed, number>
  readonly samples: readonly { readonly why: Malformed; readonly sample: string }[]
}

/** Adds up the lines of a batch. In: the lines, when they came, and up to when another log counted them. */
export function tallied(lines: readonly string[], receivedMs: number, after: Writer['after'] = {}): Tally {
  let before = 0
  const dayOf = days()
  const visits = new Map<string, VisitCount>()
  const traces: (Trace & { day: string })[] = []
  const more = new Map<string, number>()
  const malformed = new Map<Malformed, number>()
  const samples: { why: Malformed; sample: string }[] = []
  for (const line of lines) {
    if (line === '') continue
    const read = isTrace(line) ? readTrace(line, receivedMs) : readFticks(line, receivedMs)
    if (read.kind === 'login' && isBefore(read.at, after.fticks)) before += 1
    else if (read.kind === 'login') {
      count(visits, read, dayOf(read.at))
      for (const key of read.more) more.set(key, (more.get(key) ?? 0) + 1)
    } else if (read.kind === 'trace') traces.push({ ...read, day: dayOf(read.at) })
    else if (read.kind === 'malformed') {
      malformed.set(read.why, (malformed.get(read.why) ?? 0) + 1)
      if (samples.length < MOST_SAMPLES_A_DAY)
        samples.push({ why: read.why, sample: sampleOf(line, read.why) })
    }
  }
  return { visits: [...visits.values()], before, traces, more, malformed, samples }
}

/** What is of the same second is before: lines say no more than the second. */
export const isBefore = (at: number, after: number | undefined): boolean => after !== undefined && at <= after

function count(visits: Map<string, VisitCount>, { realm, visited, result, at }: Login, day: string): void {
  const key = `${day} ${realm} ${visited} ${result}`
  const counted = visits.get(key)
  if (counted === undefined) visits.set(key, { day, realm, visited, result, logins: 1, last: at })
  else {
    counted.logins += 1
    counted.last = Math.max(counted.last, at)
  }
}

const HOUR_MS = 3_600_000

/** London's day of a moment, worked out once an hour: clocks change on the hour. */
function days(): (at: number) => string {
  const known = new Map<number, string>()
  return (at) => {
    const hour = Math.floor(at / HOUR_MS)
    const day =
      known.get(hour) ??
      Temporal.Instant.fromEpochMilliseconds(hour * HOUR_MS)
        .toZonedDateTimeISO(LONDON)
        .toPlainDate()
        .toString()
    known.set(hour, day)
    return day
  }
}

/** Who writes the log: this installation's own and the federation's proxies see what roams, a member's server its own people at home. */
export type Writer = {
  readonly place: 'own' | 'federation' | 'member' | 'upstream'
  readonly memberId: string | null
  /** Whether it counts at all, as whoever runs the federation chose. */
  readonly counts: boolean
  /** Of whom every server's agent sends its log: of members by id, of the federation's proxies as null. */
  readonly sent: Readonly<Record<LogLines, ReadonlySet<string | null>>>
  /** Up to when this installation's own logs counted what is counted from here now; milliseconds since 1970. */
  readonly after: Readonly<Partial<Record<LogLines, number>>>
}
export type LogLines = 'fticks' | 'trace'

/**
 * Whether a login is counted from this log. One login passes several servers and each writes a line: it counts where it
 * passes the federation's proxy, or at its home when it never left it. What this installation reads itself may hold both,
 * and stands back where agents send the same.
 */
export function isCounted(
  writer: Writer,
  homeId: string | null,
  visitedId: string | null,
  lines: LogLines,
): boolean {
  if (!writer.counts) return false
  const isLocal = homeId !== null && homeId === visitedId
  if (writer.place === 'own') return !writer.sent[lines].has(isLocal ? homeId : null)
  return writer.place === 'member' ? isLocal && homeId === writer.memberId : !isLocal
}

/**
 * The names under which strangers are counted: those of that day already, then as many as there is room for.
 * In: a name that came, those counted that day. Out: the name, or the one that stands for all others.
 */
export function nameOrOthers(name: string, ofTheDay: Set<string>, most: number, others: string): string {
  if (ofTheDay.has(name)) return name
  if (ofTheDay.size >= most) return others
  ofTheDay.add(name)
  return name
}
