// Every reference this module makes to a person: what is shown to them, and what becomes of it when they leave.
import { sql, type Db, type Tx } from '#platform/database/index.ts'
import { formatPounds } from '#platform/money/index.ts'
import { personalReference } from '#platform/personal/index.ts'
import { formatDate, formatDateRange, formatDateTime } from '#platform/time/index.ts'
import { OFFICER_ROLES } from './rules/membership.ts'

async function appointments(db: Db, id: string) {
  const rows = await db
    .selectFrom('partnerships.appointment as appointment')
    .innerJoin('partnerships.partnership as partnership', 'partnership.id', 'appointment.partnership_id')
    .select(['appointment.role', 'appointment.started_on', 'appointment.ended_on', 'partnership.name'])
    .where('appointment.person_id', '=', id)
    .orderBy('appointment.started_on')
    .orderBy('appointment.id')
    .execute()
  return rows.map((row) => ({
    Office: OFFICER_ROLES[row.role],
    Partnership: row.name,
    From: formatDate(row.started_on),
    Until: row.ended_on === null ? '' : formatDate(row.ended_on),
  }))
}

// Who leaves holds no office from that day; that they held it is kept.
async function endAppointments(tx: Tx, id: string, today: Temporal.PlainDate): Promise<void> {
  await tx
    .updateTable('partnerships.appointment')
    .set({ ended_on: sql<Temporal.PlainDate>`greatest(${today.toString()}::date, started_on)` })
    .where('person_id', '=', id)
    .where('ended_on', 'is', null)
    .execute()
}

async function payments(db: Db, id: string) {
  const rows = await db
    .selectFrom('partnerships.payment')
    .select(['reference', 'amount_pence', 'recorded_at'])
    .where('recorded_by', '=', id)
    .orderBy('recorded_at')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    Reference: row.reference,
    Amount: formatPounds(row.amount_pence),
    Recorded: formatDateTime(row.recorded_at),
  }))
}

async function adjustments(db: Db, id: string) {
  const rows = await db
    .selectFrom('partnerships.adjustment')
    .select(['amount_pence', 'made_on'])
    .where('made_by', '=', id)
    .orderBy('made_on')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({ Amount: formatPounds(row.amount_pence), On: formatDate(row.made_on) }))
}

const reports = (column: 'written_by' | 'issued_by') => async (db: Db, id: string) => {
  const rows = await db
    .selectFrom('partnerships.report')
    .select(['front', 'from_on', 'to_on', 'state'])
    .where(column, '=', id)
    .orderBy('to_on')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    Report: row.front.subject,
    Period: formatDateRange(row.from_on, row.to_on),
    State: row.state,
  }))
}

const ACCOUNTS = 'who recorded money must be provable for six years (Limitation Act 1980 s.5)'

/** Declared to the platform's subject access and leaver's removal. */
export const personal = [
  personalReference({
    column: 'partnerships.appointment.person_id',
    title: 'Offices you held in partnerships',
    held: appointments,
    leaving: { forget: endAppointments },
  }),
  personalReference({
    column: 'partnerships.payment.recorded_by',
    title: 'Payments you recorded',
    held: payments,
    leaving: { keep: ACCOUNTS },
  }),
  personalReference({
    column: 'partnerships.adjustment.made_by',
    title: 'Subscriptions you adjusted',
    held: adjustments,
    leaving: { keep: ACCOUNTS },
  }),
  personalReference({
    column: 'partnerships.report.written_by',
    title: 'Reports you wrote',
    held: reports('written_by'),
    leaving: { keep: 'a published report names its author' },
  }),
  personalReference({
    column: 'partnerships.report.issued_by',
    title: 'Reports you issued',
    held: reports('issued_by'),
    leaving: { keep: 'a published report names who issued it' },
  }),
]
