// What a project is called and its milestones.
import { form } from '#platform/http/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { html } from '#platform/html/index.ts'
import { peopleNamed } from '#modules/organisations/index.ts'
import { membersOn } from '#modules/partnerships/index.ts'
import { link, paragraph } from '#web/parts.ts'
import { editProject } from '../actions/opening.ts'
import { addMilestone, meetMilestone, reforecastMilestone } from '../actions/progress.ts'
import { milestonesOf } from '../queries/parts.ts'
import { todayOf } from '../queries/projects.ts'
import { slippageDays, slippageWords } from '../rules.ts'
import { projectForm, projectHref } from '../views/frame.ts'
import { openFor, done, oneOf } from './reading.ts'

export const detailsPages = [
  form('/projects/:project/edit', {
    action: editProject,
    load: (visit) => openFor(visit, 'projects.project.edit'),
    values: (_, project) => ({
      project: project.id,
      version: String(project.version),
      title: project.title,
      summary: project.summary,
      manager: project.managerId,
    }),
    async options(visit, project) {
      const members = await membersOn(visit, project.partnershipId, todayOf(visit))
      const people = await peopleNamed(visit, {
        organisationIds: members.map((member) => member.organisation_id),
      })
      return {
        manager: people.map((person) => ({
          value: person.id,
          text: `${person.name}, ${person.organisation_name ?? 'no employer'}`,
        })),
      }
    },
    view: (_, project, state) => projectForm(project, 'Change a project', state, { submit: 'Save' }),
    then: (_, __, project) => done(project, 'The project was changed.'),
  }),
  form('/projects/:project/milestones/add', {
    action: addMilestone,
    load: (visit) => openFor(visit, 'projects.milestone.add'),
    values: (_, project) => ({ project: project.id }),
    view: (_, project, state) =>
      projectForm(project, 'Add a milestone', state, { submit: 'Add the milestone' }),
    then: (_, __, project) => done(project, 'The milestone was added.', '#milestones'),
  }),
  form('/projects/:project/milestones/:milestone/meet', {
    action: meetMilestone,
    fixed: (visit) => ({ milestone: visit.params['milestone'] }),
    load: async (visit) => {
      const project = await openFor(visit, 'projects.milestone.meet')
      return {
        project,
        milestone: await oneOf(milestonesOf(visit, project.id), visit.params['milestone'], 'milestone'),
      }
    },
    values: (visit, { milestone }) => ({
      version: String(milestone.version),
      actualOn: todayOf(visit).toString(),
    }),
    view: (_, { project, milestone }, state) =>
      projectForm(project, `Met: ${milestone.title}`, state, {
        submit: 'Record it as met',
        intro: html`${paragraph(`It was promised for ${formatDate(milestone.baselineOn)} and stands ${slippageWords(slippageDays(milestone))}.`)}${paragraph(link(`${projectHref(project)}/milestones/${milestone.id}/reforecast`, 'It is not met: give it a new forecast'))}`,
      }),
    then: (_, __, { project }) => done(project, 'The milestone was recorded as met.', '#milestones'),
  }),
  form('/projects/:project/milestones/:milestone/reforecast', {
    action: reforecastMilestone,
    fixed: (visit) => ({ milestone: visit.params['milestone'] }),
    load: async (visit) => {
      const project = await openFor(visit, 'projects.milestone.reforecast')
      return {
        project,
        milestone: await oneOf(milestonesOf(visit, project.id), visit.params['milestone'], 'milestone'),
      }
    },
    values: (_, { milestone }) => ({
      version: String(milestone.version),
      forecastOn: milestone.forecastOn.toString(),
    }),
    view: (_, { project, milestone }, state) =>
      projectForm(project, `New forecast: ${milestone.title}`, state, {
        submit: 'Save the forecast',
        intro: paragraph('The baseline stays as it was promised.'),
      }),
    then: (_, __, { project }) => done(project, 'The forecast was changed.', '#milestones'),
  }),
]
