// What the tests of the whole application stand on: a part is undone whole, whatever else speaks meanwhile.
import assert from 'node:assert/strict'
import { sql } from '#platform/database/index.ts'
import { appTest } from '#test/support/app.ts'

// The job library looks after its queues by the clock, in the middle of any test.
appTest('what is under way by itself neither undoes a part nor is lost with it', async (app) => {
  const ask = (): Promise<unknown> => sql`select pg_sleep(0.01)`.execute(app.connects.db)
  const before = await app.state()
  for (let round = 0; round < 10; round += 1) {
    const others = [ask(), ask()]
    // The first of them is on its way to the database when the part begins.
    await new Promise((resolve) => setImmediate(resolve))
    await app.undone(async () => void others.push(ask(), ask()))
    await Promise.all(others)
  }
  assert.deepEqual(await app.state(), before)
})

appTest('what was seen in the middle of a part is not taken for what stands after it', async (app) => {
  const before = await app.state()
  await app.undone(async () => {
    await sql`update organisations.site set version = version + 1`.execute(app.connects.db)
    assert.notDeepEqual(await app.state(), before)
  })
  assert.deepEqual(await app.state(), before)
})
