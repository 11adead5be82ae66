// Feedback: two minutes for whoever came, and what was said for whoever organises.
import { form, get, page, type Page } from '#platform/http/index.ts'
import { html } from '#platform/html/index.ts'
import { giveFeedback } from '../actions/feedback.ts'
import { feedbackOf } from '../queries/feedback.ts'
import { ORGANISE } from '../queries/events.ts'
import { anonymity, feedbackView } from '../views/feedback.ts'
import { about, aboutForm, at, eventHere, eventToRun } from './of-event.ts'

const give = form('/events/:event/feedback', {
  action: giveFeedback,
  load: eventHere,
  values: (_visit, event) => ({ event: event.id }),
  view: (_visit, event, state) =>
    aboutForm(event, 'Feedback', state, {
      submit: 'Send',
      before: html`${anonymity()}`,
      fields: ['useful', 'differently', 'change', 'event'],
      more: { differently: { lines: 3 }, change: { lines: 3 } },
    }),
  then: (_result, _visit, event) => ({
    to: at(event),
    notice: 'Thank you. Your answers were recorded without your name.',
  }),
})

const read = get('/events/:event/feedback/answers', {
  permission: ORGANISE,
  async run(visit) {
    const event = await eventToRun(visit)
    const { answers, shown } = await feedbackOf(visit, event.id)
    return page(about(event, 'What people said', feedbackView(answers, shown)))
  },
})

export const feedbackPages: readonly Page[] = [give, read]
