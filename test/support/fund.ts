// The small county with a fund: money in it, criteria published, and the steps of a business case up to its
// decision, each through the real action.
import { modules } from '#app/modules.ts'
import { assessCase, nameAssessors, scoreCase } from '#modules/funding/actions/assessment.ts'
import { submitCase } from '#modules/funding/actions/cases.ts'
import { describeCase, screenCase, startCase } from '#modules/funding/actions/drafts.ts'
import {
  compareOptions,
  costCase,
  planCase,
  promiseBenefits,
  weighRisks,
} from '#modules/funding/actions/sections.ts'
import { payIn } from '#modules/funding/actions/ledger.ts'
import { createProgramme, publishCriteria } from '#modules/funding/actions/programmes.ts'
import { recordAttendance } from '#modules/governance/actions/attendance.ts'
import { recordDecision } from '#modules/governance/actions/decisions.ts'
import { planMeeting, publishMeeting } from '#modules/governance/actions/meetings.ts'
import { addMember } from '#modules/groups/index.ts'
import { appointOfficer } from '#modules/partnerships/index.ts'
import type { Database } from '#platform/database/index.ts'
import { county, type County } from './county.ts'
import { testHouse, type TestHouse } from './house.ts'

export type Fund = County & {
  readonly house: TestHouse
  readonly programme: string
  readonly criteria: readonly string[]
}

/** Ravi and Molly sit in the GIS group and write cases; Marcus is fund officer, Priya finance officer; Helena, Yusra and Noor score. */
export async function fund(database: Pick<Database, 'db'>, pounds = '50000'): Promise<Fund> {
  const at = await county(database)
  const house = everyModule(database)
  const { operator } = house
  for (const person of ['ravi', 'molly'] as const)
    await operator.perform(addMember, { group: at.gis, person: at.person[person], startedOn: '2026-04-01' })
  await operator.perform(appointOfficer, {
    partnership: 'kent-connects',
    person: at.person.marcus,
    role: 'fund-officer',
  })
  await operator.perform(appointOfficer, {
    partnership: 'kent-connects',
    person: at.person.priya,
    role: 'finance-officer',
  })
  const officer = house.as(at.person.marcus)
  const programme = (
    await officer.perform(createProgramme, {
      code: 'development-fund',
      partnership: at.partnership,
      name: 'Development fund',
      funder: 'Partner subscriptions',
      source: 'internal',
      route: 'held',
    })
  ).id
  await officer.perform(publishCriteria, {
    programme,
    criteria: [
      { title: 'Benefit to the majority', guidance: 'How many partners gain', weight: '60' },
      { title: 'Value for money', guidance: 'What it costs for what it brings', weight: '40' },
    ],
  })
  const criteria = await database.db
    .selectFrom('funding.criterion')
    .select('id')
    .where('programme_id', '=', programme)
    .orderBy('position')
    .execute()
  if (pounds !== '0')
    await officer.perform(payIn, {
      programme,
      amount: pounds,
      receivedOn: '2026-04-06',
      note: 'Brought forward',
    })
  return { ...at, house, programme, criteria: criteria.map((one) => one.id) }
}

/** Every module over a test's database. */
export const everyModule = (database: Pick<Database, 'db'>): TestHouse => testHouse(database, modules)

export type Draft = { readonly id: string; readonly reference: string }

