// The arithmetic of use: shares, hours, gaps, and what is too few people to show.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { byHour, guarded, monthOf, partsOf, refusedWords, shareOf, without } from './use.ts'
import { balances, pairShown, recharge, withOthers, type Pair } from './reciprocity.ts'
import { equalPlaces, takenTimes, type EqualPlace, type ToMove } from './displacing.ts'

test('a share is in whole per cent, halves up, and nothing of nothing', () => {
  assert.deepEqual([shareOf(1, 2), shareOf(1, 200), shareOf(1, 201), shareOf(3, 0)], [50, 1, 0, null])
})

test('a bar is never less than nothing where more was booked than was open', () => {
  assert.deepEqual(partsOf({ open: 60, booked: 90, used: 30 }), [0.5, 1, 0])
})

test('gaps are taken out of a span, and a span is told by the hour', () => {
  assert.deepEqual(
    without({ from: 420, until: 1140 }, [
      { from: 600, until: 660 },
      { from: 0, until: 480 },
    ]),
    [
      { from: 480, until: 600 },
      { from: 660, until: 1140 },
    ],
  )
  assert.deepEqual(byHour({ from: 450, until: 555 }), [
    { hour: 7, minutes: 30 },
    { hour: 8, minutes: 60 },
    { hour: 9, minutes: 15 },
  ])
})

test('too few people of another body stand together, or not at all; one’s own are one’s own', () => {
  const row = (name: string, people: number, isOwn = false) => ({ name, people, isOwn })
  const together = (rows: readonly ReturnType<typeof row>[]) =>
    row(
      'others',
      rows.reduce((sum, one) => sum + one.people, 0),
    )
  const guardedNames = (rows: readonly ReturnType<typeof row>[]) => {
    const { shown, hidden } = guarded(rows, together)
    return [shown.map((one) => one.name).join(), hidden]
  }
  assert.deepEqual(guardedNames([row('own', 1, true), row('many', 9), row('two', 2), row('three', 3)]), [
    'own,many,others',
    0,
  ])
  assert.deepEqual(guardedNames([row('many', 9), row('four', 4)]), ['many', 1])
  assert.deepEqual(guardedNames([row('two', 2), row('one', 1)]), ['', 2])
})

test('a month is the one asked for, or the last', () => {
  const today = Temporal.PlainDate.from('2026-03-31')
  assert.equal(monthOf('2026-02', today).to.toString(), '2026-02-28')
  for (const none of [undefined, '2026-13', 'abc', '1999-01'])
    assert.equal(monthOf(none, today).from.toString(), '2026-02-01')
})

test('every reason has words, also one that we do not know', () => {
  assert.equal(refusedWords('workspaces.booking.taken'), 'It was taken')
  assert.equal(refusedWords('workspaces.booking.full-moon'), 'Other: full moon')
})

const pair = (owner: string, body: string, booked: number, people = 9): Pair => ({
  owner_id: owner,
  owner_name: owner,
  body_id: body,
  body_name: body,
  booked,
  used: booked,
  desk_days: booked / 60,
  bookings: 1,
  no_shows: 0,
  people,
  refused: 0,
})

test('what is given is taken by somebody: the balances add up to nothing', () => {
  const pairs = [pair('kcc', 'dover', 600), pair('dover', 'kcc', 120), pair('kcc', 'swale', 60)].map((one) =>
    pairShown(one, 'all'),
  )
  const rows = balances(pairs)
  assert.deepEqual(
    rows.map((row) => [row.id, row.given, row.taken]),
    [
      ['kcc', 660, 120],
      ['swale', 0, 60],
      ['dover', 120, 600],
    ],
  )
  assert.equal(
    rows.reduce((sum, row) => sum + row.given - row.taken, 0),
    0,
  )
  assert.deepEqual(
    withOthers(pairs, 'kcc').map((row) => [row.id, row.given, row.taken]),
    [
      ['dover', 600, 120],
      ['swale', 60, 0],
    ],
  )
})

test('few people of a pair are seen by the two it is about, and who did not come by their own body alone', () => {
  const few = pair('kcc', 'dover', 60, 2)
  const shown = (own: readonly string[] | 'all') => {
    const { isHidden, hidesNoShows } = pairShown(few, own)
    return [isHidden, hidesNoShows]
  }
  assert.deepEqual(
    [shown(['dover']), shown(['kcc']), shown([]), shown('all')],
    [
      [false, false],
      [false, true],
      [true, true],
      [false, false],
    ],
  )
})

test('a recharge is exact to the penny, halves up', () => {
  const [row] = recharge([pairShown(pair('kcc', 'dover', 50), 'all')], 'hours', 1250n)
  assert.deepEqual([row?.hundredths, row?.amountPence], [83, 1038n])
})

const at = (text: string) => Temporal.Instant.from(`2026-11-24T${text}:00Z`)
const desk = (id: string, more: Partial<EqualPlace> = {}): EqualPlace => ({
  id,
  code: id,
  zoneId: 'a',
  floorId: 'first',
  siteId: 'here',
  kind: 'desk',
  capacity: 1,
  attributes: [],
  heldForAccess: false,
  setupMinutes: 0,
  clearMinutes: 0,
  parts: [id],
  ...more,
})
const booking: ToMove = {
  id: 'booking',
  resourceId: 'd1',
  zoneId: 'a',
  floorId: 'first',
  siteId: 'here',
  kind: 'desk',
  attributes: ['quiet'],
  heldForAccess: false,
  wants: [],
  people: 1,
  startsAt: at('09:00'),
  endsAt: at('12:00'),
}

test('equal places come the nearest first: zone, floor, site, then sites in their order', () => {
  const quiet = { attributes: ['quiet'] as const }
  const places = [
    desk('far', { ...quiet, siteId: 'far', floorId: 'f', zoneId: 'f' }),
    desk('near', { ...quiet, siteId: 'near', floorId: 'n', zoneId: 'n' }),
    desk('upstairs', { ...quiet, floorId: 'second', zoneId: 'u' }),
    desk('d10', quiet),
    desk('d9', quiet),
    desk('loud'),
    desk('d1', quiet),
    desk('held', { ...quiet, heldForAccess: true }),
    desk('room', { ...quiet, kind: 'room' }),
  ]
  assert.deepEqual(
    equalPlaces(booking, places, ['here', 'near', 'far']).map((place) => place.id),
    ['d9', 'd10', 'upstairs', 'near', 'far'],
  )
})

test('what was given to one is not free for the next, buffers and parts included', () => {
  const taken = takenTimes([{ resourceId: 'half', startsAt: at('08:00'), endsAt: at('09:00') }])
  const room = desk('room', { parts: ['half', 'other'], setupMinutes: 15 })
  assert.equal(taken.isFree(room, booking), false)
  assert.equal(taken.isFree({ ...room, setupMinutes: 0 }, booking), true)
  taken.take(desk('other'), booking)
  assert.equal(taken.isFree({ ...room, setupMinutes: 0 }, booking), false)
  assert.equal(taken.isFree(room, { startsAt: at('12:15'), endsAt: at('13:00') }), true)
})
