// A risk's way up the registers and down again: asked, answered by the register above, brought back. The record
// itself stays where it is and one (R6).
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { originOf, wholeTree, type RegisterCard } from '../queries/registers.ts'
import { holdsFor } from '../queries/seeing.ts'
import { mayEscalate, mustBeAccepted, mustBeAsked, mustBeOpen } from '../rules.ts'
import {
  doneWith,
  lockedRisk,
  mustBeCurrent,
  mustBeOfBody,
  noteChange,
  notYours,
  riskToChange,
} from './locking.ts'

export const askEscalation = action({
  name: 'risk.escalation.ask',
  title: 'Escalate a risk',
  doors: ['page', 'api', 'command'],
  fields: {
    risk: field.id('Risk'),
    register: field.pick('Register above', { from: 'risk.register' }),
    reason: field.longText('Why', {
      most: 1000,
      hint: 'What that level can do about it and this one cannot',
    }),
    version: field.version(),
  },
  async run(inside, answers) {
    const { risk, register } = await riskToChange(inside, 'risk.escalation.ask', answers.risk)
    mustBeOpen(risk.state)
    const current = await inside.tx
      .selectFrom('risk.escalation')
      .select(['to_register_id as registerId', 'state'])
      .where('risk_id', '=', risk.id)
      .where('state', 'in', ['asked', 'accepted'])
      .execute()
    const to = await inside.tx
      .selectFrom('risk.register')
      .select(['id', 'ended_on'])
      .where('id', '=', answers.register)
      .executeTakeFirst()
    mayEscalate({
      registerId: register.id,
      to: answers.register,
      registers: await wholeTree(inside),
      toIsClosed: to === undefined || to.ended_on !== null,
      current,
    })
    mustBeCurrent(risk, answers.version)
    const escalation = inside.id()
    await inside.tx
      .insertInto('risk.escalation')
      .values({
        id: escalation,
        risk_id: risk.id,
        to_register_id: answers.register,
        reason: answers.reason,
        asked_by_person_id: personOf(inside),
        asked_at: inside.now,
      })
      .execute()
    await touch(inside, risk)
    return doneWith(risk, register, { escalation, to: answers.register }, { escalation })
  },
})

/** Nobody escalates what the band proposes to: said once for this score, and why. */
export const forgoEscalation = action({
  name: 'risk.escalation.forgo',
  title: 'Keep a risk at its level',
  doors: ['page', 'api', 'command'],
  fields: {
    risk: field.id('Risk'),
    reason: field.longText('Why it stays at this level', { most: 1000 }),
    version: field.version(),
  },
  async run(inside, answers) {
    const { risk, register } = await riskToChange(inside, 'risk.escalation.forgo', answers.risk)
    mustBeOpen(risk.state)
    mustBeCurrent(risk, answers.version)
    const residual = await inside.tx
      .selectFrom('risk.assessment')
      .select('id')
      .where('risk_id', '=', risk.id)
      .where('measure', '=', 'residual')
      .where('superseded_at', 'is', null)
      .executeTakeFirst()
    await inside.tx
      .updateTable('risk.risk')
      .set({ kept_here_assessment_id: residual?.id ?? null, version: risk.version + 1 })
      .where('id', '=', risk.id)
      .execute()
    await noteChange(inside, risk.id, 'kept-here', answers.reason)
    return doneWith(risk, register, { assessment: residual?.id ?? null })
  },
})

const answering = { escalation: field.id('Escalation') }

export const acceptEscalation = action({
  name: 'risk.escalation.accept',
  title: 'Accept an escalated risk',
  doors: ['page', 'api', 'command'],
  fields: {
    ...answering,
    owner: field
      .pick('Who answers for it here', {
        from: 'organisations.person',
        hint: 'The owner of the register when nobody is named',
      })
      .optional(),
    words: field.longText('What this level will do', { most: 1000 }).optional(),
  },
  async run(inside, answers) {
    const { escalation, risk, register, to } = await toAnswer(inside, 'risk.escalation.accept', answers)
    mustBeOpen(risk.state)
    if (to.ended_on !== null)
      refuse('conflict', 'risk.register.closed', `${to.name} is closed. Its record stays as it is.`)
    await mustBeOfBody(inside, to, answers.owner)
    await inside.tx
      .updateTable('risk.escalation')
      .set({
        state: 'accepted',
        answered_by_person_id: personOf(inside),
        answered_at: inside.now,
        answer_words: answers.words,
        owner_person_id: answers.owner ?? to.owner_person_id,
        version: escalation.version + 1,
      })
      .where('id', '=', escalation.id)
      .execute()
    await touch(inside, risk)
    return doneWith(risk, register, { escalation: escalation.id, to: to.id })
  },
})

