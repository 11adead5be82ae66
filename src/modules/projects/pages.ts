// The pages of projects, each with its address, its permission and its view.
import { csvOf, xlsxOf, type Column } from '#platform/tables/index.ts'
import { download, form, get, page, type Answer, type Visit } from '#platform/http/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { decimalPounds, formatPounds } from '#platform/money/index.ts'
import { formatDate, formatMonth } from '#platform/time/index.ts'
import { html } from '#platform/html/index.ts'
import { groupByCode } from '#modules/groups/index.ts'
import { peopleNamed } from '#modules/organisations/index.ts'
import { membersOn } from '#modules/partnerships/index.ts'
import { inset, link, paragraph, summaryList } from '#web/parts.ts'
import { decideChange, proposeChange } from './actions/changes.ts'
import { addLesson, closeProject, closureCheck, recordOutcome, stopProject } from './actions/closing.ts'
import { recordSpend, reverseSpend } from './actions/money.ts'
import { editProject } from './actions/opening.ts'
import {
  addMilestone,
  confirmStatus,
  meetMilestone,
  reforecastMilestone,
  reportStatus,
} from './actions/progress.ts'
import {
  budgetOf,
  changesOf,
  forecastsOf,
  lastStatuses,
  lessonSearch,
  lessonsOf,
  mayIn,
  measuresOf,
  milestonesOf,
  projectByReference,
  projectList,
  READ,
  reportedMonths,
  spendsOf,
  spentByProject,
  statusesOf,
  todayOf,
  type ProjectFilter,
  type ProjectRow,
} from './queries.ts'
import {
  missingForClosure,
  monthOf,
  monthsDue,
  slippageDays,
  slippageWords,
  stateWords,
  totalSpent,
  type ProjectState,
} from './rules.ts'
import { projectPage } from './slot.ts'
import { closingView } from './views/closing.ts'
import { projectForm, projectHref } from './views/frame.ts'
import {
  lessonColumns,
  lessonListView,
  projectColumns,
  projectListView,
  type ListedProject,
} from './views/list.ts'
import { projectView } from './views/project.ts'
import { overallTag } from './views/words.ts'

const MOST_DOWNLOADED = 20_000

/** The list as a file, when the address asks for one. */
async function file<Row>(
  name: string,
  format: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): Promise<Answer> {
  if (format === 'csv')
    return download({ name: `${name}.csv`, type: 'text/csv; charset=utf-8', bytes: csvOf(columns, rows) })
  if (format === 'xlsx')
    return download({
      name: `${name}.xlsx`,
      type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      bytes: await xlsxOf(columns, rows, name),
    })
  return notFound('page')
}

const isState = (text: string | undefined): text is ProjectState =>
  text !== undefined && Object.hasOwn(stateWords, text)

async function filterOf(visit: Visit): Promise<ProjectFilter> {
  const { q, state, group, cursor } = visit.query
  const found = group === undefined || group === '' ? undefined : await groupByCode(visit, group)
  return {
    ...(q === undefined ? {} : { search: q }),
    ...(isState(state) ? { state } : {}),
    ...(found === undefined ? {} : { group: found.id }),
    ...(cursor === undefined ? {} : { cursor }),
  }
}

async function listed(visit: Visit, rows: readonly ProjectRow[]): Promise<ListedProject[]> {
  const ids = rows.map((row) => row.id)
  const [spent, overall] = [await spentByProject(visit, ids), await lastStatuses(visit, ids)]
  return rows.map((row) => ({ ...row, spentPence: spent.get(row.id) ?? 0n, overall: overall.get(row.id) }))
}

const theProject = (visit: Visit): Promise<ProjectRow> =>
  projectByReference(visit, visit.params['project'] ?? '')

/** The project of the address, for a form: not found for whoever may not do this to it, nor when it has ended, but that a lesson may come late. */
async function openFor(visit: Visit, permission: string): Promise<ProjectRow> {
  const project = await theProject(visit)
  const isOpen = project.state === 'open' || permission === 'projects.lesson.add'
  return isOpen && mayIn(visit, permission, project) ? project : notFound('page')
}

const done = (project: ProjectRow, notice: string, part = ''): { to: string; notice: string } => ({
  to: `${projectHref(project)}${part}`,
  notice,
})

async function oneOf<T extends { readonly id: string }>(
  rows: Promise<readonly T[]>,
  id: string | undefined,
  noun: string,
): Promise<T> {
  return (await rows).find((row) => row.id === id) ?? notFound(noun)
}

