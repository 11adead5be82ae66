// The rules of membership, subscriptions, findings and reports.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Refusal } from '#platform/errors/index.ts'
import { financialYearStarting } from '#platform/time/index.ts'
import { brandIsReadable } from '#web/brand.ts'
import { readArrangement } from './rules/arrangements.ts'
import { brandFault } from './rules/brand.ts'
import { explainedWith, keyOf, mayIssue, unexplained } from './rules/findings.ts'
import { assumedJoining, isMemberOnDay, leavingFaults, mayJoin } from './rules/membership.ts'
import {
  frontSheetFor,
  linesOf,
  mayChange,
  mayExplain,
  periodFaults,
  recommendationFaults,
} from './rules/report.ts'
import {
  adjustmentOnLeaving,
  amountOfYear,
  chargeState,
  isOverdue,
  mayPay,
  maySetAmount,
  monthsOf,
  subscriptionFor,
} from './rules/subscriptions.ts'

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text)
const refused = (code: string) => (error: unknown) => error instanceof Refusal && error.code === code

test('P2: a member whose joining is not recorded counts from before records began', () => {
  assert.equal(isMemberOnDay({ joinedOn: null, leftOn: null }, day('1900-01-01')), true)
  assert.equal(isMemberOnDay({ joinedOn: null, leftOn: day('2020-03-31') }, day('2020-03-31')), true)
  assert.equal(isMemberOnDay({ joinedOn: null, leftOn: day('2020-03-31') }, day('2020-04-01')), false)
})

test('an unrecorded joining date is 1 April of the year of establishment, or unknown, and says which', () => {
  assert.deepEqual(
    [assumedJoining(2001).joinedOn?.toString(), assumedJoining(2001).basis],
    ['2001-04-01', 'established'],
  )
  assert.deepEqual(assumedJoining(null), { joinedOn: null, basis: 'unknown' })
})

test('P1: a member joins again only after having left', () => {
  const earlier = [{ joinedOn: day('2010-04-01'), leftOn: day('2020-03-31') }]
  mayJoin(earlier, day('2020-04-01'), 'Dover')
  assert.throws(() => mayJoin(earlier, day('2020-03-31'), 'Dover'), refused('partnerships.member.overlaps'))
  assert.throws(() => mayJoin(earlier, null, 'Dover'), refused('partnerships.member.overlaps'))
  assert.throws(
    () => mayJoin([{ joinedOn: null, leftOn: null }], day('2030-01-01'), 'Dover'),
    refused('partnerships.member.overlaps'),
  )
})

test('notice is given up to two years ahead, and nobody leaves before having joined', () => {
  const membership = { joinedOn: day('2020-04-01'), leftOn: null }
  const today = day('2026-11-20')
  assert.deepEqual(leavingFaults(membership, day('2028-11-20'), today), [])
  assert.equal(leavingFaults(membership, day('2028-11-21'), today).length, 1)
  assert.equal(leavingFaults(membership, day('2020-03-31'), today).length, 1)
})

test('a membership counts for every month in which it runs on at least one day', () => {
  const year = financialYearStarting(2026)
  assert.equal(monthsOf({ joinedOn: null, leftOn: null }, year), 12)
  assert.equal(monthsOf({ joinedOn: day('2026-09-30'), leftOn: null }, year), 7)
  assert.equal(monthsOf({ joinedOn: null, leftOn: day('2026-04-01') }, year), 1)
  assert.equal(monthsOf({ joinedOn: day('2027-04-01'), leftOn: null }, year), 0)
  assert.equal(monthsOf({ joinedOn: null, leftOn: day('2026-03-31') }, year), 0)
})

test('part of a year is charged by months, or whole where the partnership says so', () => {
  const half = { joinedOn: day('2026-10-15'), leftOn: null }
  assert.deepEqual(subscriptionFor(half, 2026, 1_000_000n, 'by-month'), { months: 6, amountPence: 500_000n })
  assert.deepEqual(subscriptionFor(half, 2026, 1_000_000n, 'whole-year'), {
    months: 12,
    amountPence: 1_000_000n,
  })
  assert.equal(
    subscriptionFor({ joinedOn: null, leftOn: day('2025-12-31') }, 2026, 1_000_000n, 'whole-year'),
    undefined,
  )
})

test('leaving takes off the months after the last one, and a year not begun altogether', () => {
  const charge = { yearStarting: 2026, months: 12, amountPence: 1_200_000n, adjustedPence: 0n }
  const leaving = { joinedOn: null, leftOn: day('2026-09-30') }
  assert.equal(adjustmentOnLeaving(charge, leaving, 'by-month'), -600_000n)
  assert.equal(adjustmentOnLeaving(charge, leaving, 'whole-year'), 0n)
  assert.equal(adjustmentOnLeaving({ ...charge, yearStarting: 2027 }, leaving, 'whole-year'), -1_200_000n)
  assert.equal(adjustmentOnLeaving({ ...charge, adjustedPence: -600_000n }, leaving, 'by-month'), 0n)
})

