// Champions and the signposting directory through their actions, in a partnership whose kind nobody programmed.
import assert from 'node:assert/strict'
import { action } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { duty } from '#platform/module/index.ts'
import type { Links } from '#platform/notifications/index.ts'
import { readCsv } from '#platform/tables/index.ts'
import {
  appointToOffice,
  createOrganisation,
  createPerson,
  startEmployment,
} from '#modules/organisations/index.ts'
import { organisations } from '#modules/organisations/module.ts'
import { testDatabase } from '#test/support/database.ts'
import { testHouse, type TestHouse } from '#test/support/house.ts'
import {
  addChampionRole,
  appointChampion,
  confirmChampion,
  editChampionRole,
  endChampion,
  writeToChampions,
} from './actions/champions.ts'
import { releasePost } from './actions/letting-go.ts'
import { leavePartnership } from './actions/members.ts'
import { appointOfficer } from './actions/officers.ts'
import {
  addSignpost,
  addTopic,
  confirmSignpost,
  editSignpost,
  endSignpost,
  settleDoubt,
  tellDoubt,
} from './actions/signposts.ts'
import { imports } from './imports.ts'
import { championLetter } from './letters.ts'
import { partnerships } from './module.ts'
import { championRoles, championsOf } from './queries/champions.ts'
import { membersOn, partnershipByCode } from './queries/partnerships.ts'
import { doubtsAbout, listSignposts, signpostById, signpostsOf, topicsOf } from './queries/signposts.ts'
import { kindTitle } from './rules/membership.ts'

const database = testDatabase()
const MODULES = [organisations, partnerships]
const LINKS: Links = {
  at: (path) => `https://connects.example${path}`,
  stop: () => '',
  replyTo: () => null,
}
const code = (wanted: string) => ({ code: wanted })

const loading = (kind: string, text: string) =>
  action({
    name: 'partnerships.test.load',
    title: 'Load a file',
    permission: 'public',
    doors: ['command'],
    fields: {},
    async run(inside) {
      const found = imports.find((one) => one.kind === kind)
      assert.ok(found)
      const { rows } = readCsv(Buffer.from(text), {
        required: found.headers,
        optional: found.optionalHeaders ?? [],
        mostRows: 100,
        field: 'file',
      })
      return { subject: null, result: await found.load(inside, rows, {}) }
    },
  })

async function board(house: TestHouse) {
  const { operator } = house
  const ids: Record<string, string> = {}
  const people: Record<string, string> = {}
  for (const body of ['kcc', 'medway', 'dover']) {
    ids[body] = (
      await operator.perform(createOrganisation, { code: body, name: body, kind: 'district_council' })
    ).id
    for (const who of ['lead', 'clerk', 'officer']) {
      const mail = `${who}@${body}.example`
      people[mail] = (
        await operator.perform(createPerson, {
          mail,
          name: `${who} of ${body}`,
          organisation: body,
          jobTitle: who,
          startedOn: '2024-01-01',
        })
      ).id
    }
    await operator.perform(appointToOffice, {
      person: people[`lead@${body}.example`],
      role: 'organisation-lead',
      organisation: ids[body],
    })
  }
  const text =
    'id,name,kind,purpose,members\nboard,Civilian board,Armed forces covenant,Covenant,kcc;medway\n'
  assert.equal((await operator.perform(loading('partnerships', text), {})).created, 1)
  const partnership = await partnershipByCode(await operator.reader(), 'board')
  await operator.perform(appointOfficer, {
    partnership: 'board',
    person: people['officer@kcc.example'],
    role: 'partnership-officer',
  })
  const as = (mail: string) => house.as(people[mail] ?? '')
  const duties = async (mail: string) =>
    (await (await as(mail).reader()).fills(duty, {})).map((one) => [one.title, one.due?.toString() ?? null])
  return { ids, people, partnership, as, duties, officer: as('officer@kcc.example') }
}

database.test('a kind of partnership that nobody programmed is just a word', async (db) => {
  const { partnership } = await board(testHouse(db, MODULES))
  assert.equal(partnership.kind, 'armed_forces_covenant')
  assert.equal(kindTitle(partnership.kind), 'Armed forces covenant')
})

