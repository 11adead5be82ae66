// When somebody is let in no more, their bookings ahead are taken back and, where the owner or fate allows, moved to
// equal places elsewhere (P12, W18). Nothing is deleted and everybody is told.
import type { Inside } from '#platform/actions/index.ts'
import { lostBookings, type AsIf } from '../queries/agreements.ts'
import { displace } from './displacing.ts'

export type Withdrawn = { readonly moved: number; readonly stranded: number }

/** What becomes of bookings that nobody lets in any more. */
export const AHEAD = {
  move: 'Move them to equal places elsewhere where one is free, withdraw the rest, and tell everybody',
  withdraw: 'Withdraw them and tell everybody',
} as const

/** Withdraws every booking ahead for whose day no agreement lets its body in any more. */
export async function withdrawLost(
  inside: Inside,
  asIf: AsIf,
  because: string,
  how: keyof typeof AHEAD = 'move',
): Promise<Withdrawn> {
  const lost = await lostBookings(inside, inside.now, asIf)
  if (lost.length === 0) return { moved: 0, stranded: 0 }
  const done = await displace(
    inside,
    lost.map((one) => one.id),
    because,
    { moveWithin: how === 'move' ? null : [] },
  )
  return { moved: done.moved.length, stranded: done.stranded.length }
}
