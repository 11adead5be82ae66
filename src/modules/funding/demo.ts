// The demonstration's fund: two years of cases, decisions, projects and lessons, made through the actions as the
// cast would make them. Names of finished and running projects are those of the public papers; all activity is invented.
import { Defect } from '#platform/errors/index.ts'
import type { Demo } from '#platform/module/index.ts'
import { financialYearOf } from '#platform/time/index.ts'
import { declareInterest, holdMeeting, publishUpcoming } from '#modules/governance/index.ts'
import { groupByCode } from '#modules/groups/index.ts'
import { organisationsNamed } from '#modules/organisations/index.ts'
import { partnershipByCode } from '#modules/partnerships/index.ts'
import { assessCase, nameAssessors, scoreCase } from './actions/assessment.ts'
import { submitCase, withdrawCase } from './actions/cases.ts'
import { describeCase, screenCase, startCase } from './actions/drafts.ts'
import { compareOptions, costCase, planCase, promiseBenefits, weighRisks } from './actions/sections.ts'
import { payIn } from './actions/ledger.ts'
import { editProgramme, publishCriteria } from './actions/programmes.ts'
import {
  accessStandard,
  booking,
  champions,
  chatbot,
  cyberCourses,
  documents,
  eLearning,
  govroam,
  hardship,
  lamps,
  secondDrill,
  sensors,
  wayfinding,
  type CaseSketch,
} from './demo-cases.ts'
import { runProjects } from './demo-projects.ts'
import { criteriaOf } from './queries/assessment.ts'
import { caseById } from './queries/cases.ts'
import { fundOf, type Programme } from './queries/programmes.ts'

const OFFICER = 'fund.officer@kcc.example'

type World = { readonly demo: Demo; readonly fund: Programme; readonly bodies: ReadonlyMap<string, string> }
type Made = { readonly id: string; readonly reference: string; readonly sketch: CaseSketch }

export async function loadDemo(demo: Demo): Promise<void> {
  const start = financialYearOf(demo.today).from.subtract({ years: 1 })
  demo.at(start)
  await demo.load('funding-programmes', 'kent/funding-programmes')
  await demo.load('funded-projects', 'kent/funded-projects')
  const world = await openFund(demo, start)
  const summer = start.add({ months: 3, days: 6 })
  const autumn = start.add({ months: 6, days: 13 })
  const winter = start.add({ months: 9, days: 13 })
  const first = await meet(world, summer, [
    [govroam, 'approved'],
    [cyberCourses, 'approved'],
  ])
  const second = await meet(world, autumn, [
    [eLearning, 'approved'],
    [booking, 'approved'],
    [chatbot, 'declined'],
  ])
  await withdrawn(world, wayfinding, winter.subtract({ days: 40 }))
  const third = await meet(world, winter, [
    [sensors, 'approved'],
    [hardship, 'approved'],
    [champions, 'deferred'],
  ])
  await runProjects(demo, [...first, ...second, ...third])
  await present(world)
}

/** The fund as it begins: money from earlier years, its guidance and its criteria. */
async function openFund(demo: Demo, start: Temporal.PlainDate): Promise<World> {
  const partnership = await partnershipByCode(demo.reader(), 'kent-connects')
  const fund = await fundOf(demo.reader(), partnership.id)
  if (fund === undefined) throw new Defect('The demonstration has no development fund.')
  const officer = demo.as(OFFICER)
  await officer.perform(payIn, {
    programme: fund.id,
    amount: '60000',
    receivedOn: start.toString(),
    note: 'Brought forward from earlier years (invented)',
  })
  await officer.perform(editProgramme, {
    programme: fund.id,
    version: String(fund.version),
    name: fund.name,
    funder: fund.funder,
    note: fund.note,
    leastAssessors: '2',
    guidance:
      'A specialist group puts up a case. The fund pays for what more than half of the partners gain from, and that can be finished within two years. Two members of the Leadership Group score each case; the Leadership Group decides at its quarterly meeting.',
  })
  await officer.perform(publishCriteria, {
    programme: fund.id,
    criteria: [
      { title: 'Benefit to the majority', guidance: 'How many partners gain, and how much', weight: '40' },
      {
        title: 'Value for money',
        guidance: 'What it costs against what it brings; match funding',
        weight: '25',
      },
      {
        title: 'Likely to be delivered',
        guidance: 'The plan, the people, the risks and what is done about them',
        weight: '20',
      },
      {
        title: 'Fit with the partnership',
        guidance: 'Whether it could not be done as well by one partner alone',
        weight: '15',
      },
    ],
  })
  const bodies = new Map((await organisationsNamed(demo.reader())).map((one) => [one.code, one.id]))
  return { demo, fund, bodies }
}

