// Rounds through their actions: planned, opened and closed by the clock, signed, late, frozen and corrected; over a
// database undone after each test.
import assert from 'node:assert/strict'
import { sql, type Database } from '#platform/database/index.ts'
import { calendarEntries } from '#platform/feeds/index.ts'
import { duty } from '#platform/module/index.ts'
import { countyDatabase } from '#test/support/county.ts'
import { FIRST_REPORT, IN_Q3, reportedBefore, reporting, type Reporting } from '#test/support/reporting.ts'
import { endDelegation, giveDelegation } from './actions/delegations.ts'
import { askExtension, declineExtension, grantExtension } from './actions/extensions.ts'
import { keepTime, tellPeople } from './actions/reminding.ts'
import { cancelRound, closeNow, editRound, lengthenRound, openNow, planRound } from './actions/rounds.ts'
import { returnSubmission, signSubmissions } from './actions/signing.ts'
import { submitSubmission } from './actions/submissions.ts'
import { correctRound, freezeRound, reopenActivities } from './actions/versions.ts'
import { letters } from './letters.ts'
import { activitiesInRound, completionOf, missingIn } from './queries/completion.ts'
import { rowsToFreeze } from './queries/freezing.ts'
import { frozenOf, frozenRowsOfActivity, frozenVersions, isWhole } from './queries/frozen.ts'
import { roundByCode } from './queries/rounds.ts'
import { searchKinds } from './search.ts'

const database = countyDatabase()
const code = (expected: string) => ({ code: expected })

const AFTER_Q3 = '2026-11-28T10:00:00Z'
const AFTER_Q2 = '2026-10-16T10:00:00Z'

type Raw = Readonly<Record<string, unknown>>
const as = (at: Reporting, who: 'ravi' | 'marcus' | 'priya' | 'helena' | 'molly' | 'basil') =>
  at.house.as(at.person[who])
const marcus = (at: Reporting) => as(at, 'marcus')
const reader = (at: Reporting) => marcus(at).reader()
const roundOf = async (at: Reporting, round: string) =>
  (await roundByCode(await reader(at), 'sdp', round)).round
const versionOf = async (at: Reporting, round: string): Promise<string> =>
  String((await roundOf(at, round)).version)

async function submit(at: Reporting, number: number, more: Raw = {}, round = at.q3): Promise<void> {
  await at.house
    .as(at.leads[number - 1] ?? '')
    .perform(submitSubmission, { round, activity: at.activities[number - 1], ...FIRST_REPORT, ...more })
}

async function submissionsOf(db: Pick<Database, 'db'>, round: string) {
  const rows = await db.db
    .selectFrom('delivery.submission as submission')
    .innerJoin('delivery.activity as activity', 'activity.id', 'submission.activity_id')
    .selectAll('submission')
    .select('activity.number')
    .where('submission.round_id', '=', round)
    .orderBy('activity.number')
    .execute()
  return rows
}

/** Priya signs what she directs and has read. */
async function sign(
  db: Pick<Database, 'db'>,
  at: Reporting,
  numbers: readonly number[],
  round = at.q3,
  who = at.person.priya,
) {
  const found = (await submissionsOf(db, round)).filter((one) => numbers.includes(one.number))
  return at.house.as(who).perform(signSubmissions, {
    round,
    submissions: found.map((one) => one.id),
    read: found.map((one) => `${one.id}:${one.version}`).join(' '),
  })
}

const freeze = async (at: Reporting, round: 'q2' | 'q3', more: Raw = {}) =>
  marcus(at).perform(freezeRound, { round: at[round], version: await versionOf(at, round), ...more })

const NEXT = {
  code: '2026-q4',
  title: 'Quarter 4',
  periodFrom: '2027-01-01',
  periodUntil: '2027-03-31',
  opensAt: '2027-03-01T09:00',
  closesAt: '2027-03-14T17:00',
}

