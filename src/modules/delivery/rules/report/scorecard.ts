// The scorecard of one activity in a frozen round: everything that was known of it then, on one page.
import { movedWords } from '../dates.ts'
import type { Frozen, FrozenRow } from '../frozen.ts'
import { closingWord, issueOutcomeWord, statusWord } from '../words.ts'
import type { ReportBlock, ReportTable, ReportWords } from './content.ts'
import { dayWords, goneIssues, movesOf, openIssues } from './rows.ts'

export type Scorecard = {
  readonly number: number
  readonly title: string
  readonly activityId: string
  readonly blocks: readonly ReportBlock[]
}

export const scorecardsOf = (frozen: Frozen, more: WithNames): readonly Scorecard[] =>
  frozen.rows.map((row) => scorecardOf(frozen, row, more))

/** Everybody may read a public report, and reads it without the names of leads. */
export type WithNames = { readonly names: boolean }

export function scorecardOf(
  frozen: Pick<Frozen, 'head' | 'leads'>,
  whole: FrozenRow,
  { names }: WithNames,
): Scorecard {
  const row = names ? whole : { ...whole, lead: null }
  return {
    number: row.number,
    title: row.title,
    activityId: row.activityId,
    blocks: [
      { kind: 'table', table: standing(frozen, row) },
      ...said('Progress', row.progress),
      ...listed('Milestones', milestonesOf(frozen, row)),
      ...listed('Changes of dates', changesOf(row)),
      ...listed('Issues', issuesOf(row)),
      ...mitigationsOf(row),
      ...listed('Boards', boardsOf(frozen, row)),
      ...listed('Risk', risksOf(row)),
      ...listed('To be careful with', carefulWith(row)),
    ],
  }
}

function standing({ head, leads }: Pick<Frozen, 'head' | 'leads'>, row: FrozenRow): ReportTable {
  const outcome = head.plan.outcomes.find(({ number }) => number === row.outcome)
  const unit = head.plan.units.find(({ code }) => code === row.unit)
  const [end, goLive] = [row.revisedEnd, row.revisedGoLive]
  const moved = new Map(movesOf(row).map((move) => [move.what, move.days]))
  const rows: readonly (readonly [string, string | null])[] = [
    [
      'Outcome',
      outcome === undefined
        ? null
        : outcome.isEnabling
          ? outcome.title
          : `${outcome.number}. ${outcome.title}`,
    ],
    ['Directorate', unit?.name ?? row.unit],
    ['Lead officer', row.lead === null ? null : (leads[row.lead] ?? 'Somebody who has left')],
    ['Status now', row.status === null ? 'No answer' : statusWord[row.status]],
    ['Status before', beforeWords(row)],
    ['Original end', row.originalEnd === null ? 'Not known' : dayWords(row.originalEnd)],
    ['Revised end', end === null ? null : `${dayWords(end)}${againstOriginal(moved.get('end'))}`],
    ['Go-live', goLive === null ? null : `${dayWords(goLive)}${againstOriginal(moved.get('go-live'))}`],
    ['Closed', closingWords(row)],
  ]
  return {
    code: `scorecard-${row.number}`,
    caption: `How it stood in ${head.round.title}`,
    columns: [{ label: 'Asked' }, { label: 'Answer' }],
    rows: rows.flatMap(([label, value]) => (value === null ? [] : [[label, value]])),
  }
}

/** ", 459 days later than the original end" */
function againstOriginal(days: number | null | undefined): string {
  if (days === null || days === undefined) return ', the original end is not known'
  return days === 0 ? ', the day of the original end' : `, ${movedWords(days)} than the original end`
}

function beforeWords(row: FrozenRow): string | null {
  if (row.previousStatus === null) return null
  const implied = row.previousStatusSource === 'implied' ? ', as follows from the source’s silence' : ''
  return `${statusWord[row.previousStatus]}${implied}`
}

function closingWords({ closing }: FrozenRow): string | null {
  if (closing === null) return null
  const by = [closing.decidedBy, closing.decidedOn === null ? null : dayWords(closing.decidedOn)].filter(
    (part) => part !== null,
  )
  return [
    `${closingWord[closing.kind]}, ${closing.monitoring === 'kept' ? 'still monitored' : 'removed from monitoring'}`,
    by.length === 0 ? 'by whom and when is not said' : `decided: ${by.join(', ')}`,
    ...(closing.reason === null ? [] : [closing.reason]),
  ].join('; ')
}

