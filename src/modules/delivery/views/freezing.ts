// What an officer reads before freezing a round: what is missing from it, name by name.
import { html, type Html } from '#platform/html/index.ts'
import { bullets, details, inset, link, paragraph, warning } from '#web/parts.ts'
import type { Missing } from '../queries/completion.ts'
import type { Plan } from '../queries/plans.ts'
import type { Round } from '../queries/rounds.ts'
import { STANDINGS } from '../rules.ts'
import { reportHref, roundHref } from './round-words.ts'

const MOST_NAMED = 100

export const isComplete = (missing: Missing): boolean =>
  missing.unreported.length +
    missing.unsigned.length +
    missing.doubts.length +
    missing.asked +
    missing.running ===
  0

export function missingPart(plan: Plan, round: Round, missing: Missing): Html {
  if (isComplete(missing))
    return inset('Every activity was reported and signed off, and no question is open.')
  const { unreported, unsigned, doubts, asked, running } = missing
  const named = (one: { readonly number: number; readonly title: string }): Html =>
    link(reportHref(plan, round, one.number), `${one.number} ${one.title}`)
  return html`${warning('This round is not complete. What is missing now stays missing in this version.')}
  ${group('not reported', unreported, (one) => html`${named(one)}: ${STANDINGS[one.standing].toLowerCase()}`)}
  ${group('reported and not signed off', unsigned, named)}
  ${group('with an open question', doubts, (one) => html`${named(one)}: ${one.question}`)}
  ${asked === 0 ? null : paragraph(html`${link(`${roundHref(plan, round)}#requests`, asked === 1 ? 'One request for more time' : `${asked} requests for more time`)} ${asked === 1 ? 'is' : 'are'} not answered.`)}
  ${running === 0 ? null : paragraph(`More time still runs for ${running === 1 ? 'one activity' : `${running} activities`}.`)}`
}

function group<Row>(words: string, rows: readonly Row[], show: (row: Row) => Html): Html | null {
  if (rows.length === 0) return null
  const shown = rows.slice(0, MOST_NAMED)
  const more = rows.length - shown.length
  return details(
    `${rows.length} ${words}`,
    html`${bullets(shown.map(show))}${more === 0 ? null : paragraph(`And ${more} more.`)}`,
    { open: rows.length <= 10 },
  )
}
