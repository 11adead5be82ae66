// The rules around an event: the pattern of a series, the sessions one may choose, the register, feedback, reminders.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { certificateNumber, hoursInWords, mayMark, numberTyped } from './rules/attendance.ts'
import { mayAnswer, summaryOf } from './rules/feedback.ts'
import { fateOf, isJoiningLink, summaryFor, type Told } from './rules/imported.ts'
import { reminderNow } from './rules/reminders.ts'
import { mustNotOverlapItself, patternFaults, ruleOf, type Pattern } from './rules/series.ts'
import { clashing, sessionFaults } from './rules/sessions.ts'

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text)
const moment = (text: string): Temporal.Instant => Temporal.Instant.from(text)
const pattern = (more: Partial<Pattern>): Pattern => ({
  every: 'month',
  on: null,
  times: 4,
  until: null,
  ...more,
})

test('A plain form becomes a rule of recurrence', () => {
  const tuesday = day('2027-01-12')
  for (const [more, rule] of [
    [{ every: 'week' }, 'FREQ=WEEKLY;INTERVAL=1;BYDAY=TU;COUNT=4'],
    [{ every: 'fortnight' }, 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=4'],
    [{}, 'FREQ=MONTHLY;INTERVAL=1;BYDAY=2TU;COUNT=4'],
    [{ every: 'quarter', on: 'date' }, 'FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=12;COUNT=4'],
    [{ on: 'last' }, 'FREQ=MONTHLY;INTERVAL=1;BYDAY=-1TU;COUNT=4'],
    [{ times: null, until: day('2027-06-30') }, 'FREQ=MONTHLY;INTERVAL=1;BYDAY=2TU;UNTIL=20270630'],
  ] as const)
    assert.equal(ruleOf(tuesday, pattern(more)), rule)
})

test('A pattern that skips months without saying so, or has no end or two, is a fault beside its answer', () => {
  for (const [first, more, fields] of [
    ['2027-01-12', { times: null }, ['times']],
    ['2027-01-12', { until: day('2027-06-01') }, ['times']],
    ['2027-01-12', { times: null, until: day('2027-01-12') }, ['until']],
    ['2027-01-31', { on: 'date' }, ['on']],
    ['2027-01-29', { on: 'weekday' }, ['on']],
    ['2027-01-12', { on: 'last' }, ['on']],
    ['2027-01-26', { on: 'last' }, []],
    ['2027-01-31', { every: 'week' }, []],
  ] as const)
    assert.deepEqual(
      patternFaults(day(first), pattern(more)).map((one) => one.field),
      fields,
      `${first} ${JSON.stringify(more)}`,
    )
})

const span = (starts: string, ends: string) => ({ starts: moment(starts), ends: moment(ends) })

test('E15: a series runs into itself when an event lasts longer than the time to the next', () => {
  const long = [
    span('2027-01-12T09:00Z', '2027-01-20T17:00Z'),
    span('2027-01-19T09:00Z', '2027-01-27T17:00Z'),
  ]
  assert.throws(() => mustNotOverlapItself(long), { code: 'events.series.overlaps-itself' })
  mustNotOverlapItself([
    span('2027-01-12T09:00Z', '2027-01-12T10:00Z'),
    span('2027-01-12T10:00Z', '2027-01-12T11:00Z'),
  ])
})

test('E16: two sessions clash when they share a minute, not when one begins as the other ends', () => {
  const [one, two, three] = [
    span('2027-01-12T09:00Z', '2027-01-12T10:00Z'),
    span('2027-01-12T09:59Z', '2027-01-12T11:00Z'),
    span('2027-01-12T10:00Z', '2027-01-12T11:00Z'),
  ]
  assert.deepEqual(clashing([one, two]), [one, two])
  assert.equal(clashing([one, three]), undefined)
})

test('A session lies inside its event and ends after it starts', () => {
  const event = span('2027-01-12T09:00Z', '2027-01-12T17:00Z')
  const faults = (starts: string, ends: string) =>
    sessionFaults(span(starts, ends), event).map((one) => one.field)
  assert.deepEqual(faults('2027-01-12T09:00Z', '2027-01-12T17:00Z'), [])
  assert.deepEqual(faults('2027-01-12T08:59Z', '2027-01-12T10:00Z'), ['startsAt'])
  assert.deepEqual(faults('2027-01-12T10:00Z', '2027-01-12T17:01Z'), ['endsAt'])
  assert.deepEqual(faults('2027-01-12T10:00Z', '2027-01-12T10:00Z'), ['endsAt'])
})

test('E18: the register opens on the day, in London, and not for what is not held', () => {
  const event = { state: 'open' as const, starts_at: moment('2027-06-01T08:30Z') }
  assert.throws(() => mayMark(event, moment('2027-05-31T22:59Z')), { code: 'events.attendance.too-early' })
  mayMark(event, moment('2027-05-31T23:00Z'))
  assert.throws(() => mayMark({ ...event, state: 'cancelled' }, moment('2027-06-01T09:00Z')), {
    code: 'events.attendance.not-held',
  })
})

test('A certificate’s number has no letter to be mistaken, and is known however it is typed', () => {
  assert.equal(certificateNumber(0n), '0000-0000-0000')
  assert.match(certificateNumber(2n ** 64n - 1n), /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/)
  assert.equal(numberTyped(' 7qx4 m3pd-92wt'), '7QX4-M3PD-92WT')
  assert.equal(numberTyped('OIL0-0000-0000'), '0110-0000-0000')
  for (const text of ['', '7QX4-M3PD', 'U'.repeat(12), '7QX4-M3PD-92WT-1', '<script>alert'])
    assert.equal(numberTyped(text), undefined)
})

test('Hours are said in words', () => {
  assert.equal(hoursInWords(moment('2027-01-12T09:30Z'), moment('2027-01-12T16:00Z')), '6 hours 30 minutes')
  assert.equal(hoursInWords(moment('2027-01-12T09:30Z'), moment('2027-01-12T10:30Z')), '1 hour')
  assert.equal(hoursInWords(moment('2027-01-12T09:30Z'), moment('2027-01-12T09:31Z')), '1 minute')
})

test('E22: fewer than three answers are shown to nobody', () => {
  assert.equal(summaryOf([5, 5]), undefined)
  assert.deepEqual(summaryOf([5, 4, 4]), { answers: 3, counts: [0, 0, 0, 2, 1], mean: '4.3' })
})

test('Feedback is taken once, from those who were there, for thirty days after', () => {
  const event = { state: 'open' as const, ends_at: moment('2027-01-12T16:00Z') }
  const came = { came: true, answered: false }
  const why = (asked: typeof came, now: string): string | undefined => {
    try {
      mayAnswer(event, asked, moment(now))
      return undefined
    } catch (error) {
      return (error as { code: string }).code
    }
  }
  assert.equal(why(came, '2027-01-12T16:00Z'), undefined)
  assert.equal(why(came, '2027-01-12T15:59Z'), 'events.feedback.too-early')
  assert.equal(why(came, '2027-02-11T15:59Z'), undefined)
  assert.equal(why(came, '2027-02-11T16:00Z'), 'events.feedback.too-late')
  assert.equal(why({ came: false, answered: false }, '2027-01-13T09:00Z'), 'events.feedback.was-not-there')
  assert.equal(why({ came: true, answered: true }, '2027-01-13T09:00Z'), 'events.feedback.given')
})

test('E23: a week before at nine, a day before at nine, in London; not to whoever booked since', () => {
  const starts = moment('2027-03-30T08:30Z')
  const booked = moment('2027-01-01T09:00Z')
  const at = (now: string, bookedAt = booked) => reminderNow(starts, bookedAt, moment(now))
  assert.equal(at('2027-03-23T08:59Z'), undefined)
  assert.equal(at('2027-03-23T09:00Z'), 'week', 'nine o’clock before the clocks change')
  assert.equal(at('2027-03-29T07:59Z'), 'week')
  assert.equal(at('2027-03-29T08:00Z'), 'day', 'nine o’clock after they have')
  assert.equal(at('2027-03-30T08:30Z'), undefined)
  assert.equal(at('2027-03-24T10:00Z', moment('2027-03-24T09:00Z')), undefined)
  assert.equal(at('2027-03-29T12:00Z', moment('2027-03-24T09:00Z')), 'day')
  assert.equal(at('2027-03-29T12:00Z', moment('2027-03-29T10:00Z')), undefined)
})

const told = (more: Partial<Told> = {}): Told => ({
  title: 'Exercise',
  description: '',
  location: 'Dover',
  url: null,
  ends: Temporal.ZonedDateTime.from('2027-03-30T12:00[Europe/London]'),
  sequence: 1,
  isCancelled: false,
  ...more,
})

test('E24: what a calendar file becomes depends on what is here, by UID and version', () => {
  const now = moment('2026-11-20T10:00Z')
  const known = { sequence: 1, state: 'draft', isOver: false } as const
  for (const [event, before, kind] of [
    [told(), undefined, 'create'],
    [told({ isCancelled: true }), undefined, 'nothing'],
    [told({ ends: Temporal.ZonedDateTime.from('2026-11-01T12:00[Europe/London]') }), undefined, 'refuse'],
    [told(), known, 'nothing'],
    [told({ sequence: 0 }), known, 'nothing'],
    [told({ sequence: 2 }), known, 'change'],
    [told({ sequence: 2 }), { ...known, state: 'open' }, 'refuse'],
    [told({ sequence: 2 }), { ...known, state: 'cancelled' }, 'nothing'],
    [told({ isCancelled: true }), { ...known, state: 'open' }, 'cancel'],
    [told({ isCancelled: true }), { ...known, isOver: true }, 'nothing'],
    [told({ title: '' }), undefined, 'refuse'],
    [told({ title: 'x'.repeat(151) }), undefined, 'refuse'],
    [told({ description: 'x'.repeat(4501) }), undefined, 'refuse'],
    [told({ location: 'x'.repeat(201) }), undefined, 'refuse'],
  ] as const)
    assert.equal(fateOf(event, before, now).kind, kind)
})

test('A place that is an address of the web is how to join; a first line short enough is the summary', () => {
  assert.ok(isJoiningLink('https://meet.example/x'))
  assert.ok(!isJoiningLink('http://meet.example/x'))
  assert.ok(!isJoiningLink('Dover https://meet.example'))
  assert.equal(summaryFor({ title: 'A', description: 'One\nTwo' }), 'One')
  assert.equal(summaryFor({ title: 'A', description: 'x'.repeat(301) }), 'A')
})
