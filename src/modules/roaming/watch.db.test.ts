// Watching over a database undone after each test: what is due, what is recorded, when something is broken and who is told.
import assert from 'node:assert/strict'
import { sql, type Db } from '#platform/database/index.ts'
import { countyDatabase } from '#test/support/county.ts'
import { watchedFederation, type WatchedFederation } from '#test/support/watched.ts'
import { claimDue, lookNow } from './actions/claiming.ts'
import { recordWatch, type Looked } from './actions/observing.ts'
import { sumUp } from './actions/summing-up.ts'
import { availabilityOf } from './queries/available.ts'
import { openTroubles } from './queries/troubles.ts'
import { publicState, stateOf, watchesOf } from './queries/watch.ts'
import type { Found } from './rules/found.ts'
import { troubleDuties } from './watch-duties.ts'
import { watchLetters } from './watch-letters.ts'

const database = countyDatabase()
const code = (expected: string) => ({ code: expected })

type Asked = {
  readonly id: string
  readonly kind: string
  readonly server: string | null
  readonly realm: string | null
  readonly through: string | null
}

const asked = async (db: Db): Promise<Map<string, Asked>> => {
  const { rows } = await sql<Asked>`
    select watch.id, watch.kind, server.code as server, realm.name as realm, through.code as through from roaming.watch watch
    left join roaming.server server on server.id = watch.server_id left join roaming.realm realm on realm.id = watch.realm_id
    left join roaming.server through on through.id = watch.through_id where watch.ended_at is null`.execute(
    db,
  )
  return new Map(rows.map((row) => [row.id, row]))
}

type See = (watch: Asked) => Found | Omit<Looked, 'watch'>

const GOOD: Readonly<Record<string, Found>> = { status: 'answered', certificate: 'read', login: 'accepted' }
const allGood: See = ({ kind }) => GOOD[kind] ?? 'accepted'

/** One look, in which everything due is seen as `see` says. */
async function look(db: Db, world: WatchedFederation, see: See = allGood) {
  const { claimedAt, watchIds } = await world.house.system.perform(claimDue, {})
  const watches = await asked(db)
  const looked = watchIds.map((watch) => {
    const found = see(watches.get(watch)!)
    return { watch, milliseconds: 50, ...(typeof found === 'string' ? { found } : found) }
  })
  const result = await world.house.system.perform(recordWatch, { claimedAt, looked })
  return { claimedAt, looked, result }
}

/** Looks every minute for so long. */
async function minutes(db: Db, world: WatchedFederation, many: number, see: See = allGood): Promise<void> {
  for (let minute = 0; minute < many; minute += 1) {
    world.house.clock.advance({ minutes: 1 })
    await look(db, world, see)
  }
}

const medwayDead: See = (watch) =>
  watch.server === 'medway-1'
    ? 'silence'
    : watch.realm === 'medway.example'
      ? { found: 'rejected', stage: 'start', milliseconds: 4100 }
      : allGood(watch)
const cutOff: See = ({ kind }) => ({ found: 'silence', ...(kind === 'status' ? {} : { stage: 'start' }) })

const open = async (db: Db) =>
  (
    await sql<{ key: string }>`
      select concat_ws(' ', trouble.part, member.code, server.code) as key from roaming.trouble trouble
      left join roaming.member member on member.id = trouble.member_id
      left join roaming.server server on server.id = trouble.server_id
      where trouble.closed_at is null order by 1`.execute(db)
  ).rows.map((row) => row.key)

const letters = async (db: Db) =>
  (
    await sql<{ name: string; begun: string; over: string }>`
      select person.name, notice.ids->>'begun' as begun, notice.ids->>'over' as over from platform.notification notice
      join organisations.person_card person on person.id = notice.to_subject
      where notice.template = 'roaming.trouble.told' order by notice.id`.execute(db)
  ).rows.map((row) => `${row.name.split(' ')[0]} ${row.begun === '' ? 'over' : 'begun'}`)

