// Undertakings about anything: who may give one, who sees it, what is kept when it moves, changes hands or ends.
import assert from 'node:assert/strict'
import { action } from '#platform/actions/index.ts'
import { field } from '#platform/fields/index.ts'
import { recordLeaver } from '#modules/organisations/index.ts'
import { county, countyDatabase, type County } from '#test/support/county.ts'
import {
  closeUndertaking,
  dropUndertaking,
  handOverUndertaking,
  moveUndertaking,
  recordUndertaking,
  reportUndertaking,
} from './actions/undertakings.ts'
import { dutiesOf } from './duties.ts'
import {
  changesOf,
  listUndertakings,
  undertakingFor,
  undertakingsAbout,
  undertakingsOfGroup,
} from './queries/undertakings.ts'

const database = countyDatabase()

/** A record of a later module, as far as others may know of it. */
async function recordOf(at: County, audience: string): Promise<string> {
  const make = action({
    name: 'governance.test.subject',
    title: 'Make a record',
    doors: [],
    fields: { audience: field.text('Audience') },
    async run(inside, answers) {
      const id = inside.id()
      await inside.subject({
        id,
        module: 'risk',
        noun: 'risk',
        title: 'Ransomware',
        audience: answers.audience,
      })
      return { subject: id, result: { id } }
    },
  })
  return (await at.house.system.perform(make, { audience })).id
}

const give = (at: County, raw: object = {}) =>
  at.house.as(at.person.priya).perform(recordUndertaking, {
    group: at.leadership,
    what: 'Test the backups',
    owner: at.person.yusra,
    dueOn: '2026-12-20',
    ...raw,
  })

database.test(
  'governance.undertaking.record gives one about any record to anybody who works for a partner',
  async (db) => {
    const at = await county(db)
    const about = await recordOf(at, 'staff')
    const { id } = await give(at, { about, address: '/risks/4' })
    const yusra = await at.house.as(at.person.yusra).reader()
    const [row] = await undertakingsAbout(yusra, [about])
    assert.equal(row?.id, id)
    assert.equal(row?.about_title, 'Ransomware')
    assert.equal(row?.place_name, 'Leadership Group')
    const duty = (await dutiesOf(yusra)).find((one) => one.title === 'Test the backups')
    assert.deepEqual([duty?.href, duty?.step], [`/undertakings/${id}`, 'Say how it stands'])
    assert.equal((await undertakingsOfGroup(yusra, at.leadership)).length, 1)
  },
)

database.test(
  'an undertaking about a group belongs to that group, one about a partnership to the partnership',
  async (db) => {
    const at = await county(db)
    const own = { what: 'Write the guide', owner: at.person.yusra, dueOn: '2026-12-20' }
    const priya = at.house.as(at.person.priya)
    const { id } = await priya.perform(recordUndertaking, { ...own, about: at.leadership })
    const operator = await at.house.operator.reader()
    assert.equal((await undertakingFor(operator, id)).group_id, at.leadership)
    const other = await at.house.operator.perform(recordUndertaking, { ...own, about: at.partnership })
    assert.deepEqual(
      [
        (await undertakingFor(operator, other.id)).group_id,
        (await undertakingFor(operator, other.id)).partnership_id,
      ],
      [null, at.partnership],
    )
  },
)

database.test(
  'B16: a record that somebody may not know of is told like one that is not there',
  async (db) => {
    const at = await county(db)
    const about = await recordOf(at, 'risk.risk.read')
    await assert.rejects(give(at, { about }), { kind: 'not-found' })
    // The module of the record gives it within its own action, by its own rule; its owner sees it, others do not.
    const { id } = await at.house.system.perform(recordUndertaking, {
      about,
      partnership: at.partnership,
      what: 'Patch it',
      owner: at.person.yusra,
      dueOn: '2026-12-20',
    })
    await assert.doesNotReject(undertakingFor(await at.house.as(at.person.yusra).reader(), id))
    const noor = await at.house.as(at.person.noor).reader()
    await assert.rejects(undertakingFor(noor, id), { kind: 'not-found' })
    assert.deepEqual(await undertakingsAbout(noor, [about]), [])
    const listed = await listUndertakings.run(noor, NONE)
    assert.deepEqual(listed.rows, [])
  },
)

const NONE = {
  state: null,
  group: null,
  partnership: null,
  about: null,
  owner: null,
  after: null,
  most: null,
}

database.test('what cannot be an undertaking is refused in words', async (db) => {
  const at = await county(db)
  const cases: readonly (readonly [object, object])[] = [
    [{ group: '' }, { code: 'governance.undertaking.whose' }],
    [{ dueOn: '2026-11-19' }, { code: 'governance.undertaking.due-before' }],
    [{ owner: at.organisation.kcc }, { kind: 'not-found' }],
    [{ about: '019c0000-0000-7000-8000-000000000000' }, { kind: 'not-found' }],
    [{ group: at.partnership }, { kind: 'not-found' }],
    [{ group: at.gis }, { kind: 'forbidden' }],
    [{ group: '', partnership: at.partnership }, { kind: 'forbidden' }],
    [{ address: 'javascript:alert(1)' }, { kind: 'invalid' }],
    [{ address: '//evil.example' }, { kind: 'invalid' }],
    [{ address: 'https://evil.example' }, { kind: 'invalid' }],
    [{ what: '' }, { kind: 'invalid' }],
    [{ what: 'a'.repeat(501) }, { kind: 'invalid' }],
    [{ what: 'a\u0000b' }, { kind: 'invalid' }],
    [{ dueOn: '31 February 2027' }, { kind: 'invalid' }],
    [{ heading: 'h'.repeat(121) }, { kind: 'invalid' }],
  ]
  for (const [raw, expected] of cases) await assert.rejects(give(at, raw), expected, JSON.stringify(raw))
  await assert.rejects(
    at.house.as(at.person.basil).perform(recordUndertaking, {
      group: at.leadership,
      what: 'x',
      owner: at.person.basil,
      dueOn: '2026-12-20',
    }),
    { kind: 'forbidden' },
  )
})

