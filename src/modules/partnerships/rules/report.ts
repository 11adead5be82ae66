// The partnership update report: what stands on the front sheet of a committee paper, and the life of a report.
//
//   (records) ──write──► draft ──edit, explain──► draft ──issue──► issued (frozen)
//
// P7  A draft shows the records as they are; nothing in it is typed but the front sheet.
// P9  An issued report keeps its content and that content's hash; it is never changed, only followed by another.
import { refuse, type Fault } from '#platform/errors/index.ts'

export const CLASSIFICATIONS = {
  unrestricted: 'Unrestricted',
  members: 'For members of the partnership only',
} as const
export type Classification = keyof typeof CLASSIFICATIONS

export type FrontSheet = {
  /** Each with name and role, one a line. */
  readonly from: readonly string[]
  readonly to: string
  readonly subject: string
  readonly classification: Classification
  readonly pastPathway: string
  readonly futurePathway: string
  readonly division: string
  readonly summary: string
  readonly recommendations: readonly string[]
  readonly background: readonly string[]
}

/** The front sheet a new draft begins with. */
export function frontSheetFor(
  partnership: { readonly name: string; readonly purpose: string },
  period: string,
): FrontSheet {
  return {
    from: [`Partnership officer, ${partnership.name}`],
    to: 'The committee',
    subject: `${partnership.name}: partnership update`,
    classification: 'unrestricted',
    pastPathway: 'None',
    futurePathway: 'None',
    division: 'All divisions',
    summary: `This report tells what ${partnership.name} did from ${period}. Every figure in it is counted from the partnership’s records and leads to them.`,
    recommendations: ['The committee is asked to NOTE the work of the partnership.'],
    background: [],
  }
}

/** The lines of a text, trimmed, empty ones left out. */
export const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

// The verbs of a recommendation to a committee, as the county's papers print them.
const VERBS = /\b(NOTE|CONSIDER|ENDORSE|COMMENT|AGREE|CONFIRM|APPROVE|MAKE RECOMMENDATIONS?)\b/i

/** What is wrong with recommendations: each must ask the committee for something it can do. */
export function recommendationFaults(recommendations: readonly string[]): Fault[] {
  const dumb = recommendations.findIndex((one) => !VERBS.test(one))
  if (dumb < 0) return []
  return [
    {
      field: 'recommendations',
      message: `Recommendation ${dumb + 1} asks for nothing. Say what the committee is asked to do: NOTE, CONSIDER, ENDORSE, COMMENT, AGREE, CONFIRM or MAKE RECOMMENDATIONS`,
    },
  ]
}

export type ReportState = 'draft' | 'issued'

/** P9: refuses any change to an issued report. */
export function mayChange(state: ReportState): void {
  if (state === 'draft') return
  refuse(
    'conflict',
    'partnerships.report.issued',
    'This report was issued and is kept as it was. Write a new report to say something else.',
  )
}

/** P8: refuses an explanation by anybody but the author, who answers for the report's figures. A draft that the operator wrote by command is any officer's to explain. */
export function mayExplain(writtenBy: string | null, actor: string | null): void {
  if (actor === null || writtenBy === null || writtenBy === actor) return
  refuse(
    'forbidden',
    'partnerships.report.not-author',
    'Only the author of a report explains its figures. Ask the author, or write a report of your own.',
  )
}

/** What is wrong with the period of a report. */
export function periodFaults(
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
  today: Temporal.PlainDate,
): Fault[] {
  if (Temporal.PlainDate.compare(to, from) < 0)
    return [{ field: 'to', message: 'The last day must not be before the first one' }]
  if (Temporal.PlainDate.compare(today, to) < 0)
    return [{ field: 'to', message: 'The last day must be today or earlier: a report tells what happened' }]
  return []
}
