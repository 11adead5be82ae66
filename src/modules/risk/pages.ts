// Every page of risk, by what it is about.
import type { Page } from '#platform/http/index.ts'
import { controlPages, escalationPages } from './pages/controls.ts'
import { matrixPages } from './pages/matrices.ts'
import { registerPages } from './pages/registers.ts'
import { riskPages } from './pages/risks.ts'

export const pages: readonly Page[] = [
  ...matrixPages,
  ...registerPages,
  ...riskPages,
  ...controlPages,
  ...escalationPages,
]
