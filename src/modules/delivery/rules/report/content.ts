// The report as plain data: figures, sentences, tables and drawings, before it is a page, a PDF or a Word file. Every
// number in it is a run that names its figure and says what is printed, so that the two can be compared (V13).

export type FigureRef = {
  /** "status.on_track"; it stands in the address of the page that lists the records. */
  readonly code: string
  readonly title: string
  readonly numerator: number
  /** Of how many; null where a figure is no part of a whole. */
  readonly denominator: number | null
  readonly percent: number | null
  /** How it is rounded, in words. */
  readonly rounding: string
  /** The numbers of the activities behind it. */
  readonly activities: readonly number[]
  /** Why it may not be the whole truth, where the data cannot say more. */
  readonly doubt: string | null
}

export type FigureRun = {
  readonly figure: string
  readonly as: 'count' | 'percent'
  /** What is printed. */
  readonly value: number | null
}

export type ReportRun =
  | string
  | FigureRun
  | { readonly strong: string }
  | { readonly activity: number; readonly text?: string }
  | { readonly asserted: string; readonly by: string }

export type ReportWords = string | readonly ReportRun[]

export type ReportTable = {
  readonly code: string
  readonly caption: string
  readonly columns: readonly { readonly label: string; readonly align?: 'left' | 'right' }[]
  readonly rows: readonly (readonly ReportWords[])[]
  readonly totals?: readonly ReportWords[]
  /** A row for each activity: on the page only its beginning stands, in files all of it. */
  readonly isLong?: boolean
}

/** What a drawing shows: the figures of its table, a bar for each row. The drawing is made where a document is. */
export type ReportChart = {
  readonly code: string
  readonly title: string
  /** The one thing to take from it. */
  readonly description: string
  readonly shape: 'bars' | 'stacked'
  readonly table: ReportTable
}

export type ReportBlock =
  /** A sentence; its figures must stand, and stand alike, in the table beside it. */
  | { readonly kind: 'says'; readonly words: ReportWords; readonly beside?: string }
  | { readonly kind: 'list'; readonly points: readonly ReportWords[] }
  | { readonly kind: 'subheading'; readonly text: string }
  | { readonly kind: 'table'; readonly table: ReportTable }
  | { readonly kind: 'chart'; readonly chart: ReportChart }

export const SECTIONS = {
  headline: 'Headline figures',
  activities: 'All activities',
  changes: 'Changes since the last round',
  milestones: 'Milestones',
  dates: 'Changes of dates',
  issues: 'Issues',
  mitigations: 'Mitigations',
  governance: 'Governance',
  risk: 'Risk',
  closing: 'What closed',
  answers: 'Answers to be careful with',
  rounding: 'How the figures are made',
} as const
export type SectionCode = keyof typeof SECTIONS
export const isSection = (code: string): code is SectionCode => Object.hasOwn(SECTIONS, code)

export type ReportSection = {
  readonly code: SectionCode
  readonly heading: string
  readonly blocks: readonly ReportBlock[]
}

/** A part of the plan's activities that a report is cut to. */
export type Slice = {
  /** "outcome:1" or "unit:ASCH". */
  readonly code: string
  readonly title: string
}

export type ReportContent = {
  readonly plan: { readonly code: string; readonly title: string; readonly owner: string }
  readonly round: { readonly code: string; readonly title: string }
  /** The frozen version it is made from. */
  readonly version: number
  readonly hash: string
  readonly slice: Slice | null
  readonly front: readonly { readonly label: string; readonly value: string }[]
  readonly sections: readonly ReportSection[]
  readonly figures: ReadonlyMap<string, FigureRef>
}

/** A share in whole percents, halves up, as platform/figures rounds; null when there is nothing to divide by. */
export const percentOf = (numerator: number, denominator: number | null): number | null =>
  denominator === null || denominator === 0
    ? null
    : Math.floor((200 * numerator + denominator) / (2 * denominator))

const FIGURES = new Intl.NumberFormat('en-GB')

/** A figure as it is printed: "1,319", "81%", "not applicable" where there is nothing to divide by. */
export function printed({ as, value }: Pick<FigureRun, 'as' | 'value'>): string {
  if (value === null) return 'not applicable'
  return as === 'percent' ? `${value}%` : FIGURES.format(value).replace('-', '−')
}

/** "64 of 79, which is 81%, rounded to the nearest whole number." */
export function explained(figure: FigureRef): string {
  const count = printed({ as: 'count', value: figure.numerator })
  if (figure.denominator === null) return `${count}, ${figure.rounding}`
  const of = printed({ as: 'count', value: figure.denominator })
  return figure.percent === null
    ? `${count} of ${of}: there is nothing to divide by`
    : `${count} of ${of}, which is ${figure.percent}%, ${figure.rounding}`
}

export const runsIn = (words: ReportWords): readonly ReportRun[] =>
  typeof words === 'string' ? [words] : words

export const isFigure = (run: ReportRun): run is FigureRun => typeof run === 'object' && 'figure' in run

/** The words that go with a count: "is" beside 1, "are" beside the others. */
export const saidOf = (run: FigureRun, one: string, many: string): string => (run.value === 1 ? one : many)

/** Every figure printed in words. */
export const figuresIn = (words: ReportWords): readonly FigureRun[] => runsIn(words).filter(isFigure)
