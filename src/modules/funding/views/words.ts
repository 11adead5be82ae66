// The words and colours in which the states of a case and the lines of the ledger are shown.
import type { Html } from '#platform/html/index.ts'
import { status, type StatusWords } from '#web/parts.ts'
import { stateWords, type CaseState } from '../rules.ts'

const states: StatusWords<CaseState> = {
  draft: [stateWords.draft, 'grey'],
  submitted: [stateWords.submitted, 'blue'],
  assessed: [stateWords.assessed, 'purple'],
  approved: [stateWords.approved, 'green'],
  declined: [stateWords.declined, 'red'],
  deferred: [stateWords.deferred, 'yellow'],
  withdrawn: [stateWords.withdrawn, 'grey'],
}

export const caseTag = (state: CaseState): Html => status(state, states)
export const yearLabel = (starting: number): string =>
  `${starting}-${String((starting + 1) % 100).padStart(2, '0')}`
