// Who sees how much of the use, that years are answered from months, and that nothing small is published.
import assert from 'node:assert/strict'
import { Refusal } from '#platform/errors/index.ts'
import { askFigure } from '#platform/figures/index.ts'
import { sql, type Database, type Tx } from '#platform/database/index.ts'
import { countyDatabase } from '#test/support/county.ts'
import { smallFederation, type SmallFederation } from '#test/support/generations.ts'
import { closeQuarters } from './actions/closing-quarters.ts'
import { addFaults, addVisits, type Visits } from './actions/visits.ts'
import { reportDocument } from './documents/report.ts'
import { successShare, successWords, visitCount } from './figures.ts'
import { logDuties } from './log-duties.ts'
import { logSources } from './queries/logs.ts'
import { closedQuarters, closingOf } from './queries/closings.ts'
import { reportFacts } from './queries/report.ts'
import {
  causesOfFailure,
  ELSEWHERE,
  publicVisits,
  quartersCounted,
  visitsOf,
  type VisitsAsked,
} from './queries/visits.ts'
import { quarterNamed, quarterOf, quarterStart } from './rules/quarters.ts'
import { filledIn, isSilent, periodAsked } from './rules/statistics.ts'

const database = countyDatabase()
const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text)
const YEAR = { from: day('2026-01-01'), until: day('2026-12-31') }
const Q3 = quarterNamed('2026-q3') ?? assert.fail()

const visit = (at: SmallFederation, more: Partial<Visits>): Visits => ({
  day: '2026-08-03',
  realm: 'dover.gov.uk',
  visited: 'medway.gov.uk',
  result: 'ok',
  homeId: at.member.dover,
  visitedId: at.member.medway,
  logins: 1,
  ...more,
})

database.test(
  'Closed quarters, months and days give the sums of the days, whatever the period.',
  async (db) => {
    const at = await smallFederation(db)
    const reader = await at.house.as(at.person.priya).reader()
    // Seeded, so that a failure comes again: some logins of every few days of a year, in two batches with a closing between.
    const rows = Array.from({ length: 400 }, (_, nth): Visits => {
      const isDover = (nth * 7) % 3 > 0
      const isKnown = (nth * 11) % 4 > 0
      return visit(at, {
        day: day('2025-12-20')
          .add({ days: (nth * 37) % 345 })
          .toString(),
        realm: isDover ? 'dover.gov.uk' : 'elsewhere.example',
        homeId: isDover ? at.member.dover : null,
        visited: isKnown ? 'medway.gov.uk' : 'strange.example',
        visitedId: isKnown ? at.member.medway : null,
        result: nth % 5 === 0 ? 'fail' : 'ok',
        logins: 1 + (nth % 9),
      })
    })
    for (const until of ['2026-04-15', '2026-11-29']) {
      at.house.clock.set(`${until}T04:00:00Z`)
      const isOpen = (row: Visits) => row.day <= until && !closed.has(quarterStart(row.day))
      const closed = await closedQuarters(reader)
      await addVisits(db.db as Tx, rows.filter(isOpen))
      await at.house.system.perform(closeQuarters, {})
      for (const [from, to] of [
        ['2025-12-25', '2026-11-28'],
        ['2026-01-02', '2026-09-30'],
        ['2026-03-31', '2026-07-01'],
        ['2026-11-01', '2026-11-20'],
      ] as const)
        for (const by of ['visited', 'pair', 'result'] as const)
          for (const memberId of by === 'visited' ? [undefined] : [undefined, at.member.medway]) {
            const period = {
              from: day(from),
              until: day(to),
              ...(memberId === undefined ? {} : { memberId }),
            }
            const sums = await visitsOf(reader, { ...period, by })
            const found = sums.map((row) => [row.key, row.homeId, row.visitedId, row.ok, row.fail].join(' '))
            assert.deepEqual(
              found.toSorted(),
              await sumsOfDays(db, { ...period, by }),
              `${by} from ${from} to ${to} as of ${until}`,
            )
          }
    }
    assert.deepEqual([...(await closedQuarters(reader))].toSorted(), [
      '2025-10-01',
      '2026-01-01',
      '2026-04-01',
      '2026-07-01',
    ])
  },
)

