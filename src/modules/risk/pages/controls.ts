// The forms of controls and of escalations.
import { notFound } from '#platform/errors/index.ts'
import { html } from '#platform/html/index.ts'
import { form, type Page, type Visit } from '#platform/http/index.ts'
import { paragraph } from '#web/parts.ts'
import { addControl, editControl, endControl, testControl } from '../actions/controls.ts'
import {
  acceptEscalation,
  askEscalation,
  declineEscalation,
  endEscalation,
  forgoEscalation,
  withdrawEscalation,
} from '../actions/escalations.ts'
import { controlsOf, escalationsOf, type Control, type Escalation } from '../queries/parts.ts'
import { originOf, registersNamed, wholeTree } from '../queries/registers.ts'
import type { RiskRow } from '../queries/risks.ts'
import { above } from '../rules.ts'
import { ownersFor, personChoices, riskForm, theRisk, todayOf } from './asked.ts'
import { riskFor } from './risks.ts'

type WithControl = { readonly risk: RiskRow; readonly control: Control }
type WithEscalation = { readonly risk: RiskRow; readonly escalation: Escalation }

const add = form('/risks/:register/:risk/controls/new', {
  action: addControl,
  load: riskFor('risk.control.add'),
  values: (_visit, risk) => ({ risk: risk.id }),
  options: async (visit, risk) => ({ owner: await ownersFor(visit, risk) }),
  view: riskForm('Add a control', {
    submit: 'Add the control',
    fields: ['what', 'kind', 'owner', 'nextTestOn', 'risk'],
    more: { owner: { as: 'select' } },
    intro: paragraph('A control is in place already. What is still to be done is an action.'),
  }),
  then: (result) => ({ to: `${result.address}#controls`, notice: 'The control was added.' }),
})

async function withControl(visit: Visit): Promise<WithControl> {
  const risk = await theRisk(visit)
  const control = (await controlsOf(visit, risk.id)).find((one) => one.id === visit.params['control'])
  return { risk, control: control ?? notFound('control') }
}

const change = form('/risks/:register/:risk/controls/:control/edit', {
  action: editControl,
  load: withControl,
  values: (_visit, { control }) => ({
    control: control.id,
    what: control.what,
    kind: control.kind,
    owner: control.owner_person_id ?? '',
    nextTestOn: control.next_test_on?.toString() ?? '',
    version: control.version,
  }),
  options: async (visit, { risk }) => ({ owner: await ownersFor(visit, risk) }),
  view: (visit, { risk }, state) =>
    riskForm('Change the control', {
      submit: 'Save',
      fields: ['what', 'kind', 'owner', 'nextTestOn', 'control'],
      more: { owner: { as: 'select' } },
    })(visit, risk, state),
  then: (result) => ({ to: `${result.address}#controls`, notice: 'The control was changed.' }),
})

const test = form('/risks/:register/:risk/controls/:control/test', {
  action: testControl,
  load: withControl,
  values: (visit, { control }) => ({
    control: control.id,
    testedOn: todayOf(visit).toString(),
    nextTestOn: todayOf(visit).add({ months: 6 }).toString(),
    version: control.version,
  }),
  view: (visit, { risk, control }, state) =>
    riskForm('Judge the control', {
      submit: 'Record it',
      fields: ['testedOn', 'effectiveness', 'words', 'link', 'file', 'nextTestOn', 'control'],
      intro: paragraph(control.what),
    })(visit, risk, state),
  then: (result) => ({ to: `${result.address}#controls`, notice: 'The evidence was recorded.' }),
})

const end = form('/risks/:register/:risk/controls/:control/end', {
  action: endControl,
  load: withControl,
  values: (_visit, { control }) => ({ control: control.id, version: control.version }),
  view: (visit, { risk, control }, state) =>
    riskForm('End the control', {
      submit: 'End the control',
      look: 'warning',
      intro: html`${paragraph(control.what)}${paragraph('It counts no more from today; its evidence stays. Score the risk again if more remains of it.')}`,
    })(visit, risk, state),
  then: (result) => ({ to: `${result.address}#controls`, notice: 'The control was ended.' }),
})

