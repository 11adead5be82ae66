// Shared secrets through their actions, over a database undone after each test: shown once to one person, brought from
// elsewhere, changed under servers that follow at their own pace, forgotten, and kept nowhere in words.
import assert from 'node:assert/strict'
import { duty } from '#platform/module/index.ts'
import { sql } from '#platform/database/index.ts'
import { countyDatabase } from '#test/support/county.ts'
import { smallFederation, type SmallFederation } from '#test/support/generations.ts'
import {
  agentOf,
  everythingKept,
  published,
  rotationAt,
  runs,
  seesAnswered,
} from '#test/support/roaming-secrets.ts'
import { addAccount, endAccount, replaceAccount } from './actions/accounts.ts'
import { forgetSecrets } from './actions/forgetting-secrets.ts'
import { makeMonthKeys } from './actions/keys.ts'
import { proofFromTrace, recordProof } from './actions/proving.ts'
import { rollbackFederation } from './actions/publishing.ts'
import {
  abandonRotation,
  beginRotation,
  finishRotation,
  importCredential,
  moveRotation,
} from './actions/rotating.ts'
import { showCredential } from './actions/showing.ts'
import { accountsOf } from './queries/accounts.ts'
import { linksShutOut, secretAges } from './queries/rotation.ts'

const database = countyDatabase()
const code = (expected: string) => ({ code: expected })
const LONG = 'correct-horse-battery-staple'

const secretOf = async (at: SmallFederation, owner: string): Promise<string | undefined> =>
  (await at.house.errand.secret({ owner, name: 'value' }))?.reveal()

/** The one that stands between Medway and the county. */
async function standing(at: SmallFederation): Promise<string> {
  return (await rotationAt(at, at.link.medway)).standing?.id ?? ''
}

database.test(
  'G2: a secret is shown once, to the named contact of its member and to nobody else',
  async (db) => {
    const at = await smallFederation(db)
    await published(at)
    const asked = { link: at.link.medway, credential: await standing(at) }
    const show = (person: string) => at.house.as(person).perform(showCredential, asked)
    await assert.rejects(show(at.person.priya), code('platform.permission.missing'))
    await assert.rejects(show(at.person.yusra), code('platform.permission.missing'))
    await sql`insert into roaming.contact (id, member_id, person_id, duty, from_on)
    values (${crypto.randomUUID()}, ${at.member.dover}, ${at.person.yusra}, 'secrets', '2026-02-01')`.execute(
      db.db,
    )
    await assert.rejects(
      show(at.person.yusra),
      code('platform.record.not-found'),
      'another member’s is not there',
    )
    await assert.rejects(
      at.house.as(at.person.helena).perform(showCredential, asked, { fresh: false }),
      code('auth.sign-in.stale'),
    )
    const { words } = await show(at.person.helena)
    assert.match(words, /^[\w-]{43}$/)
    assert.equal(words, await secretOf(at, `roaming.credential:${asked.credential}`))
    await assert.rejects(show(at.person.helena), {
      code: 'roaming.credential.shown-already',
      message: /contact who receives shared secrets on 20 November 2026 at 10:02am.*change the secret/,
    })
  },
)

database.test('G2: the operator at the machine is shown none either', async (db) => {
  const at = await smallFederation(db)
  await published(at)
  const asked = { link: at.link.medway, credential: await standing(at) }
  await assert.rejects(at.house.operator.perform(showCredential, asked), code('platform.action.no-door'))
  await assert.rejects(
    at.house.operator.perform(showCredential, asked, { door: 'page' }),
    code('roaming.credential.not-for-you'),
  )
})

database.test(
  'a secret brought for the first time makes way for none, and later waits beside the old',
  async (db) => {
    const at = await smallFederation(db)
    const helena = at.house.as(at.person.helena)
    const bring = (words: string) => helena.perform(importCredential, { link: at.link.medway, words })
    const first = await bring(LONG)
    assert.equal(first.isFirst, true)
    assert.equal(await secretOf(at, `roaming.credential:${first.credential}`), LONG)
    assert.deepEqual(
      [(await rotationAt(at, at.link.medway)).phase, await standing(at)],
      ['still', first.credential],
    )
    const second = await bring(`${LONG}-2`)
    assert.equal(second.isFirst, false)
    assert.equal((await rotationAt(at, at.link.medway)).phase, 'prepared')
    await assert.rejects(bring(`${LONG}-3`), code('roaming.credential.elsewhere'))
  },
)

