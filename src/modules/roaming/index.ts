// The front door of roaming: what composition and the commands use of it.
//
//   generateFederation, checkFederation, applyFederation, rollbackFederation, approveFederation  the steps of a generation
//   checkGeneration(errand, { generation })     carries out a generation's check, here and now; sweep(under) what a killed one left
//   generationByNumber, newestGeneration        (reader first)
//   readSettings, runAgent, prepareMachine      the program beside a server
//   rehearsalPlan, prepareRehearsal, runRehearsal, watchRehearsal, missingPackages   all of them on one machine, to try it
export { generateFederation } from './actions/generating.ts'
export { applyFederation, approveFederation, rollbackFederation } from './actions/publishing.ts'
export { checkFederation } from './actions/recording-checks.ts'
export { readSettings } from './agent/settings.ts'
export { runAgent } from './agent/run.ts'
export { prepareMachine } from './agent/prepare.ts'
export {
  missingPackages,
  prepareRehearsal,
  runRehearsal,
  watchRehearsal,
  type Operator,
  type Prepared,
  type Rehearsing,
  type Standing,
} from './agent/rehearsing.ts'
export { checkGeneration, sweep } from './checking.ts'
export { COLLECT } from './devices.ts'
export { generationByNumber, newestGeneration, type GenerationRow } from './queries/generations.ts'
export { rehearsalPlan } from './queries/rehearsal.ts'
export { targetsOf } from './queries/targets.ts'
export { CHECK_WORDS, STATE_WORDS } from './rules/generations.ts'
export type { RehearsalPlan } from './rules/rehearsal.ts'
