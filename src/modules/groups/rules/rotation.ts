// Whose turn it is to chair: terms of office, and the order in which organisations take the chair.
import { refuse } from '#platform/errors/index.ts'

// The next chair is looked for this long before the term ends, so that a meeting can agree it.
export const LOOKED_FOR_DAYS = 42

/** The last day of a chair's term; null where the group has set no term. */
export function termEndsOn(
  startedOn: Temporal.PlainDate,
  termMonths: number | null,
): Temporal.PlainDate | null {
  return termMonths === null ? null : startedOn.add({ months: termMonths }).subtract({ days: 1 })
}

/** R2: the organisation after the present one, passing over those that nobody speaks for today. */
export function nextInTurn(
  order: readonly string[],
  present: string | null,
  sitting: ReadonlySet<string>,
): string | undefined {
  const from = present === null ? -1 : order.indexOf(present)
  return [...order.slice(from + 1), ...order.slice(0, from + 1)].find((one) => sitting.has(one))
}

/** R3: out of turn somebody becomes chair only for a stated reason. Within a term another person of the same organisation is in turn. */
export function mayTakeChair(turn: {
  readonly organisation: string
  readonly name: string
  readonly order: readonly string[]
  readonly next: { readonly id: string; readonly name: string } | undefined
  /** The organisation whose term runs still. */
  readonly within: string | null
  readonly reason: string | null
}): void {
  if (turn.order.length === 0 || turn.next === undefined || turn.reason !== null) return
  if (turn.organisation === turn.next.id || turn.organisation === turn.within) return
  refuse(
    'conflict',
    'groups.membership.out-of-turn',
    `By the rotation of this group it is the turn of ${turn.next.name}. To appoint somebody of ${turn.name}, say why.`,
    { faults: [{ field: 'reason', message: `Enter why ${turn.next.name} does not take its turn` }] },
  )
}
