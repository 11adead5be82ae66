// Two officers at the same moment: the year's run, two payments on one charge, two joinings, the last two
// administrators. Only PostgreSQL can show who comes second.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  appointToOffice,
  createOrganisation,
  createPerson,
  recordLeaver,
} from '#modules/organisations/index.ts'
import { organisations } from '#modules/organisations/module.ts'
import {
  createPartnership,
  joinPartnership,
  raiseSubscriptions,
  recordPayment,
  setTier,
} from '#modules/partnerships/index.ts'
import { partnerships } from '#modules/partnerships/module.ts'
import { realPostgres } from '#test/support/database.ts'
import { testHouse } from '#test/support/house.ts'
import { atLength, repeatedly } from '#test/support/soak.ts'

const postgres = await realPostgres()
const AT_ONCE = 8

test(
  'the year’s run started eight times at once charges each member once (P4), and payments at once never exceed a charge',
  { skip: postgres.skip },
  (t) =>
    repeatedly(t, 'the yearly run raised eight times at once', async (t) => {
      const database = await postgres.open(t)
      const { operator } = testHouse(database, [organisations, partnerships])
      await operator.perform(createPartnership, {
        code: 'kent-connects',
        name: 'Kent Connects',
        kind: 'technology',
        purpose: 'x',
      })
      const tier = await operator.perform(setTier, {
        partnership: 'kent-connects',
        code: 'standard',
        name: 'Standard',
        fromYear: '2026',
        yearly: '6500',
        fundPerMille: '400',
      })
      const codes = Array.from({ length: 12 }, (_, at) => `body-${at}`)
      for (const code of codes) {
        const { id } = await operator.perform(createOrganisation, {
          code,
          name: code,
          kind: 'district_council',
        })
        // The same joining asked for twice at once is one membership (P1).
        const joining = () =>
          operator.perform(joinPartnership, {
            partnership: 'kent-connects',
            organisation: id,
            joinedOn: '2020-04-01',
            tier: tier.id,
          })
        const joined = await Promise.allSettled([joining(), joining()])
        assert.equal(joined.filter((one) => one.status === 'fulfilled').length, 1)
      }
      const runs = await Promise.all(
        Array.from({ length: AT_ONCE }, () =>
          operator.perform(raiseSubscriptions, { partnership: 'kent-connects', year: '2026' }),
        ),
      )
      assert.equal(
        runs.reduce((all, run) => all + run.raised, 0),
        codes.length,
      )
      const charges = await database.db.selectFrom('partnerships.charge').select('id').execute()
      assert.equal(charges.length, codes.length)

      const [charge] = charges
      const pay = (at: number) =>
        operator.perform(recordPayment, {
          charge: charge?.id,
          amount: '1500',
          receivedOn: '2026-11-20',
          reference: `BACS ${at}`,
        })
      const paid = await Promise.allSettled(Array.from({ length: AT_ONCE }, (_, at) => pay(at)))
      assert.equal(paid.filter((one) => one.status === 'fulfilled').length, 4)
      const balance = await database.db
        .selectFrom('partnerships.charge_balance')
        .selectAll()
        .where('id', '=', charge?.id ?? '')
        .executeTakeFirstOrThrow()
      assert.deepEqual(
        [balance.paid_pence, balance.outstanding_pence, balance.fund_pence],
        [600_000n, 50_000n, 240_000n],
      )

      const same = await Promise.allSettled(
        charges.slice(1, 5).map((one) =>
          operator.perform(recordPayment, {
            charge: one.id,
            amount: '1',
            receivedOn: '2026-11-20',
            reference: 'The same',
          }),
        ),
      )
      assert.equal(same.filter((one) => one.status === 'fulfilled').length, 1)
    }),
)

atLength('two administrators who leave at the same moment leave one (O5)', { skip: postgres.skip }, (t) =>
  repeatedly(t, 'two administrators leaving at once', async (t) => {
    const database = await postgres.open(t)
    const { operator } = testHouse(database, [organisations, partnerships])
    await operator.perform(createOrganisation, { code: 'kcc', name: 'Kent', kind: 'county_council' })
    const people: string[] = []
    for (const name of ['Ada', 'Bea']) {
      const { id } = await operator.perform(createPerson, {
        mail: `${name}@kcc.example`,
        name,
        organisation: 'kcc',
        jobTitle: 'Administrator',
        startedOn: '2024-01-01',
      })
      await operator.perform(appointToOffice, { person: id, role: 'administrator' })
      people.push(id)
    }
    const left = await Promise.allSettled(
      people.map((person) => operator.perform(recordLeaver, { person, leftOn: '2026-11-20', version: '1' })),
    )
    assert.equal(left.filter((one) => one.status === 'fulfilled').length, 1)
    const offices = await database.db
      .selectFrom('organisations.office')
      .select('id')
      .where('role', '=', 'administrator')
      .where('ended_on', 'is', null)
      .execute()
    assert.equal(offices.length, 1)
  }),
)
