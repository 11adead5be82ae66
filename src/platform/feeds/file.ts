// Reading a calendar file that somebody else's program wrote (RFC 5545): every event with its moments written out, and
// every event that cannot be taken, with its line. Nothing in a file is trusted to end, to be short or to be true.
import ICAL from 'ical.js'
import { occurrencesOf, SERIES_LIMITS, type Limits } from './occurrences.ts'
import { zoneNamed } from './zone-names.ts'

export type FileEvent = {
  readonly uid: string
  /** Which occurrence of a repeated event: the moment it was to begin; '' for an event that happens once. */
  readonly occurrence: string
  readonly sequence: number
  readonly title: string
  readonly description: string
  readonly location: string
  readonly url: string | null
  readonly starts: Temporal.ZonedDateTime
  readonly ends: Temporal.ZonedDateTime
  readonly isWholeDay: boolean
  readonly isCancelled: boolean
  readonly line: number
}

export type FileFault = { readonly line: number; readonly uid: string; readonly message: string }

export type ReadFile = { readonly events: readonly FileEvent[]; readonly faults: readonly FileFault[] }

type Wanted = {
  /** Where a moment without a zone happens. */
  readonly zone: string
  readonly mostEvents: number
  readonly limits?: Limits
}

type Block = { readonly line: number; readonly lines: readonly string[] }

class Untakable extends Error {}

/** Reads a file. Only a file that is no calendar, or has too many events, is refused as a whole (one fault, line 1). */
export function readCalendarFile(bytes: Uint8Array, wanted: Wanted): ReadFile {
  const whole = (message: string): ReadFile => ({ events: [], faults: [{ line: 1, uid: '', message }] })
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return whole('The file is not a calendar in UTF-8. Export it again as an .ics file')
  }
  const lines = linesOf(text)
  if (lines.find(({ text: one }) => one !== '')?.text.toUpperCase() !== 'BEGIN:VCALENDAR')
    return whole('The file is not a calendar: it does not begin with BEGIN:VCALENDAR')
  const { blocks, zones, isCut } = blocksOf(lines)
  if (isCut) return whole('The file ends in the middle of an event. Export it again')
  if (blocks.length > wanted.mostEvents)
    return whole(
      `The file has ${blocks.length} events. At most ${wanted.mostEvents} can be brought in at once: export a shorter time`,
    )
  const cancelsAll = lines.some(({ text: one }) => /^METHOD:CANCEL$/i.test(one))
  const faults: FileFault[] = []
  const masters = new Map<string, Master>()
  const overrides: Master[] = []
  for (const block of blocks) {
    let uid = ''
    try {
      const event = propertiesOf(block)
      uid = textIn(event, 'uid')
      const one = masterOf(event, block, uid, { wanted, zones, cancelsAll })
      if (one.of !== null) overrides.push(one)
      else keepLatest(masters, one, faults)
    } catch (error) {
      if (!(error instanceof Untakable)) throw error
      faults.push({ line: block.line, uid, message: error.message })
    }
  }
  const events: FileEvent[] = []
  let rules = 0
  for (const master of masters.values())
    try {
      if (master.rule !== null && (rules += 1) > MOST_RULES)
        throw new Untakable(
          `The file has more than ${MOST_RULES} repeated events. Bring in the rest by another file`,
        )
      events.push(...writtenOut(master, wanted.limits ?? SERIES_LIMITS))
    } catch (error) {
      if (!(error instanceof Untakable)) throw error
      faults.push({ line: master.line, uid: master.uid, message: error.message })
    }
  const inPlace = new Map(events.map((one) => [keyOf(one), one]))
  for (const one of overrides) {
    const { of, rule: _rule, added: _added, left: _left, ...event } = one
    const replaced = { ...event, occurrence: of ?? '' }
    if (masters.has(one.uid) && !inPlace.has(keyOf(replaced)))
      faults.push({
        line: one.line,
        uid: one.uid,
        message: 'It changes an occurrence that the repeated event does not have',
      })
    else inPlace.set(keyOf(replaced), replaced)
  }
  return {
    events: [...inPlace.values()].toSorted((one, other) => one.line - other.line || momentsApart(one, other)),
    faults: faults.toSorted((one, other) => one.line - other.line),
  }
}

const keyOf = ({ uid, occurrence }: Pick<FileEvent, 'uid' | 'occurrence'>): string => `${uid} ${occurrence}`

const momentsApart = (one: FileEvent, other: FileEvent): number =>
  Temporal.ZonedDateTime.compare(one.starts, other.starts)

type Line = { readonly number: number; readonly text: string }

