// Every page of performance, by what it is about.
import type { Page } from '#platform/http/index.ts'
import { bodyPages } from './pages/bodies.ts'
import { indicatorPages } from './pages/indicators.ts'
import { valuePages } from './pages/values.ts'

export const pages: readonly Page[] = [...bodyPages, ...indicatorPages, ...valuePages]
