// The list of projects and the library of lessons, each with its filter, its pages and its downloads.
import { html, type Html } from '#platform/html/index.ts'
import type { View } from '#platform/http/index.ts'
import type { Pence } from '#platform/money/index.ts'
import type { Column, Listed } from '#platform/tables/index.ts'
import { formatDate } from '#platform/time/index.ts'
import {
  downloads,
  emptyState,
  filterPanel,
  heading,
  link,
  pagination,
  paragraph,
  searchForm,
  subNavigation,
  table,
} from '#web/parts.ts'
import { stateWords } from '../rules.ts'
import type { Lesson } from '../queries/lessons.ts'
import type { StatusReport } from '../queries/parts.ts'
import type { ProjectRow } from '../queries/projects.ts'
import { overallTag, stateTag } from './words.ts'

export type ListedProject = ProjectRow & {
  readonly spentPence: Pence
  readonly overall: StatusReport['overall'] | undefined
}

export const projectColumns: readonly Column<ListedProject>[] = [
  {
    key: 'reference',
    label: 'Reference',
    kind: 'text',
    value: (row) => row.reference,
    show: (row) => link(`/projects/${row.reference}`, row.reference),
  },
  { key: 'title', label: 'Project', kind: 'text', value: (row) => row.title },
  { key: 'group', label: 'Group', kind: 'text', value: (row) => row.groupName },
  {
    key: 'manager',
    label: 'Project manager',
    kind: 'text',
    value: (row) => row.managerName,
    downloadOnly: true,
  },
  {
    key: 'state',
    label: 'State',
    kind: 'text',
    value: (row) => stateWords[row.state],
    show: (row) => stateTag(row.state),
  },
  {
    key: 'overall',
    label: 'Last status',
    kind: 'text',
    value: (row) => row.overall,
    show: (row) => (row.overall === undefined ? 'Not reported yet' : overallTag(row.overall)),
  },
  { key: 'openedOn', label: 'Opened', kind: 'date', value: (row) => row.openedOn },
  { key: 'closedOn', label: 'Ended', kind: 'date', value: (row) => row.closedOn, downloadOnly: true },
  { key: 'award', label: 'Award', kind: 'money', value: (row) => row.awardPence, total: true },
  { key: 'spent', label: 'Spent', kind: 'money', value: (row) => row.spentPence, total: true },
]

const tabs = (current: 'projects' | 'lessons'): Html =>
  subNavigation('Projects', [
    { href: '/projects', text: 'Projects', current: current === 'projects' },
    { href: '/projects/lessons', text: 'Lessons', current: current === 'lessons' },
  ])

export function projectListView(page: Listed<ListedProject>, query: Readonly<Record<string, string>>): View {
  const { q = '', state = '', group = '', after: _, ...rest } = query
  const kept = Object.fromEntries(
    Object.entries({ q, state, group, ...rest }).filter(([name, value]) => value !== '' && name !== 'format'),
  )
  const filtered = Object.keys(kept).length > 0
  return {
    title: 'Projects',
    wide: true,
    body: html`${heading('Projects')}${paragraph('What the partnership decided to do, and what came of it. A project opens when its business case is approved.')}${tabs('projects')}${filterPanel(
      {
        action: '/projects',
        fields: [
          { kind: 'text', name: 'q', label: 'Words', value: q },
          {
            kind: 'select',
            name: 'state',
            label: 'State',
            value: state,
            options: Object.entries(stateWords).map(([value, text]) => ({ value, text })),
          },
        ],
        ...(group === '' ? {} : { keep: { group } }),
      },
    )}${table(projectColumns, page.rows, {
      caption: 'Projects',
      captionHidden: true,
      sortedBy: 'Newest first',
      totalLabel: 'Total of this page',
      rowHeader: 'reference',
      empty: emptyState(
        'No projects',
        filtered
          ? 'No project fits this filter.'
          : 'A project appears here when a business case is approved in a meeting.',
        {
          href: filtered ? '/projects' : '/funding/cases',
          text: filtered ? 'Show all projects' : 'See the business cases',
        },
      ),
    })}${page.rows.length === 0 ? null : downloads('/projects', kept)}${pagination({ next: page.next === undefined ? null : { href: `/projects?${new URLSearchParams({ ...kept, after: page.next }).toString()}` } })}`,
  }
}

const again = {
  yes: 'They would do it again',
  differently: 'They would do it differently',
  no: 'They would not do it again',
} as const

/** One lesson, wherever it is shown. */
export const lessonCard = (lesson: Lesson, level: 2 | 3 = 2): Html =>
  html`<div class="connects-card" id="lesson-${lesson.id}">${heading(lesson.title, { level, size: 's' })}${paragraph(html`<strong>What happened:</strong> ${lesson.whatHappened}`)}${paragraph(html`<strong>What was learnt:</strong> ${lesson.whatWeLearnt}`)}<p class="govuk-body-s">${again[lesson.again]}. ${link(`/projects/${lesson.reference}`, `${lesson.reference} ${lesson.projectTitle}`)}, ${formatDate(lesson.writtenOn)}</p></div>`

export const lessonColumns: readonly Column<Lesson>[] = [
  { key: 'title', label: 'Lesson', kind: 'text', value: (row) => row.title },
  { key: 'whatHappened', label: 'What happened', kind: 'text', value: (row) => row.whatHappened },
  { key: 'whatWeLearnt', label: 'What was learnt', kind: 'text', value: (row) => row.whatWeLearnt },
  { key: 'again', label: 'Again?', kind: 'text', value: (row) => again[row.again] },
  { key: 'project', label: 'Project', kind: 'text', value: (row) => `${row.reference} ${row.projectTitle}` },
  { key: 'writtenOn', label: 'Written', kind: 'date', value: (row) => row.writtenOn },
]

export function lessonListView(page: Listed<Lesson>, words: string): View {
  const empty =
    words === ''
      ? emptyState(
          'No lessons yet',
          'A project writes down at least one lesson before it closes. They can be searched here.',
        )
      : emptyState('No lesson speaks of this', 'Try fewer or other words.', {
          href: '/projects/lessons',
          text: 'Show all lessons',
        })
  return {
    title: words === '' ? 'Lessons' : `Lessons about ${words}`,
    wide: true,
    body: html`${heading('Lessons')}${paragraph('What earlier projects would tell you, if you could ask them.')}${tabs('lessons')}${searchForm({ action: '/projects/lessons', label: 'Search the lessons', value: words })}${page.rows.length === 0 ? empty : page.rows.map((lesson) => lessonCard(lesson))}${
      page.rows.length === 0 ? null : downloads('/projects/lessons', { q: words })
    }${pagination({ next: page.next === undefined ? null : { href: `/projects/lessons?${new URLSearchParams({ q: words, after: page.next }).toString()}` } })}`,
  }
}
