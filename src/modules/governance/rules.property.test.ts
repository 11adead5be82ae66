import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { holidaysOf } from '#platform/time/index.ts'
import { noticeGiven, quorumOf, tallyOf, votersOn, votesCast, type Attending } from './rules.ts'

const holidays = holidaysOf(
  [2025, 2026, 2027].map((year) => ({ on: `${year}-12-25`, name: 'Christmas Day' })),
)
const attending: fc.Arbitrary<Attending> = fc.record({
  personId: fc.constantFrom(...'abcdefgh'),
  organisationId: fc.constantFrom('kcc', 'medway', 'dover', 'swale'),
  state: fc.constantFrom('present', 'apologies', 'substitute'),
  votes: fc.boolean(),
})

test('no organisation ever has two votes, and nobody with an interest has one', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(attending, { selector: (one) => one.personId }),
      fc.array(fc.constantFrom(...'abcdefgh')),
      (there, interested) => {
        const voters = votersOn(there, new Set(interested))
        assert.equal(new Set(voters.map((voter) => voter.organisationId)).size, voters.length)
        assert.ok(
          voters.every((voter) => !interested.includes(voter.personId) && voter.state !== 'apologies'),
        )
      },
    ),
  )
})

test('every voter is counted once, however the votes fall', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(attending, { selector: (one) => one.personId }),
      fc.infiniteStream(fc.constantFrom('for', 'against', 'abstain')),
      (there, stream) => {
        const voters = votersOn(there, new Set())
        const choices = voters.map((voter) => ({ id: voter.organisationId, choice: stream.next().value }))
        const named = (choice: string): string[] =>
          choices.flatMap((one) => (one.choice === choice ? [one.id] : []))
        const tally = tallyOf(votesCast(voters, named('against'), named('abstain')))
        assert.equal(tally.for + tally.against + tally.abstain, voters.length)
        assert.equal(tally.for, named('for').length)
      },
    ),
  )
})

test('a later publication never gives more clear days', () => {
  const first = Temporal.PlainDate.from('2026-01-05')
  const rule = { noticeDays: 3, basis: 'working-days' } as const
  fc.assert(
    fc.property(fc.nat(200), fc.nat(60), fc.nat(60), (start, ahead, later) => {
      const publishedOn = first.add({ days: start })
      const meetingOn = publishedOn.add({ days: ahead })
      const early = noticeGiven(publishedOn, meetingOn, rule, holidays)
      const late = noticeGiven(publishedOn.add({ days: later }), meetingOn, rule, holidays)
      assert.ok(late.days.length <= early.days.length)
      assert.ok(early.days.length <= Math.max(0, ahead - 1))
    }),
  )
})

test('a quorum is never below its least nor above the whole where the whole reaches it', () => {
  fc.assert(
    fc.property(fc.nat(60), fc.integer({ min: 1, max: 4 }), fc.nat(5), (whole, denominator, least) => {
      const needed = quorumOf({ of: 'organisations', numerator: 1, denominator, least }, whole)
      assert.ok(needed >= least)
      assert.ok(needed <= Math.max(least, whole))
    }),
  )
})
