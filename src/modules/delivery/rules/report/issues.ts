// Issues by kind, how many those have that are not on track, and what became of those of the last round.
import type { FrozenIssue, FrozenRow } from '../frozen.ts'
import { isNotOnTrack, ISSUE_OUTCOMES, issueOutcomeWord } from '../words.ts'
import { saidOf, type ReportBlock, type ReportTable, type ReportWords } from './content.ts'
import { countOf, type Gathering } from './gathering.ts'
import { goneIssues, openIssues } from './rows.ts'
import { figureTable } from './tables.ts'

const RIGHT = 'right' as const
const UNSETTLED = 'unsettled'

type IssueKind = { readonly code: string; readonly label: string }
const isOf =
  (kind: string) =>
  (issue: { readonly code: string | null }): boolean =>
    kind === UNSETTLED ? issue.code === null : issue.code === kind

/** The plan's list, what else was reported, and what no code fits yet: nothing falls between (V12). */
function issueKinds(gather: Gathering): readonly IssueKind[] {
  const listed = gather.frozen.head.issueCodes
  const all = gather.rows.flatMap((row) => [...row.issues, ...row.previousIssues])
  const strange = new Map(
    all.flatMap(({ code, label }) =>
      code === null || listed.some((one) => one.code === code) ? [] : [[code, label] as const],
    ),
  )
  return [
    ...listed,
    ...[...strange].map(([code, label]) => ({ code, label })),
    ...(all.some(({ code }) => code === null)
      ? [{ code: UNSETTLED, label: 'Label not settled, in no code' }]
      : []),
  ]
}

export function issues(gather: Gathering): readonly ReportBlock[] {
  if (gather.rows.every((row) => row.issues.length === 0 && row.previousIssues.length === 0))
    return [
      { kind: 'says', words: 'No issue is reported, and none was open in the last round.' },
      // A part of the plan may be off track without an issue: it counts there as it counts in the whole.
      ...severalIssues(gather),
    ]
  const table = openByCode(gather)
  const open = gather.tallied({
    code: 'issues',
    title: 'Issues that stand open',
    rows: gather.rows,
    counts: (row) => openIssues(row).length,
  })
  const withOpen = gather.tallied({
    code: 'issues.activities',
    title: 'Activities with an open issue',
    rows: gather.rows.filter((row) => openIssues(row).length > 0),
    of: gather.rows.length,
  })
  return [
    {
      kind: 'says',
      beside: 'issues',
      words: [
        open,
        saidOf(open, ' issue stands open, at ', ' issues stand open, at '),
        withOpen,
        saidOf(withOpen, ' activity.', ' activities.'),
      ],
    },
    {
      kind: 'chart',
      chart: {
        code: 'issues-by-code',
        title: 'Issues by kind',
        description:
          'How many issues of each kind stand open, raised in this round or carried from an earlier one.',
        shape: 'stacked',
        table: {
          ...table,
          code: 'issues-by-code',
          caption: 'Issues by kind: the figures',
          columns: table.columns.slice(0, 4),
          rows: table.rows.map((row) => row.slice(0, 4)),
          ...(table.totals === undefined ? {} : { totals: table.totals.slice(0, 4) }),
        },
      },
    },
    { kind: 'table', table },
    ...unsettledNote(gather),
    ...severalIssues(gather),
    ...becameOfThem(gather),
  ]
}

function openByCode(gather: Gathering): ReportTable {
  const answers: readonly (readonly [string, string, (issue: FrozenIssue) => boolean])[] = [
    ['raised', 'Raised', (issue) => issue.answer === 'raised'],
    ['carried', 'Carried', (issue) => issue.answer === 'carried'],
  ]
  const cells = (
    code: string,
    label: string,
    is: (issue: FrozenIssue) => boolean,
  ): readonly ReportWords[] => [
    ...answers.map(([answer, words, was]) => [
      gather.tallied({
        code: `${code}.${answer}`,
        title: `${label}: ${words.toLowerCase()}`,
        rows: gather.rows,
        counts: (row) => row.issues.filter((issue) => is(issue) && was(issue)).length,
      }),
    ]),
    [
      gather.tallied({
        code,
        title: `${label}: open`,
        rows: gather.rows,
        counts: (row) => openIssues(row).filter(is).length,
      }),
    ],
    [
      gather.tallied({
        code: `${code}.activities`,
        title: `${label}: activities with one open`,
        rows: gather.rows.filter((row) => openIssues(row).some(is)),
        of: gather.rows.length,
      }),
    ],
  ]
  return {
    code: 'issues',
    caption: 'Open issues by kind, and at how many activities',
    columns: [
      { label: 'Kind' },
      ...answers.map(([, label]) => ({ label, align: RIGHT })),
      { label: 'Open', align: RIGHT },
      { label: 'Activities', align: RIGHT },
    ],
    rows: issueKinds(gather).map(({ code, label }) => [label, ...cells(`issues.${code}`, label, isOf(code))]),
    totals: ['All', ...cells('issues', 'Issues', () => true)],
  }
}