database.test(
  'a secret that an engine could not hold is refused beside its field, without its words',
  async (db) => {
    const at = await smallFederation(db)
    const helena = at.house.as(at.person.helena)
    for (const [words, because] of [
      [`${LONG}\\n`, /backslash/],
      [` ${LONG}`, /begins with a space/],
      ['tiny-word', /shorter than 16/],
      ['', /Enter shared secret/],
    ] as const)
      await assert.rejects(
        helena.perform(importCredential, { link: at.link.medway, words }),
        (error: any) => {
          assert.equal(error.code, 'platform.form.invalid')
          assert.match(error.faults[0].message, because)
          assert.ok(words === '' || !error.faults[0].message.includes(words))
          return true
        },
      )
  },
)

database.test('G6: a secret is changed while both servers follow at their own pace', async (db) => {
  const at = await smallFederation(db)
  const link = at.link.medway
  const helena = at.house.as(at.person.helena)
  const first = await published(at)
  const [medway, county] = [await agentOf(at, 'medway-1'), await agentOf(at, 'county-a')]
  await runs(medway, first)
  await runs(county, first)
  const old = await standing(at)

  const { credential } = await helena.perform(beginRotation, { link })
  const move = { link, credential }
  await assert.rejects(helena.perform(beginRotation, { link }), code('roaming.credential.elsewhere'))
  await assert.rejects(helena.perform(moveRotation, move), {
    code: 'roaming.credential.not-safe',
    message: /medway-1 does not run a generation yet.*county-a does not run/,
  })
  const both = await published(at)
  await runs(medway, both)
  await seesAnswered(medway, link, credential)
  await assert.rejects(helena.perform(moveRotation, move), {
    message:
      /^(?!.*medway-1 does not run).*county-a does not run a generation yet.*county-a was not yet seen/,
  })
  await runs(county, both)
  await seesAnswered(county, link, credential)
  await helena.perform(moveRotation, move)
  assert.equal(await standing(at), credential)

  const finish = { link, credential: old }
  await assert.rejects(helena.perform(finishRotation, finish), code('roaming.credential.not-safe'))
  const moved = await published(at)
  await runs(medway, moved)
  await assert.rejects(helena.perform(finishRotation, finish), { message: /county-a does not run/ })
  await runs(county, moved)
  await helena.perform(finishRotation, finish)
  const { phase, standing: now } = await rotationAt(at, link)
  assert.deepEqual([phase, now?.id, now?.slot], ['still', credential, 'b'])

  // Its words are kept while a generation names it, and for a week.
  const forget = () => at.house.system.perform(forgetSecrets, {})
  at.house.clock.advance({ hours: 24 * 8 })
  assert.equal((await forget()).credentials, 0, 'the published generation names it')
  const without = await published(at)
  assert.equal((await forget()).credentials, 0, 'both servers still run the one before')
  await runs(medway, without)
  await runs(county, without)
  assert.equal((await forget()).credentials, 1)
  assert.equal(await secretOf(at, `roaming.credential:${old}`), undefined)
  assert.equal((await forget()).credentials, 0)
})

database.test(
  'G6: going back after the change leaves both accepted, and counts only what was made since',
  async (db) => {
    const at = await smallFederation(db)
    const link = at.link.medway
    const helena = at.house.as(at.person.helena)
    const first = await published(at)
    const [medway, county] = [await agentOf(at, 'medway-1'), await agentOf(at, 'county-a')]
    const old = await standing(at)
    const { credential } = await helena.perform(beginRotation, { link })
    const both = await published(at)
    for (const agent of [medway, county]) {
      await runs(agent, first)
      await runs(agent, both)
      await seesAnswered(agent, link, credential)
    }
    await helena.perform(moveRotation, { link, credential })
    await published(at)
    await assert.rejects(
      helena.perform(abandonRotation, { link, credential }),
      code('roaming.record.stale'),
      'the page was from before',
    )
    at.house.clock.advance({ minutes: 1 })
    await helena.perform(abandonRotation, { link, credential: old })
    assert.equal(await standing(at), old)
    // Both run a generation that asks with the old one, but from before: another may be on its way to them.
    await assert.rejects(
      helena.perform(finishRotation, { link, credential }),
      code('roaming.credential.not-safe'),
    )
    const back = await published(at)
    for (const agent of [medway, county]) await runs(agent, back)
    await helena.perform(finishRotation, { link, credential })
    assert.deepEqual([(await rotationAt(at, link)).phase, await standing(at)], ['still', old])
  },
)

