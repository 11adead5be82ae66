// A plan of a body: made from a template, approved by a decision that was taken elsewhere, and closed. `insertPlan`,
// `insertOutcome` and `insertUnit` write what an action here or a file brings; each says what it is called to others.
import { action, type Inside } from '#platform/actions/index.ts'
import type { Selectable } from '#platform/database/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { groupById } from '#modules/groups/index.ts'
import { heldOf } from '../queries/contents.ts'
import { templateVersionOn } from '../queries/templates.ts'
import { holdsFor, KEEP } from '../queries/seeing.ts'
import {
  AUDIENCE_WORDS,
  audienceIdOf,
  lackingForApproval,
  mustBeDraft,
  mustEndAfterItBegins,
  mustHaveOneBody,
  mustNotBeClosed,
  TAKEN_PLAN_CODES,
  type Audience,
  type TemplateContent,
} from '../rules.ts'
import type { OutcomeTable, UnitTable } from '../schema.ts'
import { mustBeCurrent, planToChange, today, type LockedPlan } from './locking.ts'
import { nameAllAnew, nameOutcome, namePlan } from './naming.ts'

export type NewPlan = {
  readonly code: string
  readonly title: string
  readonly purpose: string | null
  readonly organisation_id: string | null
  readonly partnership_id: string | null
  readonly group_id: string | null
  readonly template_version_id: string
  readonly audience: Audience
  readonly from_on: Temporal.PlainDate
  readonly until_on: Temporal.PlainDate
  /** A plan of the past that was approved before it came here. */
  readonly approved?: { readonly on: Temporal.PlainDate; readonly by: string | null }
}

