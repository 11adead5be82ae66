// Questions answered by typing: words, numbers, money, dates, addresses.
import { decimalPounds, formatPounds, MOST_PENCE, readPounds, type Pence } from '../money/index.ts'
import { formatClock, readDate, readDateTime, readTime, LONDON } from '../time/index.ts'
import { fault, makeField, taken, type Field, type Parsed, type Raw } from './field.ts'
import { hasProblemText } from './read.ts'
import { hinted, missing, same, type Range, type Words } from './words.ts'

export type TextWords = Words & {
  readonly least?: number
  readonly most?: number
  readonly pattern?: RegExp
  readonly wording?: string
  readonly secret?: boolean
}

function tidyText(raw: Raw, label: string, most: number, oneLine: boolean): Parsed<string> {
  if (typeof raw !== 'string') return fault(`${label} must be text`)
  const problem = hasProblemText(raw)
  if (problem !== undefined)
    return fault(`${label} holds ${problem}. Type the words again instead of pasting them`)
  const tidy = raw.replaceAll('\r\n', '\n').replaceAll('\r', '\n').trim()
  if (oneLine && tidy.includes('\n')) return fault(`${label} must be on one line`)
  if ([...tidy].length > most)
    return fault(
      `${label} must be ${most.toLocaleString('en-GB')} characters or fewer; it has ${[...tidy].length.toLocaleString('en-GB')}`,
    )
  return taken(tidy)
}

export function textField(control: 'text' | 'long-text', label: string, words: TextWords): Field<string> {
  const most = words.most ?? (control === 'text' ? 200 : 5000)
  const least = words.least ?? 1
  return makeField<string>({
    control,
    label,
    ...hinted(words),
    most,
    least,
    ...(words.secret === true ? { secret: true } : {}),
    missing: words.missing ?? missing('Enter', label),
    show: same,
    schema: {
      type: 'string',
      minLength: least,
      maxLength: most,
      ...(words.pattern ? { pattern: words.pattern.source } : {}),
    },
    read(raw) {
      const text = tidyText(raw, label, most, control === 'text')
      if (!text.ok) return text
      if ([...text.value].length < least)
        return fault(words.wording ?? `${label} must be ${least} characters or more`)
      if (words.pattern && !words.pattern.test(text.value))
        return fault(words.wording ?? `${label} is not in the right format`)
      return text
    },
  })
}

export function integerField(label: string, words: Range = {}): Field<number> {
  const least = words.least ?? 0
  const most = words.most ?? 1_000_000_000
  return makeField<number>({
    control: 'integer',
    label,
    ...hinted(words),
    least,
    most,
    missing: words.missing ?? missing('Enter', label),
    show: String,
    schema: { type: 'integer', minimum: least, maximum: most },
    read(raw) {
      const text =
        typeof raw === 'number' ? String(raw) : typeof raw === 'string' ? raw.trim().replaceAll(',', '') : ''
      if (!/^-?\d{1,15}$/.test(text)) return fault(`${label} must be a whole number, like 12`)
      const value = Number(text)
      if (value < least || value > most)
        return fault(
          `${label} must be between ${least.toLocaleString('en-GB')} and ${most.toLocaleString('en-GB')}`,
        )
      return taken(value)
    },
  })
}

// A JSON number with part of a penny is not rounded for its sender: it is no amount of money.
const poundsOf = (pounds: number): string =>
  Number.isInteger(pounds) ? String(pounds) : Number(pounds.toFixed(2)) === pounds ? pounds.toFixed(2) : ''

export function moneyField(label: string, words: Words & { least?: Pence; most?: Pence } = {}): Field<Pence> {
  const least = words.least ?? 1n
  const most = words.most ?? MOST_PENCE
  return makeField<Pence>({
    control: 'money',
    label,
    ...hinted(words),
    missing: words.missing ?? missing('Enter', label),
    show: (pence) => decimalPounds(pence).replace(/\.00$/, ''),
    schema: {
      type: 'string',
      pattern: '^£?[0-9,]+(\\.[0-9]{1,2})?$',
      description: 'Pounds, like "1319000" or "1,319,000.50"',
    },
    read(raw) {
      const text = typeof raw === 'number' ? poundsOf(raw) : typeof raw === 'string' ? raw : ''
      const pence = readPounds(text)
      if (pence === undefined) return fault(`${label} must be an amount of money, like 1,250 or 1,250.50`)
      if (pence < least || pence > most)
        return fault(`${label} must be between ${formatPounds(least)} and ${formatPounds(most)}`)
      return taken(pence)
    },
  })
}

