// A wing of roaming: the trace of an incident.
import { job } from '#platform/jobs/index.ts'
import {
  answerQuestion,
  askHome,
  closeLookup,
  expireLookups,
  makeLookup,
  releaseQuestion,
} from './actions/lookups.ts'
import { tracePages } from './pages/trace.ts'
import { readLookup, TRACE } from './queries/lookups.ts'
import { TRACERS } from './roles.ts'
import { traceDuties } from './trace-duties.ts'
import { traceLetters } from './trace-letters.ts'
import type { Wing } from '#platform/module/index.ts'

export const trace: Wing = {
  actions: [makeLookup, closeLookup, askHome, releaseQuestion, answerQuestion, expireLookups],
  queries: [readLookup],
  pages: tracePages,
  jobs: [
    job({
      name: expireLookups.name,
      title: expireLookups.title,
      action: expireLookups,
      every: { dailyAt: '03:10' },
    }),
  ],
  letters: traceLetters,
  fills: [traceDuties],
  permissions: { [TRACE]: TRACERS },
}
