// What a frozen round does not say rightly: its stated figures beside their recounts, its findings, and how officers
// answered them. Counted anew at every asking from the frozen rows, which never change.
import { query, type Reader } from '#platform/actions/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { figuresBeside, findingsIn, type FigureBeside } from '../findings.ts'
import { measures, type Stated } from '../rules/counting.ts'
import type { Finding } from '../rules/findings.ts'
import { policyEffects, whatIf, type WhatIf } from '../rules/what-if.ts'
import type { Frozen } from '../rules.ts'
import { rowsToFreeze } from './freezing.ts'
import { frozenOf } from './frozen.ts'
import type { Plan } from './plans.ts'
import { roundByCode, type Round } from './rounds.ts'
import { holdsFor, KEEP, READ } from './seeing.ts'

/** A stated figure as it is kept. */
export type StatedRow = Stated & { readonly id: string; readonly version: number }

/** What an officer said to a finding; the finding stays. */
export type FindingAnswer = {
  readonly rule: string
  readonly activity: number | null
  readonly about: string | null
  readonly words: string
  readonly madeAt: Temporal.Instant
  /** By name; null where the person is forgotten. */
  readonly madeBy: string | null
}

export type Findings = {
  readonly plan: string
  readonly round: string
  /** Null for a round that is not frozen yet, as it would be frozen now. */
  readonly version: number | null
  readonly figures: readonly FigureBeside[]
  /** Contradictions and questions. */
  readonly findings: readonly Finding[]
  /** What a reader of the figures should know and nobody has to answer. */
  readonly notes: readonly Finding[]
}

/** What reports state of a round, in their order. Ask only about a plan that the reader sees. */
export async function statedOfRound(
  reader: Pick<Reader, 'db'>,
  roundId: string,
): Promise<readonly StatedRow[]> {
  return reader.db
    .selectFrom('delivery.stated_figure')
    .select([
      'id',
      'version',
      'ref',
      'statement',
      'stated_count as statedCount',
      'stated_of as statedOf',
      'stated_percent as statedPercent',
      'measure',
    ])
    .where('round_id', '=', roundId)
    .orderBy('position')
    .execute()
}

/** A round of a plan whose records the reader may read: findings name what is not in the public report. */
export async function roundToRead(
  reader: Reader,
  planCode: string,
  roundCode: string,
): Promise<{ readonly plan: Plan; readonly round: Round }> {
  const found = await roundByCode(reader, planCode, roundCode)
  return holdsFor(reader, READ, found.plan) ? found : notFound('round')
}

/** What findings are made from: a frozen version, or a round as it would be frozen now. */
type Judged = Pick<Frozen, 'head' | 'rows' | 'frozenAt'> & { readonly version?: number }

/**
 * A round that is not frozen yet, as it would be frozen now: for its keepers alone, who put right what is wrong before
 * anybody counts it.
 */
export async function findingsSoFar(reader: Reader, plan: Plan, round: Round): Promise<Findings> {
  if (!holdsFor(reader, KEEP, plan)) return notFound('frozen version')
  const { head, rows } = await rowsToFreeze(reader, round.id)
  const judged = { head, rows, frozenAt: reader.now.toString() }
  return findingsOfFrozen(judged, await statedOfRound(reader, round.id))
}

/** Everything at once from one frozen version, for pages and reports that have it in hand. */
export function findingsOfFrozen(frozen: Judged, stated: readonly Stated[]): Findings {
  const found = findingsIn(frozen, stated)
  return {
    plan: frozen.head.plan.code,
    round: frozen.head.round.code,
    version: frozen.version ?? null,
    figures: figuresBeside(frozen, stated),
    findings: found.filter(({ severity }) => severity !== 'note'),
    notes: found.filter(({ severity }) => severity === 'note'),
  }
}

/** The findings of a frozen round, in its newest version unless one is named. */
export async function findingsOf(
  reader: Reader,
  planCode: string,
  roundCode: string,
  version?: number,
): Promise<Findings> {
  const { round } = await roundToRead(reader, planCode, roundCode)
  const frozen = await frozenOf(reader, round.id, version)
  return findingsOfFrozen(frozen, await statedOfRound(reader, round.id))
}

/** What officers answered to the findings of a round, the newest first; earlier answers stay on record. */
export async function answersOfRound(
  reader: Pick<Reader, 'db'>,
  roundId: string,
): Promise<readonly FindingAnswer[]> {
  return reader.db
    .selectFrom('delivery.finding_answer as answer')
    .leftJoin('delivery.activity as activity', 'activity.id', 'answer.activity_id')
    .leftJoin('organisations.person_card as person', 'person.id', 'answer.made_by_person_id')
    .select([
      'answer.rule',
      'activity.number as activity',
      'answer.about',
      'answer.words',
      'answer.made_at as madeAt',
      'person.name as madeBy',
    ])
    .where('answer.round_id', '=', roundId)
    .orderBy('answer.made_at', 'desc')
    .orderBy('answer.id', 'desc')
    .execute()
}

const ofRound = {
  plan: field.code('Plan'),
  round: field.code('Round'),
  version: field
    .integer('Version', { least: 1, most: 1000, hint: 'The newest where nothing is said' })
    .optional(),
}

export const listFindings = query({
  name: 'delivery.finding.list',
  title: 'List the findings of a frozen round',
  permission: READ,
  doors: ['page', 'api', 'command'],
  parameters: ofRound,
  run: async (reader, asked): Promise<Findings> =>
    findingsOf(reader, asked.plan, asked.round, asked.version ?? undefined),
})

/** A rule of the plan over a frozen round, as if it had been in force. */
export async function whatIfOf(
  reader: Reader,
  asked: {
    readonly plan: string
    readonly round: string
    readonly rule: string
    readonly version?: number | undefined
  },
): Promise<WhatIf & { readonly version: number }> {
  const { round } = await roundToRead(reader, asked.plan, asked.round)
  const frozen = await frozenOf(reader, round.id, asked.version)
  const effect = policyEffects.find(({ rule }) => rule === asked.rule) ?? notFound('rule of the plan')
  return { ...whatIf(frozen, effect, measures), version: frozen.version }
}

export const showWhatIf = query({
  name: 'delivery.policy.what-if',
  title: 'Run a rule of a plan over a frozen round',
  permission: READ,
  doors: ['page', 'api', 'command'],
  parameters: {
    ...ofRound,
    rule: field
      .choice('Rule', Object.fromEntries(policyEffects.map(({ rule, title }) => [rule, title])))
      .optional(),
  },
  run: (reader, { plan, round, rule, version }) =>
    whatIfOf(reader, {
      plan,
      round,
      rule: rule ?? policyEffects[0]?.rule ?? '',
      version: version ?? undefined,
    }),
})
