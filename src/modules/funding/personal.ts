// Every reference that funding makes to a person: what it is to them, and why it stays when they leave.
import { personalReference } from '#platform/personal/index.ts'
import { formatDate, londonDate } from '#platform/time/index.ts'

const ACCOUNTABLE =
  'who asked for, judged and recorded public money is part of its record for six years and the current one'
const on = (at: Temporal.Instant | null): string => (at === null ? '' : formatDate(londonDate(at)))

const ofCase = (
  column: 'author_person_id' | 'manager_person_id' | 'submitted_by' | 'equality_assessor_id',
  title: string,
) =>
  personalReference({
    column: `funding.business_case.${column}`,
    title,
    leaving: { keep: ACCOUNTABLE },
    held: async (db, person) =>
      (
        await db
          .selectFrom('funding.business_case')
          .select(['reference', 'title', 'started_at'])
          .where(column, '=', person)
          .execute()
      ).map((row) => ({ 'Business case': `${row.reference} ${row.title}`, Begun: on(row.started_at) })),
  })

export const fundingReferences = [
  ofCase('author_person_id', 'Business cases you wrote'),
  ofCase('manager_person_id', 'Business cases that name you to run the project'),
  ofCase('submitted_by', 'Business cases you submitted'),
  ofCase('equality_assessor_id', 'Equality screenings in your name'),
  personalReference({
    column: 'funding.assessor.person_id',
    title: 'Business cases you were named to score',
    leaving: { keep: ACCOUNTABLE },
    held: async (db, person) =>
      (
        await db
          .selectFrom('funding.assessor')
          .innerJoin('funding.business_case', 'funding.business_case.id', 'funding.assessor.case_id')
          .select(['funding.business_case.reference', 'funding.assessor.named_at'])
          .where('funding.assessor.person_id', '=', person)
          .execute()
      ).map((row) => ({
        'Business case': row.reference,
        Named: on(row.named_at),
      })),
  }),
  personalReference({
    column: 'funding.ledger_entry.recorded_by',
    title: 'Ledger entries you recorded',
    leaving: { keep: ACCOUNTABLE },
    held: async (db, person) =>
      (
        await db
          .selectFrom('funding.ledger_entry')
          .select(['kind', 'occurred_on', 'note'])
          .where('recorded_by', '=', person)
          .execute()
      ).map((row) => ({ Entry: row.kind, Day: formatDate(row.occurred_on), Note: row.note ?? '' })),
  }),
]
