// The places that this module leaves open for modules that come later in the list.
import { slot } from '#platform/actions/index.ts'
import type { Block } from '#platform/documents/index.ts'
import type { FigureValue, Finding } from '#platform/figures/index.ts'
import type { PagePart } from '#modules/organisations/index.ts'

/** A section of the partnership update report that a later module contributes from its own records. */
export type ReportSection = {
  /** Sections stand in this order: partnerships 10–29, groups 30–39, governance 40–49, projects 50–69, funding 70–89. */
  readonly order: number
  readonly heading: string
  /** Every figure in them is a run of kind 'figure' that leads to its records. */
  readonly blocks: readonly Block[]
  /** The figures the blocks show, kept with the report when it is issued. */
  readonly figures: readonly FigureValue[]
  /** Stated figures that differ from their recount: each must be explained before the report is issued. */
  readonly findings?: readonly Finding[]
}

export type ReportPeriod = {
  readonly partnershipId: string
  readonly from: Temporal.PlainDate
  readonly to: Temporal.PlainDate
}

/** 'partnership.report': what a later module has to say in the partnership update report. */
export const partnershipReport = slot<ReportPeriod, ReportSection>('partnership.report')

/** 'partnership.page': what later modules show on a partnership's page. */
export const partnershipPage = slot<{ readonly partnershipId: string }, PagePart>('partnership.page')
