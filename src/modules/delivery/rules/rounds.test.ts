// When a round is open, what still counts, what is proposed next, and when people are reminded.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { holidaysOf } from '#platform/time/index.ts'
import {
  closesEarlyWords,
  mayReportNow,
  mustBePlannable,
  mustSign,
  mustTakeLateEntries,
  proposedRound,
  remindersDue,
  remindersOf,
  signatoryOf,
  stateNow,
  type ExtensionGiven,
  type RoundClock,
} from './rounds.ts'

const at = (text: string): Temporal.Instant => Temporal.Instant.from(text)
const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text)
const round = (state: RoundClock['state'] = 'planned'): RoundClock => ({
  state,
  opens_at: at('2026-10-01T08:00Z'),
  closes_at: at('2026-10-15T16:00Z'),
})
const given = (more: Partial<ExtensionGiven>): ExtensionGiven => ({
  kind: 'late',
  state: 'granted',
  until_at: at('2026-10-20T16:00Z'),
  ...more,
})
const code = (expected: string) => ({ code: expected })

test('the clock opens and closes a round whatever is written down, to the moment', () => {
  for (const written of ['planned', 'open', 'closed'] as const) {
    assert.equal(stateNow(round(written), at('2026-10-01T07:59:59.999Z')), 'planned')
    assert.equal(stateNow(round(written), at('2026-10-01T08:00Z')), 'open')
    assert.equal(stateNow(round(written), at('2026-10-15T15:59:59.999Z')), 'open')
    assert.equal(stateNow(round(written), at('2026-10-15T16:00Z')), 'closed')
  }
  assert.equal(stateNow(round('frozen'), at('2026-10-02T08:00Z')), 'frozen')
  assert.equal(
    stateNow({ state: 'closed', opens_at: null, closes_at: null }, at('2026-10-02T08:00Z')),
    'closed',
  )
})

test('what comes after the window counts only by an extension that still runs, and is late', () => {
  const after = at('2026-10-16T09:00Z')
  assert.deepEqual(mayReportNow(round(), null, at('2026-10-02T09:00Z')), { allowed: true, isLate: false })
  const why = (extension: ExtensionGiven | null, now = after): string => {
    const may = mayReportNow(round('closed'), extension, now)
    return may.allowed ? 'allowed' : may.message
  }
  assert.match(why(null), /closed on 15 October 2026 at 5pm. Ask for more time/)
  assert.match(why(given({ state: 'asked', until_at: null })), /has not answered yet/)
  assert.match(why(given({ state: 'declined', until_at: null })), /declined/)
  assert.match(why(given({}), at('2026-10-20T16:00Z')), /which has passed/)
  assert.deepEqual(mayReportNow(round('closed'), given({}), after), { allowed: true, isLate: true })
  assert.equal(mayReportNow(round(), null, at('2026-09-01T09:00Z')).allowed, false)
})

test('a frozen round takes nothing but the correction of an activity that was reopened', () => {
  const after = at('2026-10-16T09:00Z')
  const late = mayReportNow(round('frozen'), given({}), after)
  assert.equal(late.allowed ? '' : late.code, 'delivery.round.is-frozen')
  assert.deepEqual(mayReportNow(round('frozen'), given({ kind: 'correction' }), after), {
    allowed: true,
    isLate: false,
  })
  assert.equal(
    mayReportNow(round('frozen'), given({ kind: 'correction' }), at('2026-10-21T00:00Z')).allowed,
    false,
  )
})

test('more time is asked for once the window has closed, and not before or after', () => {
  const named = { ...round(), title: 'Quarter 2' }
  mustTakeLateEntries(named, at('2026-10-16T00:00Z'))
  assert.throws(
    () => mustTakeLateEntries(named, at('2026-10-14T00:00Z')),
    code('delivery.extension.not-needed'),
  )
  assert.throws(
    () => mustTakeLateEntries(named, at('2026-09-14T00:00Z')),
    code('delivery.extension.not-needed'),
  )
  assert.throws(
    () => mustTakeLateEntries({ ...named, state: 'frozen' }, at('2026-10-16T00:00Z')),
    code('delivery.round.is-frozen'),
  )
})

test('the window of 2019 closes 17 days before the quarter it reports on, and the page says so', () => {
  const until = day('2019-09-30')
  assert.equal(
    closesEarlyWords(at('2019-09-13T22:59:59Z'), until, false),
    'The window closes 17 days before the end of the period it reports on.',
  )
  // A window that closes at midnight ends with the day before.
  assert.equal(
    closesEarlyWords(at('2019-09-13T23:00Z'), until, true),
    'The window closed 17 days before the end of the period it reports on.',
  )
  assert.equal(closesEarlyWords(at('2019-10-14T16:00Z'), until, false), null)
  assert.equal(closesEarlyWords(null, until, false), null)
})

test('a round is planned with an end after its beginning and a window that meets no other', () => {
  const period = { from: day('2026-07-01'), until: day('2026-09-30') }
  const window = { opensAt: at('2026-10-01T08:00Z'), closesAt: at('2026-10-15T16:00Z') }
  mustBePlannable({ period, window }, [
    { title: 'Quarter 1', opens_at: at('2026-07-01T08:00Z'), closes_at: at('2026-10-01T08:00Z') },
    { title: 'Of a file', opens_at: null, closes_at: null },
  ])
  const faults = (asked: Parameters<typeof mustBePlannable>[0]): unknown => {
    try {
      mustBePlannable(asked, [
        { title: 'Quarter 3', opens_at: at('2026-10-15T15:00Z'), closes_at: at('2026-10-30T15:00Z') },
      ])
    } catch (error) {
      return (error as { faults: { field: string }[] }).faults.map((one) => one.field)
    }
    return []
  }
  assert.deepEqual(faults({ period, window }), ['opensAt'])
  assert.deepEqual(
    faults({
      period: { from: period.until, until: period.from },
      window: { opensAt: window.opensAt, closesAt: window.opensAt },
    }),
    ['periodUntil', 'closesAt'],
  )
})