database.test(
  'G6: the old secret is not taken away while an earlier generation that asks with it is published',
  async (db) => {
    const at = await smallFederation(db)
    const link = at.link.medway
    const helena = at.house.as(at.person.helena)
    await published(at)
    const [medway, county] = [await agentOf(at, 'medway-1'), await agentOf(at, 'county-a')]
    const old = await standing(at)
    const { credential } = await helena.perform(beginRotation, { link })
    const both = await published(at)
    for (const agent of [medway, county]) {
      await runs(agent, both)
      await seesAnswered(agent, link, credential)
    }
    await helena.perform(moveRotation, { link, credential })
    const moved = await published(at)
    for (const agent of [medway, county]) await runs(agent, moved)
    // It names both secrets, so it may be brought back; its servers ask with the old one as soon as they follow.
    await at.house.as(at.person.priya).perform(rollbackFederation, { number: 2, because: 'Try again' })
    await assert.rejects(
      helena.perform(finishRotation, { link, credential: old }),
      code('roaming.credential.not-safe'),
    )
  },
)

database.test(
  'with radsecproxy a secret is changed once a short gap is agreed, and only then',
  async (db) => {
    const at = await smallFederation(db)
    const link = at.link.medway
    const helena = at.house.as(at.person.helena)
    await sql`update roaming.server set engine = 'radsecproxy' where code = 'county-a'`.execute(db.db)
    const first = await published(at)
    const [medway, county] = [await agentOf(at, 'medway-1'), await agentOf(at, 'county-a')]
    await runs(medway, first)
    await runs(county, first)
    const old = await standing(at)
    const { credential } = await helena.perform(beginRotation, { link })
    const move = { link, credential }
    await assert.rejects(helena.perform(moveRotation, { ...move, gap: 'yes' }), {
      message: /medway-1 does not run a generation yet that accepts the new secret/,
    })
    const both = await published(at)
    await runs(medway, both)
    await runs(county, both)
    await assert.rejects(helena.perform(moveRotation, move), code('roaming.credential.gap'))
    await helena.perform(moveRotation, { ...move, gap: 'yes' })
    const finish = { link, credential: old }
    const moved = await published(at)
    await runs(medway, moved)
    await assert.rejects(helena.perform(finishRotation, finish), { message: /county-a does not run/ })
    await runs(county, moved)
    await helena.perform(finishRotation, finish)
    assert.equal((await rotationAt(at, link)).standing?.id, credential)
  },
)

database.test('a change that nobody asked with yet is abandoned at once', async (db) => {
  const at = await smallFederation(db)
  await published(at)
  const helena = at.house.as(at.person.helena)
  const { credential } = await helena.perform(beginRotation, { link: at.link.medway })
  await helena.perform(abandonRotation, { link: at.link.medway, credential })
  assert.equal((await rotationAt(at, at.link.medway)).phase, 'still')
})

database.test('where no agent is, somebody says that it is done, and the trace proves it', async (db) => {
  const at = await smallFederation(db)
  const link = at.link.medway
  const priya = at.house.as(at.person.priya)
  await sql`update roaming.server set engine = 'nps', answers_status = false, status_port = null where code = 'medway-1'`.execute(
    db.db,
  )
  await published(at)
  const county = await agentOf(at, 'county-a')
  const { credential } = await priya.perform(beginRotation, { link })
  await runs(county, await published(at))
  const move = { link, credential }
  await assert.rejects(priya.perform(moveRotation, move), {
    message: /medway-1 was not yet seen to be answered/,
  })
  const seen = (port: number, clientShortname = 'medway') =>
    proofFromTrace({ tx: db.db as never, now: at.house.clock.now() }, [
      { serverId: at.server['county-a'] ?? '', clientShortname, port, at: at.house.clock.now() },
    ])
  assert.equal(await seen(11812, 'dover'), 0)
  assert.equal(await seen(1812), 1, 'the main listener proves the old one')
  await assert.rejects(priya.perform(moveRotation, move), code('roaming.credential.not-safe'))
  assert.equal(await seen(11812), 1)
  assert.equal(await seen(11812), 0, 'the same moment again is nothing new')
  await assert.rejects(priya.perform(moveRotation, move), code('roaming.credential.not-confirmed'))
  await priya.perform(moveRotation, { ...move, confirmed: 'yes' })
})

