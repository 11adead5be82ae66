import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Refusal } from '#platform/errors/index.ts'
import { holidaysOf } from '#platform/time/index.ts'
import {
  afterStep,
  decisionFaults,
  draftMinute,
  equalityFaults,
  interestsInWords,
  mayHold,
  mayIssueMinutes,
  mayPublish,
  minutesFaults,
  mustBeCarried,
  mustBeQuorate,
  noticeGiven,
  profileOn,
  quorumOf,
  recommendationsOf,
  recommendingWords,
  tallyInWords,
  tallyOf,
  votersOn,
  votesCast,
  type Attending,
} from './rules.ts'

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text)
const code = (run: () => unknown): string | undefined => {
  try {
    run()
    return undefined
  } catch (error) {
    assert.ok(error instanceof Refusal, String(error))
    return error.code
  }
}
const holidays = holidaysOf([
  { on: '2019-08-26', name: 'Summer bank holiday' },
  { on: '2019-12-25', name: 'Christmas Day' },
  { on: '2019-12-26', name: 'Boxing Day' },
])

test('the Kent pack of 31 October 2019 gave exactly five clear working days for 8 November', () => {
  const notice = noticeGiven(
    day('2019-10-31'),
    day('2019-11-08'),
    { noticeDays: 5, basis: 'working-days' },
    holidays,
  )
  assert.equal(notice.days.length, 5)
  assert.equal(notice.isEnough, true)
  assert.match(notice.sentence, /5 \(Fri 1, Mon 4, Tue 5, Wed 6, Thu 7\); needed, 5/)
})

test('a Saturday counts where a body counts every day', () => {
  const rule = { noticeDays: 5, basis: 'calendar-days' } as const
  assert.equal(noticeGiven(day('2019-10-31'), day('2019-11-08'), rule, holidays).days.length, 7)
})

test('a bank holiday is no clear day', () => {
  const rule = { noticeDays: 3, basis: 'working-days' } as const
  assert.equal(noticeGiven(day('2019-08-22'), day('2019-08-28'), rule, holidays).days.length, 2)
})

test('a year whose bank holidays are not known is refused, not guessed', () => {
  const rule = { noticeDays: 3, basis: 'working-days' } as const
  assert.equal(
    code(() => noticeGiven(day('2031-03-03'), day('2031-03-20'), rule, holidays)),
    'platform.time.no-holidays',
  )
})

test('a body that asks for no notice needs no calendar', () => {
  const rule = { noticeDays: 0, basis: 'working-days' } as const
  assert.equal(noticeGiven(day('2031-03-20'), day('2031-03-20'), rule, holidays).isEnough, true)
})

test('short notice is refused until the chair certifies why it cannot wait', () => {
  const rule = { noticeDays: 5, basis: 'working-days' } as const
  const late = noticeGiven(day('2019-11-05'), day('2019-11-08'), rule, holidays)
  assert.equal(
    code(() => mayPublish(late, null, true)),
    'governance.meeting.short-notice',
  )
  assert.equal(
    code(() => mayPublish(late, 'The funder closes on Friday', false)),
    'governance.meeting.urgency-is-the-chairs',
  )
  assert.equal(
    code(() => mayPublish(late, 'The funder closes on Friday', true)),
    undefined,
  )
})

test('a meeting goes planned, published, held, minuted, approved', () => {
  assert.equal(afterStep('publish', 'planned'), 'published')
  assert.equal(afterStep('hold', 'published'), 'held')
  assert.equal(afterStep('hold', 'held'), 'held')
  assert.equal(afterStep('issue-minutes', 'held'), 'minuted')
  assert.equal(afterStep('approve-minutes', 'minuted'), 'approved')
})

test('a meeting that was held cannot be cancelled, nor a cancelled one held', () => {
  assert.equal(
    code(() => afterStep('cancel', 'held')),
    'governance.meeting.not-now',
  )
  assert.equal(
    code(() => afterStep('hold', 'cancelled')),
    'governance.meeting.not-now',
  )
})

test('attendance waits for the day of the meeting', () => {
  assert.equal(
    code(() => mayHold(day('2026-12-08'), day('2026-12-07'))),
    'governance.meeting.not-yet',
  )
  assert.equal(
    code(() => mayHold(day('2026-12-08'), day('2026-12-08'))),
    undefined,
  )
})

test('a third of nineteen partners is seven, and never fewer than three', () => {
  const rule = { of: 'organisations', numerator: 1, denominator: 3, least: 3 } as const
  assert.equal(quorumOf(rule, 19), 7)
  assert.equal(quorumOf(rule, 5), 3)
})

test('five clear days are the rule from 1 October 2002, three before', () => {
  const versions = [
    { fromOn: day('1986-04-01'), days: 3 },
    { fromOn: day('2002-10-01'), days: 5 },
  ]
  assert.equal(profileOn(versions, day('2002-09-30'))?.days, 3)
  assert.equal(profileOn(versions, day('2002-10-01'))?.days, 5)
  assert.equal(profileOn(versions, day('1980-01-01')), undefined)
})

const present = (personId: string, organisationId: string, more: Partial<Attending> = {}): Attending => ({
  personId,
  organisationId,
  state: 'present',
  votes: true,
  ...more,
})

test('two members of one partner have one vote between them', () => {
  const voters = votersOn([present('a', 'kcc'), present('b', 'kcc'), present('c', 'dover')], new Set())
  assert.deepEqual(
    voters.map((voter) => voter.personId),
    ['a', 'c'],
  )
})

test('somebody with an interest does not vote; a substitute without one does', () => {
  const attending = [present('a', 'kcc'), present('s', 'kcc', { state: 'substitute' }), present('c', 'dover')]
  assert.deepEqual(
    votersOn(attending, new Set(['a', 'c'])).map((voter) => voter.personId),
    ['s'],
  )
})

