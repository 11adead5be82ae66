// What a cell of figures says. M1: only what can be read with certainty becomes a value, and what is read prints back as
// it was written; everything else is kept as supplied, with a question to the owner. Nothing is guessed, nothing lost (X2).

export const MEASURES = {
  percent: 'A percentage',
  count: 'A number of something',
  money: 'An amount of money',
  days: 'A duration in days',
  hours: 'A duration in hours',
  ratio: 'A ratio: so many to one',
  band: 'Words in an order, such as Poor, Fair, Good',
} as const
export type Measure = keyof typeof MEASURES

/** In what a value is written: the part of a definition by which cells are read and printed. */
export type Scale = {
  readonly measure: Measure
  readonly decimals: number
  /** What a count counts: "calls". */
  readonly unit: string | null
  /** The words of an order, the lowest first. */
  readonly bands: readonly string[]
}

export const DOUBTS = {
  thousands: 'Shortened',
  limit: 'A limit',
  'not-applicable': 'No figure',
  unit: 'Another unit',
  fraction: 'Share or percentage',
  decimals: 'More decimals than are kept',
  words: 'Words',
  figure: 'Not clear',
} as const
export type Doubt = keyof typeof DOUBTS

export type Read =
  | { readonly kind: 'value'; readonly amount: bigint }
  | { readonly kind: 'doubt'; readonly doubt: Doubt; readonly question: string }

/** How many decimals the whole numbers we keep stand for. Money is always pence (M7). */
export const scaleOf = ({ measure, decimals }: Pick<Scale, 'measure' | 'decimals'>): number =>
  measure === 'money' ? 2 : measure === 'band' ? 0 : decimals

const grouped = (whole: bigint): string => String(whole).replace(/\B(?=(\d{3})+$)/g, ',')

/** A decimal in words of its measure: "74.3%", "£1,250", "3.5 days", "4.5 to 1". `least` decimals always stand there. */
export function decimalWords(amount: bigint, decimals: number, scale: Scale, least = decimals): string {
  const whole = amount < 0n ? -amount : amount
  const power = 10n ** BigInt(decimals)
  let rest = decimals === 0 ? '' : String(whole % power).padStart(decimals, '0')
  while (rest.length > least && rest.endsWith('0')) rest = rest.slice(0, -1)
  if (scale.measure === 'money' && /^0*$/.test(rest)) rest = ''
  const number = `${grouped(whole / power)}${rest === '' ? '' : `.${rest}`}`
  const sign = amount < 0n ? '−' : ''
  switch (scale.measure) {
    case 'money':
      return `${sign}£${number}`
    case 'percent':
      return `${sign}${number}%`
    case 'days':
      return `${sign}${number} ${number === '1' ? 'day' : 'days'}`
    case 'hours':
      return `${sign}${number} ${number === '1' ? 'hour' : 'hours'}`
    case 'ratio':
      return `${sign}${number} to 1`
    default:
      return `${sign}${number}`
  }
}

/** A value as its reader sees it. */
export function valueWords(amount: bigint, scale: Scale): string {
  if (scale.measure === 'band') return scale.bands[Number(amount)] ?? 'No such band'
  return decimalWords(amount, scaleOf(scale), scale)
}

const NUMBER = String.raw`(?<sign>[-−]?)(?<pound>£?) ?(?<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?<rest>\d+))?`

// What may follow the number, for each measure, in a cell that is certain.
function tailOf(scale: Scale): string {
  switch (scale.measure) {
    case 'percent':
      return String.raw`(?<tail> ?%)?`
    case 'days':
      return '(?<tail> days?)?'
    case 'hours':
      return '(?<tail> hours?)?'
    case 'ratio':
      return '(?<tail> ?: ?1| to 1)?'
    case 'count':
      return scale.unit === null ? '(?<tail>)' : `(?<tail> ${escaped(scale.unit)})?`
    default:
      return '(?<tail>)'
  }
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)

const MOST_DIGITS = 15

const asked = (doubt: Doubt, question: string): Read => ({ kind: 'doubt', doubt, question })

/** What a cell says in this scale; null for an empty one. */
export function readCell(raw: string, scale: Scale): Read | null {
  const text = raw.trim()
  if (text === '') return null
  const special = wordsOf(text, scale)
  if (special !== null) return special
  if (scale.measure === 'band') return readBand(text, scale)
  const found = new RegExp(`^${NUMBER}${tailOf(scale)}$`, 'i').exec(text)?.groups
  if (found === undefined) return doubtOf(text, scale)
  const { sign = '', pound = '', whole = '', rest = '', tail } = found
  if (pound !== '' && scale.measure !== 'money') return otherUnit(text, scale)
  const digits = whole.replaceAll(',', '')
  if ((digits.length > 1 && digits.startsWith('0')) || digits.length + rest.length > MOST_DIGITS)
    return asked('figure', `“${text}” is not written as a figure usually is. Write it out, like 1,250.`)
  const kept = rest.replace(/0+$/, '')
  const decimals = scaleOf(scale)
  if (kept.length > decimals)
    return asked(
      'decimals',
      `“${text}” has more decimal places than the ${decimals === 0 ? 'whole numbers' : decimals} kept here. Which figure is meant?`,
    )
  const amount = BigInt(digits + kept.padEnd(decimals, '0'))
  if (sign !== '' && amount === 0n) return asked('figure', `“${text}” is less than nought and nought. Which?`)
  if (scale.measure === 'percent' && tail === undefined && digits === '0' && amount !== 0n)
    return asked(
      'fraction',
      `“${text}” may be ${text}%, or a share of one. Write the percentage with its sign.`,
    )
  return { kind: 'value', amount: sign === '' ? amount : -amount }
}