const lists = [
  get('/projects', {
    permission: READ,
    async run(visit) {
      const { format } = visit.query
      const found = await projectList(
        visit,
        await filterOf(visit),
        format === undefined ? undefined : MOST_DOWNLOADED,
      )
      const rows = await listed(visit, found.rows)
      if (format !== undefined) return file('projects', format, projectColumns, rows)
      return page(projectListView({ ...found, rows }, visit.query))
    },
  }),
  get('/projects/lessons', {
    permission: READ,
    async run(visit) {
      const { format, q = '', cursor } = visit.query
      const found = await lessonSearch(
        visit,
        { words: q, ...(cursor === undefined ? {} : { cursor }) },
        format === undefined ? undefined : MOST_DOWNLOADED,
      )
      if (format !== undefined) return file('lessons', format, lessonColumns, found.rows)
      return page(lessonListView(found, q))
    },
  }),
  get('/projects/:project', {
    permission: READ,
    async run(visit) {
      const project = await theProject(visit)
      const may = (permission: string): boolean =>
        mayIn(visit, permission, project) &&
        (project.state === 'open' || permission === 'projects.lesson.add')
      const today = todayOf(visit)
      return page(
        projectView({
          project,
          today,
          may,
          milestones: await milestonesOf(visit, project.id),
          forecasts: await forecastsOf(visit, project.id),
          measures: await measuresOf(visit, project.id),
          budget: await budgetOf(visit, project.id),
          spends: await spendsOf(visit, project.id),
          statuses: await statusesOf(visit, project.id),
          changes: await changesOf(visit, project.id),
          lessons: await lessonsOf(visit, project.id),
          due:
            project.state === 'open'
              ? monthsDue(project.openedOn, await reportedMonths(visit, project.id), today)
              : [],
          parts: (
            await visit.fills(projectPage, {
              projectId: project.id,
              reference: project.reference,
              partnershipId: project.partnershipId,
            })
          ).toSorted((a, b) => a.order - b.order),
        }),
      )
    },
  }),
]

const details = [
  form('/projects/:project/edit', {
    action: editProject,
    load: (visit) => openFor(visit, 'projects.project.edit'),
    values: (_, project) => ({
      project: project.id,
      version: String(project.version),
      title: project.title,
      summary: project.summary,
      manager: project.managerId,
    }),
    async options(visit, project) {
      const members = await membersOn(visit, project.partnershipId, todayOf(visit))
      const people = await peopleNamed(visit, {
        organisationIds: members.map((member) => member.organisation_id),
      })
      return {
        manager: people.map((person) => ({
          value: person.id,
          text: `${person.name}, ${person.organisation_name ?? 'no employer'}`,
        })),
      }
    },
    view: (_, project, state) => projectForm(project, 'Change a project', state, { submit: 'Save' }),
    then: (_, __, project) => done(project, 'The project was changed.'),
  }),
  form('/projects/:project/milestones/add', {
    action: addMilestone,
    load: (visit) => openFor(visit, 'projects.milestone.add'),
    values: (_, project) => ({ project: project.id }),
    view: (_, project, state) =>
      projectForm(project, 'Add a milestone', state, { submit: 'Add the milestone' }),
    then: (_, __, project) => done(project, 'The milestone was added.', '#milestones'),
  }),
  form('/projects/:project/milestones/:milestone/meet', {
    action: meetMilestone,
    fixed: (visit) => ({ milestone: visit.params['milestone'] }),
    load: async (visit) => {
      const project = await openFor(visit, 'projects.milestone.meet')
      return {
        project,
        milestone: await oneOf(milestonesOf(visit, project.id), visit.params['milestone'], 'milestone'),
      }
    },
    values: (visit, { milestone }) => ({
      version: String(milestone.version),
      actualOn: todayOf(visit).toString(),
    }),
    view: (_, { project, milestone }, state) =>
      projectForm(project, `Met: ${milestone.title}`, state, {
        submit: 'Record it as met',
        intro: html`${paragraph(`It was promised for ${formatDate(milestone.baselineOn)} and stands ${slippageWords(slippageDays(milestone))}.`)}${paragraph(link(`${projectHref(project)}/milestones/${milestone.id}/reforecast`, 'It is not met: give it a new forecast'))}`,
      }),
    then: (_, __, { project }) => done(project, 'The milestone was recorded as met.', '#milestones'),
  }),
  form('/projects/:project/milestones/:milestone/reforecast', {
    action: reforecastMilestone,
    fixed: (visit) => ({ milestone: visit.params['milestone'] }),
    load: async (visit) => {
      const project = await openFor(visit, 'projects.milestone.reforecast')
      return {
        project,
        milestone: await oneOf(milestonesOf(visit, project.id), visit.params['milestone'], 'milestone'),
      }
    },
    values: (_, { milestone }) => ({
      version: String(milestone.version),
      forecastOn: milestone.forecastOn.toString(),
    }),
    view: (_, { project, milestone }, state) =>
      projectForm(project, `New forecast: ${milestone.title}`, state, {
        submit: 'Save the forecast',
        intro: paragraph('The baseline stays as it was promised.'),
      }),
    then: (_, __, { project }) => done(project, 'The forecast was changed.', '#milestones'),
  }),
]