test('a secretary and somebody who sent apologies do not vote', () => {
  const attending = [present('s', 'kcc', { votes: false }), present('x', 'dover', { state: 'apologies' })]
  assert.deepEqual(votersOn(attending, new Set()), [])
})

test('whoever is not named against or abstaining voted for it', () => {
  const votes = votesCast(
    [present('a', 'kcc'), present('b', 'dover'), present('c', 'swale')],
    ['dover'],
    ['swale'],
  )
  assert.deepEqual(tallyOf(votes), { for: 1, against: 1, abstain: 1 })
})

test('an organisation without a vote here cannot be named among the votes', () => {
  assert.equal(
    code(() => votesCast([present('a', 'kcc')], ['dover'], [])),
    'governance.vote.not-theirs',
  )
})

test('a tie needs the casting vote, and a minority never carries', () => {
  assert.equal(
    code(() => mustBeCarried({ for: 3, against: 3, abstain: 0 }, false)),
    'governance.decision.tied',
  )
  assert.equal(
    code(() => mustBeCarried({ for: 3, against: 3, abstain: 0 }, true)),
    undefined,
  )
  assert.equal(
    code(() => mustBeCarried({ for: 2, against: 3, abstain: 9 }, true)),
    'governance.decision.not-carried',
  )
  assert.equal(
    code(() => mustBeCarried({ for: 0, against: 0, abstain: 4 }, true)),
    'governance.decision.not-carried',
  )
})

test('six of nineteen is not a quorum', () => {
  assert.equal(
    code(() => mustBeQuorate(6, 7, '7 of 19')),
    'governance.decision.not-quorate',
  )
  assert.equal(
    code(() => mustBeQuorate(7, 7, '7 of 19')),
    undefined,
  )
})

test('recommendation verbs are not a decision', () => {
  for (const text of [
    'Members are asked to consider the case',
    'The Leadership Group is recommended to approve £20,000',
    'To consider the paper',
    'That the Group should approve it',
    'Submitted for consideration',
  ]) {
    assert.notEqual(recommendingWords(text), undefined, text)
  }
  for (const text of [
    'Approved: £20,000 for the data drill',
    'Agreed to fund the drill',
    'Declined: Smart benches',
  ]) {
    assert.equal(recommendingWords(text), undefined, text)
  }
})

test('a decision needs words, reasons, and the alternatives or an outright "None"', () => {
  const good = { decision: 'Approved: the drill', reasons: 'It gains most partners', alternatives: 'None' }
  assert.deepEqual(decisionFaults(good), [])
  assert.deepEqual(
    decisionFaults({ decision: 'TBC', reasons: 'N/A', alternatives: 'n/a' }).map((fault) => fault.field),
    ['decision', 'reasons', 'alternatives'],
  )
  assert.equal(decisionFaults({ ...good, reasons: 'None' })[0]?.field, 'reasons')
})

test('an equality screening is not "N/A", "none" or a shrug', () => {
  for (const text of ['N/A', 'none', 'Not applicable.', '-', 'No impact', '']) {
    assert.equal(equalityFaults(text).length, 1, text)
  }
  const reasoned = 'Screened: an internal procurement of licences that no resident uses or notices.'
  assert.deepEqual(equalityFaults(reasoned), [])
})

test('recommendations lose the numbers typed before them', () => {
  assert.deepEqual(recommendationsOf('1. Approve the drill\n(b) Note the risk\n\n- Thank the hosts'), [
    'Approve the drill',
    'Note the risk',
    'Thank the hosts',
  ])
})

const item = {
  title: 'A county data drill',
  kind: 'decide',
  state: 'considered',
  lateBecause: null,
  recommendation: null,
  undertakings: [{ what: 'Circulate the dataset', owner: 'Priya Orchard', due: '1 March 2027' }],
} as const

test('a draft minute states decision, reasons, alternatives, interests and votes', () => {
  const text = draftMinute({
    ...item,
    decision: {
      reference: 'leadership/2026/3',
      outcome: 'approved',
      decision: 'Approved: the drill',
      reasons: 'Most partners gain',
      alternatives: 'None',
      interests: interestsInWords(['Dover District Council']),
      tally: { for: 11, against: 1, abstain: 0 },
    },
  })
  for (const part of [
    'leadership/2026/3 (approved): Approved: the drill',
    'Reasons: Most partners gain',
    'Alternatives considered: None',
    'The member for Dover District Council declared an interest',
    '11 for, 1 against, 0 abstained',
    'Priya Orchard to circulate the dataset by 1 March 2027',
  ]) {
    assert.ok(text.includes(part), part)
  }
})

test('a late item says in its minute why it could not wait', () => {
  const text = draftMinute({
    ...item,
    lateBecause: 'The funder closes on Friday',
    decision: null,
    undertakings: [],
  })
  assert.match(text, /although it was late, because: The funder closes on Friday/)
})

test('minutes with a gap, twins or an undecided item are not issued', () => {
  const faults = minutesFaults(
    [
      { number: 1, title: 'Welcome', text: 'The report was noted.' },
      { number: 2, title: 'Spend', text: 'The  report was NOTED.' },
      { number: 3, title: 'Drill', text: '' },
    ],
    [{ number: 4, title: 'Benches' }],
  )
  assert.equal(faults.length, 3)
  assert.equal(
    code(() => mayIssueMinutes(faults)),
    'governance.minutes.incomplete',
  )
  assert.equal(
    code(() => mayIssueMinutes([])),
    undefined,
  )
})

test('a vote by all is said so', () => {
  assert.equal(tallyInWords({ for: 12, against: 0, abstain: 0 }), 'Agreed by all 12 organisations that voted')
})
