// The demonstration's delivery plans: the county council's plan of 2019/20 as its papers give it, with what its report
// stated; and a plan of this year, invented, with two rounds behind it and one that is open.
import { Defect } from '#platform/errors/index.ts'
import type { Demo } from '#platform/module/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { organisationByCode } from '#modules/organisations/index.ts'
import { addActivity } from './actions/activities.ts'
import { addMilestone } from './actions/milestones.ts'
import { addOutcome, addUnit, appointOfficer } from './actions/parts.ts'
import { approvePlan, createPlan } from './actions/plans.ts'
import { beginPolicy } from './actions/policies.ts'
import { planRound } from './actions/rounds.ts'
import { returnSubmission, signSubmissions } from './actions/signing.ts'
import { saveSubmission, submitSubmission } from './actions/submissions.ts'
import { linkThread } from './actions/threads.ts'
import { freezeRound } from './actions/versions.ts'
import { becameEveryday, helpFor, reportIssued, risksOfPlan } from './demo-around.ts'
import { ACTIVITIES, ENABLING, OUTCOMES, UNITS, type ActivitySketch, type Told } from './demo-plan.ts'
import { outcomesOf, planByCode } from './queries/plans.ts'
import { lastAnswers } from './queries/submissions.ts'
import { templateByCode } from './queries/templates.ts'
import { LATE_END } from './rules.ts'

const OFFICER = 'performance.officer@kcc.example'
const LEAD = 'administrator@kcc.example'
const ACTUAL = 'sdp-2019-20'

export async function loadDemo(demo: Demo): Promise<void> {
  demo.at(demo.today.subtract({ years: 1 }))
  await planOfThePast(demo)
  const strategy = await strategyOf(demo)
  await planOfThisYear(demo, strategy)
}

/** The facts: 79 activities, two quarters, and the 32 figures that the report stated. */
async function planOfThePast(demo: Demo): Promise<void> {
  const plan = { organisation: 'kcc', title: 'Strategic delivery plan 2019 to 2020', audience: 'public' }
  await demo.load('delivery-rounds', 'delivery-rounds-2019', plan)
  await demo.load('delivery-plan', 'delivery-plan-2019-20', {
    plan: ACTUAL,
    ...plan,
    outcomes: OUTCOMES.map(({ title }) => title).join(';'),
  })
  await demo.load('reported-figures', 'reported-2019-q2', { plan: ACTUAL, round: '2019-q2' })
  await keptByOfficer(demo, (await planByCode(demo.reader(), ACTUAL)).id)
}

const keptByOfficer = (demo: Demo, plan: string) =>
  demo.as(LEAD).perform(appointOfficer, { plan, person: demo.as(OFFICER).personId })

const bodyOf = async (demo: Demo): Promise<string> => {
  const found = await organisationByCode(demo.reader(), 'kcc')
  if (found === undefined) throw new Defect('The demonstration has no county council.')
  return found.id
}

type Strategy = ReadonlyMap<number, string>

/** The county council's strategic statement: nothing but the outcomes that every plan below it serves. */
async function strategyOf(demo: Demo): Promise<Strategy> {
  const lead = demo.as(LEAD)
  const plan = await lead.perform(createPlan, {
    template: (await templateByCode(demo.reader(), 'strategy')).id,
    code: 'strategic-statement',
    organisation: await bodyOf(demo),
    title: 'Increasing Opportunities, Improving Outcomes',
    purpose: 'The county council’s strategic statement of 2015 to 2020: the outcomes that plans serve.',
    fromOn: '2015-04-01',
    untilOn: '2020-03-31',
    audience: 'public',
  })
  for (const outcome of OUTCOMES) await lead.perform(addOutcome, { plan: plan.id, ...outcome })
  await approve(demo, plan.code, '2015-03-26')
  const made = await outcomesOf(demo.reader(), plan.id)
  return new Map(made.map((one) => [one.number, one.id]))
}

async function approve(demo: Demo, code: string, on: string): Promise<void> {
  const plan = await planByCode(demo.reader(), code)
  await demo.as(LEAD).perform(approvePlan, {
    plan: plan.id,
    approvedOn: on,
    approvedBy: 'County Council',
    version: plan.version,
  })
}

