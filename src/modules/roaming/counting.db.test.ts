// Lines become counts exactly once, with nobody in them.
import assert from 'node:assert/strict'
import { Refusal } from '#platform/errors/index.ts'
import { sql, type Database } from '#platform/database/index.ts'
import { countyDatabase } from '#test/support/county.ts'
import { smallFederation, type SmallFederation } from '#test/support/generations.ts'
import { agentOf, published } from '#test/support/roaming-secrets.ts'
import { chooseLog } from './actions/choosing-logs.ts'
import { closeQuarters } from './actions/closing-quarters.ts'
import { countLog, DEVICE_KEY, logPosition, purgeTrace, sendLog } from './actions/counting.ts'
import { COLLECT } from './devices.ts'
import { deviceHash } from './device-hash.ts'
import { closingOf } from './queries/closings.ts'
import { causesOfFailure, visitsOf } from './queries/visits.ts'
import { lateWords, quarterNamed } from './rules/quarters.ts'

const database = countyDatabase()

const tick = (realm: string, visited: string, result = 'OK', more = ''): string =>
  `2026-11-20T09:00:00Z p F-TICKS/govroam/1.0#REALM=${realm}#VISCOUNTRY=GB#VISINST=1${visited}#CSI=abc#RESULT=${result}#${more}`
const trace = (
  parts: Partial<
    Record<'result' | 'realm' | 'client' | 'mac' | 'operator' | 'cui' | 'nas' | 'cause', string>
  >,
): string =>
  [
    '1795165200',
    parts.result ?? 'ok',
    parts.realm ?? 'dover.gov.uk',
    parts.client ?? 'medway-1',
    parts.mac ?? 'AA-BB-CC-11-22-33',
    parts.operator ?? '1medway.gov.uk',
    parts.cui ?? 'c0ffee',
    parts.nas ?? 'ap-1',
    '1812',
    parts.cause ?? '-',
  ].join('\t')

let position = 0
const counted = (at: SmallFederation, lines: readonly string[], more: Record<string, unknown> = {}) =>
  at.house.system.perform(countLog, {
    kind: 'syslog-tcp',
    name: '127.68.0.1:514',
    from: position,
    to: position,
    lines,
    ...more,
  })

const visitsIn = async ({ db }: Pick<Database, 'db'>) =>
  (
    await sql<{ row: string }>`
      select day || ' ' || realm || ' ' || visited || ' ' || result || ' ' || logins || case when home_member_id is null then ' ?' else '' end
        || case when visited_member_id is null then ' ?' else '' end as row from roaming.visit_day order by 1`.execute(
      db,
    )
  ).rows.map(({ row }) => row)

/** Everything the module keeps, as text. */
async function everythingKept({ db }: Pick<Database, 'db'>): Promise<string> {
  const tables = [
    'visit_day',
    'visit_month',
    'fault_day',
    'unknown_key',
    'malformed_day',
    'malformed_sample',
    'sighting',
    'log_source',
  ]
  const texts = []
  for (const table of tables) {
    const { rows } = await sql<{
      row: string
    }>`select one::text as row from ${sql.id('roaming', table)} one`.execute(db)
    texts.push(...rows.map(({ row }) => row))
  }
  const { rows } = await sql<{
    row: string
  }>`select entry::text as row from platform.audit_entry entry`.execute(db)
  return [...texts, ...rows.map(({ row }) => row)].join('\n')
}

database.test(
  'Visits are counted by day, realm, place and result, with the sums of the month and the day.',
  async (db) => {
    const at = await smallFederation(db)
    await counted(at, [
      tick('dover.gov.uk', 'medway.gov.uk'),
      tick('dover.gov.uk', 'medway.gov.uk'),
      tick('dover.gov.uk', 'medway.gov.uk', 'FAIL'),
      tick('elsewhere.example', 'medway.gov.uk'),
    ])
    await counted(at, [tick('dover.gov.uk', 'medway.gov.uk')])
    assert.deepEqual(await visitsIn(db), [
      '2026-11-20 dover.gov.uk medway.gov.uk fail 1',
      '2026-11-20 dover.gov.uk medway.gov.uk ok 3',
      '2026-11-20 elsewhere.example medway.gov.uk ok 1 ?',
    ])
    const sums = await sql<{ what: string; logins: bigint }>`
    select 'month' as what, sum(logins)::bigint as logins from roaming.visit_month union all
    select 'total ' || result, logins from roaming.visit_total order by 1`.execute(db.db)
    assert.deepEqual(
      sums.rows.map((row) => [row.what, row.logins]),
      [
        ['month', 5n],
        ['total fail', 1n],
        ['total ok', 4n],
      ],
    )
  },
)

