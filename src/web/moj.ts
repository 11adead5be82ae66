// The few components of the Ministry of Justice's design system that GOV.UK has none for.
import type { Html } from '#platform/html/index.ts'
import type { Attributes } from './govuk-options.ts'
import { macroOf } from './macros.ts'

type Named = { readonly classes?: string; readonly attributes?: Attributes }
type Words = { readonly text?: string; readonly html?: Html }

export type AlertOptions = Named &
  Words & {
    readonly variant: 'information' | 'success' | 'warning' | 'error'
    readonly title: string
    readonly showTitleAsHeading?: boolean
    readonly headingTag?: 'h2' | 'h3' | 'h4'
    readonly role?: string
  }
export type BannerOptions = Named &
  Words & { readonly type: 'success' | 'warning' | 'information'; readonly iconFallbackText: string }
export type BadgeOptions = Named & Words
export type SubNavigationOptions = Named & {
  readonly label: string
  readonly items: readonly (Named & Words & { readonly href: string; readonly active?: boolean })[]
}
export type TimelineOptions = Named & {
  readonly headingLevel?: number
  readonly items: readonly (Named &
    Words & {
      readonly label: Words
      readonly byline?: Words
      /** ISO date or instant; shown as we show all dates. */
      readonly datetime: { readonly timestamp: string; readonly type: 'date' | 'time' | 'datetime' }
    })[]
}
export type PaginationOptions = Named & {
  readonly items?: readonly {
    readonly text: string
    readonly href?: string
    readonly current?: boolean
    readonly ellipsis?: boolean
  }[]
  readonly previous?: Words & { readonly href: string }
  readonly next?: Words & { readonly href: string }
  readonly landmarkLabel?: string
  readonly results?: {
    readonly from: number
    readonly to: number
    readonly count: number
    readonly text?: string
  }
}

export const moj = {
  alert: macroOf<AlertOptions>('moj/components/alert', 'mojAlert'),
  banner: macroOf<BannerOptions>('moj/components/banner', 'mojBanner'),
  badge: macroOf<BadgeOptions>('moj/components/badge', 'mojBadge'),
  subNavigation: macroOf<SubNavigationOptions>('moj/components/sub-navigation', 'mojSubNavigation'),
  timeline: macroOf<TimelineOptions>('moj/components/timeline', 'mojTimeline'),
  pagination: macroOf<PaginationOptions>('moj/components/pagination', 'mojPagination'),
} as const
