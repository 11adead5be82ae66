// The page of one project: how it stands, its dates, its money, its promises and its lessons, with buttons only
// for what the reader may do.
import { chartWithTable, stackedBarChart } from '#platform/charts/index.ts'
import { html, type Html } from '#platform/html/index.ts'
import type { View } from '#platform/http/index.ts'
import { formatPounds } from '#platform/money/index.ts'
import { formatDate, formatMonth } from '#platform/time/index.ts'
import type { PagePart } from '#modules/organisations/index.ts'
import { riskList, type RegisterCard, type RiskRow } from '#modules/risk/index.ts'
import {
  actionsList,
  details,
  emptyState,
  heading,
  inset,
  link,
  paragraph,
  summaryList,
  table,
  timeline,
  warning,
} from '#web/parts.ts'
import type { Lesson } from '../queries/lessons.ts'
import type {
  BudgetLine,
  Change,
  ForecastChange,
  Measure,
  Milestone,
  Spend,
  StatusReport,
} from '../queries/parts.ts'
import type { ProjectRow } from '../queries/projects.ts'
import { isOverdue, overLineWarning, slippageDays, slippageWords, totalSpent } from '../rules.ts'
import { projectHref } from './frame.ts'
import { lessonCard } from './list.ts'
import { achievedTag, changeTag, overallTag, stateTag } from './words.ts'

const SHOWN_MONTHS = 2

export type ProjectView = {
  readonly project: ProjectRow
  readonly today: Temporal.PlainDate
  readonly milestones: readonly Milestone[]
  readonly forecasts: readonly ForecastChange[]
  readonly measures: readonly Measure[]
  readonly budget: readonly BudgetLine[]
  readonly spends: readonly Spend[]
  readonly statuses: readonly StatusReport[]
  readonly changes: readonly Change[]
  readonly lessons: readonly Lesson[]
  /** What might go wrong with it, and its own registers; null for a reader who sees no risks. */
  readonly risks: { readonly rows: readonly RiskRow[]; readonly registers: readonly RegisterCard[] } | null
  readonly due: readonly Temporal.PlainDate[]
  readonly parts: readonly PagePart[]
  /** Whether the reader may do this to the project, and it is open. */
  readonly may: (permission: string) => boolean
}

export function projectView(shown: ProjectView): View {
  const { project, due, may } = shown
  const href = projectHref(project)
  const [last] = shown.statuses
  return {
    title: `${project.reference} ${project.title}`,
    wide: true,
    breadcrumbs: [{ href: '/projects', text: 'Projects' }],
    body: html`${heading(project.title, { caption: `Project ${project.reference}` })}${due.length > 0 && may('projects.status.report') ? inset(html`The status of ${formatMonth(due[0] ?? shown.today)} is due. ${link(`${href}/status?month=${(due[0] ?? shown.today).toString().slice(0, 7)}`, 'Report it in two minutes')}.`) : null}${actionsList(
      [
        may('projects.status.report') && { href: `${href}/status`, text: 'Report the status' },
        may('projects.spend.record') && { href: `${href}/spend`, text: 'Record spending', look: 'secondary' },
        may('projects.change.propose') && {
          href: `${href}/changes/ask`,
          text: 'Ask for a change',
          look: 'secondary',
        },
        may('projects.project.close') && {
          href: `${href}/close`,
          text: 'Close the project',
          look: 'secondary',
        },
        may('projects.project.edit') && { href: `${href}/edit`, text: 'Change its details', look: 'link' },
        may('projects.project.stop') && { href: `${href}/stop`, text: 'Stop it early', look: 'link' },
      ],
    )}${summaryList([
      { key: 'State', value: stateTag(project.state) },
      {
        key: 'Last status',
        value:
          last === undefined
            ? 'Not reported yet'
            : html`${overallTag(last.overall)} ${formatMonth(last.month)}${last.confirmed ? ', confirmed unchanged' : ''}`,
      },
      { key: 'What it is about', value: project.summary },
      { key: 'Group', value: project.groupName },
      { key: 'Sponsoring partner', value: project.sponsorName },
      { key: 'Project manager', value: project.managerName },
      { key: 'Opened', value: formatDate(project.openedOn) },
      project.closedOn !== null && {
        key: project.state === 'closed' ? 'Closed' : 'Stopped',
        value: formatDate(project.closedOn),
      },
      project.closingWords !== null && {
        key: project.state === 'closed' ? 'What was achieved' : 'Why it stopped',
        value: project.closingWords,
      },
      { key: 'Award', value: formatPounds(project.awardPence) },
    ])}${milestones(shown)}${spending(shown)}${outcomes(shown)}${statuses(shown)}${changes(shown)}${risks(shown)}${lessons(shown)}${shown.parts.map((part) => html`${heading(part.title, { level: 2 })}${part.body}`)}`,
  }
}