database.test('A part of a file is counted once, whoever offers it again and after whatever.', async (db) => {
  const at = await smallFederation(db)
  const lines = [tick('dover.gov.uk', 'medway.gov.uk')]
  const offer = (identity: string, from: number, to: number) =>
    at.house.system.perform(countLog, {
      kind: 'file',
      name: '/var/log/fticks.log',
      identity,
      from,
      to,
      lines,
    })
  assert.deepEqual(await offer('a', 0, 100), { taken: true, identity: 'a', position: 100 })
  assert.deepEqual(await offer('a', 0, 100), { taken: false, identity: 'a', position: 100 })
  assert.deepEqual(await offer('a', 50, 150), { taken: false, identity: 'a', position: 100 })
  assert.deepEqual(await offer('a', 100, 200), { taken: true, identity: 'a', position: 200 })
  // A new file begins at its beginning, and the one before it is over.
  assert.deepEqual(await offer('b', 40, 90), { taken: false, identity: 'a', position: 200 })
  assert.deepEqual(await offer('b', 0, 90), { taken: true, identity: 'b', position: 90 })
  assert.deepEqual(await offer('a', 0, 100), { taken: false, identity: 'b', position: 90 })
  assert.deepEqual(await visitsIn(db), ['2026-11-20 dover.gov.uk medway.gov.uk ok 3'])
})

database.test(
  'No user name and no device’s address is kept anywhere, even when they are sent.',
  async (db) => {
    const at = await smallFederation(db)
    await counted(at, [
      tick(
        'zzsecretzz@dover.gov.uk',
        'medway.gov.uk',
        'OK',
        'USERNAME=zzsecretzz@dover.gov.uk#OUTER=zzsecretzz#',
      ),
      tick('dover.gov.uk', 'medway.gov.uk', 'zzsecretzz@dover.gov.uk'),
      'F-TICKS/govroam/1.0#USERNAME=zzsecretzz#broken',
      'Auth: Login OK: [zzsecretzz] (from client ap port 0 cli AA-BB-CC-11-22-33)',
      trace({
        result: 'fail',
        cause: 'user "zzsecretzz" (AA-BB-CC-11-22-33) zzsecretzz@dover.gov.uk not found',
      }),
      trace({}),
    ])
    const kept = await everythingKept(db)
    assert.ok(kept.includes('dover.gov.uk') && kept.includes('OUTER'))
    assert.ok(!/zzsecretzz/i.test(kept))
    assert.ok(!/aa.?bb.?cc.?11.?22.?33/i.test(kept))
  },
)

database.test(
  'A trace line is a sighting with its device hashed, its site by the access point, and its members.',
  async (db) => {
    const at = await smallFederation(db)
    const site = crypto.randomUUID()
    await sql`insert into platform.subject (id, module, noun, title, audience) values (${site}, 'organisations', 'site', 'Gun Wharf', 'public')`.execute(
      db.db,
    )
    await sql`insert into organisations.site (id, organisation_id, code, name, town, postcode) values (${site}, ${at.organisation.medway}, 'gun-wharf', 'Gun Wharf', 'Chatham', 'ME4 4TR')`.execute(
      db.db,
    )
    await sql`insert into roaming.location (site_id, member_id, nas_identifiers, from_on) values (${site}, ${at.member.medway}, '{ap-1,ap-2}', '2026-01-01')`.execute(
      db.db,
    )
    await counted(at, [
      trace({}),
      trace({
        operator: '-',
        result: 'fail',
        mac: '-',
        cui: '-',
        nas: '-',
        cause: 'home server did not answer',
      }),
      trace({ client: 'portal' }),
      trace({ nas: 'connects-probe' }),
    ])
    const sightings = await db.db
      .selectFrom('roaming.sighting')
      .selectAll()
      .orderBy('result', 'desc')
      .execute()
    assert.equal(sightings.length, 2)
    const [ok, fail] = sightings
    const key = await at.house.errand.secret({ owner: DEVICE_KEY, name: 'value' })
    assert.deepEqual(Buffer.from(ok?.device ?? []), deviceHash(key?.reveal() ?? '', 'aabbcc112233'))
    assert.deepEqual(
      [ok?.site_id, ok?.cui, ok?.home_member_id, ok?.visited_member_id],
      [site, 'c0ffee', at.member.dover, at.member.medway],
    )
    assert.deepEqual([fail?.device, fail?.cui, fail?.visited_member_id], [null, null, at.member.medway])
    const faults = await db.db.selectFrom('roaming.fault_day').select(['cause', 'logins']).execute()
    assert.deepEqual(faults, [{ cause: 'home server did not answer', logins: 1n }])
  },
)

