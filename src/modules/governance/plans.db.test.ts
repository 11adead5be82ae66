// Action plans from a file, the next meeting in turn, and meetings in calendars.
import assert from 'node:assert/strict'
import type { ImportRow } from '#platform/module/index.ts'
import { action } from '#platform/actions/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { county, countyDatabase, type County } from '#test/support/county.ts'
import { cancelMeeting, editMeeting, planMeeting } from './actions/meetings.ts'
import { closeUndertaking } from './actions/undertakings.ts'
import { calendarMeetings } from './calendar.ts'
import { dutiesOf } from './duties.ts'
import { actionPlanFile } from './imports.ts'
import { hoursOf, meetingsProposed } from './queries/proposed.ts'
import { changesOf, undertakingsInPlan } from './queries/undertakings.ts'
import { planDocument } from './documents.ts'
import { planChart } from './views/plans.ts'

const database = countyDatabase()

const load = (at: County, cells: readonly Record<string, string>[]) => {
  const rows: ImportRow[] = cells.map((one, nth) => ({ line: nth + 2, cells: one }))
  const loading = action({
    name: 'governance.test.load',
    title: 'Load a file',
    doors: [],
    fields: {},
    run: async (inside) => ({ subject: null, result: await actionPlanFile.load(inside, rows, {}) }),
  })
  return at.house.system.perform(loading, {})
}

const PLAN = [
  {
    heading: 'Employment',
    what: 'Guarantee interviews',
    owner: 'yusra@dover.example',
    due: '2026-12-20',
    group: 'gis',
  },
  {
    heading: 'Employment',
    what: 'Hold a careers fair',
    owner: 'noor@swale.example',
    due: '2026-03-01',
    group: 'gis',
  },
  {
    heading: 'Housing',
    what: 'Review allocations',
    owner: 'marcus@kcc.example',
    due: '2026-10-01',
    partnership: 'kent-connects',
    state: 'done',
    progress: 'Adopted in September',
  },
]

database.test(
  'the file of an action plan makes the plan, and the same file again changes nothing',
  async (db) => {
    const at = await county(db)
    assert.deepEqual(await load(at, PLAN), { created: 3, changed: 0, unchanged: 0, faults: [] })
    assert.deepEqual(await load(at, PLAN), { created: 0, changed: 0, unchanged: 3, faults: [] })
    const ravi = await at.house.as(at.person.ravi).reader()
    const rows = await undertakingsInPlan(ravi, { partnership: at.partnership })
    assert.deepEqual(
      rows.map((row) => [row.heading, row.what]).toSorted(),
      PLAN.map((row) => [row.heading, row.what]).toSorted(),
    )
    const today = londonDate(ravi.now)
    assert.deepEqual(planChart(rows, today).rows.toSorted(), [
      ['Employment', 0, 1, 1, 0, 2],
      ['Housing', 1, 0, 0, 0, 1],
    ])
    assert.equal((await undertakingsInPlan(ravi, { group: at.gis })).length, 2)
    assert.equal(planDocument('Kent Connects', rows, today).sections.length, 2)
  },
)

database.test(
  'a later file moves, hands over, reports and closes, and each is kept as a change',
  async (db) => {
    const at = await county(db)
    await load(at, PLAN)
    const later = [
      { ...PLAN[0]!, due: '2027-01-20', owner: 'molly@dover.example', progress: 'Policy drafted' },
      { ...PLAN[1]!, state: 'dropped', progress: 'No venue' },
      PLAN[2]!,
    ]
    assert.deepEqual(await load(at, later), { created: 0, changed: 2, unchanged: 1, faults: [] })
    const reader = await at.house.operator.reader()
    const rows = await undertakingsInPlan(reader, { group: at.gis })
    const first = rows.find((row) => row.what === 'Guarantee interviews')
    assert.equal(first?.owner_name, 'Molly Gridref')
    assert.deepEqual((await changesOf(reader, first?.id ?? '')).map((one) => one.kind).toSorted(), [
      'handed-over',
      'moved',
      'reported',
    ])
    assert.equal(rows.find((row) => row.what === 'Hold a careers fair')?.state, 'dropped')
    // What somebody closed here stays closed, whatever an older file says.
    await at.house.as(at.person.molly).perform(closeUndertaking, {
      undertaking: first?.id,
      note: 'Adopted',
      version: first?.version,
    })
    assert.deepEqual(await load(at, PLAN), { created: 0, changed: 0, unchanged: 3, faults: [] })
  },
)

