// Booking, exactly once: held, made, changed, moved, approved, cancelled.
import { fill } from '#platform/actions/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { job } from '#platform/jobs/index.ts'
import { duty } from '#platform/module/index.ts'
import { approveBooking, declineBooking } from './actions/approving.ts'
import { holdBooking, makeBooking } from './actions/booking.ts'
import { cancelBooking, changeBooking, confirmBooking, lapseHolds } from './actions/changing.ts'
import { approvalPages } from './pages/approvals.ts'
import { approvalDuties } from './queries/approvals.ts'
import { APPROVE, BOOK } from './queries/bookings.ts'
import { APPROVERS, STAFF } from './roles.ts'
import type { Wing } from '#platform/module/index.ts'

export const booking: Wing = {
  actions: [
    makeBooking,
    holdBooking,
    confirmBooking,
    cancelBooking,
    changeBooking,
    approveBooking,
    declineBooking,
    lapseHolds,
  ],
  pages: approvalPages,
  jobs: [
    job({
      name: lapseHolds.name,
      title: 'Let go what was held and not confirmed',
      action: lapseHolds,
      every: { seconds: 30 },
    }),
  ],
  fills: [fill(duty, { name: 'workspaces.booking.approvals', permission: APPROVE, run: approvalDuties })],
  permissions: {
    [BOOK]: STAFF,
    [APPROVE]: APPROVERS,
  },
  refusals: {
    // W1: what a lock forgot the constraint refuses, in the same words.
    workspaces_claim_apart: () =>
      new Refusal(
        'conflict',
        'workspaces.booking.taken',
        'It was just taken by someone else. Choose another time or another place.',
      ),
  },
}
