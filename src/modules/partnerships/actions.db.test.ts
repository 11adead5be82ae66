// Partnerships, their members, money and officers through their actions.
import assert from 'node:assert/strict'
import { sql } from '#platform/database/index.ts'
import { undeclaredReferences } from '#platform/personal/index.ts'
import { createOrganisation, createPerson } from '#modules/organisations/index.ts'
import { organisations } from '#modules/organisations/module.ts'
import { testDatabase } from '#test/support/database.ts'
import { testHouse, type TestHouse } from '#test/support/house.ts'
import { addAgreement } from './actions/agreements.ts'
import { changeTier, joinPartnership, leavePartnership } from './actions/members.ts'
import { appointOfficer, endAppointment } from './actions/officers.ts'
import { createPartnership, editPartnership } from './actions/partnerships.ts'
import { recordPayment, reversePayment } from './actions/payments.ts'
import { raiseSubscriptions, setTier } from './actions/subscriptions.ts'
import { partnershipOfHost } from './brands.ts'
import { imports } from './imports.ts'
import { partnerships } from './module.ts'
import { personal } from './personal.ts'
import { agreementsOf, listAgreements } from './queries/agreements.ts'
import { arrangementsOf } from './queries/arrangements.ts'
import {
  isMemberOn,
  membersOn,
  officersOf,
  partnershipByCode,
  partnershipsOf,
} from './queries/partnerships.ts'
import { chargesOf, fundShareReceived, listSubscriptions, paymentsOfCharge } from './queries/subscriptions.ts'

const database = testDatabase()
const MODULES = [organisations, partnerships]

export async function connects(house: TestHouse) {
  const { operator } = house
  const body = (code: string, name: string) =>
    operator.perform(createOrganisation, { code, name, kind: 'district_council' })
  const [kcc, dover, swale] = [
    await body('kcc', 'Kent'),
    await body('dover', 'Dover'),
    await body('swale', 'Swale'),
  ]
  const person = (mail: string, organisation: string) =>
    operator.perform(createPerson, {
      mail,
      name: mail,
      organisation,
      jobTitle: 'Officer',
      startedOn: '2024-01-01',
    })
  const [officer, accounts, member] = [
    await person('officer@kcc.example', 'kcc'),
    await person('accounts@kcc.example', 'kcc'),
    await person('clerk@dover.example', 'dover'),
  ]
  const partnership = await operator.perform(createPartnership, {
    code: 'kent-connects',
    name: 'Kent Connects',
    kind: 'technology',
    established: '2001',
    purpose: 'Digital public services',
  })
  const join = (organisation: string, joinedOn: string) =>
    operator.perform(joinPartnership, { partnership: 'kent-connects', organisation, joinedOn })
  const members = { kcc: await join(kcc.id, '2001-04-01'), dover: await join(dover.id, '2001-04-01') }
  await operator.perform(appointOfficer, {
    partnership: 'kent-connects',
    person: officer.id,
    role: 'partnership-officer',
  })
  await operator.perform(appointOfficer, {
    partnership: 'kent-connects',
    person: accounts.id,
    role: 'finance-officer',
  })
  const tier = await operator.perform(setTier, {
    partnership: 'kent-connects',
    code: 'standard',
    name: 'Standard',
    fromYear: '2025',
    yearly: '6500',
    fundPerMille: '333',
  })
  for (const one of Object.values(members))
    await operator.perform(changeTier, { member: one.id, tier: tier.id, version: '1' })
  return {
    kcc,
    dover,
    swale,
    partnership,
    members,
    tier,
    officer: house.as(officer.id),
    accounts: house.as(accounts.id),
    clerk: house.as(member.id),
    officerId: officer.id,
  }
}

database.test('P4: the year’s run charges every member once, however often it is started', async (db) => {
  const house = testHouse(db, MODULES)
  const { accounts } = await connects(house)
  const raise = () => accounts.perform(raiseSubscriptions, { partnership: 'kent-connects', year: '2026' })
  assert.deepEqual(await raise().then(({ raised, already }) => [raised, already]), [2, 0])
  assert.deepEqual(await raise().then(({ raised, already }) => [raised, already]), [0, 2])
})

