// The monthly status: the last answers shown, to change or to confirm.
import { form } from '#platform/http/index.ts'
import { decimalPounds } from '#platform/money/index.ts'
import { formatMonth } from '#platform/time/index.ts'
import { html } from '#platform/html/index.ts'
import { inset, link, paragraph, summaryList } from '#web/parts.ts'
import { confirmStatus, reportStatus } from '../actions/progress.ts'
import { statusesOf } from '../queries/parts.ts'
import { reportedMonths, todayOf } from '../queries/projects.ts'
import { monthOf, monthsDue } from '../rules.ts'
import { projectForm, projectHref } from '../views/frame.ts'
import { overallTag } from '../views/words.ts'
import { openFor, done } from './reading.ts'

export const statusPages = [
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
