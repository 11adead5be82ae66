// Where somebody begins: find a place, what they have booked next, and the workplaces that are open to them.
import { html, type Html } from '#platform/html/index.ts'
import type { View } from '#platform/http/index.ts'
import { emptyState, heading, link } from '#web/parts.ts'
import type { Booking } from '../queries/bookings.ts'
import type { Workplace } from '../queries/workplaces.ts'
import { RESOURCE_KINDS, RESOURCE_KINDS_PLURAL, type ResourceKind } from '../rules.ts'
import { countWords } from '../rules/wording.ts'
import { workspacesFrame } from './frame.ts'
import { nextBookings } from './own-bookings.ts'
import { searchFormOf, type SearchForm } from './search-form.ts'

export type WorkplaceRow = Workplace & { readonly counts: readonly { kind: ResourceKind; count: number }[] }

// On a phone a list of two lines each reads better than a table of four columns.
const workplaceList = (rows: readonly WorkplaceRow[]): Html =>
  html`<ul class="govuk-list govuk-list--spaced">${rows.map(
    (row) =>
      html`<li>${link(`/workspaces/${row.code}`, row.name)}, ${row.town}
        <span class="govuk-hint govuk-!-margin-bottom-0">${row.owner_name === row.name ? null : `${row.owner_name}: `}${hasWords(row.counts)}</span>
      </li> `,
  )}</ul> `

// Desks first, as everywhere.
const KINDS = Object.keys(RESOURCE_KINDS) as ResourceKind[]

const hasWords = (counts: WorkplaceRow['counts']): string =>
  counts
    .toSorted((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind))
    .map(({ kind, count }) =>
      countWords(count, RESOURCE_KINDS[kind].toLowerCase(), RESOURCE_KINDS_PLURAL[kind].toLowerCase()),
    )
    .join(', ')

export function startView(start: {
  readonly form: SearchForm
  readonly next: readonly Booking[]
  readonly workplaces: readonly WorkplaceRow[]
  readonly now: Temporal.Instant
  readonly csrf: string
  /** What else there is for whoever runs workplaces. */
  readonly running: readonly { readonly href: string; readonly text: string }[]
}): View {
  const { workplaces } = start
  return workspacesFrame('search', {
    title: 'Book a workspace',
    wide: true,
    body: html`${heading('Book a workspace')}${searchFormOf(start.form)}
      <p class="govuk-body">${link('/workspaces/team', 'Book desks for a team')}<br>${link('/workspaces/visitors/new', 'Name a visitor whom you expect')}</p>
      ${heading('Your next bookings', { level: 2 })}${nextBookings(start.next, start.now, start.csrf)}
      ${heading('Workplaces open to you', { level: 2 })}${
        workplaces.length === 0 ? noWorkplace() : workplaceList(workplaces)
      }
      ${heading('Between partners', { level: 2 })}<ul class="govuk-list">
        <li>${link('/workspaces/agreements', 'Agreements')}: whose workplaces you may use, and on what terms</li> ${start.running.map((one) => html`<li>${link(one.href, one.text)}</li> `)}
      </ul>`,
  })
}

const noWorkplace = (): Html =>
  emptyState(
    'No workplace is open to you',
    'The offices of your own organisation and those that partners share with it appear here. Ask the workspace manager of a partner for an agreement.',
  )
