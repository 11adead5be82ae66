// How a project ends: outcomes against what was promised, lessons for the next, and the closure on the agenda of
// the group that decided.
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { field } from '#platform/fields/index.ts'
import { formatPounds } from '#platform/money/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { decidingGroupOf } from '#modules/groups/index.ts'
import { proposeItem } from '#modules/governance/index.ts'
import {
  achievedWords,
  mayEnd,
  missingForClosure,
  missingForStopping,
  mustBeOpen,
  outcomeMustBeCurrent,
  projectMustBeCurrent,
  totalSpent,
  type ClosureCheck,
} from '../rules.ts'
import { lessonsOf } from '../queries/lessons.ts'
import { changesOf, measuresOf, spendsOf } from '../queries/parts.ts'
import { mustManage, mustManagePart, type LockedProject } from './project.ts'

/** Writes what became of one measure. */
export const recordOutcome = action({
  name: 'projects.measure.conclude',
  title: 'Record an outcome',
  doors: ['page', 'api', 'command'],
  fields: {
    measure: field.id('Measure'),
    version: field.version(),
    achieved: field.choice('Was it achieved?', achievedWords),
    result: field.longText('What was measured', {
      most: 1000,
      hint: 'The figure reached and how it was measured',
    }),
  },
  async run(inside, answers) {
    const { project, part: measure } = await mustManagePart(
      inside,
      'projects.measure.conclude',
      'measure',
      () =>
        inside.tx
          .selectFrom('projects.measure')
          .selectAll()
          .where('id', '=', answers.measure)
          .executeTakeFirst(),
    )
    mustBeOpen(project)
    outcomeMustBeCurrent(measure, answers.version)
    await inside.tx
      .updateTable('projects.measure')
      .set({ achieved: answers.achieved, result: answers.result, version: measure.version + 1 })
      .where('id', '=', measure.id)
      .execute()
    return {
      subject: project.id,
      result: { id: measure.id, reference: project.reference },
      facts: { measure: measure.id, achieved: answers.achieved },
    }
  },
})

export const againWords = {
  yes: 'Yes, in the same way',
  differently: 'Yes, but differently',
  no: 'No',
} as const

/** Adds a lesson to the library. Also possible after the project has ended: some lessons come late. */
export const addLesson = action({
  name: 'projects.lesson.add',
  title: 'Write down a lesson',
  doors: ['page', 'api', 'command'],
  fields: {
    project: field.id('Project'),
    title: field.text('The lesson in a line', { most: 120 }),
    whatHappened: field.longText('What happened', { most: 2000 }),
    whatWeLearnt: field.longText('What we learnt', { most: 2000 }),
    again: field.choice('Would you do it again?', againWords),
    keywords: field.text('Words somebody would search for', { most: 200 }).optional(),
  },
  async run(inside, answers) {
    const project = await mustManage(inside, 'projects.lesson.add', answers.project)
    const id = inside.id()
    await inside.tx
      .insertInto('projects.lesson')
      .values({
        id,
        project_id: project.id,
        title: answers.title,
        what_happened: answers.whatHappened,
        what_we_learnt: answers.whatWeLearnt,
        would_do_again: answers.again,
        keywords: answers.keywords ?? '',
        written_by: personOf(inside),
        written_on: londonDate(inside.now),
      })
      .execute()
    inside.found('projects.lesson', id)
    return { subject: project.id, result: { id, reference: project.reference }, facts: { lesson: id } }
  },
})

/** What stands between the project and its end. */
export async function closureCheck(
  inside: Pick<Inside, 'db' | 'now' | 'actor' | 'may' | 'scopes' | 'keys' | 'fills'>,
  projectId: string,
): Promise<ClosureCheck> {
  return {
    measures: await measuresOf(inside, projectId),
    lessons: (await lessonsOf(inside, projectId)).length,
    proposedChanges: (await changesOf(inside, projectId)).filter((change) => change.state === 'proposed')
      .length,
  }
}

/** Closes a project that has its outcomes and its lessons (P5), and puts the closure on the next agenda. */
export const closeProject = action({
  name: 'projects.project.close',
  title: 'Close the project',
  doors: ['page', 'api', 'command'],
  fresh: true,
  fields: {
    project: field.id('Project'),
    version: field.version(),
    words: field.longText('What was achieved, in two or three sentences', { most: 2000 }),
  },
  async run(inside, answers) {
    const project = await mustManage(inside, 'projects.project.close', answers.project)
    mustBeOpen(project)
    projectMustBeCurrent(project, answers.version)
    mayEnd(project.reference, missingForClosure(await closureCheck(inside, project.id)))
    return end(inside, project, 'closed', answers.words)
  },
})

/** Stops a project early. It owes the reason and a lesson, and gives back what it did not spend. */
export const stopProject = action({
  name: 'projects.project.stop',
  title: 'Stop the project early',
  doors: ['page', 'api', 'command'],
  fresh: true,
  fields: {
    project: field.id('Project'),
    version: field.version(),
    words: field.longText('Why it stops', { most: 2000 }),
  },
  async run(inside, answers) {
    const project = await mustManage(inside, 'projects.project.stop', answers.project)
    mustBeOpen(project)
    projectMustBeCurrent(project, answers.version)
    mayEnd(project.reference, missingForStopping(await closureCheck(inside, project.id)))
    return end(inside, project, 'stopped', answers.words)
  },
})

async function end(inside: Inside, project: LockedProject, state: 'closed' | 'stopped', words: string) {
  const closedOn = londonDate(inside.now)
  await inside.tx
    .updateTable('projects.project')
    .set({ state, closed_on: closedOn, closing_words: words, version: project.version + 1 })
    .where('id', '=', project.id)
    .execute()
  await inside.pass('projects.project.close', project.id, state, { closedOn: closedOn.toString() })
  const spent = totalSpent(await spendsOf(inside, project.id))
  const group = await decidingGroupOf(inside, project.partnership_id)
  if (group !== undefined) {
    await inside.act(proposeItem, {
      group: group.id,
      title:
        `${state === 'closed' ? 'Closure' : 'Early end'} of project ${project.reference} ${project.title}`.slice(
          0,
          200,
        ),
      kind: 'note',
      subject: project.id,
      address: `/projects/${project.reference}`,
      recommendation: `To note what the project achieved and its lessons. ${formatPounds(spent)} was spent of ${formatPounds(project.award_pence)}.`,
      raisedBy: 'projects',
    })
  }
  await inside.announce('projects.project.closed', project.id, { project: project.id })
  return {
    subject: project.id,
    result: { id: project.id, reference: project.reference },
    facts: { state, spent_pence: spent, award_pence: project.award_pence },
  }
}