database.test(
  'Strangers beyond three hundred a day stand together, whatever the number of batches.',
  async (db) => {
    const at = await smallFederation(db)
    const made = (from: number): string[] =>
      Array.from({ length: 200 }, (_, one) => tick(`r${from + one}.example`, 'medway.gov.uk'))
    await counted(at, made(0))
    await counted(at, made(200))
    await counted(at, [tick('r0.example', 'medway.gov.uk'), tick('r399.example', 'medway.gov.uk')])
    const rows = await db.db.selectFrom('roaming.visit_day').select(['realm', 'logins']).execute()
    assert.equal(rows.length, 301)
    assert.equal(rows.find((row) => row.realm === '(others)')?.logins, 101n)
    assert.equal(rows.find((row) => row.realm === 'r0.example')?.logins, 2n)
  },
)

database.test(
  'Malformed lines are counted by reason, and at most twenty a day are kept to be looked at.',
  async (db) => {
    const at = await smallFederation(db)
    for (let batch = 0; batch < 3; batch += 1)
      await counted(
        at,
        Array.from({ length: 15 }, () => 'F-TICKS/govroam/1.0#REALM=a.example#'),
        { dropped: 7 },
      )
    const [source] = await db.db.selectFrom('roaming.log_source').selectAll().execute()
    assert.deepEqual([source?.lines, source?.malformed, source?.dropped], [45n, 45n, 21n])
    const samples = await db.db.selectFrom('roaming.malformed_sample').select('why').execute()
    assert.equal(samples.length, 20)
    const days = await db.db.selectFrom('roaming.malformed_day').select(['why', 'lines']).execute()
    assert.deepEqual(days, [{ why: 'result', lines: 45n }])
  },
)

database.test(
  'An agent sends the log of its own server, and no other: what roams is counted at the proxy only.',
  async (db) => {
    const at = await smallFederation(db)
    const agentOf = async (code: string) => {
      const id = crypto.randomUUID()
      const server = at.server[code] ?? ''
      await sql`insert into roaming.agent (id, server_id, token_hash, enrolled_at) values (${id}, ${server}, ${Buffer.from(id)}, now())`.execute(
        db.db,
      )
      return at.house.device(id, [{ permission: COLLECT, scope: { kind: 'server', id: server } }])
    }
    const lines = [tick('dover.gov.uk', 'medway.gov.uk'), tick('medway.gov.uk', 'medway.gov.uk')]
    const sent = { kind: 'fticks', fileIdentity: 'f', from: 0, to: 10, lines }
    const medway = await agentOf('medway-1')
    assert.deepEqual(await medway.ask(logPosition, { kind: 'fticks' }), { identity: null, position: 0 })
    await medway.perform(sendLog, sent)
    assert.deepEqual(await visitsIn(db), ['2026-11-20 medway.gov.uk medway.gov.uk ok 1'])
    await (await agentOf('county-a')).perform(sendLog, sent)
    assert.deepEqual(await visitsIn(db), [
      '2026-11-20 dover.gov.uk medway.gov.uk ok 1',
      '2026-11-20 medway.gov.uk medway.gov.uk ok 1',
    ])
    assert.deepEqual(await medway.ask(logPosition, { kind: 'fticks' }), { identity: 'f', position: 10 })
    await assert.rejects(at.house.as(at.person.priya).perform(sendLog, sent), Refusal)
  },
)

