// Plans in words: where one stands as a tag, its address, and what is open in it.
import { html, type Html } from '#platform/html/index.ts'
import { formatDate, formatDateTime } from '#platform/time/index.ts'
import { link, tag, type TagColour } from '#web/parts.ts'
import { PLAN_STATE_WORDS, type Lacking, type PlanState, type RoundState } from '../rules.ts'

export const HOME = { text: 'Home', href: '/' }
export const PLANS = { text: 'Delivery plans', href: '/delivery' }

const COLOURS: Readonly<Record<PlanState, TagColour>> = { draft: 'purple', approved: 'green', closed: 'grey' }

export const planTag = (state: PlanState): Html => tag(PLAN_STATE_WORDS[state], COLOURS[state])

export const planHref = (plan: { readonly code: string }): string => `/delivery/${plan.code}`

export const planLink = (plan: { readonly code: string; readonly title: string }): Html =>
  link(planHref(plan), plan.title)

export const outcomeHref = (plan: { readonly code: string }, number: number): string =>
  `/delivery/${plan.code}/outcomes/${number}`

/** "Outcome 1", "Enabling part": what an outcome is called before its title. */
export const outcomeName = (
  word: string,
  outcome: { readonly number: number; readonly is_enabling: boolean },
): string => (outcome.is_enabling ? 'Enabling part' : `${upper(word)} ${outcome.number}`)

export const upper = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

type NewestRound = {
  readonly round_title: string | null
  readonly round_state: RoundState | null
  readonly round_closes_at: Temporal.Instant | null
}

/** Where the newest round stands: "Quarter 2: open until 13 September 2019 at 5pm". */
export function roundWords(plan: NewestRound): string | null {
  const { round_title: title, round_state: state, round_closes_at: closes } = plan
  if (title === null || state === null) return null
  switch (state) {
    case 'planned':
      return `${title}: planned`
    case 'open':
      return closes === null ? `${title}: open` : `${title}: open until ${formatDateTime(closes)}`
    case 'closed':
      return `${title}: closed, to be frozen`
    case 'frozen':
      return `${title}: frozen`
  }
}

/** "1 April 2026 to 31 March 2027", as it is printed. */
export const spanWords = (plan: {
  readonly from_on: Temporal.PlainDate
  readonly until_on: Temporal.PlainDate
}): string => `${formatDate(plan.from_on)} to ${formatDate(plan.until_on)}`

/** The same on a page, where what is open stands out. */
export function roundCell(plan: NewestRound & { readonly has_rounds: boolean }): Html | string {
  const { round_title: title, round_state: state, round_closes_at: closes } = plan
  if (state !== 'open')
    return roundWords(plan) ?? (plan.has_rounds ? 'No round yet' : 'Not reported in rounds')
  return html`${tag('Open', 'blue')} ${title}${closes === null ? null : ` until ${formatDateTime(closes)}`}`
}

/** Where what a plan lacks is done. */
export function lackingHref(plan: { readonly code: string }, lacking: Lacking): string {
  const at = planHref(plan)
  if (lacking.what === 'section') return `${at}/sections/${lacking.section ?? ''}`
  return lacking.what === 'outcome' ? `${at}/outcomes/new` : `${at}/activities/new`
}
