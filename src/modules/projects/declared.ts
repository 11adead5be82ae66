// The questions about projects that can be asked through every door: page, API and command.
import { query } from '#platform/actions/index.ts'
import { field } from '#platform/fields/index.ts'
import { lessonSearch, lessonsOf, similarProjects } from './queries/lessons.ts'
import { budgetOf, changesOf, measuresOf, milestonesOf, spendsOf, statusesOf } from './queries/parts.ts'
import { projectByReference, projectList, READ } from './queries/projects.ts'
import { stateWords } from './rules.ts'

const doors = ['page', 'api', 'command'] as const
const after = field.text('Where the page before ended', { most: 400 }).optional()

export const listProjects = query({
  name: 'projects.project.list',
  title: 'List projects',
  permission: READ,
  doors,
  parameters: {
    state: field.choice('State', stateWords).optional(),
    search: field.text('Words', { most: 100 }).optional(),
    after,
  },
  run: (reader, { state, search, after }) =>
    projectList(reader, {
      ...(state === null ? {} : { state }),
      ...(search === null ? {} : { search }),
      ...(after === null ? {} : { after }),
    }),
})

export const readProject = query({
  name: READ,
  title: 'Show a project',
  doors,
  parameters: { reference: field.text('Reference', { most: 30, hint: 'Like P-0012' }) },
  async run(reader, { reference }) {
    const project = await projectByReference(reader, reference)
    return {
      ...project,
      budget: await budgetOf(reader, project.id),
      spends: await spendsOf(reader, project.id),
      milestones: await milestonesOf(reader, project.id),
      measures: await measuresOf(reader, project.id),
      statuses: await statusesOf(reader, project.id),
      changes: await changesOf(reader, project.id),
      lessons: await lessonsOf(reader, project.id),
    }
  },
})

export const searchLessons = query({
  name: 'projects.lesson.list',
  title: 'Search the lessons',
  permission: READ,
  doors,
  parameters: { words: field.text('Words', { most: 200 }).optional(), after },
  run: (reader, { words, after }) =>
    lessonSearch(reader, {
      ...(words === null ? {} : { words }),
      ...(after === null ? {} : { after }),
    }),
})

export const findSimilar = query({
  name: 'projects.project.resembling',
  title: 'Find past projects that resemble a text',
  permission: READ,
  doors,
  parameters: { text: field.longText('Text', { most: 4000 }) },
  run: async (reader, { text }) => ({ rows: await similarProjects(reader, text) }),
})
