// The plans a reader may see, as a list; and a few of them on the page of their body or group.
import { html, type Html } from '#platform/html/index.ts'
import type { View, Visit } from '#platform/http/index.ts'
import type { Column, Listed } from '#platform/tables/index.ts'
import {
  actionsList,
  downloads,
  emptyState,
  filterPanel,
  heading,
  listPages,
  paragraph,
  table,
} from '#web/parts.ts'
import type { PlanRow } from '../queries/listing.ts'
import type { TemplateCard } from '../queries/templates.ts'
import { PLAN_STATE_WORDS } from '../rules.ts'
import { HOME, planLink, planTag, roundCell, roundWords, spanWords } from './plan-words.ts'

export const planColumns: readonly Column<PlanRow>[] = [
  { key: 'title', label: 'Plan', kind: 'text', value: (row) => row.title, show: planLink },
  { key: 'code', label: 'Code', kind: 'text', value: (row) => row.code, downloadOnly: true },
  { key: 'owner', label: 'Of', kind: 'text', value: (row) => row.owner },
  { key: 'kind', label: 'Kind', kind: 'text', value: (row) => row.template_name },
  { key: 'span', label: 'Runs', kind: 'text', value: spanWords },
  {
    key: 'state',
    label: 'State',
    kind: 'text',
    value: (row) => PLAN_STATE_WORDS[row.state],
    show: (row) => planTag(row.state),
  },
  { key: 'outcomes', label: 'Outcomes', kind: 'number', value: (row) => row.outcomes },
  { key: 'activities', label: 'Activities', kind: 'number', value: (row) => row.activities },
  { key: 'round', label: 'Newest round', kind: 'text', value: roundWords, show: roundCell },
]

export function plansView(
  visit: Visit,
  shown: {
    readonly listed: Listed<PlanRow>
    readonly kinds: readonly TemplateCard[]
    readonly mayBegin: boolean
    readonly mayReadKinds: boolean
  },
): View {
  const { listed, kinds, mayBegin, mayReadKinds } = shown
  const { search, template, state } = visit.query
  const isFiltered = [search, template, state].some((one) => one !== undefined && one !== '')
  return {
    title: 'Delivery plans',
    breadcrumbs: [HOME],
    wide: true,
    body: html`${heading('Delivery plans')}
      ${paragraph('What each body set out to do, and how it is going: round by round, from what those who lead it reported.')}
      ${actionsList([
        mayBegin && { href: '/delivery/new', text: 'Begin a plan' },
        mayReadKinds && { href: '/delivery/templates', text: 'Kinds of plan', look: 'link' },
        mayReadKinds && { href: '/delivery/lists', text: 'Lists of words', look: 'link' },
      ])}
      ${
        listed.rows.length === 0 && !isFiltered
          ? null
          : filterPanel({
              action: '/delivery',
              fields: [
                { kind: 'text', name: 'search', label: 'Words of the title', value: search },
                {
                  kind: 'select',
                  name: 'template',
                  label: 'Kind',
                  value: template,
                  options: kinds.map((one) => ({ value: one.code, text: one.name })),
                },
                {
                  kind: 'select',
                  name: 'state',
                  label: 'State',
                  value: state,
                  any: 'Draft and approved',
                  options: Object.entries(PLAN_STATE_WORDS).map(([value, text]) => ({ value, text })),
                },
              ],
            })
      }
      ${table(planColumns, listed.rows, {
        caption: 'Delivery plans',
        captionHidden: true,
        sortedBy: 'By body, then by title',
        empty: emptyState(
          isFiltered ? 'No plan like this' : 'No plans here yet',
          isFiltered
            ? 'Choose fewer filters to see more.'
            : 'A plan appears here once the lead of an organisation or an officer of a partnership has begun one and you are one of those who may read it.',
          mayBegin && { href: '/delivery/new', text: 'Begin a plan' },
        ),
      })}
      ${listed.rows.length > 0 ? downloads('/delivery', visit.query) : null}
      ${listPages('/delivery', visit.query, listed.next)}`,
  }
}

/** A few plans on another record's page. */
export function planList(rows: readonly PlanRow[]): Html {
  return table<PlanRow>(
    planColumns.filter((one) => ['title', 'kind', 'state', 'round'].includes(one.key)),
    rows,
    { caption: 'Delivery plans', captionHidden: true, sortedBy: 'By title' },
  )
}