database.test('what is watched follows from the register, and is left when it is gone', async ({ db }) => {
  const world = await watchedFederation({ db })
  await world.house.system.perform(claimDue, {})
  const kinds = async () =>
    [...(await asked(db)).values()].reduce<Record<string, number>>((count, { kind }) => {
      return { ...count, [kind]: (count[kind] ?? 0) + 1 }
    }, {})
  assert.deepEqual(await kinds(), { status: 5, certificate: 3, login: 6 })
  await sql`update roaming.server set state = 'retired' where code = 'proxy-2'`.execute(db)
  await sql`update roaming.test_account set method = 'peap-mschapv2' where realm_id = ${world.realm.swale}`.execute(
    db,
  )
  await world.house.system.perform(claimDue, {})
  assert.deepEqual(await kinds(), { status: 4, certificate: 3, login: 2, 'login-peap': 1 })
  await sql`update roaming.server set state = 'live' where code = 'proxy-2'`.execute(db)
  await world.house.system.perform(claimDue, {})
  assert.equal((await kinds())['status'], 5, 'what came back is watched again, with its history')
})

database.test(
  'two workers take different watches; what a lost worker took is due again later',
  async ({ db }) => {
    const world = await watchedFederation({ db })
    const first = await world.house.system.perform(claimDue, {})
    const second = await world.house.system.perform(claimDue, {})
    assert.equal(first.watchIds.length, 14)
    assert.deepEqual(second.watchIds, [])
    world.house.clock.advance({ minutes: 5 })
    assert.equal((await world.house.system.perform(claimDue, {})).watchIds.length, 14)
  },
)

database.test('a look is recorded once, however often it is sent', async ({ db }) => {
  const world = await watchedFederation({ db })
  const { claimedAt, looked } = await look(db, world)
  const again = await world.house.system.perform(recordWatch, { claimedAt, looked })
  assert.equal(again.looked, 0)
  const { rows } = await sql<{
    most: number
  }>`select max(checks)::int as most from roaming.watch_hour`.execute(db)
  assert.deepEqual(rows, [{ most: 1 }])
})

database.test('G5: each kind is due in its time, and sooner after a miss', async ({ db }) => {
  const world = await watchedFederation({ db })
  await look(db, world)
  const counts: number[] = []
  for (let minute = 0; minute < 5; minute += 1) {
    world.house.clock.advance({ minutes: 1 })
    counts.push((await look(db, world)).looked.length)
  }
  assert.deepEqual(
    counts,
    [5, 5, 5, 5, 11],
    'status each minute, logins every five, no certificate before tomorrow',
  )
})

database.test(
  'G8: a dead home is told within ten minutes as what it is, once, and once when it is over',
  async ({ db }) => {
    const world = await watchedFederation({ db })
    await look(db, world)
    const began = world.house.clock.now()
    while ((await open(db)).length === 0) await minutes(db, world, 1, medwayDead)
    const took = world.house.clock.now().since(began).total('minutes')
    assert.ok(took <= 10, `it took ${took} minutes`)
    await minutes(db, world, 12, medwayDead)
    assert.deepEqual(await open(db), ['home-radius medway'])
    assert.deepEqual((await letters(db)).toSorted(), ['Helena begun', 'Priya begun'])
    const states = await stateOf(await world.house.system.reader())
    assert.equal(states.get(world.member.medway)?.state, 'down')
    assert.equal(states.get(world.member.swale)?.state, 'good')
    await minutes(db, world, 3)
    assert.deepEqual(await open(db), [])
    assert.deepEqual((await letters(db)).toSorted(), [
      'Helena begun',
      'Helena over',
      'Priya begun',
      'Priya over',
    ])
    await minutes(db, world, 10)
    assert.equal((await letters(db)).length, 4)
  },
)

