// Settling what a file left unclear. The report is read again with the answer in the cell's place; what is frozen stays
// as it is until the round is corrected (V11, V12).
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { invalid } from '#platform/errors/index.ts'
import { field, type Field, type Parsed } from '#platform/fields/index.ts'
import { doubtById, SETTLE, type DoubtRow } from '../queries/doubts.ts'
import { answersGiven, definitionsOf, reportKey } from '../queries/filed.ts'
import { worksForBody } from '../queries/people.ts'
import { codelistOn } from '../queries/plans.ts'
import {
  asAt,
  BOARD_COLUMNS,
  doubtKind,
  HOW_SETTLED,
  MEANINGS,
  mustNotBeClosed,
  PEOPLE_COLUMNS,
  quartersIn,
  readReport,
  readTick,
  settledAnswer,
  type CodelistEntry,
} from '../rules.ts'
import { fileReports } from './filing.ts'
import { mustBeCurrent, planToChange, type LockedPlan } from './locking.ts'

// Which codes there are depends on the plan; the action asks for those of its list.
const codesField: Field<string[] | null> = {
  ...field.choices('Which it is', {}, { hint: 'One, or as many as are meant' }).optional(),
  schema: { type: 'array', items: { type: 'string' } },
  show: (codes: string[] | null) => codes,
  optional: () => codesField,
  parse: (raw): Parsed<string[] | null> => {
    const values: unknown[] = Array.isArray(raw) ? raw : typeof raw === 'string' ? raw.split(';') : []
    return { ok: true, value: values.filter((one) => typeof one === 'string' && one !== '') as string[] }
  },
}

// Chosen from a list on the page, and given by its code elsewhere.
const wordField: Field<string | null> = {
  ...field.text('What it says', { most: 60 }).optional(),
  control: 'id',
  optional: () => wordField,
}

export const settleDoubt = action({
  name: SETTLE,
  title: 'Answer what a file left unclear',
  doors: ['page', 'api', 'command'],
  fields: {
    doubt: field.id('Question'),
    how: field.choice('What do you know?', HOW_SETTLED),
    word: wordField,
    codes: codesField,
    day: field.date('The day that is meant').optional(),
    person: field.pick('Who is meant', { from: 'organisations.person' }).optional(),
    why: field
      .longText('Why it is right', { most: 600, hint: 'Only for what is right as it stands' })
      .optional(),
    version: field.version(),
  },
  async run(inside, answers) {
    const asked = await doubtById(inside, answers.doubt)
    const plan = await planToChange(inside, SETTLE, asked.plan_id)
    mustNotBeClosed(plan)
    const doubt = await doubtById(inside, answers.doubt)
    mustBeCurrent(doubt, answers.version, { word: doubt.answer, why: doubt.why })
    const issues = await issuesOf(inside, plan)
    const { answer, why } = settledAnswer(
      { column: doubt.column_name, raw: doubt.raw, ...answers },
      issues.entries,
    )
    if (doubtKind(doubt.column_name) === 'person' && answer !== '') await mustBeOfBody(inside, plan, answer)
    await inside.tx
      .updateTable('delivery.doubt')
      .set({
        answer,
        why,
        settled_at: inside.now,
        settled_by_person_id: personOf(inside),
        version: doubt.version + 1,
      })
      .where('id', '=', doubt.id)
      .execute()
    await readAgain(inside, plan, doubt, issues)
    return {
      subject: plan.id,
      result: { plan: plan.code, address: `/delivery/${plan.code}/doubts` },
      facts: { activity: doubt.number, column: doubt.column_name, how: answers.how },
    }
  },
})

type Issues = { readonly versionId: string; readonly entries: readonly CodelistEntry[] }

async function issuesOf(inside: Inside, plan: LockedPlan): Promise<Issues> {
  const version = await inside.tx
    .selectFrom('delivery.template_version')
    .select('content')
    .where('id', '=', plan.template_version_id)
    .executeTakeFirstOrThrow()
  return codelistOn(inside, version.content.lists.issues, plan.from_on)
}

/** Whoever is named leads or directs, which shows the rounds of the plan: only its body's own people do. */
async function mustBeOfBody(inside: Inside, plan: LockedPlan, personId: string): Promise<void> {
  if (!(await worksForBody(inside, plan, personId)))
    invalid('delivery.doubt.answer', [{ field: 'person', message: 'Select somebody from the list' }])
}

