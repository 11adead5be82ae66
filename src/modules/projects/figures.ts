// What projects publishes: counts and outcomes of a period, each with its records, and its part of the
// partnership update report.
import { fill, type Reader } from '#platform/actions/index.ts'
import type { Block } from '#platform/documents/index.ts'
import { askFigure, figure, type FigureValue } from '#platform/figures/index.ts'
import { partnershipReport, type ReportPeriod, type ReportSection } from '#modules/partnerships/index.ts'
import { lessonsOf } from './queries/lessons.ts'
import { measuresOf } from './queries/parts.ts'
import { projectsOf, READ, spentByProject, type ProjectRow } from './queries/projects.ts'
import { achievedWords } from './rules.ts'
import { formatPounds } from '#platform/money/index.ts'
import { formatDate } from '#platform/time/index.ts'

const within = (day: Temporal.PlainDate | null, { from, to }: ReportPeriod): boolean =>
  day !== null && Temporal.PlainDate.compare(from, day) <= 0 && Temporal.PlainDate.compare(day, to) <= 0
const recordOf = (project: ProjectRow) => ({
  subject: project.id,
  title: `${project.reference} ${project.title}`,
  href: `/projects/${project.reference}`,
})

export const projectsOpened = figure({
  name: 'projects.project.opened-count',
  title: 'Projects opened',
  unit: 'count',
  rounding: 'none',
  permission: READ,
  async run(reader, period: ReportPeriod) {
    const projects = (await projectsOf(reader, period.partnershipId)).filter((project) =>
      within(project.openedOn, period),
    )
    return { numerator: projects.length, records: projects.map(recordOf) }
  },
})

export const projectsClosed = figure({
  name: 'projects.project.closed-count',
  title: 'Projects closed',
  unit: 'count',
  rounding: 'none',
  permission: READ,
  async run(reader, period: ReportPeriod) {
    const projects = (await projectsOf(reader, period.partnershipId)).filter((project) =>
      within(project.closedOn, period),
    )
    return { numerator: projects.length, records: projects.map(recordOf) }
  },
})

async function concluded(reader: Reader, period: ReportPeriod) {
  const projects = (await projectsOf(reader, period.partnershipId)).filter((project) =>
    within(project.closedOn, period),
  )
  const all = []
  for (const project of projects)
    for (const measure of await measuresOf(reader, project.id)) all.push({ project, measure })
  return all
}

export const outcomesAchieved = figure({
  name: 'projects.measure.achieved-count',
  title: 'Promised benefits that were achieved',
  unit: 'count',
  rounding: 'none',
  permission: READ,
  async run(reader, period: ReportPeriod) {
    const all = await concluded(reader, period)
    const achieved = all.filter(({ measure }) => measure.achieved === 'yes')
    return {
      numerator: achieved.length,
      records: achieved.map(({ project, measure }) => ({
        subject: measure.id,
        title: measure.title,
        href: `/projects/${project.reference}#outcomes`,
      })),
    }
  },
})

export const outcomesPromised = figure({
  name: 'projects.measure.promised-count',
  title: 'Benefits promised by the projects that closed',
  unit: 'count',
  rounding: 'none',
  permission: READ,
  async run(reader, period: ReportPeriod) {
    const all = await concluded(reader, period)
    return {
      numerator: all.length,
      records: all.map(({ project, measure }) => ({
        subject: measure.id,
        title: measure.title,
        href: `/projects/${project.reference}#outcomes`,
      })),
    }
  },
})

export const lessonsWritten = figure({
  name: 'projects.lesson.count',
  title: 'Lessons written down',
  unit: 'count',
  rounding: 'none',
  permission: READ,
  async run(reader, period: ReportPeriod) {
    const lessons = []
    for (const project of await projectsOf(reader, period.partnershipId))
      lessons.push(
        ...(await lessonsOf(reader, project.id)).filter((lesson) => within(lesson.writtenOn, period)),
      )
    return {
      numerator: lessons.length,
      records: lessons.map((lesson) => ({
        subject: lesson.id,
        title: lesson.title,
        href: `/projects/${lesson.reference}#lessons`,
      })),
    }
  },
})