database.test('a lost packet opens nothing', async ({ db }) => {
  const world = await watchedFederation({ db })
  await look(db, world)
  await minutes(db, world, 1, medwayDead)
  await minutes(db, world, 10)
  assert.deepEqual(await letters(db), [])
  assert.equal((await sql`select 1 from roaming.trouble`.execute(db)).rows.length, 0)
})

database.test('both proxies gone is one trouble, told to the operators alone', async ({ db }) => {
  const world = await watchedFederation({ db })
  await look(db, world)
  const gone: See = (watch) =>
    watch.server?.startsWith('proxy') === true || watch.through !== null
      ? { found: 'silence', stage: 'start' }
      : allGood(watch)
  await minutes(db, world, 12, gone)
  assert.deepEqual(await open(db), ['federation'])
  assert.deepEqual(await letters(db), ['Priya begun'])
  const seen = await publicState(await world.house.visitor.reader())
  assert.equal(seen.state, 'down')
  assert.deepEqual(
    seen.troubles.map((one) => one.words),
    ['Signing in away from one’s own organisation does not work at the moment.'],
  )
})

database.test('cut off ourselves, we blame nobody, and forget no trouble that was there', async ({ db }) => {
  const world = await watchedFederation({ db })
  await look(db, world)
  await minutes(db, world, 5, medwayDead)
  await minutes(db, world, 12, cutOff)
  assert.deepEqual(await open(db), ['home-radius medway', 'probe'])
  const seen = await publicState(await world.house.visitor.reader())
  assert.deepEqual([...new Set([seen.state, ...seen.members.map((one) => one.state)])], ['unknown'])
  assert.deepEqual((await letters(db)).toSorted(), ['Helena begun', 'Priya begun', 'Priya begun'])
  const available = await availabilityOf(await world.house.system.reader(), { days: 90 })
  assert.equal(
    available.get(world.member.swale)?.available_hours,
    1,
    'hours in which we saw nothing count for nothing',
  )
})

database.test('a server that comes and goes is told at most once an hour', async ({ db }) => {
  const world = await watchedFederation({ db })
  await look(db, world)
  for (let times = 0; times < 5; times += 1) {
    await minutes(db, world, 4, medwayDead)
    await minutes(db, world, 4)
  }
  const { rows } = await sql<{ opened: number }>`select count(*)::int as opened from roaming.trouble`.execute(
    db,
  )
  assert.ok(rows[0]!.opened > 3, 'it was broken several times')
  assert.deepEqual((await letters(db)).toSorted(), [
    'Helena begun',
    'Helena over',
    'Priya begun',
    'Priya over',
  ])
  world.house.clock.advance({ minutes: 40 })
  await minutes(db, world, 4, medwayDead)
  assert.equal((await letters(db)).length, 6, 'an hour later it is told again')
})

database.test('a refused password is the account’s trouble: the member still works', async ({ db }) => {
  const world = await watchedFederation({ db })
  await look(db, world)
  await minutes(db, world, 12, (watch) =>
    watch.realm === 'medway.example' && watch.kind === 'login'
      ? { found: 'rejected', stage: 'inner', milliseconds: 1100 }
      : allGood(watch),
  )
  assert.deepEqual(await open(db), ['test-account medway'])
  const state = (await stateOf(await world.house.system.reader())).get(world.member.medway)
  assert.equal(state?.state, 'good')
  assert.equal(state?.by, 'status', 'by its server’s own answers only')
})

database.test('what cannot be watched is not good, and says why', async ({ db }) => {
  const world = await watchedFederation({ db })
  await look(db, world, ({ realm, server }) =>
    realm === 'swale.example' ? 'no-trust' : server === 'swale-1' ? 'no-secret' : 'silence',
  )
  const state = (await stateOf(await world.house.system.reader())).get(world.member.swale)
  assert.deepEqual(state, { state: 'unknown', by: 'nothing', lastGoodAt: null })
  const available = await availabilityOf(await world.house.system.reader(), { days: 90 })
  assert.equal(available.has(world.member.swale), false)
})

