// How to join online: written by whoever organises, kept apart from everything that reads events (E8).
import { action } from '#platform/actions/index.ts'
import { invalid } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { lockedEvent, mayFor } from '../queries/events.ts'
import { mayChange } from '../rules.ts'

export const setJoining = action({
  name: 'events.joining.set',
  title: 'Say how to join online',
  doors: ['page'],
  fields: {
    event: field.id('Event'),
    link: field.text('Link', {
      most: 1000,
      pattern: /^https:\/\/\S+$/,
      wording: 'Link must be a web address that begins with https://',
      hint: 'Shown only to whoever has a place, and to you',
    }),
    instructions: field
      .longText('What else they need', { most: 2000, hint: 'A passcode, when to join, whom to call' })
      .optional(),
  },
  async run(inside, answers) {
    const event = await lockedEvent(inside, answers.event)
    mayFor(inside, 'events.joining.set', event)
    mayChange(event, inside.now)
    if (!event.online)
      invalid('events.joining.not-online', [
        { field: 'link', message: 'This event is not held online. Change how it is held first' },
      ])
    const joining = { link: answers.link, instructions: answers.instructions ?? '' }
    await inside.tx
      .insertInto('events.joining')
      .values({ event_id: event.id, ...joining })
      .onConflict((on) => on.column('event_id').doUpdateSet(joining))
      .execute()
    return { subject: event.id, result: { id: event.id, code: event.code } }
  },
})
