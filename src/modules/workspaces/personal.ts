// Every reference that workspaces makes to a person. Who leaves wants nothing, stands in for nobody and waits for
// nothing any more; where they sat stays until the owner's time to keep it is over (W17), and what is ahead is given
// back by a listener, under the locks of bookings.
import { sql, type Db } from '#platform/database/index.ts'
import {
  personalReference,
  rowsReference,
  type HeldRow,
  type PersonalReference,
  type RowsReference,
} from '#platform/personal/index.ts'
import { formatDate, formatDateTime, londonMidnight } from '#platform/time/index.ts'
import { ATTRIBUTES, BOOKING_STATES, isAttribute, OFFICER_ROLES, RESOURCE_KINDS } from './rules.ts'

const UNTIL_RETENTION = 'until the owner’s time to keep names in bookings is over'
const HISTORY = 'who set the terms under which others booked is part of their record'

const reference = (sketch: Omit<RowsReference, 'keep'> & { readonly keep?: string }): PersonalReference =>
  rowsReference({ keep: HISTORY, ...sketch, column: `workspaces.${sketch.column}` })

const ofBooking = sql`resource.name || ', ' || site.name`
const joined = sql`workspaces.booking booking join workspaces.resource resource on resource.id = booking.resource_id
  join organisations.site_card site on site.id = booking.site_id`

async function booked(db: Db, person: string) {
  const { rows } = await sql<{
    what: string
    starts_at: Temporal.Instant
    ends_at: Temporal.Instant
    time_zone: string
    state: keyof typeof BOOKING_STATES
    purpose: string | null
    private: boolean
  }>`select ${ofBooking} as what, booking.starts_at, booking.ends_at, booking.time_zone, booking.state, booking.purpose, booking.private
    from ${joined} where booking.for_person_id = ${person} order by booking.starts_at, booking.id`.execute(db)
  return rows.map((row) => ({
    What: row.what,
    From: formatDateTime(row.starts_at, row.time_zone),
    Until: formatDateTime(row.ends_at, row.time_zone),
    State: BOOKING_STATES[row.state],
    'What for': row.purpose ?? '',
    Private: row.private ? 'Yes' : 'No',
  }))
}

async function wanted(db: Db, person: string) {
  const row = await db
    .selectFrom('workspaces.preference as preference')
    .leftJoin('organisations.site_card as site', 'site.id', 'preference.site_id')
    .select(['preference.wanted', 'preference.shares', 'site.name'])
    .where('person_id', '=', person)
    .executeTakeFirst()
  if (row === undefined) return []
  return [
    {
      'What you want of a desk': row.wanted
        .map((one) => (isAttribute(one) ? ATTRIBUTES[one] : one))
        .join(', '),
      'Who sees where you sit': row.shares,
      'Your usual workplace': row.name ?? '',
    },
  ]
}

async function visits(db: Db, person: string) {
  const rows = await db
    .selectFrom('workspaces.visitor as visitor')
    .innerJoin('organisations.site_card as site', 'site.id', 'visitor.site_id')
    .select(['visitor.name', 'visitor.comes_on', 'site.name as site_name'])
    .where('visitor.host_person_id', '=', person)
    .orderBy('visitor.comes_on')
    .orderBy('visitor.id')
    .execute()
  return rows.map((row) => ({
    Visitor: row.name ?? 'Forgotten',
    Where: row.site_name,
    On: formatDate(row.comes_on),
  }))
}

const delegations = (column: 'person_id' | 'delegate_id') => (db: Db, id: string) =>
  sql<HeldRow>`select other.name as what, delegation.from_on as at from workspaces.delegation delegation
    join organisations.person_card other on other.id = ${sql.ref(`delegation.${column === 'person_id' ? 'delegate_id' : 'person_id'}`)}
    where ${sql.ref(`delegation.${column}`)} = ${id} order by delegation.from_on, delegation.id`.execute(db)

const atSite =
  (table: string, column: string, at: string, what = sql`site.name`) =>
  (db: Db, id: string) =>
    sql<HeldRow>`select ${what} as what, ${sql.ref(`it.${at}`)} as at from ${sql.table(`workspaces.${table}`)} it
      join organisations.site_card site on site.id = it.site_id
      where ${sql.ref(`it.${column}`)} = ${id} order by 2`.execute(db)

