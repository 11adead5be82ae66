// The day itself: check-in, release, waiting list, arrivals, evacuation, visitors, panels.
import { checkIn } from './actions/checking-in.ts'
import { joinWaiting, leaveWaiting } from './actions/joining-waiting.ts'
import { createPanel, revokePanel, setNetworks } from './actions/panels.ts'
import { completeBookings, leaveEarly, releaseUnattended, watchTheDay } from './actions/releasing.ts'
import {
  changeVisitor,
  expectVisitor,
  forgetVisitors,
  receiveVisitor,
  seeVisitorOut,
  withdrawVisitor,
} from './actions/visitors.ts'
import { offerWhatIsFree, settleWaiting } from './actions/waiting.ts'
import { dayJobs } from './day-jobs.ts'
import { dayLetters } from './day-letters.ts'
import { arrivalPages } from './pages/arrivals.ts'
import { checkingInPages } from './pages/checking-in.ts'
import { codePages } from './pages/codes.ts'
import { panelPages } from './pages/panels.ts'
import { visitorPages } from './pages/visitors.ts'
import { waitingPages } from './pages/waiting.ts'
import { ARRIVALS, readArrivals } from './queries/arrivals.ts'
import { recordPanelSeen } from './queries/panels.ts'
import { RECEPTION } from './roles.ts'
import type { Wing } from '#platform/module/index.ts'

export const day: Wing = {
  actions: [
    checkIn,
    leaveEarly,
    watchTheDay,
    releaseUnattended,
    completeBookings,
    joinWaiting,
    leaveWaiting,
    offerWhatIsFree,
    settleWaiting,
    expectVisitor,
    changeVisitor,
    withdrawVisitor,
    receiveVisitor,
    seeVisitorOut,
    forgetVisitors,
    createPanel,
    revokePanel,
    setNetworks,
  ],
  queries: [readArrivals, recordPanelSeen],
  pages: [...checkingInPages, ...waitingPages, ...arrivalPages, ...visitorPages, ...panelPages, ...codePages],
  jobs: dayJobs,
  letters: dayLetters,
  permissions: {
    [ARRIVALS]: ['organisation-lead', ...RECEPTION],
  },
}
