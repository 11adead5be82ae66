// The directory of people: who sees which field, and how leavers vanish from it, by hand, by list and by the clock.
import assert from 'node:assert/strict'
import { action } from '#platform/actions/index.ts'
import { county, countyDatabase, type County } from '#test/support/county.ts'
import { shareDetails } from './actions/contact.ts'
import { endEmployment, startEmployment } from './actions/employment.ts'
import { recordPostless, reconcileStaff } from './actions/reconciling.ts'
import { createPerson } from './actions/people.ts'
import { loadStaff } from './imports/staff.ts'
import { directoryEntries, pastChoicesOf, publicContactsOf } from './queries/contact.ts'
import { listPeople, officesHeldBy, peopleOf, personById, postsOf, readPerson } from './queries/people.ts'

const database = countyDatabase()
const ANY = { search: null, organisation: null, state: null, after: null, most: null }
const OWN = { mail: 'own', phone: 'own', mobileFor: 'own', jobTitle: 'own', version: 1 }
const MOBILE = '07700 900 001'

const share = (at: County, raw: object) =>
  at.house.as(at.person.yusra).perform(shareDetails, { ...OWN, mobile: MOBILE, ...raw })

const listed = async (at: County, who: string, search: string) =>
  (await listPeople.run(await at.house.as(who).reader(), { ...ANY, search })).rows

database.test(
  'O11: facts of work are shown to whoever is signed in until their owner chooses otherwise',
  async (db) => {
    const at = await county(db)
    const [before] = await listed(at, at.person.noor, 'Yusra')
    assert.deepEqual([before?.mail, before?.job_title], ['yusra@dover.example', 'Officer'])
    await share(at, {})
    const [foreign] = await listed(at, at.person.noor, 'Yusra')
    assert.deepEqual(
      [foreign?.name, foreign?.organisation_name, foreign?.mail, foreign?.job_title, foreign?.mobile],
      ['Yusra Whitecliff', 'Dover District Council', null, null, null],
    )
    const [own] = await listed(at, at.person.molly, 'Yusra')
    assert.deepEqual([own?.mail, own?.job_title, own?.mobile], ['yusra@dover.example', 'Officer', MOBILE])
  },
)

database.test(
  'O11: what somebody may not see finds nobody either, nor do the page, the posts and search hold it',
  async (db) => {
    const at = await county(db)
    await share(at, {})
    const yusra = at.person.yusra
    assert.deepEqual(await listed(at, at.person.noor, 'yusra@dover'), [])
    assert.equal((await listed(at, at.person.molly, 'yusra@dover')).length, 1)
    const noor = await at.house.as(at.person.noor).reader()
    assert.equal((await personById(noor, yusra)).mail, null)
    assert.deepEqual(
      (await postsOf(noor, yusra)).map((post) => post.job_title),
      [null],
    )
    assert.deepEqual(
      (await peopleOf(noor, at.organisation.dover)).find((one) => one.id === yusra)?.job_title,
      null,
    )
    const answer = JSON.stringify(await at.house.as(at.person.noor).ask(readPerson, { person: yusra }))
    assert.ok(!answer.includes('yusra@dover') && !answer.includes('07700'), answer)
    const [entry] = await directoryEntries(noor, [yusra])
    assert.deepEqual([entry?.mail, entry?.phone, entry?.mobile, entry?.job_title], [null, null, null, null])
  },
)

database.test(
  'O11: what is shown to everybody stands on the public page until it is taken back',
  async (db) => {
    const at = await county(db)
    const visitor = await at.house.visitor.reader()
    assert.deepEqual(await publicContactsOf(visitor, at.organisation.dover), [])
    await share(at, { mail: 'everybody' })
    assert.deepEqual(await publicContactsOf(visitor, at.organisation.dover), [
      { name: 'Yusra Whitecliff', job_title: null, mail: 'yusra@dover.example', phone: null, mobile: null },
    ])
    await share(at, { mail: 'own', version: 2 })
    assert.deepEqual(await publicContactsOf(visitor, at.organisation.dover), [])
    const past = await pastChoicesOf(visitor, at.person.yusra)
    assert.deepEqual(
      past.filter((one) => one.field === 'mail').map((one) => one.audience),
      ['own', 'everybody'],
    )
  },
)

