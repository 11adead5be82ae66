// What the pages of projects read before they choose a view: the project of the address, the filter of a list.
import type { Visit } from '#platform/http/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { field, readFields } from '#platform/fields/index.ts'
import { groupByCode } from '#modules/groups/index.ts'
import {
  lastStatuses,
  mayIn,
  projectByReference,
  spentByProject,
  type ProjectFilter,
  type ProjectRow,
} from '../queries/projects.ts'
import { stateWords } from '../rules.ts'
import { projectHref } from '../views/frame.ts'
import { type ListedProject } from '../views/list.ts'

export const MOST_DOWNLOADED = 20_000

const listFilter = {
  q: field.text('Words', { most: 100 }).optional(),
  state: field.choice('State', stateWords).optional(),
  group: field.text('Group', { most: 80 }).optional(),
  after: field.text('Where the page before ended', { most: 400 }).optional(),
}

export async function filterOf(visit: Visit): Promise<ProjectFilter> {
  const { format: _, ...asked } = visit.query
  const { q, state, group, after } = readFields(listFilter, asked)
  const found = group === null ? undefined : ((await groupByCode(visit, group)) ?? notFound('group'))
  return {
    ...(q === null ? {} : { search: q }),
    ...(state === null ? {} : { state }),
    ...(found === undefined ? {} : { group: found.id }),
    ...(after === null ? {} : { after }),
  }
}

export async function listed(visit: Visit, rows: readonly ProjectRow[]): Promise<ListedProject[]> {
  const ids = rows.map((row) => row.id)
  const [spent, overall] = [await spentByProject(visit, ids), await lastStatuses(visit, ids)]
  return rows.map((row) => ({ ...row, spentPence: spent.get(row.id) ?? 0n, overall: overall.get(row.id) }))
}

export const theProject = (visit: Visit): Promise<ProjectRow> =>
  projectByReference(visit, visit.params['project'] ?? '')

/** The project of the address, for a form: not found for whoever may not do this to it, nor when it has ended, but that a lesson may come late. */
export async function openFor(visit: Visit, permission: string): Promise<ProjectRow> {
  const project = await theProject(visit)
  const isOpen = project.state === 'open' || permission === 'projects.lesson.add'
  return isOpen && mayIn(visit, permission, project) ? project : notFound('page')
}

export const done = (project: ProjectRow, notice: string, part = ''): { to: string; notice: string } => ({
  to: `${projectHref(project)}${part}`,
  notice,
})

export async function oneOf<T extends { readonly id: string }>(
  rows: Promise<readonly T[]>,
  id: string | undefined,
  noun: string,
): Promise<T> {
  return (await rows).find((row) => row.id === id) ?? notFound(noun)
}
