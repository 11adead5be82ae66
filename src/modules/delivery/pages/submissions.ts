// Where officers report: the form of one activity in one round, its draft, its withdrawal, what happens next, and the
// list of one's own.
import { notFound, refuse } from '#platform/errors/index.ts'
import { readLoosely } from '#platform/fields/index.ts'
import { html } from '#platform/html/index.ts'
import { form, get, page, type FormState, type Page, type View, type Visit } from '#platform/http/index.ts'
import { personCard } from '#modules/organisations/index.ts'
import { formPage } from '#web/forms.ts'
import { paragraph } from '#web/parts.ts'
import { reopenSubmission, reportFields, saveSubmission, submitSubmission } from '../actions/submissions.ts'
import { activityByNumber, type ActivityRow } from '../queries/activities.ts'
import { ownActivities } from '../queries/completion.ts'
import { unitsOf } from '../queries/plans.ts'
import { basisFor, isReporter, receivedNow, type Basis } from '../queries/reporting.ts'
import { roundByCode } from '../queries/rounds.ts'
import { holdsFor } from '../queries/seeing.ts'
import { submissionOf, type Submission } from '../queries/submissions.ts'
import { NOTHING_GIVEN, settle, signatoryOf, type Given, type MayReport, type Settled } from '../rules.ts'
import { CHECK, reportForm, type ReportPlace } from '../views/report-form.ts'
import { myReports, reportRead, reportSent } from '../views/report-read.ts'
import { reportHref } from '../views/round-words.ts'

const REPORT = '/delivery/:plan/rounds/:round/activities/:number'
const SUBMIT = 'delivery.submission.submit'

type Loaded = ReportPlace & {
  readonly activity: ActivityRow
  readonly submission: Submission | undefined
  readonly basis: Basis
  readonly isReporter: boolean
  readonly may: MayReport
}

async function theReport(visit: Visit): Promise<Loaded> {
  const { plan, round } = await roundByCode(visit, visit.params['plan'] ?? '', visit.params['round'] ?? '')
  const number = /^\d{1,6}$/.test(visit.params['number'] ?? '') ? Number(visit.params['number']) : 0
  const { activity } = await activityByNumber(visit, plan.code, number)
  const reports = await isReporter(visit, plan, activity)
  if (!reports && !holdsFor(visit, SUBMIT, plan))
    refuse(
      'forbidden',
      'delivery.submission.not-yours',
      'Reports are read by those who report in the plan and keep it. What a round said is in its report once it is frozen.',
    )
  return {
    plan,
    round,
    activity,
    submission: await submissionOf(visit, round.id, activity.id),
    basis: await basisFor(visit, plan, round, activity),
    isReporter: reports,
    may: await receivedNow(visit, round, activity.id),
  }
}

/** What can be read of what is typed; the rest is said when it is sent. */
function givenIn(values: Readonly<Record<string, unknown>>): Given {
  const { answers } = readLoosely(reportFields, values)
  return { ...NOTHING_GIVEN, ...(answers as Partial<Given>) }
}

/** Every fault at once: those of the answers themselves, and what the report lacks beside them. */
function withMissing(state: FormState, settled: Settled): FormState {
  const own = new Set(state.faults.map((one) => one.field))
  const further = settled.faults.filter(({ field }) => !own.has(field) && !own.has(field.replace(/-.*$/, '')))
  return { ...state, faults: [...state.faults, ...further] }
}

async function reportView(visit: Visit, loaded: Loaded, state: FormState): Promise<View> {
  const { submission, may, basis, plan } = loaded
  const isOpen = submission === undefined || submission.state === 'draft' || submission.state === 'returned'
  if (!loaded.isReporter || !may.allowed || !isOpen || plan.state === 'closed') return readView(visit, loaded)
  const given = givenIn(state.values)
  const settled = settle(basis, given)
  const isChecked = CHECK in state.values
  const isSent = state.faults.length > 0 && !visit.path.split('?')[0]?.endsWith('/draft')
  const faulty = isChecked || isSent ? withMissing(state, settled) : state
  return {
    ...reportForm({
      ...loaded,
      state: faulty,
      given,
      settled,
      isChecked,
      isLate: may.isLate,
    }),
    faulty: faulty.faults.length > 0,
  }
}