/** The same out of the days alone. */
async function sumsOfDays(
  { db }: Pick<Database, 'db'>,
  { from, until, by, memberId }: VisitsAsked,
): Promise<string[]> {
  const { rows } = await sql<VisitsRead>`
    select day::text, realm, visited, result, home_member_id, visited_member_id, logins::int from roaming.visit_day
    where day between ${from.toString()}::date and ${until.toString()}::date
      and ${memberId === undefined ? sql`true` : sql`${memberId}::uuid in (home_member_id, visited_member_id)`}`.execute(
    db,
  )
  const names = await sql<{ id: string; name: string }>`
    select member.id, body.name from roaming.member member join organisations.organisation_card body on body.id = member.organisation_id`.execute(
    db,
  )
  const nameOf = (id: string | null) => names.rows.find((one) => one.id === id)?.name ?? ELSEWHERE
  const sums = new Map<string, [number, number]>()
  for (const row of rows) {
    const key = {
      realm: `${row.realm} ${row.home_member_id ?? ''} `,
      visited: `${row.visited_member_id === null ? row.visited : nameOf(row.visited_member_id)}  ${row.visited_member_id ?? ''}`,
      pair: `${nameOf(row.home_member_id)} at ${nameOf(row.visited_member_id)} ${row.home_member_id ?? ''} ${row.visited_member_id ?? ''}`,
      month: `${row.day.slice(0, 8)}01  `,
      result: `${row.result}  `,
      day: '',
    }[by]
    const sum = sums.get(key) ?? [0, 0]
    sum[row.result === 'ok' ? 0 : 1] += row.logins
    sums.set(key, sum)
  }
  return [...sums].map(([key, sum]) => [key, ...sum].join(' ')).toSorted()
}

type VisitsRead = {
  readonly day: string
  readonly realm: string
  readonly visited: string
  readonly result: 'ok' | 'fail'
  readonly home_member_id: string | null
  readonly visited_member_id: string | null
  readonly logins: number
}

database.test('Months and days of a period add up to the same, wherever it begins and ends.', async (db) => {
  const at = await smallFederation(db)
  await addVisits(db.db as Tx, [
    visit(at, { day: '2026-06-30', logins: 1 }),
    visit(at, { day: '2026-07-01', logins: 10 }),
    visit(at, { day: '2026-08-31', logins: 100 }),
    visit(at, { day: '2026-09-15', logins: 1000, result: 'fail' }),
    visit(at, { day: '2026-09-16', logins: 10_000 }),
  ])
  const reader = await at.house.as(at.person.priya).reader()
  const all = async (from: string, until: string) =>
    (await visitsOf(reader, { from: day(from), until: day(until), by: 'pair' })).map((row) => [
      row.key,
      row.ok,
      row.fail,
    ])
  const pair = 'Dover District Council at Medway Council'
  assert.deepEqual(await all('2026-06-30', '2026-09-15'), [[pair, 111, 1000]])
  assert.deepEqual(await all('2026-07-01', '2026-09-30'), [[pair, 10_110, 1000]])
  assert.deepEqual(await all('2026-08-31', '2026-08-31'), [[pair, 100, 0]])
  assert.deepEqual(await all('2026-07-02', '2026-08-30'), [])
  const days = await visitsOf(reader, { ...YEAR, by: 'day' })
  assert.deepEqual(
    days.map((row) => row.key),
    ['2026-06-30', '2026-07-01', '2026-08-31', '2026-09-15', '2026-09-16'],
  )
  const months = await visitsOf(reader, { ...YEAR, by: 'month' })
  assert.deepEqual(
    months.map((row) => [row.key, row.ok]),
    [
      ['2026-06-01', 1],
      ['2026-07-01', 10],
      ['2026-08-01', 100],
      ['2026-09-01', 10_000],
    ],
  )
})

