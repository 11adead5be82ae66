// One page for each section of a draft: its answers so far, its questions, and past projects that resemble it.
import { form, type Visit } from '#platform/http/index.ts'
import type { Choice, Fields } from '#platform/fields/index.ts'
import type { Action } from '#platform/actions/index.ts'
import { decimalPounds, type Pence } from '#platform/money/index.ts'
import { londonDate } from '#platform/time/index.ts'
import type { FormMore } from '#web/forms.ts'
import { caseParts, WRITE, type CaseParts, type CaseRow } from '../queries/cases.ts'
import { sectionView } from '../views/forms.ts'
import { caseForForm } from './reading.ts'
import { caseHref } from '../views/frame.ts'
import { similarProjects } from '#modules/projects/index.ts'

const pounds = (pence: Pence): string => decimalPounds(pence).replace(/\.00$/, '')

type SectionAction = Action<Fields, { readonly id: string; readonly reference: string }>
type Loaded = { readonly record: CaseRow; readonly parts: CaseParts }
type Offer = {
  readonly partnerOptions: (visit: Visit, of: CaseRow) => Promise<readonly Choice[]>
  readonly peopleOptions: (visit: Visit, record: CaseRow, from: 'partners') => Promise<readonly Choice[]>
}
type Sketch = {
  readonly path: string
  readonly action: SectionAction
  readonly values: (loaded: Loaded, visit: Visit) => Readonly<Record<string, unknown>>
  readonly options?: (visit: Visit, loaded: Loaded) => Promise<Readonly<Record<string, readonly Choice[]>>>
  readonly more?: FormMore['more']
}

/** A form of one section. Which row is shown blank is the form's own affair: rows left empty are not kept. */
const sectionPage = ({ path, action, values, options, more }: Sketch) =>
  form<Fields, { readonly id: string; readonly reference: string }, Loaded>(`/funding/cases/:case/${path}`, {
    action,
    load: async (visit) => {
      const record = await caseForForm(visit, WRITE, 'edit')
      return { record, parts: await caseParts(visit, record.id) }
    },
    values: (visit, loaded) => ({
      case: loaded.record.id,
      version: String(loaded.record.version),
      ...values(loaded, visit),
    }),
    ...(options === undefined ? {} : { options }),
    view: async (visit, { record }, state) =>
      sectionView(
        record,
        path,
        state,
        more,
        path === 'need' ? await similarProjects(visit, `${record.title} ${record.problem}`) : undefined,
      ),
    then: (_, __, { record }) => ({ to: caseHref(record), notice: 'The section was saved.' }),
  })

type Actions = Readonly<
  Record<
    | 'describeCase'
    | 'compareOptions'
    | 'costCase'
    | 'promiseBenefits'
    | 'planCase'
    | 'weighRisks'
    | 'screenCase',
    Action<any, { readonly id: string; readonly reference: string }>
  >
> // eslint-disable-line @typescript-eslint/no-explicit-any

/** The seven sections. */
export const sectionPages = (act: Actions, offer: Offer) => [
  sectionPage({
    path: 'need',
    action: act.describeCase,
    values: ({ record, parts }) => ({
      title: record.title,
      problem: record.problem,
      beneficiaries: record.beneficiaries ?? '',
      benefiting: parts.benefiting.map((one) => one.id),
      minorityReason: record.minorityReason ?? '',
      sponsor: record.sponsorId,
      manager: record.managerId,
    }),
    options: async (visit, { record }) => {
      const partners = await offer.partnerOptions(visit, record)
      return {
        benefiting: partners,
        sponsor: partners,
        manager: await offer.peopleOptions(visit, record, 'partners'),
      }
    },
    more: { beneficiaries: { lines: 3 }, minorityReason: { lines: 2 } },
  }),
  sectionPage({
    path: 'options',
    action: act.compareOptions,
    values: ({ parts }) => ({
      options:
        parts.options.length === 0
          ? [{ title: 'Do nothing', chosen: 'no' }, {}]
          : parts.options.map((one) => ({
              title: one.title,
              forAndAgainst: one.forAndAgainst,
              chosen: one.chosen ? 'yes' : 'no',
            })),
    }),
  }),
  sectionPage({
    path: 'costs',
    action: act.costCase,
    values: ({ parts }) => ({
      costs: parts.costs.map((one) => ({
        title: one.title,
        yearStarting: String(one.yearStarting),
        amount: pounds(one.amountPence),
      })),
      matches: parts.matches.map((one) => ({
        source: one.source,
        amount: pounds(one.amountPence),
        confirmed: one.confirmed ? 'yes' : 'no',
      })),
    }),
  }),
  sectionPage({
    path: 'benefits',
    action: act.promiseBenefits,
    values: ({ parts }) => ({
      benefits: parts.benefits.map((one) => ({
        title: one.title,
        measure: one.measure,
        unit: one.unit ?? '',
        baseline: one.baseline ?? '',
        target: one.target,
        dueOn: one.dueOn.toString(),
      })),
    }),
  }),
  sectionPage({
    path: 'plan',
    action: act.planCase,
    values: ({ parts }) => ({
      milestones: parts.milestones.map((one) => ({ title: one.title, on: one.on.toString() })),
    }),
  }),
  sectionPage({
    path: 'risks',
    action: act.weighRisks,
    values: ({ parts }) => ({
      risks: parts.risks.map((one) => ({
        ...one,
        likelihood: String(one.likelihood),
        impact: String(one.impact),
      })),
    }),
  }),
  sectionPage({
    path: 'equality',
    action: act.screenCase,
    values: ({ record }, visit) => ({
      outcome: record.equalityOutcome ?? '',
      reasoning: record.equalityReasoning ?? '',
      assessor: record.equalityAssessorId ?? (visit.actor.kind === 'person' ? visit.actor.id : ''),
      screenedOn: (record.equalityOn ?? londonDate(visit.now)).toString(),
      assessmentReference: record.equalityReference ?? '',
      mitigations: record.equalityMitigations ?? '',
    }),
    options: async (visit, { record }) => ({
      assessor: await offer.peopleOptions(visit, record, 'partners'),
    }),
    more: { reasoning: { lines: 3 }, mitigations: { lines: 2 } },
  }),
]
