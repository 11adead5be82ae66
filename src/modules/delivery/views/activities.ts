// The activities of a plan as a list: filtered, paged and saved, and the short form of it on the plan's own page.
import { html, type Html } from '#platform/html/index.ts'
import type { View } from '#platform/http/index.ts'
import type { Column, Listed } from '#platform/tables/index.ts'
import {
  actionsList,
  downloads,
  emptyState,
  filterPanel,
  heading,
  hint,
  link,
  listPages,
  paragraph,
  table,
} from '#web/parts.ts'
import type { ActivityRow, NewestRound } from '../queries/activities.ts'
import type { Outcome, Plan, Unit } from '../queries/plans.ts'
import { closingWord, daysMoved, endOf, statusWord, type Status } from '../rules.ts'
import { upper } from './plan-words.ts'
import { activityLink, closingTag, endCell, planCrumbs, statusTag } from './standing.ts'

/** The columns of the list: page, CSV and spreadsheet. */
export const activityColumns = (
  plan: Pick<Plan, 'code' | 'template'>,
  today: Temporal.PlainDate,
  shows: { readonly seesRounds: boolean; readonly namesPeople: boolean; readonly hasUnits: boolean },
): Column<ActivityRow>[] => [
  { key: 'number', label: 'Number', kind: 'number', value: (row) => row.number, downloadOnly: true },
  {
    key: 'title',
    label: upper(plan.template.words.activity),
    kind: 'text',
    value: (row) => row.title,
    show: (row) => activityLink(plan, row),
  },
  {
    key: 'outcome',
    label: upper(plan.template.words.outcome),
    kind: 'text',
    value: (row) => `${row.outcome_number} ${row.outcome_title}`,
    show: (row) => (row.outcome_is_enabling ? 'Enabling part' : String(row.outcome_number)),
  },
  { key: 'unit', label: 'Unit', kind: 'text', value: (row) => row.unit_name, downloadOnly: !shows.hasUnits },
  ...(shows.namesPeople
    ? [
        { key: 'lead', label: 'Lead', kind: 'text' as const, value: (row: ActivityRow) => row.lead_name },
        {
          key: 'director',
          label: 'Director',
          kind: 'text' as const,
          value: (row: ActivityRow) => row.director_name,
          downloadOnly: true,
        },
      ]
    : []),
  {
    key: 'original-end',
    label: 'Original end',
    kind: 'date',
    value: (row) => row.original_end,
    downloadOnly: true,
  },
  { key: 'end', label: 'End', kind: 'date', value: (row) => endOf(row), show: (row) => endCell(row, today) },
  {
    key: 'moved',
    label: 'Days later than the original end',
    kind: 'number',
    value: (row) => daysMoved(row.original_end, row.revised_end),
    downloadOnly: true,
  },
  { key: 'go-live', label: 'Go-live', kind: 'date', value: (row) => row.revised_go_live, downloadOnly: true },
  ...(shows.seesRounds
    ? [
        {
          key: 'status',
          label: 'Status',
          kind: 'text' as const,
          value: (row: ActivityRow) => (row.status === null ? null : statusWord[row.status]),
          show: (row: ActivityRow) =>
            html`${statusTag(row.status)}${row.closing_kind === null ? null : html` ${closingTag(row.closing_kind)}`}`,
        },
      ]
    : []),
  {
    key: 'ended',
    label: 'Ended',
    kind: 'text',
    value: (row) => (row.closing_kind === null ? null : closingWord[row.closing_kind]),
    downloadOnly: true,
  },
  {
    key: 'monitored',
    label: 'Monitored',
    kind: 'text',
    value: (row) => row.is_monitored,
    downloadOnly: true,
  },
]

export type ActivitiesShown = {
  readonly plan: Plan
  readonly namesPeople: boolean
  readonly listed: Listed<ActivityRow>
  readonly newest: NewestRound | undefined
  readonly seesRounds: boolean
  readonly counted: { readonly all: number; readonly monitored: number }
  readonly outcomes: readonly Outcome[]
  readonly units: readonly Unit[]
  readonly mayAdd: boolean
  readonly isPerson: boolean
  readonly today: Temporal.PlainDate
}

const addLink = ({ plan, mayAdd }: Pick<ActivitiesShown, 'plan' | 'mayAdd'>) =>
  mayAdd && {
    href: `/delivery/${plan.code}/activities/new`,
    text: `Add ${article(plan.template.words.activity)}`,
  }

const article = (noun: string): string => `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`

/** Of which round the statuses are: a status without its round would be read as today's. */
const asOf = (shown: Pick<ActivitiesShown, 'newest' | 'seesRounds'>): string | undefined =>
  !shown.seesRounds
    ? undefined
    : shown.newest === undefined
      ? 'No round is frozen yet, so none has a status'
      : `Status as of ${shown.newest.title}`

