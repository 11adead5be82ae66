import { test } from 'node:test'
import assert from 'node:assert/strict'
import type { FrozenIssue, FrozenRow } from './frozen.ts'
import { issueLives, timelineOf, timelineWords, type RoundSaid } from './history.ts'

const issue = (more: Partial<FrozenIssue>): FrozenIssue => ({
  code: 'legal',
  label: 'Legal',
  words: null,
  answer: 'raised',
  outcome: null,
  outcomeWords: null,
  ...more,
})

const round = (code: string, row: Partial<FrozenRow>): RoundSaid => ({
  roundCode: code,
  roundTitle: `Quarter ${code}`,
  row: {
    responded: true,
    status: 'on_track',
    issues: [],
    originalEnd: '2027-03-31',
    revisedEnd: null,
    revisedGoLive: null,
    ...row,
  } as FrozenRow,
})

test('V7: an issue lives from the round that raised it to the one that closed it, with its outcome', () => {
  const lives = issueLives([
    round('1', { issues: [issue({ words: 'A judge must say' })] }),
    round('2', { issues: [issue({ answer: 'carried' })] }),
    round('3', { issues: [issue({ answer: 'closed', outcome: 'resolved', outcomeWords: 'She did' })] }),
    round('4', { issues: [issue({})] }),
  ])
  assert.deepEqual(
    lives.map((one) => [one.raisedIn, one.lastIn, one.rounds, one.state, one.outcome]),
    [
      ['Quarter 4', 'Quarter 4', 1, 'open', null],
      ['Quarter 1', 'Quarter 3', 3, 'closed', 'resolved'],
    ],
  )
  assert.equal(lives[1]?.words, 'A judge must say')
})

test('an issue that no later report mentions is shown as that, and not as closed', () => {
  const [life] = issueLives([round('1', { issues: [issue({})] }), round('2', {})])
  assert.equal(life?.state, 'unsaid')
  assert.equal(life?.lastIn, 'Quarter 1')
})

test('a round in which nobody answered says nothing of an issue', () => {
  const [life] = issueLives([round('1', { issues: [issue({})] }), round('2', { responded: false })])
  assert.equal(life?.state, 'open')
})

test('a label that is not settled is an issue of its own', () => {
  const lives = issueLives([
    round('1', { issues: [issue({ code: null, label: 'Financial Benefits' }), issue({})] }),
  ])
  assert.equal(lives.length, 2)
})

test('the timeline shows the end that counted in each round, and says the drift in a sentence', () => {
  const rounds = [
    round('1', {}),
    round('2', { status: 'remedial_action', revisedEnd: '2027-05-15' }),
    round('3', { status: null, revisedEnd: '2027-05-15' }),
  ]
  const { stateOf, end, originalEnd } = timelineOf(rounds)
  assert.deepEqual(stateOf, ['On track', 'Remedial action', 'Not reported'])
  assert.deepEqual(end.map(String), ['2027-03-31', '2027-05-15', '2027-05-15'])
  assert.deepEqual(originalEnd.map(String), ['2027-03-31', '2027-03-31', '2027-03-31'])
  assert.equal(
    timelineWords(rounds),
    'It was off track in 1 of 3 rounds; its end is now 45 days later than the plan said.',
  )
  assert.equal(
    timelineWords(rounds.slice(0, 1)),
    'It was not off track in its only round; its end has not moved.',
  )
})
