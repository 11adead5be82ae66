// A rule of a plan run over a frozen round as if it had been in force: who would change, and which counts. Nothing is
// written; what was frozen was judged by the rules of its day (V16).
import { every, isLateEnd, statusIs, type Answer } from './asking.ts'
import { count, type Asked } from './counting.ts'
import type { Frozen, FrozenRow } from './frozen.ts'
import { isNotOnTrack, LATE_END, statusWord, type Status } from './words.ts'

/** What a rule makes of a row that breaks it. "Not on track" is at least remedial action. */
export type PolicyEffect = {
  readonly rule: string
  readonly title: string
  readonly breaks: Asked
  readonly becomes: Status
  /** Of one row: why. */
  readonly because: (row: FrozenRow) => string
}

const late = (row: FrozenRow): string =>
  [
    row.revisedEnd !== null && row.originalEnd !== null && row.revisedEnd > row.originalEnd ? 'end' : '',
    row.revisedGoLive !== null && row.originalEnd !== null && row.revisedGoLive > row.originalEnd
      ? 'go-live'
      : '',
  ]
    .filter((what) => what !== '')
    .join(' and ')

export const policyEffects: readonly PolicyEffect[] = [
  {
    rule: LATE_END,
    title: 'Not on track when the revised end or go-live is later than the original end',
    breaks: (row, head): Answer => every(statusIs('on_track')(row, head), isLateEnd(row, head)),
    becomes: 'remedial_action',
    because: (row) => `the revised ${late(row)} is later than the original end`,
  },
]

export type Change = {
  readonly activity: number
  readonly title: string
  readonly from: Status
  readonly to: Status
  readonly because: string
}

export type CountBeside = {
  readonly measure: string
  readonly title: string
  readonly before: number | null
  readonly after: number | null
}

export type WhatIf = {
  readonly rule: string
  readonly title: string
  /** Whether it applied to the round in truth. */
  readonly inForce: boolean
  readonly changes: readonly Change[]
  /** The counts of statuses, and every other measure that would differ. */
  readonly counts: readonly CountBeside[]
  /** Rows that do not say enough to be judged. */
  readonly undecided: readonly number[]
}

const ALWAYS = ['on-track', 'remedial-action', 'unlikely', 'not-started', 'not-on-track'] as const

/** The round as it would have been under the rule. `asked` are the measures to hold beside each other. */
export function whatIf(
  frozen: Pick<Frozen, 'head' | 'rows'>,
  effect: PolicyEffect,
  asked: readonly { readonly code: string; readonly title: string }[],
): WhatIf {
  const { head, rows } = frozen
  const broken = rows.filter((row) => effect.breaks(row, head) === true)
  const numbers = new Set(broken.map(({ number }) => number))
  const under = {
    head,
    rows: rows.map((row) => (numbers.has(row.number) ? { ...row, status: effect.becomes } : row)),
  }
  const beside = asked.map(({ code, title }) => ({
    measure: code,
    title,
    before: count(frozen, code)?.numerator ?? null,
    after: count(under, code)?.numerator ?? null,
  }))
  return {
    rule: effect.rule,
    title: effect.title,
    inForce: head.policies.some(({ rule }) => rule === effect.rule),
    changes: broken.flatMap((row) =>
      row.status === null
        ? []
        : [
            {
              activity: row.number,
              title: row.title,
              from: row.status,
              to: effect.becomes,
              because: effect.because(row),
            },
          ],
    ),
    counts: beside.filter(
      ({ measure, before, after }) => ALWAYS.some((code) => code === measure) || before !== after,
    ),
    undecided: rows.filter((row) => effect.breaks(row, head) === null).map(({ number }) => number),
  }
}

/** "On track for successful delivery to not on track". */
export const changeWords = ({ from, to }: Pick<Change, 'from' | 'to'>): string =>
  `${statusWord[from]} to ${isNotOnTrack(to) ? 'not on track' : statusWord[to].toLowerCase()}`
