// The page of one risk with the file behind a piece of evidence, and the forms that raise, word, score, review and
// close it.
import { notFound } from '#platform/errors/index.ts'
import type { Choice } from '#platform/fields/index.ts'
import { html } from '#platform/html/index.ts'
import { form, get, ownedFile, page, type Page, type Visit } from '#platform/http/index.ts'
import { undertakingsAbout } from '#modules/governance/index.ts'
import { formPage } from '#web/forms.ts'
import { details, paragraph, summaryList, table } from '#web/parts.ts'
import {
  closeRisk,
  editRisk,
  handOverRisk,
  openRisk,
  raiseRisk,
  reopenRisk,
  reviewRisk,
} from '../actions/risks.ts'
import { acceptToleration, declineToleration, makeAssessment } from '../actions/scoring.ts'
import { giveAction } from '../actions/undertakings.ts'
import { categories, currentVersion, versionsById, type MatrixVersion } from '../queries/matrices.ts'
import {
  aboutFor,
  assessmentsOf,
  changesOf,
  controlsOf,
  doubtsOf,
  escalationsOf,
  evidenceOf,
  reviewsOf,
} from '../queries/parts.ts'
import { originOf, registersNamed, registersSeen, wholeTree } from '../queries/registers.ts'
import { allRisksOf, riskSeenById, type RiskRow } from '../queries/risks.ts'
import { holdsFor, holdsForRisk, READ } from '../queries/seeing.ts'
import {
  above,
  askedBy,
  BANDS,
  IMPACT_KINDS,
  MEASURES,
  missingToOpen,
  needsAcceptance,
  proposesEscalation,
  sentenceOf,
  type ImpactKind,
  type Measure,
} from '../rules.ts'
import { riskView } from '../views/risk.ts'
import { RISKS } from '../views/words.ts'
import { measureOf, ownersFor, personChoices, riskForm, theRisk, todayOf } from './asked.ts'

const showRisk = get('/risks/:register/:risk', {
  permission: READ,
  async run(visit) {
    const risk = await theRisk(visit)
    const register = await originOf(visit, risk.register_id)
    const assessments = await assessmentsOf(visit, risk.id)
    const matrices = await versionsById(
      visit,
      assessments.map((one) => one.matrix_version_id),
    )
    const escalations = await escalationsOf(visit, risk.id)
    const doubts = await doubtsOf(visit, risk.id)
    const wayUp = await registersNamed(visit, above(await wholeTree(visit), risk.register_id))
    const current = escalations.filter((one) => one.state === 'asked' || one.state === 'accepted')
    const may = (permission: string): boolean =>
      holdsForRisk(visit, permission, risk, register) &&
      (permission === 'risk.risk.reopen') === (risk.state === 'closed')
    const me = visit.actor.kind === 'person' ? visit.actor.id : null
    return page(
      riskView({
        risk,
        seesRegister: (await registersSeen(visit)).some((one) => one.id === risk.register_id),
        about: risk.about_subject_id === null ? undefined : await aboutFor(visit, risk.about_subject_id),
        mergedInto: await mergedInto(visit, risk),
        assessments,
        matrices,
        controls: await controlsOf(visit, risk.id),
        evidence: await evidenceOf(visit, risk.id),
        reviews: await reviewsOf(visit, risk.id),
        escalations,
        changes: await changesOf(visit, risk.id),
        doubts,
        undertakings: await undertakingsAbout(visit, [risk.id]),
        wayUp: wayUp.filter((one) => !current.some((open) => open.to_register_id === one.id)),
        missing: missingFor(risk, doubts.length),
        proposes: proposesEscalation({
          isOpen: risk.state === 'open',
          bandEscalates: escalates(risk, matrices),
          hasParent: wayUp.length > 0,
          isEscalated: current.length > 0,
          keptHere: risk.kept_here_assessment_id === risk.residual_id,
        }),
        waitsForAcceptance:
          risk.state === 'open' &&
          needsAcceptance({
            response: risk.response,
            band: risk.residual_band,
            appetite: risk.appetite,
            assessmentId: risk.residual_id,
            acceptedAssessmentId: risk.accepted_assessment_id,
          }),
        isRegisterOwner: me !== null && me === register.owner_person_id,
        today: todayOf(visit),
        me,
        may,
        mayAnswer: (one) => holdsFor(visit, 'risk.escalation.accept', { ...one, id: one.to_register_id }),
      }),
    )
  },
})

