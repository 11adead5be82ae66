// Outcomes, lessons, and the end of a project.
import { form } from '#platform/http/index.ts'
import { paragraph, summaryList } from '#web/parts.ts'
import { addLesson, closeProject, closureCheck, recordOutcome, stopProject } from '../actions/closing.ts'
import { lessonsOf } from '../queries/lessons.ts'
import { measuresOf, spendsOf } from '../queries/parts.ts'
import { missingForClosure, totalSpent } from '../rules.ts'
import { closingView } from '../views/closing.ts'
import { projectForm } from '../views/frame.ts'
import { openFor, done, oneOf } from './reading.ts'

export const endingPages = [
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
