// People and places through their actions, over a database that is undone after each test.
import assert from 'node:assert/strict'
import { gate } from '#platform/actions/index.ts'
import { module } from '#platform/module/index.ts'
import { accessExport, forgetLeaver, undeclaredReferences } from '#platform/personal/index.ts'
import { testDatabase } from '#test/support/database.ts'
import { testHouse } from '#test/support/house.ts'
import { endEmployment, startEmployment } from './actions/employment.ts'
import { addMailDomain, proveMailDomain, removeMailDomain } from './actions/mail-domains.ts'
import { appointToOffice, endOffice } from './actions/offices.ts'
import { createOrganisation, editOrganisation, endOrganisation } from './actions/organisations.ts'
import { forgetNames, forgetPerson, recordLeaver } from './actions/leaving.ts'
import { createPerson, editOwnDetails, editPerson } from './actions/people.ts'
import { createSite, editSite } from './actions/sites.ts'
import {
  directoryPersonById,
  directoryPersonByMail,
  organisationOfMail,
  provenDomainsOf,
} from './directory.ts'
import { imports } from './imports.ts'
import { organisations } from './module.ts'
import { personal } from './personal.ts'
import { listOrganisations, organisationByCode } from './queries/organisations.ts'
import { employersOf, officesOf, peopleOf, personById, postsOf, readPerson } from './queries/people.ts'
import { FORGOTTEN_NAME } from './rules.ts'
import type { TestHouse } from '#test/support/house.ts'

const database = testDatabase()

async function county(house: TestHouse) {
  const kcc = await house.operator.perform(createOrganisation, {
    code: 'kcc',
    name: 'Kent County Council',
    kind: 'county_council',
  })
  const medway = await house.operator.perform(createOrganisation, {
    code: 'medway',
    name: 'Medway Council',
    kind: 'unitary_council',
  })
  const add = (mail: string, name: string, organisation: string) =>
    house.operator.perform(createPerson, {
      mail,
      name,
      organisation,
      jobTitle: 'Officer',
      startedOn: '2024-04-01',
    })
  const ada = await add('ada@kcc.example', 'Ada Hopfield', 'kcc')
  const vera = await add('vera@medway.example', 'Vera Estuary', 'medway')
  await house.operator.perform(appointToOffice, { person: ada.id, role: 'administrator' })
  await house.operator.perform(appointToOffice, {
    person: vera.id,
    role: 'organisation-lead',
    organisation: medway.id,
  })
  return { kcc, medway, ada, vera, administrator: house.as(ada.id), lead: house.as(vera.id) }
}

database.test('a code is given once', async (db) => {
  const house = testHouse(db, [organisations])
  await county(house)
  await assert.rejects(
    house.operator.perform(createOrganisation, { code: 'kcc', name: 'Another', kind: 'company' }),
    { code: 'organisations.organisation.code-taken' },
  )
})

database.test('O1: an address belongs to one person, however it is capitalised', async (db) => {
  const house = testHouse(db, [organisations])
  const { lead } = await county(house)
  await assert.rejects(
    lead.perform(createPerson, {
      mail: 'VERA@medway.example',
      name: 'Somebody Else',
      organisation: 'medway',
      jobTitle: 'Clerk',
      startedOn: '2025-01-01',
    }),
    { code: 'organisations.person.mail-taken' },
  )
  assert.equal((await directoryPersonByMail(db.db, 'Vera@Medway.example'))?.name, 'Vera Estuary')
})

database.test('a lead adds and changes people of their own organisation and of no other', async (db) => {
  const house = testHouse(db, [organisations])
  const { lead, ada, vera } = await county(house)
  await lead.perform(createPerson, {
    mail: 'new@medway.example',
    name: 'Nell Tidegauge',
    organisation: 'medway',
    jobTitle: 'Clerk',
    startedOn: '2025-01-01',
  })
  await assert.rejects(
    lead.perform(createPerson, {
      mail: 'new@kcc.example',
      name: 'Nell',
      organisation: 'kcc',
      jobTitle: 'Clerk',
      startedOn: '2025-01-01',
    }),
    { kind: 'forbidden', code: 'organisations.organisation.not-yours' },
  )
  await assert.rejects(
    lead.perform(editPerson, { person: ada.id, name: 'Changed', mail: 'ada@kcc.example', version: '1' }),
    { kind: 'forbidden' },
  )
  await lead.perform(editPerson, {
    person: vera.id,
    name: 'Vera Estuary-Wall',
    mail: 'vera@medway.example',
    phone: '01632 960 001',
    version: '1',
  })
  assert.equal((await personById(await house.operator.reader(), vera.id)).phone, '01632 960 001')
})

