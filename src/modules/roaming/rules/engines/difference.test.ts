// What changed is told line by line, with a little around it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { differenceOf, type FileDifference } from './index.ts'

const text = (lines: readonly (string | number)[]): string => lines.map((line) => `${line}\n`).join('')
const numbers = (count: number): number[] => Array.from({ length: count }, (_, nth) => nth + 1)

/** Both files again, from the differences. */
function sides(one: FileDifference | undefined, before: string): string {
  const lines = before === '' ? [] : before.replace(/\n$/, '').split('\n')
  const made: string[] = []
  let at = 0
  for (const hunk of one?.hunks ?? []) {
    made.push(...lines.slice(at, hunk.before - 1))
    at = hunk.before - 1
    for (const { kind, text: words } of hunk.lines) {
      if (kind !== 'added') assert.equal(lines[at++], words)
      if (kind !== 'removed') made.push(words)
    }
  }
  return text([...made, ...lines.slice(at)])
}

test('what is the same is not shown; files that came and went are', () => {
  assert.deepEqual(differenceOf({ a: 'x\n' }, { a: 'x\n' }), [])
  const found = differenceOf({ gone: 'x\ny\n', same: 's' }, { came: 'z\n', same: 's' })
  assert.deepEqual(
    found.map(({ path, state, added, removed }) => [path, state, added, removed]),
    [
      ['came', 'added', 1, 0],
      ['gone', 'removed', 0, 2],
    ],
  )
})

test('a change has three lines around it and the numbers of both files; far changes stand apart', () => {
  const before = numbers(40)
  const after = [...before.slice(0, 9), 'ten', ...before.slice(10, 29), ...before.slice(30)]
  const [one] = differenceOf({ f: text(before) }, { f: text(after) })
  assert.deepEqual(
    one?.hunks.map((hunk) => [hunk.before, hunk.after, hunk.lines.length]),
    [
      [7, 7, 8],
      [27, 27, 7],
    ],
  )
  assert.deepEqual(one?.hunks[0]?.lines.slice(3, 5), [
    { kind: 'removed', text: '10' },
    { kind: 'added', text: 'ten' },
  ])
})

test('the fewest lines are told, and the new file comes out of the old', () => {
  let seed = 7
  const chance = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below
  for (let round = 0; round < 200; round += 1) {
    const before = Array.from({ length: chance(25) }, () => chance(6))
    const after = Array.from({ length: chance(25) }, () => chance(6))
    const [old, now] = [text(before), text(after)]
    const [one] = differenceOf({ f: old }, { f: now })
    assert.equal(sides(one, old), now)
    assert.equal(
      (one?.added ?? 0) + (one?.removed ?? 0),
      before.length + after.length - 2 * longest(before, after),
    )
  }
})

/** The length of the longest common subsequence, the slow way. */
function longest(one: readonly number[], other: readonly number[]): number {
  const row = Array.from({ length: other.length + 1 }, () => 0)
  for (const a of one) {
    let corner = 0
    other.forEach((b, at) => {
      const above = row[at + 1] ?? 0
      row[at + 1] = a === b ? corner + 1 : Math.max(above, row[at] ?? 0)
      corner = above
    })
  }
  return row.at(-1) ?? 0
}

test('two files with nothing in common do not take for ever', () => {
  const began = performance.now()
  const [one] = differenceOf({ f: text(numbers(40_000)) }, { f: text(numbers(40_000).map((nth) => -nth)) })
  assert.equal(one?.added, 40_000)
  assert.ok(performance.now() - began < 3000)
})
