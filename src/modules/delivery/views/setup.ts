// What stands behind a plan: who keeps it, whose directors sign off, and the rules it goes by.
import { html, type Html } from '#platform/html/index.ts'
import type { Visit } from '#platform/http/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { emptyState, heading, inset, link, paragraph, table, tag } from '#web/parts.ts'
import type { Policy, UnitShown } from '../queries/contents.ts'
import type { Officer } from '../queries/people.ts'
import type { Plan } from '../queries/plans.ts'
import { PLAN_RULES } from '../rules.ts'
import { planHref, upper } from './plan-words.ts'

export type SetupShown = {
  readonly tabs: Html
  readonly units: readonly UnitShown[]
  readonly officers: readonly Officer[]
  readonly policies: readonly Policy[]
  readonly today: Temporal.PlainDate
}

export function setupView(_visit: Visit, plan: Plan, shown: SetupShown): Html {
  const at = `${planHref(plan)}/setup`
  const isOpen = plan.state !== 'closed'
  return html`${heading('Set up', { caption: plan.title })} ${shown.tabs}
    ${isOpen ? null : inset('The plan is closed. What is set up here stays as it was.')}
    ${heading('Officers', { level: 2 })}
    ${officersTable(at, shown.officers, isOpen)}
    ${heading('Units and their directors', { level: 2 })} ${unitsTable(plan, at, shown.units, isOpen)}
    ${heading('Rules', { level: 2 })} ${policiesTable(at, shown, isOpen)}
    ${heading('Files', { level: 2 })}
    ${paragraph(link(`${planHref(plan)}/doubts`, 'What the files left unclear'))}`
}

const more = (isOpen: boolean, href: string, text: string): Html | null =>
  isOpen ? paragraph(link(href, text)) : null

const officersTable = (at: string, officers: readonly Officer[], isOpen: boolean): Html =>
  html`${table<Officer>(
    [
      { key: 'name', label: 'Officer', kind: 'text', value: (row) => row.name },
      { key: 'from', label: 'Since', kind: 'date', value: (row) => row.from_on },
      {
        key: 'end',
        label: 'Change',
        kind: 'text',
        value: () => '',
        show: (row) => (isOpen ? link(`${at}/officers/${row.id}/end`, 'End', { hidden: row.name }) : ''),
      },
    ],
    officers,
    {
      caption: 'Officers',
      captionHidden: true,
      sortedBy: 'By name',
      empty: emptyState(
        'No officers yet',
        'An officer keeps the plan, runs its rounds and writes its reports, beside the lead or partnership officer of its body.',
      ),
    },
  )}
  ${more(isOpen, `${at}/officers/new`, 'Name an officer')}`

const unitsTable = (plan: Plan, at: string, units: readonly UnitShown[], isOpen: boolean): Html =>
  html`${table<UnitShown>(
    [
      {
        key: 'name',
        label: 'Unit',
        kind: 'text',
        value: (row) => row.name,
        show: (row) => (isOpen ? link(`${at}/units/${row.code}`, row.name) : row.name),
      },
      { key: 'code', label: 'Code', kind: 'text', value: (row) => row.code },
      {
        key: 'director',
        label: 'Director',
        kind: 'text',
        value: (row) => row.director_name,
        show: (row) => row.director_name ?? tag('Nobody yet', 'orange'),
      },
      {
        key: 'activities',
        label: upper(plan.template.words.activities),
        kind: 'number',
        value: (row) => row.activities,
      },
    ],
    units,
    {
      caption: 'Units and their directors',
      captionHidden: true,
      sortedBy: 'By name',
      empty: emptyState(
        'No units yet',
        'A unit is a directorate or service by which the reports of a round are watched; its director signs them off.',
      ),
    },
  )}
  ${more(isOpen, `${at}/units/new`, 'Add a unit')}`

const policiesTable = (at: string, { policies, today }: SetupShown, isOpen: boolean): Html =>
  html`${table<Policy>(
    [
      {
        key: 'rule',
        label: 'Rule',
        kind: 'text',
        value: (row) => PLAN_RULES[row.rule],
        show: (row) => html`${PLAN_RULES[row.rule]}${paragraph(row.words, { small: true })}`,
      },
      { key: 'from', label: 'Applies from', kind: 'date', value: (row) => row.applies_from },
      {
        key: 'until',
        label: 'No longer from',
        kind: 'text',
        value: (row) => (row.ended_on === null ? '' : formatDate(row.ended_on)),
        show: (row) => untilWords(at, row, today, isOpen),
      },
    ],
    policies,
    {
      caption: 'Rules',
      captionHidden: true,
      sortedBy: 'The newest first',
      empty: emptyState(
        'No rules yet',
        'A plan may say, for example, that an activity whose end is later than its original end is not on track, from a day on.',
      ),
    },
  )}
  ${more(isOpen, `${at}/rules/new`, 'Set a rule')}`

function untilWords(at: string, row: Policy, today: Temporal.PlainDate, isOpen: boolean): Html | string {
  if (row.ended_on !== null) return formatDate(row.ended_on)
  const standing =
    Temporal.PlainDate.compare(row.applies_from, today) > 0
      ? tag('From then on', 'blue')
      : tag('In force', 'green')
  return isOpen
    ? html`${standing} ${link(`${at}/rules/${row.id}/end`, 'End', { hidden: PLAN_RULES[row.rule] })}`
    : standing
}
