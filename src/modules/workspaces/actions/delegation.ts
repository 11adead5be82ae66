// Asking somebody to book for one, and taking it back. Both see it; either ends it.
import { personOf, action } from '#platform/actions/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { colleaguesOf, DELEGATE } from '../queries/delegation.ts'
import { today } from './locking.ts'

export const giveDelegation = action({
  name: DELEGATE,
  title: 'Let a colleague book for you',
  doors: ['page', 'api'],
  fields: {
    delegate: field.pick('Who may book for you?', {
      from: 'organisations.person',
      hint: 'Somebody who works where you work. They can book, change and cancel in your name',
    }),
  },
  async run(inside, { delegate }) {
    const me = personOf(inside)
    if (me === null)
      return refuse(
        'conflict',
        'workspaces.delegation.nobody',
        'Only a person can ask another to book for them.',
      )
    const colleagues = await colleaguesOf(inside, 5000)
    if (!colleagues.some((one) => one.id === delegate))
      invalid('workspaces.delegation.not-a-colleague', [
        { field: 'delegate', message: 'Choose somebody who works where you work' },
      ])
    const id = inside.id()
    const made = await inside.tx
      .insertInto('workspaces.delegation')
      .values({ id, person_id: me, delegate_id: delegate, from_on: today(inside).toString() })
      .onConflict((on) => on.doNothing())
      .returning('id')
      .executeTakeFirst()
    // Asking twice is asking once.
    return { subject: made?.id ?? null, result: { given: made !== undefined }, facts: { delegate } }
  },
})

export const endDelegation = action({
  name: 'workspaces.delegation.end',
  title: 'End that somebody books for another',
  permission: DELEGATE,
  doors: ['page', 'api'],
  fields: { delegation: field.id('Delegation') },
  async run(inside, { delegation }) {
    const row = await inside.tx
      .selectFrom('workspaces.delegation')
      .select(['id', 'person_id', 'delegate_id', 'ended_on'])
      .where('id', '=', delegation)
      .forNoKeyUpdate()
      .executeTakeFirst()
    const me = personOf(inside)
    if (row === undefined || (me !== row.person_id && me !== row.delegate_id)) return notFound('delegation')
    // It ends now, not with the day: whoever takes it back does not mean this evening.
    if (row.ended_on === null)
      await inside.tx
        .updateTable('workspaces.delegation')
        .set({ ended_on: today(inside).subtract({ days: 1 }).toString() })
        .where('id', '=', row.id)
        .execute()
    return { subject: row.id, result: { ended: row.ended_on === null } }
  },
})
