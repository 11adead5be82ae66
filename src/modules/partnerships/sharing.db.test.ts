// Shared services through their actions: the list, arrangements, stages, savings, interest.
import assert from 'node:assert/strict'
import {
  appointToOffice,
  createOrganisation,
  createPerson,
  startEmployment,
} from '#modules/organisations/index.ts'
import { organisations } from '#modules/organisations/module.ts'
import { action } from '#platform/actions/index.ts'
import { duty } from '#platform/module/index.ts'
import type { Links } from '#platform/notifications/index.ts'
import { readCsv } from '#platform/tables/index.ts'
import { testDatabase } from '#test/support/database.ts'
import { testHouse, type TestHouse } from '#test/support/house.ts'
import {
  editArrangement,
  endArrangement,
  joinArrangement,
  leaveArrangement,
  moveArrangement,
  recordArrangement,
} from './actions/arrangements.ts'
import { answerInterest, tellInterest } from './actions/interests.ts'
import { joinPartnership } from './actions/members.ts'
import { appointOfficer } from './actions/officers.ts'
import { createPartnership } from './actions/partnerships.ts'
import { claimSaving, confirmSaving } from './actions/savings.ts'
import { addService, endService, renameService } from './actions/service-list.ts'
import { imports } from './imports.ts'
import { interestTold } from './letters.ts'
import { partnerships } from './module.ts'
import {
  arrangementById,
  arrangementsOf,
  listArrangements,
  movesOf,
  savingsOf,
} from './queries/arrangements.ts'
import { serviceByCode, unlistedNames } from './queries/service-list.ts'

const database = testDatabase()
const MODULES = [organisations, partnerships]
const LINKS: Links = {
  at: (path) => `https://connects.example${path}`,
  stop: () => '',
  replyTo: () => null,
}

async function county(house: TestHouse) {
  const { operator } = house
  const ids: Record<string, string> = {}
  const people: Record<string, string> = {}
  for (const code of ['dover', 'swale', 'thanet', 'kcc']) {
    ids[code] = (
      await operator.perform(createOrganisation, { code, name: code, kind: 'district_council' })
    ).id
    for (const who of ['lead', 'clerk']) {
      const name = `${who}@${code}.example`
      people[name] = (
        await operator.perform(createPerson, {
          mail: name,
          name: `${who} of ${code}`,
          organisation: code,
          jobTitle: who,
          startedOn: '2024-01-01',
        })
      ).id
    }
    await operator.perform(appointToOffice, {
      person: people[`lead@${code}.example`],
      role: 'organisation-lead',
      organisation: ids[code],
    })
  }
  const partnership = await operator.perform(createPartnership, {
    code: 'east-kent',
    name: 'East Kent',
    kind: 'Health and care board',
    purpose: 'Sharing',
  })
  await operator.perform(joinPartnership, {
    partnership: 'east-kent',
    organisation: ids['kcc'],
    joinedOn: '2020-04-01',
  })
  await operator.perform(appointOfficer, {
    partnership: 'east-kent',
    person: people['clerk@kcc.example'],
    role: 'finance-officer',
  })
  await operator.perform(addService, {
    code: 'internal-audit',
    name: 'Internal audit',
    heading: 'Corporate',
    alsoCalled: 'Audit',
  })
  const as = (mail: string) => house.as(people[mail] ?? '')
  const basic = {
    service: 'internal-audit',
    stage: 'exploring',
    area: 'East',
    lead: ids['dover'],
    partners: [ids['swale']],
    startedOn: '2025-04-01',
  }
  const record = (more: object = {}) =>
    as('lead@dover.example').perform(recordArrangement, { ...basic, ...more })
  return { ids, people, as, basic, record, partnership }
}

const code = (wanted: string) => ({ code: wanted })

database.test(
  'P11: an arrangement needs a lead and another body, each once, and a lead person who works for one',
  async (db) => {
    const house = testHouse(db, MODULES)
    const { ids, people, record } = await county(house)
    const faults = async (more: object, message: RegExp) =>
      assert.rejects(record(more), (error: { faults: { message: string }[] }) => {
        assert.match(error.faults.map((fault) => fault.message).join(), message)
        return true
      })
    await faults({ partners: [] }, /at least one body besides the lead/)
    await faults({ partners: [ids['dover']] }, /The lead is a party already/)
    await faults({ coOpted: [ids['swale']] }, /either a partner or co-opted/)
    await faults({ leadPerson: people['clerk@thanet.example'] }, /must work for one of the bodies/)
    await faults({ expectedOn: '2025-03-31' }, /must not be before the work began/)
    await faults({ liveOn: '2027-01-01' }, /today or earlier/)
    const { id } = await record({ leadPerson: people['clerk@swale.example'], coOpted: [ids['thanet']] })
    const reader = await house.operator.reader()
    assert.deepEqual(
      (await arrangementById(reader, id)).parties.map((party) => [party.code, party.role]),
      [
        ['dover', 'lead'],
        ['swale', 'partner'],
        ['thanet', 'co-opted'],
      ],
    )
  },
)