const bodyId = ({ bodies }: World, code: string): string => bodies.get(code) ?? ''
const versionOf = async ({ demo }: World, id: string): Promise<string> =>
  String((await caseById(demo.reader(), id))?.version ?? 0)

/** A complete draft, written on a day. */
async function write(world: World, sketch: CaseSketch, on: Temporal.PlainDate): Promise<Made> {
  const { demo } = world
  demo.at(on)
  const author = demo.as(sketch.author)
  const group = await groupByCode(demo.reader(), sketch.group)
  const { title, problem, beneficiaries } = sketch
  const sponsor = bodyId(world, sketch.sponsor)
  const made = await author.perform(startCase, { group: group?.id, sponsor, title, problem })
  const of = (version: number): { case: string; version: string } => ({
    case: made.id,
    version: String(version),
  })
  await author.perform(describeCase, {
    ...of(1),
    title,
    problem,
    beneficiaries,
    benefiting: sketch.benefiting.map((code) => bodyId(world, code)),
    sponsor,
    manager: demo.as(sketch.manager).personId,
    ...(sketch.benefiting.length < 10
      ? { minorityReason: 'Three partners try it first, and the plan ends with a guide for all the others.' }
      : {}),
  })
  await author.perform(compareOptions, {
    ...of(2),
    options: [
      {
        title: 'Do nothing',
        forAndAgainst: 'It costs nothing now, and the problem stays as it is.',
        chosen: 'no',
      },
      { title: sketch.option, forAndAgainst: 'It costs once, and every partner can use it.', chosen: 'yes' },
      {
        title: 'Each partner for itself',
        forAndAgainst: 'It suits large partners; small ones cannot afford it.',
        chosen: 'no',
      },
    ],
  })
  const year = financialYearOf(on).starting
  await author.perform(costCase, {
    ...of(3),
    costs: sketch.costs.map(([line, amount], at) => ({
      title: line,
      yearStarting: String(year + (at > 0 ? 1 : 0)),
      amount,
    })),
    ...(sketch.match === undefined
      ? {}
      : { matches: [{ source: sketch.match[0], amount: sketch.match[1], confirmed: 'yes' }] }),
  })
  const [benefit, measure, baseline, target] = sketch.benefit
  await author.perform(promiseBenefits, {
    ...of(4),
    benefits: [{ title: benefit, measure, baseline, target, dueOn: on.add({ months: 14 }).toString() }],
  })
  await author.perform(planCase, {
    ...of(5),
    milestones: sketch.milestones.map((milestone, at) => ({
      title: milestone,
      on: on.add({ months: sketch.months?.[at] ?? 3 + at * 2 }).toString(),
    })),
  })
  const [cause, event, consequence, mitigation] = sketch.risk
  await author.perform(weighRisks, {
    ...of(6),
    risks: [
      { cause, event, consequence, likelihood: '3', impact: '3', mitigation },
      {
        cause: 'partners are busy',
        event: 'nobody is there to try it',
        consequence: 'the pilot is late',
        likelihood: '4',
        impact: '2',
        mitigation: 'Each partner names one person before the start',
      },
    ],
  })
  await author.perform(screenCase, {
    ...of(7),
    outcome: 'no-relevance',
    reasoning:
      'Screened with the equality lead: nobody is treated differently because of a protected characteristic, and no service is taken away.',
    assessor: author.personId,
    screenedOn: on.toString(),
  })
  return { ...made, sketch }
}

async function submit(world: World, made: Made, on: Temporal.PlainDate): Promise<void> {
  world.demo.at(on)
  await world.demo
    .as(made.sketch.author)
    .perform(submitCase, { case: made.id, version: await versionOf(world, made.id) })
}

/** Names the assessors and lets as many as given score. */
async function score(world: World, made: Made, on: Temporal.PlainDate, scorers = 2): Promise<void> {
  const { demo, fund } = world
  demo.at(on)
  await demo.as(OFFICER).perform(nameAssessors, {
    case: made.id,
    version: await versionOf(world, made.id),
    people: made.sketch.assessors.map((mail) => demo.as(mail).personId),
  })
  const criteria = await criteriaOf(demo.reader(), fund.id)
  for (const [at, mail] of made.sketch.assessors.slice(0, scorers).entries()) {
    const given = made.sketch.scores[at] ?? 0
    const scores = criteria.map((criterion, place) => ({
      criterion: criterion.id,
      score: String(Math.max(0, place === criteria.length - 1 ? given - 1 : given)),
      comment: place === 0 ? 'The list of partners that gain is convincing.' : null,
    }))
    await demo.as(mail).perform(scoreCase, { case: made.id, scores })
  }
}

