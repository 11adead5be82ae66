// The life of a risk: raised, put into better words, opened, handed over, reviewed, closed and opened again.
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { invalid, notFound } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { aboutFor, doubtsOf } from '../queries/parts.ts'
import { riskSeen } from '../queries/seeing.ts'
import {
  CLOSED_WHY,
  mayOpen,
  missingToOpen,
  mustBeOpen,
  mustBeThreeThings,
  mustNotBeClosed,
  PROXIMITIES,
  referenceOf,
  RESPONSES,
  REVIEW_OUTCOMES,
  type Measure,
} from '../rules.ts'
import {
  addressOf,
  doneWith,
  holdRegisterOf,
  mustBeCurrent,
  mustBeOfBody,
  nameSubject,
  nextReview,
  noteChange,
  registerMustBeOpen,
  registerToChange,
  riskToChange,
  today,
  worksForBody,
  type LockedRisk,
} from './locking.ts'

const sentence = {
  title: field.text('Title', { most: 120, hint: 'A few words by which everybody knows it' }),
  cause: field.longText('Cause', {
    most: 600,
    hint: 'Because of … Write it so that it goes on from there: “servers that no longer get updates”',
  }),
  event: field.longText('Event', {
    most: 600,
    hint: 'There is a risk that … “an attacker reads the records of residents”',
  }),
  consequence: field.longText('Consequence', {
    most: 600,
    hint: 'Which would lead to … “a fine, and residents who no longer trust us with their data”',
  }),
}

const about = {
  category: field.pick('Category', { from: 'risk.category' }).optional(),
  proximity: field.choice('How soon it may happen', PROXIMITIES).optional(),
  response: field.choice('Response', RESPONSES).optional(),
}

export const raiseRisk = action({
  name: 'risk.risk.raise',
  title: 'Raise a risk',
  doors: ['page', 'api', 'command'],
  fields: {
    register: field.pick('Register', { from: 'risk.register' }),
    about: field.id('Record it is about').optional(),
    ...sentence,
    ...about,
    owner: field
      .pick('Owner', { from: 'organisations.person', hint: 'Who answers for it. May be named later' })
      .optional(),
  },
  async run(inside, answers) {
    // Whoever sees a register may raise a risk in it, as a draft that its keepers open.
    const register = await registerToChange(inside, 'risk.risk.raise', answers.register)
    registerMustBeOpen(register)
    mustBeThreeThings(answers)
    await mustBeOfBody(inside, register, answers.owner)
    await mustBeCategory(inside, answers.category)
    if (answers.about !== null && (await aboutFor(inside, answers.about)) === undefined) notFound('record')
    const number = register.last_number + 1
    await inside.tx
      .updateTable('risk.register')
      .set({ last_number: number })
      .where('id', '=', register.id)
      .execute()
    const id = inside.id()
    const reference = referenceOf(register.code, number)
    await nameSubject(inside, { id, reference, title: answers.title }, register)
    await inside.tx
      .insertInto('risk.risk')
      .values({
        id,
        register_id: register.id,
        number,
        reference,
        about_subject_id: answers.about,
        title: answers.title,
        cause: answers.cause,
        event: answers.event,
        consequence: answers.consequence,
        category_id: answers.category,
        proximity: answers.proximity,
        owner_person_id: answers.owner,
        response: answers.response,
        raised_by_person_id: personOf(inside),
        raised_at: inside.now,
      })
      .execute()
    await noteChange(inside, id, 'raised', null)
    return {
      subject: id,
      result: { id, reference, address: addressOf(register, reference) },
      facts: { reference, register: register.id },
    }
  },
})

async function mustBeCategory(inside: Inside, id: string | null): Promise<void> {
  if (id === null) return
  const found = await inside.tx
    .selectFrom('risk.category')
    .select('id')
    .where('id', '=', id)
    .where('ended_on', 'is', null)
    .executeTakeFirst()
  if (found === undefined)
    invalid('risk.risk.no-such-category', [
      { field: 'category', message: 'Choose a category from the list; this one is not in use' },
    ])
}

const wordsOf = (risk: LockedRisk) => ({
  title: risk.title,
  cause: risk.cause,
  event: risk.event,
  consequence: risk.consequence,
  category: risk.category_id,
  proximity: risk.proximity,
  response: risk.response,
})

