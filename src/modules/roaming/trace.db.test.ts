// The trace (G11): a look-up with a reason, at one's own sites, recorded; the question that two people release and the home
// organisation answers; nothing readable once it has expired.
import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { keepSecret, secret } from '#platform/secrets/index.ts'
import { sql, type Db } from '#platform/database/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { countyDatabase } from '#test/support/county.ts'
import { roamingCounty, type RoamingCounty } from '#test/support/roaming-register.ts'
import {
  answerQuestion,
  askHome,
  closeLookup,
  expireLookups,
  makeLookup,
  releaseQuestion,
} from './actions/lookups.ts'
import { lookupById, lookupsOf, questionsOf, readLookup } from './queries/lookups.ts'
import { deviceHash } from './device-hash.ts'
import { macOf } from './rules/trace-line.ts'

const database = countyDatabase()
const MAC = '3C-22-FB-01-02-03'
const KEY = 'a key of the test'
const CUI = 'f00dfacef00dfacef00dfacef00dfacef00dface'
const WHY = 'A laptop sent a virus to the mail server'

const is =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof Refusal && error.code === code

async function logins(db: Db, at: RoamingCounty): Promise<readonly string[]> {
  const ids = [randomUUIDv7(), randomUUIDv7(), randomUUIDv7()]
  const one = (nth: number, more: object) => ({
    id: ids[nth]!,
    seen_at: at.house.clock.now().subtract({ minutes: 30 }),
    result: 'ok' as const,
    realm: 'kent.gov.uk',
    visited: 'medway.gov.uk',
    home_member_id: at.member.kcc,
    visited_member_id: at.member.medway,
    device: deviceHash(KEY, macOf(MAC) ?? ''),
    cui: CUI,
    ...more,
  })
  await db
    .insertInto('roaming.sighting')
    .values([
      one(0, {}),
      one(1, { device: deviceHash(KEY, 'aabbccddeeff'), cui: null }),
      one(2, { visited: 'dover.gov.uk', visited_member_id: at.member.dover }),
    ])
    .execute()
  return ids
}

async function there(db: Db, at: RoamingCounty) {
  await at.contact('medway', at.person.helena, 'security')
  await at.contact('kcc', at.person.ravi, 'security')
  const ids = await logins(db, at)
  await keepSecret(db, at.house.house.ring!, {
    id: randomUUIDv7(),
    owner: 'roaming.device:federation',
    name: 'value',
    value: secret(KEY),
    now: at.house.clock.now(),
  })
  const asked = (more: object = {}) => ({
    member: at.member.medway,
    from: '2026-11-20 09:00',
    until: '2026-11-20 10:00',
    reason: WHY,
    ...more,
  })
  return { ids, asked }
}

database.test(
  'a security contact finds the login of a device at their own sites, and nobody else’s',
  async ({ db }) => {
    const at = await roamingCounty({ db })
    const { asked } = await there(db, at)
    const helena = at.house.as(at.person.helena)
    const all = await helena.perform(makeLookup, asked())
    assert.equal(all.found, 2, 'not the one at Dover')
    const { id, found } = await helena.perform(makeLookup, asked({ device: '3c:22:fb:01:02:03' }))
    assert.equal(found, 1)
    const { sightings } = await helena.ask(readLookup, { lookup: id })
    assert.deepEqual(
      sightings.map((one) => [one.cui, one.home_name]),
      [[CUI, 'Kent County Council']],
    )
    // Neither the address of the device nor what was typed is kept anywhere.
    const { rows } = await sql<{ text: string }>`
    select lookup::text as text from roaming.lookup union all select facts::text from platform.audit_entry`.execute(
      db,
    )
    for (const { text } of rows) assert.doesNotMatch(text, /3c.?22.?fb/i)
    const { rows: entries } = await sql<{ action: string }>`
    select action from platform.audit_entry where action like 'roaming.lookup%' order by id`.execute(db)
    assert.deepEqual(
      entries.map((one) => one.action),
      ['roaming.lookup.make', 'roaming.lookup.make', 'roaming.lookup.read'],
    )
  },
)

database.test(
  'another member sees neither look-up nor result, and an operator or administrator none at all',
  async ({ db }) => {
    const at = await roamingCounty({ db })
    const { asked } = await there(db, at)
    const { id } = await at.house.as(at.person.helena).perform(makeLookup, asked())
    const ravi = at.house.as(at.person.ravi)
    await assert.rejects(async () => lookupById(await ravi.reader(), id), /look-up/)
    assert.deepEqual(await lookupsOf(await ravi.reader()), [])
    await assert.rejects(ravi.perform(makeLookup, asked()), is('roaming.member.not-yours'))
    const priya = at.house.as(at.person.priya)
    await assert.rejects(priya.ask(readLookup, { lookup: id }), is('platform.permission.missing'))
    await assert.rejects(priya.perform(makeLookup, asked()), is('platform.permission.missing'))
  },
)

database.test(
  'what is too wide, too old, without a reason or at a foreign site is refused, all at once',
  async ({ db }) => {
    const at = await roamingCounty({ db })
    const { asked } = await there(db, at)
    const helena = at.house.as(at.person.helena)
    await assert.rejects(
      helena.perform(makeLookup, asked({ from: '2026-01-01 00:00', reason: 'why', device: 'laptop' })),
      (error) => error instanceof Refusal && error.faults.length === 3,
    )
    await assert.rejects(
      helena.perform(makeLookup, asked({ site: randomUUIDv7() })),
      is('roaming.lookup.site'),
    )
  },
)

