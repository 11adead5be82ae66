// A paper on its way to an agenda, and the equality gate it passes.
//
//   draft ──clear──► cleared ──publish (with the agenda)──► published ──replace──► published, next number
//     ▲                 │
//     └──────edit───────┘
//
// B8  No paper is cleared without its equality screening: who looked, when, and what they found, in words.
// B9  A published paper is never changed: replacing it keeps the former text and says what changed.
import { refuse, type Fault } from '#platform/errors/index.ts'
import { isEvasive, isNone } from './decisions.ts'

export const PAPER_STATES = { draft: 'Draft', cleared: 'Cleared', published: 'Published' } as const
export type PaperState = keyof typeof PAPER_STATES

export const CLASSIFICATIONS = {
  open: 'Open to staff of all partners',
  members: "For the body's members only",
} as const
export type Classification = keyof typeof CLASSIFICATIONS

export const EQUALITY_OUTCOMES = {
  'no-relevance': 'Screened: no relevance to equality',
  relevance: 'Relevant: an equality impact analysis was done',
} as const
export type EqualityOutcome = keyof typeof EQUALITY_OUTCOMES

/** The sentence to write instead of "N/A". */
export const SCREENING_SENTENCE =
  'Screened for relevance to equality: this does not affect any protected group differently, because …'

const LEAST_REASONING = 30

/** What is wrong with the reasoning of an equality screening (B8): "N/A", "none" and a word or two are no reasoning. */
export function equalityFaults(reasoning: string): Fault[] {
  const tidy = reasoning.trim()
  if (!isEvasive(tidy) && !isNone(tidy) && tidy.length >= LEAST_REASONING) return []
  return [
    {
      field: 'equalityReasoning',
      message: `"${tidy.slice(0, 40)}" does not say what was looked at. Write, for example: "${SCREENING_SENTENCE}"`,
    },
  ]
}

/** Refuses to edit the words of a published paper (B9). */
export function mayEditPaper(state: PaperState): void {
  if (state !== 'published') return
  refuse(
    'conflict',
    'governance.paper.published',
    'This paper is published and stays as it was read. Replace it with a new version that says what changed.',
  )
}

/** Refuses to replace what nobody has read yet. */
export function mayReplacePaper(state: PaperState): void {
  if (state === 'published') return
  refuse('conflict', 'governance.paper.not-published', 'This paper is not published yet. Edit it as it is.')
}

/** Recommendations as typed, one a line, without the numbers people put before them. */
export function recommendationsOf(text: string | null): string[] {
  return (text ?? '')
    .split('\n')
    .map((line) => line.replace(/^\s*(?:[-*•]|\(?[0-9a-z]{1,2}[.)])\s+/i, '').trim())
    .filter((line) => line !== '')
}