database.test(
  'P14: bodies name champions who work for them; a gap is its lead’s duty, and leaving makes one',
  async (db) => {
    const house = testHouse(db, MODULES)
    const { ids, people, as, duties, officer, partnership } = await board(house)
    const role = await officer.perform(addChampionRole, {
      partnership: 'board',
      name: 'Covenant champion',
      purpose: 'Speaks for the armed forces community',
      isSingle: 'yes',
      reviewMonths: '12',
    })
    await assert.rejects(
      officer.perform(addChampionRole, {
        partnership: 'board',
        name: 'COVENANT champion',
        purpose: 'x',
        isSingle: 'no',
      }),
      code('partnerships.champion-role.name-taken'),
    )
    assert.deepEqual(await duties('lead@medway.example'), [['Name your Covenant champion', null]])
    assert.deepEqual(await duties('lead@dover.example'), [])
    const name = (mail: string, body: string, person: string) =>
      as(mail).perform(appointChampion, { role: role.id, organisation: ids[body], person: people[person] })
    await assert.rejects(
      name('lead@kcc.example', 'medway', 'clerk@medway.example'),
      code('partnerships.champion.not-yours'),
    )
    await assert.rejects(
      name('lead@medway.example', 'medway', 'clerk@kcc.example'),
      code('partnerships.champion.works-elsewhere'),
    )
    await assert.rejects(
      name('officer@kcc.example', 'dover', 'clerk@dover.example'),
      code('partnerships.champion.no-member'),
    )
    const { id } = await name('lead@medway.example', 'medway', 'clerk@medway.example')
    await assert.rejects(
      name('lead@medway.example', 'medway', 'officer@medway.example'),
      code('partnerships.champion.held'),
    )
    assert.deepEqual(await duties('lead@medway.example'), [])
    house.clock.set('2027-11-20T10:00:00Z')
    assert.deepEqual(await duties('lead@medway.example'), [
      ['Is clerk of medway still your Covenant champion?', '2027-11-20'],
    ])
    await as('lead@medway.example').perform(confirmChampion, { champion: id })
    assert.deepEqual(await duties('lead@medway.example'), [])
    for (const one of partnerships.personal ?? [])
      if (one.column === 'partnerships.champion.person_id' && 'forget' in one.leaving)
        await one.leaving.forget(
          db.db as never,
          people['clerk@medway.example'] ?? '',
          Temporal.PlainDate.from('2027-11-21'),
        )
    assert.deepEqual(await duties('lead@medway.example'), [['Name a new Covenant champion', '2027-12-21']])
    assert.deepEqual(await championsOf(await house.operator.reader(), partnership.id), [])
    await assert.rejects(
      as('lead@medway.example').perform(endChampion, { champion: id, endedOn: '2027-11-20' }),
      code('partnerships.champion.ended'),
    )
  },
)

database.test(
  'a letter to all champions goes to each once, and to nobody when there is nobody',
  async (db) => {
    const house = testHouse(db, MODULES)
    const { ids, people, officer, partnership } = await board(house)
    const text = [
      'partnership,role,organisation,mail,purpose,several',
      'board,Cyber lead,kcc,clerk@kcc.example,Reads reports,yes',
      'board,Cyber lead,kcc,lead@kcc.example,Reads reports,yes',
      'board,Cyber lead,medway,clerk@medway.example,Reads reports,yes',
      'board,Elected member,,,Speaks,no',
    ].join('\n')
    assert.deepEqual(
      await house.operator
        .perform(loading('champions', text), {})
        .then(({ created, faults }) => [created, faults]),
      [4, []],
    )
    assert.equal((await house.operator.perform(loading('champions', text), {})).unchanged, 4)
    const [cyber, elected] = await championRoles(await house.operator.reader(), partnership.id)
    const write = (role: string | undefined) =>
      officer.perform(writeToChampions, { role, title: 'A warning', words: 'Patch today.' })
    assert.equal((await write(cyber?.id)).people, 3)
    await assert.rejects(write(elected?.id), code('partnerships.champion.nobody'))
    const sent = house.queued.filter((one) => one.job === 'platform.notification.send')
    assert.equal(sent.length, 3)
    const row = await db.db.selectFrom('partnerships.champion_letter').selectAll().executeTakeFirstOrThrow()
    const letter = await championLetter.render({
      db: db.db,
      now: house.clock.now(),
      ids: { letter: row.id },
      opened: null,
      to: null,
      links: LINKS,
    })
    assert.match(letter?.text ?? '', /Patch today\.[\s\S]*because you are Cyber lead/)
    await assert.rejects(
      officer.perform(editChampionRole, {
        role: cyber?.id,
        name: 'Cyber lead',
        purpose: 'x',
        isSingle: 'yes',
        version: 1,
      }),
      /has named several/,
    )
    const bad =
      'partnership,role,organisation,mail\nboard,Cyber lead,kcc,nobody@kcc.example\nmoon,X,,\nboard,Cyber lead,mars,a@b.example\nboard,Cyber lead,medway,clerk@dover.example\n'
    assert.deepEqual(
      (await house.operator.perform(loading('champions', bad), {})).faults.map((fault) => fault.line),
      [2, 3, 4, 5],
    )
    assert.ok(ids['kcc'] !== undefined && people['clerk@kcc.example'] !== undefined)
  },
)