export const personal: readonly PersonalReference[] = [
  personalReference({
    column: 'workspaces.booking.for_person_id',
    title: 'Workspaces booked for you',
    held: booked,
    leaving: { keep: UNTIL_RETENTION },
  }),
  reference({
    column: 'booking.made_by_person_id',
    title: 'Workspaces you booked for others',
    keep: UNTIL_RETENTION,
    rows: (db, id) =>
      sql<HeldRow>`select ${ofBooking} as what, booking.starts_at as at from ${joined}
        where booking.made_by_person_id = ${id} and booking.for_person_id is distinct from ${id}
        order by booking.starts_at, booking.id`.execute(db),
  }),
  reference({
    column: 'step.person_id',
    title: 'What you did to bookings',
    keep: UNTIL_RETENTION,
    rows: (db, id) =>
      sql<HeldRow>`select ${ofBooking} || ': ' || step.state as what, step.at as at
        from workspaces.step step join ${joined} on booking.id = step.booking_id
        where step.person_id = ${id} order by step.at, step.id`.execute(db),
  }),
  reference({
    column: 'series.for_person_id',
    title: 'Series of bookings for you',
    keep: UNTIL_RETENTION,
    rows: atSite('series', 'for_person_id', 'first_on'),
  }),
  reference({
    column: 'series.made_by_person_id',
    title: 'Series of bookings you made',
    keep: UNTIL_RETENTION,
    rows: atSite('series', 'made_by_person_id', 'first_on'),
  }),
  reference({
    column: 'waiting.person_id',
    title: 'Workspaces you waited for',
    rows: (db, id) =>
      sql<HeldRow>`select waiting.resource_kind || ', ' || site.name as what, waiting.starts_at as at
        from workspaces.waiting waiting join organisations.site_card site on site.id = waiting.site_id
        where waiting.person_id = ${id} order by waiting.starts_at, waiting.id`.execute(db),
    forget: (tx, id, today) =>
      sql`update workspaces.waiting set state = case when state in ('waiting', 'offered') then 'left' else state end,
        ended_at = coalesce(ended_at, ${londonMidnight(today).toString()}::timestamptz), person_id = null
        where person_id = ${id}`.execute(tx),
  }),
  personalReference({
    column: 'workspaces.preference.person_id',
    title: 'What you want of a workspace',
    held: wanted,
    leaving: {
      forget: async (tx, id) =>
        void (await tx.deleteFrom('workspaces.preference').where('person_id', '=', id).execute()),
    },
  }),
  reference({
    column: 'delegation.person_id',
    title: 'Who may book for you',
    rows: delegations('person_id'),
    forget: (tx, id) => sql`delete from workspaces.delegation where person_id = ${id}`.execute(tx),
  }),
  reference({
    column: 'delegation.delegate_id',
    title: 'For whom you may book',
    rows: delegations('delegate_id'),
    forget: (tx, id) => sql`delete from workspaces.delegation where delegate_id = ${id}`.execute(tx),
  }),
  personalReference({
    column: 'workspaces.visitor.host_person_id',
    title: 'Visitors you hosted',
    held: visits,
    leaving: { keep: 'the visitor’s own name is forgotten after 30 days; that somebody came stays' },
  }),
  reference({
    column: 'officer.person_id',
    title: 'Offices you hold or held for workspaces',
    rows: (db, id) =>
      sql<HeldRow>`select case officer.role ${sql.join(
        Object.entries(OFFICER_ROLES).map(([role, title]) => sql`when ${role} then ${title}`),
        sql` `,
      )} end || ', ' || organisation.name as what, officer.from_on as at
        from workspaces.officer officer join organisations.organisation_card organisation on organisation.id = officer.organisation_id
        where officer.person_id = ${id} order by officer.from_on, officer.id`.execute(db),
    forget: (tx, id, today) =>
      sql`update workspaces.officer set ended_on = greatest(from_on, ${today.toString()}::date)
        where person_id = ${id} and ended_on is null`.execute(tx),
  }),
  reference({
    column: 'agreement_step.person_id',
    title: 'What you did to sharing agreements',
    rows: (db, id) =>
      sql<HeldRow>`select site.name || ': ' || step.step as what, step.at as at from workspaces.agreement_step step
        join workspaces.agreement agreement on agreement.id = step.agreement_id
        join organisations.site_card site on site.id = agreement.site_id
        where step.person_id = ${id} order by step.at, step.id`.execute(db),
  }),
  reference({
    column: 'rule.made_by_person_id',
    title: 'Rules of workspaces you made',
    rows: atSite('rule', 'made_by_person_id', 'made_at'),
  }),
  reference({
    column: 'rule.ended_by_person_id',
    title: 'Rules of workspaces you ended',
    rows: atSite('rule', 'ended_by_person_id', 'ended_at'),
  }),
  reference({
    column: 'allocation.made_by_person_id',
    title: 'Allocations of workspaces you made',
    rows: atSite('allocation', 'made_by_person_id', 'made_at'),
  }),
  reference({
    column: 'block.made_by_person_id',
    title: 'Workspaces you took out of use',
    rows: (db, id) =>
      sql<HeldRow>`select resource.name || ': ' || block.reason as what, block.starts_at as at from workspaces.block block
        join workspaces.resource resource on resource.id = block.resource_id
        where block.made_by_person_id = ${id} order by block.starts_at, block.id`.execute(db),
  }),
  reference({
    column: 'panel.made_by_person_id',
    title: 'Screens you set up',
    rows: atSite('panel', 'made_by_person_id', 'made_at', sql`it.name || ', ' || site.name`),
  }),
  reference({
    column: 'invocation.invoked_by_person_id',
    title: 'Business continuity you invoked',
    rows: atSite('invocation', 'invoked_by_person_id', 'invoked_at'),
  }),
  reference({
    column: 'name_view.viewer_person_id',
    title: 'Lists in which you saw names of other organisations’ people',
    keep: 'those people may ask who looked, for as long as their bookings are kept',
    rows: atSite('name_view', 'viewer_person_id', 'seen_at'),
  }),
  reference({
    column: 'counter.holder_id',
    title: 'How much you booked, where bookings are limited',
    keep: 'the count of a day belongs to its bookings, and goes with them',
    rows: (db, id) =>
      sql<HeldRow>`select case counter.resource_kind ${sql.join(
        Object.entries(RESOURCE_KINDS).map(([kind, title]) => sql`when ${kind} then ${title}`),
        sql` `,
      )} end || ', ' || counter.used || ' a ' || counter.per as what, counter.from_on as at
        from workspaces.counter counter where counter.holder = 'person' and counter.holder_id = ${id}
        order by counter.from_on, counter.per`.execute(db),
  }),
]