const status = [
  form('/projects/:project/status', {
    action: reportStatus,
    load: async (visit) => {
      const project = await openFor(visit, 'projects.status.report')
      return {
        project,
        statuses: await statusesOf(visit, project.id),
        due: monthsDue(project.openedOn, await reportedMonths(visit, project.id), todayOf(visit)),
      }
    },
    // The last answers, so that a month in which little happened is reported by changing little.
    values(visit, { project, statuses, due }) {
      const month = visit.query['month'] ?? (due[0] ?? monthOf(todayOf(visit))).toString().slice(0, 7)
      const [last] = statuses
      if (last === undefined) return { project: project.id, month }
      return {
        project: project.id,
        month,
        overall: last.overall,
        progress: last.progress,
        issues: last.issues ?? '',
        helpNeeded: last.helpNeeded ?? '',
        spendForecast:
          last.spendForecastPence === null ? '' : decimalPounds(last.spendForecastPence).replace(/\.00$/, ''),
      }
    },
    view(visit, { project, statuses, due }, state) {
      const [last] = statuses
      const month = typeof state.values['month'] === 'string' ? state.values['month'] : ''
      const intro = html`${last === undefined ? null : inset(html`Below are the answers of ${formatMonth(last.month)} (${overallTag(last.overall)}). Change what has changed. ${link(`${projectHref(project)}/status/confirm?month=${encodeURIComponent(month)}`, 'Nothing has changed: confirm them')}.`)}${due.length > 1 ? paragraph(`${due.length} months are due: ${due.map((one) => formatMonth(one)).join(', ')}.`) : null}`
      return projectForm(project, 'Monthly status', state, {
        submit: 'Report',
        intro,
        more: { progress: { lines: 3 }, issues: { lines: 2 }, helpNeeded: { lines: 2 } },
      })
    },
    then: (_, __, { project }) => done(project, 'The status was reported.', '#status'),
  }),
  form('/projects/:project/status/confirm', {
    action: confirmStatus,
    load: async (visit) => {
      const project = await openFor(visit, 'projects.status.report')
      return { project, statuses: await statusesOf(visit, project.id) }
    },
    values: (visit, { project }) => ({
      project: project.id,
      month: visit.query['month'] ?? monthOf(todayOf(visit)).toString().slice(0, 7),
    }),
    view(_, { project, statuses }, state) {
      const [last] = statuses
      const words =
        last === undefined
          ? paragraph('There is no earlier status to confirm.')
          : summaryList(
              [
                { key: 'How it stands', value: overallTag(last.overall) },
                { key: 'What was done', value: last.progress },
                { key: 'In the way', value: last.issues },
                { key: 'Help needed', value: last.helpNeeded },
              ],
              { title: formatMonth(last.month) },
            )
      return projectForm(project, 'Nothing has changed', state, {
        submit: 'Confirm for this month',
        intro: html`${paragraph('The report will say that it was confirmed, not written anew.')}${words}`,
      })
    },
    then: (_, __, { project }) => done(project, 'The status was confirmed.', '#status'),
  }),
]

const money = [
  form('/projects/:project/spend', {
    action: recordSpend,
    load: async (visit) => {
      const project = await openFor(visit, 'projects.spend.record')
      return {
        project,
        budget: await budgetOf(visit, project.id),
        spent: totalSpent(await spendsOf(visit, project.id)),
      }
    },
    values: (_, { project }) => ({ project: project.id }),
    options: (_, { budget }) => ({
      line: budget.map((line) => ({
        value: line.id,
        text: `${line.title}: ${formatPounds(line.budgetPence - line.spentPence)} left`,
      })),
    }),
    view: (_, { project, spent }, state) =>
      projectForm(project, 'Record spending', state, {
        submit: 'Record it',
        intro: paragraph(
          `${formatPounds(project.awardPence - spent)} of the award is left. More than that is refused.`,
        ),
      }),
    then: (_, __, { project }) => done(project, 'The spending was recorded.', '#spending'),
  }),
  form('/projects/:project/spends/:spend/reverse', {
    action: reverseSpend,
    fixed: (visit) => ({ spend: visit.params['spend'] }),
    load: async (visit) => {
      const project = await openFor(visit, 'projects.spend.reverse')
      return { project, spend: await oneOf(spendsOf(visit, project.id), visit.params['spend'], 'spend line') }
    },
    view: (_, { project, spend }, state) =>
      projectForm(project, 'Reverse a spend', state, {
        submit: 'Reverse it',
        look: 'warning',
        intro: paragraph(
          `Invoice ${spend.invoiceNumber} of ${spend.supplier} stays in the list; a negative line is added.`,
        ),
      }),
    then: (_, __, { project }) => done(project, 'The spend was reversed.', '#spending'),
  }),
]

