// What the pages of risks read before they choose a view: the register or risk of the address, the filter of a list,
// and the frame of a form about a risk.
import { notFound } from '#platform/errors/index.ts'
import { isRecordId, type Choice } from '#platform/fields/index.ts'
import type { FormState, View, Visit } from '#platform/http/index.ts'
import { londonDate, londonMidnight } from '#platform/time/index.ts'
import { formPage, type FormPageMore } from '#web/forms.ts'
import { personChoice } from '#modules/organisations/index.ts'
import { currentVersion } from '../queries/matrices.ts'
import { positionsBefore } from '../queries/parts.ts'
import { originOf, possibleOwners, registerByCode, type RegisterCard } from '../queries/registers.ts'
import { allRisksOf, riskByReference, type RiskFilter, type RiskRow } from '../queries/risks.ts'
import { BANDS, MEASURES, STATES, type BandName, type Measure, type RiskState } from '../rules.ts'
import type { HeatMap, Placed } from '../views/heat-map.ts'
import { registerHref, riskHref } from '../views/words.ts'

export const todayOf = (visit: Pick<Visit, 'now'>): Temporal.PlainDate => londonDate(visit.now)

export const theRegister = (visit: Visit): Promise<RegisterCard> =>
  registerByCode(visit, visit.params['register'] ?? '')

/** The risk of the address; one register's risk is not found under another. */
export async function theRisk(visit: Visit): Promise<RiskRow> {
  const risk = await riskByReference(visit, visit.params['risk'] ?? '')
  return risk.register_code === visit.params['register'] ? risk : notFound('risk')
}

const isOne = <K extends string>(words: Readonly<Record<K, string>>, text: string | undefined): text is K =>
  text !== undefined && Object.hasOwn(words, text)

const stepOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^(?:[1-9]|10)$/.test(text) ? Number(text) : undefined

/** The filter of a register's list out of the address. What is no filter of ours is left out. */
export function riskFilter(visit: Visit): RiskFilter {
  const { band, owner, category, state, from, overdue, likelihood, impact, measure, search, after } =
    visit.query
  const [up, across] = [stepOf(likelihood), stepOf(impact)]
  return {
    ...(isOne<BandName>(BANDS, band) ? { band } : {}),
    ...(owner !== undefined && isRecordId(owner) ? { owner } : {}),
    ...(category ? { category } : {}),
    ...(isOne<RiskState>(STATES, state) ? { state } : {}),
    ...(from ? { from } : {}),
    ...(overdue === 'yes' ? { overdue: true } : {}),
    ...(up === undefined ? {} : { likelihood: up }),
    ...(across === undefined ? {} : { impact: across }),
    ...(isOne<Measure>(MEASURES, measure) ? { measure } : {}),
    ...(search ? { search } : {}),
    ...(after ? { after } : {}),
  }
}

export const measureOf = (visit: Visit): Measure => {
  const { measure } = visit.query
  return isOne<Measure>(MEASURES, measure) ? measure : 'residual'
}

/** The first day of the quarter, from which movement is told. */
export function quarterOf(day: Temporal.PlainDate): Temporal.PlainDate {
  return Temporal.PlainDate.from({ year: day.year, month: Math.floor((day.month - 1) / 3) * 3 + 1, day: 1 })
}

/** Where the open risks of a register stand on the matrix that applies today, and where they stood. */
export async function heatMapOf(
  visit: Visit,
  register: RegisterCard,
  measure: Measure,
): Promise<{ readonly map: HeatMap; readonly rows: readonly RiskRow[] }> {
  const rows = await allRisksOf(visit, register.id)
  const matrix = await currentVersion(visit, register.matrix_id)
  const since = londonMidnight(quarterOf(todayOf(visit)))
  const before = await positionsBefore(
    visit,
    rows.map((row) => row.id),
    measure,
    since,
  )
  const placed = rows.flatMap((row): Placed[] => {
    const likelihood = row[`${measure}_likelihood`]
    const impact = row[`${measure}_impact`]
    // A score of another matrix has no cell here; the page says how many there are (R1).
    if (likelihood === null || impact === null) return []
    if (likelihood > matrix.likelihood.length || impact > matrix.impact.length) return []
    const { id, reference, title } = row
    return [{ id, reference, title, href: riskHref(row), likelihood, impact, before: before.get(id) ?? null }]
  })
  return { map: { matrix, measure, placed }, rows }
}

export const personChoices = async (
  visit: Visit,
  register: Pick<RegisterCard, 'partnership_id' | 'organisation_id'>,
): Promise<Choice[]> => (await possibleOwners(visit, register)).map(personChoice)

export const ownersFor = async (visit: Visit, risk: RiskRow): Promise<Choice[]> =>
  personChoices(visit, await originOf(visit, risk.register_id))

/** A form about one risk under its heading. */
export const riskForm =
  (title: string, more: FormPageMore) =>
  (_visit: Visit, risk: RiskRow, state: FormState): View =>
    formPage(title, state, { href: riskHref(risk), text: `${risk.reference} ${risk.title}` }, more)

export const registerForm =
  (title: string, more: FormPageMore) =>
  (_visit: Visit, register: RegisterCard, state: FormState): View =>
    formPage(title, state, { href: registerHref(register), text: register.name }, more)
