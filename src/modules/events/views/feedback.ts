// What people said about an event: a chart with its table for everybody who runs it, their words for whoever organises.
import { barChart, chartWithTable } from '#platform/charts/index.ts'
import { html, type Html } from '#platform/html/index.ts'
import { bullets, emptyState, heading, inset, paragraph } from '#web/parts.ts'
import type { Feedback } from '../queries/feedback.ts'
import { LEAST_ANSWERS, USEFUL } from '../rules/feedback.ts'

export const anonymity = (): Html =>
  inset(
    `Your answers are not linked to you. It is recorded that you have answered, apart from what you said, so that nobody is asked twice. Answers are shown once there are at least ${LEAST_ANSWERS}, and your words only to whoever organises the event.`,
  )

export function feedbackView(answers: number, shown: Feedback | undefined): Html {
  if (shown === undefined)
    return emptyState(
      answers === 0 ? 'No answers yet' : 'Not enough answers yet',
      `Answers appear here once there are at least ${LEAST_ANSWERS}, so that nobody can be recognised by theirs.`,
    )
  return html`${paragraph(`${shown.answers} answers. On average ${shown.mean} of 5.`, { lead: true })}
    ${chartWithTable(
      barChart({
        title: 'How useful was it to you?',
        description: `${(shown.counts[3] ?? 0) + (shown.counts[4] ?? 0)} of ${shown.answers} found it useful or very useful (4 or 5 of 5).`,
        kind: 'number',
        bars: (['5', '4', '3', '2', '1'] as const).map((value) => ({
          label: USEFUL[value],
          value: shown.counts[Number(value) - 1] ?? 0,
        })),
      }),
    )}
    ${heading('What they will do differently', { level: 2 })}
    ${said(shown.differently)}
    ${heading('What we should change', { level: 2 })}
    ${said(shown.changes)}`
}

const said = (words: readonly string[]): Html =>
  words.length === 0 ? paragraph('Nobody wrote anything.') : bullets(words, { spaced: true })