test('the next quarter is proposed with two weeks after it, in the plan’s own year', () => {
  const plan = { from: day('2026-04-01'), until: day('2027-03-31') }
  const first = proposedRound(plan, null, day('2026-11-20'))
  assert.deepEqual(
    [first.code, first.title, first.period.from.toString(), first.period.until.toString()],
    ['2026-q3', 'Quarter 3 of 2026/27', '2026-10-01', '2026-12-31'],
  )
  assert.equal(first.window.opensAt.toString(), '2027-01-01T09:00:00Z')
  assert.equal(first.window.closesAt.toString(), '2027-01-15T17:00:00Z')
  const next = proposedRound(plan, { period: first.period }, day('2027-02-20'))
  assert.deepEqual([next.code, next.title], ['2026-q4', 'Quarter 4 of 2026/27'])
  // The source's own rounds: quarter 2 of a plan of 2019 is followed by quarter 3 of it; summer time is London's.
  const kent = { from: day('2019-04-01'), until: day('2020-03-31') }
  const third = proposedRound(
    kent,
    { period: { from: day('2019-07-01'), until: day('2019-09-30') } },
    day('2019-10-02'),
  )
  assert.deepEqual([third.code, third.title], ['2019-q3', 'Quarter 3 of 2019/20'])
  const beyond = proposedRound(
    kent,
    { period: { from: day('2020-01-01'), until: day('2020-03-31') } },
    day('2020-04-02'),
  )
  assert.deepEqual([beyond.code, beyond.title], ['2020-q1', 'Quarter 1 of 2020/21'])
  assert.equal(beyond.window.opensAt.toString(), '2020-07-01T08:00:00Z')
})

const WINDOW = { opensAt: at('2027-03-22T09:00Z'), closesAt: at('2027-04-06T16:00Z') }
const EASTER = holidaysOf([
  { on: '2027-03-26', name: 'Good Friday' },
  { on: '2027-03-29', name: 'Easter Monday' },
])

test('five working days are counted without Easter, and a year whose holidays are not known by weekends alone', () => {
  const moments = remindersOf(WINDOW, EASTER)
  assert.equal(moments['five-days'].toString(), '2027-03-30T07:00:00Z')
  assert.equal(moments['one-day'].toString(), '2027-04-05T07:00:00Z')
  assert.equal(moments.midpoint.toString(), '2027-03-30T00:30:00Z')
  assert.equal(remindersOf(WINDOW, holidaysOf([]))['five-days'].toString(), '2027-03-30T07:00:00Z')
  const christmas = { opensAt: at('2026-12-14T09:00Z'), closesAt: at('2027-01-05T17:00Z') }
  const known = holidaysOf([
    { on: '2026-12-25', name: 'Christmas Day' },
    { on: '2026-12-28', name: 'Boxing Day' },
    { on: '2027-01-01', name: 'New Year’s Day' },
  ])
  assert.equal(remindersOf(christmas, known)['five-days'].toString(), '2026-12-24T08:00:00Z')
})

test('a reminder is told once; what a stopped worker missed is overtaken by the latest', () => {
  const moments = remindersOf(WINDOW, EASTER)
  const none = { tell: null, overtaken: [] }
  assert.deepEqual(remindersDue(moments, [], at('2027-03-22T08:59Z')), none)
  assert.deepEqual(remindersDue(moments, [], at('2027-03-22T09:00Z')), { tell: 'open', overtaken: [] })
  assert.deepEqual(remindersDue(moments, ['open'], at('2027-03-29T09:00Z')), none)
  assert.deepEqual(remindersDue(moments, [], at('2027-04-06T16:00Z')), {
    tell: 'overdue',
    overtaken: ['open', 'midpoint', 'five-days', 'one-day'],
  })
  // A window of one afternoon: its "one day before" lies before it opened and is never told.
  const short = remindersOf({ opensAt: at('2027-03-23T12:00Z'), closesAt: at('2027-03-23T17:00Z') }, EASTER)
  assert.deepEqual(remindersDue(short, [], at('2027-03-23T12:30Z')), { tell: 'open', overtaken: [] })
})

test('nobody signs what they prepared; the unit’s director stands in, then an officer', () => {
  const [director, unit, lead] = ['director', 'unit', 'lead']
  const signing = { activityDirector: director, unitDirector: unit, preparedBy: lead }
  assert.equal(signatoryOf(signing), director)
  assert.equal(signatoryOf({ ...signing, activityDirector: null }), unit)
  assert.equal(signatoryOf({ ...signing, preparedBy: director }), unit)
  assert.equal(signatoryOf({ ...signing, activityDirector: null, unitDirector: null }), null)
  mustSign(signing, director, false)
  assert.throws(() => mustSign(signing, lead, true), code('delivery.submission.own'))
  assert.throws(() => mustSign(signing, unit, true), code('delivery.submission.not-yours-to-sign'))
  const nobody = { activityDirector: null, unitDirector: null, preparedBy: lead }
  mustSign(nobody, 'officer', true)
  assert.throws(() => mustSign(nobody, 'officer', false), code('delivery.submission.not-yours-to-sign'))
  assert.throws(() => mustSign(nobody, lead, true), code('delivery.submission.own'))
})
