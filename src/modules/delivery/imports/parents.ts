// The plan and the rounds that a file is loaded into: found by their codes, made where a file of the past brings them.
import type { Inside } from '#platform/actions/index.ts'
import { refuse } from '#platform/errors/index.ts'
import { formatDate, financialYearStarting, readDate } from '#platform/time/index.ts'
import {
  organisationsByCode,
  organisationsNamed,
  type OrganisationSummary,
} from '#modules/organisations/index.ts'
import { planToChange, type LockedPlan, type LockedRound } from '../actions/locking.ts'
import { audienceKeyOf } from '../actions/naming.ts'
import { insertOutcome, insertPlan } from '../actions/plans.ts'
import { holdsFor } from '../queries/seeing.ts'
import { templateVersionOn } from '../queries/templates.ts'
import { AUDIENCES, financialYearIn, mustNotBeClosed, quarterOf, stateNow, type Quarter } from '../rules.ts'

export const IMPORT = 'delivery.plan.import'
const TEMPLATE = 'strategic-delivery-plan'
const CODE = /^[a-z0-9]+(?:-[a-z0-9]+)*$/

type Options = Readonly<Record<string, string>>

const wrong = (why: string, message: string): never => refuse('invalid', `delivery.import.${why}`, message)

/** An option that is misspelt must not pass unseen. */
export function onlyOptions(options: Options, known: readonly string[]): void {
  const strange = Object.keys(options).find((name) => !known.includes(name))
  if (strange !== undefined)
    wrong(
      'option',
      `There is no option --${strange} here. The options are: ${known.map((one) => `--${one}`).join(', ')}.`,
    )
}

/** The plan named by --plan, locked for whoever may load files into it. */
export async function plansToLoad(inside: Inside, code: string | undefined): Promise<LockedPlan | undefined> {
  if (code === undefined || !CODE.test(code))
    return wrong('plan', 'Say which plan, by its code: --plan sdp-2019-20.')
  const found = await inside.tx
    .selectFrom('delivery.plan')
    .select('id')
    .where('code', '=', code)
    .executeTakeFirst()
  return found === undefined ? undefined : planToChange(inside, IMPORT, found.id)
}

export type ImportedPlan = {
  readonly plan: LockedPlan
  /** Their ids by number. */
  readonly outcomes: ReadonlyMap<number, string>
  /** The code of the list of issues its reports speak. */
  readonly issues: string
  readonly isNew: boolean
}

/** The plan a file is loaded into. One that is not there is made, with the outcomes the file has. */
export async function importedPlan(
  inside: Inside,
  options: Options,
  numbers: readonly number[],
): Promise<ImportedPlan> {
  const found = await plansToLoad(inside, options['plan'])
  if (found !== undefined) mustNotBeClosed(found)
  const plan = found ?? (await makePlan(inside, options))
  const outcomes = await outcomesFor(inside, plan, { numbers, titles: options['outcomes'] })
  const version = await inside.tx
    .selectFrom('delivery.template_version')
    .select('content')
    .where('id', '=', plan.template_version_id)
    .executeTakeFirstOrThrow()
  return { plan, outcomes, issues: version.content.lists.issues, isNew: found === undefined }
}

/** A plan of the past was approved before it came here; where the file does not say when, its first day is taken. */
export async function makePlan(inside: Inside, options: Options): Promise<LockedPlan> {
  const code = options['plan'] ?? ''
  const { from, until } = periodOf(code, options)
  const organisation = await organisationFor(inside, options['organisation'])
  const audience = AUDIENCES.find((one) => one === (options['audience'] ?? 'staff'))
  if (audience !== 'staff' && audience !== 'public')
    return wrong('audience', 'The audience of a loaded plan is staff or public: --audience public.')
  const place = { organisation_id: organisation.id, partnership_id: null, group_id: null }
  if (!holdsFor(inside, IMPORT, { id: inside.id(), ...place, audience }))
    refuse(
      'forbidden',
      'delivery.plan.not-your-body',
      `Plans of ${organisation.name} are loaded by those who keep them.`,
    )
  const template = await inside.tx
    .selectFrom('delivery.template')
    .select('id')
    .where('code', '=', TEMPLATE)
    .executeTakeFirstOrThrow()
  const { versionId } = await templateVersionOn(inside, template.id, from)
  const approvedOn = options['approved'] === undefined ? undefined : dayOf('approved', options['approved'])
  return insertPlan(inside, {
    code,
    title: options['title'] ?? titleOf(code),
    purpose: null,
    ...place,
    template_version_id: versionId,
    audience,
    from_on: from,
    until_on: until,
    approved: {
      on: approvedOn ?? from,
      by: approvedOn === undefined ? 'The file does not say when or by whom; its first day is taken' : null,
    },
  })
}

function dayOf(option: string, text: string): Temporal.PlainDate {
  return readDate(text) ?? wrong('day', `--${option} must be a day such as 2019-04-01; it is "${text}".`)
}

function periodOf(code: string, options: Options): { from: Temporal.PlainDate; until: Temporal.PlainDate } {
  const year = financialYearIn(code)
  const told = year === undefined ? undefined : financialYearStarting(year)
  const from = options['from'] === undefined ? told?.from : dayOf('from', options['from'])
  const until = options['until'] === undefined ? told?.to : dayOf('until', options['until'])
  if (from === undefined || until === undefined)
    return wrong(
      'period',
      `The plan "${code}" is not here, and its code tells no year. Give its days: --from 2019-04-01 --until 2020-03-31.`,
    )
  return { from, until }
}