function unsettledNote(gather: Gathering): readonly ReportBlock[] {
  const points = gather.rows.flatMap((row) =>
    row.issues
      .filter(({ code }) => code === null)
      .map(({ label }): ReportWords => ['“', label, '” at activity ', { activity: row.number }]),
  )
  return points.length === 0
    ? []
    : [
        {
          kind: 'says',
          words:
            'These labels may stand for a single code or for several. They are kept as they were written, and in no count by code, until somebody answers:',
        },
        { kind: 'list', points },
      ]
}

const MANY = ['no-issues', 'one-issue', 'two-issues', 'three-issues', 'four-issues', 'five-issues']
const HOW_MANY = ['No issue', 'Exactly one', 'Exactly two', 'Exactly three', 'Exactly four', 'Exactly five']

/** How many issues those have that are not on track. */
function severalIssues(gather: Gathering): readonly ReportBlock[] {
  const off = gather.rows.filter((row) => isNotOnTrack(row.status))
  if (off.length === 0) return []
  const several = gather.measured('not-on-track-several-issues')
  const more = off.filter((row) => openIssues(row).length >= MANY.length)
  return [
    ...(several === undefined
      ? []
      : [
          {
            kind: 'says' as const,
            beside: 'issues-each',
            words: [
              'Of the activities not on track, ',
              countOf(several),
              saidOf(countOf(several), ' has several issues.', ' have several issues.'),
            ],
          },
        ]),
    {
      kind: 'table',
      table: figureTable(gather, {
        code: 'issues-each',
        caption: 'Activities not on track, by how many issues they have',
        heading: 'Issues',
        rows: [
          ...MANY.map((code, at) => ({
            code: `not-on-track-${code}`,
            label: HOW_MANY[at] ?? '',
            rows: off.filter((row) => openIssues(row).length === at),
            of: off,
          })),
          ...(more.length === 0
            ? []
            : [{ code: 'not-on-track-more-issues', label: 'More', rows: more, of: off }]),
          {
            code: 'not-on-track-several-issues',
            label: 'More than one, in all',
            rows: off.filter((row) => openIssues(row).length > 1),
            of: off,
          },
        ],
      }),
    },
  ]
}

/** What became of the issues that were open in the last round, and of those closed since. */
function becameOfThem(gather: Gathering): readonly ReportBlock[] {
  if (gather.frozen.head.previous === null) return []
  const gone = gather.rows.filter((row) => goneIssues(row).length > 0)
  const line = (code: string, label: string, counts: (row: FrozenRow) => number): readonly ReportWords[] => [
    label,
    [gather.tallied({ code: `issues-before.${code}`, title: label, rows: gather.rows, counts })],
  ]
  const closed = (outcome: string) => (row: FrozenRow) =>
    row.issues.filter((issue) => issue.answer === 'closed' && issue.outcome === outcome).length
  const noWord = line(
    'gone',
    'No longer reported, and nobody said what became of them',
    (row) => goneIssues(row).length,
  )
  return [
    {
      kind: 'table',
      table: {
        code: 'issues-before',
        caption: 'What became of the issues of the last round',
        columns: [{ label: 'What became of them' }, { label: 'Issues', align: RIGHT }],
        rows: [
          line(
            'carried',
            'Carried, still open',
            (row) => row.issues.filter(({ answer }) => answer === 'carried').length,
          ),
          ...ISSUE_OUTCOMES.map((outcome) =>
            line(outcome, `Closed: ${issueOutcomeWord[outcome].toLowerCase()}`, closed(outcome)),
          ),
          noWord,
        ],
      },
    },
    ...(gone.length === 0
      ? []
      : [
          { kind: 'says' as const, words: 'Without a word about what became of them:' },
          {
            kind: 'list' as const,
            points: gone.map((row): ReportWords => [
              'activity ',
              { activity: row.number },
              `: ${goneIssues(row)
                .map(({ label }) => label.toLowerCase())
                .join(', ')}`,
            ]),
          },
        ]),
  ]
}
