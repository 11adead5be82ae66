// Meetings, papers, decisions and minutes through their actions, over a database that is undone after each test.
import assert from 'node:assert/strict'
import { gate, action, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { refuse } from '#platform/errors/index.ts'
import { module } from '#platform/module/index.ts'
import { field } from '#platform/fields/index.ts'
import { appointMember } from '#modules/groups/index.ts'
import { county, countyDatabase, type County } from '#test/support/county.ts'
import { recordAttendance } from './actions/attendance.ts'
import { configureBody } from './actions/bodies.ts'
import { correctDecision, recordDecision } from './actions/decisions.ts'
import { declareInterest, endInterest } from './actions/interests.ts'
import { addItem, moveItem, postponeItem, proposeItem, scheduleItem, withdrawItem } from './actions/items.ts'
import { cancelMeeting, editMeeting, planMeeting, publishMeeting } from './actions/meetings.ts'
import { approveMinutes, draftMinutes, editMinute, issueMinutes } from './actions/minutes.ts'
import { clearPaper, editPaper, replacePaper, writePaper } from './actions/papers.ts'
import { closeUndertaking, recordUndertaking } from './actions/undertakings.ts'
import { dutiesOf } from './duties.ts'
import { bodyOfGroup } from './queries/bodies.ts'
import { decisionsAbout, listDecisions, readDecision, votesOn } from './queries/decisions.ts'
import { hasInterest } from './queries/interests.ts'
import { agendaOf, itemsOf, openItemAbout, versionsOfPaper } from './queries/items.ts'
import { listMeetings, meetingFor, nextMeetingOf } from './queries/meetings.ts'

const database = countyDatabase()
const MEETING_DAY = '2026-12-08'
const reasons = 'Eleven partners gain and the sum is small.'
const alternatives = 'Doing nothing, which leaves each council to pay alone.'

/** A record of a later module that wants a decision: a subject and its item. */
async function propose(
  at: County,
  title = 'A county data drill',
): Promise<{ subject: string; item: string }> {
  const make = action({
    name: 'governance.test.propose',
    title: 'Propose',
    doors: [],
    fields: { title: field.text('Title') },
    async run(inside, answers) {
      const subject = inside.id()
      await inside.subject({
        id: subject,
        module: 'funding',
        noun: 'case',
        title: answers.title,
        audience: 'staff',
      })
      const item = await inside.act(proposeItem, {
        group: at.leadership,
        title: answers.title,
        kind: 'decide',
        subject,
        address: '/funding/cases/1',
        raisedBy: 'funding',
      })
      return { subject, result: { subject, item: item.id } }
    },
  })
  return at.house.system.perform(make, { title })
}

const plan = (at: County, on = MEETING_DAY) =>
  at.house
    .as(at.person.priya)
    .perform(planMeeting, { group: at.leadership, startsAt: `${on} 10:00`, place: 'Council chamber' })

async function publish(at: County, meeting: string): Promise<void> {
  const { version } = await meetingFor(await at.house.operator.reader(), meeting)
  await at.house.as(at.person.priya).perform(publishMeeting, { meeting, version })
}

const attend = (at: County, meeting: string, present: readonly string[], more: object = {}) =>
  at.house.as(at.person.priya).perform(recordAttendance, { meeting, present, ...more })

/** A meeting under way with one matter for decision; everybody is there. */
async function underWay(at: County): Promise<{ meeting: string; item: string; subject: string }> {
  const proposed = await propose(at)
  const { id } = await plan(at)
  await publish(at, id)
  at.house.clock.set(`${MEETING_DAY}T10:05:00Z`)
  const { helena, priya, marcus, yusra, noor } = at.person
  await attend(at, id, [helena, priya, marcus, yusra, noor])
  return { meeting: id, ...proposed }
}

const decide = (at: County, item: string, more: object = {}) =>
  at.house
    .as(at.person.helena)
    .perform(recordDecision, { item, outcome: 'approved', reasons, alternatives, ...more })

database.test('every group has its body from the moment it is set up', async (db) => {
  const at = await county(db)
  const reader = await at.house.operator.reader()
  assert.equal((await bodyOfGroup(reader, at.leadership))?.profile_code, 'partnership-agreement')
  assert.equal((await bodyOfGroup(reader, at.gis))?.profile_code, 'working-group')
})

database.test('an item that awaits a meeting goes onto the next one that is planned', async (db) => {
  const at = await county(db)
  const { item } = await propose(at)
  const { id, listed } = await plan(at)
  assert.equal(listed, 1)
  const [first] = await itemsOf(await at.house.operator.reader(), id)
  assert.equal(first?.id, item)
})

database.test('an item proposed while a meeting is planned is listed on it, once a record', async (db) => {
  const at = await county(db)
  const { id } = await plan(at)
  const { subject } = await propose(at)
  const again = await at.house.system.perform(proposeItem, {
    group: at.leadership,
    title: 'Again',
    kind: 'decide',
    subject,
    raisedBy: 'funding',
  })
  assert.equal(again.meeting, id)
  assert.equal((await itemsOf(await at.house.operator.reader(), id)).length, 1)
})

database.test('a member who holds no office plans nothing', async (db) => {
  const at = await county(db)
  const answers = { group: at.leadership, startsAt: '2026-12-08 10:00', place: 'Here' }
  await assert.rejects(at.house.as(at.person.yusra).perform(planMeeting, answers), { kind: 'forbidden' })
  await assert.rejects(at.house.as(at.person.priya).perform(planMeeting, { ...answers, group: at.gis }), {
    kind: 'forbidden',
  })
})

database.test(
  'a meeting is planned before it is held, ends after it starts, and is somewhere',
  async (db) => {
    const at = await county(db)
    const secretary = at.house.as(at.person.priya)
    const group = at.leadership
    const past = { group, startsAt: '2026-11-19 10:00', place: 'Here' }
    await assert.rejects(secretary.perform(planMeeting, past), { code: 'governance.meeting.in-the-past' })
    const back = { group, startsAt: '2026-12-08 10:00', endsAt: '2026-12-08 09:00', place: 'Here' }
    await assert.rejects(secretary.perform(planMeeting, back), { code: 'governance.meeting.ends-first' })
    await assert.rejects(secretary.perform(planMeeting, { group, startsAt: '2026-12-08 10:00' }), {
      code: 'governance.meeting.nowhere',
    })
  },
)

database.test(
  'B1: short notice is refused with the arithmetic, and the chair may certify urgency',
  async (db) => {
    const at = await county(db)
    await propose(at)
    const { id } = await plan(at, '2026-11-24')
    const answers = { meeting: id, version: 1 }
    await assert.rejects(at.house.as(at.person.priya).perform(publishMeeting, answers), (error: Error) => {
      assert.match(error.message, /1 \(Mon 23\); needed, 3/)
      return true
    })
    await assert.rejects(
      at.house.as(at.person.priya).perform(publishMeeting, { ...answers, urgency: 'The funder closes' }),
      {
        code: 'governance.meeting.urgency-is-the-chairs',
      },
    )
    await at.house
      .as(at.person.helena)
      .perform(publishMeeting, { ...answers, urgency: 'The funder closes on Friday' })
    assert.equal(
      (await meetingFor(await at.house.operator.reader(), id)).urgency,
      'The funder closes on Friday',
    )
  },
)

database.test('a body that asks for less notice publishes later', async (db) => {
  const at = await county(db)
  await propose(at)
  const { id } = await plan(at, '2026-11-24')
  const body = await bodyOfGroup(await at.house.operator.reader(), at.leadership)
  await at.house.operator.perform(configureBody, {
    body: body?.id,
    profile: 'partnership-agreement',
    noticeDays: 1,
    version: 1,
  })
  await publish(at, id)
})

database.test('a statutory profile keeps its own number of clear days', async (db) => {
  const at = await county(db)
  const body = await bodyOfGroup(await at.house.operator.reader(), at.leadership)
  await assert.rejects(
    at.house.operator.perform(configureBody, {
      body: body?.id,
      profile: 'lga-1972-part-va',
      noticeDays: 3,
      version: 1,
    }),
    { code: 'governance.body.notice-is-statutory' },
  )
})

database.test('an empty agenda is not published', async (db) => {
  const at = await county(db)
  const { id } = await plan(at)
  await assert.rejects(publish(at, id), { code: 'governance.meeting.no-agenda' })
})

database.test('a published meeting keeps its time', async (db) => {
  const at = await county(db)
  await propose(at)
  const { id } = await plan(at)
  await publish(at, id)
  const answers = { meeting: id, startsAt: '2026-12-09 10:00', place: 'Elsewhere', version: 2 }
  await assert.rejects(at.house.as(at.person.priya).perform(editMeeting, answers), {
    code: 'governance.meeting.notice-given',
  })
  await at.house.as(at.person.priya).perform(editMeeting, { ...answers, startsAt: '2026-12-08 10:00' })
})

database.test('a late item needs the chair and a reason, which its minute prints', async (db) => {
  const at = await county(db)
  await propose(at)
  const { id } = await plan(at, '2026-11-30')
  await publish(at, id)
  at.house.clock.set('2026-11-27T10:00:00Z')
  const answers = { meeting: id, title: 'A late matter', kind: 'note' }
  await assert.rejects(at.house.as(at.person.priya).perform(addItem, answers), {
    code: 'governance.meeting.short-notice',
  })
  const { id: late } = await at.house
    .as(at.person.helena)
    .perform(addItem, { ...answers, late: 'It arose yesterday' })
  at.house.clock.set('2026-11-30T10:05:00Z')
  await attend(at, id, [at.person.helena, at.person.priya])
  await at.house.as(at.person.priya).perform(draftMinutes, { meeting: id })
  const agenda = await agendaOf(await at.house.operator.reader(), id)
  assert.match(agenda.find((item) => item.id === late)?.minute?.text ?? '', /because: It arose yesterday/)
})

database.test('a cancelled meeting gives its items back to await another', async (db) => {
  const at = await county(db)
  const { subject } = await propose(at)
  const { id } = await plan(at)
  await at.house
    .as(at.person.priya)
    .perform(cancelMeeting, { meeting: id, because: 'Not quorate', version: 1 })
  assert.equal((await openItemAbout(await at.house.operator.reader(), subject))?.state, 'awaiting')
  const again = await plan(at, '2026-12-15')
  assert.equal(again.listed, 1)
})

database.test('items move, are postponed, and what another module raised is withdrawn there', async (db) => {
  const at = await county(db)
  const { item, subject } = await propose(at)
  const { id } = await plan(at)
  const secretary = at.house.as(at.person.priya)
  const { id: second } = await secretary.perform(addItem, { meeting: id, title: 'Second', kind: 'discuss' })
  await secretary.perform(moveItem, { item: second, direction: 'up' })
  const reader = await at.house.operator.reader()
  assert.deepEqual(
    (await itemsOf(reader, id)).map((one) => one.id),
    [second, item],
  )
  await assert.rejects(secretary.perform(withdrawItem, { item }), {
    code: 'governance.item.raised-elsewhere',
  })
  await secretary.perform(postponeItem, { item })
  assert.equal((await openItemAbout(reader, subject))?.state, 'awaiting')
  await secretary.perform(scheduleItem, { item, meeting: id })
  assert.deepEqual(await at.house.system.perform(withdrawItem, { subject }), { withdrawn: 1 })
  assert.deepEqual(await at.house.system.perform(withdrawItem, { subject }), { withdrawn: 0 })
})

const paper = {
  title: 'The case for a data drill',
  summary: 'In short.',
  body: 'At length.',
  recommendations: '1. Approve it',
  classification: 'open',
}
const reasoned = 'Screened for relevance to equality: internal data work that no resident meets or notices.'

database.test('B8: no paper is cleared by "N/A", and none goes out uncleared', async (db) => {
  const at = await county(db)
  const { item } = await propose(at)
  const { id: meeting } = await plan(at)
  const secretary = at.house.as(at.person.priya)
  const { id } = await secretary.perform(writePaper, { item, ...paper })
  for (const equalityReasoning of ['N/A', 'none', 'Not applicable', '']) {
    await assert.rejects(
      secretary.perform(clearPaper, {
        paper: id,
        equalityOutcome: 'no-relevance',
        equalityReasoning,
        version: 1,
      }),
      (error: { faults?: { message: string }[] }) => /because …/.test(error.faults?.[0]?.message ?? ''),
    )
  }
  await assert.rejects(publish(at, meeting), { code: 'governance.paper.not-cleared' })
  await secretary.perform(clearPaper, {
    paper: id,
    equalityOutcome: 'no-relevance',
    equalityReasoning: reasoned,
    version: 1,
  })
  await publish(at, meeting)
  assert.equal((await versionsOfPaper(await at.house.operator.reader(), id)).length, 1)
})

database.test('B9: a published paper is replaced, not edited, and says what changed', async (db) => {
  const at = await county(db)
  const { item } = await propose(at)
  const { id: meeting } = await plan(at)
  const secretary = at.house.as(at.person.priya)
  const { id } = await secretary.perform(writePaper, { item, ...paper })
  await secretary.perform(clearPaper, {
    paper: id,
    equalityOutcome: 'no-relevance',
    equalityReasoning: reasoned,
    version: 1,
  })
  await publish(at, meeting)
  await assert.rejects(secretary.perform(editPaper, { paper: id, ...paper, version: 2 }), {
    code: 'governance.paper.published',
  })
  const { classification: _, ...words } = paper
  await assert.rejects(secretary.perform(replacePaper, { paper: id, ...words, version: 2 }), {
    kind: 'invalid',
  })
  await secretary.perform(replacePaper, {
    paper: id,
    ...words,
    body: 'Better.',
    changeNote: 'The sum in paragraph 2 was wrong',
    version: 2,
  })
  const versions = await versionsOfPaper(await at.house.operator.reader(), id)
  assert.deepEqual(
    versions.map((one) => [one.number, one.body]),
    [
      [2, 'Better.'],
      [1, 'At length.'],
    ],
  )
})

database.test('editing a cleared paper asks for its clearing again', async (db) => {
  const at = await county(db)
  const { item } = await propose(at)
  const secretary = at.house.as(at.person.priya)
  await plan(at)
  const { id } = await secretary.perform(writePaper, { item, ...paper })
  await secretary.perform(clearPaper, {
    paper: id,
    equalityOutcome: 'no-relevance',
    equalityReasoning: reasoned,
    version: 1,
  })
  await secretary.perform(editPaper, { paper: id, ...paper, body: 'Quite other words.', version: 2 })
  await assert.rejects(secretary.perform(editPaper, { paper: id, ...paper, version: 2 }), {
    code: 'governance.paper.stale',
  })
})

database.test('B2: attendance waits for the day, and only members and substitutes are listed', async (db) => {
  const at = await county(db)
  await propose(at)
  const { id } = await plan(at)
  await publish(at, id)
  await assert.rejects(attend(at, id, [at.person.helena]), { code: 'governance.meeting.not-yet' })
  at.house.clock.set(`${MEETING_DAY}T10:05:00Z`)
  await assert.rejects(attend(at, id, [at.person.molly]), { code: 'governance.attendance.not-members' })
  const wrong = { substitutes: [{ person: at.person.ravi, organisation: at.organisation.dover }] }
  await assert.rejects(attend(at, id, [at.person.helena], wrong), {
    code: 'governance.attendance.not-members',
  })
  const right = {
    apologies: [at.person.yusra],
    substitutes: [{ person: at.person.molly, organisation: at.organisation.dover }],
  }
  assert.equal((await attend(at, id, [at.person.helena], right)).present, 2)
})

database.test('the chair records a decision in which each partner voted once', async (db) => {
  const at = await county(db)
  const { item, subject } = await underWay(at)
  await decide(at, item, { against: [at.organisation.dover], abstained: [at.organisation.swale] })
  const reader = await at.house.operator.reader()
  const [decision] = await decisionsAbout(reader, subject)
  assert.equal(decision?.outcome, 'approved')
  assert.equal(decision?.decision, 'Approved: A county data drill')
  assert.equal(decision?.reference, 'leadership/2026/1')
  assert.equal(decision?.decided_on.toString(), MEETING_DAY)
  const votes = await votesOn(reader, item)
  assert.deepEqual(
    votes.map((vote) => [vote.organisation_name, vote.choice]),
    [
      ['Dover District Council', 'against'],
      ['Kent County Council', 'for'],
      ['Medway Council', 'for'],
      ['Swale Borough Council', 'abstain'],
    ],
  )
})

database.test('what was decided is announced once, about its record', async (db) => {
  const at = await county(db)
  const { item, subject } = await underWay(at)
  const { id } = await decide(at, item)
  const told = await sql<{
    name: string
    ids: unknown
  }>`select name, ids from platform.announcement where about = ${subject}`.execute(db.db)
  assert.deepEqual(told.rows, [{ name: 'governance.decision.recorded', ids: { decision: id, subject } }])
})

database.test('only the chair records, by a fresh sign-in, and only from the meeting', async (db) => {
  const at = await county(db)
  const { item } = await underWay(at)
  const answers = { item, outcome: 'approved', reasons, alternatives }
  await assert.rejects(at.house.as(at.person.priya).perform(recordDecision, answers), { kind: 'forbidden' })
  await assert.rejects(at.house.as(at.person.helena).perform(recordDecision, answers, { fresh: false }), {
    code: 'auth.sign-in.stale',
  })
})

database.test('somebody who was not at the meeting does not record what it decided', async (db) => {
  const at = await county(db)
  const { meeting, item } = await underWay(at)
  const { priya, marcus, yusra, noor, helena } = at.person
  await attend(at, meeting, [priya, marcus, yusra, noor], { apologies: [helena] })
  await assert.rejects(decide(at, item), { code: 'governance.decision.not-there' })
})

database.test('B5: an interest keeps the chair from recording and the member from voting', async (db) => {
  const at = await county(db)
  const { item, subject } = await underWay(at)
  await at.house
    .as(at.person.helena)
    .perform(declareInterest, { subject, nature: 'My council would host it' })
  await assert.rejects(decide(at, item), { code: 'governance.decision.interest-declared' })
  await at.house.operator.perform(appointMember, {
    group: at.leadership,
    person: at.person.marcus,
    office: 'vice-chair',
  })
  const answers = { item, outcome: 'approved', reasons, alternatives }
  await at.house.as(at.person.marcus).perform(recordDecision, answers)
  const reader = await at.house.operator.reader()
  const votes = await votesOn(reader, item)
  assert.ok(!votes.some((vote) => vote.organisation_id === at.organisation.medway))
  const [decision] = await decisionsAbout(reader, subject)
  assert.equal(
    decision?.interests_text,
    'The member for Medway Council declared an interest and took no part.',
  )
})

database.test(
  'a secretary writes down an interest that was declared aloud, of somebody who was there',
  async (db) => {
    const at = await county(db)
    const { meeting, subject } = await underWay(at)
    const declare = { subject, meeting, nature: 'She advises the supplier' }
    await assert.rejects(
      at.house.as(at.person.noor).perform(declareInterest, { ...declare, person: at.person.yusra }),
      {
        code: 'governance.interest.not-yours',
      },
    )
    const { id } = await at.house
      .as(at.person.priya)
      .perform(declareInterest, { ...declare, person: at.person.yusra })
    const reader = await at.house.operator.reader()
    assert.equal(await hasInterest(reader, at.person.yusra, subject), true)
    await assert.rejects(at.house.as(at.person.noor).perform(endInterest, { interest: id }), {
      kind: 'not-found',
    })
    await at.house.as(at.person.yusra).perform(endInterest, { interest: id })
    assert.equal(await hasInterest(reader, at.person.yusra, subject), false)
  },
)

database.test('an interest is written down for others only in what the meeting discusses', async (db) => {
  const at = await county(db)
  const { meeting } = await underWay(at)
  // A record that is on no agenda of this meeting: to the secretary it is as if it were not there.
  const other = { meeting, person: at.person.yusra, nature: 'She advises the supplier' }
  const secretary = at.house.as(at.person.priya)
  for (const subject of [at.gis, crypto.randomUUID()]) {
    await assert.rejects(secretary.perform(declareInterest, { ...other, subject }), { kind: 'not-found' })
  }
  const reader = await at.house.operator.reader()
  assert.equal(await hasInterest(reader, at.person.yusra, at.gis), false)
})

database.test('without a quorum nothing is decided, and interests count against it', async (db) => {
  const at = await county(db)
  const { meeting, item, subject } = await underWay(at)
  await attend(at, meeting, [at.person.helena, at.person.marcus, at.person.yusra])
  await at.house.as(at.person.yusra).perform(declareInterest, { subject, nature: 'My council would host it' })
  await assert.rejects(decide(at, item), (error: { code?: string; figures?: object }) => {
    assert.equal(error.code, 'governance.decision.not-quorate')
    assert.deepEqual(error.figures, { present: 2, needed: 3 })
    return true
  })
})

database.test('B6: a tie is decided by the casting vote, and a minority decides nothing', async (db) => {
  const at = await county(db)
  const { item } = await underWay(at)
  const { dover, swale, kcc } = at.organisation
  await assert.rejects(decide(at, item, { against: [dover, swale, kcc] }), {
    code: 'governance.decision.not-carried',
  })
  await assert.rejects(decide(at, item, { against: [dover, swale] }), { code: 'governance.decision.tied' })
  await decide(at, item, { against: [dover, swale], castingVote: 'yes' })
})

database.test(
  'B7: recommendations, "N/A" and outcomes that were not on offer are refused beside their answers',
  async (db) => {
    const at = await county(db)
    const { item } = await underWay(at)
    const faulty = decide(at, item, {
      decision: 'Members are asked to consider the case',
      reasons: 'N/A',
      alternatives: 'n/a',
    })
    await assert.rejects(faulty, (error: { faults?: { field: string }[] }) => {
      assert.deepEqual(
        error.faults?.map((fault) => fault.field),
        ['decision', 'reasons', 'alternatives'],
      )
      return true
    })
    await assert.rejects(decide(at, item, { outcome: 'noted' }), { code: 'governance.decision.not-offered' })
    await decide(at, item, { alternatives: 'None' })
  },
)

database.test('an item is decided once', async (db) => {
  const at = await county(db)
  const { item } = await underWay(at)
  await decide(at, item)
  await assert.rejects(decide(at, item), { code: 'governance.decision.made' })
})

database.test('whoever voted stays on the attendance', async (db) => {
  const at = await county(db)
  const { meeting, item } = await underWay(at)
  await decide(at, item)
  await assert.rejects(attend(at, meeting, [at.person.helena]), { code: 'governance.attendance.has-voted' })
})

database.test('a decision is not changed in the database either', async (db) => {
  const at = await county(db)
  const { item } = await underWay(at)
  const { id } = await decide(at, item)
  await assert.rejects(
    sql`update governance.decision set outcome = 'declined' where id = ${id}`.execute(db.db),
  )
  await assert.rejects(sql`delete from governance.vote`.execute(db.db))
})

database.test('a correction supersedes the words with a reason, and keeps outcome and votes', async (db) => {
  const at = await county(db)
  const { item, subject } = await underWay(at)
  const { id } = await decide(at, item)
  const words = { corrects: id, decision: 'Approved: the drill, for £20,000', reasons, alternatives }
  await assert.rejects(at.house.as(at.person.helena).perform(correctDecision, words), { kind: 'invalid' })
  const corrected = await at.house
    .as(at.person.helena)
    .perform(correctDecision, { ...words, because: 'The sum was left out' })
  await assert.rejects(
    at.house.as(at.person.helena).perform(correctDecision, { ...words, because: 'Again' }),
    {
      code: 'governance.decision.superseded',
    },
  )
  const reader = await at.house.as(at.person.yusra).reader()
  assert.deepEqual(
    (await decisionsAbout(reader, subject)).map((one) => [one.reference, one.outcome]),
    [['leadership/2026/1-2', 'approved']],
  )
  const shown = await at.house.as(at.person.yusra).ask(readDecision, { decision: corrected.id })
  assert.equal(shown.wordings.length, 2)
  assert.equal(shown.votes.length, 4)
})

database.test('minutes draft themselves, are edited, issued and approved at the next meeting', async (db) => {
  const at = await county(db)
  const { meeting, item } = await underWay(at)
  const secretary = at.house.as(at.person.priya)
  await assert.rejects(secretary.perform(issueMinutes, { meeting }), {
    code: 'governance.minutes.incomplete',
  })
  await decide(at, item)
  await secretary.perform(draftMinutes, { meeting })
  const [row] = await agendaOf(await at.house.operator.reader(), meeting)
  assert.match(row?.minute?.text ?? '', /Decision leadership\/2026\/1 \(approved\)/)
  await secretary.perform(editMinute, {
    minute: row?.minute?.id,
    text: `${row?.minute?.text ?? ''}\n\nThe chair thanked the group.`,
    version: row?.minute?.version,
  })
  await secretary.perform(issueMinutes, { meeting })
  const kept = (await agendaOf(await at.house.operator.reader(), meeting))[0]
  assert.match(kept?.minute?.text ?? '', /thanked the group/)
  const next = await plan(at, '2027-03-09')
  assert.equal(next.listed, 1)
  await publish(at, next.id)
  await assert.rejects(secretary.perform(approveMinutes, { meeting, at: next.id }), {
    code: 'governance.minutes.at-a-later-meeting',
  })
  at.house.clock.set('2027-03-09T10:05:00Z')
  await attend(at, next.id, [at.person.helena, at.person.priya])
  await secretary.perform(approveMinutes, { meeting, at: next.id })
  assert.equal((await meetingFor(await at.house.operator.reader(), meeting)).state, 'approved')
})

database.test('an undertaking has an owner and a day, and is closed with what was done', async (db) => {
  const at = await county(db)
  const { item } = await underWay(at)
  const answers = { item, what: 'Circulate the dataset', owner: at.person.yusra, dueOn: '2026-12-20' }
  const { id } = await at.house.as(at.person.priya).perform(recordUndertaking, answers)
  const duties = await dutiesOf(await at.house.as(at.person.yusra).reader())
  assert.ok(duties.some((duty) => duty.title === 'Circulate the dataset'))
  const close = { undertaking: id, note: 'Sent to all partners', version: 1 }
  await assert.rejects(at.house.as(at.person.noor).perform(closeUndertaking, close), { kind: 'forbidden' })
  await at.house.as(at.person.yusra).perform(closeUndertaking, close)
  await assert.rejects(at.house.as(at.person.yusra).perform(closeUndertaking, { ...close, version: 2 }), {
    code: 'governance.undertaking.closed',
  })
})

database.test('a gate of a later module stands at the decision and may refuse it', async (db) => {
  const at = await county(db)
  const { item } = await underWay(at)
  const { testHouse } = await import('#test/support/house.ts')
  const { organisations } = await import('#modules/organisations/module.ts')
  const { partnerships } = await import('#modules/partnerships/module.ts')
  const { groups } = await import('#modules/groups/module.ts')
  const { governance } = await import('./module.ts')
  const asked: unknown[] = []
  const treasury = module({
    name: 'treasury',
    title: 'Treasury',
    uses: ['governance'],
    gates: [
      gate({
        at: 'governance.decision.record',
        name: 'treasury.money.there',
        async pass(_inside: Inside, subject, outcome, details) {
          asked.push([subject, outcome, Object.keys(details)])
          if (outcome === 'approved') refuse('conflict', 'treasury.money.gone', 'There is no money left.')
        },
      }),
    ],
  })
  const house = testHouse(
    db,
    [organisations, partnerships, groups, governance, treasury],
    `${MEETING_DAY}T10:30:00Z`,
  )
  const answers = { item, reasons, alternatives }
  await assert.rejects(
    house.as(at.person.helena).perform(recordDecision, { ...answers, outcome: 'approved' }),
    { code: 'treasury.money.gone' },
  )
  await house.as(at.person.helena).perform(recordDecision, { ...answers, outcome: 'declined' })
  assert.equal(asked.length, 2)
})

database.test(
  "a meeting of a partnership that is not one's own cannot be told from one that does not exist",
  async (db) => {
    const at = await county(db)
    await propose(at)
    const { id } = await plan(at)
    const stranger = await at.house.as(at.person.basil).reader()
    const message = async (meeting: string): Promise<string> =>
      meetingFor(stranger, meeting).then(
        () => '',
        (error: Error) => error.message,
      )
    assert.equal(await message(id), await message('01a1f8bd-91a1-74a1-b4d5-0477c13857f1'))
    const staff = await at.house.as(at.person.molly).ask(listMeetings, {})
    assert.equal(staff.rows.length, 1)
    await assert.rejects(at.house.as(at.person.basil).ask(listMeetings, {}), { kind: 'forbidden' })
  },
)

database.test('the next meeting, the lists and the duties say what is to come', async (db) => {
  const at = await county(db)
  const { item } = await underWay(at)
  const reader = await at.house.as(at.person.helena).reader()
  const duties = await dutiesOf(reader)
  assert.ok(duties.some((duty) => duty.title.startsWith('Decide "A county data drill"')))
  await decide(at, item)
  const body = await bodyOfGroup(reader, at.leadership)
  assert.equal(await nextMeetingOf(reader, body?.id ?? ''), undefined)
  const decisions = await at.house.as(at.person.molly).ask(listDecisions, { search: 'drill' })
  assert.equal(decisions.rows.length, 1)
  await assert.rejects(at.house.as(at.person.molly).ask(listDecisions, { after: 'nonsense' }), {
    kind: 'invalid',
  })
})
