// Mitigations, boards and risks: what is done about what stands in the way, and who knows of it.
import { boardSays, isTicked } from '../asking.ts'
import type { FrozenRow } from '../frozen.ts'
import { isNotOnTrack, REGISTERS, statusWord, type RegisterLevel } from '../words.ts'
import { saidOf, type ReportBlock, type ReportRun, type ReportTable, type ReportWords } from './content.ts'
import { countOf, shareOf, type Gathering } from './gathering.ts'
import { activityList, activityNamed, figureTable } from './tables.ts'

const RIGHT = 'right' as const
export function mitigations(gather: Gathering): readonly ReportBlock[] {
  const off = gather.rows.filter((row) => isNotOnTrack(row.status))
  if (off.length === 0)
    return [
      { kind: 'says', words: 'Every activity is on track or has not started, so nothing needs mitigation.' },
    ]
  const mitigated = gather.measured('not-on-track-mitigated')
  const inWords = off.filter((row) => row.mitigations !== null)
  const ticked = off.filter((row) => row.mitigations === null && row.mitigationTicked === 'yes')
  return [
    ...(mitigated === undefined
      ? []
      : [
          {
            kind: 'says' as const,
            beside: 'mitigations',
            words: [
              countOf(mitigated),
              saidOf(
                countOf(mitigated),
                ' of the activities not on track has',
                ' of the activities not on track have',
              ),
              ' mitigating actions or escalations (',
              shareOf(mitigated),
              ').',
            ],
          },
        ]),
    {
      kind: 'table',
      table: figureTable(gather, {
        code: 'mitigations',
        caption: 'Activities not on track, by what is done about it',
        heading: 'What is done',
        rows: [
          {
            code: 'not-on-track-mitigated',
            label: 'With mitigating actions or escalations',
            rows: [...inWords, ...ticked].toSorted((a, b) => a.number - b.number),
            of: off,
          },
          { code: 'mitigations.words', label: 'Of these, said in words', rows: inWords, of: off },
          {
            code: 'mitigations.ticked',
            label: 'Of these, only ticked: nobody said what',
            rows: ticked,
            of: off,
          },
          {
            code: 'mitigations.none',
            label: 'Nothing is said to be done',
            rows: off.filter((row) => !inWords.includes(row) && !ticked.includes(row)),
            of: off,
          },
        ],
      }),
    },
    {
      kind: 'table',
      table: {
        code: 'every-mitigation',
        caption: 'What is done about each activity not on track',
        isLong: true,
        columns: [{ label: 'Activity' }, { label: 'Status' }, { label: 'What is done' }],
        rows: off.map((row) => [
          activityNamed(row),
          row.status === null ? '' : statusWord[row.status],
          row.mitigations ?? (row.mitigationTicked === 'yes' ? 'Ticked, without words' : 'Nothing is said'),
        ]),
      },
    },
  ]
}

const BOARD_ANSWERS = { reported: 'Reported', expected: 'Expected', booked: 'Booked' } as const
type BoardAnswer = keyof typeof BOARD_ANSWERS

export function governance(gather: Gathering): readonly ReportBlock[] {
  const { boards } = gather.frozen.head
  if (boards.length === 0) return [{ kind: 'says', words: 'This plan asks nothing about boards.' }]
  const unclear = boards.filter((board) => undefinedRows(gather, board.code).length > 0)
  const clear = boards.filter((board) => !unclear.includes(board))
  return [
    ...(clear.length === 0
      ? []
      : [
          {
            kind: 'table' as const,
            table: {
              code: 'boards',
              caption:
                'Boards: reported this period, expected for the rest of the year, booked on a forward plan',
              columns: [
                { label: 'Board' },
                ...Object.values(BOARD_ANSWERS).map((label) => ({ label, align: RIGHT })),
              ],
              rows: clear.map((board) => [
                board.label,
                ...(Object.keys(BOARD_ANSWERS) as BoardAnswer[]).map((answer) =>
                  boardCell(gather, board, answer),
                ),
              ]),
            },
          },
        ]),
    ...(unclear.length === 0
      ? []
      : [
          {
            kind: 'says' as const,
            words:
              'The source ticks the boards below without saying whether a tick means reported, expected or booked. They are kept out of every count until somebody defines them. Ticked are:',
          },
          {
            kind: 'list' as const,
            points: unclear.map((board): ReportWords => [
              { strong: board.label },
              ': ',
              ...tickedAt(gather, board.code),
            ]),
          },
        ]),
  ]
}

