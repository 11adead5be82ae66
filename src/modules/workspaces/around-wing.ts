// Around it: calendars, letters, privacy, search, duties, files of everything.
import { fill, listen } from '#platform/actions/index.ts'
import { calendarEntries } from '#platform/feeds/index.ts'
import { job } from '#platform/jobs/index.ts'
import { duty } from '#platform/module/index.ts'
import { findAgain, findAllAgain } from './actions/finding.ts'
import { forgetNames } from './actions/forgetting.ts'
import { releaseLeaver, releasePost } from './actions/leaving.ts'
import {
  chooseConfirmations,
  tellChanged,
  tellEnded,
  tellMade,
  tellOrderEnded,
  tellOrderMade,
  tellVisitor,
} from './actions/telling.ts'
import { confirmations, letters } from './letters.ts'
import { workspaceDuties } from './duties.ts'
import { personal } from './personal.ts'
import { bookingsInCalendar, CALENDAR } from './queries/calendars.ts'
import { listBookings, listOwnBookings, listResources, listWorkplaces } from './queries/declared.ts'
import { EXPORT, writeExport } from './queries/export.ts'
import { NAMES, seeNames } from './queries/names.ts'
import { privacyPages } from './pages/privacy.ts'
import { search } from './search.ts'
import type { Wing } from '#platform/module/index.ts'

const RUNS = ['organisation-lead', 'workspace-manager', 'workspace-approver', 'workspace-reception']

export const around: Wing = {
  actions: [
    tellMade,
    tellChanged,
    tellEnded,
    tellOrderMade,
    tellOrderEnded,
    tellVisitor,
    chooseConfirmations,
    releaseLeaver,
    releasePost,
    forgetNames,
    findAgain,
    findAllAgain,
  ],
  queries: [seeNames, listWorkplaces, listResources, listOwnBookings, listBookings, writeExport],
  listeners: [
    listen({ to: 'workspaces.booking.made', action: tellMade }),
    listen({ to: 'workspaces.booking.changed', action: tellChanged }),
    listen({ to: 'workspaces.booking.ended', action: tellEnded }),
    listen({ to: 'workspaces.order.made', action: tellOrderMade }),
    listen({ to: 'workspaces.order.ended', action: tellOrderEnded }),
    listen({ to: 'workspaces.visitor.expected', action: tellVisitor }),
    listen({ to: 'workspaces.agreement.changed', action: findAgain }),
    listen({ to: 'organisations.person.left', action: releaseLeaver }),
    listen({ to: 'organisations.employment.ended', action: releasePost }),
  ],
  jobs: [
    job({
      name: forgetNames.name,
      title: 'Remove people from old bookings',
      action: forgetNames,
      every: { dailyAt: '02:40' },
    }),
    job({
      name: findAllAgain.name,
      title: 'Let search know who is let in today',
      action: findAllAgain,
      every: { dailyAt: '00:10' },
    }),
  ],
  letters,
  mailLists: [confirmations],
  pages: privacyPages,
  fills: [
    fill(calendarEntries, {
      name: 'workspaces.booking.in-calendar',
      permission: 'public',
      run: bookingsInCalendar,
    }),
    fill(duty, { name: 'workspaces.booking.duties', permission: 'public', run: workspaceDuties }),
  ],
  search,
  personal,
  permissions: {
    [NAMES]: RUNS,
    [CALENDAR]: RUNS,
    [EXPORT]: ['administrator', 'organisation-lead', 'workspace-manager'],
    'workspaces.confirmations.choose': ['signed-in'],
  },
}