test('where a charge stands follows from what was paid', () => {
  const of = (adjustedPence: bigint, paidPence: bigint) =>
    chargeState({ amountPence: 100n, adjustedPence, paidPence })
  assert.deepEqual(
    [of(0n, 0n), of(0n, 40n), of(0n, 100n), of(-60n, 100n), of(-100n, 0n)],
    ['open', 'part-paid', 'paid', 'in-credit', 'cancelled'],
  )
  const free = { amountPence: 0n, adjustedPence: 0n, paidPence: 0n }
  assert.equal(chargeState(free), 'paid', 'a tier that costs nothing owes nothing')
  assert.equal(
    isOverdue({ amountPence: 100n, adjustedPence: 0n, paidPence: 40n }, day('2026-05-07'), day('2026-05-08')),
    true,
  )
  assert.equal(
    isOverdue({ amountPence: 100n, adjustedPence: 0n, paidPence: 40n }, day('2026-05-07'), day('2026-05-07')),
    false,
  )
})

test('more than is owed is refused with the figures', () => {
  assert.throws(
    () => mayPay({ amountPence: 100_000n, adjustedPence: 0n, paidPence: 40_000n }, 60_001n),
    (error: unknown) => error instanceof Refusal && /£600 is left/.test(error.message),
  )
  mayPay({ amountPence: 100_000n, adjustedPence: 0n, paidPence: 40_000n }, 60_000n)
})

test('what a tier costs is the latest amount that holds, and a charged year is not changed', () => {
  const amounts = [
    { fromYear: 2024, yearlyPence: 1n, fundPerMille: 0 },
    { fromYear: 2026, yearlyPence: 2n, fundPerMille: 0 },
  ]
  assert.deepEqual(
    [2023, 2025, 2026, 2030].map((year) => amountOfYear(amounts, year)?.yearlyPence),
    [undefined, 1n, 2n, 2n],
  )
  assert.throws(() => maySetAmount(2026, 2026), refused('partnerships.tier.year-charged'))
  maySetAmount(2027, 2026)
})

test('P8: a finding stands until this very difference is explained', () => {
  const finding = {
    rule: 'partnerships.figure.partners',
    message: 'Partners: 17 is stated, the records give 19.',
    stated: '17',
    recounted: '19',
    subjects: [],
  }
  assert.throws(
    () => mayIssue([finding], []),
    (error: unknown) => error instanceof Refusal && error.message.includes('17 is stated'),
  )
  const explained = explainedWith([], {
    finding: keyOf(finding),
    text: 'Two joined after the paper.',
    by: null,
    at: '',
  })
  mayIssue([finding], explained)
  assert.equal(unexplained([{ ...finding, recounted: '20' }], explained).length, 1)
  assert.equal(
    explainedWith(explained, { finding: keyOf(finding), text: 'Better.', by: null, at: '' }).length,
    1,
  )
})

test('P9: an issued report is not changed, and only its author explains it', () => {
  assert.throws(() => mayChange('issued'), refused('partnerships.report.issued'))
  assert.throws(() => mayExplain('author', 'other'), refused('partnerships.report.not-author'))
  mayExplain('author', 'author')
})

test('a recommendation asks the committee for something, and the first one offered does', () => {
  const front = frontSheetFor({ name: 'Kent Connects', purpose: '' }, '2026')
  assert.deepEqual(recommendationFaults(front.recommendations), [])
  assert.match(
    recommendationFaults(['The committee is asked to NOTE this.', 'All is well.'])[0]?.message ?? '',
    /Recommendation 2/,
  )
  assert.deepEqual(linesOf(' a \n\n b'), ['a', 'b'])
})

test('a report tells what happened, so its period ends today or earlier', () => {
  assert.deepEqual(periodFaults(day('2021-11-09'), day('2023-05-24'), day('2026-11-20')), [])
  assert.equal(periodFaults(day('2023-05-24'), day('2021-11-09'), day('2026-11-20'))[0]?.field, 'to')
  assert.equal(periodFaults(day('2023-05-24'), day('2026-11-21'), day('2026-11-20'))[0]?.field, 'to')
})

test('a brand colour is refused where the page would not use it', () => {
  for (const colour of ['#0b4f5c', '#5b2a5e', '#767676', '#777777', '#ffd500', '#000000'])
    assert.equal(brandFault(colour) === undefined, brandIsReadable(colour), colour)
  assert.match(brandFault('teal') ?? '', /must be a #/)
})

test('an arrangement is a stage, with what the paper adds in brackets', () => {
  assert.deepEqual(readArrangement('in development (Ashford co-opted)'), {
    stage: 'in development',
    note: 'Ashford co-opted',
  })
  assert.deepEqual(readArrangement('Joint management'), { stage: 'joint management', note: null })
  assert.equal(readArrangement('perhaps'), undefined)
})