/** How many said yes; where some could say neither yes nor no, no count at all (V12). */
function boardCell(
  gather: Gathering,
  board: { readonly code: string; readonly label: string },
  answer: BoardAnswer,
): ReportWords {
  const asked = boardSays(board.code, answer)
  const said = gather.rows.map((row) => asked(row, gather.frozen.head))
  if (said.includes(null)) return 'Not said'
  return [
    gather.tallied({
      code: `${answer}-${board.code.replaceAll('_', '-')}`,
      title: `${BOARD_ANSWERS[answer]}: ${board.label}`,
      rows: gather.rows.filter((_, at) => said[at] === true),
      of: gather.rows.length,
    }),
  ]
}

/** The rows whose tick nobody has defined yet. */
function undefinedRows(gather: Gathering, board: string): readonly FrozenRow[] {
  if (gather.frozen.head.definitions.some(({ column }) => column === board)) return []
  return gather.rows.filter((row) =>
    row.boards.some(
      (one) =>
        one.board === board &&
        one.undefinedTick !== null &&
        one.reported === null &&
        one.expected === null &&
        one.booked === null,
    ),
  )
}

function tickedAt(gather: Gathering, board: string): readonly ReportRun[] {
  const ticked = undefinedRows(gather, board).filter((row) =>
    row.boards.some((one) => one.board === board && isTicked(one.undefinedTick)),
  )
  return ticked.length === 0 ? ['no activity'] : ['activities ', ...activityList(ticked)]
}

const LEVELS: Readonly<Record<RegisterLevel, string>> = {
  project: 'Project or programme',
  service: 'Service or division',
  directorate: 'Directorate',
  corporate: 'Corporate',
}

export function risk(gather: Gathering): readonly ReportBlock[] {
  const hasRisks = gather.rows.some((row) => row.risks.length > 0)
  const hasRegisters = gather.rows.some((row) => row.registers.length > 0)
  const off = gather.rows.filter((row) => isNotOnTrack(row.status))
  const nowhere = off.filter((row) => row.registers.length === 0 && row.risks.length === 0)
  const unregistered = gather.tallied({
    code: 'risk.nowhere',
    title: 'Not on track, with no risk in a register and no register named',
    rows: nowhere,
    of: off.length,
  })
  return [
    ...(hasRisks
      ? [{ kind: 'table' as const, table: risksByLevel(gather) }]
      : [
          { kind: 'says' as const, words: 'No open risk in a register is about an activity of this report.' },
        ]),
    ...(hasRegisters
      ? [
          {
            kind: 'table' as const,
            table: figureTable(gather, {
              code: 'registers',
              caption: 'Registers in which activities say that their issues are recorded',
              heading: 'Register',
              rows: REGISTERS.map((level) => ({
                code: `registers.${level}`,
                label: LEVELS[level],
                rows: gather.rows.filter((row) => row.registers.includes(level)),
              })),
            }),
          },
        ]
      : [{ kind: 'says' as const, words: 'No activity names a register in which its issues are recorded.' }]),
    ...(nowhere.length === 0
      ? []
      : [
          {
            kind: 'says' as const,
            words: [
              'Of the activities not on track, ',
              unregistered,
              saidOf(
                unregistered,
                ' has no open risk in a register and names no register: ',
                ' have no open risk in a register and name no register: ',
              ),
              ...activityList(nowhere),
              '.',
            ],
          },
        ]),
  ]
}

function risksByLevel(gather: Gathering): ReportTable {
  const cells = (
    code: string,
    label: string,
    is: (level: RegisterLevel) => boolean,
  ): readonly ReportWords[] => [
    [
      gather.tallied({
        code,
        title: `${label}: open risks`,
        rows: gather.rows,
        counts: (row) => row.risks.filter(({ level }) => is(level)).length,
      }),
    ],
    [
      gather.tallied({
        code: `${code}.activities`,
        title: `${label}: activities with an open risk`,
        rows: gather.rows.filter((row) => row.risks.some(({ level }) => is(level))),
        of: gather.rows.length,
      }),
    ],
  ]
  return {
    code: 'risks',
    caption: 'Open risks by the level of their register',
    columns: [
      { label: 'Register' },
      { label: 'Open risks', align: RIGHT },
      { label: 'Activities', align: RIGHT },
    ],
    rows: REGISTERS.map((level) => [
      LEVELS[level],
      ...cells(`risks.${level}`, LEVELS[level], (one) => one === level),
    ]),
    totals: ['All', ...cells('risks', 'All registers', () => true)],
  }
}