database.test(
  'who keeps an arrangement: the leads of its bodies and its lead person; others read, visitors do not',
  async (db) => {
    const house = testHouse(db, MODULES)
    const { as, basic, people, record } = await county(house)
    await assert.rejects(
      as('lead@thanet.example').perform(recordArrangement, basic),
      code('partnerships.arrangement.not-yours'),
    )
    await assert.rejects(as('clerk@dover.example').perform(recordArrangement, basic), { kind: 'forbidden' })
    const { id } = await record({ leadPerson: people['clerk@dover.example'] })
    const move = { arrangement: id, stage: 'in development', on: '2026-01-01' }
    await assert.rejects(
      as('clerk@thanet.example').perform(moveArrangement, { ...move, version: 1 }),
      code('partnerships.arrangement.not-yours'),
    )
    await assert.rejects(as('clerk@swale.example').perform(moveArrangement, { ...move, version: 1 }), {
      kind: 'forbidden',
    })
    await as('clerk@dover.example').perform(moveArrangement, { ...move, version: 1 })
    await as('lead@swale.example').perform(moveArrangement, {
      ...move,
      stage: 'shared service',
      on: '2026-02-01',
      version: 2,
    })
    assert.equal((await as('clerk@thanet.example').ask(listArrangements, {})).rows.length, 1)
    assert.equal((await house.visitor.ask(listArrangements, {})).rows.length, 0)
    await assert.rejects(arrangementById(await house.visitor.reader(), id), { kind: 'not-found' })
  },
)

database.test('P12: a step back and an end leave a reason, and every move its day', async (db) => {
  const house = testHouse(db, MODULES)
  const { as, record } = await county(house)
  const { id } = await record({ stage: 'in development' })
  const lead = as('lead@dover.example')
  const move = (stage: string, on: string, version: number, reason = '') =>
    lead.perform(moveArrangement, { arrangement: id, stage, on, reason, version })
  await assert.rejects(move('in development', '2026-01-01', 1), /at this stage already/)
  await assert.rejects(move('exploring', '2026-01-01', 1), /Say why it goes back/)
  await assert.rejects(move('shared service', '2026-12-01', 1), /today or earlier/)
  await assert.rejects(move('shared service', '2024-01-01', 1), /before the last move/)
  await move('shared service', '2026-01-01', 1)
  await assert.rejects(move('exploring', '2026-02-01', 1, 'x'), code('partnerships.arrangement.stale'))
  await move('exploring', '2026-02-01', 2, 'The contractor withdrew')
  const end = (endedOn: string) =>
    lead.perform(endArrangement, { arrangement: id, endedOn, reason: 'Not worth it', version: 3 })
  await assert.rejects(end('2025-01-01'), /before the work began/)
  await end('2026-03-01')
  await assert.rejects(move('exploring', '2026-04-01', 4, 'x'), code('partnerships.arrangement.ended'))
  const reader = await house.operator.reader()
  assert.deepEqual(
    (await movesOf(reader, id)).map((one) => [one.to_stage, one.moved_on.toString(), one.reason]),
    [
      ['ended', '2026-03-01', 'Not worth it'],
      ['exploring', '2026-02-01', 'The contractor withdrew'],
      ['shared service', '2026-01-01', null],
      ['in development', '2025-04-01', null],
    ],
  )
  assert.equal((await arrangementById(reader, id)).live_on?.toString(), '2026-01-01')
})