export const editRisk = action({
  name: 'risk.risk.edit',
  title: 'Change a risk',
  doors: ['page', 'api', 'command'],
  fields: { risk: field.id('Risk'), ...sentence, ...about, version: field.version() },
  async run(inside, answers) {
    await holdRegisterOf(inside, answers.risk)
    const { risk, register } = await riskToChange(inside, 'risk.risk.edit', answers.risk)
    mustNotBeClosed(risk.state)
    mustBeCurrent(risk, answers.version, wordsOf(risk))
    mustBeThreeThings(answers)
    if (answers.category !== risk.category_id) await mustBeCategory(inside, answers.category)
    const { title, cause, event, consequence, category, proximity, response } = answers
    // Complete once is complete: what an open risk needs, it keeps (R10).
    if (risk.state === 'open' && (category === null || proximity === null || response === null))
      invalid('risk.risk.not-complete', [
        ...(category === null ? [{ field: 'category', message: 'An open risk has a category' }] : []),
        ...(proximity === null ? [{ field: 'proximity', message: 'Say how soon it may happen' }] : []),
        ...(response === null ? [{ field: 'response', message: 'Say what is done about it' }] : []),
      ])
    await noteChange(inside, risk.id, 'edited', null, wordsOf(risk))
    await inside.tx
      .updateTable('risk.risk')
      .set({
        title,
        cause,
        event,
        consequence,
        category_id: category,
        proximity,
        response,
        version: risk.version + 1,
      })
      .where('id', '=', risk.id)
      .execute()
    await inside.tx
      .updateTable('risk.doubt')
      .set({ settled_on: today(inside) })
      .where('risk_id', '=', risk.id)
      .where('heading', '<>', 'owner')
      .where('settled_on', 'is', null)
      .execute()
    await nameSubject(inside, { ...risk, title }, register)
    return doneWith(risk, register, { version: risk.version + 1 })
  },
})

export const openRisk = action({
  name: 'risk.risk.open',
  title: 'Open a risk',
  doors: ['page', 'api', 'command'],
  fields: { risk: field.id('Risk'), version: field.version() },
  async run(inside, answers) {
    const { risk, register } = await riskToChange(inside, 'risk.risk.open', answers.risk)
    mustBeCurrent(risk, answers.version)
    mayOpen(risk.state, await missing(inside, risk))
    const on = await nextReview(inside, register, risk.id)
    await inside.tx
      .updateTable('risk.risk')
      .set({ state: 'open', opened_on: today(inside), review_on: on, version: risk.version + 1 })
      .where('id', '=', risk.id)
      .execute()
    await noteChange(inside, risk.id, 'opened', null)
    return doneWith(risk, register, { review: on?.toString() ?? null })
  },
})

async function missing(inside: Inside, risk: LockedRisk): Promise<string[]> {
  const measures = await inside.tx
    .selectFrom('risk.assessment')
    .select('measure')
    .where('risk_id', '=', risk.id)
    .where('superseded_at', 'is', null)
    .execute()
  return missingToOpen({
    hasCategory: risk.category_id !== null,
    hasProximity: risk.proximity !== null,
    hasOwner: risk.owner_person_id !== null,
    hasResponse: risk.response !== null,
    measures: measures.map((one): Measure => one.measure),
    doubts: (await doubtsOf(inside, risk.id)).length,
  })
}

export const handOverRisk = action({
  name: 'risk.risk.hand-over',
  title: 'Name the owner of a risk',
  doors: ['page', 'api', 'command'],
  fields: {
    risk: field.id('Risk'),
    owner: field.pick('Owner', { from: 'organisations.person' }),
    reason: field.text('Why', { most: 300 }).optional(),
    version: field.version(),
  },
  async run(inside, answers) {
    const { risk, register } = await riskToChange(inside, 'risk.risk.hand-over', answers.risk)
    mustNotBeClosed(risk.state)
    mustBeCurrent(risk, answers.version, { owner: risk.owner_person_id })
    await mustBeOfBody(inside, register, answers.owner)
    await noteChange(inside, risk.id, 'handed-over', answers.reason)
    await inside.tx
      .updateTable('risk.risk')
      .set({ owner_person_id: answers.owner, version: risk.version + 1 })
      .where('id', '=', risk.id)
      .execute()
    await inside.tx
      .updateTable('risk.doubt')
      .set({ settled_on: today(inside) })
      .where('risk_id', '=', risk.id)
      .where('heading', '=', 'owner')
      .where('settled_on', 'is', null)
      .execute()
    return doneWith(risk, register, { owner: answers.owner })
  },
})

