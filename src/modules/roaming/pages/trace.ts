// The trace: look-ups and the questions they lead to.
import { personOf } from '#platform/actions/index.ts'
import { form, get, page, type Page, type Visit } from '#platform/http/index.ts'
import { answerQuestion, askHome, closeLookup, makeLookup, releaseQuestion } from '../actions/lookups.ts'
import {
  lookupById,
  lookupsOf,
  questionById,
  questionsOf,
  readLookup,
  TRACE,
  tracingChoices,
  type Question,
} from '../queries/lookups.ts'
import { holdsFor } from '../queries/seeing.ts'
import { whyNotReleased } from '../rules/lookups.ts'
import {
  lookupsView,
  lookupView,
  newLookupView,
  questionsView,
  questionView,
  stepView,
} from '../views/trace.ts'

const list = get('/govroam/trace', {
  permission: TRACE,
  run: async (visit) => page(lookupsView(await lookupsOf(visit), visit.now)),
})

const make = form('/govroam/trace/new', {
  action: makeLookup,
  load: tracingChoices,
  values: (visit, { members }) => ({
    from: makeLookup.fields.from.show(visit.now.subtract({ hours: 1 })),
    until: makeLookup.fields.until.show(visit.now),
    ...(members.length === 1 ? { member: members[0]?.value } : {}),
  }),
  options: (_visit, { members, sites }) => ({ member: members, site: sites }),
  view: (_visit, _loaded, state) => newLookupView(state),
  then: ({ id }) => ({ to: `/govroam/trace/${id}` }),
})

const one = get('/govroam/trace/:lookup', {
  permission: TRACE,
  async run(visit) {
    const { id } = await lookupById(visit, visit.params['lookup'] ?? '')
    const { lookup, sightings } = await visit.ask(readLookup, { lookup: id })
    return page(lookupView({ lookup, sightings, questions: await questionsOf(visit, id), now: visit.now }))
  },
})

const lookupHere = (visit: Visit) => lookupById(visit, visit.params['lookup'] ?? '')

const close = form('/govroam/trace/:lookup/close', {
  action: closeLookup,
  load: lookupHere,
  fixed: (visit) => ({ lookup: visit.params['lookup'] }),
  values: (_visit, { version }) => ({ version }),
  view: (_visit, lookup, state) =>
    stepView(
      'Close this look-up',
      'Nobody can read what it found any more. That it was made, by whom and why, stays.',
      state,
      { submit: 'Close it', back: `/govroam/trace/${lookup.id}`, fields: [] },
    ),
  then: () => ({ to: '/govroam/trace', notice: 'Closed.' }),
})

const ask = form('/govroam/trace/:lookup/ask/:sighting', {
  action: askHome,
  load: lookupHere,
  fixed: (visit) => ({ lookup: visit.params['lookup'], sighting: visit.params['sighting'] }),
  view: (_visit, lookup, state) =>
    stepView(
      'Ask who signed in',
      'The home organisation finds out in its own system who it was, and deals with it. You are told what it did, not who it was. A second security contact of your organisation releases the question first.',
      state,
      { submit: 'Ask', back: `/govroam/trace/${lookup.id}`, fields: [] },
    ),
  then: ({ id, told }) => ({
    to: `/govroam/trace/questions/${id}`,
    notice:
      told > 0
        ? 'Asked. A second security contact of your organisation has been told to release it.'
        : 'Asked, and nobody can release it yet: you are your organisation’s only security contact. Have a second one named.',
  }),
})

const questions = get('/govroam/trace/questions', {
  permission: TRACE,
  run: async (visit) => page(questionsView(await questionsOf(visit))),
})

const questionHere = (visit: Visit): Promise<Question> => questionById(visit, visit.params['question'] ?? '')

const question = get('/govroam/trace/questions/:question', {
  permission: TRACE,
  async run(visit) {
    const found = await questionHere(visit)
    return page(
      questionView({
        question: found,
        asks: holdsFor(visit, TRACE, { organisation_id: found.visited_organisation_id }),
        isAsked: holdsFor(visit, TRACE, { organisation_id: found.home_organisation_id }),
        whyNot: whyNotReleased(
          { state: found.state, askedBy: found.asked_by, expiresAt: found.expires_at },
          personOf(visit),
          visit.now,
        ),
      }),
    )
  },
})

const release = form('/govroam/trace/questions/:question/release', {
  action: releaseQuestion,
  load: questionHere,
  fixed: (visit) => ({ question: visit.params['question'] }),
  values: (_visit, { version }) => ({ version }),
  view: (_visit, found, state) =>
    stepView(`Release the question to ${found.home_name}`, `Why it is asked: ${found.reason}`, state, {
      submit: 'Release it',
      back: `/govroam/trace/questions/${found.id}`,
      fields: [],
    }),
  then: ({ told }, _visit, found) => ({
    to: `/govroam/trace/questions/${found.id}`,
    notice:
      told > 0
        ? `${found.home_name} has been told.`
        : `Released. ${found.home_name} has named no security contact, so nobody was told: telephone it.`,
  }),
})

const answer = form('/govroam/trace/questions/:question/answer', {
  action: answerQuestion,
  load: questionHere,
  fixed: (visit) => ({ question: visit.params['question'] }),
  values: (_visit, { version }) => ({ version }),
  view: (_visit, found, state) =>
    stepView(`Answer ${found.visited_name}`, 'Say what you did. Who it was stays with you.', state, {
      submit: 'Answer',
      back: `/govroam/trace/questions/${found.id}`,
      fields: ['answer', 'words'],
    }),
  then: (_result, _visit, found) => ({
    to: `/govroam/trace/questions/${found.id}`,
    notice: `${found.visited_name} has been told.`,
  }),
})

export const tracePages: readonly Page[] = [list, make, questions, question, release, answer, one, close, ask]
