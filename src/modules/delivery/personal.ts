// Every reference that delivery makes to a person. Whoever leaves no longer keeps, leads, directs or reports what is
// still going on, so that the plan notices; what they reported, signed and decided stays, because reports stand on it.
import { sql } from '#platform/database/index.ts'
import {
  rowsReference,
  type HeldRow,
  type PersonalReference,
  type RowsReference,
} from '#platform/personal/index.ts'

const HISTORY = 'who reported, signed and decided is part of the record that reports were made from'

type Row = HeldRow

const reference = (sketch: Omit<RowsReference, 'keep'>): PersonalReference =>
  rowsReference({ ...sketch, column: `delivery.${sketch.column}`, keep: HISTORY })

const openPlans = sql`(select id from delivery.plan where state <> 'closed')`

const activityOf = sql`activity.number || ' ' || activity.title || ', ' || plan.title`
const activities = sql`delivery.activity activity join delivery.plan plan on plan.id = activity.plan_id`

type ActivityPart = 'lead_person_id' | 'director_person_id'

const activityPart = (part: ActivityPart, title: string): PersonalReference =>
  reference({
    column: `activity.${part}`,
    title,
    rows: (db, id) =>
      sql<Row>`select ${activityOf} as what, activity.added_on as at from ${activities}
        where activity.${sql.ref(part)} = ${id} order by plan.title, activity.number`.execute(db),
    forget: (tx, id) =>
      sql`update delivery.activity set ${sql.ref(part)} = null, version = version + 1
        where ${sql.ref(part)} = ${id} and plan_id in ${openPlans}`.execute(tx),
  })

type SubmissionPart = 'prepared_by_person_id' | 'signed_by_person_id'

const submissionPart = (part: SubmissionPart, title: string): PersonalReference =>
  reference({
    column: `submission.${part}`,
    title,
    rows: (db, id) =>
      sql<Row>`select activity.number || ' ' || activity.title || ', ' || round.title as what, submission.saved_at as at
        from delivery.submission submission join delivery.activity activity on activity.id = submission.activity_id
        join delivery.round round on round.id = submission.round_id
        where submission.${sql.ref(part)} = ${id} order by submission.saved_at`.execute(db),
  })

type ExtensionPart = 'asked_by_person_id' | 'answered_by_person_id'

const extensionPart = (part: ExtensionPart, title: string): PersonalReference =>
  reference({
    column: `extension.${part}`,
    title,
    rows: (db, id) =>
      sql<Row>`select activity.number || ' ' || activity.title as what, extension.asked_at as at
        from delivery.extension extension join delivery.activity activity on activity.id = extension.activity_id
        where extension.${sql.ref(part)} = ${id} order by extension.asked_at`.execute(db),
  })