function dateText(raw: Raw): string {
  if (typeof raw === 'string') return raw
  if (typeof raw !== 'object' || raw === null) return ''
  const { day, month, year } = raw as Record<string, unknown>
  return [day, month, year]
    .map((part) => (typeof part === 'string' || typeof part === 'number' ? String(part).trim() : ''))
    .join('/')
}

export function dateField(label: string, words: Words = {}): Field<Temporal.PlainDate> {
  return makeField<Temporal.PlainDate>({
    control: 'date',
    label,
    hint: words.hint ?? 'For example, 27 3 2027',
    missing: words.missing ?? missing('Enter', label),
    show: (date) => date.toString(),
    schema: { type: 'string', format: 'date' },
    read(raw) {
      const date = readDate(dateText(raw))
      return date === undefined ? fault(`${label} must be a real date, like 27 3 2027`) : taken(date)
    },
  })
}

export function dateTimeField(label: string, words: Words = {}): Field<Temporal.Instant> {
  return makeField<Temporal.Instant>({
    control: 'date-time',
    label,
    hint: words.hint ?? 'Date and time in London, for example 2027-03-27 09:30',
    missing: words.missing ?? missing('Enter', label),
    show: (instant) =>
      instant.toZonedDateTimeISO(LONDON).toPlainDateTime().toString({ smallestUnit: 'minute' }),
    schema: { type: 'string', description: 'Local London time, like 2027-03-27T09:30' },
    read(raw) {
      const instant = typeof raw === 'string' ? readDateTime(raw) : undefined
      return instant === undefined
        ? fault(
            `${label} must be a real date and time, like 2027-03-27 09:30. A time that the clocks skip or repeat cannot be used`,
          )
        : taken(instant)
    },
  })
}

export function timeField(label: string, words: Words = {}): Field<Temporal.PlainTime> {
  return makeField<Temporal.PlainTime>({
    control: 'time',
    label,
    hint: words.hint ?? 'For example, 9am or 1:30pm',
    missing: words.missing ?? missing('Enter', label),
    show: formatClock,
    schema: { type: 'string', description: 'A time on the clock, like "09:30", "9:30am" or "1.30pm"' },
    read(raw) {
      const time = typeof raw === 'string' ? readTime(raw) : undefined
      return time === undefined ? fault(`${label} must be a time, like 9am, 9:30 or 1:30pm`) : taken(time)
    },
  })
}

export function monthField(label: string, words: Words = {}): Field<Temporal.PlainDate> {
  return makeField<Temporal.PlainDate>({
    control: 'month',
    label,
    hint: words.hint ?? 'For example, 2027-03',
    missing: words.missing ?? missing('Enter', label),
    show: (date) => date.toString().slice(0, 7),
    schema: { type: 'string', pattern: '^\\d{4}-\\d{2}$' },
    read(raw) {
      const date =
        typeof raw === 'string' && /^\d{4}-\d{2}$/.test(raw.trim()) ? readDate(`${raw.trim()}-01`) : undefined
      return date === undefined ? fault(`${label} must be a month, like 2027-03`) : taken(date)
    },
  })
}

const MAIL =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+$/

export function mailField(label: string, words: Words = {}): Field<string> {
  return makeField<string>({
    control: 'mail',
    label,
    ...hinted(words),
    most: 254,
    missing: words.missing ?? missing('Enter', label),
    show: same,
    schema: { type: 'string', format: 'email', maxLength: 254 },
    read(raw) {
      const text = typeof raw === 'string' ? raw.trim() : ''
      if (text.length > 254 || !MAIL.test(text))
        return fault(`${label} must be an email address, like name@example.gov.uk`)
      return taken(text.toLowerCase())
    },
  })
}