database.test(
  'Staff see the sums of all and the pairs of their own; those who run it see all; others nothing.',
  async (db) => {
    const at = await smallFederation(db)
    await addVisits(db.db as Tx, [
      visit(at, { logins: 7 }),
      visit(at, { realm: 'medway.gov.uk', visited: 'medway.gov.uk', homeId: at.member.medway, logins: 20 }),
      visit(at, { realm: 'nhs.example', homeId: null, logins: 3 }),
    ])
    const asked = { ...YEAR, by: 'pair' } as const
    const reader = (person: string) => at.house.as(person).reader()
    const sums = async (person: string) => (await visitsOf(await reader(person), asked)).map((row) => row.key)
    assert.equal((await sums(at.person.priya)).length, 3)
    // Molly works at Dover, Ravi for the county, which is no member here.
    assert.deepEqual(await sums(at.person.molly), ['Dover District Council at Medway Council'])
    assert.deepEqual(await sums(at.person.ravi), [])
    const [total] = await visitsOf(await reader(at.person.ravi), { ...YEAR, by: 'result' })
    assert.deepEqual([total?.key, total?.ok], ['ok', 30])
    assert.deepEqual(await visitsOf(await at.house.visitor.reader(), asked), [])
    const foreign = { ...YEAR, by: 'month', memberId: at.member.medway } as const
    assert.deepEqual(
      (await visitsOf(await reader(at.person.molly), foreign)).map((row) => row.ok),
      [7],
    )
    await assert.rejects(logSources(await reader(at.person.molly)), Refusal)
  },
)

database.test(
  'In public a quarter shows nothing under five and nothing from which it follows.',
  async (db) => {
    const at = await smallFederation(db)
    await addVisits(db.db as Tx, [
      visit(at, { logins: 3 }),
      visit(at, {
        realm: 'medway.gov.uk',
        visited: 'dover.gov.uk',
        homeId: at.member.medway,
        visitedId: at.member.dover,
        logins: 40,
      }),
      visit(at, { realm: 'dover.gov.uk', visited: 'dover.gov.uk', visitedId: at.member.dover, logins: 60 }),
      visit(at, { realm: 'medway.gov.uk', homeId: at.member.medway, logins: 80 }),
      visit(at, { day: '2026-10-01', logins: 5000 }),
      visit(at, { result: 'fail', logins: 900 }),
    ])
    const shown = await publicVisits(await at.house.visitor.reader(), Q3)
    assert.deepEqual(shown.homes, ['Dover District Council', 'Medway Council'])
    // 3 is small; with one other of its row and its column hidden, and theirs, nothing is left to subtract.
    assert.deepEqual(shown.table.cells, [
      [null, null],
      [null, null],
    ])
    assert.deepEqual([shown.table.rows, shown.table.columns, shown.table.total], [[63, 120], [100, 83], 183])
  },
)