const said = (heading: string, words: string | null): readonly ReportBlock[] =>
  words === null
    ? []
    : [
        { kind: 'subheading', text: heading },
        { kind: 'says', words },
      ]

const listed = (heading: string, points: readonly ReportWords[]): readonly ReportBlock[] =>
  points.length === 0
    ? []
    : [
        { kind: 'subheading', text: heading },
        { kind: 'list', points },
      ]

function milestonesOf({ head }: Pick<Frozen, 'head'>, row: FrozenRow): readonly string[] {
  if (row.milestones.length === 0)
    return row.hasMilestones === null
      ? []
      : [
          row.hasMilestones
            ? 'Key milestones were identified; none is listed with its date'
            : 'No key milestone was identified',
        ]
  return row.milestones.map(
    (one) =>
      `${head.milestoneKinds.find(({ code }) => code === one.kind)?.label ?? one.kind}: ${one.title}, ${dayWords(one.dueOn)}${one.certainty === 'estimated' ? ' (estimated)' : ''}${one.metOn === null ? '' : `, met on ${dayWords(one.metOn)}`}`,
  )
}

const DATE = { 'original-end': 'Original end', end: 'End', 'go-live': 'Go-live' } as const

const changesOf = (row: FrozenRow): readonly string[] =>
  row.dateChanges.map(
    (change) =>
      `${DATE[change.what]}: ${change.from === null ? 'not given before' : dayWords(change.from)} to ${change.to === null ? 'none' : dayWords(change.to)}; ${change.reason ?? 'no reason was given'}${change.cause === null ? '' : ` (${change.cause} cause)`}`,
  )

function issuesOf(row: FrozenRow): readonly string[] {
  const words = (one: { readonly label: string; readonly words: string | null }): string =>
    `${one.label}${one.words === null ? '' : `: ${one.words}`}`
  return [
    ...openIssues(row).map((one) => `${words(one)} (${one.answer})`),
    ...row.issues
      .filter(({ answer }) => answer === 'closed')
      .map(
        (one) =>
          `${words(one)} (closed: ${one.outcome === null ? 'no outcome' : issueOutcomeWord[one.outcome].toLowerCase()}${one.outcomeWords === null ? '' : `, ${one.outcomeWords}`})`,
      ),
    ...goneIssues(row).map(({ label }) => `${label} (open in the last round; nobody said what became of it)`),
  ]
}

function mitigationsOf(row: FrozenRow): readonly ReportBlock[] {
  return said(
    'Mitigations',
    row.mitigations ?? (row.mitigationTicked === 'yes' ? 'Ticked, without words' : null),
  )
}

function boardsOf({ head }: Pick<Frozen, 'head'>, row: FrozenRow): readonly string[] {
  return row.boards.flatMap((one) => {
    const answers = (['reported', 'expected', 'booked'] as const).filter((answer) => one[answer] === true)
    const name = head.boards.find(({ code }) => code === one.board)?.label ?? one.board
    if (answers.length > 0) return [`${name}: ${answers.join(', ')}`]
    return one.undefinedTick === null || one.reported !== null || one.expected !== null || one.booked !== null
      ? []
      : [`${name}: the source says “${one.undefinedTick}”, and nobody has said what that means`]
  })
}

const risksOf = (row: FrozenRow): readonly string[] => [
  ...row.risks.map(
    ({ reference, level, band }) => `${reference}, ${level} register${band === null ? '' : `, ${band}`}`,
  ),
  ...(row.registers.length === 0 ? [] : [`Said to be recorded in: ${row.registers.join(', ')}`]),
  ...(row.riskReference === null ? [] : [`Reference given: ${row.riskReference}`]),
]

const carefulWith = (row: FrozenRow): readonly string[] => [
  ...(row.responded ? [] : ['Did not report in this round']),
  ...(row.isLate ? ['Reported after the window closed'] : []),
  ...row.stale.map((question) => `Not confirmed in this round: ${question}`),
  ...row.doubts.map(({ raw, question }) => `Written as “${raw}”: ${question}`),
  ...row.explained.map(({ doubt, reason }) => `${doubt}: ${reason}`),
]