function readBand(text: string, scale: Scale): Read {
  const at = scale.bands.findIndex((band) => band.toLowerCase() === text.toLowerCase())
  return at >= 0
    ? { kind: 'value', amount: BigInt(at) }
    : asked('words', `“${text}” is none of the words in use here: ${scale.bands.join(', ')}. Which is meant?`)
}

const NO_FIGURE =
  /^(?:n\.?\s?\/?\s?a\.?|not applicable|not available|none|nil|-+|–|—|\.{1,3}|tbc|tba|\?+|x)$/i
const LIMIT =
  /^(?:[<>≤≥]=?|(?:less|fewer|more|greater|lower|higher) than|under|over|below|above|up to|at (?:least|most)|no more than|c\.?|ca\.?|circa|approx\.?|approximately|about|~)\s*[£\d]/i

function wordsOf(text: string, scale: Scale): Read | null {
  const isBand = scale.bands.some((band) => band.toLowerCase() === text.toLowerCase())
  if (NO_FIGURE.test(text) && !(scale.measure === 'band' && isBand))
    return asked(
      'not-applicable',
      `“${text}”: does the measure not apply in this period, or was the figure not to be had?`,
    )
  if (LIMIT.test(text))
    return asked('limit', `“${text}” is a limit and not a figure. What was measured, or is no more known?`)
  return null
}

const THOUSANDS = /^[-−]?£? ?([\d,.]+) ?(k|thousand|m|mn|million|bn|billion)$/i
const TIMES: Readonly<Record<string, number>> = { k: 3, t: 3, m: 6, b: 9 }

function doubtOf(text: string, scale: Scale): Read {
  const short = THOUSANDS.exec(text)
  if (short !== null) {
    const meant = written(short[1] ?? '', TIMES[short[2]?.[0]?.toLowerCase() ?? ''] ?? 0)
    const pound = scale.measure === 'money' || text.includes('£') ? '£' : ''
    return meant === undefined
      ? asked('thousands', `“${text}” is shortened. Write the figure out.`)
      : asked('thousands', `“${text}” may be ${pound}${meant}. What is the figure, written out?`)
  }
  if (/\d\s*(?:%|per ?cent|days?|hours?|weeks?|months?|minutes?|mins?|hrs?)$/i.test(text) || /^£/.test(text))
    return otherUnit(text, scale)
  if (!/\d/.test(text)) return asked('words', `“${text}” is not a figure. What was measured?`)
  return asked('figure', `“${text}” cannot be read with certainty. Write it out, like 1,250.`)
}

const IN_WORDS: Readonly<Record<Measure, string>> = {
  percent: 'a percentage',
  count: 'a number',
  money: 'pounds',
  days: 'days',
  hours: 'hours',
  ratio: 'so many to one',
  band: 'words',
}

const otherUnit = (text: string, scale: Scale): Read =>
  asked(
    'unit',
    `“${text}” is in another unit than the one kept here, ${IN_WORDS[scale.measure]}. What is it in that?`,
  )

// "20" and three noughts is "20,000"; "1.25" and six is "1,250,000". Undefined where noughts do not make it whole.
function written(digits: string, noughts: number): string | undefined {
  const match = /^(\d{1,6})(?:\.(\d{1,6}))?$/.exec(digits.replaceAll(',', ''))
  if (match === null || (match[2] ?? '').length > noughts) return undefined
  return grouped(BigInt((match[1] ?? '') + (match[2] ?? '').padEnd(noughts, '0')))
}

/** A tolerance as it is kept: in the smallest unit, or in hundredths of one per cent of the target. Undefined for what is none. */
export function readTolerance(text: string, kind: 'absolute' | 'percent', scale: Scale): bigint | undefined {
  const digits = text
    .trim()
    .replace(/^£/, '')
    .replace(/ ?(?:%|(?:percentage )?points?|days?|hours?|steps?)$/i, '')
  const read = readCell(digits, {
    measure: 'count',
    decimals: kind === 'percent' ? 2 : scaleOf(scale),
    unit: null,
    bands: [],
  })
  return read?.kind === 'value' && read.amount >= 0n && !(kind === 'percent' && scale.measure === 'band')
    ? read.amount
    : undefined
}