database.test('bodies join once and leave in order; the lead is one of them', async (db) => {
  const house = testHouse(db, MODULES)
  const { as, ids, record } = await county(house)
  const { id } = await record()
  const lead = as('lead@dover.example')
  const join = (body: string) =>
    lead.perform(joinArrangement, {
      arrangement: id,
      organisation: ids[body],
      role: 'partner',
      from: '2026-01-01',
    })
  const party = async (body: string) =>
    (await arrangementById(await house.operator.reader(), id)).parties.find((one) => one.code === body)?.id
  const leave = async (body: string, until: string) =>
    lead.perform(leaveArrangement, { arrangement: id, party: await party(body), until })
  await assert.rejects(join('swale'), code('partnerships.arrangement.party-twice'))
  await assert.rejects(leave('dover', '2026-02-01'), code('partnerships.arrangement.lead-stays'))
  await assert.rejects(leave('swale', '2026-02-01'), code('partnerships.arrangement.last-two'))
  await join('thanet')
  await assert.rejects(leave('thanet', '2025-12-31'), /before the first/)
  await assert.rejects(leave('thanet', '2027-01-01'), /today or earlier/)
  await assert.rejects(
    lead.perform(editArrangement, { arrangement: id, lead: ids['kcc'], area: 'East', version: 1 }),
    /must be one of its parties/,
  )
  await lead.perform(editArrangement, { arrangement: id, lead: ids['thanet'], area: 'East', version: 1 })
  await leave('dover', '2026-06-30')
  const found = await arrangementById(await house.operator.reader(), id)
  assert.deepEqual(
    found.parties.map((one) => [one.code, one.role]),
    [
      ['thanet', 'lead'],
      ['swale', 'partner'],
    ],
  )
  assert.deepEqual(
    found.left.map((one) => [one.code, one.until_on]),
    [['dover', '2026-06-30']],
  )
})

database.test(
  'P13: a saving is claimed for a year that has begun and confirmed by somebody else, more only with a reason',
  async (db) => {
    const house = testHouse(db, MODULES)
    const { as, ids, people, partnership, record } = await county(house)
    // Only an officer or administrator of the partnership may put an arrangement into it, or who keeps one of its bodies.
    const { id } = await record({ partnership: partnership.id, leadPerson: people['clerk@swale.example'] })
    const clerk = as('clerk@swale.example')
    const claim = (year: string, amount: string) =>
      clerk.perform(claimSaving, { arrangement: id, year, amount, note: 'x' })
    for (const amount of ['-5', '1,319.005', '20k', '0'])
      await assert.rejects(claim('2025', amount), { kind: 'invalid' })
    await assert.rejects(claim('2027', '5'), /has not begun/)
    await assert.rejects(claim('2024', '5'), /after 2024-25 had ended/)
    await claim('2025', '1,000')
    const saving = await claim('2025', '1,319.50')
    const confirm = (mail: string, amount: string, reason = '', version = 2) =>
      as(mail).perform(confirmSaving, { saving: saving.id, amount, reason, version })
    await assert.rejects(confirm('lead@thanet.example', '1000'), code('partnerships.saving.not-yours'))
    await assert.rejects(confirm('lead@swale.example', '1000'), code('partnerships.saving.same-body'))
    // Another post, at a body that is no party, makes a colleague nobody else.
    await house.operator.perform(startEmployment, {
      person: people['lead@swale.example'],
      organisation: ids['thanet'],
      jobTitle: 'Adviser',
      startedOn: '2026-01-01',
    })
    await assert.rejects(confirm('lead@swale.example', '1000'), code('partnerships.saving.same-body'))
    await assert.rejects(
      confirm('lead@dover.example', '1319.51'),
      /Say why more is confirmed than the £1,319\.50/,
    )
    await confirm('lead@dover.example', '1300')
    await assert.rejects(claim('2025', '9'), code('partnerships.saving.confirmed'))
    await assert.rejects(confirm('clerk@kcc.example', '1200', '', 3), /Say why the confirmed saving changes/)
    await confirm('clerk@kcc.example', '1400', 'An invoice came late', 3)
    const [kept] = await savingsOf(await house.operator.reader(), id)
    assert.deepEqual([kept?.claimed_pence, kept?.confirmed_pence], [131_950n, 140_000n])
    const own = await as('lead@dover.example').perform(claimSaving, {
      arrangement: id,
      year: '2026',
      amount: '5',
    })
    await assert.rejects(
      as('lead@dover.example').perform(confirmSaving, { saving: own.id, amount: '5', version: 1 }),
      code('partnerships.saving.own-claim'),
    )
  },
)

