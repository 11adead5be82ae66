// The pages of events, in the order in which they are met.
import type { Page } from '#platform/http/index.ts'
import { bookingPages } from './pages/booking.ts'
import { organisingPages } from './pages/organising.ts'
import { planningPages } from './pages/planning.ts'
import { readingPages } from './pages/reading.ts'

export const pages: readonly Page[] = [...readingPages, ...planningPages, ...bookingPages, ...organisingPages]
