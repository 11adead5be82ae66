// Series: shown date by date, made as they were shown, given back for a while, moved from a date on.
import assert from 'node:assert/strict'
import { Refusal } from '#platform/errors/index.ts'
import { sql, type Database } from '#platform/database/index.ts'
import { countyDatabase } from '#test/support/county.ts'
import { desks, ruled, type Desks } from '#test/support/desks.ts'
import { endDelegation, giveDelegation } from './actions/delegation.ts'
import { handOver } from './actions/handing-over.ts'
import { changeSeries, endSeries } from './actions/series-changes.ts'
import { makeSeries } from './actions/series.ts'
import { datesOfSeries, seriesById, seriesSeen } from './queries/series.ts'

const database = countyDatabase()

async function refusal(work: Promise<unknown>): Promise<Refusal> {
  const error = await work.then(
    () => undefined,
    (error: unknown) => error,
  )
  assert.ok(error instanceof Refusal, String(error))
  return error
}

const weekly = (at: Desks, more: object = {}) => ({
  place: at.place['r01'],
  first: '2026-12-01',
  from: '9am',
  until: '11am',
  every: 'week',
  times: 4,
  how: 'all',
  ...more,
})

const drift = async ({ db }: Pick<Database, 'db'>): Promise<number> =>
  (
    await sql<{ drift: number }>`
      with told as (select use->>0 as holder, use->>1 as id, use->>4 as per, use->>5 as day, (use->>6)::int as units
        from workspaces.booking, jsonb_array_elements(uses) as use),
      sums as (select holder, id, per, day, sum(units) as units from told group by holder, id, per, day)
      select count(*)::int as drift from workspaces.counter counter
      full join sums on sums.holder = counter.holder and sums.id = counter.holder_id::text and sums.per = counter.per and sums.day = counter.from_on::text
      where coalesce(counter.used, 0) <> coalesce(sums.units, 0)`.execute(db)
  ).rows[0]?.drift ?? -1

const standing = async ({ db }: Pick<Database, 'db'>): Promise<string[]> =>
  (
    await sql<{ words: string }>`
      select booking.series_on || ' ' || (starts_at at time zone 'Europe/London')::time(0) || ' ' || resource.code as words
      from workspaces.booking booking join workspaces.resource resource on resource.id = booking.resource_id
      where state = 'confirmed' and series_id is not null order by starts_at`.execute(db)
  ).rows.map((row) => row.words)

database.test('a series is shown first, made whole, and nine stays nine', async (world) => {
  const at = await desks(world)
  await ruled(world, at, { advance_days: 400 })
  const ravi = at.house.as(at.person.ravi)
  const asked = weekly(at, { first: '2027-03-16', every: 'week', weekdays: '2' })
  const looked = await ravi.perform(makeSeries, { ...asked, how: 'look' })
  assert.deepEqual(
    looked.dates.map((one) => [one.on, one.startsAt, one.against.length]),
    [
      ['2027-03-16', '2027-03-16T09:00:00Z', 0],
      ['2027-03-23', '2027-03-23T09:00:00Z', 0],
      ['2027-03-30', '2027-03-30T08:00:00Z', 0],
      ['2027-04-06', '2027-04-06T08:00:00Z', 0],
    ],
  )
  assert.deepEqual(await standing(world), [], 'looking takes nothing')
  const made = await ravi.perform(makeSeries, asked)
  assert.equal((await standing(world)).length, 4)
  const reader = await ravi.reader()
  assert.equal((await seriesSeen(reader))[0]?.ahead, 4)
  const series = await seriesById(reader, made.series ?? '')
  assert.equal((await datesOfSeries(reader, series)).length, 4)
  const other = await at.house.as(at.person.molly).reader()
  assert.equal((await refusal(seriesById(other, series.id))).kind, 'not-found')
})

