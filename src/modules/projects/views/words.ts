// The words and colours in which the states of a project are shown.
import type { Html } from '#platform/html/index.ts'
import { status, type StatusWords } from '#web/parts.ts'
import {
  achievedWords,
  overallWords,
  stateWords,
  type Achieved,
  type Overall,
  type ProjectState,
} from '../rules.ts'
import type { ChangeState } from '../schema.ts'

const states: StatusWords<ProjectState> = {
  open: [stateWords.open, 'blue'],
  closed: [stateWords.closed, 'green'],
  stopped: [stateWords.stopped, 'grey'],
}
const overalls: StatusWords<Overall> = {
  'on-track': [overallWords['on-track'], 'green'],
  'at-risk': [overallWords['at-risk'], 'yellow'],
  'off-track': [overallWords['off-track'], 'red'],
}
const achieved: StatusWords<Achieved> = {
  yes: [achievedWords.yes, 'green'],
  partly: [achievedWords.partly, 'yellow'],
  no: [achievedWords.no, 'red'],
}
const changes: StatusWords<ChangeState> = {
  proposed: ['Proposed', 'blue'],
  agreed: ['Agreed', 'green'],
  refused: ['Refused', 'grey'],
}

export const stateTag = (state: ProjectState): Html => status(state, states)
export const overallTag = (overall: Overall): Html => status(overall, overalls)
export const achievedTag = (outcome: Achieved): Html => status(outcome, achieved)
export const changeTag = (state: ChangeState): Html => status(state, changes)