function risks({ project, risks: seen }: ProjectView): Html | null {
  if (seen === null) return null
  const [register] = seen.registers
  const raise = `/risks/raise?about=${project.id}${register === undefined ? '' : `&register=${register.code}`}`
  return html`${heading('Risks', { level: 2, id: 'risks' })}${riskList(
    seen.rows,
    emptyState('No risks yet', 'What might go wrong with this project appears here once somebody raises it.'),
  )}<p class="govuk-body">${link(raise, 'Raise a risk about this project')}${
    register === undefined ? null : html`, ${link(`/risks/${register.code}`, 'its register of risks')}`
  }</p>`
}

function milestones({ project, milestones: all, forecasts, today, may }: ProjectView): Html {
  const href = projectHref(project)
  const acting = may('projects.milestone.meet')
  return html`${heading('Milestones', { level: 2, id: 'milestones' })}${table(
    [
      { key: 'title', label: 'Milestone', kind: 'text', value: (row: Milestone) => row.title },
      { key: 'baseline', label: 'Baseline', kind: 'date', value: (row) => row.baselineOn },
      { key: 'forecast', label: 'Forecast', kind: 'date', value: (row) => row.forecastOn },
      {
        key: 'actual',
        label: 'Met',
        kind: 'date',
        value: (row) => row.actualOn,
        show: (row) =>
          row.actualOn === null
            ? isOverdue(row, today)
              ? html`<strong class="govuk-tag govuk-tag--red">Overdue</strong>`
              : 'Not yet'
            : formatDate(row.actualOn),
      },
      {
        key: 'slippage',
        label: 'Against the baseline',
        kind: 'text',
        value: (row) => slippageWords(slippageDays(row)),
      },
      ...(acting
        ? [
            {
              key: 'do',
              label: 'Change',
              kind: 'text' as const,
              value: () => '',
              show: (row: Milestone) =>
                row.actualOn === null
                  ? html`${link(`${href}/milestones/${row.id}/meet`, 'Met', { hidden: row.title })} or ${link(`${href}/milestones/${row.id}/reforecast`, 'new forecast', { hidden: `for ${row.title}` })}`
                  : 'Met',
            },
          ]
        : []),
    ],
    all,
    {
      caption: 'Milestones: the baseline never changes',
      captionSize: 's',
      sortedBy: 'By baseline',
      empty: emptyState(
        'No milestones',
        'The dates of the plan stand here.',
        acting && { href: `${href}/milestones/add`, text: 'Add a milestone' },
      ),
    },
  )}${acting ? paragraph(link(`${href}/milestones/add`, 'Add a milestone')) : null}${
    forecasts.length === 0
      ? null
      : details(
          'Why dates moved',
          timeline(
            forecasts.map((one) => ({
              title: `${one.milestone}: from ${formatDate(one.fromOn)} to ${formatDate(one.toOn)}`,
              when: one.changedAt,
              text: one.reason,
            })),
            { level: 3 },
          ),
        )
  }`
}