function listOf(shown: ActivitiesShown, filtered: boolean): Html {
  const { plan, listed, today } = shown
  const { activities } = plan.template.words
  const order = asOf(shown)
  return table(activityColumns(plan, today, { ...shown, hasUnits: shown.units.length > 0 }), listed.rows, {
    caption: upper(activities),
    captionHidden: true,
    ...(order === undefined ? {} : { sortedBy: order }),
    empty: filtered
      ? emptyState(
          `No ${activities} here`,
          'None of the plan answers to this filter. Clear it to see them all.',
        )
      : emptyState(
          `No ${activities} yet`,
          'They appear here with who leads them, when they end and how they stand, once an officer of the plan adds them or loads them from a file.',
          addLink(shown),
        ),
  })
}

const YES = [
  { value: 'yes', text: 'Yes' },
  { value: 'no', text: 'No' },
]

/** The whole list on its own page. */
export function activitiesView(
  shown: ActivitiesShown,
  tabs: Html,
  query: Readonly<Record<string, string>>,
): View {
  const { plan, listed, outcomes, units, counted, seesRounds } = shown
  const { words } = plan.template
  const href = `/delivery/${plan.code}/activities`
  const filtered = Object.entries(query).some(([name, value]) => name !== 'after' && value !== '')
  return {
    title: `${upper(words.activities)}: ${plan.title}`,
    wide: true,
    breadcrumbs: planCrumbs(plan),
    body: html`${heading(upper(words.activities), { caption: plan.title })} ${tabs}
      ${paragraph(`${counted.all} ${counted.all === 1 ? words.activity : words.activities}, of which ${counted.monitored} ${counted.monitored === 1 ? 'is' : 'are'} monitored. ${asOf(shown) === undefined ? '' : `${asOf(shown)}.`}`)}
      ${actionsList([addLink(shown)])}
      ${filterPanel({
        action: href,
        fields: [
          { kind: 'text', name: 'search', label: 'Words or number', value: query['search'] },
          {
            kind: 'select',
            name: 'outcome',
            label: upper(words.outcome),
            value: query['outcome'],
            options: outcomes.map((one) => ({
              value: String(one.number),
              text: `${one.number} ${one.title}`,
            })),
          },
          ...(units.length === 0
            ? []
            : [
                {
                  kind: 'select' as const,
                  name: 'unit',
                  label: 'Unit',
                  value: query['unit'],
                  options: units.map((one) => ({ value: one.code, text: one.name })),
                },
              ]),
          ...(seesRounds
            ? [
                {
                  kind: 'select' as const,
                  name: 'status',
                  label: 'Status',
                  value: query['status'],
                  options: (Object.keys(statusWord) as Status[]).map((one) => ({
                    value: one,
                    text: statusWord[one],
                  })),
                },
              ]
            : []),
          { kind: 'select', name: 'monitored', label: 'Monitored', value: query['monitored'], options: YES },
          {
            kind: 'select',
            name: 'only',
            label: 'Only those',
            value: query['lead'] === 'nobody' ? 'leaderless' : query['only'],
            options: [
              ...(shown.isPerson ? [{ value: 'mine', text: 'that are mine' }] : []),
              { value: 'overdue', text: 'past their end' },
              { value: 'leaderless', text: 'that nobody leads' },
              { value: 'unthreaded', text: 'that serve no other plan' },
            ],
          },
        ],
      })}
      ${listOf(shown, filtered)}
      ${listPages(href, query, listed.next, `Showing ${listed.rows.length} of ${counted.all} ${words.activities}`)}
      ${listed.rows.length > 0 ? downloads(href, query) : null}`,
  }
}

/** The first of the list, as a section of the plan's page. */
export function activitiesPart(shown: ActivitiesShown): Html {
  const { plan, listed, counted } = shown
  const { words } = plan.template
  const href = `/delivery/${plan.code}/activities`
  const order = asOf(shown)
  return html`<section>${heading(upper(words.activities), { level: 2, id: 'activities' })}
    ${order === undefined || counted.all === 0 ? null : hint(`${order}.`)}
    ${listOf(shown, false)}
    ${
      counted.all === 0
        ? null
        : paragraph(
            html`${listed.next === undefined ? null : html`${link(href, `See all ${counted.all} ${words.activities}`)}, `}${listed.next === undefined ? link(href, 'Filter or save this list') : link(href, 'filter or save them')}, or see ${link(`/delivery/${plan.code}/thread`, 'what serves what')}.`,
          )
    }
    ${counted.all === 0 ? null : actionsList([addLink(shown)])}
  </section>`
}