database.test('a member that joins after the run is charged for its months by the next run', async (db) => {
  const house = testHouse(db, MODULES)
  const { accounts, officer, swale, tier, partnership } = await connects(house)
  await accounts.perform(raiseSubscriptions, { partnership: 'kent-connects', year: '2026' })
  await officer.perform(joinPartnership, {
    partnership: 'kent-connects',
    organisation: swale.id,
    joinedOn: '2026-10-01',
    tier: tier.id,
  })
  assert.equal(
    (await accounts.perform(raiseSubscriptions, { partnership: 'kent-connects', year: '2026' })).raised,
    1,
  )
  const charge = (await chargesOf(await house.operator.reader(), partnership.id)).find(
    (one) => one.organisation_code === 'swale',
  )
  assert.deepEqual(
    [charge?.months, charge?.amount_pence, charge?.reference],
    [6, 325_000n, 'kent-connects/2026/swale'],
  )
})

database.test('nobody is charged while a member has no tier, and the refusal names it', async (db) => {
  const house = testHouse(db, MODULES)
  const { accounts, officer, swale, partnership } = await connects(house)
  await officer.perform(joinPartnership, {
    partnership: 'kent-connects',
    organisation: swale.id,
    joinedOn: '2026-04-01',
  })
  await assert.rejects(
    accounts.perform(raiseSubscriptions, { partnership: 'kent-connects', year: '2026' }),
    (error: { code: string; message: string }) =>
      error.code === 'partnerships.subscription.no-tier' && error.message.includes('Swale'),
  )
  assert.equal((await chargesOf(await house.operator.reader(), partnership.id)).length, 0)
})

database.test(
  'payments bring a charge from open over part paid to paid, and the fund gets its share of each',
  async (db) => {
    const house = testHouse(db, MODULES)
    const { accounts, partnership } = await connects(house)
    await accounts.perform(raiseSubscriptions, { partnership: 'kent-connects', year: '2026' })
    const reader = await house.operator.reader()
    const dover = async () =>
      (await chargesOf(reader, partnership.id)).find((one) => one.organisation_code === 'dover')
    const charge = await dover()
    const pay = (amount: string, reference: string) =>
      accounts.perform(recordPayment, { charge: charge?.id, amount, receivedOn: '2026-11-20', reference })
    await pay('1000.01', 'BACS 1')
    assert.equal((await dover())?.state, 'part-paid')
    await assert.rejects(pay('5500', 'BACS 2'), { code: 'partnerships.payment.over-outstanding' })
    await assert.rejects(pay('10', 'bacs  1'), { code: 'partnerships.payment.reference-used' })
    await pay('5499.99', 'BACS 3')
    assert.equal((await dover())?.state, 'paid')
    assert.equal(await fundShareReceived(reader, partnership.id), (650_000n * 333n) / 1000n)
    assert.deepEqual(
      (await paymentsOfCharge(reader, charge?.id ?? '')).map((one) => one.fund_pence),
      [33_300n, 183_150n],
    )
  },
)

database.test(
  'P5: a payment is reversed by a further row, frees its reference, and is never edited',
  async (db) => {
    const house = testHouse(db, MODULES)
    const { accounts, partnership } = await connects(house)
    await accounts.perform(raiseSubscriptions, { partnership: 'kent-connects', year: '2026' })
    const reader = await house.operator.reader()
    const [dover, kcc] = await chargesOf(reader, partnership.id)
    const pay = (charge: string | undefined) =>
      accounts.perform(recordPayment, {
        charge,
        amount: '6500',
        receivedOn: '2026-11-20',
        reference: 'BACS 7',
      })
    const wrong = await pay(dover?.id)
    await accounts.perform(reversePayment, { payment: wrong.id, reason: 'Belongs to Kent' })
    await assert.rejects(accounts.perform(reversePayment, { payment: wrong.id, reason: 'Again' }), {
      code: 'partnerships.payment.reversed',
    })
    await pay(kcc?.id)
    assert.deepEqual(
      (await chargesOf(reader, partnership.id)).map((one) => one.state),
      ['open', 'paid'],
    )
    assert.equal(await fundShareReceived(reader, partnership.id), (650_000n * 333n) / 1000n)
    await assert.rejects(sql`update partnerships.payment set amount_pence = 1`.execute(db.db), /never edited/)
    await assert.rejects(sql`delete from partnerships.payment`.execute(db.db), /never edited/)
  },
)

