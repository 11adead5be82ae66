// A building as a visitor needs it: a postcode that can be one, hours that can be read, whether it is open on a day,
// and ways in and about as facts.
//
// O13  A building is open on a day by what was said of that very day; else it is closed on a bank holiday; else by its
//      ordinary week. A building whose hours nobody gave is neither open nor closed: ask.

export const ACCESS_FACTS = {
  'step-free-entrance': 'Step-free entrance',
  'automatic-doors': 'Automatic doors',
  lift: 'Lift to all floors used',
  'accessible-toilet': 'Accessible toilet',
  'changing-place': 'Changing Places toilet',
  'hearing-loop': 'Hearing loop',
  'blue-badge-parking': 'Blue Badge parking',
  'quiet-room': 'Quiet room',
  'prayer-room': 'Prayer room',
  'baby-changing': 'Baby changing',
  'assistance-dogs': 'Assistance dogs welcome, with water',
  'evacuation-chair': 'Evacuation chair',
} as const
export type AccessFact = keyof typeof ACCESS_FACTS

export const ACCESS_ANSWERS = { yes: 'Yes', no: 'No', ask: 'Ask first', unknown: 'Not known' } as const
export type AccessAnswer = keyof typeof ACCESS_ANSWERS

export const WEEKDAYS = {
  monday: 'Monday',
  tuesday: 'Tuesday',
  wednesday: 'Wednesday',
  thursday: 'Thursday',
  friday: 'Friday',
  saturday: 'Saturday',
  sunday: 'Sunday',
} as const
export type Weekday = keyof typeof WEEKDAYS
export const WEEK = Object.keys(WEEKDAYS) as Weekday[]

/** From when to when. */
export type Span = { readonly opens: Temporal.PlainTime; readonly closes: Temporal.PlainTime }

// BS 7666: outward and inward part; the letters that never stand in the inward part are left out.
const POSTCODE = /^([a-z]{1,2}[0-9][a-z0-9]?) ?([0-9][abd-hjlnp-uw-z]{2})$/i

/** The postcode as it is written, "ME4 4TR"; undefined for what cannot be one. */
export function readPostcode(text: string): string | undefined {
  const found = POSTCODE.exec(text.trim())
  return found === null ? undefined : `${found[1]} ${found[2]}`.toUpperCase()
}

const TIME = /^([0-9]{1,2})(?:[:.]([0-9]{2}))? ?(am|pm)?$/i

function readTime(text: string): Temporal.PlainTime | undefined {
  if (/^(?:noon|midday)$/i.test(text)) return Temporal.PlainTime.from('12:00')
  const found = TIME.exec(text)
  if (found === null) return undefined
  const half = found[3]?.toLowerCase()
  let hour = Number(found[1])
  const minute = Number(found[2] ?? 0)
  if (half === undefined && found[2] === undefined) return undefined
  if (half !== undefined && (hour < 1 || hour > 12)) return undefined
  if (half === 'pm' && hour < 12) hour += 12
  if (half === 'am' && hour === 12) hour = 0
  return hour > 23 || minute > 59 ? undefined : Temporal.PlainTime.from({ hour, minute })
}

/** The hours of one day: "8:30am to 5pm", "09:00-12:30, 13:30-17:00", or "closed". Undefined for what cannot be read. */
export function readHours(text: string): Span[] | undefined {
  const words = text.trim()
  if (words === '' || /^closed$/i.test(words)) return []
  const spans: Span[] = []
  for (const part of words.split(/[,;]|\band\b/i)) {
    const [from, to, more] = part.trim().split(/\s*(?:-|–|\bto\b)\s*/i)
    const opens = readTime(from ?? '')
    const closes = readTime(to ?? '')
    if (opens === undefined || closes === undefined || more !== undefined) return undefined
    if (Temporal.PlainTime.compare(opens, closes) >= 0) return undefined
    const before = spans.at(-1)
    if (before !== undefined && Temporal.PlainTime.compare(before.closes, opens) > 0) return undefined
    spans.push({ opens, closes })
  }
  return spans
}

const inWords = (time: Temporal.PlainTime): string => {
  const hour = time.hour % 12 === 0 ? 12 : time.hour % 12
  const minutes = time.minute === 0 ? '' : `:${String(time.minute).padStart(2, '0')}`
  return `${hour}${minutes}${time.hour < 12 ? 'am' : 'pm'}`
}

/** "8:30am to 5pm", or "Closed". */
export const hoursInWords = (spans: readonly Span[]): string =>
  spans.length === 0
    ? 'Closed'
    : spans.map(({ opens, closes }) => `${inWords(opens)} to ${inWords(closes)}`).join(' and ')

export type WeekSpan = Span & { readonly weekday: number }
export type DayException = {
  readonly from: Temporal.PlainDate
  readonly to: Temporal.PlainDate
  /** Null for closed. */
  readonly hours: Span | null
  readonly because: string
}
export type Opening = { readonly spans: readonly Span[]; readonly because: string | null } | null

/** When it is open on a day (O13); null where nobody gave its hours. The later exception counts. */
export function openingOn(
  day: Temporal.PlainDate,
  week: readonly WeekSpan[],
  exceptions: readonly DayException[],
  bankHoliday: string | undefined,
): Opening {
  const said = exceptions.findLast(
    (one) => Temporal.PlainDate.compare(one.from, day) <= 0 && Temporal.PlainDate.compare(day, one.to) <= 0,
  )
  if (said !== undefined) return { spans: said.hours === null ? [] : [said.hours], because: said.because }
  if (week.length === 0) return null
  if (bankHoliday !== undefined) return { spans: [], because: bankHoliday }
  const spans = week
    .filter((span) => span.weekday === day.dayOfWeek)
    .toSorted((a, b) => Temporal.PlainTime.compare(a.opens, b.opens))
  return { spans, because: null }
}

/** "Open today, 8:30am to 5pm", "Closed today: Boxing Day"; what a visitor looks for first. */
export function todayInWords(opening: Opening, now: Temporal.PlainTime): string {
  if (opening === null) return 'Opening hours are not recorded: ask before you go'
  const why = opening.because === null ? '' : `: ${opening.because}`
  if (opening.spans.length === 0) return `Closed today${why}`
  const hours = hoursInWords(opening.spans)
  const isOver = opening.spans.every((span) => Temporal.PlainTime.compare(span.closes, now) <= 0)
  return isOver ? `Closed now; open today ${hours}${why}` : `Open today, ${hours}${why}`
}
