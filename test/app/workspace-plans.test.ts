// A drawing beneath a plan: a picture is kept as it is, an SVG is written anew, anything else is refused in words.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { modules } from '#app/modules.ts'
import { openFileStore } from '#platform/files/index.ts'
import { workplaceThere } from '#test/support/bookings-there.ts'
import { countyDatabase } from '#test/support/county.ts'
import { testHouse } from '#test/support/house.ts'
import { clearPlan, drawPlan, putDown } from '#modules/workspaces/actions/plans.ts'
import { drawingOf, floorByCode, resourceByCode } from '#modules/workspaces/queries/estate.ts'

const database = countyDatabase()
const directory = mkdtempSync(join(tmpdir(), 'connects-plan-'))
after(() => rmSync(directory, { recursive: true, force: true }))

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
)
const SVG = Buffer.from('<svg viewBox="0 0 200 100"><script>alert(1)</script><path d="M0 0h9"/></svg>')

database.test('a drawing lies beneath the plan until it is replaced or taken away', async (db) => {
  const at = await workplaceThere(db)
  const store = await openFileStore(directory)
  const house = testHouse(db, modules, '2026-11-20T10:00:00Z', { store, mostBytes: 5_000_000 })
  const manager = house.as(at.person.helena)
  const reader = await manager.reader()
  const floor = () => floorByCode(reader, at.site, 'ground')
  const { id } = await floor()
  const draw = (name: string, bytes: Uint8Array, version: string) =>
    manager.perform(drawPlan, { floor: id, drawing: { name, bytes }, words: 'Walls', version })

  assert.deepEqual((await draw('walls.svg', SVG, '1')).leftOut, ['script'])
  const drawn = await floor()
  assert.deepEqual([drawn.has_drawing, drawn.plan_width, drawn.plan_height], [true, 1200, 600])
  assert.doesNotMatch((await drawingOf(reader, id)) ?? '', /script/)

  await draw('walls.png', PNG, '2')
  const pictured = await floor()
  assert.ok(!pictured.has_drawing && pictured.backdrop_file_id !== null)

  const place = { resource: at.desk, x: '100', y: '90' }
  await manager.perform(putDown, place)
  await assert.rejects(manager.perform(putDown, { ...place, x: '1201' }), /1200 or less/)
  assert.equal((await resourceByCode(reader, 'gun-wharf', 'd1')).plan_x, 100)

  await assert.rejects(draw('walls.svg', Buffer.from('<html>hello</html>'), '3'), /an SVG or a PNG/)
  await assert.rejects(draw('walls.png', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 1]), '3'), /an SVG/)
  await assert.rejects(draw('walls.svg', SVG, '2'), { kind: 'conflict' })
  await assert.rejects(
    house
      .as(at.person.ravi)
      .perform(drawPlan, { floor: id, drawing: { name: 'a.svg', bytes: SVG }, version: '3' }),
    {
      kind: 'forbidden',
    },
  )
  await manager.perform(clearPlan, { floor: id, version: '3' })
  assert.equal((await floor()).backdrop_file_id, null)
})
