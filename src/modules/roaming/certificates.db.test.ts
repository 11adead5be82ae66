// Certificates and trust through their actions, over a database undone after each test: kept as they are seen, warned of in
// time and once, judged for those who are to trust them.
import assert from 'node:assert/strict'
import { duty } from '#platform/module/index.ts'
import { sql, type Database } from '#platform/database/index.ts'
import { testAuthority, type Wanted } from '#test/support/certificates.ts'
import { countyDatabase } from '#test/support/county.ts'
import { smallFederation, type SmallFederation } from '#test/support/generations.ts'
import { everythingKept } from '#test/support/roaming-secrets.ts'
import { recordCertificate } from './actions/certificates.ts'
import { addTrust, endTrust } from './actions/trust.ts'
import { WARNING_LETTER, warnOfCertificates } from './actions/warning.ts'
import { certificatesShown, placesUnseen } from './queries/certificates.ts'
import { trustOf } from './queries/trust.ts'
import { secretsLetters } from './secrets-letters.ts'

const database = countyDatabase()
const code = (expected: string) => ({ code: expected })
const authority = testAuthority('Medway CA')

/** From 1 November 2026, so that on the twentieth it has so many days less nineteen. */
const issued = (days: number, more: Wanted = {}): string =>
  authority.issue({
    names: ['radius.medway.gov.uk'],
    revocations: 'http://crl.example/1.crl',
    startsAt: '2026-11-01T12:00:00Z',
    days,
    ...more,
  }).certificate

async function realmOf({ db }: Pick<Database, 'db'>, name: string): Promise<string> {
  const { rows } = await sql<{ id: string }>`select id from roaming.realm where name = ${name}`.execute(db)
  return rows[0]?.id ?? ''
}

const sees = async (db: Pick<Database, 'db'>, at: SmallFederation, pem: string, name = 'medway.gov.uk') => {
  const inside = { tx: db.db, now: at.house.clock.now(), id: () => crypto.randomUUID() }
  return recordCertificate(inside as never, {
    purpose: 'eap',
    realmId: await realmOf(db, name),
    chain: [pem],
  })
}

const shownTo = async (at: SmallFederation, person: string) =>
  (await certificatesShown(await at.house.as(person).reader(), {})).rows

database.test(
  'what is seen now is current, and what was seen before comes back as what it was',
  async (db) => {
    const at = await smallFederation(db)
    const [one, two] = [issued(90), issued(200)]
    const first = await sees(db, at, one)
    assert.equal(first?.isNew, true)
    at.house.clock.advance({ hours: 24 })
    assert.deepEqual(await sees(db, at, one), { ...first, isNew: false })
    const second = await sees(db, at, two)
    assert.equal(second?.isNew, true)
    assert.equal((await sees(db, at, one))?.isNew, true)
    const { rows } = await sql<{ open: boolean }>`
    select ended_at is null as open from roaming.certificate_seen order by ended_at nulls first`.execute(
      db.db,
    )
    assert.deepEqual(
      rows.map((row) => row.open),
      [true, false],
      'two certificates, two rows, however often they change',
    )
    assert.equal(await sees(db, at, 'not a certificate'), null)
  },
)

database.test(
  'a member sees its own certificates with what is wrong, those who run the federation all',
  async (db) => {
    const at = await smallFederation(db)
    await sees(db, at, issued(90))
    await sees(db, at, issued(40, { names: ['radius.dover.gov.uk'] }), 'dover.gov.uk')
    const helena = at.house.as(at.person.helena)
    const own = await shownTo(at, at.person.helena)
    assert.deepEqual(
      own.map((one) => [one.place, one.daysLeft, one.faults]),
      [['medway.gov.uk', 71, []]],
    )
    assert.deepEqual(
      (await shownTo(at, at.person.priya)).map((one) => one.place),
      ['dover.gov.uk', 'medway.gov.uk'],
    )
    await helena.perform(addTrust, {
      purpose: 'eap',
      member: at.member.medway,
      text: testAuthority('Another CA').pem,
    })
    const [judged] = await shownTo(at, at.person.helena)
    assert.deepEqual(
      judged?.faults.map((fault) => fault.code),
      ['untrusted'],
    )
    await helena.perform(addTrust, { purpose: 'eap', member: at.member.medway, text: authority.pem })
    assert.deepEqual((await shownTo(at, at.person.helena))[0]?.faults, [])
  },
)