database.test(
  'two people of the visited organisation ask, the home answers what it did, once',
  async ({ db }) => {
    const at = await roamingCounty({ db })
    const { ids, asked } = await there(db, at)
    const helena = at.house.as(at.person.helena)
    const { id: lookup } = await helena.perform(makeLookup, asked())
    await assert.rejects(helena.perform(askHome, { lookup, sighting: ids[1] }), is('roaming.question.no-cui'))
    await assert.rejects(helena.perform(askHome, { lookup, sighting: ids[2] }), /login/)
    const { id: question } = await helena.perform(askHome, { lookup, sighting: ids[0] })
    const ravi = at.house.as(at.person.ravi)
    assert.deepEqual(await questionsOf(await ravi.reader()), [], 'not before it is released')
    await assert.rejects(
      helena.perform(releaseQuestion, { question, version: 1 }),
      is('roaming.question.not-released'),
    )
    // Somebody else with the same duty at Medway.
    await sql`insert into organisations.employment (id, person_id, organisation_id, job_title, started_on)
    values (${randomUUIDv7()}, ${at.person.molly}, ${at.organisation.medway}, 'Analyst', '2026-01-01')`.execute(
      db,
    )
    await at.contact('medway', at.person.molly, 'security')
    const molly = at.house.as(at.person.molly)
    await molly.perform(releaseQuestion, { question, version: 1 })
    assert.equal((await questionsOf(await ravi.reader())).length, 1)
    await assert.rejects(
      helena.perform(answerQuestion, { question, answer: 'refused', version: 2 }),
      is('roaming.question.not-yours'),
    )
    await ravi.perform(answerQuestion, {
      question,
      answer: 'person-blocked',
      words: 'Account blocked',
      version: 2,
    })
    await assert.rejects(
      ravi.perform(answerQuestion, { question, answer: 'refused', version: 3 }),
      is('roaming.question.over'),
    )
    const [answered] = await questionsOf(await helena.reader(), lookup)
    assert.equal(answered?.answer, 'person-blocked')
  },
)

database.test(
  'a look-up that expired or was closed shows nothing more, and what it was looked up by is forgotten',
  async ({ db }) => {
    const at = await roamingCounty({ db })
    const { ids, asked } = await there(db, at)
    const helena = at.house.as(at.person.helena)
    const one = await helena.perform(makeLookup, asked({ device: MAC }))
    const other = await helena.perform(makeLookup, asked())
    await helena.perform(askHome, { lookup: other.id, sighting: ids[0] })
    await helena.perform(closeLookup, { lookup: one.id, version: 1 })
    assert.deepEqual((await helena.ask(readLookup, { lookup: one.id })).sightings, [])
    at.house.clock.advance({ hours: 28 * 24 })
    assert.deepEqual((await helena.ask(readLookup, { lookup: other.id })).sightings, [])
    await at.house.system.perform(expireLookups, {})
    const { rows } = await sql<{ device: unknown; closed: boolean }>`
    select device, closed_at is not null as closed from roaming.lookup`.execute(db)
    assert.deepEqual(rows, [
      { device: null, closed: true },
      { device: null, closed: true },
    ])
    const [question] = await questionsOf(await helena.reader())
    assert.deepEqual([question?.state, question?.cui], ['expired', ''])
  },
)

database.test(
  'a login that another look-up found, or none, is not asked about through this one',
  async ({ db }) => {
    const at = await roamingCounty({ db })
    const { ids, asked } = await there(db, at)
    const helena = at.house.as(at.person.helena)
    const { id: lookup } = await helena.perform(makeLookup, asked({ device: 'aa:bb:cc:dd:ee:ff' }))
    await assert.rejects(helena.perform(askHome, { lookup, sighting: ids[0] }), /login/)
    await db.updateTable('roaming.sighting').set({ home_member_id: at.member.medway }).execute()
    const { id: own } = await helena.perform(makeLookup, asked({ device: MAC }))
    await assert.rejects(
      helena.perform(askHome, { lookup: own, sighting: ids[0] }),
      is('roaming.question.own'),
    )
  },
)

database.test('an opaque name is found as the log of a server writes it, in hexadecimal', async ({ db }) => {
  const at = await roamingCounty({ db })
  const { asked } = await there(db, at)
  const cui = `0x${Buffer.from(CUI).toString('hex')}`
  const { found } = await at.house.as(at.person.helena).perform(makeLookup, asked({ cui }))
  assert.equal(found, 1)
})

database.test('whoever asks is not told to release it, and hears when nobody else can', async ({ db }) => {
  const at = await roamingCounty({ db })
  const { ids, asked } = await there(db, at)
  const helena = at.house.as(at.person.helena)
  const { id: lookup } = await helena.perform(makeLookup, asked())
  const alone = await helena.perform(askHome, { lookup, sighting: ids[0] })
  assert.equal(alone.told, 0)
  await at.contact('medway', at.person.molly, 'security')
  const two = await helena.perform(askHome, { lookup, sighting: ids[0] })
  assert.equal(two.told, 1)
  await assert.rejects(helena.perform(closeLookup, { lookup, version: 2 }), is('roaming.record.stale'))
  await helena.perform(closeLookup, { lookup, version: 1 })
  await assert.rejects(helena.perform(closeLookup, { lookup, version: 2 }), is('roaming.lookup.over'))
})
