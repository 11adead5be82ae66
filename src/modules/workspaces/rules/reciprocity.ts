// What partners give each other and take from each other, and what a recharge of it would come to. Nothing is paid here.
import { LEAST_PEOPLE } from './use.ts'

/** What the people of one body had of the places of another. */
export type Pair = {
  readonly owner_id: string
  readonly owner_name: string
  readonly body_id: string
  readonly body_name: string
  /** Minutes of bookings that took their time, and of those to which somebody came. */
  readonly booked: number
  readonly used: number
  /** A place on a day, however often it was booked that day. */
  readonly desk_days: number
  readonly bookings: number
  readonly no_shows: number
  readonly people: number
  readonly refused: number
}

/** A pair as somebody may see it: figures about too few people of another body are left out (I7). */
export type PairShown = Pair & { readonly isHidden: boolean; readonly hidesNoShows: boolean }

export function pairShown(pair: Pair, own: readonly string[] | 'all'): PairShown {
  const few = pair.people > 0 && pair.people < LEAST_PEOPLE
  const isTheirs = own === 'all' || own.includes(pair.body_id)
  const isOwners = own !== 'all' && own.includes(pair.owner_id)
  return { ...pair, isHidden: few && own !== 'all' && !isTheirs && !isOwners, hidesNoShows: few && !isTheirs }
}

export type Balance = {
  readonly id: string
  readonly name: string
  readonly given: number
  readonly taken: number
  readonly givenDays: number
  readonly takenDays: number
}

/** For each body what it gave to all others and took from them, the largest giver first. */
export function balances(pairs: readonly PairShown[]): readonly Balance[] {
  const all = new Map<string, Balance>()
  const add = (id: string, name: string, more: Partial<Balance>): void => {
    const was = all.get(id) ?? { id, name, given: 0, taken: 0, givenDays: 0, takenDays: 0 }
    all.set(id, {
      ...was,
      given: was.given + (more.given ?? 0),
      taken: was.taken + (more.taken ?? 0),
      givenDays: was.givenDays + (more.givenDays ?? 0),
      takenDays: was.takenDays + (more.takenDays ?? 0),
    })
  }
  for (const pair of pairs.filter((one) => !one.isHidden && one.bookings > 0)) {
    add(pair.owner_id, pair.owner_name, { given: pair.booked, givenDays: pair.desk_days })
    add(pair.body_id, pair.body_name, { taken: pair.booked, takenDays: pair.desk_days })
  }
  return [...all.values()].toSorted(
    (a, b) => b.given - b.taken - (a.given - a.taken) || a.name.localeCompare(b.name, 'en-GB'),
  )
}

/** The balance of one body with each other: what it gave that one, and took from it. */
export function withOthers(pairs: readonly PairShown[], bodyId: string): readonly Balance[] {
  const ofIt = pairs.filter((one) => one.owner_id === bodyId || one.body_id === bodyId)
  // Seen from the others, given and taken change sides.
  return balances(ofIt)
    .filter((one) => one.id !== bodyId)
    .map((one) => ({
      ...one,
      given: one.taken,
      taken: one.given,
      givenDays: one.takenDays,
      takenDays: one.givenDays,
    }))
    .toSorted((a, b) => b.given + b.taken - (a.given + a.taken))
}

export const UNITS = { hours: 'Hours booked', days: 'Desk-days' } as const
export type Unit = keyof typeof UNITS

export type Recharge = {
  readonly pair: PairShown
  /** In hundredths, so that the sum is exact. */
  readonly hundredths: number
  readonly amountPence: bigint
}

/** What each pair would owe: units of hundredths × the rate, rounded to the penny, halves up. */
export function recharge(pairs: readonly PairShown[], unit: Unit, ratePence: bigint): readonly Recharge[] {
  return pairs
    .filter((pair) => !pair.isHidden && pair.bookings > 0)
    .map((pair) => {
      const hundredths = unit === 'days' ? pair.desk_days * 100 : Math.round((pair.booked * 100) / 60)
      return { pair, hundredths, amountPence: (BigInt(hundredths) * ratePence + 50n) / 100n }
    })
}