database.test(
  'a round is planned by those who keep the plan, changed before it opens, and cancelled',
  async (db) => {
    const at = await reporting(db)
    const asked = { plan: at.plan, ...NEXT }
    await assert.rejects(as(at, 'ravi').perform(planRound, asked), { kind: 'forbidden' })
    await assert.rejects(as(at, 'basil').perform(planRound, asked), { kind: 'forbidden' })
    await assert.rejects(
      marcus(at).perform(planRound, { ...asked, opensAt: '2026-11-25T09:00', closesAt: '2026-12-10T17:00' }),
      code('delivery.round.window'),
    )
    await assert.rejects(
      marcus(at).perform(planRound, { ...asked, opensAt: '2026-11-01T09:00', closesAt: '2026-11-02T17:00' }),
      code('delivery.round.over'),
    )
    const made = await marcus(at).perform(planRound, asked)
    assert.equal(made.address, '/delivery/sdp/rounds/2026-q4')
    const clocks = at.house.queued.filter((one) => one.job === 'delivery.round.keep-time')
    assert.equal(clocks.length, 2)
    await assert.rejects(
      marcus(at).perform(planRound, { ...asked, code: 'new' }),
      code('delivery.round.code-taken'),
    )
    await assert.rejects(
      marcus(at).perform(planRound, {
        ...asked,
        periodFrom: '2027-02-01',
        opensAt: '2027-04-01T09:00',
        closesAt: '2027-04-14T17:00',
      }),
      code('delivery.round.code-taken'),
    )
    const { code: _, ...changed } = { ...NEXT, title: 'The last quarter' }
    await marcus(at).perform(editRound, { round: made.id, ...changed, version: '1' })
    await assert.rejects(
      marcus(at).perform(editRound, { round: made.id, ...changed, version: '1' }),
      code('delivery.plan.stale'),
    )
    assert.equal((await roundOf(at, '2026-q4')).title, 'The last quarter')
    await assert.rejects(
      marcus(at).perform(cancelRound, { round: at.q3, version: '1' }),
      code('delivery.round.not-planned'),
    )
    await marcus(at).perform(cancelRound, { round: made.id, version: '2' })
    await assert.rejects(roundOf(at, '2026-q4'), { kind: 'not-found' })
  },
)

database.test('a round of a plan one does not see is no round at all, in the same words', async (db) => {
  const at = await reporting(db)
  const words = async (round: string): Promise<string> =>
    as(at, 'molly')
      .perform(giveAll, { round, version: '1' })
      .then(
        () => '',
        (error: unknown) => (error as Error).message,
      )
  const giveAll = freezeRound
  assert.equal(await words(at.q3), await words(at.plan))
})

database.test('the clock decides, and the job only writes it down (V2)', async (db) => {
  const at = await reporting(db)
  // Written down as planned, and open all the same.
  assert.equal((await roundOf(at, 'q3')).state, 'open')
  await submit(at, 1)
  at.house.clock.set('2026-11-27T17:00:00Z')
  assert.equal((await roundOf(at, 'q3')).state, 'closed')
  await assert.rejects(submit(at, 2), code('delivery.round.closed'))
  const done = await at.house.system.perform(keepTime, {})
  assert.deepEqual([done.opened, done.closed], [0, 2])
  const written = await db.db
    .selectFrom('delivery.round')
    .select(['code', 'state', 'opened_at', 'closed_at'])
    .orderBy('code')
    .execute()
  assert.deepEqual(
    written.map((one) => [one.code, one.state, one.opened_at?.toString(), one.closed_at?.toString()]),
    [
      ['q2', 'closed', '2026-10-01T08:00:00Z', '2026-10-15T16:00:00Z'],
      ['q3', 'closed', '2026-11-13T09:00:00Z', '2026-11-27T17:00:00Z'],
    ],
  )
})