database.test(
  'organisations.person.share refuses what is no choice, an older version, and whoever is nobody',
  async (db) => {
    const at = await county(db)
    for (const raw of [
      { mail: 'friends' },
      { mail: '' },
      { mobile: 'call me' },
      { mobile: '07700\n900001' },
      { mobile: '1'.repeat(40) },
    ])
      await assert.rejects(share(at, raw), { kind: 'invalid' }, JSON.stringify(raw))
    await share(at, {})
    await assert.rejects(share(at, {}), { code: 'organisations.person.stale' })
    await assert.rejects(at.house.operator.perform(shareDetails, OWN), { kind: 'not-found' })
  },
)

database.test(
  'people are found by name, body, job title and the offices that later modules know',
  async (db) => {
    const at = await county(db)
    const names = async (search: string) => (await listed(at, at.person.noor, search)).map((one) => one.name)
    assert.deepEqual(await names('whitecliff'), ['Yusra Whitecliff'])
    assert.deepEqual(await names('Dover'), ['Molly Gridref', 'Yusra Whitecliff'])
    assert.deepEqual(await names('secretary'), ['Priya Orchard'])
    assert.deepEqual(await names('leadership'), ['Helena Estuary', 'Priya Orchard'])
    assert.deepEqual(await names('%'), [])
    const offices = await officesHeldBy(await at.house.as(at.person.noor).reader(), [at.person.helena])
    assert.deepEqual(offices.get(at.person.helena), [
      { personId: at.person.helena, office: 'Chair', of: 'Leadership Group', href: '/groups/leadership' },
    ])
  },
)

const reconcile = (at: County, mails: string, more: object = {}) =>
  at.house.operator.perform(reconcileStaff, { organisation: 'dover', mails, ...more })

database.test(
  'organisations.staff.reconcile records as left whoever the list no longer holds',
  async (db) => {
    const at = await county(db)
    const rehearsal = await reconcile(at, 'yusra@dover.example\nnew@dover.example', { rehearse: 'yes' })
    assert.deepEqual(rehearsal, {
      left: [{ name: 'Molly Gridref', mail: 'molly@dover.example', elsewhere: false }],
      unknown: ['new@dover.example'],
      stay: 1,
      rehearsed: true,
    })
    const operator = await at.house.operator.reader()
    assert.equal((await personById(operator, at.person.molly)).state, 'active', 'a rehearsal changes nothing')
    await reconcile(at, 'YUSRA@dover.example')
    const molly = await personById(operator, at.person.molly)
    assert.deepEqual([molly.state, molly.mail], ['left', null])
    assert.deepEqual(await listed(at, at.person.noor, 'Molly'), [])
    assert.deepEqual((await reconcile(at, 'yusra@dover.example')).left, [], 'again changes nothing')
  },
)

database.test('who works for another body too only loses the post here', async (db) => {
  const at = await county(db)
  await at.house.operator.perform(startEmployment, {
    person: at.person.molly,
    organisation: at.organisation.kcc,
    jobTitle: 'Analyst',
    startedOn: '2025-01-01',
  })
  const { left } = await reconcile(at, 'yusra@dover.example')
  assert.deepEqual(
    left.map((one) => one.elsewhere),
    [true],
  )
  const operator = await at.house.operator.reader()
  const posts = await postsOf(operator, at.person.molly)
  assert.deepEqual(
    posts.filter((post) => post.ended_on === null).map((post) => post.organisation_code),
    ['kcc'],
  )
  assert.equal((await personById(operator, at.person.molly)).state, 'active')
})

