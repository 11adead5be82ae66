// Every reference that projects makes to a person: what it is to them, and why it stays when they leave.
import type { Db } from '#platform/database/index.ts'
import { personalReference } from '#platform/personal/index.ts'
import { formatDate, formatMonth, londonDate } from '#platform/time/index.ts'

const MONEY = 'who recorded public money is part of its record for six years and the current one'
const HISTORY = 'who answered for a project is part of its history'
const on = (at: Temporal.Instant): string => formatDate(londonDate(at))

export const projectReferences = [
  personalReference({
    column: 'projects.project.manager_person_id',
    title: 'Projects you manage or managed',
    leaving: { keep: HISTORY },
    held: async (db: Db, person) =>
      (
        await db
          .selectFrom('projects.project')
          .select(['reference', 'title', 'opened_on'])
          .where('manager_person_id', '=', person)
          .execute()
      ).map((row) => ({ Project: `${row.reference} ${row.title}`, Opened: formatDate(row.opened_on) })),
  }),
  personalReference({
    column: 'projects.forecast.changed_by',
    title: 'Forecasts you changed',
    leaving: { keep: HISTORY },
    held: async (db, person) =>
      (
        await db
          .selectFrom('projects.forecast')
          .select(['reason', 'changed_at'])
          .where('changed_by', '=', person)
          .execute()
      ).map((row) => ({ Reason: row.reason, When: on(row.changed_at) })),
  }),
  personalReference({
    column: 'projects.spend.recorded_by',
    title: 'Spending you recorded',
    leaving: { keep: MONEY },
    held: async (db, person) =>
      (
        await db
          .selectFrom('projects.spend')
          .select(['supplier', 'invoice_number', 'recorded_at'])
          .where('recorded_by', '=', person)
          .execute()
      ).map((row) => ({ Invoice: `${row.supplier} ${row.invoice_number}`, When: on(row.recorded_at) })),
  }),
  personalReference({
    column: 'projects.status_report.reported_by',
    title: 'Status reports you gave',
    leaving: { keep: HISTORY },
    held: async (db, person) =>
      (
        await db
          .selectFrom('projects.status_report')
          .select(['month', 'progress'])
          .where('reported_by', '=', person)
          .execute()
      ).map((row) => ({ Month: formatMonth(row.month), Progress: row.progress })),
  }),
  personalReference({
    column: 'projects.change_request.proposed_by',
    title: 'Changes you asked for',
    leaving: { keep: HISTORY },
    held: async (db, person) =>
      (
        await db
          .selectFrom('projects.change_request')
          .select(['what', 'proposed_at'])
          .where('proposed_by', '=', person)
          .execute()
      ).map((row) => ({ Change: row.what, When: on(row.proposed_at) })),
  }),
  personalReference({
    column: 'projects.change_request.decided_by',
    title: 'Changes you decided',
    leaving: { keep: HISTORY },
    held: async (db, person) =>
      (
        await db
          .selectFrom('projects.change_request')
          .select(['what', 'state'])
          .where('decided_by', '=', person)
          .execute()
      ).map((row) => ({ Change: row.what, Decision: row.state })),
  }),
  personalReference({
    column: 'projects.lesson.written_by',
    title: 'Lessons you wrote down',
    held: async (db, person) =>
      (
        await db
          .selectFrom('projects.lesson')
          .select(['title', 'written_on'])
          .where('written_by', '=', person)
          .execute()
      ).map((row) => ({ Lesson: row.title, When: formatDate(row.written_on) })),
    // The lesson helps without its writer.
    leaving: {
      forget: async (tx, person) =>
        void (await tx
          .updateTable('projects.lesson')
          .set({ written_by: null })
          .where('written_by', '=', person)
          .execute()),
    },
  }),
]
