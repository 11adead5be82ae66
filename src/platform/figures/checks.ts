// Assertions over plain rows: what should hold is declared once as data (its kind, its rule's name, its words, how much
// it matters), and is run over any rows. A row of which it is not known whether it breaks the rule breaks nothing.
import { Defect } from '../errors/index.ts'
import { formatDate } from '../time/index.ts'
import { findingWords, type Severity } from './severity.ts'

/** What a row answers when asked: yes, no, or that nobody knows. */
export type Answer = boolean | null

/** A day as an ISO text (2019-09-30); null where there is none. */
type Day = string | null

export type RowFinding<Key = string> = {
  /** The name of the assertion that found it. */
  readonly rule: string
  readonly severity: Severity
  /** What of the rule it is about, where that is no row: a stated figure, a column. */
  readonly subject: string | null
  /** What is wrong, without the rows. */
  readonly title: string
  /** What is wrong, and of each row what is wrong with it. */
  readonly message: string
  /** What is said of single rows. */
  readonly details: readonly { readonly row: Key; readonly words: string }[]
  readonly stated: string | null
  readonly recounted: string | null
  /** The rows to look at, by their keys. */
  readonly rows: readonly Key[]
}

type Declared<Row> = {
  /** `module.noun.what`, permanent once released: people answer findings by it. */
  readonly name: string
  /** What should hold: "The end comes after the beginning". */
  readonly title: string
  readonly severity: Severity
  /** What is said where it does not hold, the rows named after it: "The end lies before the beginning". Or all of it. */
  readonly message: string | ((broken: readonly Row[]) => string)
  /** What is said of one row; the kind has words of its own. */
  readonly detail?: (row: Row) => string
  /** The rows it is asked of; all of them where nothing is said. */
  readonly among?: (row: Row) => boolean
  /** What it is about, where several assertions carry one name: a column. */
  readonly subject?: string
}

/** Every row of the part belongs to the whole. */
type Subset<Row> = { readonly kind: 'subset'; part(row: Row): Answer; whole(row: Row): Answer }
/** One day is not later than another, give or take so many days. */
type DateOrder<Row> = {
  readonly kind: 'date-order'
  earlier(row: Row): Day
  later(row: Row): Day
  readonly graceDays?: number
}
/** A day lies between two others; outside it is impossible, or wants asking about. */
type DateRange<Row> = {
  readonly kind: 'date-range'
  date(row: Row): Day
  from?(row: Row): Day
  until?(row: Row): Day
}
/** What a status says of a day: "on track" does not go with an end that is past. */
type StatusAndDate<Row> = {
  readonly kind: 'status-and-date'
  status(row: Row): Answer
  date(row: Row): Day
  readonly must: 'come-after' | 'come-before' | 'be-known'
  than?(row: Row): Day
}
/** No two rows say the same words. */
type UniqueText<Row> = {
  readonly kind: 'unique-text'
  text(row: Row): string | null
  /** Shorter words may repeat: everybody writes "None". */
  readonly shortest?: number
}
/** A number stated beside a list is the list's length. */
type ListLength<Row> = {
  readonly kind: 'list-length'
  stated(row: Row): number | null
  list(row: Row): readonly unknown[]
}
/** Every row is in one of the parts, and in no two. */
type Partition<Row> = {
  readonly kind: 'partition'
  readonly parts: Readonly<Record<string, (row: Row) => Answer>>
}

export type RowAssertion<Row> = Declared<Row> &
  (
    | Subset<Row>
    | DateOrder<Row>
    | DateRange<Row>
    | StatusAndDate<Row>
    | UniqueText<Row>
    | ListLength<Row>
    | Partition<Row>
  )

type Broken<Row> = {
  readonly row: Row
  readonly words: string
  readonly stated?: string
  readonly recounted?: string
}

/** Runs every assertion over the rows: at most one finding of each, in the order they are declared. */
export function findingsAmong<Row, Key>(
  rows: readonly Row[],
  keyOf: (row: Row) => Key,
  assertions: readonly RowAssertion<Row>[],
): readonly RowFinding<Key>[] {
  return assertions.flatMap((asserted) => {
    mustBeNamed(asserted.name)
    const { among } = asserted
    const broken = breaking(among === undefined ? rows : rows.filter(among), asserted)
    const [first] = broken
    if (first === undefined) return []
    const alone = broken.length === 1
    return [
      {
        rule: asserted.name,
        severity: asserted.severity,
        subject: asserted.subject ?? null,
        ...wordsOf(asserted, broken, keyOf),
        stated: alone ? (first.stated ?? null) : null,
        recounted: alone ? (first.recounted ?? null) : null,
        rows: broken.map(({ row }) => keyOf(row)),
      },
    ]
  })
}