type Made = { readonly sketch: ActivitySketch; readonly id: string }
type Own = {
  readonly plan: string
  readonly code: string
  readonly from: Temporal.PlainDate
  readonly activities: readonly Made[]
}

/** A plan that began two quarters before the one we are in, whatever day the demonstration is told on. */
async function planOfThisYear(demo: Demo, strategy: Strategy): Promise<void> {
  const quarter = demo.today.with({ month: Math.floor((demo.today.month - 1) / 3) * 3 + 1, day: 1 })
  const from = quarter.subtract({ months: 6 })
  const own = await setUp(demo, from, strategy)
  for (const nth of [0, 1] as const) {
    // Like the county's own windows these close before their period ends; and always before the round of now opens.
    const opens = from.add({ months: nth * 3 + 1, days: 25 })
    const round = await planned(demo, own, nth, { opens, closes: opens.add({ days: 14 }) })
    demo.at(opens.add({ days: 3 }))
    for (const made of own.activities) await report(demo, round, own, made, made.sketch.told[nth])
    await signAll(demo, round, own.activities)
    demo.at(opens.add({ days: 16 }))
    const frozen = await demo
      .as(OFFICER)
      .perform(freezeRound, { round, version: await versionOf(demo, round) })
    const plan = { id: own.plan, code: own.code }
    // The report of the last round is what its officer finds to do.
    if (nth === 0) await reportIssued(demo, plan, frozen)
    else await around(demo, own)
  }
  await roundOfNow(demo, own)
}

/** What happened beside the rounds, by the numbers of the activities. */
async function around(demo: Demo, own: Own): Promise<void> {
  const numbered = (number: number) => {
    const made = own.activities[number - 1]
    if (made === undefined) throw new Defect(`The demonstration's plan has no activity ${number}.`)
    return { id: made.id, title: made.sketch.title, lead: made.sketch.lead }
  }
  const placed = { organisation: await bodyOf(demo), plan: { id: own.plan, code: own.code } }
  await risksOfPlan(demo, placed, [numbered(2), numbered(5)])
  await helpFor(demo, numbered(5), 'gis@kcc.example')
  await becameEveryday(demo, numbered(9), londonDate(demo.reader().now))
}

async function setUp(demo: Demo, from: Temporal.PlainDate, strategy: Strategy): Promise<Own> {
  const lead = demo.as(LEAD)
  const until = from.add({ years: 1 }).subtract({ days: 1 })
  const years = from.year === until.year ? `${from.year}` : `${from.year} to ${until.year}`
  const code = `sdp-${from.year}-${String(until.year % 100).padStart(2, '0')}`
  demo.at(from.subtract({ days: 40 }))
  const plan = await lead.perform(createPlan, {
    template: (await templateByCode(demo.reader(), 'strategic-delivery-plan')).id,
    code,
    organisation: await bodyOf(demo),
    title: `Strategic delivery plan ${years}`,
    purpose: 'What the directorates set out to do this year, and by when. Invented for the demonstration.',
    fromOn: from.toString(),
    untilOn: until.toString(),
    audience: 'staff',
  })
  await keptByOfficer(demo, plan.id)
  const officer = demo.as(OFFICER)
  const outcomes = new Map<number, string>()
  for (const one of [...OUTCOMES, ENABLING]) {
    const made = await officer.perform(addOutcome, {
      plan: plan.id,
      ...one,
      enabling: one.number === 0 ? 'yes' : 'no',
    })
    outcomes.set(one.number, made.id)
  }
  const units = new Map<string, string>()
  for (const { code: unit, name, director } of UNITS) {
    const made = await officer.perform(addUnit, {
      plan: plan.id,
      code: unit,
      name,
      director: demo.as(director).personId,
    })
    units.set(unit, made.id)
  }
  const activities: Made[] = []
  for (const sketch of ACTIVITIES) {
    const made = await officer.perform(addActivity, {
      plan: plan.id,
      outcome: outcomes.get(sketch.outcome),
      unit: units.get(sketch.unit),
      title: sketch.title,
      description: sketch.description,
      lead: demo.as(sketch.lead).personId,
      originalEnd: monthEnd(from, sketch.months).toString(),
    })
    activities.push({ sketch, id: made.id })
  }
  demo.at(from.subtract({ days: 12 }))
  await approve(demo, plan.code, from.subtract({ days: 14 }).toString())
  for (const { sketch, id } of activities) {
    for (const [kind, title, months, certainty] of sketch.milestones ?? [])
      await officer.perform(addMilestone, {
        activity: id,
        kind,
        title,
        dueOn: monthEnd(from, months).toString(),
        certainty,
      })
    if (sketch.serves !== undefined)
      await officer.perform(linkThread, { activity: id, serves: strategy.get(sketch.serves) })
  }
  await officer.perform(beginPolicy, {
    plan: plan.id,
    rule: LATE_END,
    appliesFrom: from.add({ months: 6 }).toString(),
    words: 'Agreed by the management team: a late end is not on track, whatever the reason',
  })
  return { plan: plan.id, code: plan.code, from, activities }
}

