// Home answers one question: what needs me? Every module's duties, by date, each with its one obvious step.
import { get, page, type Page, type View, type Visit } from '#platform/http/index.ts'
import { html, type Html } from '#platform/html/index.ts'
import { duty, type Duty } from '#platform/module/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { buttonLink, emptyState, heading, link, pagination, paragraph } from '#web/parts.ts'
import { dueInWords, groupsOfDuties, WHEN, type DutyGroup, type When } from '../duties.ts'
import type { Connects } from '../open.ts'

// Nobody reads further down a list of things to do; the rest is one link away.
const SHOWN_OF_EACH = 15
const SHOWN_ON_A_PAGE = 50

/** The start page: for a visitor what this is, for anybody signed in what needs them. */
export function homePages(connects: Connects): readonly Page[] {
  return [
    get('/', {
      permission: 'public',
      async run(visit) {
        if (visit.actor.kind === 'visitor') return page({ title: 'Welcome', body: welcome(connects) })
        const groups = groupsOfDuties(await visit.fills(duty, {}), londonDate(visit.now))
        const asked = visit.query['when'] ?? ''
        return page(Object.hasOwn(WHEN, asked) ? oneGroup(visit, groups, asked as When) : everyGroup(groups))
      },
    }),
  ]
}

const TITLE = 'What needs you'

function everyGroup(groups: readonly DutyGroup[]): View {
  if (groups.length === 0) {
    const nothing = emptyState(
      'Nothing needs you today',
      'When a decision, a report or a draft waits for you, it appears here with its next step.',
      { href: '/partnerships', text: 'See your partnerships' },
    )
    return { title: TITLE, body: html`${heading(TITLE)}${nothing}` }
  }
  const lists = groups.map((group) => {
    const rest = group.duties.length - SHOWN_OF_EACH
    const more =
      rest <= 0
        ? null
        : html`<p class="govuk-body">${link(`/?when=${group.when}`, `Show all ${group.duties.length.toLocaleString('en-GB')}`, { hidden: `under ${WHEN[group.when]}` })}</p>`
    return html`<section>${heading(group.title, { level: 2 })}${dutyList(group, group.duties.slice(0, SHOWN_OF_EACH))}${more}</section>`
  })
  return { title: TITLE, body: html`${heading(TITLE)}${lists}` }
}

/** All of one heading, a page at a time. */
function oneGroup(visit: Visit, groups: readonly DutyGroup[], when: When): View {
  const group = groups.find((one) => one.when === when)
  const duties = group?.duties ?? []
  const pages = Math.max(1, Math.ceil(duties.length / SHOWN_ON_A_PAGE))
  const asked = Number(/^[1-9]\d{0,3}$/.exec(visit.query['page'] ?? '')?.[0] ?? '1')
  const at = Math.min(asked, pages)
  const from = (at - 1) * SHOWN_ON_A_PAGE
  const shown = duties.slice(from, from + SHOWN_ON_A_PAGE)
  const step = (to: number): { href: string } => ({ href: `/?when=${when}&page=${to}` })
  const list =
    group === undefined
      ? emptyState(`Nothing under “${WHEN[when]}”`, 'It was done, or it has moved to another date.')
      : html`${dutyList(group, shown)}${pagination({
          previous: at > 1 ? step(at - 1) : null,
          next: at < pages ? step(at + 1) : null,
          showing: `${from + 1} to ${from + shown.length} of ${duties.length.toLocaleString('en-GB')}`,
        })}`
  return {
    title: `${TITLE}: ${WHEN[when]}`,
    back: { href: '/', text: TITLE },
    body: html`${heading(group?.title ?? WHEN[when], { caption: TITLE })}${list}`,
  }
}

function dutyList({ when }: DutyGroup, duties: readonly Duty[]): Html {
  return html`<ul class="govuk-list connects-duties">${duties.map((one) => {
    const due = dueInWords(one.due, when)
    return html`<li class="connects-duty">
      <p class="govuk-body govuk-!-margin-bottom-1"><a class="govuk-link govuk-!-font-weight-bold" href="${one.href}">${one.title}</a></p>
      <p class="govuk-body-s govuk-!-margin-bottom-2">${one.context}${due === null ? null : ` · ${due}`}</p>
      ${buttonLink(one.href, one.step, { look: 'secondary', hidden: one.title })}
    </li>`
  })}</ul>`
}

function welcome(connects: Connects): Html {
  return html`${heading('The partnership’s work, in one place')}
    ${paragraph('Connects keeps one register of the county’s public bodies, people and places, and what they do together: subscriptions and the development fund, business cases and decisions, projects and what was learnt from them.')}
    ${buttonLink('/sign-in', 'Sign in')}
    <h2 class="govuk-heading-m">Open to everybody</h2>
    <ul class="govuk-list govuk-list--bullet"><li>${link('/partnerships', 'Partnerships and their members')}</li><li>${link('/people-and-places', 'Organisations and places')}</li></ul>
    <h2 class="govuk-heading-m">About this installation</h2>
    ${paragraph(connects.database.promise)}`
}
