// What closed and what of it stays monitored, the answers to be careful with, and how the figures are made.
import type { FrozenRow } from '../frozen.ts'
import { closingWord, LATE_END } from '../words.ts'
import { saidOf, type ReportBlock, type ReportWords } from './content.ts'
import { countOf, type Gathering } from './gathering.ts'
import { dayWords } from './rows.ts'
import { activityList, activityNamed, figureTable } from './tables.ts'

export function closing(gather: Gathering): readonly ReportBlock[] {
  const closed = gather.rows.filter((row) => row.closing !== null)
  if (closed.length === 0) return [{ kind: 'says', words: 'No activity was closed.' }]
  const kept = closed.filter((row) => row.closing?.monitoring === 'kept')
  const stay = gather.tallied({
    code: 'still-monitored',
    title: 'Closed and still monitored',
    rows: kept,
    of: gather.rows.length,
  })
  const [ended, removed] = [gather.measured('closed'), gather.measured('no-longer-monitored')]
  return [
    ...(ended === undefined || removed === undefined
      ? []
      : [
          {
            kind: 'says' as const,
            beside: 'closings',
            words: [
              countOf(ended),
              saidOf(countOf(ended), ' activity', ' activities'),
              ' closed as business as usual or completed. ',
              countOf(removed),
              ' left monitoring; ',
              stay,
              saidOf(stay, ' stays in it all the same.', ' stay in it all the same.'),
            ],
          },
        ]),
    {
      kind: 'table',
      table: figureTable(gather, {
        code: 'closings',
        caption: 'Closed activities',
        heading: 'How they closed',
        rows: [
          ...(['business_as_usual', 'completed'] as const).map((kind) => ({
            code: `closed.${kind}`,
            label: closingWord[kind],
            rows: closed.filter((row) => row.closing?.kind === kind),
          })),
          {
            code: 'closed',
            label: 'Business as usual or completed, in all',
            rows: closed.filter((row) => row.closing?.kind !== 'stopped'),
          },
          {
            code: 'stopped',
            label: closingWord.stopped,
            rows: closed.filter((row) => row.closing?.kind === 'stopped'),
          },
          {
            code: 'no-longer-monitored',
            label: 'Removed from monitoring',
            rows: closed.filter((row) => row.closing?.monitoring === 'removed'),
          },
          { code: 'still-monitored', label: 'Still monitored', rows: kept },
        ],
      }),
    },
    {
      kind: 'table',
      table: {
        code: 'every-closing',
        caption: 'Every closed activity',
        isLong: true,
        columns: [
          { label: 'Activity' },
          { label: 'Closed as' },
          { label: 'Monitoring' },
          { label: 'Decided' },
        ],
        rows: closed.map((row) => [
          activityNamed(row),
          row.closing === null ? '' : closingWord[row.closing.kind],
          row.closing?.monitoring === 'kept' ? 'Kept' : 'Removed',
          decidedWords(row),
        ]),
      },
    },
  ]
}

function decidedWords({ closing: one }: FrozenRow): string {
  if (one === null) return ''
  const parts = [
    one.decidedBy === null ? '' : `by ${one.decidedBy}`,
    one.decidedOn === null ? '' : `on ${dayWords(one.decidedOn)}`,
  ].filter((part) => part !== '')
  const said = parts.length === 0 ? 'Not said by whom or when' : `Decided ${parts.join(' ')}`
  return one.reason === null ? said : `${said}: ${one.reason}`
}

type Careful = {
  readonly code: string
  readonly label: string
  readonly is: (row: FrozenRow) => boolean
}

const CAREFUL: readonly Careful[] = [
  { code: 'no-response', label: 'Did not report', is: (row) => !row.responded },
  { code: 'answers.late', label: 'Reported after the window closed', is: (row) => row.isLate },
  {
    code: 'answers.stale',
    label: 'With a former answer that nobody confirmed',
    is: (row) => row.stale.length > 0,
  },
  {
    code: 'answers.doubtful',
    label: 'With something a file left unclear',
    is: (row) => row.doubts.length > 0,
  },
  {
    code: 'answers.explained',
    label: 'With a surprising date that was confirmed with a reason',
    is: (row) => row.explained.length > 0,
  },
]

const UNSIGNED: Careful = {
  code: 'answers.unsigned',
  label: 'Reported and not signed off by a director',
  is: (row) => row.responded && !row.signedOff,
}

export function answers(gather: Gathering): readonly ReportBlock[] {
  const { isImported } = gather.frozen.head.round
  const kinds = isImported ? CAREFUL : [...CAREFUL.slice(0, 2), UNSIGNED, ...CAREFUL.slice(2)]
  const shown = kinds.map((one) => ({ ...one, rows: gather.rows.filter(one.is) }))
  const named = shown.filter(({ rows }) => rows.length > 0 && rows.length < gather.rows.length)
  return [
    {
      kind: 'table',
      table: figureTable(gather, {
        code: 'answers',
        caption: 'Answers to be careful with',
        heading: 'Activities',
        rows: shown,
      }),
    },
    ...(isImported
      ? [
          {
            kind: 'says' as const,
            words:
              'This round was loaded from a file. The file does not say who signed off what, so nothing is counted as signed or not.',
          },
        ]
      : []),
    ...(named.length === 0
      ? []
      : [
          {
            kind: 'list' as const,
            points: named.map(({ label, rows }): ReportWords => [`${label}: `, ...activityList(rows)]),
          },
        ]),
    ...listed(gather, 'every-doubt', 'What a file left unclear', 'Written', 'What is asked', (row) =>
      row.doubts.map(({ raw, question }) => [raw, question]),
    ),
    ...listed(
      gather,
      'every-explanation',
      'Confirmed with a reason',
      'What is surprising',
      'The reason',
      (row) => row.explained.map(({ doubt, reason }) => [doubt, reason]),
    ),
    ...listed(gather, 'every-stale', 'Not confirmed in this round', 'Answer', 'What that means', (row) =>
      row.stale.map((question) => [question, 'It stands as it was said in an earlier round']),
    ),
  ]
}

function listed(
  gather: Gathering,
  code: string,
  caption: string,
  what: string,
  more: string,
  lines: (row: FrozenRow) => readonly (readonly [string, string])[],
): readonly ReportBlock[] {
  const rows = gather.rows.flatMap((row) =>
    lines(row).map((line): readonly ReportWords[] => [activityNamed(row), ...line]),
  )
  return rows.length === 0
    ? []
    : [
        {
          kind: 'table',
          table: {
            code,
            caption,
            isLong: true,
            columns: [{ label: 'Activity' }, { label: what }, { label: more }],
            rows,
          },
        },
      ]
}

export function rounding(gather: Gathering): readonly ReportBlock[] {
  const { policies, definitions, boards } = gather.frozen.head
  const late = policies.find(({ rule }) => rule === LATE_END)
  return [
    {
      kind: 'list',
      points: [
        'Every figure is counted from the frozen answers of this round and leads to the activities behind it.',
        'Percentages are rounded to the nearest whole number, halves up; each for itself, so that a set may add to a little more or less than the whole. Where a set does, it says so.',
        'Not on track means: requires remedial action, or unlikely to be achieved.',
        ...(late === undefined ? [] : [`In force since ${dayWords(late.appliesFrom)}: ${late.words}`]),
        ...definitions.map(
          ({ column, meaning }) =>
            `A tick in the source’s column “${boards.find(({ code }) => code === column)?.label ?? column}” means ${meaning}.`,
        ),
      ],
    },
  ]
}
