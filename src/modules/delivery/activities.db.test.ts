// Activities, their dates, milestones, endings and threads through their actions, over a database undone after each test.
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { appointOfficer as appointPartnershipOfficer } from '#modules/partnerships/index.ts'
import { undertakingsAbout } from '#modules/governance/index.ts'
import { calendarEntries } from '#platform/feeds/index.ts'
import { duty } from '#platform/module/index.ts'
import { sql, type Database } from '#platform/database/index.ts'
import { county, countyDatabase, type County } from '#test/support/county.ts'
import { everyModule } from '#test/support/fund.ts'
import type { TestHouse } from '#test/support/house.ts'
import { addActivity, editActivity, handOverActivity } from './actions/activities.ts'
import { recordClosing, reopenClosing } from './actions/closings.ts'
import { changeActivityDate, recordOriginalEnd } from './actions/dates.ts'
import { addMilestone, dropMilestone, editMilestone, meetMilestone } from './actions/milestones.ts'
import { addOutcome, addUnit } from './actions/parts.ts'
import { createPlan } from './actions/plans.ts'
import { linkThread, unlinkThread } from './actions/threads.ts'
import { giveAction } from './actions/undertakings.ts'
import { listActivities, readActivity } from './declared.ts'
import { activitiesOf } from './queries/activities.ts'
import { closingsOf, dateChangesOf, milestonesOf } from './queries/history.ts'
import { templateByCode } from './queries/templates.ts'
import { threadOfPlan, threadUp, unthreadedOf } from './queries/threads.ts'

const database = countyDatabase()
const code = (expected: string) => ({ code: expected })

type Planned = County & {
  readonly house: TestHouse
  readonly db: Pick<Database, 'db'>
  readonly plan: string
  readonly outcome: string
  readonly unit: string
}

/** A draft of the partnership's, kept by Priya as its officer, with one outcome and a unit that Helena directs. */
async function planned(db: Pick<Database, 'db'>): Promise<Planned> {
  const at = await county(db)
  const house = everyModule(db)
  await house.operator.perform(appointPartnershipOfficer, {
    partnership: 'kent-connects',
    person: at.person.priya,
    role: 'partnership-officer',
  })
  const made = await anotherPlan({ ...at, house }, 'sdp', 'strategic-delivery-plan')
  const unit = await house.as(at.person.priya).perform(addUnit, {
    plan: made.plan,
    code: 'roads',
    name: 'Roads',
    director: at.person.helena,
  })
  return { ...at, house, db, ...made, unit: unit.id }
}

async function anotherPlan(at: County, planCode: string, template: string) {
  const priya = at.house.as(at.person.priya)
  const made = await priya.perform(createPlan, {
    template: (await templateByCode(await at.house.operator.reader(), template)).id,
    code: planCode,
    title: `Plan ${planCode}`,
    partnership: at.partnership,
    fromOn: '2026-04-01',
    untilOn: '2029-03-31',
    audience: 'partners',
  })
  const outcome = await priya.perform(addOutcome, {
    plan: made.id,
    title: `Outcome of ${planCode}`,
  })
  return { plan: made.id, outcome: outcome.id }
}

const approve = (at: Planned, plan = at.plan) =>
  sql`update delivery.plan set state = 'approved', approved_on = '2026-04-01' where id = ${plan}`.execute(
    at.db.db,
  )

const officer = (at: Planned) => at.house.as(at.person.priya)

async function added(at: Planned, more: Readonly<Record<string, unknown>> = {}) {
  return officer(at).perform(addActivity, {
    plan: at.plan,
    outcome: at.outcome,
    title: 'Mend the bridge',
    lead: at.person.ravi,
    unit: at.unit,
    originalEnd: '2027-03-31',
    ...more,
  })
}

const row = async (at: Planned, id: string) =>
  at.db.db.selectFrom('delivery.activity').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