database.test(
  'a member that leaves in September owes six months, and is in credit when it paid twelve',
  async (db) => {
    const house = testHouse(db, MODULES)
    const { accounts, officer, members, partnership, dover } = await connects(house)
    house.clock.set('2026-04-10T09:00:00Z')
    await accounts.perform(raiseSubscriptions, { partnership: 'kent-connects', year: '2026' })
    const reader = await house.operator.reader()
    const charge = (await chargesOf(reader, partnership.id)).find((one) => one.organisation_code === 'dover')
    await accounts.perform(recordPayment, {
      charge: charge?.id,
      amount: '6500',
      receivedOn: '2026-04-10',
      reference: 'BACS 9',
    })
    await officer.perform(leavePartnership, { member: members.dover.id, leftOn: '2026-09-30', version: '2' })
    const after = (await chargesOf(reader, partnership.id)).find((one) => one.organisation_code === 'dover')
    assert.deepEqual(
      [after?.state, after?.adjusted_pence, after?.outstanding_pence],
      ['in-credit', -325_000n, -325_000n],
    )
    assert.equal(
      await isMemberOn(reader, partnership.id, dover.id, Temporal.PlainDate.from('2026-09-30')),
      true,
    )
    assert.equal(
      await isMemberOn(reader, partnership.id, dover.id, Temporal.PlainDate.from('2026-10-01')),
      false,
    )
    await assert.rejects(
      officer.perform(leavePartnership, { member: members.dover.id, leftOn: '2026-09-30', version: '3' }),
      { code: 'partnerships.member.leaving-recorded' },
    )
  },
)

database.test('P1: a member joins again only after its last day', async (db) => {
  const house = testHouse(db, MODULES)
  const { officer, members, dover, partnership } = await connects(house)
  await assert.rejects(
    officer.perform(joinPartnership, {
      partnership: 'kent-connects',
      organisation: dover.id,
      joinedOn: '2026-01-01',
    }),
    { code: 'partnerships.member.overlaps' },
  )
  await officer.perform(leavePartnership, { member: members.dover.id, leftOn: '2026-03-31', version: '2' })
  await officer.perform(joinPartnership, {
    partnership: 'kent-connects',
    organisation: dover.id,
    joinedOn: '2026-04-01',
  })
  assert.equal(
    (await membersOn(await house.operator.reader(), partnership.id, Temporal.PlainDate.from('2026-11-20')))
      .length,
    2,
  )
})

database.test(
  'officers act for their own partnership only, and a clerk of a member sees no money',
  async (db) => {
    const house = testHouse(db, MODULES)
    const { officer, accounts, clerk, officerId } = await connects(house)
    await house.operator.perform(createPartnership, {
      code: 'kpsn',
      name: 'KPSN',
      kind: 'network',
      purpose: 'Network',
    })
    await assert.rejects(
      officer.perform(editPartnership, {
        partnership: 'kpsn',
        name: 'Mine',
        kind: 'network',
        purpose: 'x',
        partYear: 'by-month',
        paymentDays: '30',
        version: '1',
      }),
      { kind: 'forbidden', code: 'partnerships.partnership.not-yours' },
    )
    await assert.rejects(accounts.ask(listSubscriptions, { partnership: 'kpsn' }), {
      kind: 'forbidden',
      code: 'partnerships.subscription.not-yours',
    })
    await assert.rejects(clerk.ask(listSubscriptions, { partnership: 'kent-connects' }), {
      kind: 'forbidden',
    })
    await assert.rejects(
      officer.perform(appointOfficer, { partnership: 'kpsn', person: officerId, role: 'fund-officer' }),
      { kind: 'forbidden' },
    )
    assert.equal((await clerk.ask(listAgreements, { partnership: 'kent-connects' })).rows.length, 0)
    await assert.rejects(house.visitor.ask(listAgreements, { partnership: 'kent-connects' }), {
      kind: 'unauthenticated',
    })
  },
)

