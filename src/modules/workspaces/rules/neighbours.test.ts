// Desks beside each other: places that follow each other in one row, and nothing that only looks like it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { besideEachOther, inOneZone, type Desk } from './neighbours.ts'

const desk = (row: string | null, place: number | null, zoneId = 'a', floorId = '1'): Desk => ({
  id: `${floorId}${zoneId}${row}${place}`,
  zoneId,
  floorId,
  rowName: row,
  rowPlace: place,
})
const places = (desks: readonly Desk[] | null): unknown => desks?.map((one) => one.rowPlace) ?? null

test('a run has no gap, and a row of another floor is another row', () => {
  const free = [desk('W', 5), desk('W', 1), desk('W', 2), desk('W', 4), desk('W', 6), desk('W', 3, 'a', '2')]
  assert.deepEqual(places(besideEachOther(free, 3)), [4, 5, 6])
  assert.equal(besideEachOther(free, 4), null)
  assert.equal(besideEachOther([desk(null, null), desk(null, null)], 2), null)
})

test('one zone: beside each other where it can be, and otherwise near; never over two zones', () => {
  const free = [desk('W', 1), desk('W', 3), desk('X', 1), desk('Y', 1, 'b'), desk('Y', 2, 'b')]
  assert.deepEqual(places(inOneZone(free, 2)), [1, 2])
  assert.deepEqual(
    inOneZone(free, 3)?.map((one) => one.zoneId),
    ['a', 'a', 'a'],
  )
  assert.equal(inOneZone(free, 4), null)
})
