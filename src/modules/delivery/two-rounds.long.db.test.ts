// What one round must not do to another: a round frozen late, one corrected while the next is open, and windows that
// end at midnight; over a database undone after each test.
import assert from 'node:assert/strict'
import { sql, type Database } from '#platform/database/index.ts'
import { duty } from '#platform/module/index.ts'
import { countyDatabase } from '#test/support/county.ts'
import { FIRST_REPORT, IN_Q3, reportedBefore, reporting, type Reporting } from '#test/support/reporting.ts'
import { recordClosing } from './actions/closings.ts'
import { changeActivityDate } from './actions/dates.ts'
import { closePlan } from './actions/plans.ts'
import { keepTime } from './actions/reminding.ts'
import { lengthenRound, planRound } from './actions/rounds.ts'
import { submitSubmission } from './actions/submissions.ts'
import { correctRound, freezeRound, reopenActivities } from './actions/versions.ts'
import { rowsToFreeze } from './queries/freezing.ts'
import { frozenOf } from './queries/frozen.ts'
import { lastAnswers } from './queries/submissions.ts'

const database = countyDatabase()
type Raw = Readonly<Record<string, unknown>>

const marcus = (at: Reporting) => at.house.as(at.person.marcus)
const AFTER_Q2 = '2026-10-16T10:00:00Z'
const SECOND_REPORT = {
  ...FIRST_REPORT,
  progressIs: 'still-true',
  milestonesAre: 'still-true',
  boardsAre: 'still-true',
} as const
const MOVED = { dates: ['end'], endReason: 'The supplier is late', endCause: 'external' } as const

const submit = (at: Reporting, number: number, round: string, answers: Raw) =>
  at.house
    .as(at.leads[number - 1] ?? '')
    .perform(submitSubmission, { round, activity: at.activities[number - 1], ...answers })

const versionOf = async (db: Pick<Database, 'db'>, table: 'round' | 'activity', id: string) =>
  String(
    (
      await db.db
        .selectFrom(`delivery.${table}`)
        .select('version')
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
    ).version,
  )

const freeze = async (db: Pick<Database, 'db'>, at: Reporting) =>
  marcus(at).perform(freezeRound, {
    round: at.q2,
    anyway: 'yes',
    version: await versionOf(db, 'round', at.q2),
  })

const reopen = async (db: Pick<Database, 'db'>, at: Reporting, activities: string) =>
  marcus(at).perform(reopenActivities, {
    round: at.q2,
    activities,
    why: 'The progress was that of another activity',
    until: '2026-11-25T17:00',
    version: await versionOf(db, 'round', at.q2),
  })

const correct = async (db: Pick<Database, 'db'>, at: Reporting) =>
  marcus(at).perform(correctRound, {
    round: at.q2,
    reason: 'The progress was that of another activity',
    version: await versionOf(db, 'round', at.q2),
  })

const rowOf = async (at: Reporting, number: number) => {
  const { rows } = await frozenOf(await marcus(at).reader(), at.q2)
  return rows.find((row) => row.number === number)
}

const endOf = async (db: Pick<Database, 'db'>, at: Reporting, number: number) =>
  (
    await db.db
      .selectFrom('delivery.activity')
      .select('revised_end')
      .where('id', '=', at.activities[number - 1] ?? '')
      .executeTakeFirstOrThrow()
  ).revised_end?.toString() ?? null

database.test('a round frozen late knows no date that the next round gave (V1, V11)', async (db) => {
  const at = await reporting(db)
  await reportedBefore(at, 1)
  await submit(at, 1, at.q3, { ...SECOND_REPORT, ...MOVED, revisedEnd: '2027-09-30' })
  await submit(at, 2, at.q3, { ...FIRST_REPORT, ...MOVED, revisedEnd: '2027-10-31' })
  await freeze(db, at)
  assert.deepEqual(
    [(await rowOf(at, 1))?.revisedEnd, (await rowOf(at, 1))?.dateChanges, (await rowOf(at, 2))?.revisedEnd],
    [null, [], null],
  )
  const { rows } = await rowsToFreeze(db, at.q3)
  assert.deepEqual(
    rows.slice(0, 2).map((row) => [row.revisedEnd, row.previousRevisedEnd, row.dateChanges[0]?.reason]),
    [
      ['2027-09-30', null, 'The supplier is late'],
      ['2027-10-31', null, 'The supplier is late'],
    ],
  )
})