database.test(
  'what a member owes is not there for the finance officer of another partnership, nor are its payments',
  async (db) => {
    const house = testHouse(db, MODULES)
    const { accounts, swale, partnership } = await connects(house)
    const { operator } = house
    await operator.perform(createPartnership, {
      code: 'kpsn',
      name: 'KPSN',
      kind: 'network',
      purpose: 'Network',
    })
    await operator.perform(joinPartnership, {
      partnership: 'kpsn',
      organisation: swale.id,
      joinedOn: '2020-04-01',
    })
    const other = await operator.perform(createPerson, {
      mail: 'accounts@swale.example',
      name: 'Swale accounts',
      organisation: 'swale',
      jobTitle: 'Officer',
      startedOn: '2024-01-01',
    })
    await operator.perform(appointOfficer, {
      partnership: 'kpsn',
      person: other.id,
      role: 'finance-officer',
    })
    await accounts.perform(raiseSubscriptions, { partnership: 'kent-connects', year: '2026' })
    const [charge] = await chargesOf(await operator.reader(), partnership.id, { yearStarting: 2026 })
    const pay = { amount: '100', receivedOn: '2026-11-01', reference: 'BACS 1' }
    const paid = await accounts.perform(recordPayment, { ...pay, charge: charge?.id ?? '' })
    for (const id of [charge?.id, crypto.randomUUID()])
      await assert.rejects(
        house.as(other.id).perform(recordPayment, { ...pay, charge: id, reference: 'BACS 2' }),
        { kind: 'not-found', message: /no such charge/ },
      )
    for (const payment of [paid.id, crypto.randomUUID()])
      await assert.rejects(house.as(other.id).perform(reversePayment, { payment, reason: 'Mistake' }), {
        kind: 'not-found',
        message: /no such payment/,
      })
  },
)

database.test(
  'an officer works for a member, holds an office once, and loses it when it ends',
  async (db) => {
    const house = testHouse(db, MODULES)
    const { officer, officerId, swale, partnership } = await connects(house)
    const outsider = await house.operator.perform(createPerson, {
      mail: 'o@swale.example',
      name: 'O',
      organisation: swale.id,
      jobTitle: 'X',
      startedOn: '2024-01-01',
    })
    await assert.rejects(
      officer.perform(appointOfficer, {
        partnership: 'kent-connects',
        person: outsider.id,
        role: 'fund-officer',
      }),
      { code: 'partnerships.officer.not-of-member' },
    )
    await assert.rejects(
      officer.perform(appointOfficer, {
        partnership: 'kent-connects',
        person: officerId,
        role: 'partnership-officer',
      }),
      { code: 'partnerships.officer.held' },
    )
    const held = await officersOf(await house.operator.reader(), partnership.id, 'partnership-officer')
    await officer.perform(endAppointment, { appointment: held[0]?.id })
    await assert.rejects(
      officer.perform(editPartnership, {
        partnership: 'kent-connects',
        name: 'x',
        kind: 'technology',
        purpose: 'x',
        partYear: 'by-month',
        paymentDays: '30',
        version: '1',
      }),
      { kind: 'forbidden' },
    )
  },
)

database.test(
  'a brand colour nobody could read is refused, and a host name finds its partnership',
  async (db) => {
    const house = testHouse(db, MODULES)
    const { officer } = await connects(house)
    const edit = (brandColour: string, version: string) =>
      officer.perform(editPartnership, {
        partnership: 'kent-connects',
        name: 'Kent Connects',
        kind: 'technology',
        purpose: 'x',
        brandColour,
        mark: 'KC',
        host: 'connects.example',
        partYear: 'by-month',
        paymentDays: '30',
        version,
      })
    await assert.rejects(edit('#ffd500', '1'), { code: 'partnerships.partnership.unreadable-colour' })
    await edit('#0B4F5C', '1')
    await assert.rejects(edit('#0b4f5c', '1'), { code: 'partnerships.partnership.stale' })
    assert.deepEqual(
      await partnershipOfHost(db.db, 'Connects.example:3000').then((found) => [found?.code, found?.colour]),
      ['kent-connects', '#0b4f5c'],
    )
  },
)

database.test('what a tier costs in a charged year stays', async (db) => {
  const house = testHouse(db, MODULES)
  const { accounts } = await connects(house)
  await accounts.perform(raiseSubscriptions, { partnership: 'kent-connects', year: '2026' })
  const set = (fromYear: string) =>
    accounts.perform(setTier, {
      partnership: 'kent-connects',
      code: 'standard',
      name: 'Standard',
      fromYear,
      yearly: '7000',
      fundPerMille: '400',
    })
  await assert.rejects(set('2026'), { code: 'partnerships.tier.year-charged' })
  await set('2027')
})

database.test('an agreement ends no earlier than it starts, and its list is for members', async (db) => {
  const house = testHouse(db, MODULES)
  const { officer, partnership } = await connects(house)
  await assert.rejects(
    officer.perform(addAgreement, {
      partnership: 'kent-connects',
      title: 'Memorandum',
      startsOn: '2026-04-01',
      endsOn: '2026-03-31',
    }),
    { code: 'partnerships.agreement.order' },
  )
  await officer.perform(addAgreement, {
    partnership: 'kent-connects',
    title: 'Memorandum',
    startsOn: '2026-04-01',
  })
  assert.equal((await agreementsOf(await house.operator.reader(), partnership.id)).length, 1)
})