database.test(
  'an activity is numbered in its plan, a record others may attach to, and known by its plan’s readers',
  async (db) => {
    const at = await planned(db)
    const first = await added(at)
    const second = await added(at, { title: 'Paint the bridge', lead: '', unit: '', originalEnd: '' })
    assert.deepEqual([first.number, second.number], [1, 2])
    assert.equal(first.address, '/delivery/sdp/activities/1')
    const subject = await db.db
      .selectFrom('platform.subject')
      .select(['noun', 'title', 'audience'])
      .where('id', '=', first.id)
      .executeTakeFirstOrThrow()
    assert.deepEqual(subject, {
      noun: 'activity',
      title: 'Mend the bridge',
      audience: `delivery.plan.edit@${at.partnership}`,
    })
    await assert.rejects(added(at, { lead: at.person.basil }), code('delivery.activity.foreign-person'))
    const other = await anotherPlan(at, 'other', 'strategy')
    await assert.rejects(added(at, { outcome: other.outcome }), code('delivery.activity.no-such-outcome'))
  },
)

database.test(
  'whoever does not keep the plan changes nothing, and a stranger is not told that it is there',
  async (db) => {
    const at = await planned(db)
    const { id } = await added(at)
    await approve(at)
    const words = { activity: id, outcome: at.outcome, title: 'Mine now', version: '2' }
    await assert.rejects(at.house.as(at.person.molly).perform(editActivity, words), { kind: 'forbidden' })
    await assert.rejects(at.house.as(at.person.ravi).perform(editActivity, words), { kind: 'forbidden' })
    await assert.rejects(at.house.as(at.person.basil).perform(editActivity, words), { kind: 'forbidden' })
    const basil = await at.house.as(at.person.basil).reader()
    await assert.rejects(readActivity.run(basil, { plan: 'sdp', number: 1 }), { kind: 'not-found' })
  },
)

database.test('a stale change shows what stands there now', async (db) => {
  const at = await planned(db)
  const { id } = await added(at)
  const words = { activity: id, outcome: at.outcome, title: 'Mend both bridges' }
  await officer(at).perform(editActivity, { ...words, version: '2' })
  await assert.rejects(officer(at).perform(editActivity, { ...words, version: '2' }), {
    code: 'delivery.plan.stale',
    current: { outcome: at.outcome, title: 'Mend both bridges', description: null, version: 3 },
  })
})

database.test(
  'it is handed over to people of the plan’s body, and an old lead may stay named',
  async (db) => {
    const at = await planned(db)
    const { id } = await added(at)
    const over = (more: object) =>
      officer(at).perform(handOverActivity, {
        activity: id,
        lead: at.person.molly,
        unit: at.unit,
        version: '2',
        ...more,
      })
    await assert.rejects(over({ director: at.person.basil }), code('delivery.activity.foreign-person'))
    await over({})
    assert.equal((await row(at, id)).lead_person_id, at.person.molly)
  },
)

database.test(
  'V1: the original end is fixed with the approval; where it was unknown it is recorded once',
  async (db) => {
    const at = await planned(db)
    const known = await added(at)
    const unknown = await added(at, { originalEnd: '' })
    const record = (id: string, originalEnd: string, version: string) =>
      officer(at).perform(recordOriginalEnd, { activity: id, originalEnd, version })
    await record(known.id, '2027-04-30', '2')
    await approve(at)
    await assert.rejects(record(known.id, '2027-05-31', '3'), code('delivery.date.original-fixed'))
    await record(unknown.id, '2028-03-31', '1')
    await assert.rejects(record(unknown.id, '2028-04-30', '2'), code('delivery.date.original-fixed'))
    const changes = await dateChangesOf(await officer(at).reader(), known.id)
    assert.deepEqual(
      changes.map((one) => [one.what, one.former?.toString(), one.becomes?.toString()]),
      [
        ['original-end', undefined, '2027-03-31'],
        ['original-end', '2027-03-31', '2027-04-30'],
      ],
      'while it was a draft it could still move, and that stays known',
    )
  },
)

