// The check of a generation with the real programs: files of a whole federation pass, a broken one is named with its file,
// a program that hangs is given up, and nothing of it is left on the disk.
import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { generateFederation } from '#modules/roaming/actions/generating.ts'
import { checkGeneration, sweep } from '#modules/roaming/index.ts'
import { generationByNumber } from '#modules/roaming/queries/generations.ts'
import { targetsOf } from '#modules/roaming/queries/targets.ts'
import { json, sql } from '#platform/database/index.ts'
import { programAt } from '#platform/radius/index.ts'
import { committedDatabase } from '#test/support/database.ts'
import { addLink, addServer, smallFederation } from '#test/support/generations.ts'
import { skipUnless } from '#test/support/requirements.ts'

const skip = skipUnless(
  'freeradius and radsecproxy (Debian packages)',
  programAt('freeradius') !== undefined && programAt('radsecproxy') !== undefined,
)

async function privateDirectory(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'connects-test-'))
  t.after(() => rm(directory, { recursive: true, force: true }))
  return directory
}

test(
  'FreeRADIUS and radsecproxy read every generated file, and nothing stays on the disk',
  { skip },
  async (t) => {
    const database = await committedDatabase(t)
    const at = await smallFederation(database)
    const second = await addServer(database, null, 'county-b', '127.64.0.2', { engine: 'radsecproxy' })
    await addLink(database, at.server['medway-1'] ?? '', second)
    await addServer(database, at.member.dover, 'dover-2', '127.64.2.2', { engine: 'nps' })
    const under = await privateDirectory(t)
    await mkdir(join(under, 'connects-check-999999-1-killed'))
    const { generation } = await at.house.as(at.person.priya).perform(generateFederation, {})
    const { checked } = await checkGeneration(at.house.errand, { generation, under })
    assert.equal(checked, 5)
    const reader = await at.house.system.reader()
    const targets = await targetsOf(reader, generation)
    assert.deepEqual(
      targets.map((one) => [one.server_code, one.check_state, one.check_words]),
      [
        ['county-a', 'passed', null],
        ['county-b', 'passed', null],
        ['dover-1', 'passed', null],
        ['dover-2', 'passed', null],
        ['medway-1', 'passed', null],
      ],
    )
    assert.equal((await generationByNumber(reader, 1)).state, 'checked')
    assert.deepEqual(await readdir(under), [], 'what a killed check left is gone too')
  },
)

test('what FreeRADIUS refuses makes the generation faulty, told without its secrets', { skip }, async (t) => {
  const database = await committedDatabase(t)
  const at = await smallFederation(database)
  const { generation } = await at.house.as(at.person.priya).perform(generateFederation, {})
  const reader = await at.house.system.reader()
  const county = (await targetsOf(reader, generation)).find((one) => one.server_code === 'county-a')
  assert.ok(county !== undefined)
  const pack = await database.db
    .selectFrom('roaming.pack')
    .select('files')
    .where('digest', '=', county.pack_digest)
    .executeTakeFirstOrThrow()
  const clients = (pack.files['clients.conf'] ?? '').replace(
    'ipaddr = 127.64.1.1',
    'ipaddr = 127.64.1.1 127.0.0.1',
  )
  const broken = { ...pack.files, 'clients.conf': clients.replace(/secret = '(.*)'/, "secret = $1 ' x") }
  await sql`update roaming.pack set files = ${json(broken)}::jsonb where digest = ${county.pack_digest}`.execute(
    database.db,
  )
  await checkGeneration(at.house.errand, { generation, under: await privateDirectory(t) })
  const after = (await targetsOf(reader, generation)).find((one) => one.server_code === 'county-a')
  assert.equal(after?.check_state, 'failed')
  assert.match(after.check_words ?? '', /clients\.conf/)
  const kept = await at.house.errand.secretsOf([...county.secrets], 'value')
  for (const one of kept.values()) assert.ok(!(after.check_words ?? '').includes(one.reveal()))
  assert.equal((await generationByNumber(reader, 1)).state, 'faulty')
})

test('what a running check holds is not swept away by another', { skip }, async (t) => {
  const under = await privateDirectory(t)
  const own = join(under, `connects-check-${process.pid}-${Math.round(performance.timeOrigin)}-x`)
  await mkdir(own)
  await mkdir(join(under, 'something-else'))
  await mkdir(join(under, 'connects-check-1-1-y'))
  await writeFile(join(own, 'file'), '')
  await sweep(under)
  assert.deepEqual((await readdir(under)).toSorted(), [
    'connects-check-1-1-y',
    `connects-check-${process.pid}-${Math.round(performance.timeOrigin)}-x`,
    'something-else',
  ])
})