database.test('G8: until anything has answered nothing is broken, and nobody is told', async ({ db }) => {
  const world = await watchedFederation({ db })
  const deaf: See = ({ kind }) => (kind === 'status' ? 'refused' : { found: 'silence', stage: 'start' })
  await minutes(db, world, 15, deaf)
  assert.deepEqual(await open(db), [])
  assert.equal((await publicState({ db, now: world.house.clock.now() })).isWatched, false)
  const { rows } = await sql`select from roaming.watch_hour`.execute(db)
  assert.equal(rows.length, 0, 'an hour in which nothing ran yet counts against nobody')
  await minutes(db, world, 1, (watch) => (watch.server === 'proxy-1' ? 'answered' : deaf(watch)))
  await minutes(db, world, 10, (watch) =>
    watch.server?.startsWith('proxy') === true ? 'answered' : deaf(watch),
  )
  assert.ok((await open(db)).includes('home-radius medway'), 'from the first answer on, silence counts')
})

database.test(
  'G5: a member that nobody can ask joins, is never heard, and is told within ten minutes',
  async ({ db }) => {
    const world = await watchedFederation({ db })
    await sql`update roaming.server set answers_status = false, state = 'planned' where code = 'swale-1'`.execute(
      db,
    )
    await sql`update roaming.test_account set ended_at = now() where id = ${world.account.swale}`.execute(db)
    await look(db, world)
    await sql`update roaming.server set state = 'live' where code = 'swale-1'`.execute(db)
    await minutes(db, world, 10, (watch) =>
      watch.realm?.startsWith('swale') === true ? { found: 'silence', stage: 'start' } : allGood(watch),
    )
    assert.deepEqual(await open(db), ['home-radius swale'])
  },
)

database.test(
  'G5: a server that joins what works and never answers is told within ten minutes',
  async ({ db }) => {
    const world = await watchedFederation({ db })
    await look(db, world)
    await sql`insert into roaming.server (id, member_id, place, code, name, does, engine, address, auth_port, next_port, position, state)
    select gen_random_uuid(), member_id, place, 'medway-2', 'Medway, new', does, engine, '127.67.9.9', auth_port, next_port, 2, 'live'
    from roaming.server where code = 'medway-1'`.execute(db)
    await minutes(db, world, 10, (watch) => (watch.server === 'medway-2' ? 'silence' : allGood(watch)))
    assert.deepEqual(await open(db), ['home-radius medway medway-2'])
    assert.ok((await letters(db)).some((one) => one.endsWith('begun')))
  },
)

database.test('a new generation has every login tried at once', async ({ db }) => {
  const world = await watchedFederation({ db })
  await look(db, world)
  const { clock } = world.house
  clock.advance({ minutes: 1 })
  await sql`insert into roaming.generation (id, number, state, register_digest, made_at, published_at)
    values (gen_random_uuid(), 1, 'published', 'x', ${clock.now()}, ${clock.now()})`.execute(db)
  assert.equal((await look(db, world)).looked.length, 5, 'the agents get a minute')
  clock.advance({ minutes: 1 })
  assert.equal((await look(db, world)).looked.length, 5 + 6 + 3)
  clock.advance({ minutes: 1 })
  assert.equal((await look(db, world)).looked.length, 5)
})

database.test('an agent that is not seen any more is a trouble by the time alone', async ({ db }) => {
  const world = await watchedFederation({ db })
  const seen = world.house.clock.now()
  await sql`insert into roaming.agent (id, server_id, token_hash, enrolled_at, last_seen_at, state)
    values (gen_random_uuid(), ${world.server['medway-1']}, '\\x01', ${seen}, ${seen}, 'running')`.execute(db)
  await minutes(db, world, 9)
  assert.deepEqual(await open(db), [])
  await minutes(db, world, 3)
  assert.deepEqual(await open(db), ['agent medway medway-1'])
})