database.test(
  'V8: an officer changes a date with reason and cause, and is told the days it moved',
  async (db) => {
    const at = await planned(db)
    const { id } = await added(at)
    await approve(at)
    const change = (more: object) =>
      officer(at).perform(changeActivityDate, {
        activity: id,
        what: 'end',
        becomes: '2027-05-15',
        version: '2',
        ...more,
      })
    await assert.rejects(change({}), code('delivery.date.not-explained'))
    const said = { reason: 'The supplier is late', cause: 'external' }
    assert.equal((await change(said)).days, 45)
    const again = await change({ ...said, version: '3' })
    assert.deepEqual([again.isChanged, again.days], [false, null])
    const stands = await row(at, id)
    assert.equal(stands.revised_end?.toString(), '2027-05-15')
    assert.equal(stands.original_end?.toString(), '2027-03-31')
    const gone = await change({ ...said, becomes: '', version: '3' })
    assert.equal(gone.isChanged, true)
    assert.equal((await row(at, id)).revised_end, null)
  },
)

database.test(
  'property: every date an activity was given follows from the one before, and it shows the newest',
  async (db) => {
    const at = await planned(db)
    const { id } = await added(at)
    await approve(at)
    const changes = fc.array(
      fc.record({
        what: fc.constantFrom('end', 'go-live'),
        days: fc.option(fc.integer({ min: -400, max: 400 }), { nil: null }),
      }),
      { minLength: 1, maxLength: 8 },
    )
    await fc.assert(
      fc.asyncProperty(changes, async (asked) => {
        for (const { what, days } of asked)
          await officer(at).perform(changeActivityDate, {
            activity: id,
            what,
            becomes: days === null ? '' : Temporal.PlainDate.from('2027-03-31').add({ days }).toString(),
            reason: 'It moved',
            cause: 'internal',
            version: String((await row(at, id)).version),
          })
        const history = await dateChangesOf(await officer(at).reader(), id)
        const stands = await row(at, id)
        for (const [what, now] of [
          ['end', stands.revised_end],
          ['go-live', stands.revised_go_live],
          ['original-end', stands.original_end],
        ] as const) {
          const own = history.filter((one) => one.what === what)
          for (const [at, one] of own.entries())
            assert.equal(
              String(one.former),
              String(own[at - 1]?.becomes ?? null),
              'each begins where the last ended',
            )
          assert.equal(String(now), String(own.at(-1)?.becomes ?? null))
          assert.ok(own.every((one) => String(one.former) !== String(one.becomes)))
        }
        assert.equal(stands.original_end?.toString(), '2027-03-31')
      }),
      { numRuns: 2 },
    )
  },
)

database.test('a lead keeps the milestones of what they lead, and of nothing else', async (db) => {
  const at = await planned(db)
  const { id } = await added(at)
  const other = await added(at, { title: 'Paint it', lead: at.person.molly, unit: '' })
  await approve(at)
  const ravi = at.house.as(at.person.ravi)
  const sketch = {
    kind: 'key_decision',
    title: 'Cabinet decides',
    dueOn: '2026-11-25',
    certainty: 'specific',
  }
  const { milestone } = await ravi.perform(addMilestone, { activity: id, ...sketch })
  await assert.rejects(
    ravi.perform(addMilestone, { activity: other.id, ...sketch }),
    code('delivery.activity.not-yours'),
  )
  await assert.rejects(
    ravi.perform(addMilestone, { activity: id, ...sketch, kind: 'party' }),
    code('delivery.milestone.no-such-kind'),
  )
  const director = at.house.as(at.person.helena)
  await director.perform(editMilestone, { milestone, ...sketch, certainty: 'estimated', version: '1' })
  await assert.rejects(
    ravi.perform(meetMilestone, { milestone, metOn: '2026-12-01', version: '2' }),
    code('delivery.milestone.met-later'),
  )
  await ravi.perform(meetMilestone, { milestone, metOn: '2026-11-20', version: '2' })
  await assert.rejects(
    ravi.perform(dropMilestone, { milestone, why: 'No longer', version: '3' }),
    code('delivery.milestone.settled'),
  )
  const [stands] = await milestonesOf(await ravi.reader(), id)
  assert.deepEqual([stands?.state, stands?.certainty], ['met', 'estimated'])
})