database.test('a list longer than a page goes on where it ended', async (db) => {
  const at = await smallFederation(db)
  await sees(db, at, issued(90))
  await sees(db, at, issued(40, { names: ['radius.dover.gov.uk'] }), 'dover.gov.uk')
  const priya = await at.house.as(at.person.priya).reader()
  const first = await certificatesShown(priya, {}, 1)
  const second = await certificatesShown(priya, { after: first.next ?? '' }, 1)
  assert.deepEqual(
    [first.rows[0]?.place, second.rows[0]?.place, second.next],
    ['dover.gov.uk', 'medway.gov.uk', undefined],
  )
  await assert.rejects(certificatesShown(priya, { after: 'zzz' }), code('platform.list.cursor'))
  assert.deepEqual(await placesUnseen(priya), [])
})

type Letter = { readonly subject: string; readonly text: string } | null

/** The letters queued, by whom they go to, as they would be written now. */
async function letters(db: Pick<Database, 'db'>, at: SmallFederation): Promise<ReadonlyMap<string, Letter>> {
  const { rows } = await sql<{ to_subject: string; ids: Record<string, string> }>`
    select to_subject, ids from platform.notification where template = ${WARNING_LETTER} order by queued_at desc`.execute(
    db.db,
  )
  const found = new Map<string, Letter>()
  for (const row of rows)
    if (!found.has(row.to_subject))
      found.set(
        row.to_subject,
        (await secretsLetters[0]!.render({
          db: db.db,
          now: at.house.clock.now(),
          ids: row.ids,
          opened: null,
          to: row.to_subject,
          links: { at: (path: string) => `https://connects.example${path}` } as never,
        })) as Letter,
      )
  return found
}

database.test(
  'that a certificate ends is said 60, 30, 14 and 3 days before and on the day, each once',
  async (db) => {
    const at = await smallFederation(db)
    await sees(db, at, issued(79))
    await sees(db, at, issued(379, { names: ['radius.dover.gov.uk'] }), 'dover.gov.uk')
    const said: [number, number][] = []
    let day = 0
    for (const next of [1, 29, 30, 31, 45, 46, 57, 58, 60, 62, 63]) {
      const { warned } = await at.house.system.perform(warnOfCertificates, {})
      assert.equal((await at.house.system.perform(warnOfCertificates, {})).warned, 0, 'the job may run twice')
      if (warned > 0) said.push([60 - day, warned])
      at.house.clock.advance({ hours: 24 * (next - day) })
      day = next
    }
    assert.deepEqual(said, [
      [60, 1],
      [30, 1],
      [14, 1],
      [3, 1],
      [0, 1],
    ])
  },
)

database.test('one seen late is warned of as it is, by one letter to each who answers for it', async (db) => {
  const at = await smallFederation(db)
  await sees(db, at, issued(29))
  await sees(db, at, issued(22, { names: ['radius.dover.gov.uk'] }), 'dover.gov.uk')
  const done = await at.house.system.perform(warnOfCertificates, {})
  assert.deepEqual(done, { warned: 2, told: 4 })
  const told = await letters(db, at)
  assert.match(told.get(at.person.helena)?.subject ?? '', /^A certificate ends in 10 days: medway\.gov\.uk$/)
  assert.doesNotMatch(told.get(at.person.helena)?.text ?? '', /dover/)
  assert.match(told.get(at.person.priya)?.subject ?? '', /^2 certificates end, the first in 3 days$/)
  assert.match(
    told.get(at.person.priya)?.text ?? '',
    /Dover District Council: the certificate with which dover\.gov\.uk signs people in.*23 November 2026/,
  )
  // Renewed before the letter is written: there is nothing to say any more.
  await sees(db, at, issued(300))
  assert.equal((await letters(db, at)).get(at.person.helena), null)
  const duties = async (person: string) =>
    (await (await at.house.as(person).reader()).fills(duty, {}))
      .map((one) => one.title)
      .filter((title) => /certificate/.test(title))
  assert.deepEqual(await duties(at.person.yusra), ['Renew the certificate of dover.gov.uk'])
  assert.deepEqual(await duties(at.person.helena), [])
})