database.test('a proof counts once, never from before the secret, never from the future', async (db) => {
  const at = await smallFederation(db)
  await published(at)
  const credentialId = await standing(at)
  const now = at.house.clock.now()
  const inside = { tx: db.db as never, now }
  const prove = (moment: Temporal.Instant) => recordProof(inside, { credentialId, side: 'lower', at: moment })
  assert.equal(await prove(now.subtract({ hours: 24 })), false)
  assert.equal(await prove(now.add({ hours: 24 })), true)
  const { standing: proven } = await rotationAt(at, at.link.medway)
  assert.equal(proven?.lower_proved_at?.toString(), now.toString())
  assert.equal(await prove(now), false)
})

database.test(
  'a generation that names an old secret and not the one in use would shut a server out',
  async (db) => {
    const at = await smallFederation(db)
    await published(at)
    const old = await standing(at)
    const { credential } = await at.house.as(at.person.priya).perform(beginRotation, { link: at.link.medway })
    assert.deepEqual(await linksShutOut(db, [old]), [])
    await sql`update roaming.credential set state = 'retiring' where id = ${old}`.execute(db.db)
    await sql`update roaming.credential set state = 'standing' where id = ${credential}`.execute(db.db)
    assert.deepEqual(await linksShutOut(db, [old]), [{ lower: 'medway-1', upper: 'county-a' }])
    assert.deepEqual(await linksShutOut(db, [old, credential]), [])
  },
)

database.test('another member’s link is not there, and who only reads may not change it', async (db) => {
  const at = await smallFederation(db)
  await published(at)
  const link = at.link.medway
  await assert.rejects(
    at.house.as(at.person.yusra).perform(beginRotation, { link }),
    code('platform.record.not-found'),
  )
  await sql`insert into roaming.contact (id, member_id, person_id, duty, from_on)
    values (${crypto.randomUUID()}, ${at.member.medway}, ${at.person.molly}, 'service', '2026-02-01')`.execute(
    db.db,
  )
  await assert.rejects(
    at.house.as(at.person.molly).perform(beginRotation, { link }),
    code('platform.permission.missing'),
  )
})

database.test('the age of secrets says what is due, and it stands on the home page', async (db) => {
  const at = await smallFederation(db)
  await published(at)
  const helena = () => at.house.as(at.person.helena).reader()
  const duties = async () =>
    (await (await helena()).fills(duty, {})).map((one) => one.title).filter((title) => /secret/.test(title))
  assert.deepEqual(await duties(), ['Take the shared secret of medway-1 and county-a'])
  at.house.clock.advance({ hours: 24 * 366 })
  const ages = await secretAges(await helena())
  assert.deepEqual(
    ages.map((one) => [one.lower_name, one.due_on?.toString(), one.phase]),
    [['medway-1', '2027-11-20', 'still']],
    'its own only',
  )
  assert.ok((await duties()).includes('Change the shared secret of medway-1 and county-a'))
  await sql`update roaming.server set transport = 'radsec', tls_name = code || '.example'`.execute(db.db)
  assert.equal((await secretAges(await helena()))[0]?.due_on, null, 'RadSec needs none')
})

