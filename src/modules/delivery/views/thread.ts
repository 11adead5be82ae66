// The golden thread as a page reads it: up to what is served, down to what serves it, each end a link.
import { html, type Html } from '#platform/html/index.ts'
import type { View } from '#platform/http/index.ts'
import { undertakingBullets, type UndertakingRow } from '#modules/governance/index.ts'
import { bullets, emptyState, heading, hint, link, paragraph } from '#web/parts.ts'
import type { Outcome, Plan } from '../queries/plans.ts'
import type { ThreadActivity, ThreadEnd, ThreadStep } from '../queries/threads.ts'
import { hasActivities } from '../rules.ts'
import { outcomeHref, outcomeName, planHref, upper } from './plan-words.ts'
import { activityHref, activityLink, planCrumbs } from './standing.ts'

/** One end of a thread: the outcome or activity, and of which plan. */
export const endLink = (end: ThreadEnd): Html => {
  const plan = { code: end.plan_code }
  const href = end.kind === 'outcome' ? outcomeHref(plan, end.number) : activityHref(plan, end)
  return html`${link(href, `${end.number} ${end.title}`)}, ${link(`${planHref(plan)}/thread`, end.plan_title, { muted: true })}`
}

const MOST_DEEP = 6

/** What leads from here, step by step, with what people do for it. */
export function threadTree(
  from: string,
  steps: readonly ThreadStep[],
  actions: ReadonlyMap<string, Html>,
  depth = 1,
): Html | null {
  const here = steps.filter((step) => step.from_id === from)
  const unique = here.filter((step, at) => here.findIndex((one) => one.id === step.id) === at)
  if (unique.length === 0 || depth > MOST_DEEP) return null
  return bullets(
    unique.map(
      (step) =>
        html`${endLink(step)}${actions.get(step.id)}${threadTree(step.id, steps, actions, depth + 1)}`,
    ),
  )
}

export type ThreadShown = {
  readonly plan: Plan
  readonly tabs: Html
  readonly outcomes: readonly Outcome[]
  readonly up: readonly ThreadStep[]
  readonly down: readonly ThreadStep[]
  /** The activities of this plan from which a thread leads up, or to which one leads. */
  readonly named: readonly ThreadActivity[]
  readonly byOutcome: ReadonlyMap<string, number>
  readonly unthreaded: { readonly rows: readonly ThreadActivity[]; readonly all: number }
  readonly undertakings: readonly UndertakingRow[]
  readonly mayLink: boolean
  readonly today: Temporal.PlainDate
}

export function threadView(shown: ThreadShown): View {
  const { plan, outcomes } = shown
  const actions = actionsByRecord(shown)
  return {
    title: `What serves what: ${plan.title}`,
    breadcrumbs: planCrumbs(plan),
    body: html`${heading('What serves what', { caption: plan.title })}
      ${shown.tabs}
      ${paragraph(`From what a strategy wants to achieve, through the ${plan.template.words.activities} of this plan and of others, to what people do. Follow it up or down.`)}
      <section>${heading('What this plan serves', { level: 2, id: 'up' })}${serves(shown)}</section>
      <section>${heading('What serves this plan', { level: 2, id: 'down' })}
        ${
          outcomes.length === 0
            ? emptyState(
                'No outcomes yet',
                'Each outcome of the plan appears here, with everything that serves it.',
              )
            : outcomes.map((outcome) => served(shown, outcome, actions))
        }</section>
      <section>${heading('Loose ends', { level: 2, id: 'loose-ends' })}${looseEnds(shown)}</section>`,
  }
}

function actionsByRecord({ undertakings, today }: ThreadShown): ReadonlyMap<string, Html> {
  const ids = new Set(undertakings.flatMap((one) => one.about_subject_id ?? []))
  return new Map(
    [...ids].map((id) => [
      id,
      undertakingBullets(
        undertakings.filter((one) => one.about_subject_id === id),
        today,
      ),
    ]),
  )
}

