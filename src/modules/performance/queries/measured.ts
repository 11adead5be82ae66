// What later modules ask: the indicators about their records, and those that serve them, each with where it stands.
import type { Reader } from '#platform/actions/index.ts'
import type { Rag, Trend } from '../rules.ts'
import type { IndicatorFilter } from './indicators.ts'
import { standingsSeen, type Standing } from './standings.ts'

/** An indicator as it stands on another record's page or in its report. */
export type IndicatorSummary = {
  readonly id: string
  readonly code: string
  readonly title: string
  readonly href: string
  readonly organisation_name: string
  readonly owner_name: string | null
  readonly rag: Rag
  /** The rule the rating was made by, or why there is none; to be printed beside it. */
  readonly ragRule: string
  /** "91.2%", "“£20k”, asked about", "Nothing yet" */
  readonly latest: string
  /** "Q2 2026-27" */
  readonly period: string
  readonly trend: Trend
  readonly trendWhy: string
  /** "95%", or "" where none was set. */
  readonly target: string
  readonly about_subject_id: string | null
  readonly serves_subject_id: string | null
}

export const indicatorHref = (indicator: {
  readonly organisation_code: string
  readonly code: string
}): string => `/performance/${indicator.organisation_code}/${indicator.code}`

export const summaryOf = (one: Standing): IndicatorSummary => ({
  id: one.id,
  code: one.code,
  title: one.title,
  href: indicatorHref(one),
  organisation_name: one.organisation_name,
  owner_name: one.owner_name,
  rag: one.rag,
  ragRule: one.ragRule,
  latest: one.latestWords,
  period: one.periodWords,
  trend: one.trend,
  trendWhy: one.trendWhy,
  target: one.targetWords,
  about_subject_id: one.about_subject_id,
  serves_subject_id: one.serves_subject_id,
})

const summaries = async (reader: Reader, filter: IndicatorFilter): Promise<IndicatorSummary[]> =>
  (await standingsSeen(reader, filter)).map(summaryOf)

/** The indicators about these records that the reader may see. */
export async function indicatorsAbout(
  reader: Reader,
  subjectIds: readonly string[],
): Promise<IndicatorSummary[]> {
  return subjectIds.length === 0 ? [] : summaries(reader, { about: subjectIds })
}

/** The indicators that serve these records (the outcomes of a plan) that the reader may see. */
export async function indicatorsServing(
  reader: Reader,
  subjectIds: readonly string[],
): Promise<IndicatorSummary[]> {
  return subjectIds.length === 0 ? [] : summaries(reader, { serves: subjectIds })
}
