// What a project manager does month by month: forecasts, milestones met, and the status in under two minutes.
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { formatMonth, londonDate } from '#platform/time/index.ts'
import { mayMeet, mayReport, milestoneMustBeCurrent, mustBeOpen, overallWords } from '../rules.ts'
import { milestonesOf, statusesOf } from '../queries/parts.ts'
import { mustManage, mustManagePart, type LockedProject } from './project.ts'

async function milestoneIn(inside: Inside, permission: string, id: string) {
  const { project, part: milestone } = await mustManagePart(inside, permission, 'milestone', () =>
    inside.tx.selectFrom('projects.milestone').selectAll().where('id', '=', id).executeTakeFirst(),
  )
  mustBeOpen(project)
  return { project, milestone }
}

/** Adds a milestone. The date given is its baseline for ever (P1). */
export const addMilestone = action({
  name: 'projects.milestone.add',
  title: 'Add a milestone',
  doors: ['page', 'api', 'command'],
  fields: {
    project: field.id('Project'),
    title: field.text('Milestone'),
    on: field.date('Date', { hint: 'This date is kept as the baseline. For example, 27 3 2027' }),
  },
  async run(inside, answers) {
    const project = await mustManage(inside, 'projects.milestone.add', answers.project)
    mustBeOpen(project)
    const id = inside.id()
    await inside.tx
      .insertInto('projects.milestone')
      .values({
        id,
        project_id: project.id,
        title: answers.title,
        baseline_on: answers.on,
        forecast_on: answers.on,
      })
      .execute()
    return {
      subject: project.id,
      result: { id, reference: project.reference },
      facts: { milestone: id, baseline_on: answers.on.toString() },
    }
  },
})

/** Moves a milestone's forecast, with the reason. The baseline stays (P1). */
export const reforecastMilestone = action({
  name: 'projects.milestone.reforecast',
  title: 'Change a forecast',
  doors: ['page', 'api', 'command'],
  fields: {
    milestone: field.id('Milestone'),
    version: field.version(),
    forecastOn: field.date('New forecast'),
    reason: field.text('Why the date moves'),
  },
  async run(inside, answers) {
    const { project, milestone } = await milestoneIn(
      inside,
      'projects.milestone.reforecast',
      answers.milestone,
    )
    milestoneMustBeCurrent(milestone, answers.version)
    if (milestone.actual_on !== null)
      refuse(
        'conflict',
        'projects.milestone.met',
        'This milestone is met already, so there is nothing to forecast.',
      )
    await moveForecast(inside, milestone, answers.forecastOn, answers.reason)
    return {
      subject: project.id,
      result: { id: milestone.id, reference: project.reference },
      facts: {
        milestone: milestone.id,
        from_on: milestone.forecast_on.toString(),
        to_on: answers.forecastOn.toString(),
      },
    }
  },
})

/** Writes the new forecast and keeps the old one with its reason. */
export async function moveForecast(
  inside: Inside,
  milestone: { readonly id: string; readonly forecast_on: Temporal.PlainDate; readonly version: number },
  to: Temporal.PlainDate,
  reason: string,
): Promise<void> {
  await inside.tx
    .insertInto('projects.forecast')
    .values({
      id: inside.id(),
      milestone_id: milestone.id,
      from_on: milestone.forecast_on,
      to_on: to,
      reason,
      changed_by: personOf(inside),
      changed_at: inside.now,
    })
    .execute()
  await inside.tx
    .updateTable('projects.milestone')
    .set({ forecast_on: to, version: milestone.version + 1 })
    .where('id', '=', milestone.id)
    .execute()
}

