// What a partnership did before it came here: its past projects, and what was learnt from them. Loaded so that the
// next applicant finds them; loading the same file twice changes nothing.
import type { Inside } from '#platform/actions/index.ts'
import { field, type Answers } from '#platform/fields/index.ts'
import {
  readLines,
  type ImportKind,
  type ImportLine,
  type ImportOutcome,
  type ImportRow,
  type Line,
} from '#platform/module/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { organisationsByCode, personByMail } from '#modules/organisations/index.ts'
import { groupByCode } from '#modules/groups/index.ts'
import { partnershipsNamed } from '#modules/partnerships/index.ts'
import { enterProject } from './actions/project.ts'
import { againWords } from './actions/closing.ts'

const projectColumns = {
  partnership: field.code('partnership'),
  title: field.text('title', { most: 160 }),
  summary: field.longText('summary', { most: 3000 }),
  sponsor: field.code('sponsor'),
  manager: field.mail('manager'),
  opened: field.date('opened'),
  closed: field.date('closed'),
  outcome: field.longText('outcome', { most: 2000 }),
  group: field.code('group').optional(),
}
const lessonColumns = {
  partnership: field.code('partnership'),
  project: field.text('project', { most: 160 }),
  title: field.text('title', { most: 120 }),
  what_happened: field.longText('what_happened', { most: 2000 }),
  what_we_learnt: field.longText('what_we_learnt', { most: 2000 }),
  again: field.choice('again', againWords),
  keywords: field.text('keywords', { most: 200 }).optional(),
}
type PastProject = Answers<typeof projectColumns>
type PastLesson = Answers<typeof lessonColumns>

const OFFICERS = 'projects.project.import'

/** `connects import past-projects <file.csv>`: projects that had ended before they were recorded here. */
export const pastProjects: ImportKind = {
  kind: 'past-projects',
  title: 'Projects that have ended',
  permission: OFFICERS,
  headers: ['partnership', 'title', 'summary', 'sponsor', 'manager', 'opened', 'closed', 'outcome'],
  optionalHeaders: ['group'],
  load: loadProjects,
}

/** `connects import lessons <file.csv>`: what was learnt, by partnership and the project's title or reference. */
export const pastLessons: ImportKind = {
  kind: 'lessons',
  title: 'Lessons of projects',
  permission: OFFICERS,
  headers: ['partnership', 'project', 'title', 'what_happened', 'what_we_learnt', 'again'],
  optionalHeaders: ['keywords'],
  load: loadLessons,
}

const nothing = (faults: readonly ImportLine[]): ImportOutcome => ({
  created: 0,
  changed: 0,
  unchanged: 0,
  faults: faults.toSorted((one, other) => one.line - other.line),
})

type Placed = Omit<PastProject, 'partnership' | 'sponsor' | 'manager' | 'group'> & {
  readonly partnershipId: string
  readonly sponsorId: string
  readonly managerId: string
  readonly groupId: string | null
}

async function loadProjects(inside: Inside, rows: readonly ImportRow[]): Promise<ImportOutcome> {
  const { lines, faults } = readLines(rows, projectColumns, (row) => `${row.partnership}: ${row.title}`)
  const placed: Placed[] = []
  const today = londonDate(inside.now)
  const place = await placing(inside, lines)
  for (const line of lines) {
    const found = await place(line.answers)
    const wrong = [...found.wrong, ...orderFaults(line.answers, today)]
    if (wrong.length > 0) faults.push(...wrong.map((message) => ({ line: line.line, message })))
    else placed.push(found.row)
  }
  if (faults.length > 0) return nothing(faults)
  let created = 0
  for (const row of placed) if (await enter(inside, row)) created += 1
  return { created, changed: 0, unchanged: placed.length - created, faults: [] }
}

function orderFaults(row: PastProject, today: Temporal.PlainDate): string[] {
  if (Temporal.PlainDate.compare(row.closed, row.opened) < 0) return ['"closed" is before "opened"']
  if (Temporal.PlainDate.compare(row.closed, today) > 0)
    return ['"closed" is in the future: a project that runs is opened by a decision, not by a file']
  return []
}

