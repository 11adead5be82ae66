// The watch: whether roaming works, which part broke when it does not, and who is told.
import { fill } from '#platform/actions/index.ts'
import { duty } from '#platform/module/index.ts'
import { claimDue, LOOK_NOW, lookNow } from './actions/claiming.ts'
import { recordWatch } from './actions/observing.ts'
import { sumUp } from './actions/summing-up.ts'
import { statusPages } from './pages/status.ts'
import { watchPages } from './pages/watch.ts'
import { KEEPERS } from './roles.ts'
import { troubleDuties } from './watch-duties.ts'
import { watchJobs } from './watch-jobs.ts'
import { watchLetters } from './watch-letters.ts'
import type { Wing } from '#platform/module/index.ts'

export const watch: Wing = {
  actions: [claimDue, recordWatch, sumUp, lookNow],
  pages: [...statusPages, ...watchPages],
  jobs: watchJobs,
  letters: watchLetters,
  fills: [fill(duty, { name: 'roaming.trouble.mine', permission: LOOK_NOW, run: troubleDuties })],
  permissions: {
    [LOOK_NOW]: [...KEEPERS, 'roaming-service', 'roaming-security'],
  },
}