/** Writes a plan and names it as a record. Whether its maker may is the caller's to ask. */
export async function insertPlan(inside: Inside, values: NewPlan): Promise<LockedPlan> {
  const { approved, ...rest } = values
  mustNotBeTaken(values.code)
  mustEndAfterItBegins(values.from_on, values.until_on)
  const id = inside.id()
  const subject = { ...rest, id, audience_id: audienceIdOf(values, values.audience) }
  // The plan refers to its record, so the record is there first.
  const named = { ...subject, state: approved === undefined ? ('draft' as const) : ('approved' as const) }
  await namePlan(inside, named as LockedPlan)
  return inside.tx
    .insertInto('delivery.plan')
    .values({
      ...named,
      approved_on: approved?.on ?? null,
      approved_by_words: approved?.by ?? null,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

export type NewOutcome = {
  readonly number: number
  readonly title: string
  readonly statement?: string | null
  readonly block?: string | null
  readonly lead_person_id?: string | null
  readonly is_enabling?: boolean
  readonly target?: string | null
  readonly reward?: string | null
}

/** Writes an outcome of a plan that the caller holds, and names it as a record. */
export async function insertOutcome(
  inside: Inside,
  plan: LockedPlan,
  values: NewOutcome,
): Promise<Selectable<OutcomeTable>> {
  const id = inside.id()
  await nameOutcome(inside, plan, { id, title: values.title })
  return inside.tx
    .insertInto('delivery.outcome')
    .values({ ...values, id, plan_id: plan.id })
    .returningAll()
    .executeTakeFirstOrThrow()
}

export type NewUnit = {
  readonly code: string
  readonly name: string
  readonly director_person_id?: string | null
}

/** Writes a directorate or unit of a plan that the caller holds. */
export async function insertUnit(
  inside: Inside,
  plan: LockedPlan,
  values: NewUnit,
): Promise<Selectable<UnitTable>> {
  return inside.tx
    .insertInto('delivery.unit')
    .values({ ...values, id: inside.id(), plan_id: plan.id })
    .returningAll()
    .executeTakeFirstOrThrow()
}

function mustNotBeTaken(code: string): void {
  if ((TAKEN_PLAN_CODES as readonly string[]).includes(code))
    invalid('delivery.plan.code-taken', [
      { field: 'code', message: 'This code is an address already. Choose another' },
    ])
}

const what = {
  title: field.text('Title', { most: 160, hint: 'For example, Strategic delivery plan 2019 to 2020' }),
  purpose: field
    .longText('Purpose', { most: 2000, hint: 'In a sentence or two: what the plan is for' })
    .optional(),
  fromOn: field.date('First day', { hint: 'For example, 1 4 2027' }),
  untilOn: field.date('Last day', { hint: 'For example, 31 3 2028' }),
  group: field
    .pick('Group', { from: 'groups.group', hint: 'Where one group watches it, or only its members see it' })
    .optional(),
  audience: field.choice('Who may read it', AUDIENCE_WORDS),
}

const resultOf = (plan: LockedPlan) => ({ id: plan.id, code: plan.code, address: `/delivery/${plan.code}` })

export const createPlan = action({
  name: 'delivery.plan.create',
  title: 'Begin a plan',
  doors: ['page', 'api', 'command'],
  fields: {
    template: field.pick('Kind of plan', { from: 'delivery.template' }),
    code: field.code('Code', {
      hint: 'Its address, like sdp-2027-28. It never changes',
    }),
    organisation: field
      .pick('Organisation', {
        from: 'organisations.organisation',
        hint: 'Whose plan it is: an organisation …',
      })
      .optional(),
    partnership: field
      .pick('Partnership', { from: 'partnerships.partnership', hint: '… or a partnership' })
      .optional(),
    ...what,
  },
  async run(inside, answers) {
    mustHaveOneBody(answers)
    const { organisation, partnership, group, audience } = answers
    const place = { organisation_id: organisation, partnership_id: partnership, group_id: group }
    if (!holdsFor(inside, 'delivery.plan.create', { id: inside.id(), ...place, group_id: null, audience }))
      refuse(
        'forbidden',
        'delivery.plan.not-your-body',
        'A plan is begun by the lead of its organisation or an officer of its partnership. Ask one of them.',
      )
    await mustBeItsGroup(inside, place)
    const template = await templateVersionOn(inside, answers.template, today(inside))
    const plan = await insertPlan(inside, {
      code: answers.code,
      title: answers.title,
      purpose: answers.purpose,
      ...place,
      template_version_id: template.versionId,
      audience,
      from_on: answers.fromOn,
      until_on: answers.untilOn,
    })
    return { subject: plan.id, result: resultOf(plan), facts: { code: plan.code, audience } }
  },
})

type Place = Pick<LockedPlan, 'organisation_id' | 'partnership_id' | 'group_id'>

/** A group that sees a partnership's plan is a group of it; an organisation may let any group watch. */
async function mustBeItsGroup(inside: Inside, place: Place): Promise<void> {
  if (place.group_id === null) return
  const group = (await groupById(inside, place.group_id)) ?? notFound('group')
  if (place.partnership_id !== null && group.partnership_id !== place.partnership_id)
    invalid('delivery.plan.foreign-group', [
      { field: 'group', message: 'Choose a group of this partnership' },
    ])
}

export const editPlan = action({
  name: KEEP,
  title: 'Change a plan',
  doors: ['page', 'api', 'command'],
  fields: { plan: field.id('Plan'), ...what, version: field.version() },
  async run(inside, answers) {
    const plan = await planToChange(inside, KEEP, answers.plan)
    mustNotBeClosed(plan)
    mustBeCurrent(plan, answers.version, {
      title: plan.title,
      purpose: plan.purpose,
      fromOn: plan.from_on,
      untilOn: plan.until_on,
      audience: plan.audience,
    })
    mustEndAfterItBegins(answers.fromOn, answers.untilOn)
    const place = { ...plan, group_id: answers.group }
    await mustBeItsGroup(inside, place)
    const audience_id = audienceIdOf(place, answers.audience)
    const changed = await inside.tx
      .updateTable('delivery.plan')
      .set({
        title: answers.title,
        purpose: answers.purpose,
        from_on: answers.fromOn,
        until_on: answers.untilOn,
        group_id: answers.group,
        audience: answers.audience,
        audience_id,
        version: plan.version + 1,
      })
      .where('id', '=', plan.id)
      .returningAll()
      .executeTakeFirstOrThrow()
    if (changed.audience !== plan.audience || audience_id !== plan.audience_id)
      await nameAllAnew(inside, changed)
    else await namePlan(inside, changed)
    return {
      subject: plan.id,
      result: resultOf(changed),
      facts: { version: changed.version, audience: changed.audience },
    }
  },
})

export const approvePlan = action({
  name: 'delivery.plan.approve',
  title: 'Record the approval of a plan',
  doors: ['page', 'api', 'command'],
  fields: {
    plan: field.id('Plan'),
    approvedOn: field.date('Approved on', { hint: 'The day it was decided, for example, 25 3 2027' }),
    approvedBy: field.text('Approved by', { most: 200, hint: 'Who decided, for example, County Council' }),
    decision: field
      .id('Decision', { hint: 'Where it was decided in a meeting that is recorded here' })
      .optional(),
    version: field.version(),
  },
  async run(inside, answers) {
    const plan = await planToChange(inside, 'delivery.plan.approve', answers.plan)
    mustBeDraft(plan)
    mustBeCurrent(plan, answers.version, { approvedOn: plan.approved_on })
    if (Temporal.PlainDate.compare(answers.approvedOn, today(inside)) > 0)
      invalid('delivery.plan.approved-in-the-future', [
        {
          field: 'approvedOn',
          message: `Approved on must be today, ${formatDate(today(inside))}, or earlier: an approval is recorded once it was given`,
        },
      ])
    await mustLackNothing(inside, plan)
    if (answers.decision !== null) await mustBeThere(inside, answers.decision)
    const changed = await inside.tx
      .updateTable('delivery.plan')
      .set({
        state: 'approved',
        approved_on: answers.approvedOn,
        approved_by_words: answers.approvedBy,
        approval_subject_id: answers.decision,
        version: plan.version + 1,
      })
      .where('id', '=', plan.id)
      .returningAll()
      .executeTakeFirstOrThrow()
    await nameAllAnew(inside, changed)
    return {
      subject: plan.id,
      result: resultOf(changed),
      facts: { code: plan.code, approvedOn: answers.approvedOn.toString() },
    }
  },
})

async function mustLackNothing(inside: Inside, plan: LockedPlan): Promise<void> {
  const lacking = lackingForApproval(await templateOf(inside, plan), await heldOf(inside, plan.id))
  if (lacking.length === 0) return
  refuse(
    'conflict',
    'delivery.plan.not-complete',
    `It cannot be approved yet. ${lacking.map((one) => one.words).join('. ')}.`,
  )
}

async function templateOf(inside: Inside, plan: LockedPlan): Promise<TemplateContent> {
  const version = await inside.tx
    .selectFrom('delivery.template_version')
    .select('content')
    .where('id', '=', plan.template_version_id)
    .executeTakeFirstOrThrow()
  return version.content
}

async function mustBeThere(inside: Inside, subjectId: string): Promise<void> {
  const found = await inside.tx
    .selectFrom('platform.subject')
    .select('id')
    .where('id', '=', subjectId)
    .where('module', '=', 'governance')
    .executeTakeFirst()
  if (found === undefined) notFound('decision')
}

export const closePlan = action({
  name: 'delivery.plan.close',
  title: 'Close a plan',
  doors: ['page', 'api', 'command'],
  fields: { plan: field.id('Plan'), version: field.version() },
  async run(inside, answers) {
    const plan = await planToChange(inside, 'delivery.plan.close', answers.plan)
    mustNotBeClosed(plan)
    mustBeCurrent(plan, answers.version)
    if (plan.state === 'draft')
      refuse(
        'conflict',
        'delivery.plan.not-approved',
        `${plan.title} was never approved. Record its approval first, or leave it as a draft.`,
      )
    const unfinished = await inside.tx
      .selectFrom('delivery.round')
      .select(['title', 'state'])
      .where('plan_id', '=', plan.id)
      .where('state', '<>', 'frozen')
      .orderBy('period_from')
      .execute()
    // One that is still to come would open by the clock and ask for reports that nobody can make.
    if (unfinished.length > 0 && unfinished.every((one) => one.state === 'planned'))
      refuse(
        'conflict',
        'delivery.plan.round-planned',
        `Cancel ${unfinished.map((one) => one.title).join(' and ')} first: a closed plan takes no more reports.`,
      )
    if (unfinished.length > 0)
      refuse(
        'conflict',
        'delivery.plan.round-unfinished',
        `Freeze ${unfinished.map((one) => one.title).join(' and ')} first: a closed plan takes no more reports.`,
      )
    const changed = await inside.tx
      .updateTable('delivery.plan')
      .set({ state: 'closed', closed_on: today(inside), version: plan.version + 1 })
      .where('id', '=', plan.id)
      .returningAll()
      .executeTakeFirstOrThrow()
    return { subject: plan.id, result: resultOf(changed), facts: { code: plan.code } }
  },
})

/** The plan of a record in it, for changes of its parts: locked, seen, ours, and not closed. */
export async function planToKeep(inside: Inside, permission: string, planId: string): Promise<LockedPlan> {
  const plan = await planToChange(inside, permission, planId)
  mustNotBeClosed(plan)
  return plan
}