database.test(
  'a body tells the lead that it is interested, once, and the lead answers through the platform',
  async (db) => {
    const house = testHouse(db, MODULES)
    const { as, ids, record } = await county(house)
    const { id } = await record()
    const tell = (mail: string, body: string) =>
      as(mail).perform(tellInterest, { arrangement: id, organisation: ids[body], words: 'May we join?' })
    await assert.rejects(tell('clerk@thanet.example', 'kcc'), /a body that you work for/)
    await assert.rejects(tell('clerk@swale.example', 'swale'), code('partnerships.interest.party'))
    const told = await tell('clerk@thanet.example', 'thanet')
    await assert.rejects(tell('lead@thanet.example', 'thanet'), code('partnerships.interest.told'))
    const letter = await interestTold.render({
      db: db.db,
      now: house.clock.now(),
      ids: { interest: told.id },
      opened: null,
      to: null,
      links: LINKS,
    })
    assert.match(letter?.text ?? '', /May we join\?/)
    assert.doesNotMatch(`${letter?.subject} ${letter?.text}`, /@/)
    const duties = async (mail: string) =>
      (await (await as(mail).reader()).fills(duty, {})).map((one) => one.title)
    assert.ok((await duties('lead@dover.example')).includes('thanet is interested in “Internal audit”'))
    assert.ok(!(await duties('lead@swale.example')).some((one) => one.includes('interested')))
    await assert.rejects(
      as('clerk@thanet.example').perform(answerInterest, { interest: told.id, answer: 'x' }),
      { kind: 'not-found' },
    )
    await as('lead@dover.example').perform(answerInterest, { interest: told.id, answer: 'Gladly' })
    assert.ok(!(await duties('lead@dover.example')).some((one) => one.includes('interested')))
    assert.equal(house.queued.filter((one) => one.job === 'platform.notification.send').length, 2)
  },
)

database.test(
  'the list: names once, an old name stays as an alias, and an ended service takes nothing new',
  async (db) => {
    const house = testHouse(db, MODULES)
    const { record } = await county(house)
    const { operator } = house
    const add = (service: string, name: string, alsoCalled = '') =>
      operator.perform(addService, { code: service, name, heading: 'Corporate', alsoCalled })
    await assert.rejects(add('audit', 'internal  AUDIT'), code('partnerships.service.name-taken'))
    await assert.rejects(add('audit', 'Auditing', 'AUDIT'), code('partnerships.service.name-taken'))
    await assert.rejects(add('audit', 'Auditing', 'a; A'), code('partnerships.service.name-twice'))
    await operator.perform(renameService, {
      service: 'internal-audit',
      name: 'Auditing',
      heading: 'Corporate',
      version: 1,
    })
    const reader = await operator.reader()
    assert.deepEqual((await serviceByCode(reader, 'internal-audit')).aliases, ['Audit', 'Internal audit'])
    await assert.rejects(add('other', 'Internal audit'), code('partnerships.service.name-taken'))
    await operator.perform(endService, { service: 'internal-audit', version: 2 })
    await assert.rejects(record(), code('partnerships.arrangement.service-ended'))
  },
)

// Loads a file as the operator does, inside one transaction.
const loading = (kind: string, text: string, options: Readonly<Record<string, string>> = {}) =>
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
      return { subject: null, result: await found.load(inside, rows, options) }
    },
  })

