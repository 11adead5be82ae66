// Declining a booking in words: the rule, whose it is, and what to do next (W12). What a rule forbids is a fault of the
// answer it is about; what somebody else has, or has been promised, is a conflict.
import { Refusal } from '#platform/errors/index.ts'
import type { Reason, Situation } from '../rules.ts'

const CODE = /^workspaces\.booking\./

/** Which can pass at any moment, and only the locks make certain. */
const CONFLICTS = ['taken', 'blocked', 'quota', 'limit', 'kept']

/** The answer that would have to be another one. */
const ABOUT: Readonly<Record<string, string>> = {
  past: 'from',
  'off-grid': 'from',
  'outside-hours': 'from',
  'building-closed': 'from',
  notice: 'from',
  'too-short': 'until',
  'too-long': 'until',
  'too-early': 'on',
  'too-far': 'on',
  'closed-that-day': 'on',
  'closed-for-now': 'on',
  'not-open-yet': 'on',
  'not-there-yet': 'on',
  closing: 'on',
  'too-many-people': 'people',
}

/** The refusal that the reasons against a booking amount to: the first in words, all of them for a program. */
export function refuseFor(situation: Pick<Situation, 'resource'>, reasons: readonly Reason[]): never {
  const [first] = reasons
  const code = first?.code ?? 'workspaces.booking.taken'
  const current = { reasons }
  const words = first === undefined ? `${situation.resource.name} cannot be booked.` : inWords(first)
  const why = code.replace(CODE, '')
  if (CONFLICTS.includes(why)) throw new Refusal('conflict', code, words, { current })
  const faults = reasons.map((reason) => ({
    field: ABOUT[reason.code.replace(CODE, '')] ?? 'places',
    message: inWords(reason),
  }))
  throw new Refusal('invalid', code, words, { current, faults })
}

/** "Desk 12 is booked at least 2 hours before it begins (Canterbury City Council, for Zone B). Possible from 3pm." */
export const inWords = ({ text, whose, possible }: Reason): string =>
  [
    `${text.replace(/\.$/, '')} (${whose}).`,
    ...(possible === null ? [] : [`${possible.replace(/\.$/, '')}.`]),
  ].join(' ')

/** Whether a refusal is demand that could not be met, rather than a slip of the pen. */
export const isDemand = (code: string): boolean =>
  CODE.test(code) &&
  !['past', 'off-grid', 'too-short', 'when', 'which-organisation'].includes(code.replace(CODE, ''))