database.test('all or none, or without what was shown to be left out; never otherwise', async (world) => {
  const at = await desks(world)
  const [ravi, molly] = [at.house.as(at.person.ravi), at.house.as(at.person.molly)]
  await molly.perform(makeSeries, weekly(at, { first: '2026-12-08', times: 1, until: '10am' }))
  const none = await refusal(ravi.perform(makeSeries, weekly(at, { times: 3 })))
  assert.equal(none.code, 'workspaces.series.not-all')
  assert.match(none.message, /1 of 3 dates cannot be had: 8 December 2026/)
  const looked = await ravi.perform(makeSeries, weekly(at, { times: 3, how: 'look' }))
  assert.equal(looked.shown, '2026-12-08')
  assert.match(looked.dates[1]?.against[0]?.text ?? '', /taken/)
  const changed = await refusal(
    ravi.perform(makeSeries, weekly(at, { times: 3, how: 'without', shown: 'none' })),
  )
  assert.equal(changed.code, 'workspaces.series.changed')
  await ravi.perform(makeSeries, weekly(at, { times: 3, how: 'without', shown: looked.shown }))
  assert.deepEqual(await standing(world), [
    '2026-12-01 09:00:00 r01',
    '2026-12-08 09:00:00 r01',
    '2026-12-15 09:00:00 r01',
  ])
})

database.test(
  'too many, nought, backwards, hours that do not exist and what is nobody’s to see are refused',
  async (world) => {
    const at = await desks(world)
    await ruled(world, at, { advance_days: 400 })
    const ravi = at.house.as(at.person.ravi)
    const faults = async (more: object): Promise<string> =>
      (await refusal(ravi.perform(makeSeries, weekly(at, more)))).faults
        .map((one) => `${one.field}: ${one.message}`)
        .join('\n')
    assert.match(await faults({ times: 367 }), /times: .*at most 366 dates; 367/)
    assert.match(await faults({ interval: 0 }), /interval: .*1 to 52/)
    assert.match(await faults({ times: '', last: '2026-11-30' }), /last: .*before it begins/)
    assert.match(await faults({ times: '', last: '2026-12-02', weekdays: '7' }), /weekdays: No day matches/)
    assert.match(await faults({ except: 'Christmas' }), /except: “Christmas” is not a real date/)
    assert.match(await faults({ until: '9am' }), /until: End must be after start/)
    assert.match(await faults({ every: 'day', overnight: 'yes', until: '10am' }), /every: It lasts longer/)
    assert.match(
      await faults({ first: '2027-10-30', every: 'day', from: '1:30am', until: '3am', times: 2 }),
      /which: 1:30am comes twice on 31 October 2027/,
    )
    const gap = await ravi.perform(
      makeSeries,
      weekly(at, { first: '2027-03-27', every: 'day', from: '1:30am', until: '3am', times: 2, how: 'look' }),
    )
    assert.match(gap.dates[1]?.against[0]?.text ?? '', /1:30am does not exist on 28 March 2027/)
    const basil = await refusal(at.house.as(at.person.basil).perform(makeSeries, weekly(at)))
    const nowhere = await refusal(ravi.perform(makeSeries, weekly(at, { place: crypto.randomUUID() })))
    assert.deepEqual([basil.kind, basil.message], [nowhere.kind, nowhere.message])
  },
)

database.test(
  'dates are given back for a while, from a date on, or all; counters with them',
  async (world) => {
    const at = await desks(world)
    await ruled(world, at, { per_day: 1, advance_days: 100 })
    const ravi = at.house.as(at.person.ravi)
    const { series } = await ravi.perform(makeSeries, weekly(at, { times: 6 }))
    const cancel = (more: object) => ravi.perform(endSeries, { series, ...more })
    assert.deepEqual(await cancel({ which: 'range', on: '2026-12-08', until: '2026-12-15' }), {
      cancelled: 2,
      kept: 0,
    })
    assert.equal(await drift(world), 0)
    assert.match(
      (await refusal(cancel({ which: 'range', on: '2026-12-08', until: '2026-12-01' }))).message,
      /cannot end/,
    )
    assert.equal((await cancel({ which: 'from', on: '2027-01-05' })).cancelled, 1)
    assert.equal((await cancel({ which: 'all' })).cancelled, 3)
    assert.equal((await refusal(cancel({ which: 'all' }))).code, 'workspaces.series.nothing-to-cancel')
    assert.deepEqual(await standing(world), [])
    assert.equal(await drift(world), 0)
    const others = await refusal(at.house.as(at.person.molly).perform(endSeries, { series, which: 'all' }))
    assert.equal(others.kind, 'not-found')
  },
)

