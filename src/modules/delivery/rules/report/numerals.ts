// Numbers that a person types into a generated report. Each is a figure of the report, asked anew whenever the report
// is read, or something its author asserts by name; one that is neither keeps the report from being issued (V13).
// Dates, years, times, references ("activity 33", "section 4") and names with a digit in them are not numbers.

export type Numeral = {
  /** As typed: "twelve", "81 per cent", "£20k". */
  readonly text: string
  /** Where it begins in the words. */
  readonly at: number
  readonly value: number
  readonly kind: 'count' | 'percent' | 'money'
}

/** What stands for a figure of the report in an author's words, and for what the author asserts. */
const MARK = /\[\[(figure|percent|asserted):([^\]|]+)(?:\|([^\]]+))?\]\]/g

export type WordsPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'figure'; readonly code: string; readonly as: 'count' | 'percent' }
  | { readonly kind: 'asserted'; readonly text: string; readonly by: string }

/** An author's words in the order they are read, figures and assertions apart from the rest. */
export function partsOf(words: string): readonly WordsPart[] {
  const parts: WordsPart[] = []
  let from = 0
  const text = (until: number): void => {
    if (until > from) parts.push({ kind: 'text', text: words.slice(from, until) })
  }
  for (const found of words.matchAll(MARK)) {
    const [whole, kind, what = '', by] = found
    if ((kind === 'asserted') !== (by !== undefined)) continue
    text(found.index)
    parts.push(
      kind === 'asserted'
        ? { kind, text: what, by: by ?? '' }
        : { kind: 'figure', code: what, as: kind === 'percent' ? 'percent' : 'count' },
    )
    from = found.index + whole.length
  }
  text(words.length)
  return parts
}

const MONTH =
  '(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)'
const UNITS =
  'nought|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen'
const TENS = 'twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety'
const LARGE = 'dozen|hundred|thousand|million|billion'
const PART = `(?:${TENS})(?:[\\s-](?:${UNITS}))?|${UNITS}|${LARGE}`
const NUM = String.raw`\d+(?:\.\d+)*(?![\d%]|\.\d|,\d{3}|\s*(?:%|per\s?cent\b))`
const LIST = String.raw`${NUM}(?:(?:\s*,\s*${NUM})*\s*,?\s+and\s+${NUM}|\s*(?:to|–|-)\s*${NUM})?`

// "Of the activities 64 are on track" counts; "activities 4 and 5 are late" names them.
const SAYS = String.raw`(?!\s+(?:of|out|are|were|is|was|have|has|had|do|did|will|would|may|can|came|moved|went|became|remain|remained|reported)\b)`

// What has a digit or a number's word in it and counts nothing.
const NOT_NUMBERS = [
  // A figure takes no words of its own: "[[figure:x|79]]" is no mark, and its number is a number.
  /\[\[(?:(?:figure|percent):[^\]|]+|asserted:[^\]|]+\|[^\]]+)\]\]/g,
  /https?:\/\/\S+/g,
  /\b\d{4}-\d{2}-\d{2}\b/g,
  /\b\d{1,2}\/\d{1,2}\/\d{2,4}\b/g,
  /\b(?:19|20)\d{2}(?:[/–-](?:\d{4}|\d{2})|\s+to\s+(?:19|20)\d{2})\b/g,
  new RegExp(
    String.raw`\b\d{1,2}(?:st|nd|rd|th)?(?:\s*(?:to|–|-|and)\s*\d{1,2}(?:st|nd|rd|th)?)?\s+(?:of\s+)?${MONTH}\b(?:\s+\d{4})?`,
    'g',
  ),
  // "In September 79 activities" is a month and a number: a day after its month ends a phrase, or a year follows it.
  new RegExp(
    String.raw`\b${MONTH}\s+(?:(?:19|20)\d{2}\b|\d{1,2}(?:(?:st|nd|rd|th)\b(?:,?\s+\d{4}\b)?|,?\s+(?:19|20)\d{2}\b|(?=\s*(?:[.;:)]|,\s|$))(?!\.\d)))`,
    'gm',
  ),
  /\b\d{1,2}(?:[:.]\d{2})?\s*(?:am|pm)\b|\b\d{1,2}:\d{2}\b/gi,
  /\b(?:quarter\s+|Q)[1-4]\b/gi,
  new RegExp(
    String.raw`\b(?:activities|sections|paragraphs|outcomes)\s+(?:${NUM}(?!\s*(?:,\s*\d|,?\s*and\s+\d|(?:to|–|-)\s*\d))${SAYS}|(?=${NUM}\s*(?:,|and|to|–|-))${LIST})`,
    'gi',
  ),
  new RegExp(String.raw`\b(?:activity|section|paragraph|appendix|annex|outcome|version|page)\s+${NUM}`, 'gi'),
  // A year standing alone; "2019 homes" and "£2019" are numbers all the same.
  /(?<![£\d.,])\b(?:19|20)\d{2}\b(?!\s*(?:%|per cent|activit|people|pupils|homes|days|issues))(?![,.]?\d)/g,
  /\b\d+(?:st|nd|rd|th)\b/g,
  // M20, COVID-19, 5G: names.
  /\b(?!(?:GBP|EUR|USD)-?\d)[A-Z][A-Za-z]*-?\d[\w-]*/g,
  /(?<![£\d.,])\b\d+(?!(?:[KM]|BN|Bn)\b)[A-Z][\w-]*/g,
  /\b(?:no|any|every|each|this|that|which|some)[ -]?one\b|\bone (?:another|day|by one)\b|\bone['’]s\b/gi,
]