const escalate = form('/risks/:register/:risk/escalate', {
  action: askEscalation,
  load: riskFor('risk.escalation.ask'),
  values: (_visit, risk) => ({ risk: risk.id, version: risk.version }),
  options: async (visit, risk) => {
    const way = await registersNamed(visit, above(await wholeTree(visit), risk.register_id))
    return { register: way.map((one) => ({ value: one.id, text: one.name })) }
  },
  view: riskForm('Escalate the risk', {
    submit: 'Escalate it',
    fields: ['register', 'reason', 'risk'],
    more: { register: { as: 'radios' } },
    intro: paragraph(
      'The risk stays in its register and is one record. Once the owner of the register above accepts it, it is seen there too, and they answer for it with you.',
    ),
  }),
  then: (result) => ({
    to: `${result.address}#escalations`,
    notice: 'The risk was put up to the register above.',
  }),
})

const keep = form('/risks/:register/:risk/keep', {
  action: forgoEscalation,
  load: riskFor('risk.escalation.forgo'),
  values: (_visit, risk) => ({ risk: risk.id, version: risk.version }),
  view: riskForm('Keep the risk at its level', {
    submit: 'Keep it here',
    fields: ['reason', 'risk'],
    intro: paragraph('Its band asks for the register above. Say why this level can deal with it.'),
  }),
  then: (result) => ({ to: result.address, notice: 'The risk stays at its level.' }),
})

async function withEscalation(visit: Visit): Promise<WithEscalation> {
  const risk = await theRisk(visit)
  const escalation = (await escalationsOf(visit, risk.id)).find(
    (one) => one.id === visit.params['escalation'],
  )
  return { risk, escalation: escalation ?? notFound('escalation') }
}

const values = (_visit: Visit, { escalation }: WithEscalation) => ({ escalation: escalation.id })

const why = ({ escalation }: WithEscalation) =>
  html`${paragraph(`Put up to ${escalation.register_name}${escalation.asked_by === null ? '' : ` by ${escalation.asked_by}`}, because:`)}${paragraph(escalation.reason)}`

const accept = form('/risks/:register/:risk/escalations/:escalation/accept', {
  action: acceptEscalation,
  load: withEscalation,
  values,
  options: async (visit, { escalation }) => ({
    owner: await personChoices(visit, await originOf(visit, escalation.to_register_id)),
  }),
  view: (visit, loaded, state) =>
    riskForm('Accept the escalation', {
      submit: 'Accept it',
      fields: ['owner', 'words', 'escalation'],
      more: { owner: { as: 'select' } },
      intro: why(loaded),
    })(visit, loaded.risk, state),
  then: (result) => ({
    to: `${result.address}#escalations`,
    notice: 'The risk is seen in your register too.',
  }),
})

const decline = form('/risks/:register/:risk/escalations/:escalation/decline', {
  action: declineEscalation,
  load: withEscalation,
  values,
  view: (visit, loaded, state) =>
    riskForm('Decline the escalation', {
      submit: 'Decline it',
      fields: ['words', 'escalation'],
      intro: why(loaded),
    })(visit, loaded.risk, state),
  then: () => ({ to: '/risks', notice: 'The escalation was declined.' }),
})

const withdraw = form('/risks/:register/:risk/escalations/:escalation/withdraw', {
  action: withdrawEscalation,
  load: withEscalation,
  values,
  view: (visit, loaded, state) =>
    riskForm('Withdraw the escalation', { submit: 'Withdraw it', intro: why(loaded) })(
      visit,
      loaded.risk,
      state,
    ),
  then: (result) => ({ to: result.address, notice: 'The escalation was withdrawn.' }),
})

const bringBack = form('/risks/:register/:risk/escalations/:escalation/end', {
  action: endEscalation,
  load: withEscalation,
  values,
  view: (visit, loaded, state) =>
    riskForm('Bring the risk back down', {
      submit: 'Bring it back',
      fields: ['words', 'escalation'],
      intro: paragraph(
        `${loaded.escalation.register_name} no longer shows the risk from today; its own register goes on.`,
      ),
    })(visit, loaded.risk, state),
  then: () => ({ to: '/risks', notice: 'The risk was brought back to its own register.' }),
})

export const controlPages: readonly Page[] = [add, change, test, end]
export const escalationPages: readonly Page[] = [escalate, keep, accept, decline, withdraw, bringBack]