database.test(
  'giving somebody a post does not let a lead change the address they sign in with elsewhere',
  async (db) => {
    const house = testHouse(db, [organisations])
    const { ada, medway, lead, administrator } = await county(house)
    await lead.perform(startEmployment, {
      person: ada.id,
      organisation: medway.id,
      jobTitle: 'Visitor',
      startedOn: '2025-04-01',
    })
    const answers = { person: ada.id, name: 'Ada Hopfield', version: '1' }
    await assert.rejects(lead.perform(editPerson, { ...answers, mail: 'vera.again@medway.example' }), {
      kind: 'forbidden',
      code: 'organisations.person.address-not-yours',
    })
    await lead.perform(editPerson, { ...answers, mail: 'ada@kcc.example', phone: '01632 960 002' })
    await administrator.perform(editPerson, { ...answers, mail: 'ada.h@kcc.example', version: '2' })
    assert.equal((await personById(await house.operator.reader(), ada.id)).mail, 'ada.h@kcc.example')
  },
)

database.test('a visitor reads organisations and no people, and changes nothing', async (db) => {
  const house = testHouse(db, [organisations])
  const { ada } = await county(house)
  assert.equal((await house.visitor.ask(listOrganisations, {})).rows.length, 2)
  await assert.rejects(house.visitor.ask(readPerson, { person: ada.id }), { kind: 'unauthenticated' })
  await assert.rejects(house.visitor.perform(createOrganisation, { code: 'x', name: 'X', kind: 'company' }), {
    kind: 'unauthenticated',
  })
})

database.test(
  'a change against an older version is a conflict that shows what stands there now',
  async (db) => {
    const house = testHouse(db, [organisations])
    const { administrator } = await county(house)
    const change = (name: string) =>
      administrator.perform(editOrganisation, {
        organisation: 'medway',
        name,
        kind: 'unitary_council',
        version: '1',
      })
    await change('Medway')
    await assert.rejects(
      change('Medway City'),
      (error: { code: string; current: { name: string } }) =>
        error.code === 'organisations.organisation.stale' && error.current.name === 'Medway',
    )
  },
)

database.test('everybody corrects their own name and phone, never their address', async (db) => {
  const house = testHouse(db, [organisations])
  const { lead, vera } = await county(house)
  await lead.perform(editOwnDetails, { name: 'Vera Quay', phone: '01632 960 002', version: '1' })
  const found = await personById(await house.operator.reader(), vera.id)
  assert.deepEqual([found.name, found.mail, found.version], ['Vera Quay', 'vera@medway.example', 2])
})

database.test('O2: a person may work for two bodies, but has one post at a time in each', async (db) => {
  const house = testHouse(db, [organisations])
  const { kcc, medway, vera, administrator } = await county(house)
  const start = (organisation: string, startedOn: string) =>
    administrator.perform(startEmployment, {
      person: vera.id,
      organisation,
      jobTitle: 'Shared officer',
      startedOn,
    })
  await start(kcc.id, '2025-01-01')
  await assert.rejects(start(medway.id, '2025-01-01'), { code: 'organisations.employment.overlaps' })
  const reader = await house.operator.reader()
  assert.deepEqual(
    (await employersOf(reader, vera.id, Temporal.PlainDate.from('2026-01-01'))).map(
      (post) => post.organisation_code,
    ),
    ['medway', 'kcc'],
  )
  assert.deepEqual(
    (await peopleOf(reader, kcc.id)).map((person) => person.name),
    ['Ada Hopfield', 'Vera Estuary'],
  )
})

database.test('the end of a post ends the office that went with it', async (db) => {
  const house = testHouse(db, [organisations])
  const { administrator, vera } = await county(house)
  const reader = await house.operator.reader()
  const post = (await postsOf(reader, vera.id))[0]
  await administrator.perform(endEmployment, { employment: post?.id, endedOn: '2026-11-20' })
  assert.equal((await officesOf(reader, vera.id))[0]?.ended_on?.toString(), '2026-11-20')
  assert.equal((await directoryPersonById(db.db, vera.id))?.active, false)
  await assert.rejects(
    administrator.perform(endEmployment, { employment: post?.id, endedOn: '2026-11-20' }),
    { code: 'organisations.employment.ended' },
  )
})