database.test(
  'One login in the log of the county’s proxy and in that of a member’s agent is seen twice and counted once.',
  async (db) => {
    const at = await smallFederation(db)
    const [roams, stays] = [tick('dover.gov.uk', 'medway.gov.uk'), tick('medway.gov.uk', 'medway.gov.uk')]
    const agents = {
      medway: await agentOf(at, 'medway-1'),
      county: await agentOf(at, 'county-a'),
    }
    const sends = (agent: 'medway' | 'county', from: number, lines: readonly string[]) =>
      agents[agent].perform(sendLog, { kind: 'fticks', fileIdentity: 'f', from, to: from + 10, lines })
    const seen = async (): Promise<string[]> =>
      (
        await sql<{ row: string }>`
          select name || ' ' || logins || ' ' || elsewhere as row from roaming.log_source order by 1`.execute(
          db.db,
        )
      ).rows.map(({ row }) => row)
    await sends('medway', 0, [roams, stays])
    // The proxy's log comes by syslog, and so does Medway's by mistake.
    await counted(at, [roams, stays])
    assert.deepEqual(await seen(), ['127.68.0.1:514 1 1', 'medway-1/fticks 1 1'])
    const once = ['2026-11-20 dover.gov.uk medway.gov.uk ok 1', '2026-11-20 medway.gov.uk medway.gov.uk ok 1']
    assert.deepEqual(await visitsIn(db), once)
    // From when the proxy's own agent sends its log, nothing that roams is counted from the other, and what that counted
    // before is not counted from the agent's, which is read from its beginning.
    const later = roams.replace('T09:00:00Z', 'T09:00:01Z')
    await sends('county', 0, [roams])
    await counted(at, [roams, later])
    assert.deepEqual(await visitsIn(db), once)
    await sends('county', 10, [later])
    assert.deepEqual(await seen(), ['127.68.0.1:514 1 3', 'county-a/fticks 1 1', 'medway-1/fticks 1 1'])
    // Whoever runs it says otherwise: then the other counts.
    const { rows } = await sql<{
      id: string
    }>`select id from roaming.log_source where kind = 'agent' and name like 'county%'`.execute(db.db)
    const choice = { log: rows[0]?.id, counts: 'no' }
    await assert.rejects(at.house.as(at.person.ravi).perform(chooseLog, choice), Refusal)
    await at.house.as(at.person.priya).perform(chooseLog, choice)
    await sends('county', 20, [roams])
    await counted(at, [roams])
    assert.deepEqual(await visitsIn(db), [once[0]?.replace(/1$/, '3'), once[1]])
    const traced = (lines: string[], from: number) =>
      agents.county.perform(sendLog, { kind: 'trace', fileIdentity: 't', from, to: from + 10, lines })
    const sightings = async () => (await db.db.selectFrom('roaming.sighting').select('id').execute()).length
    await counted(at, [trace({})])
    await traced([trace({}), trace({}).replace('1795165200', '1795165201')], 0)
    assert.equal(await sightings(), 2, 'the same of the trace')
  },
)

