// Who shares which service with whom, as the papers of a year put it: a stage, and what they add in brackets.
export const STAGES = {
  'shared service': 'Shared service',
  'joint management': 'Joint management',
  'in development': 'In development',
  exploring: 'Exploring',
  ended: 'Ended',
} as const
export type Stage = keyof typeof STAGES

/** "in development (Ashford co-opted)" as stage and note; undefined when the stage is none of ours. */
export function readArrangement(
  text: string,
): { readonly stage: Stage; readonly note: string | null } | undefined {
  const match = /^([^()]+?)(?:\s*\((.*)\))?$/s.exec(text.trim())
  const stage = match?.[1]?.trim().toLowerCase() ?? ''
  if (!Object.hasOwn(STAGES, stage)) return undefined
  const note = match?.[2]?.trim() ?? ''
  return { stage: stage as Stage, note: note === '' ? null : note }
}
