// A wing of roaming: generations. The configuration of every server is made, checked, approved, published and fetched here.
import { Refusal } from '#platform/errors/index.ts'
import { enrolAgent, revokeAgent } from './actions/agents.ts'
import { agentCollect, agentObserve, agentReport, agentWanted } from './actions/bundles.ts'
import { generateFederation } from './actions/generating.ts'
import {
  applyFederation,
  approveFederation,
  rollbackFederation,
  withdrawFederation,
} from './actions/publishing.ts'
import { checkFederation, recordCheck } from './actions/recording-checks.ts'
import { COLLECT } from './devices.ts'
import { generationDuties } from './generations-duties.ts'
import { generationLetters } from './generations-letters.ts'
import { checkJob } from './jobs/checking.ts'
import { pages } from './pages/generations.ts'
import type { Wing } from '#platform/module/index.ts'

export const generations: Wing = {
  actions: [
    generateFederation,
    checkFederation,
    recordCheck,
    approveFederation,
    applyFederation,
    rollbackFederation,
    withdrawFederation,
    enrolAgent,
    revokeAgent,
    agentCollect,
    agentReport,
    agentObserve,
  ],
  queries: [agentWanted],
  pages,
  jobs: [checkJob],
  fills: generationDuties,
  letters: generationLetters,
  // No role collects: an agent is given this for its own server, by its token (devices.ts).
  permissions: { [COLLECT]: [] },
  refusals: {
    roaming_agent_current: () =>
      new Refusal(
        'conflict',
        'roaming.agent.enrolled',
        'Somebody has just enrolled an agent for this server. Revoke that one first, or use its token.',
      ),
    roaming_generation_number_unique: () =>
      new Refusal(
        'conflict',
        'roaming.generation.at-once',
        'Somebody has just made a generation too. Look at that one first.',
      ),
  },
}