// Folded lines are put together again; the number is that of the first.
function linesOf(text: string): Line[] {
  const found: { number: number; parts: string[] }[] = []
  text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n|\r/)
    .forEach((line, index) => {
      const last = found.at(-1)
      if (/^[ \t]/.test(line) && last !== undefined) last.parts.push(line.slice(1))
      else found.push({ number: index + 1, parts: [line] })
    })
  return found.map(({ number, parts }) => ({ number, text: parts.join('') }))
}

function blocksOf(lines: readonly Line[]): {
  blocks: Block[]
  zones: ReadonlyMap<string, string>
  isCut: boolean
} {
  const blocks: Block[] = []
  const zones = new Map<string, string>()
  let open: { line: number; lines: string[]; within: number } | undefined
  let zone: string | undefined
  for (const { number, text } of lines) {
    const word = text.toUpperCase()
    if (open !== undefined) {
      // Alarms and whatever else lies inside an event are left out.
      if (word === 'END:VEVENT' && open.within === 0) {
        blocks.push({ line: open.line, lines: open.lines })
        open = undefined
      } else if (word.startsWith('BEGIN:')) open.within += 1
      else if (word.startsWith('END:')) open.within -= 1
      else if (open.within === 0) open.lines.push(text)
    } else if (word === 'BEGIN:VEVENT') open = { line: number, lines: [], within: 0 }
    else if (word.startsWith('TZID:')) zone = text.slice(5)
    else if (word.startsWith('X-LIC-LOCATION:') && zone !== undefined)
      zones.set(zone, text.slice('X-LIC-LOCATION:'.length))
  }
  return { blocks, zones, isCut: open !== undefined }
}

type Property = {
  readonly name: string
  readonly params: Readonly<Record<string, string>>
  readonly type: string
  readonly values: readonly unknown[]
}

// What is known of an event; everything else in it (attachments, attendees, X- properties) is not looked at.
const KNOWN =
  /^(UID|SEQUENCE|SUMMARY|DESCRIPTION|LOCATION|URL|STATUS|DTSTART|DTEND|DURATION|RRULE|RDATE|EXDATE|EXRULE|RECURRENCE-ID)[;:]/i

function propertiesOf({ lines }: Block): readonly Property[] {
  try {
    return lines
      .filter((line) => KNOWN.test(line))
      .map((line) => {
        if (/^RRULE[;:]/i.test(line))
          return { name: 'rrule', params: {}, type: 'recur', values: [line.slice(line.indexOf(':') + 1)] }
        const [name, params, type, ...values] = ICAL.parse.property(line) as [
          string,
          Record<string, string>,
          string,
          ...unknown[],
        ]
        return { name, params, type, values }
      })
  } catch {
    throw new Untakable('One of its lines cannot be read')
  }
}

const first = (event: readonly Property[], name: string): Property | undefined =>
  event.find((one) => one.name === name)

function textIn(event: readonly Property[], name: string): string {
  const value = first(event, name)?.values[0]
  return typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : ''
}

type Master = Omit<FileEvent, 'occurrence'> & {
  readonly of: string | null
  readonly rule: string | null
  readonly added: readonly Temporal.ZonedDateTime[]
  readonly left: ReadonlySet<string>
}

type Around = {
  readonly wanted: Wanted
  readonly zones: ReadonlyMap<string, string>
  readonly cancelsAll: boolean
}

const MOST_DATES = 500

// Writing out a rule costs far more than reading an event.
const MOST_RULES = 100

function masterOf(event: readonly Property[], { line }: Block, uid: string, around: Around): Master {
  if (uid === '') throw new Untakable('It has no UID, so it could not be known again')
  if (uid.length > 300) throw new Untakable('Its UID is longer than 300 letters')
  const start = first(event, 'dtstart')
  if (start === undefined) throw new Untakable('It does not say when it begins (DTSTART)')
  const starts = momentIn(start, start.values[0], around)
  const isWholeDay = start.type === 'date'
  if (first(event, 'exrule') !== undefined)
    throw new Untakable('It uses EXRULE, which the standard has given up. Take the dates out one by one')
  const recurrence = first(event, 'recurrence-id')
  if (recurrence?.params['range'] !== undefined)
    throw new Untakable('It changes an occurrence and all later ones at once. Export the events one by one')
  const rules = event.filter((one) => one.name === 'rrule')
  if (rules.length > 1) throw new Untakable('It has more than one rule of repetition')
  const sequence = textIn(event, 'sequence')
  if (!/^\d{0,9}$/.test(sequence)) throw new Untakable('Its SEQUENCE is not a whole number')
  const url = textIn(event, 'url')
  const dates = (name: string): Temporal.ZonedDateTime[] =>
    event
      .filter((one) => one.name === name)
      .flatMap((one) =>
        one.values.map((value) => momentIn(one, Array.isArray(value) ? value[0] : value, around)),
      )
  const [added, left] = [dates('rdate'), dates('exdate')]
  if (added.length + left.length > MOST_DATES)
    throw new Untakable(`It names more than ${MOST_DATES} single dates`)
  return {
    uid,
    of: recurrence === undefined ? null : isoOf(momentIn(recurrence, recurrence.values[0], around)),
    sequence: Number(sequence),
    title: textIn(event, 'summary'),
    description: textIn(event, 'description'),
    location: textIn(event, 'location'),
    url: /^https?:\/\//i.test(url) && URL.canParse(url) ? url : null,
    starts,
    ends: endOf(event, starts, isWholeDay, around),
    isWholeDay,
    isCancelled: around.cancelsAll || textIn(event, 'status').toUpperCase() === 'CANCELLED',
    line,
    rule: rules[0] === undefined ? null : String(rules[0].values[0]),
    added,
    left: new Set(left.map(isoOf)),
  }
}