database.test(
  'P15: an entry says how to reach the service, who provides it, and when it is looked at again',
  async (db) => {
    const house = testHouse(db, MODULES)
    const { ids, as, officer, duties } = await board(house)
    const topic = await officer.perform(addTopic, { partnership: 'board', name: 'Housing' })
    await assert.rejects(
      officer.perform(addTopic, { partnership: 'board', name: 'housing' }),
      code('partnerships.topic.name-taken'),
    )
    const entry = {
      partnership: 'board',
      name: 'Housing advice for veterans',
      summary: 'A home after service',
      audience: 'veterans',
      topics: [topic.id],
      providerName: 'A charity',
      web: 'https://housing.example.org/a',
      owner: ids['medway'],
      reviewOn: '2027-01-01',
    }
    const add = (more: object) => officer.perform(addSignpost, { ...entry, ...more })
    const refused = async (more: object, message: RegExp) =>
      assert.rejects(add(more), (error: { faults: { message: string }[] }) => {
        assert.match(error.faults.map((fault) => fault.message).join('; '), message)
        return true
      })
    await refused({ web: '' }, /Give a web address, a phone number/)
    await refused({ web: 'javascript:alert(1)' }, /must begin with https/)
    await refused({ phone: 'ask Bob' }, /telephone number/)
    await refused({ providerName: '' }, /Say who provides it/)
    await refused({ providerOrganisation: ids['kcc'] }, /not both/)
    await refused({ owner: ids['dover'] }, /by a member of the partnership/)
    await refused({ reviewOn: '2026-11-19' }, /today or later/)
    await refused({ reviewOn: '2029-01-01' }, /within two years/)
    const { id } = await add({})
    await refused({ name: 'HOUSING advice for veterans' }, /entry of this name already/)
    const find = async (words: string) =>
      (await house.visitor.ask(listSignposts, { partnership: 'board', words })).rows.length
    assert.deepEqual(
      [await find('veterans home'), await find('veterans 100%'), await find('charity')],
      [1, 0, 1],
    )
    assert.deepEqual(await duties('lead@medway.example'), [])
    house.clock.set('2027-01-02T10:00:00Z')
    assert.equal((await signpostById(await house.visitor.reader(), id)).stale, true)
    assert.deepEqual(await duties('lead@medway.example'), [
      ['Check that “Housing advice for veterans” is still right', '2027-01-01'],
    ])
    await assert.rejects(
      as('lead@kcc.example').perform(confirmSignpost, { signpost: id, reviewOn: '2027-06-01' }),
      {
        kind: 'forbidden',
      },
    )
    await as('lead@medway.example').perform(confirmSignpost, { signpost: id, reviewOn: '2027-06-01' })
    const doubt = await as('clerk@dover.example').perform(tellDoubt, {
      signpost: id,
      words: 'The number is dead',
    })
    await assert.rejects(house.visitor.perform(tellDoubt, { signpost: id, words: 'x' }), {
      kind: 'unauthenticated',
    })
    assert.deepEqual(
      (await duties('lead@medway.example')).map(([title]) => title),
      ['Somebody says that “Housing advice for veterans” is wrong'],
    )
    assert.equal((await duties('officer@kcc.example')).length, 1)
    await assert.rejects(as('clerk@dover.example').perform(settleDoubt, { doubt: doubt.id, answer: 'x' }), {
      kind: 'forbidden',
    })
    await as('lead@medway.example').perform(settleDoubt, { doubt: doubt.id, answer: 'Corrected' })
    assert.deepEqual(await doubtsAbout(await house.operator.reader(), id), [])
    const { partnership: _, ...said } = entry
    const change = (version: number) =>
      officer.perform(editSignpost, {
        ...said,
        signpost: id,
        reviewOn: '2027-06-01',
        phone: '01632 960000',
        version,
      })
    await assert.rejects(change(1), code('partnerships.signpost.stale'))
    await change(2)
    await officer.perform(endSignpost, { signpost: id })
    await assert.rejects(signpostById(await house.visitor.reader(), id), { kind: 'not-found' })
  },
)

