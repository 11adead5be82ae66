// What stands around the activities of the demonstration: risks about two of them, an action, a colleague who reports
// for a lead, an activity that became business as usual, and the report of the first quarter as it was issued. Invented.
import type { Demo } from '#platform/module/index.ts'
import {
  categories,
  createRegister,
  makeAssessment,
  openRisk,
  raiseRisk,
  registerByCode,
} from '#modules/risk/index.ts'
import { recordClosing } from './actions/closings.ts'
import { giveDelegation } from './actions/delegations.ts'
import { issueReport, writeReport } from './actions/reports.ts'
import { giveAction } from './actions/undertakings.ts'
import { findingsOf } from './queries/findings.ts'

type Placed = { readonly organisation: string; readonly plan: { readonly id: string; readonly code: string } }
type Activity = { readonly id: string; readonly title: string; readonly lead: string }

const DIRECTOR = 'leadership@kcc.example'
const LEAD = 'administrator@kcc.example'
const OFFICER = 'performance.officer@kcc.example'

const RISKS = [
  {
    title: 'Records of families are lost on the way',
    cause: 'two systems that write names and dates differently',
    event: 'the import leaves records out without saying so',
    consequence: 'a family that tells its story again, or a danger that nobody reads of',
    category: 'information',
    inherent: ['4', '4'],
    residual: ['3', '4'],
  },
  {
    title: 'Nobody bids for the parks that are left',
    cause: 'parks that cost more than they earn',
    event: 'the second tender brings no bid within the money',
    consequence: 'six parks without fibre when the grant ends',
    category: 'financial',
    inherent: ['4', '4'],
    residual: ['4', '3'],
  },
] as const

/** A register of the directorates' plan, with a risk about each of two activities. */
export async function risksOfPlan(
  demo: Demo,
  { organisation, plan }: Placed,
  activities: readonly Activity[],
): Promise<void> {
  const matrix = (await registerByCode(demo.reader(), 'kc')).matrix_id
  const named = await categories(demo.reader())
  const register = await demo.as(LEAD).perform(createRegister, {
    code: 'sdp',
    name: 'Risks of the strategic delivery plan',
    level: 'directorate',
    organisation,
    about: plan.id,
    matrix,
    appetite: 'medium',
    audience: 'staff',
    owner: demo.as(DIRECTOR).personId,
  })
  for (const [at, { inherent, residual, category, ...words }] of RISKS.entries()) {
    const activity = activities[at]
    if (activity === undefined) continue
    const owner = demo.as(activity.lead)
    const { id } = await owner.perform(raiseRisk, {
      ...words,
      register: register.id,
      about: activity.id,
      category: (named.find((one) => one.code === category) ?? named[0])?.id,
      proximity: 'year',
      response: 'treat',
      owner: owner.personId,
    })
    const [byInherent, byResidual] = [inherent, residual].map(([likelihood, impact]) => ({
      likelihood,
      impact,
    }))
    await owner.perform(makeAssessment, { risk: id, measure: 'inherent', ...byInherent, version: '1' })
    await owner.perform(makeAssessment, { risk: id, measure: 'residual', ...byResidual, version: '2' })
    await demo.as(LEAD).perform(openRisk, { risk: id, version: '3' })
  }
}

/** The report of a frozen round, issued for everybody who reads the plan. */
export async function reportIssued(
  demo: Demo,
  plan: Placed['plan'],
  round: { id: string; code: string },
): Promise<void> {
  const officer = demo.as(OFFICER)
  const { findings } = await findingsOf(demo.reader(), plan.code, round.code)
  const { id } = await officer.perform(writeReport, { round: round.id })
  await officer.perform(issueReport, {
    report: id,
    audience: 'plan',
    findings: String(findings.length),
    seen: 'yes',
    version: '1',
  })
}

/** An action for one activity, and a colleague who reports on it for its lead. */
export async function helpFor(demo: Demo, activity: Activity, colleague: string): Promise<void> {
  const lead = demo.as(activity.lead)
  await lead.perform(giveDelegation, { activity: activity.id, person: demo.as(colleague).personId })
  await demo.as(OFFICER).perform(giveAction, {
    activity: activity.id,
    what: 'Ask the three largest parks what they would pay for fibre themselves',
    owner: demo.as(colleague).personId,
    dueOn: demo.today.add({ days: 20 }).toString(),
    partnership: await partnershipOf(demo),
  })
}

const partnershipOf = async (demo: Demo): Promise<string> =>
  (
    await demo
      .reader()
      .db.selectFrom('partnerships.partnership_card')
      .select('id')
      .where('code', '=', 'kent-connects')
      .executeTakeFirstOrThrow()
  ).id

/** An activity that became everyday work and is watched all the same. */
export async function becameEveryday(demo: Demo, activity: Activity, on: Temporal.PlainDate): Promise<void> {
  const { version } = await demo
    .reader()
    .db.selectFrom('delivery.activity')
    .select('version')
    .where('id', '=', activity.id)
    .executeTakeFirstOrThrow()
  await demo.as(OFFICER).perform(recordClosing, {
    activity: activity.id,
    kind: 'business_as_usual',
    monitoring: 'kept',
    decidedOn: on.toString(),
    decidedBy: 'Corporate Management Team',
    reason: 'It is done every year from now on; the team watches it until the audit is through.',
    version,
  })
}