function spending({ project, budget, spends, may }: ProjectView): Html {
  const href = projectHref(project)
  const spent = totalSpent(spends)
  const left = project.awardPence - spent
  const warnings = budget.flatMap(
    (line) =>
      overLineWarning({ title: line.title, budgetPence: line.budgetPence, spentPence: line.spentPence }) ??
      [],
  )
  const chart = stackedBarChart({
    title: 'Spent and left by budget line',
    kind: 'money',
    labelHeading: 'Budget line',
    series: ['Spent', 'Left'],
    description: `${formatPounds(spent)} of the award of ${formatPounds(project.awardPence)} is spent and ${formatPounds(left)} is left.`,
    bars: budget.map((line) => ({
      label: `${line.title}, ${line.yearStarting}-${String((line.yearStarting + 1) % 100).padStart(2, '0')}`,
      values: [
        line.spentPence < 0n ? 0n : line.spentPence,
        line.budgetPence > line.spentPence ? line.budgetPence - line.spentPence : 0n,
      ],
    })),
  })
  return html`${heading('Spending', { level: 2, id: 'spending' })}${paragraph(`${formatPounds(spent)} is spent of an award of ${formatPounds(project.awardPence)}; ${formatPounds(left)} is ${project.state === 'open' ? 'left' : 'released back'}.`)}${warnings.map((words) => warning(words))}${
    budget.length === 0 ? null : chartWithTable(chart)
  }${table(
    [
      { key: 'spentOn', label: 'Invoice date', kind: 'date', value: (row: Spend) => row.spentOn },
      { key: 'supplier', label: 'Supplier', kind: 'text', value: (row) => row.supplier },
      {
        key: 'invoice',
        label: 'Invoice',
        kind: 'text',
        value: (row) => row.invoiceNumber,
        show: (row) =>
          row.reversesId === null ? row.invoiceNumber : html`${row.invoiceNumber}, reversed: ${row.reason}`,
      },
      { key: 'line', label: 'Budget line', kind: 'text', value: (row) => row.line },
      { key: 'amount', label: 'Amount', kind: 'money', value: (row) => row.amountPence, total: true },
      ...(may('projects.spend.reverse')
        ? [
            {
              key: 'do',
              label: 'Change',
              kind: 'text' as const,
              value: () => '',
              show: (row: Spend) =>
                row.reversesId === null && row.reversedById === null
                  ? link(`${href}/spends/${row.id}/reverse`, 'Reverse', {
                      hidden: `invoice ${row.invoiceNumber}`,
                    })
                  : 'Reversed',
            },
          ]
        : []),
    ],
    spends,
    {
      caption: 'Spend lines',
      captionSize: 's',
      sortedBy: 'Oldest first',
      rowHeader: null,
      empty: emptyState(
        'Nothing is spent yet',
        'Invoices paid for this project stand here.',
        may('projects.spend.record') && { href: `${href}/spend`, text: 'Record the first' },
      ),
    },
  )}`
}

function outcomes({ project, measures, may }: ProjectView): Html {
  const href = projectHref(project)
  return html`${heading('Promised benefits and outcomes', { level: 2, id: 'outcomes' })}${table(
    [
      { key: 'title', label: 'Benefit', kind: 'text', value: (row: Measure) => row.title },
      { key: 'measure', label: 'Measure', kind: 'text', value: (row) => row.measure },
      { key: 'baseline', label: 'Before', kind: 'text', value: (row) => row.baseline },
      {
        key: 'target',
        label: 'Target',
        kind: 'text',
        value: (row) => (row.unit === null ? row.target : `${row.target} ${row.unit}`),
      },
      { key: 'dueOn', label: 'By', kind: 'date', value: (row) => row.dueOn },
      {
        key: 'outcome',
        label: 'Outcome',
        kind: 'text',
        value: (row) => row.result,
        show: (row) =>
          row.achieved === null ? 'Not recorded yet' : html`${achievedTag(row.achieved)} ${row.result}`,
      },
      ...(may('projects.measure.conclude')
        ? [
            {
              key: 'do',
              label: 'Change',
              kind: 'text' as const,
              value: () => '',
              show: (row: Measure) =>
                link(`${href}/outcomes/${row.id}`, row.achieved === null ? 'Record' : 'Change', {
                  hidden: `the outcome of ${row.title}`,
                }),
            },
          ]
        : []),
    ],
    measures,
    {
      caption: 'What was promised and what became of it',
      captionSize: 's',
      empty: emptyState(
        'No benefits were promised',
        'The benefits of the business case stand here with their measures.',
      ),
    },
  )}`
}

