// Repeating, for others and together: series, teams, delegation, swaps; bookings by file.
import { importCalendar } from './actions/calendar-file.ts'
import { endDelegation, giveDelegation } from './actions/delegation.ts'
import { handOver } from './actions/handing-over.ts'
import { RECORD } from './actions/recording.ts'
import { changeSeries, endSeries } from './actions/series-changes.ts'
import { makeSeries } from './actions/series.ts'
import { answerSwap, askSwap, withdrawSwap } from './actions/swaps.ts'
import { bookTeam } from './actions/teams.ts'
import { bookingsFile } from './imports/bookings.ts'
import { calendarFilePages } from './pages/calendar-file.ts'
import { delegationPages } from './pages/delegation.ts'
import { seriesPages } from './pages/series.ts'
import { swapPages } from './pages/swaps.ts'
import { teamPages } from './pages/teams.ts'
import { DELEGATE } from './queries/delegation.ts'
import { SERIES } from './queries/series.ts'
import { MANAGERS, STAFF } from './roles.ts'
import type { Wing } from '#platform/module/index.ts'

export const series: Wing = {
  actions: [
    makeSeries,
    changeSeries,
    endSeries,
    bookTeam,
    giveDelegation,
    endDelegation,
    handOver,
    askSwap,
    answerSwap,
    withdrawSwap,
    importCalendar,
  ],
  queries: [],
  pages: [...seriesPages, ...teamPages, ...delegationPages, ...swapPages, ...calendarFilePages],
  imports: [bookingsFile],
  permissions: {
    [RECORD]: MANAGERS,
    [SERIES]: STAFF,
    [DELEGATE]: STAFF,
  },
}