export const reviewRisk = action({
  name: 'risk.risk.review',
  title: 'Review a risk',
  doors: ['page', 'api', 'command'],
  fields: {
    risk: field.id('Risk'),
    outcome: field.choice('What did you find?', REVIEW_OUTCOMES, {
      hint: 'Where a score or the words have changed, record that first',
    }),
    words: field.longText('What was looked at', { most: 1000 }).optional(),
    version: field.version(),
  },
  async run(inside, answers) {
    const { risk, register } = await riskToChange(inside, 'risk.risk.review', answers.risk)
    mustBeOpen(risk.state)
    mustBeCurrent(risk, answers.version)
    if (answers.outcome === 'changed' && answers.words === null)
      invalid('risk.risk.no-words', [{ field: 'words', message: 'Say in a sentence what has changed' }])
    const next = (await nextReview(inside, register, risk.id)) ?? today(inside).add({ months: 12 })
    await inside.tx
      .insertInto('risk.review')
      .values({
        id: inside.id(),
        risk_id: risk.id,
        reviewed_on: today(inside),
        reviewed_by_person_id: personOf(inside),
        outcome: answers.outcome,
        words: answers.words,
        next_on: next,
      })
      .execute()
    await inside.tx
      .updateTable('risk.risk')
      .set({ review_on: next, version: risk.version + 1 })
      .where('id', '=', risk.id)
      .execute()
    return doneWith(risk, register, { outcome: answers.outcome, next: next.toString() }, { next })
  },
})

export const closeRisk = action({
  name: 'risk.risk.close',
  title: 'Close a risk',
  doors: ['page', 'api', 'command'],
  fields: {
    risk: field.id('Risk'),
    why: field.choice('Why', CLOSED_WHY),
    into: field
      .pick('Merged into', { from: 'risk.risk', hint: 'Only where it was merged into another' })
      .optional(),
    words: field.longText('What should be known about it', { most: 1000 }),
    version: field.version(),
  },
  async run(inside, answers) {
    const { risk, register } = await riskToChange(inside, 'risk.risk.close', answers.risk)
    mustNotBeClosed(risk.state)
    mustBeCurrent(risk, answers.version)
    const into = answers.why === 'merged' ? await otherRisk(inside, risk, answers.into) : null
    await inside.tx
      .updateTable('risk.risk')
      .set({
        state: 'closed',
        closed_on: today(inside),
        closed_why: answers.why,
        closing_words: answers.words,
        merged_into_id: into,
        review_on: null,
        version: risk.version + 1,
      })
      .where('id', '=', risk.id)
      .execute()
    await noteChange(inside, risk.id, 'closed', answers.words)
    return doneWith(risk, register, { why: answers.why, into })
  },
})

async function otherRisk(inside: Inside, risk: LockedRisk, into: string | null): Promise<string> {
  const other =
    into === null || into === risk.id
      ? undefined
      : await inside.tx
          .selectFrom('risk.risk as risk')
          .select(['risk.id', 'risk.state'])
          .where('risk.id', '=', into)
          .where(riskSeen(inside))
          .executeTakeFirst()
  if (other === undefined || other.state === 'closed')
    return invalid('risk.risk.merged-into-nothing', [
      { field: 'into', message: 'Choose the other risk that goes on in its place; it must not be closed' },
    ])
  return other.id
}

export const reopenRisk = action({
  name: 'risk.risk.reopen',
  title: 'Open a closed risk again',
  doors: ['page', 'api', 'command'],
  fields: {
    risk: field.id('Risk'),
    reason: field.text('Why it may happen after all', { most: 300 }),
    version: field.version(),
  },
  async run(inside, answers) {
    const { risk, register } = await riskToChange(inside, 'risk.risk.reopen', answers.risk)
    mustBeCurrent(risk, answers.version)
    if (risk.state !== 'closed')
      invalid('risk.risk.not-closed', [{ field: 'reason', message: 'This risk is not closed' }])
    registerMustBeOpen(register)
    // One that was never open goes back to being a draft.
    const state = risk.opened_on === null ? 'draft' : 'open'
    // Whoever left while it was closed does not own what goes on again: the register's owner is asked for another.
    const owner = risk.owner_person_id
    const ownsStill = owner !== null && (await worksForBody(inside, register, owner))
    await inside.tx
      .updateTable('risk.risk')
      .set({
        state,
        closed_on: null,
        closed_why: null,
        closing_words: null,
        merged_into_id: null,
        owner_person_id: ownsStill ? owner : null,
        review_on: state === 'open' ? await nextReview(inside, register, risk.id) : null,
        version: risk.version + 1,
      })
      .where('id', '=', risk.id)
      .execute()
    await noteChange(inside, risk.id, 'reopened', answers.reason)
    return doneWith(risk, register, { state })
  },
})
