// The life of a generation, and who may move it.
//
//   drafted ──record-check──► checked ──approve──► approved ──apply──► published ──apply of a later──► replaced
//      │  └───record-check──► faulty                                     ▲
//      └──────────withdraw (also of faulty, checked, approved)──► withdrawn   rollback makes one that is published at once
//
// G3  What is published passed its check and was approved by somebody else than its maker. What brings an earlier one
//     back was approved then.
import type { CheckState, GenerationState } from './words.ts'

export const STATE_WORDS: Readonly<Record<GenerationState, string>> = {
  drafted: 'Being checked',
  checked: 'Waits for approval',
  faulty: 'Faulty',
  approved: 'Approved',
  published: 'Published',
  replaced: 'Replaced',
  withdrawn: 'Withdrawn',
}

export const CHECK_WORDS: Readonly<Record<CheckState, string>> = {
  waiting: 'Not checked yet',
  passed: 'Passed',
  failed: 'Failed',
  unchanged: 'Unchanged',
  'not-possible': 'Checked by its agent',
}

/** Those that may still become the federation's configuration. */
export const PENDING: readonly GenerationState[] = ['drafted', 'checked', 'approved']

export const mayBeWithdrawn = (state: GenerationState): boolean =>
  state === 'faulty' || PENDING.includes(state)

/** Whose hand it was: a person's, at the command line with the user of the machine. */
export type Hand = { readonly person: string | null; readonly user: string | null }

/** Whether a second hand is somebody else's than the first: another person, and not the same user of the machine twice. */
export const isSomebodyElse = (first: Hand, second: Hand): boolean =>
  first.person !== null &&
  second.person !== null &&
  first.person !== second.person &&
  (first.user === null || first.user !== second.user)

/** What the checks of all servers make of the generation; null while some are not known yet. */
export function afterChecks(checks: readonly CheckState[]): 'checked' | 'faulty' | null {
  if (checks.includes('waiting')) return null
  return checks.includes('failed') ? 'faulty' : 'checked'
}

/** Programs for which an agent of ours puts the files in place; for all others a person follows the steps. */
export const hasAgent = (engine: string): boolean => engine === 'freeradius' || engine === 'radsecproxy'

type GotPack = { readonly server_id: string; readonly pack_digest: string }

/** Whether two generations give the same servers the same files. */
export function saysTheSame(now: readonly GotPack[], former: readonly GotPack[]): boolean {
  const before = new Map(former.map((one) => [one.server_id, one.pack_digest]))
  return before.size === now.length && now.every((one) => before.get(one.server_id) === one.pack_digest)
}