const NUMBER = new RegExp(
  [
    String.raw`£\s?(?<pounds>\d+(?:,\d{3})*(?:\.\d+)?)(?:\s?(?<scale>k|m|bn|thousand|million|billion)\b)?`,
    String.raw`(?<digits>\d+(?:,\d{3})*(?:\.\d+)?)(?:(?<size>k|m|bn)\b|\s(?<sizeWord>hundred|thousand|million|billion)\b)?(?<percent>\s?%|\s+per\s?cent\b)?`,
    String.raw`\b(?:(?:a|one)[ -])?half\b(?![ -](?:day|time|term|year|way))|\b(?:a third|(?:one|two)[ -]thirds?|(?:one|three)[ -]quarters?|a quarter(?= of\b| (?:are|were|have|had)\b)|(?:two|three|four)[ -]fifths|(?:a|one) fifth|twice|doubled?|(?:a )?couple of|dozens|hundreds|thousands|millions|billions)\b`,
    String.raw`\b(?<words>(?:a\s+)?(?:${PART})(?:(?:(?<=hundred|thousand|million|billion)\s+and)?\s+(?:${PART}))*)\b(?<wordPercent>\s+per\s?cent\b)?`,
    String.raw`[^\P{N}0-9]+`,
  ].join('|'),
  'giu',
)

/** Every number typed in an author's words that is neither a figure of the report nor asserted by anybody. */
export function numeralsIn(words: string): readonly Numeral[] {
  const left = NOT_NUMBERS.reduce(
    (text, one) => text.replace(one, (found) => ' '.repeat(found.length)),
    words,
  )
  const found: Numeral[] = []
  for (const match of left.matchAll(NUMBER)) {
    const one = numeralOf(match.groups ?? {})
    const text = words.slice(match.index, match.index + match[0].length)
    const led = text.length - text.trimStart().length
    found.push({ text: text.trim(), at: match.index + led, ...one })
  }
  return found
}

const SCALES: Readonly<Record<string, number>> = {
  k: 1_000,
  m: 1_000_000,
  bn: 1_000_000_000,
  hundred: 100,
  thousand: 1_000,
  million: 1_000_000,
  billion: 1_000_000_000,
}

// A fraction in words is no figure of a report: it can only be asserted.
function numeralOf(groups: Readonly<Record<string, string | undefined>>): Pick<Numeral, 'value' | 'kind'> {
  const { pounds, scale, digits, size, sizeWord, percent, words, wordPercent } = groups
  const times = (word: string | undefined): number => SCALES[word?.toLowerCase() ?? ''] ?? 1
  if (pounds !== undefined) return { kind: 'money', value: plainNumber(pounds) * times(scale) }
  if (digits !== undefined)
    return {
      kind: percent === undefined ? 'count' : 'percent',
      value: plainNumber(digits) * times(size ?? sizeWord),
    }
  if (words !== undefined)
    return { kind: wordPercent === undefined ? 'count' : 'percent', value: wordsNumber(words) }
  return { kind: 'count', value: Number.NaN }
}

const plainNumber = (digits: string): number => Number(digits.replaceAll(',', ''))

const WORDS: Readonly<Record<string, number>> = Object.fromEntries([
  ['nought', 0],
  ...UNITS.split('|')
    .slice(1)
    .map((word, at): [string, number] => [word, at]),
  ...TENS.split('|').map((word, at): [string, number] => [word, (at + 2) * 10]),
])

function wordsNumber(words: string): number {
  let total = 0
  let part = 0
  for (const word of words.toLowerCase().split(/[\s-]+/)) {
    if (word === 'a' || word === 'and') continue
    if (word === 'dozen') part = (part || 1) * 12
    else if (word === 'hundred') part = (part || 1) * 100
    else if (word === 'thousand' || word === 'million' || word === 'billion') {
      total += (part || 1) * (SCALES[word] ?? 1)
      part = 0
    } else part += WORDS[word] ?? 0
  }
  return total + part
}

/** What an author says about one number: a figure of the report, or that they assert it themselves. */
export type Marking = { readonly at: number; readonly text: string; readonly becomes: string }

/**
 * The words with each number marked as its author chose; a number without a choice stays as it was typed. A choice is
 * taken by where the number stands, and only if it still says the same there.
 */
export function marked(words: string, markings: readonly Marking[], author: string): string {
  const chosen = new Map(markings.map((one) => [`${one.at}:${one.text}`, one.becomes]))
  let result = ''
  let from = 0
  for (const { at, text } of numeralsIn(words)) {
    const becomes = chosen.get(`${at}:${text}`)
    if (becomes === undefined || becomes === '') continue
    result += words.slice(from, at) + markOf(text, becomes, author)
    from = at + text.length
  }
  return result + words.slice(from)
}

const ASSERTED = 'asserted'

function markOf(text: string, becomes: string, author: string): string {
  if (becomes === ASSERTED)
    return `[[asserted:${text.replaceAll(/[[\]|]/g, '')}|${author.replaceAll(/[[\]|]/g, '')}]]`
  const [kind, code = ''] = becomes.split(/:(.*)/s)
  return kind === 'figure' || kind === 'percent' ? `[[${kind}:${code}]]` : text
}