function statuses({ project, statuses: all, may }: ProjectView): Html {
  const none = emptyState(
    'No status yet',
    'The project manager reports once a month.',
    may('projects.status.report') && { href: `${projectHref(project)}/status`, text: 'Report the first' },
  )
  const told = (reports: readonly StatusReport[]): Html =>
    timeline(
      reports.map((one) => ({
        title: html`${formatMonth(one.month)} ${overallTag(one.overall)}`,
        when: one.reportedAt,
        text: html`${one.confirmed ? paragraph('Confirmed: nothing had changed.') : null}${paragraph(one.progress)}${one.issues === null ? null : paragraph(html`<strong>In the way:</strong> ${one.issues}`)}${one.helpNeeded === null ? null : paragraph(html`<strong>Help needed:</strong> ${one.helpNeeded}`)}${one.spendForecastPence === null ? null : paragraph(`Forecast of all spending: ${formatPounds(one.spendForecastPence)}`)}`,
      })),
      { level: 3 },
    )
  const earlier = all.slice(SHOWN_MONTHS)
  return html`${heading('Monthly status', { level: 2, id: 'status' })}${all.length === 0 ? none : told(all.slice(0, SHOWN_MONTHS))}${earlier.length === 0 ? null : details(`Earlier months (${earlier.length})`, told(earlier))}`
}

function changes({ project, changes: all, may }: ProjectView): Html | null {
  if (all.length === 0) return null
  const href = projectHref(project)
  return html`${heading('Changes', { level: 2, id: 'changes' })}${table(
    [
      {
        key: 'what',
        label: 'Change',
        kind: 'text',
        value: (row: Change) => row.what,
        show: (row) =>
          html`${row.what}${row.milestone === null || row.newDate === null ? null : html` (${row.milestone} to ${formatDate(row.newDate)})`}`,
      },
      { key: 'why', label: 'Why', kind: 'text', value: (row) => row.why },
      { key: 'by', label: 'Asked by', kind: 'text', value: (row) => row.proposerName },
      {
        key: 'state',
        label: 'State',
        kind: 'text',
        value: (row) => row.state,
        show: (row) =>
          html`${changeTag(row.state)}${row.decisionWords === null ? null : html` ${row.decisionWords}`}`,
      },
      ...(may('projects.change.decide')
        ? [
            {
              key: 'do',
              label: 'Decide',
              kind: 'text' as const,
              value: () => '',
              show: (row: Change) =>
                row.state === 'proposed'
                  ? link(`${href}/changes/${row.id}/decide`, 'Decide', { hidden: row.what })
                  : `By ${row.deciderName ?? 'the system'}`,
            },
          ]
        : []),
    ],
    all,
    { caption: 'Changes that were asked for', captionSize: 's', sortedBy: 'Newest first', rowHeader: 'what' },
  )}`
}

function lessons({ project, lessons: all, may }: ProjectView): Html {
  const add = may('projects.lesson.add')
    ? { href: `${projectHref(project)}/lessons/add`, text: 'Write down a lesson' }
    : null
  return html`${heading('Lessons', { level: 2, id: 'lessons' })}${all.length === 0 ? emptyState('No lessons yet', 'At least one is written down before the project closes.', add) : html`${all.map((lesson) => lessonCard(lesson, 3))}${add === null ? null : paragraph(link(add.href, add.text))}`}`
}