export const declineEscalation = action({
  name: 'risk.escalation.decline',
  title: 'Decline an escalated risk',
  doors: ['page', 'api', 'command'],
  fields: { ...answering, words: field.longText('Why', { most: 1000 }) },
  async run(inside, answers) {
    const { escalation, risk, register, to } = await toAnswer(inside, 'risk.escalation.decline', answers)
    await inside.tx
      .updateTable('risk.escalation')
      .set({
        state: 'declined',
        answered_by_person_id: personOf(inside),
        answered_at: inside.now,
        answer_words: answers.words,
        version: escalation.version + 1,
      })
      .where('id', '=', escalation.id)
      .execute()
    await keepHere(inside, risk)
    return doneWith(risk, register, { escalation: escalation.id, to: to.id })
  },
})

export const withdrawEscalation = action({
  name: 'risk.escalation.withdraw',
  title: 'Withdraw an escalation',
  doors: ['page', 'api', 'command'],
  fields: answering,
  async run(inside, answers) {
    const { escalation, risk, register } = await lockedEscalation(inside, answers)
    if (!mayAsk(inside, register, risk)) notYours()
    mustBeAsked(escalation.state)
    await inside.tx
      .updateTable('risk.escalation')
      .set({
        state: 'withdrawn',
        ended_at: inside.now,
        ended_by_person_id: personOf(inside),
        version: escalation.version + 1,
      })
      .where('id', '=', escalation.id)
      .execute()
    await keepHere(inside, risk)
    return doneWith(risk, register, { escalation: escalation.id })
  },
})

export const endEscalation = action({
  name: 'risk.escalation.end',
  title: 'Bring an escalated risk back down',
  doors: ['page', 'api', 'command'],
  fields: { ...answering, words: field.longText('Why', { most: 1000 }) },
  async run(inside, answers) {
    const { escalation, risk, register, to } = await lockedEscalation(inside, answers)
    if (!holdsFor(inside, 'risk.escalation.end', to)) notAnswering(to)
    mustBeAccepted(escalation.state)
    await inside.tx
      .updateTable('risk.escalation')
      .set({
        state: 'ended',
        ended_at: inside.now,
        ended_by_person_id: personOf(inside),
        ended_words: answers.words,
        version: escalation.version + 1,
      })
      .where('id', '=', escalation.id)
      .execute()
    await keepHere(inside, risk)
    return doneWith(risk, register, { escalation: escalation.id, to: to.id })
  },
})

const mayAsk = (inside: Inside, register: RegisterCard, risk: { readonly id: string }): boolean =>
  holdsFor(inside, 'risk.escalation.withdraw', register) ||
  inside.may('risk.escalation.withdraw', { kind: 'risk', id: risk.id })

function notAnswering(to: { readonly name: string }): never {
  refuse(
    'forbidden',
    'risk.escalation.not-yours',
    `This is for the owner of ${to.name} and for those who keep it. Ask one of them.`,
  )
}

async function toAnswer(inside: Inside, permission: string, asked: { escalation: string }) {
  const found = await lockedEscalation(inside, asked)
  if (!holdsFor(inside, permission, found.to)) notAnswering(found.to)
  mustBeAsked(found.escalation.state)
  return found
}

async function lockedEscalation(inside: Inside, asked: { escalation: string }) {
  const row = await inside.tx
    .selectFrom('risk.escalation')
    .select('risk_id')
    .where('id', '=', asked.escalation)
    .executeTakeFirst()
  // In the words of a risk that one may not see: an escalation has no others (R13).
  if (row === undefined) return notFound('risk')
  const { risk, register } = await lockedRisk(inside, row.risk_id)
  const escalation = await inside.tx
    .selectFrom('risk.escalation')
    .selectAll()
    .where('id', '=', asked.escalation)
    .forUpdate()
    .executeTakeFirstOrThrow()
  return { escalation, risk, register, to: await originOf(inside, escalation.to_register_id) }
}

// What the register above did not take or gave back is not proposed to it again while the score is the same.
async function keepHere(
  inside: Inside,
  risk: { readonly id: string; readonly version: number },
): Promise<void> {
  const residual = await inside.tx
    .selectFrom('risk.assessment')
    .select('id')
    .where('risk_id', '=', risk.id)
    .where('measure', '=', 'residual')
    .where('superseded_at', 'is', null)
    .executeTakeFirst()
  await inside.tx
    .updateTable('risk.risk')
    .set({ kept_here_assessment_id: residual?.id ?? null, version: risk.version + 1 })
    .where('id', '=', risk.id)
    .execute()
}

async function touch(inside: Inside, risk: { readonly id: string; readonly version: number }): Promise<void> {
  await inside.tx
    .updateTable('risk.risk')
    .set({ version: risk.version + 1 })
    .where('id', '=', risk.id)
    .execute()
}
