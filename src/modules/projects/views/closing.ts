// Closing a project: what is still missing, and the form once nothing is.
import { html } from '#platform/html/index.ts'
import type { FormState, View } from '#platform/http/index.ts'
import { formatPounds } from '#platform/money/index.ts'
import { bullets, heading, link, paragraph, taskList } from '#web/parts.ts'
import type { Lesson } from '../queries/lessons.ts'
import type { Measure } from '../queries/parts.ts'
import type { ProjectRow } from '../queries/projects.ts'
import { projectForm, projectHref } from './frame.ts'

export type Closing = {
  readonly project: ProjectRow
  readonly missing: readonly string[]
  readonly measures: readonly Measure[]
  readonly lessons: readonly Lesson[]
  readonly leftPence: bigint
}

export function closingView(
  { project, missing, measures, lessons, leftPence }: Closing,
  form: FormState,
): View {
  const href = projectHref(project)
  const steps = taskList([
    ...measures.map((measure) => ({
      title: `Outcome: ${measure.title}`,
      href: `${href}/outcomes/${measure.id}`,
      status: measure.achieved === null ? 'To do' : 'Done',
      ...(measure.achieved === null ? { colour: 'blue' as const } : {}),
    })),
    {
      title: 'At least one lesson',
      href: `${href}/lessons/add`,
      status: lessons.length === 0 ? 'To do' : `${lessons.length} written`,
      ...(lessons.length === 0 ? { colour: 'blue' as const } : {}),
    },
  ])
  const after = html`${paragraph('When you close it:')}${bullets([`${formatPounds(leftPence)} that was not spent goes back to the fund`, 'the closure stands on the next agenda of the group that decided', 'the lessons are shown to whoever writes the next business case'])}`
  if (missing.length > 0) {
    return {
      title: `Close ${project.title}`,
      back: { href, text: `Project ${project.reference}` },
      body: html`${heading('Close the project', { caption: `${project.reference} ${project.title}` })}${paragraph('These are needed first:')}${bullets(missing)}${steps}${paragraph(link(href, 'Back to the project'))}`,
    }
  }
  return projectForm(project, 'Close the project', form, {
    submit: 'Close the project',
    intro: html`${steps}${after}`,
    more: { words: { lines: 4 } },
  })
}