// "#name" leads to the report's own page of the records behind the figure.
const shown = (value: FigureValue) => ({ kind: 'figure', text: value.text, href: `#${value.name}` }) as const

/** Projects opened and closed, outcomes and lessons of the period. */
export const projectsInReport = fill(partnershipReport, {
  name: 'projects.project.in-report',
  permission: READ,
  async run(reader, period): Promise<ReportSection[]> {
    const opened = await askFigure(reader, projectsOpened, period)
    const closed = await askFigure(reader, projectsClosed, period)
    const achieved = await askFigure(reader, outcomesAchieved, period)
    const promised = await askFigure(reader, outcomesPromised, period)
    const lessons = await askFigure(reader, lessonsWritten, period)
    const blocks: Block[] = [
      {
        kind: 'numbered',
        runs: [
          'In the period ',
          shown(opened),
          ' projects opened and ',
          shown(closed),
          ' closed. Of the benefits promised for those that closed, ',
          shown(achieved),
          ' of ',
          shown(promised),
          ' were achieved, and ',
          shown(lessons),
          ' lessons were written down for the next.',
        ],
      },
      ...(await openedTable(reader, period)),
      ...(await outcomesTable(reader, period)),
      ...(await lessonPoints(reader, period)),
    ]
    return [
      {
        order: 50,
        heading: 'Projects, outcomes and lessons',
        blocks,
        figures: [opened, closed, achieved, promised, lessons],
      },
    ]
  },
})

async function openedTable(reader: Reader, period: ReportPeriod): Promise<Block[]> {
  const projects = (await projectsOf(reader, period.partnershipId)).filter(
    (project) => within(project.openedOn, period) || within(project.closedOn, period),
  )
  if (projects.length === 0) return []
  const spent = await spentByProject(
    reader,
    projects.map((project) => project.id),
  )
  return [
    {
      kind: 'table',
      caption: 'Projects opened or closed in the period',
      columns: [
        { label: 'Project' },
        { label: 'Opened' },
        { label: 'Ended' },
        { label: 'Award', align: 'right' },
        { label: 'Spent', align: 'right' },
      ],
      rows: projects.map((project) => [
        [
          {
            kind: 'link',
            text: `${project.reference} ${project.title}`,
            href: `/projects/${project.reference}`,
          },
        ],
        formatDate(project.openedOn),
        project.closedOn === null ? 'Open' : formatDate(project.closedOn),
        [{ kind: 'figure', text: formatPounds(project.awardPence), href: `/projects/${project.reference}` }],
        [
          {
            kind: 'figure',
            text: formatPounds(spent.get(project.id) ?? 0n),
            href: `/projects/${project.reference}#spending`,
          },
        ],
      ]),
    },
  ]
}

async function outcomesTable(reader: Reader, period: ReportPeriod): Promise<Block[]> {
  const all = await concluded(reader, period)
  if (all.length === 0) return []
  return [
    {
      kind: 'table',
      caption: 'What was promised and what became of it',
      columns: [{ label: 'Project' }, { label: 'Benefit' }, { label: 'Target' }, { label: 'Outcome' }],
      rows: all.map(({ project, measure }) => [
        [{ kind: 'link', text: project.reference, href: `/projects/${project.reference}#outcomes` }],
        measure.title,
        measure.target,
        measure.achieved === null
          ? 'Not recorded'
          : `${achievedWords[measure.achieved]}: ${measure.result ?? ''}`,
      ]),
    },
  ]
}

async function lessonPoints(reader: Reader, period: ReportPeriod): Promise<Block[]> {
  const points: Block[] = []
  for (const project of await projectsOf(reader, period.partnershipId)) {
    const lessons = (await lessonsOf(reader, project.id)).filter((lesson) => within(lesson.writtenOn, period))
    if (lessons.length === 0) continue
    points.push({
      kind: 'bullets',
      points: lessons.map((lesson) => [
        { kind: 'link', text: lesson.title, href: `/projects/${lesson.reference}#lessons` },
        `: ${lesson.whatWeLearnt}`,
      ]),
    })
  }
  return points.length === 0 ? [] : [{ kind: 'subheading', text: 'Lessons' }, ...points]
}