database.test(
  'a small partnership opens at once, lengthens with a reason, and closes at once',
  async (db) => {
    const at = await reporting(db)
    await marcus(at).perform(closeNow, { round: at.q3, reason: 'Everybody has reported', version: '1' })
    await assert.rejects(submit(at, 1), code('delivery.round.closed'))
    const made = await marcus(at).perform(planRound, { plan: at.plan, ...NEXT })
    await marcus(at).perform(openNow, { round: made.id, version: '1' })
    const opened = await roundOf(at, '2026-q4')
    assert.deepEqual([opened.state, opened.opens_at?.toString()], ['open', IN_Q3])
    await assert.rejects(
      marcus(at).perform(lengthenRound, {
        round: made.id,
        closesAt: '2027-01-14T17:00',
        reason: 'Snow',
        version: '2',
      }),
      code('delivery.round.not-longer'),
    )
    await marcus(at).perform(lengthenRound, {
      round: made.id,
      closesAt: '2027-03-20T17:00',
      reason: 'Snow',
      version: '2',
    })
    await submit(at, 1, {}, made.id)
    const moved = await db.db
      .selectFrom('delivery.window_change')
      .select(['kind', 'reason'])
      .orderBy('made_at')
      .orderBy('id')
      .execute()
    assert.deepEqual(
      moved.map((one) => [one.kind, one.reason]),
      [
        ['closed', 'Everybody has reported'],
        ['opened', null],
        ['moved', 'Snow'],
      ],
    )
  },
)

database.test('people are reminded once, in one mail each, and not of what they have done', async (db) => {
  const at = await reporting(db, 4)
  const tell = async (): Promise<string[]> => {
    await at.house.system.perform(keepTime, {})
    const batches = at.house.queued.filter((one) => one.job === 'delivery.round.tell')
    ;(at.house.queued as unknown[]).length = 0
    for (const { ids } of batches) await at.house.system.perform(tellPeople, ids)
    const told = at.house.queued.length
    ;(at.house.queued as unknown[]).length = 0
    return [...batches.flatMap(({ ids }) => (ids['people'] ?? '').split(' ')), String(told)]
  }
  const names = (ids: readonly string[]) =>
    ids
      .slice(0, -1)
      .map((id) => Object.entries(at.person).find(([, one]) => one === id)?.[0] ?? 'other')
      .toSorted()
  at.house.clock.set('2026-10-01T08:00:00Z')
  assert.deepEqual(names(await tell()), ['marcus', 'other', 'other', 'ravi'])
  assert.deepEqual(names(await tell()), [])
  await reportedBefore(at, 1)
  at.house.clock.set('2026-10-08T12:00:00Z')
  // Half way: Ravi has reported his own, but was given the second, which nobody has begun.
  assert.deepEqual(names(await tell()), ['marcus', 'other', 'other', 'ravi'])
  at.house.clock.set('2026-10-15T16:00:00Z')
  assert.deepEqual(names(await tell()), ['marcus', 'other', 'other', 'priya', 'ravi'])
  const letter = await letters[0]?.render({
    db: db.db,
    now: at.house.clock.now(),
    ids: { about: `${at.q2}:overdue` },
    opened: null,
    to: at.person.ravi,
    links: { at: (path) => `https://x${path}`, stop: () => 'https://x/stop', replyTo: () => null },
  })
  assert.equal(letter?.subject, 'Quarter 2 has closed: one activity not reported')
  assert.match(
    letter?.text ?? '',
    /2 Activity 2 \(not begun\)\n {2}https:\/\/x\/delivery\/sdp\/rounds\/q2\/activities\/2/,
  )
  assert.equal(letter?.unsubscribe, 'https://x/stop')
})

