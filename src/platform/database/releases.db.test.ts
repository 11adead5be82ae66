import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { allOwners, emptyDatabase } from '#test/support/database.ts'
import { releases } from '#test/support/releases.ts'
import { check, compareSchema, restore } from './index.ts'

const source = fileURLToPath(new URL('../../', import.meta.url))

// Every day the newest release, whose schema most installations have; all of them when everything is asked for.
const wanted = process.env['CONNECTS_TEST_LONG'] === '1' ? releases() : releases().slice(-1)

for (const release of wanted) {
  test(`An installation of version ${release.version} comes up to this version with everything in it`, async (t) => {
    const place = mkdtempSync(join(tmpdir(), 'connects-release-'))
    t.after(() => rmSync(place, { recursive: true, force: true }))
    const database = await emptyDatabase(t)
    const restored = await restore(database, {
      from: release.backup,
      filesDir: join(place, 'files'),
      owners: allOwners(),
    })
    assert.ok(restored.rows > 0)
    assert.deepEqual(await compareSchema(database.db, source), [])
    assert.deepEqual((await check(database, allOwners())).findings, [])
  })
}
