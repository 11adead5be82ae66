// Telling people what happened: one short action for each announcement, which only says to whom a letter goes. What
// the letter says is read when it is sent.
import { action, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { chooseMail, mailChoices, NO_MAIL, notify, notifyOnce } from '#platform/notifications/index.ts'
import type { BookingState } from '../rules.ts'
import { officersTold } from '../queries/officers-told.ts'

/** Mail that confirms what one has done oneself, and takes an appointment along for one's calendar. */
export const CONFIRMATIONS = 'workspaces.confirmations'

const MOST_IN_AN_ORDER = 400

type Told = {
  readonly id: string
  readonly order_id: string
  readonly site_id: string
  readonly owner_organisation_id: string
  readonly state: BookingState
  readonly visitor_id: string | null
  readonly whom: string | null
  /** Who took the last step. */
  readonly by: string | null
  readonly ended_at: Temporal.Instant | null
}

async function toldOf(inside: Inside, where: ReturnType<typeof sql>): Promise<readonly Told[]> {
  const { rows } = await sql<Told>`
    select booking.id, booking.order_id, booking.site_id, booking.owner_organisation_id, booking.state, booking.visitor_id,
      coalesce(booking.for_person_id, visitor.host_person_id, booking.made_by_person_id) as whom, last.person_id as by, booking.ended_at
    from workspaces.booking booking left join workspaces.visitor visitor on visitor.id = booking.visitor_id
    left join lateral (select step.person_id from workspaces.step step where step.booking_id = booking.id order by step.id desc limit 1) last on true
    where ${where} order by booking.starts_at, booking.id limit ${MOST_IN_AN_ORDER}`.execute(inside.tx)
  return rows
}

type News = 'made' | 'changed' | 'ended'

const ofBooking = { announcement: field.id('Announcement'), booking: field.id('Booking') }
const ofOrder = { announcement: field.id('Announcement'), order: field.id('Order') }

async function tellOfBooking(
  inside: Inside,
  news: News,
  { announcement, booking }: { readonly announcement: string; readonly booking: string },
) {
  const told = await toldOf(inside, sql`booking.id = ${booking}`)
  const letters = await tell(inside, told, announcement, `workspaces.booking.${news}`, { booking })
  if (news !== 'ended') await askApproval(inside, told, announcement)
  return { subject: null, result: { letters }, facts: { letters } }
}

export const tellMade = action({
  name: 'workspaces.booking.tell-made',
  title: 'Tell of a booking',
  doors: [],
  fields: ofBooking,
  run: (inside, answers) => tellOfBooking(inside, 'made', answers),
})

export const tellChanged = action({
  name: 'workspaces.booking.tell-changed',
  title: 'Tell of a changed booking',
  doors: [],
  fields: ofBooking,
  run: (inside, answers) => tellOfBooking(inside, 'changed', answers),
})

export const tellEnded = action({
  name: 'workspaces.booking.tell-ended',
  title: 'Tell of a booking that ended',
  doors: [],
  fields: ofBooking,
  run: (inside, answers) => tellOfBooking(inside, 'ended', answers),
})

export const tellOrderMade = action({
  name: 'workspaces.order.tell-made',
  title: 'Tell of bookings made together',
  doors: [],
  fields: ofOrder,
  async run(inside, { announcement, order }) {
    const told = await toldOf(
      inside,
      sql`booking.order_id = ${order} and booking.state in ('pending', 'confirmed')`,
    )
    const letters = await tell(inside, told, announcement, 'workspaces.order.made', { order })
    await askApproval(inside, told, announcement)
    return { subject: null, result: { letters }, facts: { letters } }
  },
})

export const tellOrderEnded = action({
  name: 'workspaces.order.tell-ended',
  title: 'Tell of bookings that ended together',
  doors: [],
  fields: ofOrder,
  async run(inside, { announcement, order }) {
    // Those that ended together: what ended of the order before was told before.
    const told = await toldOf(
      inside,
      sql`booking.order_id = ${order} and booking.ended_at = (select max(other.ended_at) from workspaces.booking other where other.order_id = ${order})`,
    )
    const letters = await tell(inside, told, announcement, 'workspaces.order.ended', { order })
    return { subject: null, result: { letters }, facts: { letters } }
  },
})

/** One letter to everybody whom these bookings are for, unless they did it themselves and want no confirmations. */
async function tell(
  inside: Inside,
  bookings: readonly Told[],
  announcement: string,
  template: string,
  ids: Readonly<Record<string, string>>,
): Promise<number> {
  const news = bookings.filter((one) => one.state !== 'completed' && one.state !== 'held')
  const stopped = await mailChoices(inside.tx, CONFIRMATIONS)
  const people = new Set(
    news.flatMap(({ whom, by }) =>
      whom === null || (by === whom && stopped.get(whom) === NO_MAIL) ? [] : [whom],
    ),
  )
  for (const subject of people)
    await notifyOnce(inside, { to: { subject }, template, ids, once: `${template} ${announcement}` })
  return people.size
}

/** Those who say yes or no hear of what waits for them: once for all that came together at a workplace. */
async function askApproval(inside: Inside, bookings: readonly Told[], announcement: string): Promise<void> {
  const waiting = bookings.filter((one) => one.state === 'pending')
  for (const [site, [first]] of Map.groupBy(waiting, (one) => one.site_id)) {
    if (first === undefined) continue
    for (const subject of await officersTold(inside, first, ['approver', 'manager']))
      await notifyOnce(inside, {
        to: { subject },
        template: 'workspaces.booking.approval-asked',
        ids: { booking: first.id, order: first.order_id },
        once: `workspaces.booking.approval-asked ${site} ${announcement}`,
      })
  }
}

/** A visitor hears where to come and what is done with their name: when their host says whom they expect, and when that changes. */
export const tellVisitor = action({
  name: 'workspaces.visitor.tell',
  title: 'Tell a visitor where to come',
  doors: [],
  fields: { announcement: field.id('Announcement'), visitor: field.id('Visitor') },
  async run(inside, { visitor }) {
    const { rows } = await sql<{ id: string; mail: string }>`
      update workspaces.visitor set told_at = ${inside.now}
      where id = ${visitor} and told_at is null and mail is not null and forgotten_at is null
      returning id, mail`.execute(inside.tx)
    for (const { id, mail } of rows)
      await notify(inside, { to: { mail }, template: 'workspaces.visitor.expected', ids: { visitor: id } })
    return { subject: null, result: { told: rows.length }, facts: { told: rows.length } }
  },
})

/** Whether one's own bookings are confirmed by mail, with an entry for one's calendar. */
export const chooseConfirmations = action({
  name: 'workspaces.confirmations.choose',
  title: 'Choose mail about your bookings',
  doors: ['page', 'api'],
  fields: {
    mail: field.yesNo('Confirm what you book by mail, with an entry for your calendar?'),
  },
  async run(inside, { mail }) {
    const { actor } = inside
    if (actor.kind !== 'person') return nobody()
    await chooseMail(inside, { person: actor.id, list: CONFIRMATIONS, choice: mail ? 'all' : NO_MAIL })
    return { subject: actor.id, result: { mail }, facts: { mail } }
  },
})

const nobody = () =>
  refuse('forbidden', 'workspaces.confirmations.nobody', 'Mail is a person’s to choose. Sign in first.')