database.test(
  'A closed quarter’s figures never change: what comes later stands beside them, and the report says so.',
  async (db) => {
    const at = await smallFederation(db)
    const q4 = quarterNamed('2026-q4') ?? assert.fail()
    const ticks = (more: string, result = 'OK') =>
      tick('dover.gov.uk', 'medway.gov.uk', result).replace('2026-11-20T09', more)
    const failed = (at: string): string =>
      trace({ result: 'fail', cause: 'no answer' }).replace('1795165200', at)
    await counted(at, [ticks('2026-12-31T22'), failed('1795165200')])
    const close = () => at.house.system.perform(closeQuarters, {})
    const reader = () => at.house.as(at.person.priya).reader()
    const figures = async () => [
      await visitsOf(await reader(), { from: q4.from, until: q4.until, by: 'pair' }),
      await causesOfFailure(await reader(), q4),
    ]
    at.house.clock.set('2027-01-14T23:00:00Z')
    assert.equal((await close()).closed, 0)
    await counted(at, [ticks('2026-12-31T22')])
    at.house.clock.set('2027-01-15T04:00:00Z')
    assert.equal((await close()).closed, 1)
    assert.equal((await close()).closed, 0)
    const before = await figures()
    await counted(at, [ticks('2026-12-31T22'), ticks('2027-01-02T10'), failed('1795165200')])
    await counted(at, [ticks('2026-12-30T22', 'FAIL')])
    assert.deepEqual(await figures(), before)
    const { closedAt, late } = await closingOf(await reader(), q4)
    assert.equal(closedAt?.toString(), '2027-01-15T04:00:00Z')
    assert.deepEqual([late?.ok, late?.fail, late?.lastAt.toString()], [1, 1, '2027-01-15T04:00:00Z'])
    assert.equal(
      (await visitsIn(db)).at(-1),
      '2027-01-02 dover.gov.uk medway.gov.uk ok 1',
      'the present one goes on',
    )
    assert.equal(
      lateWords(late, false),
      '2 logins were counted after that, the last on 15 January 2027 (1 succeeded, 1 refused). The figures do not hold them.',
    )
    const inPublic = (ok: number) =>
      (lateWords({ ok, fail: 1, lastAt: at.house.clock.now() }, true) ?? '').split(' were ')[0]
    assert.deepEqual(
      [3, 4, 8, 9, 1238].map(inPublic),
      [
        'Fewer than 5 logins',
        'At least 5 logins',
        'At least 5 logins',
        'At least 10 logins',
        'At least 1,235 logins',
      ],
      'what grows is subtracted, so no two of its figures differ by a small one',
    )
    // However often somebody sends lines of long ago, strangers of a day stand by name so many times only.
    for (const from of [0, 200, 400])
      await counted(
        at,
        Array.from({ length: 200 }, (_, one) =>
          tick(`r${from + one}.example`, 'medway.gov.uk').replace('2026-11-20T09', '2026-12-30T10'),
        ),
      )
    const strangers = await db.db
      .selectFrom('roaming.late_visit')
      .select('realm')
      .where('home_member_id', 'is', null)
      .execute()
    assert.equal(strangers.length, 301)
  },
)

database.test('The trace is gone after its days.', async (db) => {
  const at = await smallFederation(db)
  await counted(at, [trace({}), trace({}).replace('1795165200', '1780000000')])
  const { deleted } = await at.house.system.perform(purgeTrace, {})
  assert.equal(deleted, 1)
  assert.equal((await db.db.selectFrom('roaming.sighting').select('id').execute()).length, 1)
})

database.test(
  'A proxy’s trace proves the secret of whoever asked it; what came by syslog, or from elsewhere, proves none.',
  async (db) => {
    const at = await smallFederation(db)
    await published(at)
    const county = await agentOf(at, 'county-a')
    const proven = async (): Promise<number> => {
      const { rows } = await sql`select 1 from roaming.credential where lower_proved_at is not null`.execute(
        db.db,
      )
      return rows.length
    }
    const seconds = Math.trunc(at.house.clock.now().epochMilliseconds / 1000) + 60
    const asked = (client: string): string => trace({ client }).replace('1795165200', String(seconds))
    await counted(at, [asked('medway')])
    assert.equal(await proven(), 0, 'anybody could have sent it')
    const medway = await agentOf(at, 'medway-1')
    const sent = { kind: 'trace', fileIdentity: 'f', from: 0, to: 10 }
    await medway.perform(sendLog, { ...sent, lines: [asked('dover')] })
    assert.equal(await proven(), 0, 'a member’s server is nobody’s proxy')
    await county.perform(sendLog, { ...sent, lines: [asked('portal'), asked('nobody'), asked('medway')] })
    assert.equal(await proven(), 1)
    const file = { kind: 'file', name: '/var/log/trace.log', identity: 'a', from: 0, to: 10 }
    await at.house.system.perform(countLog, { ...file, lines: [asked('dover')] })
    assert.equal(await proven(), 2, 'there is one proxy: the file on this machine is its own')
    const back = await at.house.system.perform(countLog, {
      ...file,
      from: 10,
      to: 0,
      lines: [asked('dover')],
    })
    assert.equal(back.taken, false, 'a log is never read backwards')
  },
)
