// A rule of the plan over a frozen round, as if it had been in force: who would change, and the counts beside each other.
import { html } from '#platform/html/index.ts'
import type { View } from '#platform/http/index.ts'
import type { Column } from '#platform/tables/index.ts'
import {
  actionsList,
  downloads,
  emptyState,
  heading,
  inset,
  link,
  none,
  paragraph,
  subNavigation,
  table,
} from '#web/parts.ts'
import { changeWords, policyEffects, type Change, type CountBeside, type WhatIf } from '../rules/what-if.ts'
import { activitiesNamed, findingsHref, roundTrail, whatIfHref, type FindingsShown } from './findings.ts'

type Shown = Pick<FindingsShown, 'plan' | 'round'> & {
  readonly result: WhatIf & { readonly version: number }
  /** Since when the plan has the rule for this round; null where it had not. */
  readonly inForce: boolean
}

/** Who would change: page, CSV and spreadsheet. */
export const changeColumns = (plan: { readonly code: string }): readonly Column<Change>[] => [
  {
    key: 'activity',
    label: 'Activity',
    kind: 'text',
    value: ({ activity, title }) => `${activity} ${title}`,
    show: ({ activity, title }) =>
      html`${link(`/delivery/${plan.code}/activities/${activity}`, `${activity} ${title}`)}`,
  },
  { key: 'change', label: 'Would change', kind: 'text', value: changeWords },
  { key: 'because', label: 'Because', kind: 'text', value: ({ because }) => because },
]

const countColumns: readonly Column<CountBeside>[] = [
  { key: 'title', label: 'Counted', kind: 'text', value: ({ title }) => title },
  ...(['before', 'after'] as const).map((when): Column<CountBeside> => ({
    key: when,
    label: when === 'before' ? 'As frozen' : 'Under the rule',
    kind: 'number',
    value: (row) => row[when],
    show: (row) => (row[when] === null ? none('Cannot be said') : String(row[when])),
  })),
]

export function whatIfView(shown: Shown): View {
  const { plan, round, result, inForce } = shown
  const { changes } = result
  return {
    title: `What if: ${round.title}, ${plan.title}`,
    wide: true,
    breadcrumbs: [...roundTrail(shown), { text: 'Findings', href: findingsHref(shown) }],
    body: html`${heading('What if a rule had been in force', { caption: `${round.title}, ${plan.title}` })}
      ${
        policyEffects.length < 2
          ? null
          : subNavigation(
              'Rules',
              policyEffects.map(({ rule, title }) => ({
                href: `${whatIfHref(shown)}?rule=${rule}`,
                text: title,
                current: rule === result.rule,
              })),
            )
      }
      ${inset(result.title)}
      ${paragraph(
        inForce
          ? `The rule was in force for this round, so version ${result.version} should hold nobody who breaks it.`
          : `The rule was not in force for this round. This is version ${result.version} as it would read with it: nothing is written, and what was frozen stays as it was.`,
      )}
      ${actionsList([{ href: findingsHref(shown), text: 'Findings of the round', look: 'link' }])}
      ${heading(changes.length === 1 ? 'One activity would change' : `${changes.length === 0 ? 'No' : changes.length} activities would change`, { level: 2 })}
      ${table(changeColumns(plan), changes, {
        caption: 'Activities that would change',
        captionHidden: true,
        sortedBy: 'By number',
        empty: emptyState('Nobody would change', 'Every activity of the round keeps the rule as it is.'),
      })}
      ${changes.length === 0 ? null : downloads(whatIfHref(shown), { rule: result.rule })}
      ${result.undecided.length === 0 ? null : html`${heading('Cannot be judged', { level: 2 })}${paragraph('They have a revised date and no original end to hold it against.')}${activitiesNamed(plan, result.undecided)}`}
      ${heading('Counts beside each other', { level: 2 })}
      ${table(countColumns, result.counts, {
        caption: 'Counts as frozen and under the rule',
        captionHidden: true,
        sortedBy: 'Statuses, and every other count that would differ',
      })}`,
  }
}
