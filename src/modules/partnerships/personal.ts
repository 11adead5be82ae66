// Every reference this module makes to a person: what is shown to them, and what becomes of it when they leave.
import { sql, type Db, type Tx } from '#platform/database/index.ts'
import { formatPounds } from '#platform/money/index.ts'
import { personalReference } from '#platform/personal/index.ts'
import { financialYearStarting, formatDate, formatDateRange, formatDateTime } from '#platform/time/index.ts'
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

async function ledArrangements(db: Db, id: string) {
  const rows = await db
    .selectFrom('partnerships.arrangement')
    .select(['service', 'area'])
    .where('lead_person_id', '=', id)
    .orderBy('service')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({ Service: row.service, Area: row.area }))
}

// Who leaves leads nothing; the body that leads is asked for another on its lead's home page.
async function forgetLead(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('partnerships.arrangement')
    .set({ lead_person_id: null })
    .where('lead_person_id', '=', id)
    .execute()
}

async function recordedMoves(db: Db, id: string) {
  const rows = await db
    .selectFrom('partnerships.arrangement_move as move')
    .innerJoin('partnerships.arrangement as arrangement', 'arrangement.id', 'move.arrangement_id')
    .select(['arrangement.service', 'move.to_stage', 'move.recorded_at'])
    .where('move.recorded_by', '=', id)
    .orderBy('move.recorded_at')
    .orderBy('move.id')
    .execute()
  return rows.map((row) => ({
    Service: row.service,
    Stage: row.to_stage,
    Recorded: formatDateTime(row.recorded_at),
  }))
}

const savings = (column: 'claimed_by' | 'confirmed_by') => async (db: Db, id: string) => {
  const rows = await db
    .selectFrom('partnerships.saving as saving')
    .innerJoin('partnerships.arrangement as arrangement', 'arrangement.id', 'saving.arrangement_id')
    .select(['arrangement.service', 'saving.year_starting', 'saving.claimed_pence', 'saving.confirmed_pence'])
    .where(`saving.${column}`, '=', id)
    .orderBy('saving.year_starting')
    .orderBy('saving.id')
    .execute()
  return rows.map((row) => ({
    Service: row.service,
    Year: financialYearStarting(row.year_starting).label,
    Claimed: formatPounds(row.claimed_pence),
    Confirmed: row.confirmed_pence === null ? '' : formatPounds(row.confirmed_pence),
  }))
}

async function interests(db: Db, id: string) {
  const rows = await db
    .selectFrom('partnerships.interest as interest')
    .innerJoin('partnerships.arrangement as arrangement', 'arrangement.id', 'interest.arrangement_id')
    .select(['arrangement.service', 'interest.words', 'interest.told_at'])
    .where('interest.person_id', '=', id)
    .orderBy('interest.told_at')
    .orderBy('interest.id')
    .execute()
  return rows.map((row) => ({
    Service: row.service,
    Words: row.words ?? '',
    When: formatDateTime(row.told_at),
  }))
}

// That the body was interested stays; who of it asked goes.
async function forgetInterests(tx: Tx, id: string): Promise<void> {
  await tx.updateTable('partnerships.interest').set({ person_id: null }).where('person_id', '=', id).execute()
}

async function championships(db: Db, id: string) {
  const rows = await db
    .selectFrom('partnerships.champion as champion')
    .innerJoin('partnerships.champion_role as role', 'role.id', 'champion.role_id')
    .innerJoin('partnerships.partnership as partnership', 'partnership.id', 'role.partnership_id')
    .select(['role.name', 'partnership.name as partnership', 'champion.started_on', 'champion.ended_on'])
    .where('champion.person_id', '=', id)
    .orderBy('champion.started_on')
    .orderBy('champion.id')
    .execute()
  return rows.map((row) => ({
    Role: row.name,
    Partnership: row.partnership,
    From: formatDate(row.started_on),
    Until: row.ended_on === null ? '' : formatDate(row.ended_on),
  }))
}

// P14: who leaves is champion of nothing from that day; the gap shows, and the body's lead is asked to fill it.
async function endChampionships(tx: Tx, id: string, today: Temporal.PlainDate): Promise<void> {
  await tx
    .updateTable('partnerships.champion')
    .set({ ended_on: sql<Temporal.PlainDate>`greatest(${today.toString()}::date, started_on)` })
    .where('person_id', '=', id)
    .where('ended_on', 'is', null)
    .execute()
}

async function championLetters(db: Db, id: string) {
  const rows = await db
    .selectFrom('partnerships.champion_letter')
    .select(['title', 'sent_at'])
    .where('sent_by', '=', id)
    .orderBy('sent_at')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({ Subject: row.title, Sent: formatDateTime(row.sent_at) }))
}

const doubts = (column: 'told_by' | 'settled_by') => async (db: Db, id: string) => {
  const rows = await db
    .selectFrom('partnerships.signpost_doubt as doubt')
    .innerJoin('partnerships.signpost as signpost', 'signpost.id', 'doubt.signpost_id')
    .select(['signpost.name', 'doubt.words', 'doubt.told_at'])
    .where(`doubt.${column}`, '=', id)
    .orderBy('doubt.told_at')
    .orderBy('doubt.id')
    .execute()
  return rows.map((row) => ({ Entry: row.name, Words: row.words, When: formatDateTime(row.told_at) }))
}

// What is wrong with an entry is wrong whoever said so.
const forgetDoubts =
  (column: 'told_by' | 'settled_by') =>
  async (tx: Tx, id: string): Promise<void> => {
    await tx
      .updateTable('partnerships.signpost_doubt')
      .set({ [column]: null })
      .where(column, '=', id)
      .execute()
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
  personalReference({
    column: 'partnerships.arrangement.lead_person_id',
    title: 'Shared-service arrangements you lead',
    held: ledArrangements,
    leaving: { forget: forgetLead },
  }),
  personalReference({
    column: 'partnerships.arrangement_move.recorded_by',
    title: 'Stages of shared services you recorded',
    held: recordedMoves,
    leaving: { keep: 'who recorded that bodies began or ceased to share a service must be provable' },
  }),
  personalReference({
    column: 'partnerships.saving.claimed_by',
    title: 'Savings you claimed',
    held: savings('claimed_by'),
    leaving: { keep: ACCOUNTS },
  }),
  personalReference({
    column: 'partnerships.saving.confirmed_by',
    title: 'Savings you confirmed',
    held: savings('confirmed_by'),
    leaving: { keep: ACCOUNTS },
  }),
  personalReference({
    column: 'partnerships.interest.person_id',
    title: 'Shared services you asked about',
    held: interests,
    leaving: { forget: forgetInterests },
  }),
  personalReference({
    column: 'partnerships.champion.person_id',
    title: 'What you are or were champion of',
    held: championships,
    leaving: { forget: endChampionships },
  }),
  personalReference({
    column: 'partnerships.champion_letter.sent_by',
    title: 'Letters you wrote to champions',
    held: championLetters,
    leaving: { keep: 'a letter in the name of a partnership has an author' },
  }),
  personalReference({
    column: 'partnerships.signpost_doubt.told_by',
    title: 'What you said is wrong in a directory',
    held: doubts('told_by'),
    leaving: { forget: forgetDoubts('told_by') },
  }),
  personalReference({
    column: 'partnerships.signpost_doubt.settled_by',
    title: 'What you put right in a directory',
    held: doubts('settled_by'),
    leaving: { forget: forgetDoubts('settled_by') },
  }),
]
