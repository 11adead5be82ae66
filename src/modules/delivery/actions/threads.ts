// The golden thread between plans: an activity serves an outcome or an activity of another plan.
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { planLinks, upperById, type Upper } from '../queries/threads.ts'
import { makesRing } from '../rules.ts'
import { activityToChange, doneWith } from './holding.ts'

export const linkThread = action({
  name: 'delivery.thread.link',
  title: 'Say what an activity serves',
  doors: ['page', 'api', 'command'],
  fields: {
    activity: field.id('Activity'),
    serves: field.pick('It serves', { from: 'delivery.outcome' }),
  },
  async run(inside, answers) {
    await holdThread(inside)
    const held = await activityToChange(inside, 'delivery.thread.link', answers.activity)
    const upper = await upperById(inside, answers.serves)
    if (upper === undefined) return notFound('outcome or activity')
    await mustRunUp(inside, held.plan.id, upper)
    await inside.tx
      .insertInto('delivery.thread')
      .values({
        id: inside.id(),
        lower_subject_id: held.activity.id,
        upper_subject_id: upper.id,
        made_at: inside.now,
        made_by_person_id: personOf(inside),
      })
      .execute()
    return doneWith(held, { serves: upper.id }, { serves: upper.title })
  },
})

export const unlinkThread = action({
  name: 'delivery.thread.unlink',
  title: 'Say that an activity no longer serves something',
  doors: ['page', 'api', 'command'],
  fields: { activity: field.id('Activity'), serves: field.id('It served') },
  async run(inside, answers) {
    const held = await activityToChange(inside, 'delivery.thread.unlink', answers.activity)
    const gone = await inside.tx
      .deleteFrom('delivery.thread')
      .where('lower_subject_id', '=', held.activity.id)
      .where('upper_subject_id', '=', answers.serves)
      .returning('id')
      .executeTakeFirst()
    if (gone === undefined) return notFound('thread')
    return doneWith(held, { served: answers.serves })
  },
})

/** One link at a time: two that are right each for itself could close a ring together. */
async function holdThread(inside: Inside): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('delivery.thread'))`.execute(inside.tx)
}

async function mustRunUp(inside: Inside, planId: string, upper: Upper): Promise<void> {
  if (upper.plan_id === planId)
    invalid('delivery.thread.same-plan', [
      {
        field: 'serves',
        message:
          'This is of the same plan, where every activity stands under its outcome. Choose one of another plan',
      },
    ])
  if (makesRing(await planLinks(inside), { lower: planId, upper: upper.plan_id }))
    refuse(
      'conflict',
      'delivery.thread.ring',
      `${upper.plan_title} serves this plan already, so this plan cannot serve it too. Take that link away first, or link the other way round.`,
    )
}