async function mergedInto(visit: Visit, risk: RiskRow): Promise<RiskRow | undefined> {
  return risk.merged_into_id === null ? undefined : riskSeenById(visit, risk.merged_into_id)
}

function escalates(risk: RiskRow, matrices: ReadonlyMap<string, MatrixVersion>): boolean {
  const matrix = matrices.get(risk.residual_matrix_id ?? '')
  return (
    matrix !== undefined &&
    risk.residual_band !== null &&
    askedBy(matrix, risk.residual_band)?.escalates === true
  )
}

const missingFor = (risk: RiskRow, doubts: number): string[] =>
  missingToOpen({
    hasCategory: risk.category_id !== null,
    hasProximity: risk.proximity !== null,
    hasOwner: risk.owner_person_id !== null,
    hasResponse: risk.response !== null,
    measures: [
      ...(risk.inherent_id === null ? [] : ['inherent' as const]),
      ...(risk.residual_id === null ? [] : ['residual' as const]),
    ],
    doubts,
  })

const evidenceFile = get('/risks/:register/:risk/evidence/:evidence', {
  permission: READ,
  async run(visit) {
    const risk = await theRisk(visit)
    const one = (await evidenceOf(visit, risk.id)).find((row) => row.id === visit.params['evidence'])
    if (one === undefined || one.file_id === null) return notFound('file')
    return ownedFile({ file: one.file_id, owner: risk.id })
  },
})

/** The risk of the address, for a form: not found for whoever may not do this to it. */
export const riskFor =
  (permission: string) =>
  async (visit: Visit): Promise<RiskRow> => {
    const risk = await theRisk(visit)
    const register = await originOf(visit, risk.register_id)
    return holdsForRisk(visit, permission, risk, register) ? risk : notFound('risk')
  }

const inUse = async (visit: Visit): Promise<Choice[]> =>
  (await categories(visit)).map((one) => ({ value: one.id, text: one.name }))

const WORDS = { cause: { lines: 3 }, event: { lines: 3 }, consequence: { lines: 3 } }

async function raisable(visit: Visit) {
  const registers = (await registersSeen(visit)).filter((one) => holdsFor(visit, 'risk.risk.raise', one))
  const asked = visit.query['register']
  const about = visit.query['about']
  return {
    registers,
    chosen: registers.find((one) => one.code === asked),
    about: about === undefined || about === '' ? undefined : await aboutFor(visit, about),
  }
}

const raise = form('/risks/raise', {
  action: raiseRisk,
  load: raisable,
  values: (visit, { registers, chosen }) => ({
    register: (chosen ?? (registers.length === 1 ? registers[0] : undefined))?.id ?? '',
    about: visit.query['about'] ?? '',
  }),
  options: async (visit, { registers, chosen }) => ({
    register: registers.map((one) => ({ value: one.id, text: one.name })),
    category: await inUse(visit),
    owner: chosen === undefined ? [] : await personChoices(visit, chosen),
  }),
  view: (visit, { about, chosen }, state) =>
    formPage('Raise a risk', state, RISKS, {
      submit: 'Raise the risk',
      intro: paragraph(
        `${about === undefined ? '' : `About ${about.title}. `}Three things make a risk: why it might happen, what might happen, and what that would lead to. It begins as a draft; score it next.`,
      ),
      fields: [
        'register',
        'title',
        'cause',
        'event',
        'consequence',
        'category',
        'proximity',
        'response',
        ...(chosen === undefined ? [] : ['owner']),
      ],
      more: { ...WORDS, register: { as: 'select' }, owner: { as: 'select' } },
      before: visit.query['about']
        ? html`<input type="hidden" name="about" value="${visit.query['about']}" />`
        : null,
    }),
  then: (result) => ({ to: result.address, notice: `${result.reference} was raised. Score it next.` }),
})

