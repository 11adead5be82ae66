// Every page of governance, by what it is about.
import type { Page } from '#platform/http/index.ts'
import { bodyPages } from './pages/bodies.ts'
import { decisionPages } from './pages/decisions.ts'
import { itemPages } from './pages/items.ts'
import { meetingPages } from './pages/meetings.ts'
import { minutePages } from './pages/minutes.ts'
import { paperPages } from './pages/papers.ts'
import { planPages } from './pages/plans.ts'
import { undertakingPages } from './pages/undertakings.ts'

export const pages: readonly Page[] = [
  ...meetingPages,
  ...itemPages,
  ...paperPages,
  ...decisionPages,
  ...minutePages,
  ...undertakingPages,
  ...planPages,
  ...bodyPages,
]