database.test(
  'an activity is given by its lead to somebody of the body, who then reports and is not the lead',
  async (db) => {
    const at = await reporting(db)
    const [first] = at.activities
    const give = (who: 'ravi' | 'priya' | 'marcus', person: string) =>
      as(at, who).perform(giveDelegation, { activity: first, person })
    await assert.rejects(give('priya', at.person.marcus), code('delivery.delegation.not-the-lead'))
    await assert.rejects(give('ravi', at.person.molly), { kind: 'invalid' })
    await assert.rejects(give('ravi', at.person.ravi), code('delivery.delegation.lead'))
    const given = await give('ravi', at.person.priya)
    await assert.rejects(give('ravi', at.person.priya), code('delivery.delegation.already'))
    await as(at, 'priya').perform(submitSubmission, { round: at.q3, activity: first, ...FIRST_REPORT })
    const [report] = await submissionsOf(db, at.q3)
    assert.equal(report?.prepared_by_person_id, at.person.priya)
    // The director prepared it, so an officer signs (V5).
    await assert.rejects(sign(db, at, [1]), code('delivery.submission.own'))
    await sign(db, at, [1], at.q3, at.person.marcus)
    await as(at, 'priya').perform(endDelegation, { delegation: given.delegation })
    await assert.rejects(
      as(at, 'ravi').perform(endDelegation, { delegation: given.delegation }),
      code('delivery.delegation.over'),
    )
  },
)

database.test(
  'reports are signed by their director as they were read, several at once, never by the preparer (V5)',
  async (db) => {
    const at = await reporting(db)
    await submit(at, 1)
    await submit(at, 2)
    await submit(at, 3)
    await assert.rejects(sign(db, at, [1], at.q3, at.person.ravi), code('delivery.submission.own'))
    await assert.rejects(
      sign(db, at, [1], at.q3, at.person.marcus),
      code('delivery.submission.not-yours-to-sign'),
    )
    const [one] = await submissionsOf(db, at.q3)
    await assert.rejects(
      as(at, 'priya').perform(signSubmissions, {
        round: at.q3,
        submissions: [one?.id],
        read: `${one?.id}:7`,
      }),
      code('delivery.submission.changed'),
    )
    assert.deepEqual((await sign(db, at, [1, 2])).activities, [1, 2])
    await assert.rejects(sign(db, at, [1]), code('delivery.submission.not-submitted'))
    await assert.rejects(
      sql`update delivery.submission set signed_by_person_id = prepared_by_person_id where round_id = ${at.q3}`.execute(
        db.db,
      ),
      /delivery_submission_two_people/,
    )
  },
)

database.test(
  'a report that came back is told, stands on the home page, and is submitted anew',
  async (db) => {
    const at = await reporting(db)
    await submit(at, 1)
    const [one] = await submissionsOf(db, at.q3)
    const give = { submission: one?.id, words: 'Which contracts?', version: String(one?.version) }
    await assert.rejects(
      as(at, 'marcus').perform(returnSubmission, give),
      code('delivery.submission.not-yours-to-sign'),
    )
    await as(at, 'priya').perform(returnSubmission, give)
    const home = async (who: 'ravi' | 'priya' | 'marcus') =>
      (await (await as(at, who).reader()).fills(duty, {})).map((entry) => entry.title)
    assert.ok((await home('ravi')).includes('Change your report on 1 Activity 1: it came back'))
    const letter = await letters[1]?.render({
      db: db.db,
      now: at.house.clock.now(),
      ids: { submission: one?.id ?? '' },
      opened: null,
      to: at.person.ravi,
      links: { at: (path) => path, stop: () => '', replyTo: () => null },
    })
    assert.match(letter?.text ?? '', /came back:\n\nWhich contracts\?/)
    const [returned] = await submissionsOf(db, at.q3)
    await submit(at, 1, { version: String(returned?.version) })
    assert.ok((await home('priya')).includes('Sign off the report on 1 Activity 1'))
  },
)