/** Reads the report of a doubt again, with everything that was answered about it. */
async function readAgain(inside: Inside, plan: LockedPlan, doubt: DoubtRow, issues: Issues): Promise<void> {
  const { activity_id: activityId, round_id: roundId } = doubt
  const submission =
    roundId === null
      ? undefined
      : await inside.tx
          .selectFrom('delivery.submission as submission')
          .innerJoin('delivery.round as round', 'round.id', 'submission.round_id')
          .select(['submission.raw', 'round.closes_at', 'round.period_until'])
          .where('round.id', '=', roundId)
          .where('submission.activity_id', '=', activityId)
          .executeTakeFirst()
  const raw = submission?.raw ?? {}
  const asked = await inside.tx
    .selectFrom('delivery.doubt')
    .select(['column_name', 'raw'])
    .where('activity_id', '=', activityId)
    .where('round_id', 'is not distinct from', roundId)
    .execute()
  // Addresses are not kept beside a report, and what a file says without a round is kept nowhere else.
  const beside = asked.filter(
    (one) => roundId === null || PEOPLE_COLUMNS.some((name) => name === one.column_name),
  )
  const answers = (await answersGiven(inside, plan.id)).get(reportKey(activityId, roundId)) ?? []
  const people = new Map(
    answers.filter((one) => doubtKind(one.column) === 'person').map((one) => [one.answer, one.answer]),
  )
  const report = readReport(
    { ...raw, ...Object.fromEntries(beside.map((one) => [one.column_name, one.raw])) },
    quartersIn(Object.keys(raw))[0] ?? 1,
    {
      issues: issues.entries,
      answers,
      definitions: await definitionsOf(inside, plan.id),
      people,
      approvedOn: plan.approved_on,
      asAt: submission === undefined ? plan.from_on : asAt(submission),
    },
  )
  await fileReports(inside, [{ activityId, roundId, raw, report }], issues.versionId)
  // Only the answer about a person gives the activity to them: who leads by now may be somebody else.
  const about = doubt.column_name
  await giveOwners(inside, activityId, {
    leadPersonId: about === 'lead_mail' ? report.leadPersonId : null,
    directorPersonId: about === 'director_mail' ? report.directorPersonId : null,
  })
}

async function giveOwners(
  inside: Inside,
  activityId: string,
  {
    leadPersonId,
    directorPersonId,
  }: { readonly leadPersonId: string | null; readonly directorPersonId: string | null },
): Promise<void> {
  if (leadPersonId === null && directorPersonId === null) return
  await inside.tx
    .updateTable('delivery.activity')
    .set({
      ...(leadPersonId === null ? {} : { lead_person_id: leadPersonId }),
      ...(directorPersonId === null ? {} : { director_person_id: directorPersonId }),
      version: sql`version + 1`,
    })
    .where('id', '=', activityId)
    .execute()
  inside.found('delivery.activity', activityId)
}

const COLUMNS = Object.fromEntries(BOARD_COLUMNS.map((column) => [column, column])) as Record<
  (typeof BOARD_COLUMNS)[number],
  string
>

export const DEFINE = 'delivery.column.define'

export const defineColumn = action({
  name: DEFINE,
  title: 'Say what a column of a file means',
  doors: ['page', 'api', 'command'],
  fields: {
    plan: field.id('Plan'),
    column: field.choice('Column', COLUMNS),
    meaning: field.choice('What a tick means', MEANINGS),
    source: field.longText('How do you know?', {
      most: 600,
      hint: 'The paper, form or person that says so: it is printed wherever the column is counted',
    }),
  },
  async run(inside, { plan: planId, column, meaning, source }) {
    const plan = await planToChange(inside, DEFINE, planId)
    mustNotBeClosed(plan)
    const values = { meaning, source, made_at: inside.now, made_by_person_id: personOf(inside) }
    await inside.tx
      .insertInto('delivery.definition')
      .values({ id: inside.id(), plan_id: plan.id, column_name: column, ...values })
      .onConflict((conflict) => conflict.columns(['plan_id', 'column_name']).doUpdateSet(values))
      .execute()
    await readColumnAgain(inside, plan, column, meaning)
    return {
      subject: plan.id,
      result: { plan: plan.code, address: `/delivery/${plan.code}/doubts` },
      facts: { column, meaning },
    }
  },
})

/** Ticks that say yes or no say it of the meaning now; the others, and what was reported here since, stay as they are. */
async function readColumnAgain(
  inside: Inside,
  plan: LockedPlan,
  column: string,
  meaning: keyof typeof MEANINGS,
): Promise<void> {
  const { rows } = await sql<{ raw: string }>`
    select distinct submission.raw ->> ${column} as raw from delivery.submission submission
    join delivery.round round on round.id = submission.round_id
    where round.plan_id = ${plan.id} and submission.raw ? ${column}`.execute(inside.tx)
  for (const { raw } of rows) {
    const { value } = readTick(raw)
    if (value === null) continue
    const said = {
      reported: null,
      expected: null,
      booked: null,
      undefined_tick: null,
      [meaning]: value === 'yes',
    }
    await inside.tx
      .updateTable('delivery.submission_board')
      .set(said)
      .where('board', '=', column)
      .where(
        sql<boolean>`submission_id in (select submission.id from delivery.submission submission
          join delivery.round round on round.id = submission.round_id
          where round.plan_id = ${plan.id} and submission.raw ->> ${column} = ${raw}
            and not (submission.given is not null and submission.state in ('submitted', 'signed')))`,
      )
      .execute()
  }
}
