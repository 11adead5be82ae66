// Asking for a change and deciding it.
import { form } from '#platform/http/index.ts'
import { paragraph, summaryList } from '#web/parts.ts'
import { decideChange, proposeChange } from '../actions/changes.ts'
import { changesOf, milestonesOf } from '../queries/parts.ts'
import { projectForm } from '../views/frame.ts'
import { openFor, done, oneOf } from './reading.ts'

export const changesPages = [
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