/** From the draft to the agenda. */
async function assess(world: World, sketch: CaseSketch, decidedOn: Temporal.PlainDate): Promise<Made> {
  const made = await write(world, sketch, decidedOn.subtract({ days: 40 }))
  await submit(world, made, decidedOn.subtract({ days: 36 }))
  if (sketch === eLearning)
    await world.demo.as('leadership@uni-cccu.example').perform(declareInterest, {
      subject: made.id,
      nature: 'My university would be paid to convert courses.',
    })
  await score(world, made, decidedOn.subtract({ days: 28 }))
  world.demo.at(decidedOn.subtract({ days: 21 }))
  await world.demo.as(OFFICER).perform(assessCase, {
    case: made.id,
    version: await versionOf(world, made.id),
    assessment:
      'Both assessors scored the case against the published criteria. Their comments stand beside the scores.',
  })
  return made
}

/** Cases to one meeting of the Leadership Group, and what it decided about each. Answers with those approved. */
async function meet(
  world: World,
  on: Temporal.PlainDate,
  matters: readonly (readonly [CaseSketch, 'approved' | 'declined' | 'deferred'])[],
): Promise<Made[]> {
  const cases: (readonly [Made, 'approved' | 'declined' | 'deferred'])[] = []
  for (const [sketch, outcome] of matters) cases.push([await assess(world, sketch, on), outcome])
  world.demo.at(on.subtract({ days: 14 }))
  await holdMeeting(world.demo, {
    group: 'leadership',
    on,
    decisions: cases.map(([made, outcome]) => ({
      subject: made.id,
      outcome,
      alternatives: 'Doing nothing; each partner for itself.',
      reasons:
        outcome === 'approved'
          ? 'Most partners gain, the plan is sound and the sum is available.'
          : outcome === 'declined'
            ? 'The price is high for what it brings, and wrong answers could harm residents.'
            : 'The meeting asks how volunteers will be kept before it decides.',
      ...(outcome === 'declined' ? {} : { against: made.sketch === booking ? ['dartford'] : [] }),
    })),
  })
  await world.demo.drain()
  return cases.flatMap(([made, outcome]) => (outcome === 'approved' ? [made] : []))
}

async function withdrawn(world: World, sketch: CaseSketch, on: Temporal.PlainDate): Promise<void> {
  const made = await write(world, sketch, on)
  await submit(world, made, on.add({ days: 3 }))
  world.demo.at(on.add({ days: 9 }))
  await world.demo.as(OFFICER).perform(withdrawCase, {
    case: made.id,
    version: await versionOf(world, made.id),
    why: 'The fire service pays for the survey itself.',
  })
}

/** What stands today: two cases on the next agenda, two with their assessors, one not yet named, two drafts. */
async function present(world: World): Promise<void> {
  const { demo } = world
  const { today } = demo
  await assess(world, documents, today)
  await assess(world, secondDrill, today)
  const half = await write(world, lamps, today.subtract({ days: 20 }))
  await submit(world, half, today.subtract({ days: 15 }))
  await score(world, half, today.subtract({ days: 12 }), 1)
  const fresh = await write(world, accessStandard, today.subtract({ days: 8 }))
  await submit(world, fresh, today.subtract({ days: 4 }))
  await drafts(world)
  await publishUpcoming(demo, { group: 'leadership' })
  demo.at(today)
}

async function drafts(world: World): Promise<void> {
  const { demo } = world
  demo.at(demo.today.subtract({ days: 6 }))
  const begin = async (
    mail: string,
    code: string,
    sponsor: string,
    title: string,
    problem: string,
  ): Promise<void> => {
    const group = await groupByCode(demo.reader(), code)
    await demo
      .as(mail)
      .perform(startCase, { group: group?.id, sponsor: bodyId(world, sponsor), title, problem })
  }
  await begin(
    'security@medway.example',
    'information-security',
    'medway',
    'Phishing exercises for small councils',
    'Phishing exercises are run by four large partners only. Small councils learn how many of their officers follow a link when it is too late.',
  )
  await begin(
    'gis@kcc.example',
    'gis',
    'kcc',
    'One address list for the county',
    'Each council keeps its own list of addresses. A house on a boundary stands in two lists or in none, and crews go to the wrong door.',
  )
}
