// What projects asks of a person on their home page, and what it tells a group's page.
import { fill } from '#platform/actions/index.ts'
import { html } from '#platform/html/index.ts'
import { duty, type Duty } from '#platform/module/index.ts'
import { formatDate, formatMonth } from '#platform/time/index.ts'
import { link, table, emptyState } from '#web/parts.ts'
import type { PagePart } from '#modules/organisations/index.ts'
import { groupPage } from '#modules/groups/index.ts'
import { isOverdue, monthsDue } from './rules.ts'
import { milestonesByProject, type Milestone } from './queries/parts.ts'
import {
  managedBy,
  projectList,
  READ,
  reportedMonthsByProject,
  todayOf,
  type ProjectRow,
} from './queries/projects.ts'
import { stateTag } from './views/words.ts'

/** Status reports, overdue milestones and closures of the projects a person manages. */
export const projectDuties = fill(duty, {
  name: 'projects.project.to-report',
  permission: 'projects.status.report',
  async run(reader) {
    if (reader.actor.kind !== 'person') return []
    const projects = await managedBy(reader, reader.actor.id)
    const ids = projects.map((project) => project.id)
    const milestones = await milestonesByProject(reader, ids)
    const reported = await reportedMonthsByProject(reader, ids)
    return projects.flatMap((project) =>
      dutiesOf(project, todayOf(reader), milestones.get(project.id) ?? [], reported.get(project.id) ?? []),
    )
  },
})

function dutiesOf(
  project: ProjectRow,
  today: Temporal.PlainDate,
  milestones: readonly Milestone[],
  reported: readonly Temporal.PlainDate[],
): Duty[] {
  const href = `/projects/${project.reference}`
  const context = `${project.reference} ${project.title}`
  const months = monthsDue(project.openedOn, reported, today)
  const [first] = months
  const late = milestones.filter((milestone) => isOverdue(milestone, today))
  const allMet = milestones.length > 0 && milestones.every((milestone) => milestone.actualOn !== null)
  return [
    ...(first === undefined
      ? []
      : [
          {
            title: `Report the status of ${formatMonth(first)}${months.length > 1 ? ` and ${months.length - 1} more` : ''}`,
            href: `${href}/status?month=${first.toString().slice(0, 7)}`,
            due: first.add({ months: 1 }).subtract({ days: 1 }),
            context,
            step: 'Report it',
          },
        ]),
    ...late.map((milestone) => ({
      title: `"${milestone.title}" was expected on ${formatDate(milestone.forecastOn)}`,
      href: `${href}/milestones/${milestone.id}/meet`,
      due: milestone.forecastOn,
      context,
      step: 'Say what happened',
    })),
    ...(allMet
      ? [
          {
            title: 'Every milestone is met: close the project',
            href: `${href}/close`,
            due: null,
            context,
            step: 'Close it',
          },
        ]
      : []),
  ]
}

/** The projects of a group, on its page. */
export const projectsOnGroup = fill(groupPage, {
  name: 'projects.project.of-group',
  permission: READ,
  async run(reader, { groupId, code }): Promise<PagePart[]> {
    const { rows } = await projectList(reader, { group: groupId }, 10)
    const body = table<ProjectRow>(
      [
        {
          key: 'project',
          label: 'Project',
          kind: 'text',
          value: (row) => row.title,
          show: (row) =>
            html`${link(`/projects/${row.reference}`, row.title)} <span class="govuk-hint govuk-!-margin-bottom-0">${row.reference}</span>`,
        },
        {
          key: 'state',
          label: 'State',
          kind: 'text',
          value: (row) => row.state,
          show: (row) => stateTag(row.state),
        },
        { key: 'openedOn', label: 'Opened', kind: 'date', value: (row) => row.openedOn },
      ],
      rows,
      {
        caption: 'Projects of this group',
        captionHidden: true,
        sortedBy: 'Newest first',
        empty: emptyState(
          'No projects yet',
          'A project opens here when a business case of this group is approved.',
        ),
      },
    )
    return [
      {
        order: 60,
        title: 'Projects',
        body:
          rows.length === 10
            ? html`${body}<p class="govuk-body">${link(`/projects?group=${code}`, 'All projects of this group')}</p>`
            : body,
      },
    ]
  },
})