function wordsOf<Row, Key>(
  { message, detail }: RowAssertion<Row>,
  broken: readonly Broken<Row>[],
  keyOf: (row: Row) => Key,
): Pick<RowFinding<Key>, 'title' | 'message' | 'details'> {
  if (typeof message === 'function') {
    const words = message(broken.map(({ row }) => row))
    return { title: words, message: words, details: [] }
  }
  const each = broken.map(({ row, words }) => ({ row: keyOf(row), words: detail?.(row) ?? words }))
  return {
    title: message,
    message: findingWords(message, each),
    details: each.filter(({ words }) => words !== ''),
  }
}

/** A rule is named as everything else is. */
export function mustBeNamed(name: string): void {
  if (!/^[a-z-]+(\.[a-z0-9-]+){2,}$/.test(name))
    throw new Defect(`The assertion ${name} is not named module.noun.what.`)
}

function breaking<Row>(rows: readonly Row[], asserted: RowAssertion<Row>): readonly Broken<Row>[] {
  switch (asserted.kind) {
    case 'subset':
      return rows
        .filter((row) => asserted.part(row) === true && asserted.whole(row) === false)
        .map((row) => ({ row, words: '' }))
    case 'date-order':
      return rows.flatMap((row) => outOfOrder(row, asserted))
    case 'date-range':
      return rows.flatMap((row) => outOfRange(row, asserted))
    case 'status-and-date':
      return rows.flatMap((row) => againstStatus(row, asserted))
    case 'unique-text':
      return repeated(rows, asserted)
    case 'list-length':
      return rows.flatMap((row) => miscounted(row, asserted))
    case 'partition':
      return rows.flatMap((row) => unparted(row, asserted))
  }
}

const shown = (day: string): string => formatDate(Temporal.PlainDate.from(day))

/** Days from one day to another; negative when it goes back. */
export const daysBetween = (from: string, to: string): number =>
  Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'days' }).days

const days = (count: number): string =>
  `${String(count).replace(/\B(?=(\d{3})+$)/g, ',')} ${count === 1 ? 'day' : 'days'}`

function outOfOrder<Row>(row: Row, asserted: DateOrder<Row>): readonly Broken<Row>[] {
  const [earlier, later] = [asserted.earlier(row), asserted.later(row)]
  if (earlier === null || later === null || later >= earlier) return []
  const back = daysBetween(later, earlier)
  if (back <= (asserted.graceDays ?? 0)) return []
  return [{ row, words: `${shown(later)} is ${days(back)} before ${shown(earlier)}` }]
}

function outOfRange<Row>(row: Row, asserted: DateRange<Row>): readonly Broken<Row>[] {
  const date = asserted.date(row)
  if (date === null) return []
  const from = asserted.from?.(row) ?? null
  const until = asserted.until?.(row) ?? null
  if (from !== null && date < from) return [{ row, words: `${shown(date)} is before ${shown(from)}` }]
  if (until !== null && date > until) return [{ row, words: `${shown(date)} is after ${shown(until)}` }]
  return []
}

function againstStatus<Row>(row: Row, asserted: StatusAndDate<Row>): readonly Broken<Row>[] {
  if (asserted.status(row) !== true) return []
  const date = asserted.date(row)
  if (asserted.must === 'be-known') return date === null ? [{ row, words: 'no date' }] : []
  const than = asserted.than?.(row) ?? null
  if (date === null || than === null) return []
  const holds = asserted.must === 'come-after' ? date > than : date < than
  return holds ? [] : [{ row, words: shown(date) }]
}

const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

function repeated<Row>(rows: readonly Row[], asserted: UniqueText<Row>): readonly Broken<Row>[] {
  const shortest = asserted.shortest ?? 1
  const said = rows.flatMap((row) => {
    const text = asserted.text(row)
    const words = text === null ? '' : plain(text)
    return text !== null && words.length >= shortest ? [{ row, words, text }] : []
  })
  return [...Map.groupBy(said, ({ words }) => words).values()]
    .filter((same) => same.length > 1)
    .flatMap((same) => same.map(({ row, text }) => ({ row, words: `“${shortened(text)}”` })))
}

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 57).trimEnd()}…` : text)

function miscounted<Row>(row: Row, asserted: ListLength<Row>): readonly Broken<Row>[] {
  const stated = asserted.stated(row)
  const { length } = asserted.list(row)
  if (stated === null || stated === length) return []
  return [
    { row, words: `${stated} stated, ${length} listed`, stated: String(stated), recounted: String(length) },
  ]
}

function unparted<Row>(row: Row, asserted: Partition<Row>): readonly Broken<Row>[] {
  const answers = Object.entries(asserted.parts).map(([part, is]) => ({ part, answer: is(row) }))
  const within = answers.filter(({ answer }) => answer === true).map(({ part }) => part)
  if (within.length === 1 || (within.length === 0 && answers.some(({ answer }) => answer === null))) return []
  return [{ row, words: within.length === 0 ? 'in none of the parts' : `in ${within.join(' and in ')}` }]
}