database.test(
  'O12: a list that would take away a fifth, and more than five, waits for somebody to confirm it',
  async (db) => {
    const at = await county(db)
    for (let nth = 0; nth < 8; nth += 1) {
      await at.house.operator.perform(createPerson, {
        mail: `clerk${nth}@dover.example`,
        name: `Clerk ${nth}`,
        organisation: 'dover',
        jobTitle: 'Clerk',
        startedOn: '2025-01-01',
      })
    }
    const mails = [
      'yusra@dover.example',
      'molly@dover.example',
      'clerk0@dover.example',
      'clerk1@dover.example',
    ]
    await assert.rejects(reconcile(at, mails.join('\n')), { code: 'organisations.staff.too-many-leave' })
    const operator = await at.house.operator.reader()
    assert.equal((await peopleOf(operator, at.organisation.dover)).length, 10)
    const { left, stay } = await reconcile(at, mails.join('\n'), { confirmed: 'yes' })
    assert.deepEqual([left.length, stay], [6, 4])
  },
)

database.test('a list that is none is refused before anybody leaves', async (db) => {
  const at = await county(db)
  for (const mails of ['', '   \n', 'Yusra Whitecliff', '<html>', 'a@b', '=cmd|calc!A1'])
    await assert.rejects(reconcile(at, mails), { kind: 'invalid' }, mails)
  await assert.rejects(reconcile(at, 'x@dover.example', { organisation: 'nowhere' }), { kind: 'not-found' })
  await assert.rejects(
    at.house.as(at.person.noor).perform(reconcileStaff, { organisation: 'dover', mails: 'x@dover.example' }),
    { kind: 'forbidden' },
  )
})

database.test('the file of staff does the same, and enters who is new only when asked to', async (db) => {
  const at = await county(db)
  const load = (rows: readonly Record<string, string>[], options: Record<string, string>) =>
    at.house.system.perform(
      action({
        name: 'organisations.test.load',
        title: 'Load',
        doors: [],
        fields: {},
        run: async (inside) => ({
          subject: null,
          result: await loadStaff(
            inside,
            rows.map((cells, nth) => ({ line: nth + 2, cells })),
            options,
          ),
        }),
      }),
      {},
    )
  const rows = [
    { mail: 'yusra@dover.example', name: 'Yusra Whitecliff', job_title: 'Officer' },
    { mail: 'nadia@dover.example', name: 'Nadia Samphire', job_title: 'Analyst' },
  ]
  assert.equal((await load(rows, {})).faults.length, 1, 'the organisation must be named')
  assert.equal((await load([], { organisation: 'dover' })).faults.length, 1)
  assert.equal((await load([...rows, rows[0]!], { organisation: 'dover' })).faults[0]?.line, 4)
  assert.deepEqual(await load(rows, { organisation: 'dover' }), {
    created: 0,
    changed: 1,
    unchanged: 1,
    faults: [],
  })
  const made = await load(rows, { organisation: 'dover', create: 'yes' })
  assert.deepEqual([made.created, made.changed, made.unchanged], [1, 0, 1])
  assert.equal((await listed(at, at.person.noor, 'Nadia')).length, 1)
})

database.test('O12: whoever has no post any more vanishes at once and has left a day later', async (db) => {
  const at = await county(db)
  const operator = await at.house.operator.reader()
  const [post] = await postsOf(operator, at.person.molly)
  await at.house.operator.perform(endEmployment, { employment: post?.id, endedOn: '2026-11-20' })
  assert.deepEqual(
    await listed(at, at.person.noor, 'Molly'),
    [],
    'the directory shows people who work somewhere',
  )
  assert.deepEqual(await directoryEntries(operator, [at.person.molly]), [])
  assert.equal(
    (await at.house.system.perform(recordPostless, {})).left,
    0,
    'they may begin elsewhere tomorrow',
  )
  at.house.clock.set('2026-11-21T03:40:00Z')
  assert.equal((await at.house.system.perform(recordPostless, {})).left, 1)
  assert.equal((await at.house.system.perform(recordPostless, {})).left, 0)
  const molly = await personById(operator, at.person.molly)
  assert.deepEqual(
    [molly.state, molly.left_on?.toString(), molly.name],
    ['left', '2026-11-20', 'Molly Gridref'],
  )
})
