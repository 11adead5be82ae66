// What the clock does for the watch: every minute a look at what is due, every night the day summed up.
import { job } from '#platform/jobs/index.ts'
import { LOOK_JOB } from './actions/claiming.ts'
import { sumUp } from './actions/summing-up.ts'
import { look } from './watching/looking.ts'

export const watchJobs = [
  job({
    name: LOOK_JOB,
    title: 'Look whether roaming works',
    errand: async (errand, _ids, about) => void (await look(errand, about.signal)),
    every: { seconds: 60 },
    // The next minute looks again.
    retries: { most: 1 },
  }),
  job({ name: sumUp.name, title: sumUp.title, action: sumUp, every: { dailyAt: '00:40' } }),
]