export const personal: readonly PersonalReference[] = [
  reference({
    column: 'officer.person_id',
    title: 'Plans you keep or kept',
    rows: (db, id) =>
      sql<Row>`select plan.title as what, officer.from_on as at from delivery.officer officer
        join delivery.plan plan on plan.id = officer.plan_id where officer.person_id = ${id}`.execute(db),
    forget: (tx, id, today) =>
      sql`update delivery.officer set ended_on = ${today.toString()} where person_id = ${id} and ended_on is null`.execute(
        tx,
      ),
  }),
  reference({
    column: 'unit.director_person_id',
    title: 'Units you direct in a plan',
    rows: (db, id) =>
      sql<Row>`select unit.name || ', ' || plan.title as what, null::date as at from delivery.unit unit
        join delivery.plan plan on plan.id = unit.plan_id where unit.director_person_id = ${id}`.execute(db),
    forget: (tx, id) =>
      sql`update delivery.unit set director_person_id = null, version = version + 1
        where director_person_id = ${id} and plan_id in ${openPlans}`.execute(tx),
  }),
  reference({
    column: 'outcome.lead_person_id',
    title: 'Outcomes of plans you lead',
    rows: (db, id) =>
      sql<Row>`select outcome.title || ', ' || plan.title as what, null::date as at from delivery.outcome outcome
        join delivery.plan plan on plan.id = outcome.plan_id where outcome.lead_person_id = ${id}`.execute(
        db,
      ),
    forget: (tx, id) =>
      sql`update delivery.outcome set lead_person_id = null, version = version + 1
        where lead_person_id = ${id} and plan_id in ${openPlans}`.execute(tx),
  }),
  activityPart('lead_person_id', 'Activities you lead'),
  activityPart('director_person_id', 'Activities you direct'),
  reference({
    column: 'delegation.person_id',
    title: 'Activities you were given to report',
    rows: (db, id) =>
      sql<Row>`select ${activityOf} as what, delegation.from_on as at from delivery.delegation delegation
        join delivery.activity activity on activity.id = delegation.activity_id
        join delivery.plan plan on plan.id = activity.plan_id where delegation.person_id = ${id}`.execute(db),
    forget: (tx, id, today) =>
      sql`update delivery.delegation set ended_on = ${today.toString()} where person_id = ${id} and ended_on is null`.execute(
        tx,
      ),
  }),
  reference({
    column: 'delegation.given_by_person_id',
    title: 'Activities you gave others to report',
    rows: (db, id) =>
      sql<Row>`select ${activityOf} as what, delegation.from_on as at from delivery.delegation delegation
        join delivery.activity activity on activity.id = delegation.activity_id
        join delivery.plan plan on plan.id = activity.plan_id where delegation.given_by_person_id = ${id}`.execute(
        db,
      ),
  }),
  submissionPart('prepared_by_person_id', 'Reports of activities you prepared'),
  submissionPart('signed_by_person_id', 'Reports of activities you signed off'),
  extensionPart('asked_by_person_id', 'Late entries you asked for'),
  extensionPart('answered_by_person_id', 'Late entries you answered'),
  reference({
    column: 'date_change.made_by_person_id',
    title: 'Dates of activities you changed',
    rows: (db, id) =>
      sql<Row>`select activity.number || ' ' || activity.title || ': ' || change.what as what, change.made_at as at
        from delivery.date_change change join delivery.activity activity on activity.id = change.activity_id
        where change.made_by_person_id = ${id} order by change.made_at`.execute(db),
  }),
  reference({
    column: 'closing.made_by_person_id',
    title: 'Endings of activities you recorded',
    rows: (db, id) =>
      sql<Row>`select activity.number || ' ' || activity.title as what, closing.made_at as at
        from delivery.closing closing join delivery.activity activity on activity.id = closing.activity_id
        where closing.made_by_person_id = ${id} order by closing.made_at`.execute(db),
  }),
  reference({
    column: 'frozen.made_by_person_id',
    title: 'Rounds you froze or corrected',
    rows: (db, id) =>
      sql<Row>`select round.title || ', version ' || frozen.number as what, frozen.made_at as at
        from delivery.frozen frozen join delivery.round round on round.id = frozen.round_id
        where frozen.made_by_person_id = ${id} order by frozen.made_at`.execute(db),
  }),
  reference({
    column: 'window_change.made_by_person_id',
    title: 'Windows of rounds you moved',
    rows: (db, id) =>
      sql<Row>`select round.title || ', ' || change.kind as what, change.made_at as at
        from delivery.window_change change join delivery.round round on round.id = change.round_id
        where change.made_by_person_id = ${id} order by change.made_at`.execute(db),
  }),
  reference({
    column: 'report.written_by_person_id',
    title: 'Reports you wrote',
    rows: (db, id) =>
      sql<Row>`select title as what, written_at as at from delivery.report where written_by_person_id = ${id}`.execute(
        db,
      ),
  }),
  reference({
    column: 'report.issued_by_person_id',
    title: 'Reports you issued',
    rows: (db, id) =>
      sql<Row>`select title as what, issued_at as at from delivery.report where issued_by_person_id = ${id}`.execute(
        db,
      ),
  }),
  reference({
    column: 'sheet.person_id',
    title: 'Sheets of reports you uploaded and did not send',
    rows: (db, id) =>
      sql<Row>`select sheet.file_name || ', ' || round.title as what, sheet.made_at as at
        from delivery.sheet sheet join delivery.round round on round.id = sheet.round_id
        where sheet.person_id = ${id} order by sheet.made_at`.execute(db),
    forget: (tx, id) => sql`delete from delivery.sheet where person_id = ${id}`.execute(tx),
  }),
  reference({
    column: 'doubt.settled_by_person_id',
    title: 'Questions about files of plans you answered',
    rows: (db, id) =>
      sql<Row>`select activity.number || ' ' || activity.title || ': ' || doubt.question as what, doubt.settled_at as at
        from delivery.doubt doubt join delivery.activity activity on activity.id = doubt.activity_id
        where doubt.settled_by_person_id = ${id} order by doubt.settled_at`.execute(db),
  }),
  reference({
    column: 'doubt.answer',
    title: 'Addresses in files of plans that were found to be yours',
    rows: (db, id) =>
      sql<Row>`select doubt.raw || ', ' || activity.number || ' ' || activity.title as what, doubt.settled_at as at
        from delivery.doubt doubt join delivery.activity activity on activity.id = doubt.activity_id
        where doubt.answer = ${id} order by doubt.settled_at`.execute(db),
    // The address goes with the answer; a file that brings it again asks again.
    forget: (tx, id) => sql`delete from delivery.doubt where answer = ${id}`.execute(tx),
  }),
  reference({
    column: 'definition.made_by_person_id',
    title: 'Columns of files whose meaning you defined',
    rows: (db, id) =>
      sql<Row>`select definition.column_name || ', ' || plan.title as what, definition.made_at as at
        from delivery.definition definition join delivery.plan plan on plan.id = definition.plan_id
        where definition.made_by_person_id = ${id} order by definition.made_at`.execute(db),
  }),
  reference({
    column: 'finding_answer.made_by_person_id',
    title: 'Findings about rounds that you answered',
    rows: (db, id) =>
      sql<Row>`select round.title || ': ' || answer.words as what, answer.made_at as at
        from delivery.finding_answer answer join delivery.round round on round.id = answer.round_id
        where answer.made_by_person_id = ${id} order by answer.made_at`.execute(db),
  }),
  reference({
    column: 'thread.made_by_person_id',
    title: 'Links between plans you made',
    rows: (db, id) =>
      sql<Row>`select lower_end.title || ' serves ' || upper_end.title as what, thread.made_at as at
        from delivery.thread thread join platform.subject lower_end on lower_end.id = thread.lower_subject_id
        join platform.subject upper_end on upper_end.id = thread.upper_subject_id
        where thread.made_by_person_id = ${id} order by thread.made_at`.execute(db),
  }),
  reference({
    column: 'policy.made_by_person_id',
    title: 'Rules of plans you set',
    rows: (db, id) =>
      sql<Row>`select policy.words || ', ' || plan.title as what, policy.made_at as at
        from delivery.policy policy join delivery.plan plan on plan.id = policy.plan_id
        where policy.made_by_person_id = ${id} order by policy.made_at`.execute(db),
  }),
  reference({
    column: 'template_version.made_by_person_id',
    title: 'Versions of kinds of plan you made',
    rows: (db, id) =>
      sql<Row>`select template.name || ' version ' || version.number as what, version.made_at as at
        from delivery.template_version version join delivery.template template on template.id = version.template_id
        where version.made_by_person_id = ${id} order by version.made_at`.execute(db),
  }),
  reference({
    column: 'codelist_version.made_by_person_id',
    title: 'Versions of lists you made',
    rows: (db, id) =>
      sql<Row>`select list.name || ' version ' || version.number as what, version.made_at as at
        from delivery.codelist_version version join delivery.codelist list on list.id = version.codelist_id
        where version.made_by_person_id = ${id} order by version.made_at`.execute(db),
  }),
]
