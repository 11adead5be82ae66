// What officers say to findings: why one stands as it is, and which measure a statement of a report means. Neither makes
// a finding disappear; a report shows the finding with its answer.
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { findingsIn } from '../findings.ts'
import { statedOfRound } from '../queries/findings.ts'
import { frozenOf } from '../queries/frozen.ts'
import { planSeen } from '../queries/seeing.ts'
import { measures } from '../rules/counting.ts'
import type { Finding } from '../rules/findings.ts'
import { mustBeCurrent, roundToChange, type LockedPlan, type LockedRound } from './locking.ts'

const MEASURES: Readonly<Record<string, string>> = Object.fromEntries(
  measures.map(({ code, title }) => [code, title]),
)

const done = (plan: LockedPlan, round: LockedRound, facts: Readonly<Record<string, string>>) => ({
  subject: round.id,
  result: {
    plan: plan.code,
    round: round.code,
    address: `/delivery/${plan.code}/rounds/${round.code}/findings`,
  },
  facts,
})

type Asked = { readonly rule: string; readonly activity: number | null; readonly about: string | null }

const isAbout = (finding: Finding, { rule, activity, about }: Asked): boolean =>
  finding.rule === rule &&
  (activity === null || finding.activities.includes(activity)) &&
  (about === null || finding.subject === about)

async function mustBeFound(inside: Inside, round: LockedRound, asked: Asked): Promise<void> {
  const frozen = await frozenOf(inside, round.id)
  const found = findingsIn(frozen, await statedOfRound(inside, round.id))
  if (!found.some((finding) => isAbout(finding, asked)))
    refuse(
      'conflict',
      'delivery.finding.not-there',
      'The newest version of the round has no such finding, so there is nothing to answer. Look at the findings again.',
    )
}

export const answerFinding = action({
  name: 'delivery.finding.answer',
  title: 'Answer a finding',
  doors: ['page', 'api', 'command'],
  fields: {
    round: field.id('Round'),
    rule: field.text('Rule', { most: 100, hint: 'As the list of findings names it' }),
    activity: field
      .integer('Activity', {
        least: 0,
        most: 99_999,
        hint: 'Its number; all of the finding where nothing is said',
      })
      .optional(),
    about: field
      .text('Statement or column', {
        most: 100,
        hint: 'Where the finding is about one and not about activities',
      })
      .optional(),
    words: field.longText('Why it stands', {
      most: 1000,
      hint: 'What is right about it, and how you know. The finding stays visible with your answer',
    }),
  },
  async run(inside, answers) {
    const { plan, round } = await roundToChange(inside, 'delivery.finding.answer', answers.round, 'share')
    // One thing is answered: an activity of the finding says more than the statement it belongs to.
    const asked = { ...answers, about: answers.activity === null ? answers.about : null }
    await mustBeFound(inside, round, asked)
    const id = inside.id()
    await inside.tx
      .insertInto('delivery.finding_answer')
      .values({
        id,
        round_id: round.id,
        rule: asked.rule,
        activity_id: asked.activity === null ? null : await activityId(inside, plan.id, asked.activity),
        about: asked.about,
        words: answers.words,
        made_at: inside.now,
        made_by_person_id: personOf(inside),
      })
      .execute()
    return done(plan, round, { finding_answer: id, rule: asked.rule })
  },
})

async function activityId(inside: Inside, planId: string, number: number): Promise<string> {
  const found = await inside.tx
    .selectFrom('delivery.activity')
    .select('id')
    .where('plan_id', '=', planId)
    .where('number', '=', number)
    .executeTakeFirst()
  return found?.id ?? notFound('activity')
}

export const matchFigure = action({
  name: 'delivery.figure.match',
  title: 'Match a statement to a measure',
  doors: ['page', 'api', 'command'],
  fields: {
    figure: field.id('Statement'),
    measure: field.choice('What it counts', MEASURES).optional(),
    version: field.version(),
  },
  async run(inside, answers) {
    const asked = await inside.tx
      .selectFrom('delivery.stated_figure as figure')
      .innerJoin('delivery.round as round', 'round.id', 'figure.round_id')
      .innerJoin('delivery.plan as plan', 'plan.id', 'round.plan_id')
      .select('figure.round_id')
      .where('figure.id', '=', answers.figure)
      .where(planSeen(inside))
      .executeTakeFirst()
    const { plan, round } = await roundToChange(
      inside,
      'delivery.figure.match',
      asked?.round_id ?? notFound('statement'),
      'share',
    )
    const figure = await inside.tx
      .selectFrom('delivery.stated_figure')
      .selectAll()
      .where('id', '=', answers.figure)
      .forUpdate()
      .executeTakeFirstOrThrow()
    mustBeCurrent(figure, answers.version, { measure: figure.measure })
    await inside.tx
      .updateTable('delivery.stated_figure')
      .set({ measure: answers.measure, version: figure.version + 1 })
      .where('id', '=', figure.id)
      .execute()
    return done(plan, round, { stated_figure: figure.id, measure: answers.measure ?? 'by-wording' })
  },
})
