// Bands and states as tags: the word always, a colour beside it.
import { html, type Html } from '#platform/html/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { link, tag, type TagColour } from '#web/parts.ts'
import { BANDS, STATES, type BandName, type RiskState } from '../rules.ts'

const BAND_COLOURS: Readonly<Record<BandName, TagColour>> = {
  low: 'green',
  medium: 'yellow',
  high: 'orange',
  'very-high': 'red',
}

export const bandTag = (band: BandName): Html => tag(BANDS[band], BAND_COLOURS[band])

export const stateTag = (state: RiskState): Html =>
  tag(STATES[state], state === 'open' ? 'blue' : state === 'draft' ? 'purple' : 'grey')

/** "16 Very high", or that it was not scored. */
export const scoreTag = (score: number | null, band: BandName | null): Html | string =>
  score === null || band === null ? 'Not scored' : html`${score} ${bandTag(band)}`

export const riskHref = (risk: { readonly register_code: string; readonly reference: string }): string =>
  `/risks/${risk.register_code}/${risk.reference.toLowerCase()}`

export const registerHref = (register: { readonly code: string }): string => `/risks/${register.code}`

export const riskLink = (risk: {
  readonly register_code: string
  readonly reference: string
  readonly title: string
}): Html =>
  html`${link(riskHref(risk), risk.title)} <span class="govuk-hint govuk-!-margin-bottom-0">${risk.reference}</span>`

export const isOverdue = (
  risk: { readonly state: RiskState; readonly review_on: Temporal.PlainDate | null },
  today: Temporal.PlainDate,
): boolean =>
  risk.state === 'open' && risk.review_on !== null && Temporal.PlainDate.compare(risk.review_on, today) < 0

export function reviewWords(
  risk: { readonly state: RiskState; readonly review_on: Temporal.PlainDate | null },
  today: Temporal.PlainDate,
): Html | string {
  if (risk.review_on === null) return 'Not set'
  return isOverdue(risk, today)
    ? html`${tag('Overdue', 'red')} ${formatDate(risk.review_on)}`
    : formatDate(risk.review_on)
}

export const HOME = { text: 'Home', href: '/' }
export const RISKS = { text: 'Risks', href: '/risks' }
