// A plan as its readers see it: where it stands, what it wants to achieve, what is done for it, and how it is told.
import { html, type Content, type Html } from '#platform/html/index.ts'
import type { Visit } from '#platform/http/index.ts'
import { formatDate } from '#platform/time/index.ts'
import {
  actionsList,
  bullets,
  emptyState,
  heading,
  link,
  paragraph,
  subNavigation,
  summaryList,
  table,
  tag,
  taskList,
} from '#web/parts.ts'
import type { MilestoneLine, OutcomeShown, Policy, SectionWritten, UnitShown } from '../queries/contents.ts'
import type { Officer } from '../queries/people.ts'
import type { Plan } from '../queries/plans.ts'
import { holdsFor, KEEP } from '../queries/seeing.ts'
import {
  AUDIENCE_WORDS,
  hasActivities,
  PLAN_RULES,
  type CodelistEntry,
  type Lacking,
  type TemplateSection,
} from '../rules.ts'
import { lackingHref, outcomeHref, outcomeName, planHref, planTag, spanWords, upper } from './plan-words.ts'

/** The pages of one plan. */
export function planTabs(
  visit: Visit,
  plan: Plan,
  current: 'plan' | 'activities' | 'thread' | 'setup',
): Html {
  const at = planHref(plan)
  return subNavigation('Pages of the plan', [
    { href: at, text: 'The plan', current: current === 'plan' },
    hasActivities(plan.template) && {
      href: `${at}/activities`,
      text: upper(plan.template.words.activities),
      current: current === 'activities',
    },
    { href: `${at}/thread`, text: 'Golden thread', current: current === 'thread' },
    holdsFor(visit, KEEP, plan) && { href: `${at}/setup`, text: 'Set up', current: current === 'setup' },
  ])
}

export function planHead(visit: Visit, plan: Plan): Html {
  const at = planHref(plan)
  const keeps = (permission: string): boolean => plan.state !== 'closed' && holdsFor(visit, permission, plan)
  return html`${heading(plan.title, { caption: `${plan.template_name}, ${plan.owner}` })}
    <p class="govuk-body">${planTag(plan.state)} ${spanWords(plan)}${approvalWords(plan)}</p>
    ${plan.purpose === null ? null : paragraph(plan.purpose)}
    ${actionsList([
      plan.state === 'draft' &&
        keeps('delivery.plan.approve') && { href: `${at}/approve`, text: 'Record the approval' },
      { href: `${at}/document`, text: 'Read the whole plan', look: 'secondary' },
      { href: `${at}/plan.pdf`, text: 'Save as PDF', look: 'link' },
      keeps(KEEP) && { href: `${at}/edit`, text: 'Change the plan', look: 'link' },
      plan.state === 'approved' &&
        keeps('delivery.plan.close') && { href: `${at}/close`, text: 'Close the plan', look: 'link' },
    ])}`
}

const approvalWords = (plan: Plan): string => {
  if (plan.approved_on === null) return ''
  const by = plan.approved_by_words === null ? '' : ` (${plan.approved_by_words})`
  return `, approved on ${formatDate(plan.approved_on)}${by}`
}

/** What a draft lacks, for those who keep it. */
export function lackingPart(plan: Plan, lacking: readonly Lacking[]): Html {
  if (lacking.length === 0)
    return html`${heading('Before it is approved', { level: 2 })}
    ${paragraph('Nothing is missing. Record the approval once it was given.')}`
  return html`${heading('Before it is approved', { level: 2 })}
  ${taskList(
    lacking.map((one) => ({
      title: one.words,
      href: lackingHref(plan, one),
      status: 'To do',
      colour: 'blue' as const,
    })),
    { id: 'lacking' },
  )}`
}

export type SectionShown = {
  readonly section: TemplateSection
  readonly body: Html
}

/** Words somebody wrote, with the way to change them for those who may. */
export function wordsPart(
  plan: Plan,
  section: TemplateSection,
  written: SectionWritten | undefined,
  mayWrite: boolean,
): Html | null {
  if (written === undefined && !mayWrite) return null
  const href = `${planHref(plan)}/sections/${section.code}`
  return html`${heading(section.title, { level: 2 })}
  ${
    written === undefined
      ? paragraph(html`Not written yet. ${link(href, 'Write it', { hidden: section.title })}`)
      : html`${paragraph(written.words)}${mayWrite ? paragraph(link(href, 'Change', { hidden: section.title })) : null}`
  }`
}