const monthEnd = (from: Temporal.PlainDate, months: number): Temporal.PlainDate =>
  from.add({ months: months + 1 }).subtract({ days: 1 })

const at9 = (day: Temporal.PlainDate): string => `${day.toString()} 09:00`

/** Plans the round of the plan's first, second or third quarter, a week before its window opens. */
async function planned(
  demo: Demo,
  own: Own,
  nth: 0 | 1 | 2,
  window: { readonly opens: Temporal.PlainDate; readonly closes: Temporal.PlainDate },
): Promise<string> {
  const first = own.from.add({ months: nth * 3 })
  const { financialYear, quarter } = quarterOf(first)
  demo.at(window.opens.subtract({ days: 7 }))
  const round = await demo.as(OFFICER).perform(planRound, {
    plan: own.plan,
    code: `${financialYear}-q${quarter}`,
    title: `Quarter ${quarter} of ${financialYear} to ${financialYear + 1}`,
    periodFrom: first.toString(),
    periodUntil: first.add({ months: 3 }).subtract({ days: 1 }).toString(),
    opensAt: at9(window.opens),
    closesAt: at9(window.closes),
  })
  return round.id
}

/** The quarter of the financial year that begins on this day. */
function quarterOf(first: Temporal.PlainDate): { readonly financialYear: number; readonly quarter: number } {
  const sinceApril = (first.month + 8) % 12
  return {
    financialYear: first.month < 4 ? first.year - 1 : first.year,
    quarter: Math.floor(sinceApril / 3) + 1,
  }
}

const versionOf = async (demo: Demo, round: string): Promise<number> =>
  (
    await demo
      .reader()
      .db.selectFrom('delivery.round')
      .select('version')
      .where('id', '=', round)
      .executeTakeFirstOrThrow()
  ).version

async function report(
  demo: Demo,
  round: string,
  own: Own,
  made: Made,
  told: Told,
  how: typeof saveSubmission | typeof submitSubmission = submitSubmission,
): Promise<void> {
  const { sketch, id } = made
  const last = await lastAnswers(demo.reader(), id, round)
  const reached = await milestonesReached(demo, id)
  await demo.as(sketch.lead).perform(how, {
    round,
    activity: id,
    ...answersOf(sketch, told, own.from, last?.openIssues ?? []),
    ...(reached.length === 0
      ? sketch.milestones === undefined
        ? {}
        : { milestonesAre: 'still-true' }
      : {
          milestonesAre: 'changed',
          milestones: reached.map(({ id: milestone, due_on, certainty }) => ({
            milestone,
            dueOn: due_on.toString(),
            certainty,
            metOn: due_on.toString(),
          })),
        }),
  })
}

/** The milestones whose day has passed: in the demonstration each was met on it. */
const milestonesReached = (demo: Demo, activity: string) =>
  demo
    .reader()
    .db.selectFrom('delivery.milestone')
    .select(['id', 'due_on', 'certainty'])
    .where('activity_id', '=', activity)
    .where('met_on', 'is', null)
    .where('due_on', '<=', londonDate(demo.reader().now))
    .execute()

