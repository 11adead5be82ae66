// Finding and choosing: the search over all partners, the booking form, one's own bookings.
import type { Wing } from '#platform/module/index.ts'
import { setPreference } from './actions/preferences.ts'
import { bookingPages } from './pages/booking.ts'
import { ownBookingPages } from './pages/own-booking.ts'
import { placePages } from './pages/places.ts'
import { searchPages } from './pages/search.ts'
import { startPages } from './pages/start.ts'
import { PREFERENCE, readPreference } from './queries/preferences.ts'
import { searchWorkspaces } from './queries/search.ts'

export const searching: Wing = {
  actions: [setPreference],
  queries: [readPreference, searchWorkspaces],
  pages: [...startPages, ...searchPages, ...bookingPages, ...ownBookingPages, ...placePages],
  permissions: {
    [PREFERENCE]: ['signed-in'],
    'workspaces.preference.set': ['signed-in'],
  },
}