database.test('a test account is kept with a password that only its server and our probe get', async (db) => {
  const at = await smallFederation(db)
  const helena = at.house.as(at.person.helena)
  const { rows } = await sql<{
    id: string
    name: string
  }>`select id, name from roaming.realm order by name`.execute(db.db)
  const [dover, medway] = rows.map((row) => row.id)
  const asked = { member: at.member.medway, realm: medway, userName: 'Roaming-Test', method: 'ttls-pap' }
  await assert.rejects(helena.perform(addAccount, { ...asked, realm: dover }), code('roaming.account.realm'))
  await assert.rejects(
    helena.perform(addAccount, { ...asked, password: "it's short" }),
    code('platform.form.invalid'),
  )
  const made = await helena.perform(addAccount, asked)
  assert.match((await secretOf(at, `roaming.account:${made.id}`)) ?? '', /^[\w-]{43}$/)
  await assert.rejects(
    helena.perform(addAccount, { ...asked, password: LONG }),
    code('roaming.account.already'),
  )
  const [account] = await accountsOf(await helena.reader(), at.member.medway)
  assert.deepEqual([account?.user_name, account?.realm], ['roaming-test', 'medway.gov.uk'])
  const changed = { account: made.id, version: account?.version, method: 'peap-mschapv2', password: LONG }
  const next = await helena.perform(replaceAccount, changed)
  assert.equal(await secretOf(at, `roaming.account:${next.id}`), LONG)
  assert.notEqual(next.id, made.id, 'what was published goes on with what it was signed with')
  await assert.rejects(helena.perform(replaceAccount, changed), code('roaming.record.stale'))
  await assert.rejects(
    at.house.as(at.person.yusra).perform(endAccount, { account: next.id, version: 1 }),
    code('roaming.member.not-yours'),
  )
  await helena.perform(endAccount, { account: next.id, version: 1 })
  assert.deepEqual(await accountsOf(await helena.reader(), at.member.medway), [])
  assert.equal((await at.house.system.perform(forgetSecrets, {})).accounts, 2)
  assert.equal(await secretOf(at, `roaming.account:${next.id}`), undefined)
})

database.test('the key of the next month is made once, and those long over are forgotten', async (db) => {
  const at = await smallFederation(db)
  const make = () => at.house.system.perform(makeMonthKeys, {})
  assert.equal((await make()).made, 2)
  const kept = await secretOf(at, 'roaming.fticks:2026-12')
  assert.equal((await make()).made, 0)
  assert.equal(await secretOf(at, 'roaming.fticks:2026-12'), kept)
  at.house.clock.set('2027-03-02T10:00:00Z')
  assert.equal((await at.house.system.perform(forgetSecrets, {})).months, 2)
  assert.equal(await secretOf(at, 'roaming.fticks:2026-12'), undefined)
})

database.test('G2: after everything that is done with secrets, their words stand nowhere', async (db) => {
  const at = await smallFederation(db)
  const link = at.link.medway
  const helena = at.house.as(at.person.helena)
  const form = (n: number) => ({ idempotency: { key: `form:${n}` } })
  const words: string[] = []
  const keep = async (owner: string) => words.push((await secretOf(at, owner)) ?? '')
  await published(at)
  await keep(`roaming.credential:${await standing(at)}`)
  await helena.perform(showCredential, { link, credential: await standing(at) }, form(1))
  const brought = await helena.perform(importCredential, { link, words: `${LONG}-brought` }, form(2))
  await keep(`roaming.credential:${brought.credential}`)
  await helena.perform(abandonRotation, { link, credential: brought.credential }, form(3))
  const begun = await helena.perform(beginRotation, { link }, form(4))
  await keep(`roaming.credential:${begun.credential}`)
  const realm = (
    await sql<{ id: string }>`select id from roaming.realm where name = 'medway.gov.uk'`.execute(db.db)
  ).rows[0]?.id
  const account = await helena.perform(
    addAccount,
    { member: at.member.medway, realm, userName: 'test', method: 'ttls-pap', password: `${LONG}-account` },
    form(5),
  )
  await keep(`roaming.account:${account.id}`)
  await published(at)
  for (const owner of [
    'roaming.signing:federation',
    'roaming.fticks:2026-11',
    `roaming.cui:${at.member.medway}`,
  ])
    if ((await secretOf(at, owner)) !== undefined) await keep(owner)
  const kept = await everythingKept(db)
  assert.ok(kept.includes('roaming.credential.import'), 'the audit was looked at')
  assert.ok(words.length >= 6 && words.every((one) => one.length >= 20))
  for (const one of words)
    assert.ok(!kept.includes(one.trim()), `a secret of ${one.length} letters stands in the database`)
})
