// What the clock does on the day: every minute what is due, every night the names of visitors.
import { job } from '#platform/jobs/index.ts'
import { completeBookings, releaseUnattended, watchTheDay } from './actions/releasing.ts'
import { forgetVisitors } from './actions/visitors.ts'
import { offerWhatIsFree, settleWaiting } from './actions/waiting.ts'

export const dayJobs = [
  job({
    name: watchTheDay.name,
    title: watchTheDay.title,
    action: watchTheDay,
    every: { seconds: 60 },
    // The next minute looks again.
    retries: { most: 1 },
  }),
  job({ name: releaseUnattended.name, title: releaseUnattended.title, action: releaseUnattended }),
  job({ name: completeBookings.name, title: completeBookings.title, action: completeBookings }),
  // One after the other for each workplace: who is first is decided once.
  job({ name: offerWhatIsFree.name, title: offerWhatIsFree.title, action: offerWhatIsFree, inOrder: true }),
  job({ name: settleWaiting.name, title: settleWaiting.title, action: settleWaiting }),
  job({
    name: forgetVisitors.name,
    title: forgetVisitors.title,
    action: forgetVisitors,
    every: { dailyAt: '03:35' },
  }),
]