database.test(
  'authorities are trusted by their member’s contacts, several at once, each once',
  async (db) => {
    const at = await smallFederation(db)
    const helena = at.house.as(at.person.helena)
    const add = (text: string) => helena.perform(addTrust, { purpose: 'eap', member: at.member.medway, text })
    const below = authority.below('Medway CA 2')
    assert.deepEqual(await add(`Our two:\n${authority.pem}\n${below.pem}\n${authority.pem}`), {
      added: 2,
      already: 0,
    })
    assert.deepEqual(await add(authority.pem), { added: 0, already: 1 })
    const file = {
      name: 'ca.cer',
      bytes: Buffer.from(authority.pem.split('\n').slice(1, -2).join(''), 'base64'),
    }
    assert.deepEqual(
      await helena.perform(addTrust, { purpose: 'eap', member: at.member.medway, file }),
      { added: 0, already: 1 },
      'as Windows exports it',
    )
    const trusted = await trustOf(await helena.reader(), at.member.medway)
    assert.deepEqual(trusted.map((one) => one.subject).toSorted(), ['CN=Medway CA', 'CN=Medway CA 2'])
    await assert.rejects(
      at.house.as(at.person.yusra).perform(endTrust, { trust: trusted[0]?.id }),
      code('roaming.member.not-yours'),
    )
    await helena.perform(endTrust, { trust: trusted[0]?.id })
    assert.equal((await trustOf(await helena.reader(), at.member.medway)).length, 1)
  },
)

database.test('what is no sound authority is refused, each certificate with its reason', async (db) => {
  const at = await smallFederation(db)
  const helena = at.house.as(at.person.helena)
  const refused = async (text: string): Promise<string> => {
    try {
      await helena.perform(addTrust, { purpose: 'eap', member: at.member.medway, text })
    } catch (error) {
      return (error as { faults: { message: string }[] }).faults.map((fault) => fault.message).join(' ')
    }
    return ''
  }
  assert.match(
    await refused(`${authority.pem}${issued(90)}`),
    /^Certificate 2, “radius\.medway\.gov\.uk”, is not an authority’s/,
  )
  assert.match(await refused('hello'), /no certificate in this/)
  assert.match(
    await refused('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'),
    /cannot be read/,
  )
  assert.match(await refused(authority.pem.repeat(21)), /20 certificates or fewer/)
  at.house.clock.set('2039-01-01T00:00:00Z')
  assert.match(await refused(authority.pem), /ended on/)
})

database.test('G7: a private key that is pasted is refused, and nothing of it is kept', async (db) => {
  const at = await smallFederation(db)
  const helena = at.house.as(at.person.helena)
  await assert.rejects(
    helena.perform(
      addTrust,
      { purpose: 'eap', member: at.member.medway, text: `${authority.pem}\n${authority.key}` },
      { idempotency: { key: 'form:1' } },
    ),
    (error: any) => {
      assert.equal(error.code, 'roaming.trust.private-key')
      assert.match(error.faults[0].message, /Nothing of it was kept/)
      assert.doesNotMatch(JSON.stringify(error), /BEGIN/)
      return true
    },
  )
  assert.ok(!(await everythingKept(db)).includes(authority.key.slice(40, 90)))
  assert.deepEqual(await trustOf(await helena.reader(), at.member.medway), [])
})

database.test('whom the federation’s servers trust is for those who run it', async (db) => {
  const at = await smallFederation(db)
  const asked = { purpose: 'radsec', text: authority.pem }
  await assert.rejects(
    at.house.as(at.person.helena).perform(addTrust, asked),
    code('roaming.trust.not-yours'),
  )
  await at.house.as(at.person.priya).perform(addTrust, asked)
  const [trust] = await trustOf(await at.house.as(at.person.priya).reader(), null)
  await assert.rejects(
    at.house.as(at.person.helena).perform(endTrust, { trust: trust?.id }),
    code('roaming.trust.not-yours'),
  )
})
