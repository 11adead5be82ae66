// Bookings that wait for a yes: the list of a workplace, and one of them with both answers.
import { notFound } from '#platform/errors/index.ts'
import { html } from '#platform/html/index.ts'
import { form, get, page, type Page, type Visit } from '#platform/http/index.ts'
import { everyRow, fileOf, filterOf, formatOf, MOST_DOWNLOADED } from '#platform/tables/index.ts'
import { errorSummary, renderForm } from '#web/forms.ts'
import { buttonLink, heading } from '#web/parts.ts'
import { approveBooking, declineBooking } from '../actions/approving.ts'
import { awaitingApproval, holding } from '../queries/approvals.ts'
import { APPROVE, bookingById, stepsOf, type Booking } from '../queries/bookings.ts'
import { recordNames } from '../queries/names.ts'
import { bodiesOf, holdsAt } from '../queries/seeing.ts'
import type { Workplace } from '../queries/workplaces.ts'
import { approvalColumns, approvalsView, waitingFacts } from '../views/approvals.ts'
import { backFrom, managed } from './managed.ts'

const MOST_ON_A_PAGE = 50

/** Who asks is named: that somebody looked is kept, whatever they decide (W15). */
async function recordWhoAsks(
  visit: Visit,
  at: Workplace,
  rows: readonly Pick<Booking, 'for_person_id' | 'organisation_id'>[],
): Promise<void> {
  const bodies = bodiesOf(visit)
  const foreign = rows.flatMap((row) =>
    bodies.includes(row.organisation_id) ? [] : (row.for_person_id ?? []),
  )
  const on = visit.now.toZonedDateTimeISO(at.time_zone).toPlainDate()
  await recordNames(visit, { siteId: at.site_id, on, list: 'bookings', people: new Set(foreign).size })
}

const listHref = (at: { readonly code: string }): string => `/workspaces/${at.code}/manage/approvals`

const list = get('/workspaces/:site/manage/approvals', {
  permission: APPROVE,
  async run(visit) {
    const at = await managed(visit, APPROVE)
    const format = formatOf(visit)
    if (format !== undefined) {
      const rows = await everyRow((after) =>
        awaitingApproval(visit, at.site_id, { after, most: MOST_DOWNLOADED }),
      )
      await recordWhoAsks(visit, at, rows)
      return fileOf(format, `${at.code}-approvals`, approvalColumns(listHref(at)), rows)
    }
    const listed = await awaitingApproval(visit, at.site_id, {
      after: filterOf(visit, 'after'),
      most: MOST_ON_A_PAGE,
    })
    await recordWhoAsks(visit, at, listed.rows)
    return page({
      title: `Bookings to approve: ${at.name}`,
      wide: true,
      back: backFrom(visit, at),
      body: approvalsView(at, listed, listHref(at)),
    })
  },
})

type Loaded = {
  readonly booking: Booking
  readonly holds: boolean
  readonly steps: Awaited<ReturnType<typeof stepsOf>>
}

/** The booking of the address, where the visitor is one of those who decide. */
async function theBooking(visit: Visit): Promise<Loaded> {
  const booking = await bookingById(visit, visit.params['booking'] ?? '')
  if (booking.site_code !== visit.params['site'] || !holdsAt(visit, APPROVE, booking))
    return notFound('booking')
  const held = await holding(visit, [booking])
  return { booking, holds: held.has(booking.id), steps: await stepsOf(visit, booking.id) }
}

const hrefOf = (booking: Booking): string => `${listHref({ code: booking.site_code })}/${booking.id}`

const approve = form('/workspaces/:site/manage/approvals/:booking', {
  action: approveBooking,
  load: theBooking,
  fixed: (visit) => ({ booking: visit.params['booking'] }),
  view: (_visit, loaded, state) => ({
    title: `Approve a booking: ${loaded.booking.site_name}`,
    back: { href: listHref({ code: loaded.booking.site_code }), text: 'Bookings to approve' },
    body: html`${errorSummary(state)}${heading('Approve a booking', { caption: loaded.booking.site_name })}${waitingFacts(loaded)}
      ${
        loaded.booking.state === 'pending'
          ? html`${renderForm(state, { submit: 'Approve this booking', fields: [], summary: false })}
            ${buttonLink(`${hrefOf(loaded.booking)}/decline`, 'Decline it', { look: 'secondary' })}`
          : null
      }`,
  }),
  then: (result) => ({ to: listHref({ code: result.site }), notice: 'The booking is approved.' }),
})

const decline = form('/workspaces/:site/manage/approvals/:booking/decline', {
  action: declineBooking,
  load: theBooking,
  fixed: (visit) => ({ booking: visit.params['booking'] }),
  view: (_visit, loaded, state) => ({
    title: `Decline a booking: ${loaded.booking.site_name}`,
    back: { href: hrefOf(loaded.booking), text: 'The booking' },
    body: html`${errorSummary(state)}${heading('Decline a booking', { caption: loaded.booking.site_name })}${waitingFacts(loaded)}
      ${renderForm(state, {
        submit: 'Decline this booking',
        fields: ['because'],
        look: 'warning',
        summary: false,
        cancel: { href: hrefOf(loaded.booking) },
      })}`,
  }),
  then: (result) => ({
    to: listHref({ code: result.site }),
    notice: 'The booking is declined. Whoever asked reads why.',
  }),
})

export const approvalPages: readonly Page[] = [list, approve, decline]