/** The outcomes in their order, under their blocks where the plan has blocks. */
export function outcomesPart(
  plan: Plan,
  title: string,
  outcomes: readonly OutcomeShown[],
  shown: { readonly mayAdd: boolean; readonly namesPeople: boolean },
): Html {
  const { words, uses } = plan.template
  const add = shown.mayAdd && {
    href: `${planHref(plan)}/outcomes/new`,
    text: `Add ${/^[aeiou]/i.test(words.outcome) ? 'an' : 'a'} ${words.outcome}`,
  }
  return html`${heading(title, { level: 2 })}
  ${table<OutcomeShown>(
    [
      {
        key: 'outcome',
        label: upper(words.outcome),
        kind: 'text',
        value: (row) => row.title,
        show: (row) =>
          html`${outcomeName(words.outcome, row)}: ${link(outcomeHref(plan, row.number), row.title)}`,
      },
      ...(uses.blocks
        ? [{ key: 'block', label: 'Block', kind: 'text' as const, value: (row: OutcomeShown) => row.block }]
        : []),
      ...(shown.namesPeople
        ? [{ key: 'lead', label: 'Lead', kind: 'text' as const, value: (row: OutcomeShown) => row.lead_name }]
        : []),
      ...(uses.targets
        ? [
            {
              key: 'target',
              label: 'Target',
              kind: 'text' as const,
              value: (row: OutcomeShown) => row.target,
            },
          ]
        : []),
      ...(hasActivities(plan.template)
        ? [
            {
              key: 'activities',
              label: upper(words.activities),
              kind: 'number' as const,
              value: (row: OutcomeShown) => row.activities,
            },
          ]
        : []),
    ],
    outcomes,
    {
      caption: title,
      captionHidden: true,
      sortedBy: 'In the order of the plan',
      empty: emptyState(
        `No ${words.outcome} yet`,
        `What the plan wants to achieve appears here, one ${words.outcome} a line.`,
        add,
      ),
    },
  )}
  ${outcomes.length > 0 && add !== false ? paragraph(link(add.href, add.text)) : null}`
}

/** Targets and rewards of an agreement. */
export function targetsPart(plan: Plan, title: string, outcomes: readonly OutcomeShown[]): Html {
  const { words } = plan.template
  return html`${heading(title, { level: 2 })}
  ${table<OutcomeShown>(
    [
      {
        key: 'outcome',
        label: upper(words.outcome),
        kind: 'text',
        value: (row) => `${outcomeName(words.outcome, row)}: ${row.title}`,
      },
      { key: 'target', label: 'Target', kind: 'text', value: (row) => row.target },
      { key: 'reward', label: 'Reward', kind: 'text', value: (row) => row.reward },
    ],
    outcomes.filter((one) => one.target !== null || one.reward !== null),
    {
      caption: title,
      captionHidden: true,
      sortedBy: 'In the order of the plan',
      empty: emptyState(
        'No targets yet',
        `A target appears here once it is set for one of the ${words.outcomes}.`,
      ),
    },
  )}`
}

/** How many dates the plan's page shows; its document has them all. */
export const NEXT_DATES = 10

/** What is due next in the plan. */
export function milestonesPart(
  plan: Plan,
  title: string,
  milestones: readonly MilestoneLine[],
  kinds: readonly CodelistEntry[],
  today: Temporal.PlainDate,
): Html {
  const { words } = plan.template
  const at = planHref(plan)
  return html`${heading(title, { level: 2 })}
  ${table<MilestoneLine>(
    [
      {
        key: 'due',
        label: 'Due',
        kind: 'date',
        value: (row) => row.due_on,
        show: (row) =>
          html`${formatDate(row.due_on)}${row.certainty === 'estimated' ? ' (estimated)' : null}${
            Temporal.PlainDate.compare(row.due_on, today) < 0 ? html` ${tag('Past', 'orange')}` : null
          }`,
      },
      {
        key: 'kind',
        label: 'Kind',
        kind: 'text',
        value: (row) => kinds.find((one) => one.code === row.kind)?.label ?? row.kind,
      },
      { key: 'title', label: 'What', kind: 'text', value: (row) => row.title },
      {
        key: 'activity',
        label: upper(words.activity),
        kind: 'text',
        value: (row) => `${row.activity_number} ${row.activity_title}`,
        show: (row) =>
          link(`${at}/activities/${row.activity_number}`, `${row.activity_number} ${row.activity_title}`),
      },
    ],
    milestones.slice(0, NEXT_DATES),
    {
      caption: title,
      captionHidden: true,
      sortedBy: 'The earliest first',
      empty: emptyState('No dates wait', `The next dates of the ${words.activities} appear here.`),
    },
  )}
  ${milestones.length > NEXT_DATES ? paragraph(html`More follow: ${link(`${at}/document`, 'read the whole plan')}.`) : null}`
}

export type PlanFacts = {
  readonly officers: readonly Officer[]
  readonly units: readonly UnitShown[]
  readonly policies: readonly Policy[]
  readonly namesPeople: boolean
}

/** Who keeps it, for whom it is, and the rules it goes by. */
export function aboutPlan(plan: Plan, { officers, units, policies, namesPeople }: PlanFacts): Html {
  const standing = policies.filter((one) => one.ended_on === null)
  const lines = (rows: readonly Content[]): Html | null => (rows.length === 0 ? null : bullets(rows))
  return summaryList([
    { key: 'Kind', value: plan.template_name },
    { key: 'Of', value: plan.owner },
    { key: 'Who may read it', value: AUDIENCE_WORDS[plan.audience] },
    namesPeople && { key: 'Officers', value: lines(officers.map((one) => one.name)) },
    units.length > 0 && {
      key: 'Units',
      value: lines(
        units.map((one) =>
          namesPeople ? `${one.name}: ${one.director_name ?? 'no director yet'}` : one.name,
        ),
      ),
    },
    {
      key: 'Its rules',
      value: lines(
        standing.map((one) => `${PLAN_RULES[one.rule]}, from ${formatDate(one.applies_from)}. ${one.words}`),
      ),
    },
  ])
}