const edit = form('/risks/:register/:risk/edit', {
  action: editRisk,
  load: riskFor('risk.risk.edit'),
  values: (_visit, risk) => ({
    risk: risk.id,
    title: risk.title,
    cause: risk.cause,
    event: risk.event,
    consequence: risk.consequence,
    category: risk.category_id ?? '',
    proximity: risk.proximity ?? '',
    response: risk.response ?? '',
    version: risk.version,
  }),
  options: async (visit) => ({ category: await inUse(visit) }),
  view: riskForm('Change the risk', {
    submit: 'Save',
    fields: ['title', 'cause', 'event', 'consequence', 'category', 'proximity', 'response', 'risk'],
    more: WORDS,
    intro: paragraph('What it said before stays in its history.'),
  }),
  then: (result) => ({ to: result.address, notice: 'The risk was changed.' }),
})

const plain = (_visit: Visit, risk: RiskRow) => ({ risk: risk.id, version: risk.version })

const open = form('/risks/:register/:risk/open', {
  action: openRisk,
  load: riskFor('risk.risk.open'),
  values: plain,
  view: (visit, risk, state) =>
    riskForm('Open the risk', {
      submit: 'Open the risk',
      intro: html`${paragraph(sentenceOf(risk))}${paragraph('An open risk counts in its register, has a review day and can be escalated.')}`,
    })(visit, risk, state),
  then: (result) => ({ to: result.address, notice: `${result.reference} is open.` }),
})

const owner = form('/risks/:register/:risk/owner', {
  action: handOverRisk,
  load: riskFor('risk.risk.hand-over'),
  values: plain,
  options: async (visit, risk) => ({ owner: await ownersFor(visit, risk) }),
  view: riskForm('Name the owner', {
    submit: 'Name the owner',
    fields: ['owner', 'reason', 'risk'],
    more: { owner: { as: 'select' } },
    intro: paragraph(
      'The owner answers for the risk: scores it, reviews it, and says what is done about it.',
    ),
  }),
  then: (result) => ({ to: result.address, notice: 'The owner was named.' }),
})

const review = form('/risks/:register/:risk/review', {
  action: reviewRisk,
  load: riskFor('risk.risk.review'),
  values: plain,
  view: (visit, risk, state) =>
    riskForm('Review the risk', {
      submit: 'Record the review',
      fields: ['outcome', 'words', 'risk'],
      intro: html`${paragraph(sentenceOf(risk))}${summaryList([
        {
          key: 'Residual score',
          value:
            risk.residual_band === null
              ? null
              : `${risk.residual_score ?? ''} ${BANDS[risk.residual_band].toLowerCase()}`,
        },
        { key: 'Owner', value: risk.owner_name },
      ])}`,
    })(visit, risk, state),
  then: (result) => ({ to: result.address, notice: 'The review was recorded.' }),
})

const close = form('/risks/:register/:risk/close', {
  action: closeRisk,
  load: riskFor('risk.risk.close'),
  values: plain,
  options: async (visit, risk) => ({
    into: (await allRisksOf(visit, risk.register_id))
      .filter((one) => one.id !== risk.id)
      .map((one) => ({ value: one.id, text: `${one.reference} ${one.title}` })),
  }),
  view: riskForm('Close the risk', {
    submit: 'Close the risk',
    fields: ['why', 'into', 'words', 'risk'],
    more: { into: { as: 'select' } },
  }),
  then: (result) => ({ to: result.address, notice: `${result.reference} was closed.` }),
})

const reopen = form('/risks/:register/:risk/reopen', {
  action: reopenRisk,
  load: riskFor('risk.risk.reopen'),
  values: plain,
  view: riskForm('Open the risk again', { submit: 'Open it again', fields: ['reason', 'risk'] }),
  then: (result) => ({ to: result.address, notice: `${result.reference} is open again.` }),
})

type Scored = { readonly risk: RiskRow; readonly matrix: MatrixVersion }