database.test(
  'contacts look at their own, and see their own troubles; others see nothing of them',
  async ({ db }) => {
    const world = await watchedFederation({ db })
    await look(db, world)
    await minutes(db, world, 5, medwayDead)
    const { helena, noor, priya, ravi } = world.person
    const seenBy = async (person: string): Promise<string[]> =>
      (await openTroubles(await world.house.as(person).reader())).map((one) => one.part)
    assert.deepEqual(await seenBy(helena), ['home-radius'])
    assert.deepEqual(await seenBy(priya), ['home-radius'])
    assert.deepEqual(await seenBy(noor), [])
    assert.deepEqual(await seenBy(ravi), [])
    const [duty] = await troubleDuties(await world.house.as(helena).reader())
    assert.equal(duty?.title, 'Broken: a home radius server of Medway Council')
    assert.deepEqual(await troubleDuties(await world.house.as(noor).reader()), [])
    world.house.clock.advance({ seconds: 40 })
    const asHelena = world.house.as(helena)
    assert.ok((await asHelena.perform(lookNow, { member: 'medway' })).watches > 0)
    assert.deepEqual(await asHelena.perform(lookNow, { member: 'medway' }), { watches: 4 })
    await assert.rejects(
      world.house.as(noor).perform(lookNow, { member: 'medway' }),
      code('platform.record.not-found'),
    )
    await assert.rejects(
      world.house.as(ravi).perform(lookNow, { member: 'medway' }),
      code('platform.permission.missing'),
    )
    assert.equal((await watchesOf(await asHelena.reader(), world.member.medway)).length, 4)
  },
)

database.test('the letter says what, since when, what it means, and where to look', async ({ db }) => {
  const world = await watchedFederation({ db })
  await look(db, world)
  await minutes(db, world, 5, medwayDead)
  const { rows } = await sql<{ ids: Record<string, string> }>`
    select ids from platform.notification where template = 'roaming.trouble.told' order by id limit 1`.execute(
    db,
  )
  const links = {
    at: (path: string) => `https://connects.example${path}`,
    stop: () => '',
    replyTo: () => null,
  }
  const letter = await watchLetters[0]!.render({
    db,
    now: world.house.clock.now(),
    ids: rows[0]!.ids,
    opened: null,
    to: world.person.helena,
    links: links as never,
  })
  assert.equal(letter?.subject, 'Govroam, broken: Medway Council: a home radius server')
  assert.match(letter?.text ?? '', /since 20 November 2026 at 10:0\dam/)
  assert.match(letter?.text ?? '', /Nobody from Medway Council can sign in anywhere/)
  assert.match(letter?.text ?? '', /https:\/\/connects\.example\/govroam\/members\/medway\/watch/)
  assert.doesNotMatch(letter?.text ?? '', /127\./, 'no address')
})

database.test('at night a day becomes one row; the better way of two counts', async ({ db }) => {
  const world = await watchedFederation({ db })
  await look(db, world)
  // An hour in which one proxy was dead: everybody took the other.
  await minutes(db, world, 12, (watch) =>
    watch.server === 'proxy-1' || watch.through === 'proxy-1'
      ? { found: 'silence', stage: 'start' }
      : allGood(watch),
  )
  world.house.clock.set('2026-11-21T00:40:00Z')
  await world.house.system.perform(sumUp, {})
  await world.house.system.perform(sumUp, {})
  const { rows } = await sql<{ day: Temporal.PlainDate; watched: number; available: number }>`
    select day, watched_hours as watched, available_hours as available from roaming.available_day`.execute(db)
  assert.deepEqual(
    rows.map((row) => [row.day.toString(), row.watched, row.available]),
    Array.from({ length: 4 }, () => ['2026-11-20', 1, 1]),
    'three members and the federation',
  )
})