database.test(
  'a milestone that falls due is on its lead’s home page and in their calendar, and nobody else’s',
  async (db) => {
    const at = await planned(db)
    const { id } = await added(at)
    await approve(at)
    const ravi = at.house.as(at.person.ravi)
    const sketch = { activity: id, kind: 'other', certainty: 'specific' }
    await ravi.perform(addMilestone, { ...sketch, title: 'Soon', dueOn: '2026-11-30' })
    await ravi.perform(addMilestone, { ...sketch, title: 'Later', dueOn: '2027-01-30' })
    const reader = await ravi.reader()
    const due = (await reader.fills(duty, {})).filter((one) => one.title.includes('milestone'))
    assert.deepEqual(
      due.map((one) => one.title),
      ['Reach the milestone "Soon"'],
    )
    const from = Temporal.PlainDate.from('2026-11-01')
    const calendar = async (who: string, of: string) =>
      (await (await at.house.as(who).reader()).fills(calendarEntries, { kind: 'person', id: of, from })).map(
        (one) => one.title,
      )
    assert.deepEqual(await calendar(at.person.ravi, at.person.ravi), [
      'Soon',
      'Later',
      'End of Mend the bridge',
    ])
    assert.deepEqual(await calendar(at.person.helena, at.person.ravi), [])
  },
)

database.test(
  'V15: an ending is one decision with its own record, and says whether the activity stays in the rounds',
  async (db) => {
    const at = await planned(db)
    const { id } = await added(at)
    await approve(at)
    const close = (more: object) =>
      officer(at).perform(recordClosing, {
        activity: id,
        kind: 'completed',
        monitoring: 'kept',
        decidedOn: '2026-11-10',
        decidedBy: 'Corporate Management Team',
        reason: 'The bridge carries traffic',
        version: '2',
        ...more,
      })
    await assert.rejects(close({ decidedOn: '2026-12-01' }), code('delivery.closing.not-decided'))
    await assert.rejects(close({ decision: id }), code('delivery.closing.no-such-decision'))
    await close({})
    assert.equal((await row(at, id)).is_monitored, true, 'ended, and kept all the same')
    await assert.rejects(close({ version: '3' }), code('delivery.closing.already'))
    await officer(at).perform(reopenClosing, { activity: id, reason: 'It cracked', version: '3' })
    await close({ kind: 'stopped', monitoring: 'removed', version: '4' })
    assert.equal((await row(at, id)).is_monitored, false)
    const closings = await closingsOf(await officer(at).reader(), id)
    assert.deepEqual(
      closings.map((one) => [one.kind, one.reopened_why]),
      [
        ['stopped', null],
        ['completed', 'It cracked'],
      ],
    )
  },
)

database.test('a thread runs up from an activity to another plan, once, and never in a ring', async (db) => {
  const at = await planned(db)
  const { id } = await added(at)
  const strategy = await anotherPlan(at, 'strategy', 'strategy')
  const team = await anotherPlan(at, 'team', 'annual-operating-plan')
  const teams = await added(at, { plan: team.plan, outcome: team.outcome, title: 'Order steel', unit: '' })
  const link = (activity: string, serves: string) => officer(at).perform(linkThread, { activity, serves })
  await link(id, strategy.outcome)
  await link(teams.id, id)
  await assert.rejects(link(id, strategy.outcome), code('delivery.thread.already'))
  await assert.rejects(link(id, at.outcome), code('delivery.thread.same-plan'))
  await assert.rejects(link(id, team.outcome), code('delivery.thread.ring'))
  await assert.rejects(link(id, id), code('delivery.thread.same-plan'))
  const reader = await officer(at).reader()
  assert.deepEqual(
    (await threadUp(reader, [teams.id])).map((step) => [step.step, step.title]),
    [
      [1, 'Mend the bridge'],
      [2, 'Outcome of strategy'],
    ],
  )
  assert.deepEqual(
    (await threadOfPlan(reader, strategy.plan)).down.map((step) => [step.step, step.title]),
    [
      [1, 'Mend the bridge'],
      [2, 'Order steel'],
    ],
  )
  assert.equal((await unthreadedOf(reader, at.plan, 10)).all, 0)
  await officer(at).perform(unlinkThread, { activity: id, serves: strategy.outcome })
  assert.equal((await unthreadedOf(reader, at.plan, 10)).all, 1)
})