database.test(
  'X2: a year’s papers load twice as the same history; a name the list does not know stays as written until it does',
  async (db) => {
    const house = testHouse(db, MODULES)
    const { as } = await county(house)
    const text =
      'area,service,organisations,arrangement\nEast,Audit,dover;swale,shared service\nEast,IT systems,dover;swale,exploring (with care)\n'
    const load = (options: Readonly<Record<string, string>>) =>
      house.operator.perform(loading('shared-services', text, options), {})
    assert.deepEqual(
      await load({ year: '2010' }).then(({ created, unchanged }) => [created, unchanged]),
      [2, 0],
    )
    assert.deepEqual(
      await load({ year: '2010' }).then(({ created, unchanged }) => [created, unchanged]),
      [0, 2],
    )
    const reader = await house.visitor.reader()
    assert.deepEqual(
      Object.fromEntries((await arrangementsOf(reader)).map((one) => [one.service, one.service_code])),
      { Audit: 'internal-audit', 'IT systems': null },
    )
    assert.deepEqual(
      (await unlistedNames(reader)).map((one) => one.service),
      ['IT systems'],
    )
    await house.operator.perform(addService, {
      code: 'ict',
      name: 'ICT',
      heading: 'Corporate',
      alsoCalled: 'it Systems',
    })
    assert.deepEqual(await unlistedNames(reader), [])
    const unlisted = loading(
      'shared-services',
      'area,service,organisations,arrangement\nEast,Parking,dover;swale,exploring\n',
    )
    assert.match(
      (await house.operator.perform(unlisted, {})).faults[0]?.message ?? '',
      /not on the list of services/,
    )
    const [history] = await arrangementsOf(reader, { year: 2010 })
    await assert.rejects(
      as('lead@dover.example').perform(moveArrangement, {
        arrangement: history?.id,
        stage: 'joint management',
        on: '2026-01-01',
        reason: 'x',
        version: 1,
      }),
      code('partnerships.arrangement.history'),
    )
    const services = (text: string) =>
      house.operator.perform(loading('services', `id,name,heading,aliases\n${text}`), {})
    assert.deepEqual(
      (
        await services('a,AUDIT,Corporate,\nb,Parks,Green,Gardens\nc,gardens,Green,\nd,X,Green,x\n')
      ).faults.map((one) => one.line),
      [2, 4, 5],
    )
    assert.equal((await services('e,Parking,Roads,Car parks\n')).created, 1)
    assert.equal((await services('e,Parking,Roads,Car parks\n')).unchanged, 1)
    assert.equal((await services('e,Parking places,Roads,Car parks\n')).changed, 1)
    assert.deepEqual((await serviceByCode(reader, 'e')).aliases, ['Car parks', 'Parking'])
    // Without a year the file is about today, where a service must be on the list.
    assert.equal((await load({})).created, 2)
    assert.equal((await load({})).unchanged, 2)
    assert.equal((await arrangementsOf(await house.operator.reader(), { year: null })).length, 2)
  },
)

database.test(
  'search finds services by any name, history by anybody, and what is explored today by staff',
  async (db) => {
    const house = testHouse(db, MODULES)
    const { record } = await county(house)
    const { id } = await record()
    const find = async (kind: string) =>
      (await partnerships.search?.find((one) => one.kind === kind)?.records(db.db, 'all')) ?? []
    const [service] = await find('partnerships.service')
    assert.match(`${service?.title} ${service?.words}`, /Internal audit[\s\S]*Audit/)
    const [today] = await find('partnerships.arrangement')
    assert.deepEqual([today?.id, today?.audience], [id, ['partnerships.arrangement.read']])
    const text = 'area,service,organisations,arrangement\nEast,Audit,dover;swale,shared service\n'
    await house.operator.perform(loading('shared-services', text, { year: '2010' }), {})
    const history = (await find('partnerships.arrangement')).find((one) => one.id !== id)
    assert.deepEqual([history?.title, history?.audience], ['Internal audit, East', ['public']])
    await house.operator.perform(renameService, {
      service: 'internal-audit',
      name: 'Auditing',
      heading: 'Corporate',
      version: 1,
    })
    const titles = await db.db
      .selectFrom('platform.search_entry')
      .select('title')
      .where('kind', '=', 'partnerships.arrangement')
      .execute()
    assert.deepEqual([...new Set(titles.map((one) => one.title))], ['Auditing, East'])
  },
)

database.test(
  'who leaves leads nothing any more, and the body’s lead is asked for somebody else',
  async (db) => {
    const house = testHouse(db, MODULES)
    const { as, people, record } = await county(house)
    const { id } = await record({ leadPerson: people['clerk@dover.example'], reviewOn: '2026-12-01' })
    const duties = async (mail: string) =>
      (await (await as(mail).reader()).fills(duty, {})).map((one) => one.title)
    assert.deepEqual(await duties('clerk@dover.example'), ['Review the shared service “Internal audit”'])
    assert.deepEqual(await duties('lead@dover.example'), [])
    for (const one of partnerships.personal ?? [])
      if (one.column === 'partnerships.arrangement.lead_person_id' && 'forget' in one.leaving)
        await db.db
          .transaction()
          .execute((tx) =>
            'forget' in one.leaving
              ? one.leaving.forget(
                  tx as never,
                  people['clerk@dover.example'] ?? '',
                  Temporal.PlainDate.from('2026-11-20'),
                )
              : Promise.resolve(),
          )
    assert.equal((await arrangementById(await house.operator.reader(), id)).lead_person_id, null)
    assert.deepEqual(await duties('lead@dover.example'), [
      'Review the shared service “Internal audit”',
      'Name who leads the shared service “Internal audit”',
    ])
  },
)
