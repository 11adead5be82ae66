// The life of an agreement, which lets the staff of other bodies into a workplace (P2), and how long its notice is.
//
//   offer ──► offered ──accept──► standing ──notice──► standing until its last day ──(the day passes)──► ended
//                │  └──decline──► declined   └──change──► standing on the old terms until the new are accepted
//                └──withdraw──► withdrawn
//
// An agreement with all partners of a partnership, or with a group of partners, stands at once: it gives and asks nothing.
import { formatDate } from '#platform/time/index.ts'
import type { AgreementAudience, AgreementState, AgreementStep } from './words.ts'

export const AGREEMENT_STATES = {
  offered: 'Waiting for an answer',
  standing: 'Stands',
  declined: 'Declined',
  withdrawn: 'Withdrawn',
  ended: 'Ended',
} as const satisfies Record<AgreementState, string>

export const AGREEMENT_STEPS = {
  offered: 'Offered',
  accepted: 'Accepted',
  declined: 'Declined',
  withdrawn: 'Withdrawn',
  changed: 'Terms changed',
  notice: 'Notice given',
  ended: 'Ended',
} as const satisfies Record<AgreementStep, string>

export type Agreed = {
  readonly audience: AgreementAudience
  readonly state: AgreementState
  readonly fromOn: Temporal.PlainDate
  readonly toOn: Temporal.PlainDate | null
  readonly endsOn: Temporal.PlainDate | null
  readonly noticeDays: number
}

type Fault = { readonly field: string; readonly message: string }

/** Only one body can say yes or no; many are told. */
export const asksForAnswer = (audience: AgreementAudience): boolean => audience === 'organisation'

const isBefore = (a: Temporal.PlainDate, b: Temporal.PlainDate): boolean =>
  Temporal.PlainDate.compare(a, b) < 0

/** The last day on which it lets anybody in; null where it has none. */
export function lastDay(agreed: Pick<Agreed, 'toOn' | 'endsOn'>): Temporal.PlainDate | null {
  if (agreed.toOn === null || agreed.endsOn === null) return agreed.toOn ?? agreed.endsOn
  return isBefore(agreed.toOn, agreed.endsOn) ? agreed.toOn : agreed.endsOn
}

/** The earliest last day that notice given today can name. */
export const earliestEnd = (
  agreed: Pick<Agreed, 'noticeDays'>,
  today: Temporal.PlainDate,
): Temporal.PlainDate => today.add({ days: agreed.noticeDays })

export function offerFaults(
  asked: Pick<Agreed, 'fromOn' | 'toOn'>,
  today: Temporal.PlainDate,
): readonly Fault[] {
  const faults: Fault[] = []
  if (isBefore(asked.fromOn, today))
    faults.push({ field: 'fromOn', message: `First day must be today, ${formatDate(today)}, or later` })
  if (asked.toOn !== null && isBefore(asked.toOn, asked.fromOn))
    faults.push({ field: 'toOn', message: 'Last day must be the first day or later' })
  return faults
}

/** New terms may not end it sooner than notice could, unless the other side is asked. */
export function changeFaults(
  agreed: Agreed,
  asked: Pick<Agreed, 'toOn'>,
  today: Temporal.PlainDate,
): readonly Fault[] {
  if (asked.toOn === null) return []
  if (isBefore(asked.toOn, agreed.fromOn))
    return [{ field: 'toOn', message: 'Last day must be the first day or later' }]
  const least = asksForAnswer(agreed.audience) ? today : earliestEnd(agreed, today)
  const last = lastDay(agreed)
  const isSooner = last === null || isBefore(asked.toOn, last)
  if (isSooner && isBefore(asked.toOn, least))
    return [
      {
        field: 'toOn',
        message: `Last day must be ${formatDate(least)} or later${asksForAnswer(agreed.audience) ? '' : `: the notice is ${agreed.noticeDays} days`}`,
      },
    ]
  return []
}

export function noticeFaults(
  agreed: Agreed,
  endsOn: Temporal.PlainDate,
  today: Temporal.PlainDate,
): readonly Fault[] {
  const earliest = earliestEnd(agreed, today)
  if (isBefore(endsOn, earliest))
    return [
      {
        field: 'endsOn',
        message: `Last day must be ${formatDate(earliest)} or later: the notice agreed is ${agreed.noticeDays} ${agreed.noticeDays === 1 ? 'day' : 'days'}`,
      },
    ]
  const last = lastDay(agreed)
  if (last !== null && !isBefore(endsOn, last))
    return [{ field: 'endsOn', message: `It ends on ${formatDate(last)} already. Choose an earlier day` }]
  return []
}

/** Where it stands on a day, in words a reader can act on. */
export function standingWords(agreed: Agreed, today: Temporal.PlainDate): string {
  if (agreed.state !== 'standing') return AGREEMENT_STATES[agreed.state]
  const last = lastDay(agreed)
  if (last !== null && isBefore(last, today)) return `Ended on ${formatDate(last)}`
  if (isBefore(today, agreed.fromOn)) return `Stands from ${formatDate(agreed.fromOn)}`
  return last === null ? 'Stands' : `Stands until ${formatDate(last)}`
}