database.test(
  'B14: another day keeps the former one with its reason; the owner may move it, others not',
  async (db) => {
    const at = await county(db)
    const { id } = await give(at)
    const asked = { undertaking: id, dueOn: '2027-01-15', because: 'The supplier is late', version: 1 }
    await assert.rejects(at.house.as(at.person.noor).perform(moveUndertaking, asked), { kind: 'forbidden' })
    const yusra = at.house.as(at.person.yusra)
    await yusra.perform(moveUndertaking, asked)
    await assert.rejects(yusra.perform(moveUndertaking, { ...asked, dueOn: '2027-02-01' }), {
      code: 'governance.undertaking.stale',
    })
    await assert.rejects(yusra.perform(moveUndertaking, { ...asked, version: 2 }), {
      code: 'governance.undertaking.same-day',
    })
    await assert.rejects(yusra.perform(moveUndertaking, { ...asked, version: 2, dueOn: '2026-11-01' }), {
      code: 'governance.undertaking.day-passed',
    })
    const [change] = await changesOf(await yusra.reader(), id)
    assert.equal(change?.due_before?.toString(), '2026-12-20')
    assert.equal(change?.words, 'The supplier is late')
    assert.equal(change?.made_by_name, 'Yusra Whitecliff')
  },
)

database.test('progress is reported with its day, and every report is kept', async (db) => {
  const at = await county(db)
  const { id } = await give(at)
  const yusra = at.house.as(at.person.yusra)
  await yusra.perform(reportUndertaking, { undertaking: id, progress: 'Half of them', version: 1 })
  await yusra.perform(reportUndertaking, { undertaking: id, progress: 'All but one', version: 2 })
  const row = await undertakingFor(await yusra.reader(), id)
  assert.deepEqual([row.progress, row.progress_on?.toString()], ['All but one', '2026-11-20'])
  const past = await changesOf(await yusra.reader(), id)
  assert.deepEqual(
    past.map((one) => one.words),
    ['All but one', 'Half of them'],
  )
})

database.test('whose owner left asks the secretary for another, who then holds the duty', async (db) => {
  const at = await county(db)
  const { id } = await give(at)
  await at.house.operator.perform(recordLeaver, { person: at.person.yusra, leftOn: '2026-11-20', version: 1 })
  const priya = at.house.as(at.person.priya)
  const duty = (await dutiesOf(await priya.reader())).find((one) => one.href.endsWith('/hand-over'))
  assert.equal(duty?.context, 'Yusra Whitecliff has left, Leadership Group')
  const asked = { undertaking: id, because: 'Yusra left', version: 1 }
  await assert.rejects(priya.perform(handOverUndertaking, { ...asked, owner: at.person.yusra }), {
    kind: 'not-found',
  })
  await priya.perform(handOverUndertaking, { ...asked, owner: at.person.marcus })
  assert.equal((await dutiesOf(await priya.reader())).filter((one) => one.href.includes(id)).length, 0)
  const marcus = await dutiesOf(await at.house.as(at.person.marcus).reader())
  assert.ok(marcus.some((one) => one.href === `/undertakings/${id}`))
  const [past] = await changesOf(await priya.reader(), id)
  assert.equal(past?.owner_before_name, 'Yusra Whitecliff')
})

database.test('B16: nobody is asked to hand over what they may not know of', async (db) => {
  const at = await county(db)
  const about = await recordOf(at, 'risk.risk.read')
  await at.house.system.perform(recordUndertaking, {
    about,
    group: at.leadership,
    what: 'Patch it',
    owner: at.person.yusra,
    dueOn: '2026-12-20',
  })
  await at.house.operator.perform(recordLeaver, { person: at.person.yusra, leftOn: '2026-11-20', version: 1 })
  const duties = await dutiesOf(await at.house.as(at.person.priya).reader())
  assert.deepEqual(
    duties.filter((one) => one.href.endsWith('/hand-over')),
    [],
  )
})

database.test('B15: what is dropped says why, and nothing closed opens again', async (db) => {
  const at = await county(db)
  const { id } = await give(at)
  const asked = { undertaking: id, because: 'The system is switched off', version: 1 }
  await assert.rejects(at.house.as(at.person.yusra).perform(dropUndertaking, asked), { kind: 'forbidden' })
  const priya = at.house.as(at.person.priya)
  await priya.perform(dropUndertaking, asked)
  const row = await undertakingFor(await priya.reader(), id)
  assert.deepEqual([row.state, row.closing_note], ['dropped', 'The system is switched off'])
  for (const [again, raw] of [
    [closeUndertaking, { note: 'Done' }],
    [moveUndertaking, { dueOn: '2027-01-15', because: 'x' }],
    [reportUndertaking, { progress: 'x' }],
    [dropUndertaking, { because: 'x' }],
    [handOverUndertaking, { owner: at.person.noor, because: 'x' }],
  ] as const) {
    await assert.rejects(priya.perform(again, { undertaking: id, version: 2, ...raw }), {
      code: 'governance.undertaking.closed',
    })
  }
  const dropped = await listUndertakings.run(await priya.reader(), { ...NONE, state: 'dropped' })
  assert.equal(dropped.rows.length, 1)
})
