// How much the federation is used: logs received and counted, statistics, the quarter's report.
import { job } from '#platform/jobs/index.ts'
import { chooseLog } from './actions/choosing-logs.ts'
import { closeQuarters } from './actions/closing-quarters.ts'
import { countLog, logPosition, purgeTrace, sendLog } from './actions/counting.ts'
import { successShare, visitCount } from './figures.ts'
import { logDuties } from './log-duties.ts'
import { statisticsPages } from './pages/statistics.ts'
import { followLogs, receiveSyslog } from './receiving.ts'
import type { Wing } from '#platform/module/index.ts'

export const statistics: Wing = {
  actions: [countLog, sendLog, chooseLog, closeQuarters, purgeTrace],
  queries: [logPosition],
  pages: statisticsPages,
  receivers: [followLogs, receiveSyslog],
  jobs: [
    job({
      name: closeQuarters.name,
      title: closeQuarters.title,
      action: closeQuarters,
      every: { dailyAt: '03:10' },
    }),
    job({
      name: purgeTrace.name,
      title: purgeTrace.title,
      every: { dailyAt: '03:20' },
      // In parts, so that no transaction holds the trace for long.
      async errand(errand, _ids, { signal }) {
        while (!signal.aborted) {
          const { more } = await errand.perform(purgeTrace, {})
          if (!more) return
        }
      },
    }),
  ],
  fills: [logDuties],
  figures: [visitCount, successShare],
}