database.test(
  'a file of the directory brings its topics, loads twice as once, and names what is wrong by line',
  async (db) => {
    const house = testHouse(db, MODULES)
    const { partnership } = await board(house)
    const head = 'partnership,name,summary,audience,owner,topics,provider,web,organisation\n'
    const load = (lines: string) => house.operator.perform(loading('signposts', head + lines), {})
    const good = 'board,Advice,Advises,everybody,kcc,Housing; Money,A charity,https://a.example.org,\n'
    assert.equal((await load(good)).created, 1)
    assert.equal((await load(good)).unchanged, 1)
    assert.equal((await load(good.replace('Advises', 'Helps'))).changed, 1)
    const reader = await house.visitor.reader()
    assert.deepEqual(
      (await topicsOf(reader, partnership.id)).map((one) => one.name),
      ['Housing', 'Money'],
    )
    assert.equal((await signpostsOf(reader, partnership.id))[0]?.summary, 'Helps')
    assert.deepEqual(
      (
        await load(
          'board,B,b,b,dover,,X,https://a.example.org,\nboard,C,c,c,kcc,,,https://a.example.org,\nboard,D,d,d,kcc,,X,,\n',
        )
      ).faults.map((one) => one.line),
      [2, 3, 4],
    )
  },
)

const endPost = (
  { db }: { readonly db: Parameters<typeof testHouse>[0]['db'] },
  person: string,
  organisation = '',
) =>
  sql`update organisations.employment set ended_on = '2026-11-19'
    where person_id = ${person} and organisation_id = ${organisation}`.execute(db)

database.test(
  'P14: a champion whose post ends, or whose body leaves the partnership, is champion no more',
  async (db) => {
    const house = testHouse(db, MODULES)
    const { ids, people, partnership, officer } = await board(house)
    const role = await officer.perform(addChampionRole, {
      partnership: 'board',
      name: 'Champion',
      purpose: 'Speaks for the covenant',
      isSingle: 'yes',
    })
    for (const body of ['kcc', 'medway'])
      await officer.perform(appointChampion, {
        role: role.id,
        organisation: ids[body],
        person: people[`clerk@${body}.example`],
      })
    const champions = async () =>
      (await championsOf(await house.operator.reader(), partnership.id)).map((one) => one.organisation_code)
    const person = people['clerk@kcc.example'] ?? ''
    await house.operator.perform(startEmployment, {
      person,
      organisation: ids['dover'],
      jobTitle: 'Clerk',
      startedOn: '2026-11-01',
    })
    const release = () =>
      house.system.perform(releasePost, {
        announcement: crypto.randomUUID(),
        person,
        organisation: ids['kcc'],
      })
    assert.equal((await release()).champions, 0, 'they still work there')
    await endPost(db, person, ids['kcc'])
    assert.equal((await release()).champions, 1)
    assert.equal((await release()).champions, 0)
    assert.deepEqual(await champions(), ['medway'])
    const today = Temporal.PlainDate.from('2026-11-20')
    const medway = (await membersOn(await house.operator.reader(), partnership.id, today)).find(
      (one) => one.organisation_id === ids['medway'],
    )
    await house.operator.perform(leavePartnership, { member: medway?.id, leftOn: '2026-11-19', version: 1 })
    assert.deepEqual(await champions(), [])
  },
)

database.test('an officer without a post at a member has the power of the office no more', async (db) => {
  const house = testHouse(db, MODULES)
  const { ids, people, officer } = await board(house)
  const person = people['officer@kcc.example'] ?? ''
  await officer.perform(addTopic, { partnership: 'board', name: 'Housing' })
  await house.operator.perform(startEmployment, {
    person,
    organisation: ids['dover'],
    jobTitle: 'Clerk',
    startedOn: '2026-11-01',
  })
  await endPost(db, person, ids['kcc'])
  await assert.rejects(officer.perform(addTopic, { partnership: 'board', name: 'Money' }), {
    kind: 'forbidden',
  })
})