database.test('a thread ends for a reader where a plan begins that is not theirs to see', async (db) => {
  const at = await planned(db)
  const { id } = await added(at)
  await approve(at)
  const strategy = await anotherPlan(at, 'strategy', 'strategy')
  await officer(at).perform(linkThread, { activity: id, serves: strategy.outcome })
  const molly = await at.house.as(at.person.molly).reader()
  assert.deepEqual(await threadUp(molly, [id]), [], 'the strategy is a draft, and she does not keep it')
  assert.equal((await unthreadedOf(molly, at.plan, 10)).all, 1, 'nor does the list of loose ends tell of it')
  await approve(at, strategy.plan)
  assert.equal((await unthreadedOf(molly, at.plan, 10)).all, 0)
  assert.equal((await threadUp(molly, [id])).length, 1)
})

database.test(
  'a lead gives somebody an action for their activity, seen by the readers of the plan',
  async (db) => {
    const at = await planned(db)
    const { id } = await added(at)
    await approve(at)
    await sql`update platform.subject set audience = ${`delivery.plan.read@${at.partnership}`} where id = ${id}`.execute(
      db.db,
    )
    const ravi = at.house.as(at.person.ravi)
    const give = { activity: id, what: 'Order the steel', dueOn: '2026-12-20' }
    await assert.rejects(
      ravi.perform(giveAction, { ...give, owner: at.person.basil }),
      code('delivery.activity.foreign-person'),
    )
    await ravi.perform(giveAction, { ...give, owner: at.person.molly })
    const molly = await at.house.as(at.person.molly).reader()
    assert.deepEqual(
      (await undertakingsAbout(molly, [id])).map((one) => one.what),
      ['Order the steel'],
    )
    await assert.rejects(
      at.house.as(at.person.molly).perform(giveAction, { ...give, owner: at.person.molly }),
      { kind: 'forbidden' },
    )
  },
)

database.test('the list is filtered and goes on where it ended', async (db) => {
  const at = await planned(db)
  for (const title of ['One', 'Two', 'Three'])
    await added(at, { title, lead: title === 'Two' ? at.person.molly : at.person.ravi })
  await added(at, { title: 'Past', originalEnd: '2026-06-30', unit: '', lead: '' })
  const reader = await at.house.as(at.person.ravi).reader()
  const titles = async (filter: Parameters<typeof activitiesOf>[2]) =>
    (await activitiesOf(reader, at.plan, filter)).rows.map((one) => one.title)
  assert.deepEqual(await titles({ mine: true }), ['One', 'Three'])
  assert.deepEqual(await titles({ overdue: true }), ['Past'])
  assert.deepEqual(await titles({ leaderless: true }), ['Past'])
  assert.deepEqual(await titles({ unit: 'roads', search: 'tw' }), ['Two'])
  assert.deepEqual(await titles({ search: '%' }), [])
  assert.deepEqual(await titles({ status: 'on_track' }), [])
  const page = await officer(at).ask(listActivities, { plan: 'sdp', most: '3' })
  assert.equal(page.rows.length, 3)
  const next = await officer(at).ask(listActivities, { plan: 'sdp', most: '3', after: page.next })
  assert.deepEqual(
    next.rows.map((one) => one.title),
    ['Past'],
  )
  await assert.rejects(officer(at).ask(listActivities, { plan: 'sdp', after: 'nonsense' }), {
    kind: 'invalid',
  })
})

database.test('a program reads an activity with everything that became of it', async (db) => {
  const at = await planned(db)
  const { id } = await added(at)
  await approve(at)
  const read = await officer(at).ask(readActivity, { plan: 'sdp', number: '1' })
  assert.equal(read.activity.id, id)
  assert.deepEqual(
    [read.rounds.length, read.dates.length, read.risks.length, read.indicators.length],
    [0, 1, 0, 0],
  )
  await assert.rejects(officer(at).ask(readActivity, { plan: 'sdp', number: '9' }), { kind: 'not-found' })
})
