// What must hold of the fund whatever happens to it: any sequence of payments, approvals, spends, reversals and
// closures that the rules let through. A failure prints its seed.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { Refusal } from '#platform/errors/index.ts'
import { sum } from '#platform/money/index.ts'
import { prove, type LedgerEntry, type ProofInput } from './proof.ts'
import { balanceOf, effectOf, lowestAvailableFrom, mayCommit, mayDraw, weightedPerMille } from './rules.ts'

const FIRST = Temporal.PlainDate.from('2026-04-01')
const dayAt = (offset: number): Temporal.PlainDate => FIRST.add({ days: offset })

type Step =
  | { readonly does: 'pay'; readonly pence: bigint; readonly on: number }
  | { readonly does: 'approve'; readonly pence: bigint; readonly on: number }
  | { readonly does: 'spend'; readonly which: number; readonly pence: bigint; readonly on: number }
  | { readonly does: 'close'; readonly which: number }

const pence = fc.bigInt({ min: 1n, max: 50_000_00n })
const on = fc.nat(300)
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ does: fc.constant('pay' as const), pence, on }),
  fc.record({ does: fc.constant('approve' as const), pence, on }),
  fc.record({
    does: fc.constant('spend' as const),
    which: fc.nat(9),
    pence: fc.bigInt({ min: -10_000_00n, max: 30_000_00n }).filter((amount) => amount !== 0n),
    on,
  }),
  fc.record({ does: fc.constant('close' as const), which: fc.nat(9) }),
)

type Award = {
  reference: string
  caseId: string
  projectId: string
  amountPence: bigint
  ended: boolean
  madeOn: number
  spends: { id: string; amountPence: bigint }[]
}
type Fund = {
  entries: LedgerEntry[]
  awards: Award[]
  payments: ProofInput['payments'][number][]
  accepted: number
}

const blank = { caseId: null, projectId: null, spendId: null, paymentId: null }

// The fund as the actions run it: the rules are asked first, and what they let through is written.
function run(steps: readonly Step[]): Fund {
  const fund: Fund = { entries: [], awards: [], payments: [], accepted: 0 }
  for (const [index, one] of steps.entries()) {
    try {
      take(fund, one, `${index}`)
      fund.accepted += 1
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
    }
  }
  return fund
}

function take(fund: Fund, one: Step, id: string): void {
  const write = (
    entry: Partial<LedgerEntry> & Pick<LedgerEntry, 'kind' | 'amountPence' | 'occurredOn'>,
  ): void => void fund.entries.push({ ...blank, id: `${id}-${entry.kind}`, ...entry })
  if (one.does === 'pay') {
    fund.payments.push({ id, fundPence: one.pence })
    write({ kind: 'paid-in', amountPence: one.pence, occurredOn: dayAt(one.on), paymentId: id })
  } else if (one.does === 'approve') {
    mayCommit(id, one.pence, lowestAvailableFrom(fund.entries, dayAt(one.on)))
    write({ kind: 'committed', amountPence: one.pence, occurredOn: dayAt(one.on), caseId: id })
    fund.awards.push({
      reference: id,
      caseId: id,
      projectId: id,
      amountPence: one.pence,
      ended: false,
      madeOn: one.on,
      spends: [],
    })
  } else {
    const award = fund.awards[one.which % Math.max(fund.awards.length, 1)]
    if (award === undefined || award.ended) return
    const drawnPence = sum(award.spends.map((spend) => spend.amountPence))
    if (one.does === 'spend') {
      mayDraw({ ...award, drawnPence }, one.pence)
      const occurredOn = dayAt(Math.max(one.on, award.madeOn))
      award.spends.push({ id, amountPence: one.pence })
      write({ kind: 'drawn', amountPence: one.pence, occurredOn, projectId: award.projectId, spendId: id })
      write({ kind: 'spent', amountPence: one.pence, occurredOn, projectId: award.projectId, spendId: id })
    } else {
      award.ended = true
      if (award.amountPence > drawnPence)
        write({
          kind: 'released',
          amountPence: award.amountPence - drawnPence,
          occurredOn: dayAt(301),
          projectId: award.projectId,
        })
    }
  }
}

const steps = fc.array(step, { maxLength: 40 })

test('whatever is paid, approved, spent and closed, nothing is available below zero on any day (F3)', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const fund = run(all)
      for (let offset = 0; offset <= 302; offset += 7)
        assert.ok(balanceOf(fund.entries, dayAt(offset)).available >= 0n)
      assert.ok(lowestAvailableFrom(fund.entries, FIRST.subtract({ days: 1 })).pence >= 0n)
    }),
    { numRuns: 40 },
  )
})

test('the balance by kind is the sum of the entries one by one', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const { entries } = run(all)
      const balance = balanceOf(entries)
      assert.equal(balance.available, sum(entries.map(effectOf)))
      assert.equal(balance.available, balance.paidIn - balance.awarded + balance.released)
    }),
    { numRuns: 60 },
  )
})

test('every proof of the ledger holds for what the rules let through', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const { entries, awards, payments } = run(all)
      for (const one of prove({ entries, awards, payments, settling: [] }))
        assert.ok(one.holds, `${one.proves}: ${one.detail}`)
    }),
    { numRuns: 60 },
  )
})

test('a ledger with one entry altered, doubled or lost is found out', () => {
  fc.assert(
    fc.property(steps, fc.nat(), fc.constantFrom('altered', 'doubled', 'lost'), (all, at, harm) => {
      const { entries, awards, payments } = run(all)
      fc.pre(entries.length > 0)
      const index = at % entries.length
      const harmed = entries.flatMap((entry, here) =>
        here !== index
          ? [entry]
          : harm === 'lost'
            ? []
            : harm === 'doubled'
              ? [entry, { ...entry, id: 'again', spendId: entry.spendId === null ? null : 'again' }]
              : [{ ...entry, amountPence: entry.amountPence + 1n }],
      )
      assert.ok(prove({ entries: harmed, awards, payments, settling: [] }).some((one) => !one.holds))
    }),
    { numRuns: 60 },
  )
})

test('a weighted score lies between nothing and everything, and a better score is never worth less', () => {
  const weights = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(
      weights,
      fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 8, maxLength: 8 }),
      fc.nat(7),
      (all, scores, at) => {
        const criteria = all.map((weight, index) => ({ criterion: `${index}`, weight }))
        const given = new Map(criteria.map(({ criterion }, index) => [criterion, scores[index] ?? 0]))
        const total = weightedPerMille(criteria, given)
        assert.ok(total >= 0 && total <= 1000)
        const better = new Map(given).set(`${at % all.length}`, 4)
        assert.ok(weightedPerMille(criteria, better) >= total)
      },
    ),
  )
})