database.test(
  'a correction neither takes over nor takes back a date that the keepers gave since (V1, V11)',
  async (db) => {
    const at = await reporting(db)
    await reportedBefore(at, 1)
    await reportedBefore(at, 2)
    at.house.clock.set(AFTER_Q2)
    await freeze(db, at)
    at.house.clock.set('2026-10-20T10:00:00Z')
    for (const activity of at.activities.slice(0, 2))
      await marcus(at).perform(changeActivityDate, {
        activity,
        what: 'end',
        becomes: '2028-03-31',
        reason: 'The budget was moved',
        cause: 'internal',
        version: await versionOf(db, 'activity', activity),
      })
    at.house.clock.set(IN_Q3)
    await reopen(db, at, '1, 2')
    await submit(at, 1, at.q2, { ...FIRST_REPORT, progress: 'The right one.', version: '2' })
    await submit(at, 2, at.q2, { ...FIRST_REPORT, ...MOVED, revisedEnd: '2027-06-30', version: '2' })
    await correct(db, at)
    assert.deepEqual(
      [(await rowOf(at, 1))?.progress, (await rowOf(at, 1))?.revisedEnd, (await rowOf(at, 2))?.revisedEnd],
      ['The right one.', null, '2027-06-30'],
    )
    assert.deepEqual([await endOf(db, at, 1), await endOf(db, at, 2)], ['2028-03-31', '2028-03-31'])
  },
)

database.test('a date that the keepers gave in the round is not taken back by a report', async (db) => {
  const at = await reporting(db)
  const [first = ''] = at.activities
  await submit(at, 1, at.q3, { ...FIRST_REPORT, ...MOVED, revisedEnd: '2027-09-30' })
  await marcus(at).perform(changeActivityDate, {
    activity: first,
    what: 'end',
    becomes: '2028-03-31',
    reason: 'The budget was moved',
    cause: 'internal',
    version: await versionOf(db, 'activity', first),
  })
  await sql`update delivery.submission set state = 'returned'`.execute(db.db)
  await submit(at, 1, at.q3, { ...FIRST_REPORT, version: '1' })
  assert.equal(await endOf(db, at, 1), '2028-03-31')
})

database.test('issues of a round that is being corrected are asked about all the same (V7)', async (db) => {
  const at = await reporting(db)
  await reportedBefore(at, 1, {
    status: 'remedial_action',
    issues: [{ code: 'capacity', words: 'Two posts are empty' }],
    mitigationsAre: 'none',
    registersAre: 'not-recorded',
  })
  await freeze(db, at)
  await reopen(db, at, '1')
  const last = await lastAnswers(await marcus(at).reader(), at.activities[0] ?? '', at.q3)
  assert.deepEqual(
    last?.openIssues.map((one) => one.label),
    ['Capacity'],
  )
  await assert.rejects(submit(at, 1, at.q3, FIRST_REPORT), { code: 'delivery.submission.incomplete' })
})

database.test(
  'a round begins on no day on which another begins, or neither would know the other',
  async (db) => {
    const at = await reporting(db)
    await assert.rejects(
      marcus(at).perform(planRound, {
        plan: at.plan,
        code: 'q3-again',
        title: 'Quarter 3 again',
        periodFrom: '2026-10-01',
        periodUntil: '2026-12-31',
        opensAt: '2027-01-10T09:00',
        closesAt: '2027-01-20T17:00',
      }),
      { code: 'delivery.round.same-period' },
    )
  },
)

