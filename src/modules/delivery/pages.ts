// Every page of delivery, by what it is about.
import type { Page } from '#platform/http/index.ts'
import { activityPages } from './pages/activities.ts'
import { doubtPages } from './pages/doubts.ts'
import { findingsPages } from './pages/findings.ts'
import { partPages } from './pages/parts.ts'
import { planPages } from './pages/plans.ts'
import { reportPages } from './pages/round-reports.ts'
import { submissionPages } from './pages/submissions.ts'
import { sheetPages } from './pages/sheets.ts'
import { templatePages } from './pages/templates.ts'

export const pages: readonly Page[] = [
  ...templatePages,
  ...planPages,
  ...partPages,
  ...activityPages,
  ...findingsPages,
  ...doubtPages,
  ...sheetPages,
  ...submissionPages,
  ...reportPages,
]