database.test('What is hidden of a quarter stays the same when a body is renamed.', async (db) => {
  const at = await smallFederation(db)
  const { rows: bodies } = await sql<{ id: string }>`
    select id from organisations.organisation where id not in (select organisation_id from roaming.member) order by code limit 2`.execute(
    db.db,
  )
  assert.equal(bodies.length, 2)
  const more = bodies.map(({ id }, nth) => ({ id: crypto.randomUUID(), body: id, code: `more-${nth}` }))
  for (const { id, body, code } of more)
    await sql`insert into roaming.member (id, organisation_id, code, state, joined_on) values (${id}, ${body}, ${code}, 'live', '2026-01-01')`.execute(
      db.db,
    )
  const members = [at.member.dover, at.member.medway, ...more.map(({ id }) => id)]
  // So that in most orders of its rows and columns others are hidden beside the small ones.
  const figures = [
    [24, 29, 1, 26],
    [31, 2, 27, 3],
    [3, 33, 23, 25],
    [2, 36, 30, 34],
  ]
  await addVisits(
    db.db as Tx,
    figures.flatMap((row, home) =>
      row.map((logins, place) =>
        visit(at, {
          realm: `home-${home}.example`,
          visited: `place-${place}.example`,
          homeId: members[home] ?? null,
          visitedId: members[place] ?? null,
          logins,
        }),
      ),
    ),
  )
  const reader = await at.house.visitor.reader()
  const shown = new Set<string>()
  for (const name of ['', 'A', 'D', 'M', 'Z'])
    for (const [nth, id] of [at.organisation.dover, bodies[0]?.id, at.organisation.medway].entries()) {
      await sql`update organisations.organisation set name = ${`${name}${nth} Council`} where id = ${id}`.execute(
        db.db,
      )
      const { homes, places, table } = await publicVisits(reader, Q3)
      assert.deepEqual([homes, places], [homes.toSorted(), homes], 'they stand by their names')
      const figuresShown = table.cells.flat().filter((one) => one !== null)
      shown.add(figuresShown.toSorted((one, other) => one - other).join(' '))
    }
  assert.equal(shown.size, 1)
  assert.doesNotMatch([...shown].join(''), /\b[1-4]\b/)
})

database.test(
  'The figures say what they were counted from, and nothing tried is not applicable.',
  async (db) => {
    const at = await smallFederation(db)
    const reader = await at.house.as(at.person.priya).reader()
    assert.equal((await askFigure(reader, successShare, YEAR)).text, 'not applicable')
    assert.equal(successWords(0, 0), 'not applicable')
    await addVisits(db.db as Tx, [visit(at, { logins: 197 }), visit(at, { logins: 3, result: 'fail' })])
    const share = await askFigure(reader, successShare, YEAR)
    assert.deepEqual([share.text, share.explanation], ['98.5%', '197 of 200, rounded to one decimal place'])
    const count = await askFigure(reader, visitCount, YEAR)
    assert.equal(count.text, '197')
    assert.equal(
      count.records.reduce((sum, record) => sum + Number(record.amount), 0),
      197,
    )
  },
)

database.test('The report of a quarter names what members lack, by facts only.', async (db) => {
  const at = await smallFederation(db)
  await addVisits(db.db as Tx, [visit(at, { logins: 197 }), visit(at, { logins: 3, result: 'fail' })])
  await addFaults(db.db as Tx, [
    { day: '2026-08-03', realm: 'dover.gov.uk', visited: 'medway.gov.uk', cause: 'no answer', logins: 3 },
  ])
  await sql`insert into roaming.credential (id, link_id, slot, state, made_at) values (${crypto.randomUUID()}, ${at.link.medway}, 'a', 'standing', '2025-11-20T10:00:00Z')`.execute(
    db.db,
  )
  for (const [member, cui] of [
    [at.member.dover, null],
    [at.member.medway, 'abc'],
  ] as const)
    await sql`insert into roaming.sighting (id, seen_at, result, realm, visited, home_member_id, visited_member_id, cui)
      values (${crypto.randomUUID()}, '2026-08-03T10:00:00Z', 'ok', 'x.example', '(unknown)', ${member}, ${at.member.medway}, ${cui})`.execute(
      db.db,
    )
  await sql`insert into roaming.trouble (id, part, member_id, words, opened_at, closed_at) values (${crypto.randomUUID()}, 'home-radius', ${at.member.dover}, 'x', '2026-08-01T10:00:00Z', '2026-08-01T11:00:00Z')`.execute(
    db.db,
  )
  await sql`insert into roaming.available_day (member_id, day, watched_hours, available_hours) values (null, '2026-08-03', 24, 23.999)`.execute(
    db.db,
  )
  const reader = await at.house.as(at.person.priya).reader()
  const facts = await reportFacts(reader, Q3)
  assert.deepEqual(facts.withoutAccount, ['Dover District Council', 'Medway Council'])
  assert.deepEqual(facts.withoutCui, ['Dover District Council'])
  assert.deepEqual(facts.withoutOperatorName, ['Medway Council'])
  assert.equal(facts.incidents.length, 1)
  const period = { from: Q3.from, until: Q3.until }
  const document = reportDocument({
    name: 'Kent govroam',
    quarter: Q3,
    now: reader.now,
    closing: await closingOf(reader, Q3),
    address: undefined,
    logins: await askFigure(reader, visitCount, period),
    success: await askFigure(reader, successShare, period),
    pairs: await visitsOf(reader, { ...period, by: 'pair' }),
    months: await visitsOf(reader, { ...period, by: 'month' }),
    causes: await causesOfFailure(reader, period),
    facts,
  })
  const words = JSON.stringify(document)
  for (const said of ['98.5%', '365 days', '99.99%', 'A home RADIUS server', 'no answer'])
    assert.ok(words.includes(said), said)
  assert.deepEqual((await quartersCounted(reader)).map(String), ['2026-07-01'])
})