/** Records the day a milestone was met. */
export const meetMilestone = action({
  name: 'projects.milestone.meet',
  title: 'Record a milestone as met',
  doors: ['page', 'api', 'command'],
  fields: {
    milestone: field.id('Milestone'),
    version: field.version(),
    actualOn: field.date('The day it was met'),
  },
  async run(inside, answers) {
    const { project, milestone } = await milestoneIn(inside, 'projects.milestone.meet', answers.milestone)
    milestoneMustBeCurrent(milestone, answers.version)
    mayMeet(answers.actualOn, project.opened_on, londonDate(inside.now))
    await inside.tx
      .updateTable('projects.milestone')
      .set({ actual_on: answers.actualOn, version: milestone.version + 1 })
      .where('id', '=', milestone.id)
      .execute()
    return {
      subject: project.id,
      result: { id: milestone.id, reference: project.reference },
      facts: { milestone: milestone.id, actual_on: answers.actualOn.toString() },
    }
  },
})

export const statusFields = {
  overall: field.choice('How the project stands', overallWords),
  progress: field.longText('What was done this month', { most: 1000 }),
  spendForecast: field
    .money('What will be spent in all', { hint: 'Your best forecast for the whole project', least: 0n })
    .optional(),
  issues: field
    .longText('What stands in the way', { most: 1000, hint: 'Needed when the project is not on track' })
    .optional(),
  helpNeeded: field.longText('Help you need from the group', { most: 1000 }).optional(),
}

type Reported = {
  readonly overall: 'on-track' | 'at-risk' | 'off-track'
  readonly progress: string
  readonly spendForecast: bigint | null
  readonly issues: string | null
  readonly helpNeeded: string | null
}

async function writeStatus(
  inside: Inside,
  project: LockedProject,
  month: Temporal.PlainDate,
  report: Reported,
  confirmed: boolean,
): Promise<string> {
  mustBeOpen(project)
  mayReport(
    { ...report, month },
    { openedOn: project.opened_on, milestones: await milestonesOf(inside, project.id) },
    londonDate(inside.now),
  )
  const id = inside.id()
  const answers = {
    overall: report.overall,
    progress: report.progress,
    spend_forecast_pence: report.spendForecast,
    issues: report.issues,
    help_needed: report.helpNeeded,
    confirmed,
    reported_by: personOf(inside),
    reported_at: inside.now,
  }
  const kept = await inside.tx
    .insertInto('projects.status_report')
    .values({ id, project_id: project.id, month, ...answers })
    .onConflict((there) =>
      there
        .columns(['project_id', 'month'])
        .doUpdateSet((is) => ({ ...answers, version: is('projects.status_report.version', '+', 1) })),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
  return kept.id
}

/** Reports a month's status; the same month again replaces the answers. */
export const reportStatus = action({
  name: 'projects.status.report',
  title: 'Report this month',
  doors: ['page', 'api', 'command'],
  fields: { project: field.id('Project'), month: field.month('Month'), ...statusFields },
  async run(inside, answers) {
    const project = await mustManage(inside, 'projects.status.report', answers.project)
    const id = await writeStatus(inside, project, answers.month, answers, false)
    return {
      subject: project.id,
      result: { id, reference: project.reference },
      facts: { month: answers.month.toString().slice(0, 7), overall: answers.overall },
    }
  },
})

/** Reports a month by confirming that the last answers still hold. The report is marked as confirmed, not as fresh news. */
export const confirmStatus = action({
  name: 'projects.status.confirm',
  title: 'Nothing has changed: confirm the last status',
  permission: 'projects.status.report',
  doors: ['page', 'api', 'command'],
  fields: { project: field.id('Project'), month: field.month('Month') },
  async run(inside, answers) {
    const project = await mustManage(inside, 'projects.status.report', answers.project)
    const last = (await statusesOf(inside, project.id)).find(
      (one) => Temporal.PlainDate.compare(one.month, answers.month) < 0,
    )
    if (last === undefined)
      refuse(
        'conflict',
        'projects.status.nothing-to-confirm',
        `There is no earlier status to confirm for ${formatMonth(answers.month)}. Report it instead.`,
      )
    const id = await writeStatus(
      inside,
      project,
      answers.month,
      { ...last, spendForecast: last.spendForecastPence },
      true,
    )
    return {
      subject: project.id,
      result: { id, reference: project.reference },
      facts: { month: answers.month.toString().slice(0, 7), overall: last.overall, confirmed: true },
    }
  },
})
