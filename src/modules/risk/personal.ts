// Every reference that risk makes to a person. Whoever leaves no longer owns anything that is still going on, so that
// its register notices; what they scored, reviewed and decided stays, because others decided by it.
import { sql, type Db } from '#platform/database/index.ts'
import {
  rowsReference,
  type HeldRow,
  type PersonalReference,
  type RowsReference,
} from '#platform/personal/index.ts'

const HISTORY = 'who judged a risk is part of the record that decisions were made by'

type Row = HeldRow

const reference = (sketch: Omit<RowsReference, 'keep'>): PersonalReference =>
  rowsReference({ ...sketch, keep: HISTORY })

export const personal: readonly PersonalReference[] = [
  reference({
    column: 'risk.register.owner_person_id',
    title: 'Registers of risks you own',
    rows: (db, id) =>
      sql<Row>`select name as what, null::date as at from risk.register where owner_person_id = ${id}`.execute(
        db,
      ),
    forget: (tx, id) =>
      sql`update risk.register set owner_person_id = null, version = version + 1 where owner_person_id = ${id} and ended_on is null`.execute(
        tx,
      ),
  }),
  reference({
    column: 'risk.officer.person_id',
    title: 'Registers of risks you keep or kept',
    rows: (db, id) =>
      sql<Row>`select register.name as what, officer.from_on as at from risk.officer officer
        join risk.register register on register.id = officer.register_id where officer.person_id = ${id}`.execute(
        db,
      ),
    forget: (tx, id, today) =>
      sql`update risk.officer set ended_on = ${today.toString()} where person_id = ${id} and ended_on is null`.execute(
        tx,
      ),
  }),
  reference({
    column: 'risk.risk.owner_person_id',
    title: 'Risks you own or owned',
    rows: (db, id) =>
      sql<Row>`select reference || ' ' || title as what, opened_on as at from risk.risk where owner_person_id = ${id}`.execute(
        db,
      ),
    forget: (tx, id) =>
      sql`update risk.risk set owner_person_id = null, version = version + 1 where owner_person_id = ${id} and state <> 'closed'`.execute(
        tx,
      ),
  }),
  reference({
    column: 'risk.control.owner_person_id',
    title: 'Controls you own or owned',
    rows: (db, id) =>
      sql<Row>`select what, next_test_on as at from risk.control where owner_person_id = ${id}`.execute(db),
    forget: (tx, id) =>
      sql`update risk.control set owner_person_id = null, version = version + 1 where owner_person_id = ${id} and ended_on is null`.execute(
        tx,
      ),
  }),
  reference({
    column: 'risk.escalation.owner_person_id',
    title: 'Escalated risks you answer for',
    rows: (db, id) => escalated(db, 'owner_person_id', id),
    forget: (tx, id) =>
      sql`update risk.escalation set owner_person_id = null where owner_person_id = ${id} and state = 'accepted'`.execute(
        tx,
      ),
  }),
  reference({
    column: 'risk.escalation.asked_by_person_id',
    title: 'Risks you escalated',
    rows: (db, id) => escalated(db, 'asked_by_person_id', id),
  }),
  reference({
    column: 'risk.escalation.answered_by_person_id',
    title: 'Escalations you answered',
    rows: (db, id) => escalated(db, 'answered_by_person_id', id),
  }),
  reference({
    column: 'risk.escalation.ended_by_person_id',
    title: 'Escalations you ended',
    rows: (db, id) => escalated(db, 'ended_by_person_id', id),
  }),
  reference({
    column: 'risk.risk.raised_by_person_id',
    title: 'Risks you raised',
    rows: (db, id) =>
      sql<Row>`select reference || ' ' || title as what, raised_at as at from risk.risk where raised_by_person_id = ${id}`.execute(
        db,
      ),
  }),
  reference({
    column: 'risk.risk.accepted_by_person_id',
    title: 'Risks you accepted above the appetite',
    rows: (db, id) =>
      sql<Row>`select reference || ' ' || title as what, accepted_at as at from risk.risk where accepted_by_person_id = ${id}`.execute(
        db,
      ),
  }),
  reference({
    column: 'risk.assessment.assessed_by_person_id',
    title: 'Scores you gave',
    rows: (db, id) =>
      sql<Row>`select risk.reference || ' ' || assessment.measure || ' ' || assessment.score as what, assessment.assessed_at as at
        from risk.assessment assessment join risk.risk risk on risk.id = assessment.risk_id
        where assessment.assessed_by_person_id = ${id} order by assessment.assessed_at`.execute(db),
  }),
  reference({
    column: 'risk.review.reviewed_by_person_id',
    title: 'Reviews you made',
    rows: (db, id) =>
      sql<Row>`select risk.reference || ' ' || risk.title as what, review.reviewed_on as at
        from risk.review review join risk.risk risk on risk.id = review.risk_id
        where review.reviewed_by_person_id = ${id} order by review.reviewed_on`.execute(db),
  }),
  reference({
    column: 'risk.evidence.given_by_person_id',
    title: 'Controls you judged',
    rows: (db, id) =>
      sql<Row>`select control.what, evidence.tested_on as at
        from risk.evidence evidence join risk.control control on control.id = evidence.control_id
        where evidence.given_by_person_id = ${id} order by evidence.tested_on`.execute(db),
  }),
  reference({
    column: 'risk.change.made_by_person_id',
    title: 'Changes you made to risks',
    rows: (db, id) =>
      sql<Row>`select risk.reference || ' ' || change.kind as what, change.made_at as at
        from risk.change change join risk.risk risk on risk.id = change.risk_id
        where change.made_by_person_id = ${id} order by change.made_at`.execute(db),
  }),
  reference({
    column: 'risk.matrix_version.made_by_person_id',
    title: 'Versions of matrices you made',
    rows: (db, id) =>
      sql<Row>`select matrix.name || ' version ' || version.number as what, version.made_at as at
        from risk.matrix_version version join risk.matrix matrix on matrix.id = version.matrix_id
        where version.made_by_person_id = ${id}`.execute(db),
  }),
]

type Part = 'owner_person_id' | 'asked_by_person_id' | 'answered_by_person_id' | 'ended_by_person_id'

const escalated = (db: Db, part: Part, personId: string) =>
  sql<Row>`select risk.reference || ' to ' || register.name as what, up.asked_at as at
    from risk.escalation up join risk.risk risk on risk.id = up.risk_id
    join risk.register register on register.id = up.to_register_id
    where up.${sql.ref(part)} = ${personId} order by up.asked_at`.execute(db)