/** A complete draft of Ravi's that asks for so much. */
export async function draft(
  at: Fund,
  pounds = '20000',
  title = 'One data drill for the county',
): Promise<Draft> {
  const ravi = at.house.as(at.person.ravi)
  const started = await ravi.perform(startCase, {
    group: at.gis,
    sponsor: at.organisation.kcc,
    title,
    problem:
      'Councils cannot see each other’s flood data, so every incident begins with a day of telephone calls.',
  })
  const of = (version: number): { case: string; version: string } => ({
    case: started.id,
    version: String(version),
  })
  await ravi.perform(describeCase, {
    ...of(1),
    title,
    problem:
      'Councils cannot see each other’s flood data, so every incident begins with a day of telephone calls.',
    beneficiaries: 'Emergency planners of every council',
    benefiting: [at.organisation.kcc, at.organisation.medway, at.organisation.dover],
    sponsor: at.organisation.kcc,
    manager: at.person.ravi,
  })
  await ravi.perform(compareOptions, {
    ...of(2),
    options: [
      { title: 'Do nothing', forAndAgainst: 'Costs nothing now', chosen: 'no' },
      { title: 'Share the data', forAndAgainst: 'Costs once, saves each time', chosen: 'yes' },
    ],
  })
  await ravi.perform(costCase, {
    ...of(3),
    costs: [
      { title: 'Licences', yearStarting: '2026', amount: pounds },
      { title: 'Training', yearStarting: '2027', amount: '2000' },
    ],
    matches: [{ source: 'Dover', amount: '2000', confirmed: 'yes' }],
  })
  await ravi.perform(promiseBenefits, {
    ...of(4),
    benefits: [
      {
        title: 'Faster answers',
        measure: 'Hours until the first shared map',
        unit: 'hours',
        baseline: '24',
        target: '2',
        dueOn: '2027-06-30',
      },
    ],
  })
  await ravi.perform(planCase, {
    ...of(5),
    milestones: [
      { title: 'Licences bought', on: '2027-02-01' },
      { title: 'Drill held', on: '2027-05-01' },
    ],
  })
  await ravi.perform(weighRisks, {
    ...of(6),
    risks: [
      {
        cause: 'formats differ',
        event: 'maps do not fit',
        consequence: 'the drill is late',
        likelihood: '3',
        impact: '3',
        mitigation: 'Agree one format first',
      },
    ],
  })
  await ravi.perform(screenCase, {
    ...of(7),
    outcome: 'no-relevance',
    reasoning: 'Only officers use the maps, and the maps hold no personal data.',
    assessor: at.person.ravi,
    screenedOn: '2026-11-19',
  })
  return started
}

/** The same, submitted. */
export async function submitted(at: Fund, pounds?: string, title?: string): Promise<Draft> {
  const made = await draft(at, pounds, title)
  await at.house.as(at.person.ravi).perform(submitCase, { case: made.id, version: '8' })
  return made
}

/** The same, scored by Helena and Yusra and put to the decision by Marcus. */
export async function assessed(at: Fund, pounds?: string, title?: string): Promise<Draft> {
  const made = await submitted(at, pounds, title)
  const officer = at.house.as(at.person.marcus)
  await officer.perform(nameAssessors, {
    case: made.id,
    version: '9',
    people: [at.person.helena, at.person.yusra],
  })
  for (const [person, score] of [
    ['helena', '4'],
    ['yusra', '3'],
  ] as const) {
    await at.house.as(at.person[person]).perform(scoreCase, {
      case: made.id,
      scores: at.criteria.map((criterion) => ({ criterion, score, comment: 'As the case says' })),
    })
  }
  await officer.perform(assessCase, {
    case: made.id,
    version: '10',
    assessment: 'Both assessors find it sound.',
  })
  return made
}

/** A meeting of the Leadership Group under way, with the agenda items of the cases that waited for it: case id → item id. */
export async function meetingUnderWay(at: Fund, on = '2026-12-08'): Promise<ReadonlyMap<string, string>> {
  const secretary = at.house.as(at.person.priya)
  const { id } = await secretary.perform(planMeeting, {
    group: at.leadership,
    startsAt: `${on} 10:00`,
    place: 'Council chamber',
  })
  const { db } = await at.house.operator.reader()
  const { version } = await db
    .selectFrom('governance.meeting')
    .select('version')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  await secretary.perform(publishMeeting, { meeting: id, version: String(version) })
  at.house.clock.set(`${on}T10:05:00Z`)
  await secretary.perform(recordAttendance, {
    meeting: id,
    present: [at.person.helena, at.person.priya, at.person.marcus, at.person.yusra, at.person.noor],
  })
  const items = await db
    .selectFrom('governance.agenda_item')
    .select(['id', 'subject_id'])
    .where('meeting_id', '=', id)
    .execute()
  return new Map(items.map((item) => [item.subject_id ?? '', item.id]))
}

/** The chair records what the meeting decided. */
export const decide = (at: Fund, item: string, outcome: 'approved' | 'declined' | 'deferred' = 'approved') =>
  at.house.as(at.person.helena).perform(recordDecision, {
    item,
    outcome,
    reasons: 'Eleven partners gain and the sum is small.',
    alternatives: 'Doing nothing, which leaves each council to pay alone.',
  })