/** Upwards: each thing above with the activities of this plan that serve it. */
function serves(shown: ThreadShown): Html {
  const { plan, up, named } = shown
  const first = up.filter((step) => step.step === 1)
  const ends = first.filter((step, at) => first.findIndex((one) => one.id === step.id) === at)
  if (ends.length === 0)
    return hasActivities(plan.template)
      ? emptyState(
          'It serves no other plan yet',
          `Open one of its ${plan.template.words.activities} and say which outcome of a strategy it serves; the outcome appears here.`,
        )
      : paragraph('It stands at the top: it has no activities of its own, and other plans serve it.')
  return html`${ends.map((end) => {
    const own = named.filter((one) => first.some((step) => step.id === end.id && step.from_id === one.id))
    return html`${heading(endLink(end), { level: 3 })}${threadUpWords(end, up)}${bullets(own.map((one) => activityLink(plan, one)))}`
  })}`
}

/** What the thing above serves in its turn. */
function threadUpWords(end: ThreadEnd, up: readonly ThreadStep[]): Html | null {
  const further = up.filter((step) => step.from_id === end.id)
  return further.length === 0
    ? null
    : hint(html`which serves ${further.map((step, at) => html`${at > 0 ? '; ' : null}${endLink(step)}`)}`)
}

/** Downwards: one outcome, its own activities, and what of other plans serves it or them. */
function served(shown: ThreadShown, outcome: Outcome, actions: ReadonlyMap<string, Html>): Html {
  const { plan, down, named, byOutcome } = shown
  const { words } = plan.template
  const own = byOutcome.get(outcome.id) ?? 0
  const direct = threadTree(outcome.id, down, actions)
  const below = named.filter(
    (one) =>
      one.outcome_id === outcome.id && (down.some((step) => step.from_id === one.id) || actions.has(one.id)),
  )
  const list = `${planHref(plan)}/activities?outcome=${outcome.number}`
  return html`${heading(link(outcomeHref(plan, outcome.number), `${outcomeName(words.outcome, outcome)}: ${outcome.title}`), { level: 3, id: `outcome-${outcome.number}` })}
  ${own === 0 ? null : paragraph(html`${link(list, `${own} ${own === 1 ? words.activity : words.activities} of this plan`)}${below.length === 0 ? null : ', among them:'}`)}
  ${
    below.length === 0
      ? null
      : bullets(
          below.map(
            (one) =>
              html`${activityLink(plan, one)}${actions.get(one.id)}${threadTree(one.id, down, actions)}`,
          ),
          { spaced: true },
        )
  }
  ${direct === null ? null : html`${paragraph('In other plans:')}${direct}`}
  ${own === 0 && direct === null ? paragraph('Nothing serves it yet.') : null}`
}

function looseEnds({ plan, outcomes, byOutcome, down, unthreaded, mayLink }: ThreadShown): Html {
  const { words } = plan.template
  const unserved = outcomes.filter(
    (one) => (byOutcome.get(one.id) ?? 0) === 0 && !down.some((step) => step.from_id === one.id),
  )
  return html`${heading(`${upper(words.outcomes)} that nothing serves`, { level: 3 })}
    ${
      unserved.length === 0
        ? paragraph(
            outcomes.length === 0 ? 'There are none to serve yet.' : 'None: something serves each of them.',
          )
        : bullets(unserved.map((one) => link(outcomeHref(plan, one.number), `${one.number} ${one.title}`)))
    }
    ${hasActivities(plan.template) ? heading(`${upper(words.activities)} that serve no outcome of another plan`, { level: 3 }) : null}
    ${
      unthreaded.all === 0
        ? hasActivities(plan.template)
          ? paragraph('None: each of them serves one, or there are none yet.')
          : null
        : html`${bullets(unthreaded.rows.map((one) => html`${activityLink(plan, one)}${mayLink ? html`: ${link(`${activityHref(plan, one)}/serves`, 'say what it serves', { hidden: one.title })}` : null}`))}
          ${unthreaded.all > unthreaded.rows.length ? paragraph(link(`${planHref(plan)}/activities?only=unthreaded`, `See all ${unthreaded.all}`)) : null}`
    }`
}