/** What the lead fills in: everything shown from last time is confirmed or changed (V6). */
function answersOf(
  sketch: ActivitySketch,
  told: Told,
  from: Temporal.PlainDate,
  open: readonly { readonly id: string }[],
) {
  const [outcome, words] = told.former ?? ['carried', 'Still so.']
  const [months, reason, cause] = told.end ?? []
  return {
    status: told.status,
    progressIs: 'changed',
    progress: told.progress,
    dates: months === undefined ? ['still-true'] : ['end'],
    ...(months === undefined
      ? {}
      : { revisedEnd: monthEnd(from, months).toString(), endReason: reason, endCause: cause }),
    hasMilestones: sketch.milestones === undefined ? 'no' : 'yes',
    ...(told.board === undefined
      ? { boardsAre: 'none' }
      : {
          boardsAre: 'changed',
          boards: [{ board: told.board, reported: 'yes', expected: 'no', booked: 'no' }],
        }),
    openIssues: open.map(({ id: issue }) => ({
      issue,
      ...(outcome === 'carried'
        ? { answer: 'carried', words }
        : { answer: 'closed', outcome, outcomeWords: words }),
    })),
    issues: (told.issues ?? []).map(([code, said]) => ({ code, words: said })),
    ...(told.mitigations === undefined ? {} : { mitigationsAre: 'changed', mitigations: told.mitigations }),
    registersAre: told.register === undefined ? 'not-recorded' : 'recorded',
    registers: told.register === undefined ? [] : [told.register],
    ...(told.register === undefined ? {} : { riskReference: 'R-14 of the directorate’s own register' }),
    // What the form would ask about a date that has passed.
    explained: [
      { doubt: 'end-past', reason: 'The last papers are being signed; nothing else is left to do.' },
    ],
  }
}

type Standing = {
  readonly id: string
  readonly activity_id: string
  readonly version: number
  readonly state: string
}

const submissionsOf = (demo: Demo, round: string): Promise<Standing[]> =>
  demo
    .reader()
    .db.selectFrom('delivery.submission')
    .select(['id', 'activity_id', 'version', 'state'])
    .where('round_id', '=', round)
    .execute()

/** Every director signs what their unit submitted (V5). */
async function signAll(demo: Demo, round: string, activities: readonly Made[]): Promise<void> {
  const submissions = await submissionsOf(demo, round)
  for (const unit of UNITS) {
    const own = new Set(activities.filter(({ sketch }) => sketch.unit === unit.code).map(({ id }) => id))
    const waiting = submissions.filter((one) => own.has(one.activity_id) && one.state === 'submitted')
    if (waiting.length > 0)
      await demo.as(unit.director).perform(signSubmissions, {
        round,
        submissions: waiting.map(({ id }) => id),
        read: waiting.map(({ id, version }) => `${id}:${version}`).join(' '),
      })
  }
}

/** The round that is open today, as it stands after five days: some signed, some waiting, one returned, one begun. */
async function roundOfNow(demo: Demo, own: Own): Promise<void> {
  const opens = demo.today.subtract({ days: 5 })
  const round = await planned(demo, own, 2, { opens, closes: demo.today.add({ days: 9 }) })
  const inState = (state: string) => own.activities.filter(({ sketch }) => sketch.now?.state === state)
  demo.at(opens.add({ days: 2 }))
  for (const made of own.activities)
    if (made.sketch.now !== undefined)
      await report(
        demo,
        round,
        own,
        made,
        made.sketch.now.told,
        made.sketch.now.state === 'draft' ? saveSubmission : submitSubmission,
      )
  demo.at(opens.add({ days: 3 }))
  await signAll(demo, round, inState('signed'))
  const submissions = await submissionsOf(demo, round)
  for (const { id, sketch } of inState('returned')) {
    const sent = submissions.find((one) => one.activity_id === id)
    const director = UNITS.find(({ code }) => code === sketch.unit)?.director
    if (sent !== undefined && director !== undefined)
      await demo.as(director).perform(returnSubmission, {
        submission: sent.id,
        words: 'Say what the people with low vision found when they tried it again.',
        version: sent.version,
      })
  }
}