database.test(
  'what was reported anew for a correction waits on the home page of who signs it',
  async (db) => {
    const at = await reporting(db)
    await reportedBefore(at, 1)
    await freeze(db, at)
    const home = async () =>
      (await (await at.house.as(at.person.priya).reader()).fills(duty, {}))
        .map((entry) => entry.title)
        .filter((title) => title.startsWith('Sign off'))
    assert.deepEqual(await home(), [], 'what was frozen unsigned stays so')
    await reopen(db, at, '1')
    await submit(at, 1, at.q2, { ...FIRST_REPORT, progress: 'The right one.', version: '2' })
    assert.deepEqual(await home(), ['Sign off the report on 1 Activity 1'])
  },
)

database.test('a plan is not closed while a round is still to come, which would remind of it', async (db) => {
  const at = await reporting(db)
  const close = async () =>
    marcus(at).perform(closePlan, {
      plan: at.plan,
      version: String(
        (await db.db.selectFrom('delivery.plan').select('version').executeTakeFirstOrThrow()).version,
      ),
    })
  await sql`update delivery.round set state = 'frozen' where id = ${at.q2}`.execute(db.db)
  await assert.rejects(close(), { code: 'delivery.plan.round-planned' })
  await sql`update delivery.round set state = 'frozen'`.execute(db.db)
  await close()
})

database.test('what reports for the first time in a correction is late for good (V3)', async (db) => {
  const at = await reporting(db)
  await reportedBefore(at, 1)
  await freeze(db, at)
  await reopen(db, at, '1, 2')
  await submit(at, 1, at.q2, { ...FIRST_REPORT, progress: 'The right one.', version: '2' })
  await submit(at, 2, at.q2, FIRST_REPORT)
  await correct(db, at)
  assert.deepEqual([(await rowOf(at, 1))?.isLate, (await rowOf(at, 2))?.isLate], [false, true])
})

database.test('a correction keeps every activity of the version before (V11)', async (db) => {
  const at = await reporting(db)
  const third = at.activities[2] ?? ''
  await reportedBefore(at, 1)
  await freeze(db, at)
  await marcus(at).perform(recordClosing, {
    activity: third,
    kind: 'stopped',
    monitoring: 'removed',
    decidedOn: '2026-09-01',
    decidedBy: 'Corporate Management Team',
    reason: 'The grant ended',
    version: await versionOf(db, 'activity', third),
  })
  await reopen(db, at, '1')
  await submit(at, 1, at.q2, { ...FIRST_REPORT, progress: 'The right one.', version: '2' })
  await correct(db, at)
  const { rows } = await frozenOf(await marcus(at).reader(), at.q2)
  assert.deepEqual(
    rows.map((row) => row.number),
    [1, 2, 3],
  )
})

database.test('what is added on the day that begins when the window ends is not in the round', async (db) => {
  const at = await reporting(db)
  await sql`update delivery.round set closes_at = '2026-10-14T23:00:00Z' where id = ${at.q2}`.execute(db.db)
  await sql`update delivery.activity set added_on = '2026-10-15' where id = ${at.activities[2]}`.execute(
    db.db,
  )
  await sql`update delivery.activity set added_on = '2026-10-14' where id = ${at.activities[1]}`.execute(
    db.db,
  )
  assert.deepEqual(
    (await rowsToFreeze(db, at.q2)).rows.map((row) => row.number),
    [1, 2],
  )
})

database.test('nobody is told of five days left in a window lengthened by two', async (db) => {
  const at = await reporting(db)
  const tell = () => at.house.system.perform(keepTime, {})
  at.house.clock.set('2026-11-27T08:30:00Z')
  await tell()
  await marcus(at).perform(lengthenRound, {
    round: at.q3,
    closesAt: '2026-11-30T17:00',
    reason: 'Snow',
    version: await versionOf(db, 'round', at.q3),
  })
  assert.equal((await tell()).told, 0)
  at.house.clock.set('2026-11-29T09:00:00Z')
  assert.ok((await tell()).told > 0)
})