const changes = [
  form('/projects/:project/changes/ask', {
    action: proposeChange,
    load: async (visit) => {
      const project = await openFor(visit, 'projects.change.propose')
      return { project, milestones: await milestonesOf(visit, project.id) }
    },
    values: (_, { project }) => ({ project: project.id }),
    options: (_, { milestones }) => ({
      milestone: milestones
        .filter((one) => one.actualOn === null)
        .map((one) => ({ value: one.id, text: one.title })),
    }),
    view: (_, { project }, state) =>
      projectForm(project, 'Ask for a change', state, {
        submit: 'Ask for it',
        intro: paragraph(
          'Somebody else decides it. The baseline of a date stays; the award cannot grow: more money is a new business case.',
        ),
      }),
    then: (_, __, { project }) => done(project, 'The change was asked for.', '#changes'),
  }),
  form('/projects/:project/changes/:change/decide', {
    action: decideChange,
    fixed: (visit) => ({ change: visit.params['change'] }),
    load: async (visit) => {
      const project = await openFor(visit, 'projects.change.decide')
      return { project, change: await oneOf(changesOf(visit, project.id), visit.params['change'], 'change') }
    },
    view: (_, { project, change }, state) =>
      projectForm(project, 'Decide a change', state, {
        submit: 'Record the decision',
        intro: summaryList([
          { key: 'Change', value: change.what },
          { key: 'Why', value: change.why },
          { key: 'Asked by', value: change.proposerName },
        ]),
      }),
    then: (_, __, { project }) => done(project, 'The change was decided.', '#changes'),
  }),
]

const ending = [
  form('/projects/:project/outcomes/:measure', {
    action: recordOutcome,
    fixed: (visit) => ({ measure: visit.params['measure'] }),
    load: async (visit) => {
      const project = await openFor(visit, 'projects.measure.conclude')
      return {
        project,
        measure: await oneOf(measuresOf(visit, project.id), visit.params['measure'], 'measure'),
      }
    },
    values: (_, { measure }) => ({
      version: String(measure.version),
      achieved: measure.achieved ?? '',
      result: measure.result ?? '',
    }),
    view: (_, { project, measure }, state) =>
      projectForm(project, 'Record an outcome', state, {
        submit: 'Save the outcome',
        intro: summaryList([
          { key: 'Benefit', value: measure.title },
          { key: 'Measure', value: measure.measure },
          { key: 'Before', value: measure.baseline },
          { key: 'Target', value: measure.target },
        ]),
      }),
    then: (_, __, { project }) => done(project, 'The outcome was recorded.', '#outcomes'),
  }),
  form('/projects/:project/lessons/add', {
    action: addLesson,
    load: (visit) => openFor(visit, 'projects.lesson.add'),
    values: (_, project) => ({ project: project.id }),
    view: (_, project, state) =>
      projectForm(project, 'Write down a lesson', state, {
        submit: 'Add the lesson',
        intro: paragraph('Write for somebody in another council who is about to do the same.'),
      }),
    then: (_, __, project) => done(project, 'The lesson was added to the library.', '#lessons'),
  }),
  form('/projects/:project/close', {
    action: closeProject,
    load: async (visit) => {
      const project = await openFor(visit, 'projects.project.close')
      return {
        project,
        missing: missingForClosure(await closureCheck(visit, project.id)),
        measures: await measuresOf(visit, project.id),
        lessons: await lessonsOf(visit, project.id),
        leftPence: project.awardPence - totalSpent(await spendsOf(visit, project.id)),
      }
    },
    values: (_, { project }) => ({ project: project.id, version: String(project.version) }),
    view: (_, closing, state) => closingView(closing, state),
    then: (_, __, { project }) =>
      done(project, 'The project was closed. Its closure stands on the next agenda.'),
  }),
  form('/projects/:project/stop', {
    action: stopProject,
    load: (visit) => openFor(visit, 'projects.project.stop'),
    values: (_, project) => ({ project: project.id, version: String(project.version) }),
    view: (_, project, state) =>
      projectForm(project, 'Stop the project early', state, {
        submit: 'Stop the project',
        look: 'warning',
        intro: paragraph(
          'What was not spent goes back to the fund. At least one lesson must be written down first.',
        ),
      }),
    then: (_, __, project) => done(project, 'The project was stopped.'),
  }),
]

export const pages = [...lists, ...details, ...status, ...money, ...changes, ...ending]
