// The library of lessons, and the past projects that resemble a text.
import { sql } from '#platform/database/index.ts'
import { afterCursor, pageOf, type Listed } from '#platform/tables/index.ts'
import type { Reader } from '#platform/actions/index.ts'
import type { Again } from '../schema.ts'
import { READ, PAGE_ROWS, visible, projectRows, type ProjectRow } from './projects.ts'

export type Lesson = {
  readonly id: string
  readonly title: string
  readonly whatHappened: string
  readonly whatWeLearnt: string
  readonly again: Again
  readonly keywords: string
  readonly writtenOn: Temporal.PlainDate
  readonly projectId: string
  readonly reference: string
  readonly projectTitle: string
}

const lessonRows = (reader: Reader) =>
  reader.db
    .selectFrom('projects.lesson as lesson')
    .innerJoin('projects.project as project', 'project.id', 'lesson.project_id')
    .select([
      'lesson.id',
      'lesson.title',
      'lesson.what_happened as whatHappened',
      'lesson.what_we_learnt as whatWeLearnt',
      'lesson.would_do_again as again',
      'lesson.keywords',
      'lesson.written_on as writtenOn',
      'project.id as projectId',
      'project.reference',
      'project.title as projectTitle',
    ])
type LessonRows = ReturnType<typeof lessonRows>

function visibleLessons(reader: Reader, rows: LessonRows): LessonRows {
  const [partnerships, groups, own] = [
    reader.scopes(READ, 'partnership'),
    reader.scopes(READ, 'group'),
    reader.scopes(READ, 'project'),
  ]
  if (partnerships === 'all' || groups === 'all' || own === 'all') return rows
  return rows.where((is) =>
    is.or([
      is('project.partnership_id', '=', is.fn.any(sql<string[]>`${partnerships}::uuid[]`)),
      is('project.group_id', '=', is.fn.any(sql<string[]>`${groups}::uuid[]`)),
      is('project.id', '=', is.fn.any(sql<string[]>`${own}::uuid[]`)),
    ]),
  )
}

export async function lessonsOf(reader: Reader, projectId: string): Promise<readonly Lesson[]> {
  return visibleLessons(reader, lessonRows(reader))
    .where('lesson.project_id', '=', projectId)
    .orderBy('lesson.id')
    .execute()
}

/** The library: all lessons newest first, or those that match the words as a searcher would type them, the best match first. Matches come as one page. */
export async function lessonSearch(
  reader: Reader,
  filter: { readonly words?: string; readonly after?: string },
  most = PAGE_ROWS,
): Promise<Listed<Lesson>> {
  const words = filter.words?.trim() ?? ''
  const rows = visibleLessons(reader, lessonRows(reader))
  if (words === '') {
    const place = afterCursor(filter.after, 1)
    const page = place === null ? rows : rows.where('lesson.id', '<', place[0] ?? '')
    return pageOf(
      await page
        .orderBy('lesson.id', 'desc')
        .limit(most + 1)
        .execute(),
      most,
      (row) => [row.id],
    )
  }
  const asked = sql`websearch_to_tsquery('english', ${words})`
  return {
    rows: await rows
      .where(sql<boolean>`lesson.search @@ ${asked}`)
      .orderBy(sql`ts_rank(lesson.search, ${asked})`, 'desc')
      .orderBy('lesson.id')
      .limit(most)
      .execute(),
  }
}

export type Similar = {
  readonly project: Pick<ProjectRow, 'id' | 'reference' | 'title' | 'state' | 'summary'>
  readonly lessons: readonly Pick<Lesson, 'id' | 'title' | 'whatWeLearnt'>[]
}

/** Projects that share words with a text, the closest first, each with its lessons: what somebody who writes a case should read before. */
export async function similarProjects(reader: Reader, text: string, most = 3): Promise<readonly Similar[]> {
  if (text.trim() === '') return []
  // Any shared word counts, and rare company of words ranks higher: "or" between the lexemes, ranked by density.
  const wanted = sql`(select string_agg(quote_literal(lexeme), ' | ')::tsquery from unnest(to_tsvector('english', ${text.slice(0, 4000)})) where length(lexeme) > 2)`
  const document = sql`(setweight(to_tsvector('english', project.title), 'A') || setweight(to_tsvector('english', project.summary), 'C')
    || coalesce((select tsvector_agg from (select string_agg(lesson.title || ' ' || lesson.keywords || ' ' || lesson.what_we_learnt, ' ') as words from projects.lesson where lesson.project_id = project.id) as l,
      lateral (select setweight(to_tsvector('english', coalesce(l.words, '')), 'B') as tsvector_agg) as v), ''::tsvector))`
  const rank = sql<number>`ts_rank_cd(${document}, ${wanted})::float8`
  const rows = await visible(reader, projectRows(reader))
    .where(sql<boolean>`${document} @@ ${wanted}`)
    .orderBy(rank, 'desc')
    .orderBy('project.id')
    .limit(most)
    .execute()
  const similar: Similar[] = []
  for (const { id, reference, title, state, summary } of rows) {
    similar.push({ project: { id, reference, title, state, summary }, lessons: await lessonsOf(reader, id) })
  }
  return similar
}
