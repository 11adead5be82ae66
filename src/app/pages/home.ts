// Home answers one question: what needs me? Every module's duties, by date, each with its one obvious step.
import { get, page, type Page } from '#platform/http/index.ts'
import { html } from '#platform/html/index.ts'
import { duty, type Duty } from '#platform/module/index.ts'
import { formatDate, londonDate } from '#platform/time/index.ts'
import { buttonLink, emptyState, heading, link, paragraph } from '#web/parts.ts'
import type { Connects } from '../open.ts'

/** The start page: for a visitor what this is, for anybody signed in what needs them. */
export function homePages(connects: Connects): readonly Page[] {
  return [
    get('/', {
      permission: 'public',
      async run(visit) {
        if (visit.actor.kind === 'visitor') return page({ title: 'Welcome', body: welcome(connects) })
        const duties = (await visit.fills(duty, {})).toSorted(byDate)
        return page({ title: 'What needs you', body: dutyList(duties, londonDate(visit.now)) })
      },
    }),
  ]
}

// What is due first comes first; what has no date comes last, in the order the modules give it.
function byDate(one: Duty, other: Duty): number {
  if (one.due === null || other.due === null) return one.due === other.due ? 0 : one.due === null ? 1 : -1
  return Temporal.PlainDate.compare(one.due, other.due)
}

function dutyList(duties: readonly Duty[], today: Temporal.PlainDate) {
  if (duties.length === 0)
    return html`${heading('What needs you')}${emptyState('Nothing needs you today', 'When a decision, a report or a draft waits for you, it appears here with its next step.', { href: '/partnerships', text: 'See your partnerships' })}`
  return html`${heading('What needs you')}<ul class="govuk-list connects-duties">${duties.map((one) => {
    const late = one.due !== null && Temporal.PlainDate.compare(one.due, today) < 0
    return html`<li class="connects-duty">
      <p class="govuk-body govuk-!-margin-bottom-1"><a class="govuk-link govuk-!-font-weight-bold" href="${one.href}">${one.title}</a></p>
      <p class="govuk-body-s govuk-!-margin-bottom-2">${one.context}${one.due === null ? null : html` · ${late ? html`<strong class="govuk-tag govuk-tag--red">Overdue</strong> since ` : 'by '}${formatDate(one.due)}`}</p>
      ${buttonLink(one.href, one.step, { look: 'secondary', hidden: one.title })}
    </li>`
  })}</ul>`
}

function welcome(connects: Connects) {
  return html`${heading('The partnership’s work, in one place')}
    ${paragraph('Connects keeps one register of the county’s public bodies, people and places, and what they do together: subscriptions and the development fund, business cases and decisions, projects and what was learnt from them.')}
    ${buttonLink('/sign-in', 'Sign in')}
    <h2 class="govuk-heading-m">Open to everybody</h2>
    <ul class="govuk-list govuk-list--bullet"><li>${link('/partnerships', 'Partnerships and their members')}</li><li>${link('/people-and-places', 'Organisations and places')}</li></ul>
    <h2 class="govuk-heading-m">About this installation</h2>
    ${paragraph(connects.database.promise)}`
}