async function readView(visit: Visit, loaded: Loaded): Promise<View> {
  const { submission, may, round, activity } = loaded
  const me = visit.actor.kind === 'person' ? visit.actor.id : null
  const nameOf = async (id: string | null): Promise<string | null> =>
    id === null ? null : ((await personCard(visit, id))?.name ?? null)
  return reportRead({
    ...loaded,
    preparedBy: await nameOf(submission?.prepared_by_person_id ?? null),
    signedBy: await nameOf(submission?.signed_by_person_id ?? null),
    closed: may.allowed ? null : may.message,
    takesLate: round.state === 'closed',
    // They are for whoever signs; the others of the plan read the answers.
    showsRemarks: loaded.isReporter || (me !== null && me === activity.director_person_id),
  })
}

const which = (
  _visit: Visit,
  { round, activity, submission }: Loaded,
): Readonly<Record<string, unknown>> => ({
  ...submission?.given,
  round: round.id,
  activity: activity.id,
  version: submission?.version ?? '',
})

const reportPage = form(REPORT, {
  action: submitSubmission,
  load: theReport,
  values: which,
  view: reportView,
  then: (_result, visit) => ({ to: `${pathOf(visit)}/submitted` }),
})

const draftPage = form(`${REPORT}/draft`, {
  action: saveSubmission,
  load: theReport,
  values: which,
  view: reportView,
  then: (result) => ({
    to: result.address.replace(/\/activities\/\d+$/, '/mine'),
    notice: `Your draft on activity ${result.number} is saved. It is not submitted yet.`,
  }),
})

const reopenPage = form(`${REPORT}/reopen`, {
  action: reopenSubmission,
  async load(visit) {
    const loaded = await theReport(visit)
    return loaded.isReporter ? loaded : notFound('page')
  },
  values: which,
  view: (_visit, { plan, round, activity }, state) =>
    formPage(
      'Withdraw the report to change it',
      state,
      { href: reportHref(plan, round, activity.number), text: `${activity.number} ${activity.title}` },
      {
        submit: 'Withdraw it',
        fields: ['round', 'activity', 'version'],
        intro: html`${paragraph('Your answers stay, and you can change them. Until you submit it again, nothing counts as reported.')}`,
      },
    ),
  then: (result) => ({ to: result.address, notice: 'The report is yours again. Change it, and submit it.' }),
})

const pathOf = (visit: Visit): string => (visit.path.split('?')[0] ?? '').replace(/\/draft$/, '')

const sentPage = get(`${REPORT}/submitted`, {
  permission: SUBMIT,
  async run(visit) {
    const loaded = await theReport(visit)
    const { plan, round, activity, submission } = loaded
    if (submission === undefined || submission.submitted_at === null)
      return page(await readView(visit, loaded))
    const unit = (await unitsOf(visit, plan.id)).find((one) => one.id === activity.unit_id)
    const signatory = signatoryOf({
      activityDirector: activity.director_person_id,
      unitDirector: unit?.director_person_id ?? null,
      preparedBy: submission.prepared_by_person_id,
    })
    const me = visit.actor.kind === 'person' ? visit.actor.id : null
    const own = me === null ? [] : await ownActivities(visit, round.id, me)
    const left = own.filter((one) => one.standing !== 'submitted' && one.standing !== 'signed')
    return page(
      reportSent({
        ...loaded,
        signatory: signatory === null ? null : ((await personCard(visit, signatory))?.name ?? null),
        isLate: submission.is_late,
        left,
      }),
    )
  },
})

const minePage = get('/delivery/:plan/rounds/:round/mine', {
  permission: SUBMIT,
  async run(visit) {
    const { plan, round } = await roundByCode(visit, visit.params['plan'] ?? '', visit.params['round'] ?? '')
    const me = visit.actor.kind === 'person' ? visit.actor.id : null
    return page(myReports({ plan, round, own: me === null ? [] : await ownActivities(visit, round.id, me) }))
  },
})

export const submissionPages: readonly Page[] = [reportPage, draftPage, reopenPage, sentPage, minePage]
