// The minutes: a draft that writes itself from what was recorded, and the faults a reader would find in it.
//
// B10  Every item that was considered has a minute, and no two minutes are the same text.
import { refuse } from '#platform/errors/index.ts'
import { outcomeInWords, tallyInWords, type Tally } from './decisions.ts'

export const ITEM_KINDS = {
  decide: 'For decision',
  note: 'To note',
  discuss: 'For discussion',
  minutes: 'Minutes of the previous meeting',
} as const
export type ItemKind = keyof typeof ITEM_KINDS

export const ITEM_STATES = {
  awaiting: 'Awaiting a meeting',
  listed: 'On the agenda',
  considered: 'Considered',
  withdrawn: 'Withdrawn',
} as const
export type ItemState = keyof typeof ITEM_STATES

export type Considered = {
  readonly title: string
  readonly kind: ItemKind
  readonly state: ItemState
  readonly lateBecause: string | null
  readonly recommendation: string | null
  readonly decision: {
    readonly reference: string
    readonly outcome: string
    readonly decision: string
    readonly reasons: string
    readonly alternatives: string
    readonly interests: string
    readonly tally: Tally
  } | null
  readonly undertakings: readonly { readonly what: string; readonly owner: string; readonly due: string }[]
}

/** The draft minute of one item, in the order a reader looks for it. */
export function draftMinute(item: Considered): string {
  const lines: string[] = []
  if (item.lateBecause !== null)
    lines.push(`The chair agreed to take this item although it was late, because: ${item.lateBecause}`)
  if (item.state === 'withdrawn') lines.push(`"${item.title}" was withdrawn before the meeting.`)
  else if (item.decision !== null) lines.push(...decisionLines(item.decision))
  else lines.push(`The meeting ${item.kind === 'note' ? 'noted' : 'considered'} "${item.title}".`)
  for (const one of item.undertakings)
    lines.push(`Undertaking: ${one.owner} to ${lowerFirst(one.what)} by ${one.due}.`)
  return lines.join('\n\n')
}

function decisionLines(decision: NonNullable<Considered['decision']>): string[] {
  return [
    `Interests: ${decision.interests}`,
    `Decision ${decision.reference} (${outcomeInWords(decision.outcome).toLowerCase()}): ${decision.decision}`,
    `Reasons: ${decision.reasons}`,
    `Alternatives considered: ${decision.alternatives}`,
    `Votes: ${tallyInWords(decision.tally)}.`,
  ]
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

export type MinuteOf = { readonly number: number; readonly title: string; readonly text: string | null }

/** The defects of a set of minutes, each in a sentence that says where (G8). */
export function minutesFaults(
  minutes: readonly MinuteOf[],
  undecided: readonly { readonly number: number; readonly title: string }[],
): string[] {
  const faults = undecided.map(
    (item) => `Item ${item.number}, "${item.title}", was for decision and none is recorded.`,
  )
  const seen = new Map<string, number>()
  for (const minute of minutes) {
    const text = (minute.text ?? '').trim()
    if (text === '') {
      faults.push(`Item ${minute.number}, "${minute.title}", has no minute.`)
      continue
    }
    const key = text.toLowerCase().replaceAll(/\s+/g, ' ')
    const twin = seen.get(key)
    if (twin === undefined) seen.set(key, minute.number)
    else faults.push(`Items ${twin} and ${minute.number} have the same minute, word for word.`)
  }
  return faults
}

/** Refuses to issue minutes that have defects (B10). */
export function mayIssueMinutes(faults: readonly string[]): void {
  const [first] = faults
  if (first === undefined) return
  const more = faults.length > 1 ? ` ${faults.slice(1).join(' ')}` : ''
  refuse('conflict', 'governance.minutes.incomplete', `The minutes cannot be issued yet. ${first}${more}`)
}
