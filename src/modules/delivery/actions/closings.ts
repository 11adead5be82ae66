// How an activity ends: a decision with its own record (V15). Ended is not the same as no longer monitored.
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { decisionsAbout } from '#modules/governance/index.ts'
import { closingWord, mayBeDecidedOn, monitoringWord, type ClosingKind, type Monitoring } from '../rules.ts'
import { activityToChange, doneWith } from './holding.ts'
import { mustBeCurrent, today, type LockedActivity } from './locking.ts'

export type ClosingValues = {
  readonly kind: ClosingKind
  readonly monitoring: Monitoring
  /** Null where a file does not say. */
  readonly decidedOn: Temporal.PlainDate | null
  readonly decidedByWords: string | null
  readonly decisionSubjectId: string | null
  readonly reason: string | null
  readonly roundId: string | null
}

/** Records how a locked activity ended, and takes it out of later rounds unless it is kept. Asks nobody's permission. */
export async function insertClosing(
  inside: Inside,
  activity: LockedActivity,
  values: ClosingValues,
): Promise<{ readonly id: string }> {
  const standing = await inside.tx
    .selectFrom('delivery.closing')
    .select('id')
    .where('activity_id', '=', activity.id)
    .where('reopened_on', 'is', null)
    .executeTakeFirst()
  if (standing !== undefined) closedAlready()
  const id = inside.id()
  await inside.tx
    .insertInto('delivery.closing')
    .values({
      id,
      activity_id: activity.id,
      kind: values.kind,
      monitoring: values.monitoring,
      decided_on: values.decidedOn,
      decided_by_words: values.decidedByWords,
      decision_subject_id: values.decisionSubjectId,
      reason: values.reason,
      round_id: values.roundId,
      made_at: inside.now,
      made_by_person_id: personOf(inside),
    })
    .execute()
  await inside.tx
    .updateTable('delivery.activity')
    .set({ is_monitored: values.monitoring === 'kept', version: sql`version + 1` })
    .where('id', '=', activity.id)
    .execute()
  return { id }
}

function closedAlready(): never {
  refuse(
    'conflict',
    'delivery.closing.already',
    'This activity was ended before. Look at its closing; open it again first if that was wrong.',
  )
}

export const recordClosing = action({
  name: 'delivery.closing.record',
  title: 'Record that an activity has ended',
  doors: ['page', 'api', 'command'],
  fields: {
    activity: field.id('Activity'),
    kind: field.choice('How it ended', closingWord),
    monitoring: field.choice('Is it still reported on?', monitoringWord),
    decidedOn: field.date('Decided on'),
    decidedBy: field.text('Decided by', { most: 200, hint: 'For example, Corporate Management Team' }),
    decision: field
      .pick('Decision in the minutes', {
        from: 'governance.item',
        hint: 'Where a meeting decided about this activity here in Connects',
      })
      .optional(),
    reason: field.longText('Why', { most: 1000 }),
    version: field.version(),
  },
  async run(inside, answers) {
    const held = await activityToChange(inside, 'delivery.closing.record', answers.activity)
    mustBeCurrent(held.activity, answers.version)
    mayBeDecidedOn(answers.decidedOn, today(inside))
    await mustBeAbout(inside, held.activity.id, answers.decision)
    const { kind, monitoring, decidedOn, reason } = answers
    const { id } = await insertClosing(inside, held.activity, {
      kind,
      monitoring,
      decidedOn,
      decidedByWords: answers.decidedBy,
      decisionSubjectId: answers.decision,
      reason,
      roundId: null,
    })
    return doneWith(held, { closing: id, kind, monitoring }, { closing: id, monitoring })
  },
})

/** A decision named for an ending was made about this activity, not about something else. */
async function mustBeAbout(inside: Inside, activityId: string, itemId: string | null): Promise<void> {
  if (itemId === null) return
  const decisions = await decisionsAbout(inside, activityId)
  if (!decisions.some((one) => one.agenda_item_id === itemId))
    invalid('delivery.closing.no-such-decision', [
      { field: 'decision', message: 'Choose a decision that a meeting made about this activity' },
    ])
}

export const reopenClosing = action({
  name: 'delivery.closing.reopen',
  title: 'Open an ended activity again',
  doors: ['page', 'api', 'command'],
  fields: {
    activity: field.id('Activity'),
    reason: field.text('Why it goes on after all', { most: 300 }),
    version: field.version(),
  },
  async run(inside, answers) {
    const held = await activityToChange(inside, 'delivery.closing.reopen', answers.activity)
    mustBeCurrent(held.activity, answers.version)
    const closing = await inside.tx
      .updateTable('delivery.closing')
      .set({ reopened_on: today(inside), reopened_why: answers.reason, version: sql`version + 1` })
      .where('activity_id', '=', held.activity.id)
      .where('reopened_on', 'is', null)
      .returning('id')
      .executeTakeFirst()
    if (closing === undefined) return notFound('closing')
    await inside.tx
      .updateTable('delivery.activity')
      .set({ is_monitored: true, version: sql`version + 1` })
      .where('id', '=', held.activity.id)
      .execute()
    return doneWith(held, { closing: closing.id })
  },
})