database.test('home says what rounds need of each', async (db) => {
  const at = await reporting(db, 4)
  const home = async (who: 'ravi' | 'priya' | 'marcus') =>
    (await (await as(at, who).reader()).fills(duty, {}))
      .filter((entry) => entry.href.startsWith('/delivery'))
      .map((entry) => `${entry.title} (${entry.due?.toString() ?? ''})`)
  assert.deepEqual(await home('ravi'), ['Report on 2 activities (2026-11-27)'])
  assert.deepEqual(await home('marcus'), ['Report on 2 Activity 2 (2026-11-27)', 'Freeze Quarter 2 ()'])
  assert.deepEqual(await home('priya'), [])
  await submit(at, 3)
  await submit(at, 4)
  assert.deepEqual(await home('priya'), ['Sign off 2 reports ()'])
  at.house.clock.set(AFTER_Q3)
  await as(at, 'ravi').perform(askExtension, { round: at.q3, activity: at.activities[0], why: 'I was ill' })
  assert.deepEqual(await home('marcus'), [
    'Freeze Quarter 2 ()',
    'Answer a request for more time ()',
    'Freeze Quarter 3 ()',
  ])
})

database.test(
  'more time is asked for, answered once, and what comes by it is late for good (V3)',
  async (db) => {
    const at = await reporting(db)
    const asked = { round: at.q3, activity: at.activities[0], why: 'I was ill' }
    await assert.rejects(as(at, 'ravi').perform(askExtension, asked), code('delivery.extension.not-needed'))
    at.house.clock.set(AFTER_Q3)
    await assert.rejects(as(at, 'helena').perform(askExtension, asked), { kind: 'forbidden' })
    const request = await as(at, 'ravi').perform(askExtension, asked)
    await assert.rejects(as(at, 'ravi').perform(askExtension, asked), code('delivery.extension.asked'))
    const until = '2026-12-01T17:00'
    await assert.rejects(
      as(at, 'ravi').perform(grantExtension, { extension: request.id, until, version: '1' }),
      { kind: 'forbidden' },
    )
    await assert.rejects(
      marcus(at).perform(grantExtension, { extension: request.id, until: '2026-11-01T17:00', version: '1' }),
      code('delivery.extension.past'),
    )
    await marcus(at).perform(grantExtension, { extension: request.id, until, version: '1' })
    await assert.rejects(
      marcus(at).perform(declineExtension, { extension: request.id, words: 'No', version: '1' }),
      code('delivery.extension.answered'),
    )
    await assert.rejects(as(at, 'ravi').perform(askExtension, asked), code('delivery.extension.granted'))
    await submit(at, 1)
    const [late] = await submissionsOf(db, at.q3)
    assert.equal(late?.is_late, true)
    await assert.rejects(as(at, 'ravi').perform(askExtension, asked), code('delivery.extension.reported'))
    at.house.clock.set('2026-12-01T17:00:00Z')
    await assert.rejects(submit(at, 2), code('delivery.round.closed'))
    const units = await completionOf(await reader(at), at.q3)
    assert.deepEqual(
      units.map((unit) => [unit.name, unit.total, unit['not-begun'], unit.submitted, unit.late]),
      [['No directorate', 3, 2, 1, 1]],
    )
    const listed = await activitiesInRound(await reader(at), at.q3, { shown: 'late' })
    assert.deepEqual(
      listed.rows.map((row) => [row.number, row.lead, row.is_late]),
      [[1, 'Ravi Contour', true]],
    )
  },
)