async function placing(inside: Inside, lines: readonly Line<typeof projectColumns>[]) {
  const partnerships = new Map((await partnershipsNamed(inside)).map((one) => [one.code, one.id]))
  const bodies = await organisationsByCode(
    inside,
    lines.map(({ answers }) => answers.sponsor),
  )
  return async (row: PastProject): Promise<{ readonly row: Placed; readonly wrong: readonly string[] }> => {
    const partnershipId = partnerships.get(row.partnership)
    const sponsorId = bodies.get(row.sponsor)?.id
    const managerId = (await personByMail(inside, row.manager))?.id
    const group = row.group === null ? null : await groupByCode(inside, row.group)
    const wrong = [
      partnershipId === undefined && `There is no partnership "${row.partnership}"`,
      sponsorId === undefined && `There is no organisation "${row.sponsor}"`,
      managerId === undefined && `Nobody here has the address "${row.manager}". Load the people first`,
      (group === undefined || (group !== null && group.partnership_id !== partnershipId)) &&
        `There is no group "${row.group}" in this partnership`,
    ].filter((one) => one !== false)
    const { partnership: _, sponsor: __, manager: ___, group: ____, ...said } = row
    return {
      wrong,
      row: {
        ...said,
        partnershipId: partnershipId ?? '',
        sponsorId: sponsorId ?? '',
        managerId: managerId ?? '',
        groupId: group?.id ?? null,
      },
    }
  }
}

/** Whether the project was new. One is known by its partnership, title and first day. */
async function enter(inside: Inside, row: Placed): Promise<boolean> {
  const known = await inside.tx
    .selectFrom('projects.project')
    .select('id')
    .where('partnership_id', '=', row.partnershipId)
    .where('title', '=', row.title)
    .where('opened_on', '=', row.opened)
    .executeTakeFirst()
  if (known !== undefined) return false
  await enterProject(inside, {
    partnership_id: row.partnershipId,
    group_id: row.groupId,
    sponsor_organisation_id: row.sponsorId,
    manager_person_id: row.managerId,
    title: row.title,
    summary: row.summary,
    state: 'closed',
    opened_on: row.opened,
    closed_on: row.closed,
    closing_words: row.outcome,
    from_subject_id: null,
    decision_id: null,
    award_pence: 0n,
  })
  return true
}

async function loadLessons(inside: Inside, rows: readonly ImportRow[]): Promise<ImportOutcome> {
  const { lines, faults } = readLines(
    rows,
    lessonColumns,
    (row) => `${row.partnership}: ${row.project}: ${row.title}`,
  )
  const found: { readonly row: PastLesson; readonly projectId: string }[] = []
  for (const { line, answers } of lines) {
    const projects = await projectsCalled(inside, answers)
    const only = projects.length === 1 ? projects[0] : undefined
    if (only !== undefined) found.push({ row: answers, projectId: only.id })
    else
      faults.push({
        line,
        message:
          projects.length === 0
            ? `There is no project "${answers.project}" in "${answers.partnership}"`
            : `More than one project of "${answers.partnership}" is called "${answers.project}". Give its reference`,
      })
  }
  if (faults.length > 0) return nothing(faults)
  const outcome = { created: 0, changed: 0, unchanged: 0, faults: [] }
  for (const one of found) outcome[await keepLesson(inside, one.projectId, one.row)] += 1
  return outcome
}

function projectsCalled(inside: Inside, row: PastLesson): Promise<{ id: string }[]> {
  return inside.tx
    .selectFrom('projects.project as project')
    .innerJoin('partnerships.partnership_card as partnership', 'partnership.id', 'project.partnership_id')
    .select('project.id')
    .where('partnership.code', '=', row.partnership)
    .where(({ eb, or }) =>
      or([eb('project.title', '=', row.project), eb('project.reference', '=', row.project)]),
    )
    .execute()
}

async function keepLesson(
  inside: Inside,
  projectId: string,
  row: PastLesson,
): Promise<'created' | 'changed' | 'unchanged'> {
  const said = {
    what_happened: row.what_happened,
    what_we_learnt: row.what_we_learnt,
    would_do_again: row.again,
    keywords: row.keywords ?? '',
  }
  const old = await inside.tx
    .selectFrom('projects.lesson')
    .select(['id', 'what_happened', 'what_we_learnt', 'would_do_again', 'keywords'])
    .where('project_id', '=', projectId)
    .where('title', '=', row.title)
    .executeTakeFirst()
  if (old === undefined) {
    const id = inside.id()
    await inside.tx
      .insertInto('projects.lesson')
      .values({
        id,
        project_id: projectId,
        title: row.title,
        ...said,
        written_by: null,
        written_on: londonDate(inside.now),
      })
      .execute()
    inside.found('projects.lesson', id)
    return 'created'
  }
  const { id, ...were } = old
  if (JSON.stringify(were) === JSON.stringify(said)) return 'unchanged'
  await inside.tx.updateTable('projects.lesson').set(said).where('id', '=', id).execute()
  inside.found('projects.lesson', id)
  return 'changed'
}
