// Whatever the table: nothing under five is shown, what is shown is true, and no hidden figure follows from the others.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { LEAST_SHOWN, suppressed, type ShownTable } from './suppression.ts'

const tables = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }))
  .chain(([rows, columns]) =>
    fc.array(
      fc.array(fc.oneof(fc.nat(6), fc.nat(2), fc.nat(40)), { minLength: columns, maxLength: columns }),
      {
        minLength: rows,
        maxLength: rows,
      },
    ),
  )

const add = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0)

// Every other way to fill the hidden cells, cell by cell, each within three of the truth: sums shown must come out.
function seenOtherwise(truth: readonly (readonly number[])[], shown: ShownTable): ReadonlySet<string> {
  const width = truth[0]?.length ?? 0
  const flat = truth.flat()
  const hidden = shown.cells.flat().flatMap((one, at) => (one === null ? [at] : []))
  const other = new Set<string>()
  const totals = (values: readonly number[]) => {
    const rows = truth.map((_, row) => add(values.slice(row * width, (row + 1) * width)))
    const columns = Array.from({ length: width }, (_, column) =>
      add(values.filter((_, at) => at % width === column)),
    )
    return { rows, columns, total: add(rows) }
  }
  const was = totals(flat)
  const values = [...flat]
  const walk = (next: number): void => {
    const at = hidden[next]
    if (at === undefined) {
      const now = totals(values)
      const agrees = (said: readonly (number | null)[], found: readonly number[]): boolean =>
        said.every((one, index) => one === null || one === found[index])
      if (!agrees(shown.rows, now.rows) || !agrees(shown.columns, now.columns)) return
      if (shown.total !== null && shown.total !== now.total) return
      for (const [index, value] of values.entries()) if (value !== flat[index]) other.add(`cell ${index}`)
      for (const [index, value] of now.rows.entries())
        if (value !== was.rows[index]) other.add(`row ${index}`)
      for (const [index, value] of now.columns.entries())
        if (value !== was.columns[index]) other.add(`column ${index}`)
      if (now.total !== was.total) other.add('total')
      return
    }
    for (let value = Math.max(0, (flat[at] ?? 0) - 1); value <= (flat[at] ?? 0) + 1; value += 1) {
      values[at] = value
      walk(next + 1)
    }
    values[at] = flat[at] ?? 0
  }
  walk(0)
  return other
}

test('No hidden figure can be worked out from what is shown.', () => {
  fc.assert(
    fc.property(tables, (truth) => {
      const shown = suppressed(truth)
      const could = seenOtherwise(truth, shown)
      for (const [at, one] of shown.cells.flat().entries())
        if (one === null) assert.ok(could.has(`cell ${at}`), `cell ${at} of ${JSON.stringify(truth)}`)
      for (const [at, one] of shown.rows.entries())
        if (one === null) assert.ok(could.has(`row ${at}`), `row ${at} of ${JSON.stringify(truth)}`)
      for (const [at, one] of shown.columns.entries())
        if (one === null) assert.ok(could.has(`column ${at}`), `column ${at} of ${JSON.stringify(truth)}`)
      if (shown.total === null) assert.ok(could.has('total'), `total of ${JSON.stringify(truth)}`)
    }),
    { numRuns: 60 },
  )
})

test('Nothing under five is shown, and what is shown is true.', () => {
  fc.assert(
    fc.property(tables, (truth) => {
      const shown = suppressed(truth)
      const pairs = [
        ...shown.cells.flatMap((row, at) => row.map((one, column) => [one, truth[at]?.[column]] as const)),
        ...shown.rows.map((one, row) => [one, add(truth[row] ?? [])] as const),
        [shown.total, add(truth.flat())] as const,
      ]
      for (const [one, real] of pairs) {
        assert.ok(one === null || (one === real && one >= LEAST_SHOWN))
      }
    }),
    { numRuns: 100 },
  )
})

test('A table without small numbers is shown whole.', () => {
  assert.deepEqual(
    suppressed([
      [12, 7],
      [5, 90],
    ]),
    {
      cells: [
        [12, 7],
        [5, 90],
      ],
      rows: [19, 95],
      columns: [17, 97],
      total: 114,
    },
  )
})