const assess = form('/risks/:register/:risk/assess', {
  action: makeAssessment,
  load: async (visit): Promise<Scored> => {
    const risk = await riskFor('risk.assessment.make')(visit)
    return { risk, matrix: await currentVersion(visit, risk.matrix_id) }
  },
  values: (visit, { risk, matrix }) => ({
    risk: risk.id,
    measure: visit.query['measure'] === undefined ? nextMeasure(risk) : measureOf(visit),
    matrix: matrix.id,
    version: risk.version,
  }),
  options: (_visit, { matrix }) => ({
    likelihood: matrix.likelihood.map((step, at) => ({
      value: String(at + 1),
      text: `${at + 1} ${step.words}`,
      hint: step.meaning,
    })),
    impact: matrix.impact.map((step, at) => ({ value: String(at + 1), text: `${at + 1} ${step.words}` })),
  }),
  view: (visit, { risk, matrix }, state) =>
    riskForm('Score the risk', {
      submit: 'Record the score',
      fields: ['measure', 'likelihood', 'impact', 'impactKind', 'reason', 'risk'],
      more: { likelihood: { as: 'radios' }, impact: { as: 'radios' } },
      intro: html`${paragraph(sentenceOf(risk))}${standing(risk)}${details('What the steps of impact mean', impactWords(matrix))}`,
      before: html`<input type="hidden" name="matrix" value="${matrix.id}" />`,
    })(visit, risk, state),
  then: (result) => ({
    to: result.address,
    notice: `The ${MEASURES[result.measure].toLowerCase()} score is ${BANDS[result.band].toLowerCase()}.`,
  }),
})

const nextMeasure = (risk: RiskRow): Measure =>
  risk.inherent_id === null
    ? 'inherent'
    : risk.residual_id === null
      ? 'residual'
      : risk.target_id === null
        ? 'target'
        : 'residual'

function standing(risk: RiskRow) {
  const rows = (Object.keys(MEASURES) as Measure[]).flatMap((measure) => {
    const [likelihood, impact, band] = [
      risk[`${measure}_likelihood`],
      risk[`${measure}_impact`],
      risk[`${measure}_band`],
    ]
    return likelihood === null || impact === null || band === null
      ? []
      : [{ key: MEASURES[measure], value: `${likelihood} × ${impact}, ${BANDS[band].toLowerCase()}` }]
  })
  return rows.length === 0 ? null : summaryList(rows)
}

type Step = MatrixVersion['impact'][number] & { readonly step: number }

function impactWords(matrix: MatrixVersion) {
  return table<Step>(
    [
      { key: 'step', label: 'Impact', kind: 'text', value: (row) => `${row.step} ${row.words}` },
      ...(Object.keys(IMPACT_KINDS) as ImpactKind[]).map((kind) => ({
        key: kind,
        label: IMPACT_KINDS[kind],
        kind: 'text' as const,
        value: (row: Step) => row[kind],
      })),
    ],
    matrix.impact.map((step, at) => ({ ...step, step: at + 1 })),
    { caption: 'Impact by kind', captionHidden: true },
  )
}

const accept = form('/risks/:register/:risk/accept', {
  action: acceptToleration,
  load: theRisk,
  values: plain,
  view: riskForm('Accept the risk', {
    submit: 'Accept it',
    fields: ['words', 'risk'],
    intro: paragraph(
      'It stays as it is and is lived with, above the appetite of the register, until it is scored anew.',
    ),
  }),
  then: (result) => ({ to: result.address, notice: 'The risk is accepted.' }),
})

const decline = form('/risks/:register/:risk/decline', {
  action: declineToleration,
  load: theRisk,
  values: plain,
  view: riskForm('Ask for more', {
    submit: 'Ask for more',
    fields: ['words', 'risk'],
    intro: paragraph('The response becomes “treat”, and its owner is to say what is done.'),
  }),
  then: (result) => ({ to: result.address, notice: 'The risk is to be treated.' }),
})

const act = form('/risks/:register/:risk/actions/new', {
  action: giveAction,
  load: riskFor('risk.action.give'),
  values: (visit, risk) => ({
    risk: risk.id,
    dueOn: todayOf(visit).add({ days: 28 }).toString(),
  }),
  options: async (visit, risk) => ({ owner: await ownersFor(visit, risk) }),
  view: riskForm('Give somebody an action', {
    submit: 'Give the action',
    fields: ['what', 'owner', 'dueOn', 'risk'],
    more: { owner: { as: 'select' } },
    intro: paragraph('It stands on their home page until they say that it is done.'),
  }),
  then: (result) => ({ to: result.address, notice: 'The action was given.' }),
})

export const riskPages: readonly Page[] = [
  raise,
  showRisk,
  evidenceFile,
  edit,
  open,
  owner,
  assess,
  review,
  accept,
  decline,
  act,
  close,
  reopen,
]
