// What holds of every matrix and every tree: bands rise with the score, and no escalation goes round.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  above,
  bandOf,
  bandRank,
  BANDS,
  matrixFaults,
  mayEscalate,
  mayStandUnder,
  type BandName,
  type Matrix,
} from './rules.ts'
import { fiveByFive } from '#test/support/five-by-five.ts'

const bandName = fc.constantFrom(...(Object.keys(BANDS) as BandName[]))

const matrices: fc.Arbitrary<Matrix> = fc
  .record({
    likelihood: fc.integer({ min: 3, max: 7 }),
    impact: fc.integer({ min: 3, max: 7 }),
    froms: fc.uniqueArray(fc.integer({ min: 2, max: 30 }), { minLength: 1, maxLength: 3 }),
    cells: fc.array(
      fc.record({
        likelihood: fc.integer({ min: 1, max: 7 }),
        impact: fc.integer({ min: 1, max: 7 }),
        band: bandName,
      }),
      { maxLength: 3 },
    ),
  })
  .map(({ likelihood, impact, froms, cells }) => ({
    likelihood: Array.from({ length: likelihood }, (_, at) => ({ words: `L${at}`, meaning: '' })),
    impact: Array.from({ length: impact }, (_, at) => ({ ...fiveByFive.impact[0]!, words: `I${at}` })),
    bands: [1, ...froms.toSorted((a, b) => a - b)].map((from, at) => ({
      ...fiveByFive.bands[at]!,
      from,
    })),
    cells,
  }))

test('R2: on every matrix that is taken, a band never falls when likelihood or impact rises', () => {
  fc.assert(
    fc.property(matrices, (matrix) => {
      fc.pre(matrixFaults(matrix).length === 0)
      for (let likelihood = 1; likelihood <= matrix.likelihood.length; likelihood += 1)
        for (let impact = 1; impact <= matrix.impact.length; impact += 1) {
          const here = bandRank(bandOf(matrix, { likelihood, impact }))
          if (likelihood > 1)
            assert.ok(bandRank(bandOf(matrix, { likelihood: likelihood - 1, impact })) <= here)
          if (impact > 1) assert.ok(bandRank(bandOf(matrix, { likelihood, impact: impact - 1 })) <= here)
        }
    }),
    { numRuns: 60 },
  )
})

test('R7: registers moved at random, where it is allowed, never make a ring; and a risk only goes up', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 })), { maxLength: 25 }),
      (moves) => {
        let tree = Array.from({ length: 7 }, (_, at) => ({ id: String(at), parentId: null as string | null }))
        for (const [one, under] of moves) {
          const [id, parent] = [String(one), String(under)]
          try {
            mayStandUnder(tree, { id, level: 'service' }, { id: parent, level: 'service', isClosed: false })
          } catch {
            continue
          }
          tree = tree.map((register) => (register.id === id ? { id, parentId: parent } : register))
        }
        for (const { id } of tree) {
          const way = above(tree, id)
          assert.ok(!way.includes(id), 'no register stands above itself')
          for (const to of tree) {
            const allowed = (() => {
              try {
                mayEscalate({ registerId: id, to: to.id, registers: tree, toIsClosed: false, current: [] })
                return true
              } catch {
                return false
              }
            })()
            assert.equal(allowed, way.includes(to.id))
            if (allowed) assert.ok(!above(tree, to.id).includes(id), 'what went up cannot come round')
          }
        }
      },
    ),
    { numRuns: 60 },
  )
})