database.test('Quarters, periods and silence are what their words say.', async () => {
  assert.deepEqual(
    [quarterOf(day('2026-12-31')).name, String(Q3.from), String(Q3.until)],
    ['2026-q4', '2026-07-01', '2026-09-30'],
  )
  assert.equal(quarterNamed('2026-q5'), undefined)
  const asked = periodAsked({ from: undefined, until: undefined }, day('2026-11-20'))
  assert.equal(String(asked.from), '2026-09-01')
  const turned = periodAsked({ from: day('2026-11-20'), until: day('2026-11-01') }, day('2026-11-20'))
  assert.equal(String(turned.from), '2026-11-01')
  assert.equal(filledIn([], { from: day('2026-11-01'), until: day('2026-11-30') }, 'day').length, 30)
  const instant = (text: string): Temporal.Instant => Temporal.Instant.from(text)
  const friday = (time: string): Temporal.Instant => instant(`2026-11-20T${time}:00Z`)
  assert.equal(isSilent(friday('09:30'), friday('11:00'), 'Europe/London'), false)
  assert.equal(isSilent(friday('09:30'), friday('11:30'), 'Europe/London'), true)
  // The night is no silence, nor is a Sunday.
  assert.equal(isSilent(instant('2026-11-19T18:00:00Z'), friday('10:30'), 'Europe/London'), false)
  assert.equal(isSilent(instant('2026-11-19T18:00:00Z'), friday('11:30'), 'Europe/London'), true)
  assert.equal(isSilent(friday('09:30'), instant('2026-11-22T12:00:00Z'), 'Europe/London'), false)
})

database.test(
  'A log that says nothing for two hours of the day is a duty of those who run it, and of nobody else.',
  async (db) => {
    const at = await smallFederation(db)
    const spoke = async (last: string): Promise<void> => {
      await sql`delete from roaming.log_source`.execute(db.db)
      await sql`insert into roaming.log_source (id, kind, name, last_at) values (${crypto.randomUUID()}, 'file', '/var/log/fticks.log', ${last}::timestamptz)`.execute(
        db.db,
      )
    }
    const titles = async (person: string) =>
      (await logDuties.run(await at.house.as(person).reader(), {})).map((one) => one.title)
    // It is ten in the morning of a Friday: the day is an hour old.
    await spoke('2026-11-19T18:00:00Z')
    assert.deepEqual(await titles(at.person.priya), [])
    at.house.clock.set('2026-11-20T12:30:00Z')
    assert.deepEqual(await titles(at.person.priya), [
      'No line has come from the log /var/log/fticks.log for two hours',
    ])
    assert.deepEqual(await titles(at.person.molly), [])
    await spoke('2026-11-20T11:00:00Z')
    assert.deepEqual(await titles(at.person.priya), [])
  },
)