database.test(
  'O3: leaving ends posts and offices, empties address and phone, and asks every module to let go',
  async (db) => {
    const asked: string[] = []
    const watcher = module({
      name: 'watcher',
      title: 'Watcher',
      uses: [],
      gates: [
        gate({
          at: 'organisations.person.leave',
          name: 'watcher.person.forget',
          async pass(inside, person) {
            asked.push(person)
            await forgetLeaver(inside.tx, personal, person, Temporal.PlainDate.from('2026-11-20'))
          },
        }),
      ],
    })
    const house = testHouse(db, [organisations, watcher])
    const { administrator, vera } = await county(house)
    await administrator.perform(recordLeaver, { person: vera.id, leftOn: '2026-11-19', version: '1' })
    const reader = await house.operator.reader()
    const found = await personById(reader, vera.id)
    assert.deepEqual([found.state, found.mail, found.phone, found.name], ['left', null, null, 'Vera Estuary'])
    assert.equal((await postsOf(reader, vera.id))[0]?.ended_on?.toString(), '2026-11-19')
    // The office began today, after the last day that is recorded now: it ends no earlier than it began.
    assert.equal((await officesOf(reader, vera.id))[0]?.ended_on?.toString(), '2026-11-20')
    assert.deepEqual(asked, [vera.id])
    await administrator.perform(createPerson, {
      mail: 'vera@medway.example',
      name: 'Vera Successor',
      organisation: 'medway',
      jobTitle: 'Officer',
      startedOn: '2026-11-20',
    })
    await assert.rejects(
      administrator.perform(recordLeaver, { person: vera.id, leftOn: '2026-11-19', version: '2' }),
      { code: 'organisations.person.left-already' },
    )
  },
)

database.test('O6: nobody leaves tomorrow', async (db) => {
  const house = testHouse(db, [organisations])
  const { administrator, vera } = await county(house)
  await assert.rejects(
    administrator.perform(recordLeaver, { person: vera.id, leftOn: '2026-11-21', version: '1' }),
    { code: 'organisations.person.last-day' },
  )
})

database.test('a lead does not record the leaving of somebody who also works elsewhere', async (db) => {
  const house = testHouse(db, [organisations])
  const { administrator, lead, kcc, vera } = await county(house)
  await administrator.perform(startEmployment, {
    person: vera.id,
    organisation: kcc.id,
    jobTitle: 'Shared',
    startedOn: '2025-01-01',
  })
  await assert.rejects(lead.perform(recordLeaver, { person: vera.id, leftOn: '2026-11-20', version: '1' }), {
    code: 'organisations.person.works-elsewhere',
  })
})

database.test('O5: the last administrator can neither leave nor lose the office', async (db) => {
  const house = testHouse(db, [organisations])
  const { administrator, ada, vera } = await county(house)
  const office = (await officesOf(await house.operator.reader(), ada.id))[0]
  await assert.rejects(administrator.perform(endOffice, { office: office?.id }), {
    code: 'organisations.office.last-administrator',
  })
  await assert.rejects(
    administrator.perform(recordLeaver, { person: ada.id, leftOn: '2026-11-20', version: '1' }),
    { code: 'organisations.office.last-administrator' },
  )
  await administrator.perform(appointToOffice, { person: vera.id, role: 'administrator' })
  await administrator.perform(endOffice, { office: office?.id })
})

database.test('O4: the name goes after six years, once, by the daily job', async (db) => {
  const house = testHouse(db, [organisations])
  const { administrator, vera } = await county(house)
  await administrator.perform(recordLeaver, { person: vera.id, leftOn: '2026-11-20', version: '1' })
  await assert.rejects(administrator.perform(forgetPerson, { person: vera.id }), {
    code: 'organisations.person.name-kept',
  })
  house.clock.set('2032-11-20T03:20:00Z')
  assert.equal((await house.system.perform(forgetNames, {})).forgotten, 1)
  assert.equal((await house.system.perform(forgetNames, {})).forgotten, 0)
  assert.equal((await personById(await house.operator.reader(), vera.id)).name, FORGOTTEN_NAME)
})

database.test('O7: a domain counts only once it is proven, and nhs.net never', async (db) => {
  const house = testHouse(db, [organisations])
  const { administrator, lead, medway } = await county(house)
  await assert.rejects(lead.perform(addMailDomain, { organisation: 'medway', domain: 'medway.example' }), {
    kind: 'forbidden',
  })
  await assert.rejects(administrator.perform(addMailDomain, { organisation: 'medway', domain: 'nhs.net' }), {
    code: 'organisations.mail-domain.unusable',
  })
  const { id } = await administrator.perform(addMailDomain, {
    organisation: 'medway',
    domain: '@Medway.Example',
  })
  assert.equal(await organisationOfMail(db.db, 'vera@medway.example'), undefined)
  await administrator.perform(proveMailDomain, { domain: id, evidence: 'letter of 3 March' })
  assert.equal((await organisationOfMail(db.db, 'vera@medway.example'))?.code, 'medway')
  assert.deepEqual(await provenDomainsOf(db.db, medway.id), ['medway.example'])
  await administrator.perform(removeMailDomain, { domain: id })
  assert.equal(await organisationOfMail(db.db, 'vera@medway.example'), undefined)
})

