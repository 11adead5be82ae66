// The list of projects, the library of lessons, and the page of one project.
import { get, page } from '#platform/http/index.ts'
import { fileOf } from '#platform/tables/index.ts'
import { registersAbout, risksAbout } from '#modules/risk/index.ts'
import { lessonSearch, lessonsOf } from '../queries/lessons.ts'
import {
  budgetOf,
  changesOf,
  forecastsOf,
  measuresOf,
  milestonesOf,
  spendsOf,
  statusesOf,
} from '../queries/parts.ts'
import { mayIn, projectList, READ, reportedMonths, todayOf } from '../queries/projects.ts'
import { monthsDue } from '../rules.ts'
import { projectPage } from '../slot.ts'
import { lessonColumns, lessonListView, projectColumns, projectListView } from '../views/list.ts'
import { projectView } from '../views/project.ts'
import { filterOf, listed, MOST_DOWNLOADED, theProject } from './reading.ts'

export const listsPages = [
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
      if (format !== undefined) return fileOf(format, 'projects', projectColumns, rows)
      return page(projectListView({ ...found, rows }, visit.query))
    },
  }),
  get('/projects/lessons', {
    permission: READ,
    async run(visit) {
      const { format, q = '', after } = visit.query
      const found = await lessonSearch(
        visit,
        { words: q, ...(after === undefined ? {} : { after }) },
        format === undefined ? undefined : MOST_DOWNLOADED,
      )
      if (format !== undefined) return fileOf(format, 'lessons', lessonColumns, found.rows)
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
          risks: visit.may('risk.risk.read')
            ? {
                rows: await risksAbout(visit, project.id),
                registers: await registersAbout(visit, project.id),
              }
            : null,
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
