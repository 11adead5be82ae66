// Swapping with a colleague, and handing a booking over.
import { form, get, page, type Page, type Visit } from '#platform/http/index.ts'
import { handOver } from '../actions/handing-over.ts'
import { answerSwap, askSwap, withdrawSwap } from '../actions/swaps.ts'
import { bookingById, BOOK, type Booking } from '../queries/bookings.ts'
import { colleaguesOf } from '../queries/delegation.ts'
import { swappableWith, swapsAsked } from '../queries/swaps.ts'
import { handOverView, swapOption, swapsView, swapView } from '../views/together.ts'

const AT = '/workspaces/swaps'

const here = (visit: Visit): Promise<Booking> => bookingById(visit, visit.params['booking'] ?? '')

const list = get(AT, {
  permission: BOOK,
  run: async (visit) => page(swapsView(await swapsAsked(visit), visit.csrf)),
})

const ask = form('/workspaces/bookings/:booking/swap', {
  action: askSwap,
  async load(visit) {
    const booking = await here(visit)
    return { booking, offered: await swappableWith(visit, booking) }
  },
  values: (_visit, { booking }) => ({ booking: booking.id, version: booking.version }),
  options: (_visit, { offered }) => ({ other: offered.map(swapOption) }),
  view: (_visit, { booking, offered }, state) => swapView(booking, offered, state),
  then: () => ({ to: AT, notice: 'Your colleague is asked. Nothing changes until they accept.' }),
})

const answer = form(`${AT}/:swap/answer`, {
  action: answerSwap,
  fixed: (visit) => ({ swap: visit.params['swap'] ?? '' }),
  then: ({ swapped }) => ({
    to: swapped ? '/workspaces/bookings' : AT,
    notice: swapped ? 'The two bookings have changed hands.' : 'You keep your booking.',
  }),
})

const withdraw = form(`${AT}/:swap/withdraw`, {
  action: withdrawSwap,
  fixed: (visit) => ({ swap: visit.params['swap'] ?? '' }),
  then: () => ({ to: AT, notice: 'You no longer ask for this swap.' }),
})

const hand = form('/workspaces/bookings/:booking/hand-over', {
  action: handOver,
  load: here,
  values: (_visit, booking) => ({ booking: booking.id, version: booking.version }),
  options: async (visit, booking) => ({
    colleague: (await colleaguesOf(visit))
      .filter((one) => one.id !== booking.for_person_id)
      .map((one) => ({ value: one.id, text: one.name })),
  }),
  view: (_visit, booking, state) => handOverView(booking, state),
  then: (_done, _visit, booking) => ({
    to: '/workspaces/bookings',
    notice: `${booking.resource_name} was handed over.`,
  }),
})

export const swapPages: readonly Page[] = [list, ask, answer, withdraw, hand]