function endOf(
  event: readonly Property[],
  starts: Temporal.ZonedDateTime,
  isWholeDay: boolean,
  around: Around,
): Temporal.ZonedDateTime {
  const [end, duration] = [first(event, 'dtend'), textIn(event, 'duration')]
  if (end === undefined && duration === '') {
    if (isWholeDay) return starts.add({ days: 1 })
    throw new Untakable('It does not say when it ends (DTEND)')
  }
  const ends = end === undefined ? lasting(starts, duration) : momentIn(end, end.values[0], around)
  if (Temporal.ZonedDateTime.compare(ends, starts) <= 0) throw new Untakable('It ends before it begins')
  return ends
}

function lasting(starts: Temporal.ZonedDateTime, duration: string): Temporal.ZonedDateTime {
  try {
    return starts.add(Temporal.Duration.from(duration))
  } catch {
    throw new Untakable(`Its length “${duration.slice(0, 40)}” cannot be read`)
  }
}

/** A moment as the file means it: in universal time, in its zone, or where the reader is. */
function momentIn(property: Property, value: unknown, around: Around): Temporal.ZonedDateTime {
  const words = String(value)
  const tzid = property.params['tzid']
  const zone =
    tzid === undefined ? around.wanted.zone : (zoneNamed(tzid) ?? zoneNamed(around.zones.get(tzid)))
  if (zone === undefined) throw new Untakable(`Its time zone “${tzid?.slice(0, 60)}” is not known here`)
  try {
    if (words.endsWith('Z')) return Temporal.Instant.from(words).toZonedDateTimeISO(around.wanted.zone)
    const moment = /T/.test(words)
      ? Temporal.PlainDateTime.from(words, { overflow: 'reject' })
      : Temporal.PlainDate.from(words, { overflow: 'reject' })
    const zoned = moment.toZonedDateTime(zone)
    if (zoned.year < 1970 || zoned.year > 2200) throw new RangeError('far away')
    return zoned
  } catch {
    throw new Untakable(`There is no such moment as “${words.slice(0, 40)}”`)
  }
}

function keepLatest(masters: Map<string, Master>, one: Master, faults: FileFault[]): void {
  const other = masters.get(one.uid)
  if (other !== undefined && one.sequence === other.sequence) {
    faults.push({
      line: one.line,
      uid: one.uid,
      message: `The same UID stands on line ${other.line} already`,
    })
    return
  }
  if (other === undefined || one.sequence > other.sequence) masters.set(one.uid, one)
}

function writtenOut(master: Master, limits: Limits): FileEvent[] {
  const { of: _of, rule, added, left, ...event } = master
  if (rule === null && added.length === 0) return [{ ...event, occurrence: '' }]
  const found =
    rule === null
      ? ({ kind: 'written-out', moments: [event.starts] } as const)
      : occurrencesOf(rule, event.starts, limits)
  if (found.kind === 'refused') throw new Untakable(`It cannot be taken: ${found.because}`)
  const moments = new Map([...found.moments, ...added].map((moment) => [isoOf(moment), moment]))
  const kept = [...moments].filter(([iso]) => !left.has(iso))
  if (kept.length > limits.most)
    throw new Untakable(`It cannot be taken: it happens more than ${limits.most} times`)
  const length = event.starts.toPlainDateTime().until(event.ends.toPlainDateTime())
  return kept.map(([iso, moment]) => ({
    ...event,
    occurrence: iso,
    starts: moment,
    // The same length by the clock on the wall, on both sides of a change of the clock.
    ends: moment.toPlainDateTime().add(length).toZonedDateTime(moment.timeZoneId),
  }))
}

const isoOf = (moment: Temporal.ZonedDateTime): string =>
  moment.toInstant().toString({ smallestUnit: 'second' })
