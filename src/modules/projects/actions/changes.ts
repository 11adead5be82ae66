// Requests to change what was agreed: a date, a cost or the scope. One person asks, another decides (P4).
import { personOf, action } from '#platform/actions/index.ts'
import { refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { mayDecideChange, mustBeOpen } from '../rules.ts'
import { moveForecast } from './progress.ts'
import { mustManage, mustManagePart } from './project.ts'

export const changeKinds = { date: 'A date', cost: 'The cost, within the award', scope: 'The scope' } as const

/** Asks for a change. The award never changes: more money is a new business case. */
export const proposeChange = action({
  name: 'projects.change.propose',
  title: 'Ask for a change',
  doors: ['page', 'api', 'command'],
  fields: {
    project: field.id('Project'),
    kind: field.choice('What should change', changeKinds),
    what: field.longText('The change', { most: 1000 }),
    why: field.longText('Why it is needed', { most: 1000 }),
    milestone: field.pick('Milestone that moves', { hint: 'For a change of date' }).optional(),
    newDate: field.date('Its new date').optional(),
  },
  async run(inside, answers) {
    const project = await mustManage(inside, 'projects.change.propose', answers.project)
    mustBeOpen(project)
    const person = personOf(inside)
    if (person === null)
      refuse(
        'forbidden',
        'projects.change.nobody',
        'A change is asked for by a person, so that another can agree to it.',
      )
    if (answers.kind === 'date') {
      const faults = [
        ...(answers.milestone === null
          ? [{ field: 'milestone', message: 'Choose the milestone that moves' }]
          : []),
        ...(answers.newDate === null ? [{ field: 'newDate', message: 'Enter its new date' }] : []),
      ]
      if (faults.length > 0)
        refuse(
          'invalid',
          'projects.change.no-date',
          'A change of date names the milestone and its new date.',
          { faults },
        )
      const own = await inside.tx
        .selectFrom('projects.milestone')
        .select(['id', 'actual_on'])
        .where('id', '=', answers.milestone ?? '')
        .where('project_id', '=', project.id)
        .executeTakeFirst()
      if (own === undefined || own.actual_on !== null)
        refuse(
          'invalid',
          'projects.change.no-such-milestone',
          'Select a milestone of this project that is not met yet.',
          {
            faults: [
              { field: 'milestone', message: 'Select a milestone of this project that is not met yet' },
            ],
          },
        )
    }
    const dated = answers.kind === 'date'
    const id = inside.id()
    await inside.tx
      .insertInto('projects.change_request')
      .values({
        id,
        project_id: project.id,
        kind: answers.kind,
        what: answers.what,
        why: answers.why,
        milestone_id: dated ? answers.milestone : null,
        new_date: dated ? answers.newDate : null,
        proposed_by: person,
        proposed_at: inside.now,
        decided_by: null,
        decision_words: null,
      })
      .execute()
    return {
      subject: project.id,
      result: { id, reference: project.reference },
      facts: { change: id, kind: answers.kind },
    }
  },
})

/** Agrees to a change or refuses it. An agreed date becomes the forecast; the baseline stays (P1). */
export const decideChange = action({
  name: 'projects.change.decide',
  title: 'Decide a change',
  doors: ['page', 'api', 'command'],
  fresh: true,
  fields: {
    change: field.id('Change'),
    outcome: field.choice('Decision', { agreed: 'Agree to it', refused: 'Refuse it' }),
    words: field.text('Reason', { most: 500 }),
  },
  async run(inside, answers) {
    const { project, part: change } = await mustManagePart(inside, 'projects.change.decide', 'change', () =>
      inside.tx
        .selectFrom('projects.change_request')
        .selectAll()
        .where('id', '=', answers.change)
        .executeTakeFirst(),
    )
    mustBeOpen(project)
    const person = personOf(inside)
    mayDecideChange({ proposedBy: change.proposed_by, state: change.state }, person ?? undefined)
    await inside.tx
      .updateTable('projects.change_request')
      .set({
        state: answers.outcome,
        decided_by: person,
        decided_at: inside.now,
        decision_words: answers.words,
      })
      .where('id', '=', change.id)
      .execute()
    if (answers.outcome === 'agreed' && change.milestone_id !== null && change.new_date !== null) {
      const milestone = await inside.tx
        .selectFrom('projects.milestone')
        .selectAll()
        .where('id', '=', change.milestone_id)
        .executeTakeFirstOrThrow()
      await moveForecast(inside, milestone, change.new_date, `Agreed change: ${answers.words}`)
    }
    return {
      subject: project.id,
      result: { id: change.id, reference: project.reference },
      facts: { change: change.id, outcome: answers.outcome },
    }
  },
})