const rowsOf = (...cells: Record<string, string>[]) => cells.map((one, at) => ({ line: at + 2, cells: one }))

async function loader(house: TestHouse, db: { db: unknown }) {
  const reader = await house.operator.reader()
  const inside = {
    ...reader,
    tx: db.db,
    id: () => crypto.randomUUID(),
    announce: async () => undefined,
    found: () => undefined,
    subject: async (row: object) =>
      void (await reader.db
        .insertInto('platform.subject')
        .values({
          ...(row as { id: string; module: string; noun: string; title: string; audience: string }),
          ended_on: null,
        })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute()),
  }
  return async (kind: string, rows: ReturnType<typeof rowsOf>, options: Record<string, string> = {}) => {
    const found = imports.find((one) => one.kind === kind)
    assert.ok(found)
    return found.load(inside as never, rows, options)
  }
}

database.test(
  'a file of partnerships brings members with a stated joining date, and loading it again changes nothing',
  async (db) => {
    const house = testHouse(db, MODULES)
    const { dover } = await connects(house)
    const load = await loader(house, db)
    const rows = rowsOf(
      {
        id: 'kita',
        name: 'Kent IT Alliance',
        kind: 'placements',
        established: '2014',
        purpose: 'Placements',
        members: 'kcc;dover',
      },
      {
        id: 'mkip',
        name: 'Mid Kent',
        kind: 'shared_services',
        established: '',
        purpose: 'Shared services',
        members: 'swale; kcc',
      },
    )
    assert.deepEqual(await load('partnerships', rows), { created: 2, changed: 0, unchanged: 0, faults: [] })
    assert.deepEqual(await load('partnerships', rows), { created: 0, changed: 0, unchanged: 2, faults: [] })
    const reader = await house.operator.reader()
    const kita = await membersOn(
      reader,
      (await partnershipByCode(reader, 'kita')).id,
      Temporal.PlainDate.from('2014-04-01'),
    )
    assert.deepEqual(
      kita.map((one) => [one.organisation_code, one.joined_basis]),
      [
        ['dover', 'established'],
        ['kcc', 'established'],
      ],
    )
    assert.equal(
      (
        await membersOn(
          reader,
          (await partnershipByCode(reader, 'mkip')).id,
          Temporal.PlainDate.from('1990-01-01'),
        )
      )[0]?.joined_basis,
      'unknown',
    )
    assert.deepEqual(
      (await partnershipsOf(reader, dover.id)).map((one) => one.code),
      ['kent-connects', 'kita'],
    )
    const faulty = await load(
      'partnerships',
      rowsOf(
        { id: 'new', name: 'New', kind: 'a/b', purpose: 'x', members: 'kcc' },
        { id: 'newer', name: 'Newer', kind: 'network', purpose: 'x', members: 'kcc;atlantis;kcc' },
      ),
    )
    assert.deepEqual(
      faulty.faults.map((fault) => fault.line),
      [2, 3, 3],
    )
  },
)

database.test('shared services of a year are kept as history, with stage, note and parties', async (db) => {
  const house = testHouse(db, MODULES)
  await connects(house)
  const load = await loader(house, db)
  const rows = rowsOf({
    area: 'East Kent',
    service: 'Housing',
    organisations: 'dover;swale',
    arrangement: 'in development (Swale co-opted)',
  })
  assert.equal((await load('shared-services', rows, { year: '2010' })).created, 1)
  assert.equal((await load('shared-services', rows, { year: '2010' })).unchanged, 1)
  const [found] = await arrangementsOf(await house.operator.reader())
  assert.deepEqual(
    [found?.stage, found?.note, found?.as_of_year, found?.parties.map((party) => party.code)],
    ['in development', 'Swale co-opted', 2010, ['dover', 'swale']],
  )
  assert.match(
    (
      await load(
        'shared-services',
        rowsOf({ area: 'A', service: 'B', organisations: 'kcc', arrangement: 'perhaps' }),
      )
    ).faults[0]?.message ?? '',
    /no stage/,
  )
})

database.test('every reference to a person is declared', async (db) => {
  const undeclared = await undeclaredReferences(db.db, personal, { schema: 'organisations', table: 'person' })
  assert.deepEqual(
    undeclared.filter((column) => column.startsWith('partnerships.')),
    [],
  )
})
