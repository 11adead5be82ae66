// Scoring a risk, and living with more than the appetite. Each score is an assessment of its own, kept with the
// matrix it was made on; the newest of a measure stands.
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import {
  bandOf,
  IMPACT_KINDS,
  MEASURES,
  MOST_STEPS,
  mustBeOn,
  mustGiveReason,
  mustNotBeClosed,
  needsAcceptance,
  scoreOf,
  type Measure,
} from '../rules.ts'
import type { RegisterCard } from '../queries/registers.ts'
import {
  applyingMatrix,
  doneWith,
  lockedRisk,
  mustBeCurrent,
  noteChange,
  reviewAfter,
  riskToChange,
  type LockedRisk,
} from './locking.ts'

const STEPS = Object.fromEntries(
  Array.from({ length: MOST_STEPS }, (_, at) => [String(at + 1), String(at + 1)]),
) as Readonly<Record<string, string>>

export const makeAssessment = action({
  name: 'risk.assessment.make',
  title: 'Score a risk',
  doors: ['page', 'api', 'command'],
  fields: {
    risk: field.id('Risk'),
    measure: field.choice('Which score', MEASURES, {
      hint: 'Inherent: with no control at all. Residual: as it is now. Target: where it should be',
    }),
    likelihood: field.choice('Likelihood', STEPS),
    impact: field.choice('Impact', STEPS),
    impactKind: field.choice('Where it would hurt most', IMPACT_KINDS).optional(),
    reason: field
      .longText('Reason', {
        most: 1000,
        hint: 'Needed where it was scored before, and says what has changed',
      })
      .optional(),
    matrix: field.id('Version of the matrix').optional(),
    version: field.version(),
  },
  async run(inside, answers) {
    const { risk, register } = await riskToChange(inside, 'risk.assessment.make', answers.risk)
    mustNotBeClosed(risk.state)
    const standing = await standingOf(inside, risk.id)
    const before = standing.find((one) => one.measure === answers.measure)
    mustBeCurrent(risk, answers.version, {
      likelihood: before === undefined ? null : String(before.likelihood),
      impact: before === undefined ? null : String(before.impact),
      reason: before?.reason ?? null,
    })
    const matrix = await applyingMatrix(inside, register, answers.matrix)
    const score = { likelihood: Number(answers.likelihood), impact: Number(answers.impact) }
    mustBeOn(matrix, score)
    mustGiveReason(standing, { ...score, measure: answers.measure }, answers.reason)
    if (before !== undefined)
      await inside.tx
        .updateTable('risk.assessment')
        .set({ superseded_at: inside.now })
        .where('id', '=', before.id)
        .execute()
    const band = bandOf(matrix, score)
    const id = inside.id()
    await inside.tx
      .insertInto('risk.assessment')
      .values({
        id,
        risk_id: risk.id,
        measure: answers.measure,
        matrix_version_id: matrix.id,
        ...score,
        impact_kind: answers.impactKind,
        score: scoreOf(score),
        band,
        reason: answers.reason,
        assessed_by_person_id: personOf(inside),
        assessed_at: inside.now,
      })
      .execute()
    const reviews = answers.measure === 'residual' && risk.state === 'open'
    await inside.tx
      .updateTable('risk.risk')
      .set({
        version: risk.version + 1,
        ...(reviews ? { review_on: reviewAfter(inside, matrix, band) } : {}),
      })
      .where('id', '=', risk.id)
      .execute()
    return doneWith(
      risk,
      register,
      { measure: answers.measure, ...score, band, assessment: id },
      { band, measure: answers.measure },
    )
  },
})

async function standingOf(inside: Inside, riskId: string) {
  return inside.tx
    .selectFrom('risk.assessment')
    .select(['id', 'measure', 'likelihood', 'impact', 'band', 'reason'])
    .where('risk_id', '=', riskId)
    .where('superseded_at', 'is', null)
    .execute()
}

const words = field.longText('Why', { most: 1000 })

export const acceptToleration = action({
  name: 'risk.toleration.accept',
  title: 'Accept that a risk is lived with',
  doors: ['page', 'api', 'command'],
  fields: { risk: field.id('Risk'), words, version: field.version() },
  async run(inside, answers) {
    const { risk, register, residual } = await toAnswer(inside, answers)
    await inside.tx
      .updateTable('risk.risk')
      .set({
        accepted_assessment_id: residual,
        accepted_by_person_id: personOf(inside),
        accepted_at: inside.now,
        version: risk.version + 1,
      })
      .where('id', '=', risk.id)
      .execute()
    await noteChange(inside, risk.id, 'tolerated', answers.words)
    return doneWith(risk, register, { assessment: residual })
  },
})

export const declineToleration = action({
  name: 'risk.toleration.decline',
  title: 'Ask for more than living with a risk',
  doors: ['page', 'api', 'command'],
  fields: { risk: field.id('Risk'), words, version: field.version() },
  async run(inside, answers) {
    const { risk, register, residual } = await toAnswer(inside, answers)
    await inside.tx
      .updateTable('risk.risk')
      .set({ response: 'treat', version: risk.version + 1 })
      .where('id', '=', risk.id)
      .execute()
    await noteChange(inside, risk.id, 'not-tolerated', answers.words)
    return doneWith(risk, register, { assessment: residual })
  },
})

// R9: the register's owner, and nobody in their place, lives with more than the appetite.
async function toAnswer(
  inside: Inside,
  asked: { readonly risk: string; readonly version: number },
): Promise<{ risk: LockedRisk; register: RegisterCard; residual: string }> {
  const { risk, register } = await lockedRisk(inside, asked.risk)
  if (inside.actor.kind === 'person' && inside.actor.id !== register.owner_person_id)
    refuse(
      'forbidden',
      'risk.toleration.owner-only',
      `Living with more than the appetite is for the owner of the register${register.owner_name === null ? ', who has to be named first' : `, ${register.owner_name}`}.`,
    )
  mustNotBeClosed(risk.state)
  mustBeCurrent(risk, asked.version)
  const standing = await standingOf(inside, risk.id)
  const residual = standing.find(
    (one): one is typeof one & { measure: Measure } => one.measure === 'residual',
  )
  const waits = needsAcceptance({
    response: risk.response,
    band: residual?.band ?? null,
    appetite: register.appetite,
    assessmentId: residual?.id ?? null,
    acceptedAssessmentId: risk.accepted_assessment_id,
  })
  if (!waits || residual === undefined)
    return refuse(
      'conflict',
      'risk.toleration.not-asked',
      'Nothing waits to be accepted: the risk is within the appetite, answered already, or not to be tolerated.',
    )
  return { risk, register, residual: residual.id }
}
