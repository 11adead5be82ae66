// Feedback: an answer that names nobody, and beside it, apart, that this person has answered.
import { action } from '#platform/actions/index.ts'
import { refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { cameTo } from '../queries/attendance.ts'
import { lockedEvent } from '../queries/events.ts'
import { hasAnswered } from '../queries/feedback.ts'
import { mayAnswer, USEFUL } from '../rules/feedback.ts'

/** E21. Only on the page: a program with a token, or the audit's facts, would put a name beside the words. */
export const giveFeedback = action({
  name: 'events.feedback.give',
  title: 'Give feedback',
  doors: ['page'],
  fields: {
    event: field.id('Event'),
    useful: field.choice('How useful was it to you?', USEFUL),
    differently: field.longText('What will you do differently now?', { most: 1000 }).optional(),
    change: field.longText('What should we change?', { most: 1000 }).optional(),
  },
  async run(inside, answers) {
    if (inside.actor.kind !== 'person')
      refuse('conflict', 'events.feedback.was-not-there', 'Feedback is asked of those who were at the event.')
    const event = await lockedEvent(inside, answers.event)
    const person = inside.actor.id
    mayAnswer(
      event,
      {
        came: await cameTo(inside, event.id, person),
        answered: await hasAnswered(inside, event.id, person),
      },
      inside.now,
    )
    await inside.tx
      .insertInto('events.feedback_given')
      .values({ event_id: event.id, person_id: person })
      .execute()
    await inside.tx
      .insertInto('events.feedback')
      .values({
        event_id: event.id,
        useful: Number(answers.useful),
        differently: answers.differently,
        change: answers.change,
      })
      .execute()
    return { subject: event.id, result: { event: event.code } }
  },
})