database.test(
  'a round is frozen once it is over, whole or knowingly not, and its rows say what was known (V11)',
  async (db) => {
    const at = await reporting(db)
    await reportedBefore(at, 1)
    await assert.rejects(freeze(at, 'q3'), code('delivery.round.not-closed'))
    at.house.clock.set(AFTER_Q2)
    await assert.rejects(freeze(at, 'q2'), code('delivery.round.incomplete'))
    const missing = await missingIn(await reader(at), at.q2)
    assert.deepEqual(
      [missing.unreported.map((one) => one.number), missing.unsigned.map((one) => one.number)],
      [[2, 3], [1]],
    )
    const done = await freeze(at, 'q2', { anyway: 'yes' })
    assert.equal(done.version, 1)
    const frozen = await frozenOf(await reader(at), at.q2)
    assert.ok(isWhole(frozen))
    assert.equal(frozen.hash, done.hash)
    assert.deepEqual(
      // Who led it is kept by id: a name in a frozen row could never be forgotten.
      frozen.rows.map((row) => [
        row.number,
        row.responded,
        row.status,
        row.signedOff,
        frozen.leads[row.lead ?? ''],
      ]),
      [
        [1, true, 'on_track', false, 'Ravi Contour'],
        [2, false, null, false, 'Marcus Chalkdown'],
        [3, false, null, false, 'Lead of 3'],
      ],
    )
    assert.equal(frozen.head.plan.owner, 'Kent County Council')
    assert.equal(frozen.head.round.closesAt, '2026-10-15T16:00:00Z')
    await assert.rejects(freeze(at, 'q2'), code('delivery.round.is-frozen'))
    assert.equal((await roundOf(at, 'q2')).state, 'frozen')
    for (const change of [
      sql`update delivery.frozen_row set content = '{}'::jsonb`,
      sql`delete from delivery.frozen_row`,
      sql`update delivery.frozen set hash = 'x'`,
    ])
      await assert.rejects(
        db.db.transaction().execute(async (tx) => void (await change.execute(tx))),
        /A frozen version never changes/,
      )
    const [row] = frozen.rows
    assert.ok(
      !isWhole({
        ...frozen,
        rows: row === undefined ? [] : [{ ...row, status: 'unlikely' }, ...frozen.rows.slice(1)],
      }),
    )
  },
)

database.test(
  'the next round knows the one before: statuses, open issues, dates moved and answers left open',
  async (db) => {
    const at = await reporting(db)
    await reportedBefore(at, 1, {
      status: 'remedial_action',
      issues: [{ code: 'capacity', words: 'Two posts are empty' }],
      mitigationsAre: 'none',
      registersAre: 'not-recorded',
    })
    await reportedBefore(at, 2)
    at.house.clock.set(AFTER_Q2)
    await freeze(at, 'q2', { anyway: 'yes' })
    at.house.clock.set(IN_Q3)
    await submit(at, 2, {
      progressIs: 'still-true',
      progress: null,
      dates: ['end'],
      revisedEnd: '2027-06-30',
      endReason: 'The supplier is late',
      endCause: 'external',
      boardsAre: 'still-true',
    })
    const { head, rows } = await rowsToFreeze(db, at.q3)
    assert.deepEqual(head.previous, { code: 'q2', title: 'Quarter 2' })
    const [first, second, third] = rows
    assert.deepEqual(
      [first?.responded, first?.previousStatus, first?.status, first?.previousIssues.map((one) => one.code)],
      [false, 'remedial_action', null, ['capacity']],
    )
    assert.deepEqual(first?.stale.toSorted(), ['boards', 'issues', 'milestones', 'progress', 'status'])
    assert.deepEqual(
      [second?.revisedEnd, second?.previousRevisedEnd, second?.stale, second?.dateChanges],
      [
        '2027-06-30',
        null,
        [],
        [{ what: 'end', from: null, to: '2027-06-30', reason: 'The supplier is late', cause: 'external' }],
      ],
    )
    assert.deepEqual([third?.responded, third?.previousStatus, third?.stale], [false, null, []])
  },
)