function titleOf(code: string): string {
  const year = financialYearIn(code)
  return year === undefined
    ? wrong('title', `The plan "${code}" is not here. Give its title: --title "Strategic delivery plan".`)
    : `Strategic delivery plan ${year} to ${year + 1}`
}

async function organisationFor(inside: Inside, code: string | undefined): Promise<OrganisationSummary> {
  if (code !== undefined) {
    const found = (await organisationsByCode(inside, [code])).get(code)
    return found ?? wrong('organisation', `There is no organisation "${code}".`)
  }
  const [only, other] = await organisationsNamed(inside, { kind: 'county_council' })
  if (only === undefined || other !== undefined)
    return wrong(
      'organisation',
      `The plan is not here yet, and ${only === undefined ? 'no' : 'more than one'} county council is. Say whose plan it is: --organisation kcc.`,
    )
  return only
}

async function outcomesFor(
  inside: Inside,
  plan: LockedPlan,
  asked: { readonly numbers: readonly number[]; readonly titles: string | undefined },
): Promise<ReadonlyMap<number, string>> {
  const there = await inside.tx
    .selectFrom('delivery.outcome')
    .select(['id', 'number'])
    .where('plan_id', '=', plan.id)
    .execute()
  if (there.length > 0) return new Map(there.map((one) => [one.number, one.id]))
  const ordinary = asked.numbers.filter((number) => number > 0)
  const titles = (asked.titles ?? '')
    .split(';')
    .flatMap((title) => (title.trim() === '' ? [] : [title.trim()]))
  if (titles.length > 0 && titles.length !== ordinary.length)
    wrong(
      'outcomes',
      `The file has ${ordinary.length} outcomes and --outcomes names ${titles.length}. Divide them by semicolons.`,
    )
  const made = new Map<number, string>()
  for (const number of asked.numbers) {
    const isEnabling = number === 0
    const title = isEnabling
      ? 'Corporate enabling part'
      : (titles[ordinary.indexOf(number)] ?? `Outcome ${number}`)
    made.set(number, (await insertOutcome(inside, plan, { number, title, is_enabling: isEnabling })).id)
  }
  return made
}

/** The round of a quarter, locked. A file brings one that is over; one in which people report here is theirs. */
export async function importedRound(
  inside: Inside,
  plan: LockedPlan,
  quarter: Quarter,
): Promise<LockedRound> {
  const told = quarterOf({ fromOn: plan.from_on, untilOn: plan.until_on }, quarter)
  if (told === undefined)
    return wrong(
      'quarters',
      `${plan.title} runs from ${formatDate(plan.from_on)} to ${formatDate(plan.until_on)}, which is not one year: nobody can tell when its quarter ${quarter} is.`,
    )
  if (plan.state === 'draft')
    refuse(
      'conflict',
      'delivery.import.draft',
      `${plan.title} is a draft, and nothing is reported of a draft. Record its approval first.`,
    )
  const there = await inside.tx
    .selectFrom('delivery.round')
    .selectAll()
    .where('plan_id', '=', plan.id)
    .where('code', '=', told.code)
    .forUpdate()
    .executeTakeFirst()
  if (there === undefined)
    return insertRound(inside, plan, { ...told, opensAt: null, closesAt: null, state: 'closed' })
  return there.is_imported && there.state === 'frozen' ? there : takeOver(inside, there)
}

export type NewRound = {
  readonly code: string
  readonly title: string
  readonly from: Temporal.PlainDate
  readonly until: Temporal.PlainDate
  readonly opensAt: Temporal.Instant | null
  readonly closesAt: Temporal.Instant | null
  readonly state: 'planned' | 'closed'
}

/** A round that a file brings. */
export async function insertRound(inside: Inside, plan: LockedPlan, round: NewRound): Promise<LockedRound> {
  const id = inside.id()
  const { code, title, from, until, opensAt, closesAt, state } = round
  await inside.subject({ id, module: 'delivery', noun: 'round', title, audience: audienceKeyOf(plan) })
  return inside.tx
    .insertInto('delivery.round')
    .values({
      id,
      plan_id: plan.id,
      code,
      title,
      period_from: from,
      period_until: until,
      opens_at: opensAt,
      closes_at: closesAt,
      state,
      is_imported: state === 'closed',
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

async function takeOver(inside: Inside, round: LockedRound): Promise<LockedRound> {
  const state = stateNow(round, inside.now)
  const reported = await inside.tx
    .selectFrom('delivery.submission')
    .select('id')
    .where('round_id', '=', round.id)
    .where('raw', 'is', null)
    .limit(1)
    .executeTakeFirst()
  if (reported !== undefined || state === 'frozen' || state === 'open')
    refuse(
      'conflict',
      'delivery.import.reported-here',
      `${round.title} is reported here, by those who lead its activities. Use the sheet of the round to bring reports by file.`,
    )
  if (state === 'planned' && round.closes_at !== null)
    refuse(
      'conflict',
      'delivery.import.not-over',
      `${round.title} is not over: a file tells of rounds of the past.`,
    )
  return inside.tx
    .updateTable('delivery.round')
    .set({
      state: 'closed',
      is_imported: true,
      opened_at: round.opens_at,
      closed_at: round.closes_at,
      version: round.version + 1,
    })
    .where('id', '=', round.id)
    .returningAll()
    .executeTakeFirstOrThrow()
}
