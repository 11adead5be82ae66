// How projects and what was learnt in them are found: by whoever may read the project (P7).
import { isAmong, keysFor, said, type SearchKind } from '#platform/search/index.ts'
import { READ } from './queries/projects.ts'
import { stateWords } from './rules.ts'

type Placed = { readonly id: string; readonly partnership_id: string; readonly group_id: string | null }

const readers = ({ id, partnership_id, group_id }: Placed) =>
  keysFor(READ, [
    { kind: 'partnership', id: partnership_id },
    group_id === null ? null : { kind: 'group', id: group_id },
    { kind: 'project', id },
  ])

const projectKind: SearchKind = {
  kind: 'projects.project',
  title: 'Project',
  plural: 'Projects',
  async records(db, ids) {
    const rows = await db
      .selectFrom('projects.project as project')
      .selectAll('project')
      .where(isAmong(ids, 'project.id'))
      .execute()
    return rows.map((row) => ({
      id: row.id,
      title: row.title,
      words: said(row.reference, row.summary, row.closing_words, stateWords[row.state]),
      href: `/projects/${row.reference}`,
      at: row.opened_on,
      body: row.sponsor_organisation_id,
      audience: readers(row),
    }))
  },
}

const lessonKind: SearchKind = {
  kind: 'projects.lesson',
  title: 'Lesson',
  plural: 'Lessons',
  async records(db, ids) {
    const rows = await db
      .selectFrom('projects.lesson as lesson')
      .innerJoin('projects.project as project', 'project.id', 'lesson.project_id')
      .select(['lesson.id as lesson_id', 'lesson.title', 'lesson.what_happened', 'lesson.what_we_learnt'])
      .select(['lesson.keywords', 'lesson.written_on', 'project.title as project_title', 'project.reference'])
      .select(['project.id', 'project.partnership_id', 'project.group_id', 'project.sponsor_organisation_id'])
      .where(isAmong(ids, 'lesson.id'))
      .execute()
    return rows.map((row) => ({
      id: row.lesson_id,
      title: row.title,
      words: said(row.what_we_learnt, row.what_happened, row.keywords, row.project_title, row.reference),
      href: `/projects/${row.reference}#lessons`,
      at: row.written_on,
      body: row.sponsor_organisation_id,
      audience: readers(row),
    }))
  },
}

/** The kinds of record of this module that can be found. */
export const search: readonly SearchKind[] = [projectKind, lessonKind]