database.test(
  'a correction is the next version with its reason; the former stays, and nothing to correct is refused',
  async (db) => {
    const at = await reporting(db)
    await reportedBefore(at, 1)
    await reportedBefore(at, 2)
    at.house.clock.set(AFTER_Q2)
    await sign(db, at, [1], at.q2)
    await freeze(at, 'q2', { anyway: 'yes' })
    const correct = async (more: Raw = {}) =>
      marcus(at).perform(correctRound, {
        round: at.q2,
        reason: 'The progress was that of another activity',
        version: await versionOf(at, 'q2'),
        ...more,
      })
    await assert.rejects(correct(), code('delivery.round.nothing-to-correct'))
    const reopen = { round: at.q2, activities: '1, 9', why: 'Wrong progress', until: '2026-10-20T17:00' }
    await assert.rejects(
      marcus(at).perform(reopenActivities, { ...reopen, version: await versionOf(at, 'q2') }),
      code('delivery.round.no-such-activity'),
    )
    await marcus(at).perform(reopenActivities, {
      ...reopen,
      activities: '1',
      version: await versionOf(at, 'q2'),
    })
    await assert.rejects(correct(), code('delivery.round.answers-lost'))
    const [returned] = await submissionsOf(db, at.q2)
    assert.deepEqual([returned?.state, returned?.returned_words], ['returned', 'Wrong progress'])
    await submit(at, 1, { progress: 'The right one.', version: String(returned?.version) }, at.q2)
    await assert.rejects(submit(at, 3, {}, at.q2), code('delivery.round.is-frozen'))
    await sign(db, at, [1], at.q2)
    const done = await correct()
    assert.equal(done.version, 2)
    const asked = await reader(at)
    const [former, later] = [await frozenOf(asked, at.q2, 1), await frozenOf(asked, at.q2)]
    assert.deepEqual(
      [former.rows[0]?.progress, later.rows[0]?.progress, later.version, later.why],
      ['Contracts are out.', 'The right one.', 2, 'The progress was that of another activity'],
    )
    assert.ok(isWhole(former) && isWhole(later))
    // The one that was not reopened is as it was, though its report was never signed.
    assert.deepEqual(later.rows[1], former.rows[1])
    assert.deepEqual(
      (await frozenVersions(asked, at.q2)).map((one) => one.number),
      [2, 1],
    )
    const history = await frozenRowsOfActivity(asked, at.activities[0] ?? '')
    assert.deepEqual(
      history.map((one) => [one.roundCode, one.version, one.row.progress]),
      [['q2', 2, 'The right one.']],
    )
    await assert.rejects(submit(at, 1, { version: '9' }, at.q2), code('delivery.round.is-frozen'))
  },
)

database.test(
  'an activity taken out of monitoring before a round opened does not stand in it; one that reported does',
  async (db) => {
    const at = await reporting(db)
    const close = (number: number, on: string) =>
      sql`insert into delivery.closing (id, activity_id, kind, monitoring, decided_on, made_at)
      values (gen_random_uuid(), ${at.activities[number - 1]}, 'completed', 'removed', ${on}, ${AFTER_Q2})`.execute(
        db.db,
      )
    await close(3, '2026-10-20')
    await close(2, '2026-11-20')
    const numbers = async (round: string) => (await rowsToFreeze(db, round)).rows.map((row) => row.number)
    assert.deepEqual(await numbers(at.q3), [1, 2])
    assert.deepEqual(await numbers(at.q2), [1, 2, 3])
  },
)

database.test(
  'the window stands in the calendar of whoever reports in it, and the round is found',
  async (db) => {
    const at = await reporting(db)
    const from = Temporal.PlainDate.from('2026-11-01')
    const of = async (who: 'ravi' | 'priya' | 'molly', kind: string, id: string) =>
      (await (await as(at, who).reader()).fills(calendarEntries, { kind, id, from })).filter((entry) =>
        entry.href.startsWith('/delivery/sdp/rounds'),
      )
    for (const who of ['ravi', 'priya'] as const) {
      const [entry, ...others] = await of(who, 'person', at.person[who])
      assert.deepEqual(
        [entry?.title, entry?.starts.toString(), others.length],
        ['Report: Quarter 3', '2026-11-13T09:00:00+00:00[Europe/London]', 0],
      )
    }
    assert.deepEqual(await of('molly', 'person', at.person.ravi), [], 'not of a plan one does not see')
    const rounds =
      (await searchKinds.find((kind) => kind.kind === 'delivery.round')?.records(db.db, [at.q3])) ?? []
    assert.deepEqual(
      rounds.map((one) => [one.title, one.href]),
      [['Quarter 3, Delivery plan', '/delivery/sdp/rounds/q3']],
    )
  },
)