database.test(
  'O8: an organisation where people work cannot end, and an ended one takes nobody new',
  async (db) => {
    const house = testHouse(db, [organisations])
    const { administrator } = await county(house)
    await assert.rejects(
      administrator.perform(endOrganisation, { organisation: 'medway', endedOn: '2026-11-20', version: '1' }),
      { code: 'organisations.organisation.has-posts' },
    )
    await administrator.perform(createOrganisation, {
      code: 'old',
      name: 'Old Council',
      kind: 'district_council',
    })
    await administrator.perform(endOrganisation, { organisation: 'old', endedOn: '2026-11-20', version: '1' })
    await assert.rejects(
      administrator.perform(createPerson, {
        mail: 'a@old.example',
        name: 'A',
        organisation: 'old',
        jobTitle: 'Clerk',
        startedOn: '2026-11-20',
      }),
      { code: 'organisations.organisation.ended' },
    )
  },
)

database.test('a site is added and corrected by its organisation', async (db) => {
  const house = testHouse(db, [organisations])
  const { lead } = await county(house)
  await lead.perform(createSite, {
    code: 'gun-wharf',
    organisation: 'medway',
    name: 'Gun Wharf',
    town: 'Chatham',
  })
  await lead.perform(editSite, {
    site: 'gun-wharf',
    name: 'Gun Wharf',
    town: 'Chatham',
    address: 'Dock Road',
    version: '1',
  })
  await assert.rejects(
    lead.perform(createSite, {
      code: 'invicta-house',
      organisation: 'kcc',
      name: 'Invicta House',
      town: 'Maidstone',
    }),
    { kind: 'forbidden' },
  )
})

const rowsOf = (...cells: Record<string, string>[]) => cells.map((one, at) => ({ line: at + 2, cells: one }))

database.test('O10: a file is loaded whole or not at all, and a second time changes nothing', async (db) => {
  const house = testHouse(db, [organisations])
  await county(house)
  const reader = await house.operator.reader()
  const inside = {
    ...reader,
    tx: db.db,
    id: () => crypto.randomUUID(),
    found: () => undefined,
    subject: async (row: { id: string; title: string; module: string; noun: string; audience: string }) =>
      void (await db.db
        .insertInto('platform.subject')
        .values({ ...row, ended_on: null })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ title: row.title }))
        .execute()),
  }
  const load = async (kind: string, rows: ReturnType<typeof rowsOf>) => {
    const found = imports.find((one) => one.kind === kind)
    assert.ok(found)
    return found.load(inside as never, rows, {})
  }
  const bodies = rowsOf(
    { id: 'kcc', name: 'Kent County Council', kind: 'county_council', realm: '' },
    { id: 'dover', name: 'Dover District Council', kind: 'district_council', realm: 'dover.gov.uk' },
  )
  assert.deepEqual(await load('organisations', bodies), { created: 1, changed: 0, unchanged: 1, faults: [] })
  assert.deepEqual(await load('organisations', bodies), { created: 0, changed: 0, unchanged: 2, faults: [] })
  const faulty = await load(
    'organisations',
    rowsOf(
      { id: 'swale', name: 'Swale', kind: 'district_council', realm: '' },
      { id: 'Not A Code', name: '', kind: 'castle', realm: '' },
    ),
  )
  assert.equal(faulty.created, 0)
  assert.deepEqual([...new Set(faulty.faults.map((fault) => fault.line))], [3])
  assert.equal(faulty.faults.length, 3)
  const people = rowsOf({
    mail: 'm@dover.example',
    name: 'Molly Gridref',
    organisation: 'dover',
    job_title: 'GIS officer',
  })
  assert.equal((await load('people', people)).created, 1)
  assert.equal((await load('people', people)).unchanged, 1)
  assert.match(
    (
      await load(
        'people',
        rowsOf({ mail: 'x@y.example', name: 'X', organisation: 'atlantis', job_title: 'X' }),
      )
    ).faults[0]?.message ?? '',
    /no organisation "atlantis"/,
  )
  const sites = rowsOf({ id: 'dover-office', office: 'Dover Offices', town: 'Dover', owner: 'dover' })
  assert.equal((await load('sites', sites)).created, 1)
  assert.equal((await load('sites', sites)).unchanged, 1)
  assert.equal((await organisationByCode(reader, 'dover')).realm, 'dover.gov.uk')
})

database.test('every reference to a person is declared, and a person is shown all of them', async (db) => {
  const house = testHouse(db, [organisations])
  const { vera } = await county(house)
  const undeclared = await undeclaredReferences(db.db, personal, { schema: 'organisations', table: 'person' })
  assert.deepEqual(
    undeclared.filter((column) => column.startsWith('organisations.')),
    [],
  )
  const sections = await accessExport(db.db, personal, vera.id)
  assert.equal(sections[0]?.rows[0]?.['Email address'], 'vera@medway.example')
  assert.equal(sections[2]?.rows[0]?.['Of'], 'Medway Council')
})
