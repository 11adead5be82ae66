// What the pages of performance read before they choose a view: the indicator of the address, the periods on offer, and
// the frame of a form.
import type { Choice } from '#platform/fields/index.ts'
import type { FormState, View, Visit } from '#platform/http/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { peopleNamed } from '#modules/organisations/index.ts'
import { formPage, type FormPageMore } from '#web/forms.ts'
import { mustBeTheirs } from '../actions/locking.ts'
import { indicatorByCode, type IndicatorRow } from '../queries/indicators.ts'
import { indicatorHref } from '../queries/measured.ts'
import { codeOf, lastEnded, periodOn, periodsAround, periodWords, type Period } from '../rules.ts'

export const todayOf = (visit: Pick<Visit, 'now'>): Temporal.PlainDate => londonDate(visit.now)

export const theIndicator = (visit: Visit): Promise<IndicatorRow> =>
  indicatorByCode(visit, visit.params['organisation'] ?? '', visit.params['indicator'] ?? '')

/** The indicator of the address, for a form of those who may do this to it. */
export const indicatorFor =
  (permission: string) =>
  async (visit: Visit): Promise<IndicatorRow> => {
    const indicator = await theIndicator(visit)
    mustBeTheirs(visit, permission, indicator)
    return indicator
  }

const asChoice = (period: Period): Choice => ({ value: codeOf(period), text: periodWords(period) })

/** The periods that are over, the newest first. */
export const endedPeriods = (visit: Visit, indicator: IndicatorRow, before: number): Choice[] =>
  periodsAround(lastEnded(indicator.frequency, todayOf(visit)), before, 0)
    .toReversed()
    .map(asChoice)

/** Some periods that are over, the present one and some to come. */
export const periodsAbout = (
  visit: Visit,
  indicator: IndicatorRow,
  before: number,
  after: number,
): Choice[] => periodsAround(periodOn(indicator.frequency, todayOf(visit)), before, after).map(asChoice)

export const peopleOfBody = async (visit: Visit, organisation: string): Promise<Choice[]> =>
  (await peopleNamed(visit, { organisationIds: [organisation] })).map((one) => ({
    value: one.id,
    text: one.name,
  }))

export const nameOf = (indicator: IndicatorRow): string =>
  `${indicator.code.toUpperCase()} ${indicator.title}`

/** A form about one indicator under its heading. */
export const indicatorForm =
  (title: string, more: FormPageMore) =>
  (_visit: Visit, indicator: IndicatorRow, state: FormState): View =>
    formPage(title, state, { href: indicatorHref(indicator), text: nameOf(indicator) }, more)