database.test(
  'from a date on a series moves to other times and another place; what cannot stays as it is',
  async (world) => {
    const at = await desks(world)
    await ruled(world, at, { per_day: 1, advance_days: 100 })
    const [ravi, molly] = [at.house.as(at.person.ravi), at.house.as(at.person.molly)]
    const { series } = await ravi.perform(makeSeries, weekly(at, { times: 4 }))
    await molly.perform(makeSeries, weekly(at, { place: at.place['r02'], first: '2026-12-15', times: 1 }))
    const change = (more: object) =>
      ravi.perform(changeSeries, {
        series,
        on: '2026-12-08',
        from: '10am',
        until: '12pm',
        place: at.place['r02'],
        version: 1,
        ...more,
      })
    assert.equal((await refusal(change({ how: 'all' }))).code, 'workspaces.series.not-all')
    const looked = await change({ how: 'look' })
    assert.equal(looked.shown, '2026-12-15')
    await change({ how: 'without', shown: looked.shown })
    assert.deepEqual(
      (await standing(world)).filter((one) => !one.endsWith('09:00:00 r02')),
      [
        '2026-12-01 09:00:00 r01',
        '2026-12-08 10:00:00 r02',
        '2026-12-15 09:00:00 r01',
        '2026-12-22 10:00:00 r02',
      ],
    )
    assert.equal(await drift(world), 0)
    assert.equal((await refusal(change({ how: 'look' }))).code, 'workspaces.record.stale')
  },
)

database.test('only who was asked to books for another, and both may end it', async (world) => {
  const at = await desks(world)
  const [ravi, priya] = [at.house.as(at.person.ravi), at.house.as(at.person.priya)]
  const forPriya = weekly(at, { person: at.person.priya, times: 2 })
  assert.equal((await refusal(ravi.perform(makeSeries, forPriya))).kind, 'forbidden')
  await priya.perform(giveDelegation, { delegate: at.person.ravi })
  assert.equal((await priya.perform(giveDelegation, { delegate: at.person.ravi })).given, false)
  const stranger = await refusal(priya.perform(giveDelegation, { delegate: at.person.molly }))
  assert.equal(stranger.code, 'workspaces.delegation.not-a-colleague')
  await ravi.perform(makeSeries, forPriya)
  assert.equal((await seriesSeen(await priya.reader())).length, 1, 'she sees what was booked for her')
  const { id } = await world.db.selectFrom('workspaces.delegation').select('id').executeTakeFirstOrThrow()
  const foreign = await refusal(at.house.as(at.person.molly).perform(endDelegation, { delegation: id }))
  assert.equal(foreign.kind, 'not-found')
  await ravi.perform(endDelegation, { delegation: id })
  assert.equal(
    (await refusal(ravi.perform(makeSeries, { ...forPriya, first: '2026-12-03' }))).kind,
    'forbidden',
  )
})

database.test(
  'a series that is moved keeps what was said of each date, and leaves alone what was handed on',
  async (world) => {
    const at = await desks(world)
    await ruled(world, at, { advance_days: 100 })
    const ravi = at.house.as(at.person.ravi)
    const { series } = await ravi.perform(makeSeries, weekly(at, { times: 3, purpose: 'Team day' }))
    const dates = await world.db
      .selectFrom('workspaces.booking')
      .select(['id', 'version'])
      .where('series_id', '=', series)
      .orderBy('starts_at')
      .execute()
    await sql`update workspaces.booking set private = true, purpose = 'Appraisal' where id = ${dates[1]!.id}`.execute(
      world.db,
    )
    await ravi.perform(handOver, {
      booking: dates[2]!.id,
      colleague: at.person.priya,
      version: dates[2]!.version,
    })
    const change = {
      series,
      on: '2026-12-01',
      from: '10am',
      until: '12pm',
      place: at.place['r02'],
      version: 1,
    }
    await ravi.perform(changeSeries, { ...change, how: 'all' })
    const said = async () =>
      (
        await sql<{
          words: string
        }>`select concat_ws(' ', series_on, purpose, private, for_person_id = ${at.person.ravi}) as words
          from workspaces.booking where state = 'confirmed' order by starts_at`.execute(world.db)
      ).rows.map((row) => row.words)
    const hers = '2026-12-15 Team day f f'
    assert.deepEqual(await said(), ['2026-12-01 Team day f t', '2026-12-08 Appraisal t t', hers])
    await ravi.perform(endSeries, { series, which: 'all' })
    assert.deepEqual(await said(), [hers])
    assert.equal(await drift(world), 0)
  },
)