database.test('every fault of the file is told with its line, and nothing is written', async (db) => {
  const at = await county(db)
  const good = PLAN[0]!
  const { faults } = await load(at, [
    good,
    good,
    { ...good, what: 'x', owner: 'nobody@dover.example' },
    { ...good, what: 'y', group: 'nowhere' },
    { ...good, what: 'z', group: '' },
    { ...good, what: 'both', partnership: 'kent-connects' },
    { ...good, what: 'w', due: 'soon' },
    { ...good, what: '' },
    { ...good, what: 'v', state: 'finished' },
  ])
  assert.deepEqual(
    faults.map((fault) => fault.line),
    [3, 4, 5, 6, 7, 8, 9, 10],
  )
  assert.deepEqual(await undertakingsInPlan(await at.house.operator.reader(), { group: at.gis }), [])
})

database.test(
  'the secretary is asked to propose the next meeting, in turn and at the same hours',
  async (db) => {
    const at = await county(db)
    const priya = at.house.as(at.person.priya)
    await priya.perform(planMeeting, {
      group: at.leadership,
      startsAt: '2026-11-24 14:00',
      endsAt: '2026-11-24 15:30',
      place: 'Sessions House',
    })
    assert.deepEqual(await meetingsProposed(await priya.reader()), [], 'one is planned')
    at.house.clock.set('2027-02-01T10:00:00Z')
    const [proposed] = await meetingsProposed(await priya.reader(), at.leadership)
    assert.equal(proposed?.on.toString(), '2027-02-23', 'the same weekday, three months on')
    assert.ok(proposed !== undefined)
    assert.equal(hoursOf(proposed).starts.toString(), '2027-02-23T14:00:00Z')
    assert.equal(hoursOf(proposed).ends.toString(), '2027-02-23T15:30:00Z')
    assert.equal(proposed.place, 'Sessions House')
    const duty = (await dutiesOf(await priya.reader())).find((one) => one.title.startsWith('Propose'))
    assert.equal(duty?.href, `/meetings/new?group=${at.leadership}`)
    assert.deepEqual(
      await meetingsProposed(await at.house.as(at.person.yusra).reader()),
      [],
      'a member proposes none',
    )
  },
)

database.test(
  'on the day a meeting was held the next is reckoned from it, not from the one before',
  async (db) => {
    const at = await county(db)
    const priya = at.house.as(at.person.priya)
    const { id } = await priya.perform(planMeeting, {
      group: at.leadership,
      startsAt: '2026-11-24 09:00',
      place: 'Sessions House',
    })
    at.house.clock.set('2026-11-24T16:00:00Z')
    await db.db
      .updateTable('governance.meeting')
      .set(({ selectFrom }) => ({
        state: 'held' as const,
        published_at: at.house.clock.now(),
        profile_id: selectFrom('governance.rule_profile').select('id').limit(1),
      }))
      .where('id', '=', id)
      .execute()
    const [proposed] = await meetingsProposed(await priya.reader(), at.leadership)
    assert.equal(proposed?.on.toString(), '2027-02-23')
  },
)

database.test('meetings stand in the calendars of their members, and a cancelled one stays', async (db) => {
  const at = await county(db)
  const priya = at.house.as(at.person.priya)
  const { id } = await priya.perform(planMeeting, {
    group: at.leadership,
    startsAt: '2026-12-08 10:00',
    place: 'Council chamber',
  })
  const yusra = await at.house.as(at.person.yusra).reader()
  const of = { kind: 'person', id: at.person.yusra, from: londonDate(yusra.now) }
  const [planned] = await calendarMeetings(yusra, of)
  assert.deepEqual([planned?.uid, planned?.sequence, planned?.status], [id, 0, 'tentative'])
  await priya.perform(editMeeting, {
    meeting: id,
    startsAt: '2026-12-08 11:00',
    place: 'Council chamber',
    version: 1,
  })
  await priya.perform(cancelMeeting, { meeting: id, because: 'Snow', version: 2 })
  for (const calendar of [
    of,
    { ...of, kind: 'group', id: at.leadership },
    { ...of, kind: 'partnership', id: at.partnership },
  ]) {
    const [cancelled] = await calendarMeetings(yusra, calendar)
    assert.deepEqual([cancelled?.uid, cancelled?.sequence, cancelled?.status], [id, 2, 'cancelled'])
  }
  const basil = await at.house.as(at.person.basil).reader()
  assert.deepEqual(await calendarMeetings(basil, { ...of, kind: 'group', id: at.leadership }), [])
})
