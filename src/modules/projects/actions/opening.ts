// How a project begins and who runs it. It is opened by the module whose decision it carries out, never by hand:
// its award, budget lines, measures and milestones are copies of what was decided.
import { action } from '#platform/actions/index.ts'
import { refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { mustBeOpen, projectMustBeCurrent } from '../rules.ts'
import { lessonsOf } from '../queries/lessons.ts'
import { enterProject, mustManage } from './project.ts'

const lines = field.rows(
  'Budget lines',
  {
    title: field.text('Title'),
    yearStarting: field.integer('Financial year starting', { least: 2000, most: 2100 }),
    amount: field.money('Amount'),
  },
  { most: 100 },
)
const milestones = field.rows(
  'Milestones',
  { title: field.text('Title'), on: field.date('Date') },
  { most: 100 },
)
const measures = field.rows(
  'Measures',
  {
    title: field.text('Benefit'),
    measure: field.text('Measure'),
    unit: field.text('Unit').optional(),
    baseline: field.text('Baseline').optional(),
    target: field.text('Target'),
    dueOn: field.date('Due').optional(),
  },
  { most: 100 },
)

/** Opens a project from a subject (a business case). Doing it twice for one subject gives the first project again. */
export const openProject = action({
  name: 'projects.project.open',
  title: 'Open a project',
  doors: [],
  fields: {
    partnership: field.id('Partnership'),
    group: field.id('Group').optional(),
    sponsor: field.id('Sponsoring organisation'),
    manager: field.id('Project manager'),
    title: field.text('Title'),
    summary: field.longText('Summary'),
    from: field.id('What it comes from').optional(),
    decision: field.id('Decision').optional(),
    openedOn: field.date('Opened on'),
    award: field.money('Award', { least: 0n }),
    lines,
    measures,
    milestones,
  },
  async run(inside, answers) {
    if (answers.from !== null) {
      const first = await inside.tx
        .selectFrom('projects.project')
        .select(['id', 'reference'])
        .where('from_subject_id', '=', answers.from)
        .executeTakeFirst()
      if (first) return { subject: first.id, result: first, facts: { repeated: true } }
    }
    const { id, reference } = await enterProject(inside, {
      partnership_id: answers.partnership,
      group_id: answers.group,
      sponsor_organisation_id: answers.sponsor,
      manager_person_id: answers.manager,
      title: answers.title,
      summary: answers.summary,
      opened_on: answers.openedOn,
      closing_words: null,
      from_subject_id: answers.from,
      decision_id: answers.decision,
      award_pence: answers.award,
    })
    for (const [position, line] of answers.lines.entries()) {
      await inside.tx
        .insertInto('projects.budget_line')
        .values({
          id: inside.id(),
          project_id: id,
          position,
          title: line.title,
          year_starting: line.yearStarting,
          amount_pence: line.amount,
        })
        .execute()
    }
    for (const one of answers.milestones) {
      await inside.tx
        .insertInto('projects.milestone')
        .values({
          id: inside.id(),
          project_id: id,
          title: one.title,
          baseline_on: one.on,
          forecast_on: one.on,
        })
        .execute()
    }
    for (const one of answers.measures) {
      await inside.tx
        .insertInto('projects.measure')
        .values({
          id: inside.id(),
          project_id: id,
          title: one.title,
          measure: one.measure,
          unit: one.unit,
          baseline: one.baseline,
          target: one.target,
          due_on: one.dueOn,
          result: null,
          achieved: null,
        })
        .execute()
    }
    await inside.announce('projects.project.opened', id, { project: id })
    return {
      subject: id,
      result: { id, reference },
      facts: {
        award_pence: answers.award,
        lines: answers.lines.length,
        milestones: answers.milestones.length,
        measures: answers.measures.length,
      },
    }
  },
})

/** Changes what a project is called, what it is about, and who runs it. */
export const editProject = action({
  name: 'projects.project.edit',
  title: 'Change a project',
  doors: ['page', 'api', 'command'],
  fields: {
    project: field.id('Project'),
    version: field.version(),
    title: field.text('Title'),
    summary: field.longText('Summary', { most: 3000 }),
    manager: field.pick('Project manager'),
  },
  async run(inside, answers) {
    const project = await mustManage(inside, 'projects.project.edit', answers.project)
    mustBeOpen(project)
    projectMustBeCurrent(project, answers.version)
    const manager = await inside.tx
      .selectFrom('organisations.person_card')
      .select(['id', 'state'])
      .where('id', '=', answers.manager)
      .executeTakeFirst()
    if (manager?.state !== 'active')
      refuse('invalid', 'projects.project.no-such-manager', 'Choose somebody who works for a partner now.', {
        faults: [{ field: 'manager', message: 'Choose somebody who works for a partner now' }],
      })
    await inside.tx
      .updateTable('projects.project')
      .set({
        title: answers.title,
        summary: answers.summary,
        manager_person_id: answers.manager,
        version: project.version + 1,
      })
      .where('id', '=', project.id)
      .execute()
    await inside.subject({
      id: project.id,
      module: 'projects',
      noun: 'project',
      title: `${project.reference} ${answers.title}`,
      audience: `partnership:${project.partnership_id}`,
    })
    // Its lessons are found by its title too.
    for (const lesson of await lessonsOf(inside, project.id)) inside.found('projects.lesson', lesson.id)
    return {
      subject: project.id,
      result: { id: project.id, reference: project.reference },
      facts: { manager: answers.manager },
    }
  },
})
