// Two at the same moment: two champions named for one place, two names given to two services, a saving confirmed while
// its claim is corrected, the last two bodies leaving a shared service. Only PostgreSQL can show who comes second.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createOrganisation, createPerson } from '#modules/organisations/index.ts'
import { organisations } from '#modules/organisations/module.ts'
import {
  addChampionRole,
  addService,
  appointChampion,
  championsOf,
  claimSaving,
  confirmSaving,
  createPartnership,
  joinPartnership,
  recordArrangement,
} from '#modules/partnerships/index.ts'
import { partnerships } from '#modules/partnerships/module.ts'
import { realPostgres } from '#test/support/database.ts'
import { testHouse } from '#test/support/house.ts'
import { repeatedly } from '#test/support/soak.ts'

const postgres = await realPostgres()
const AT_ONCE = 6

const won = (all: readonly PromiseSettledResult<unknown>[]): number =>
  all.filter((one) => one.status === 'fulfilled').length

test(
  'one place has one champion (P14), one name one service, and what is confirmed is the claim as it was read (P13)',
  { skip: postgres.skip },
  (t) =>
    repeatedly(t, 'champions, names and savings at once', async (t) => {
      const database = await postgres.open(t)
      const { operator } = testHouse(database, [organisations, partnerships])
      const body = async (code: string) =>
        (await operator.perform(createOrganisation, { code, name: code, kind: 'district_council' })).id
      const [dover, swale] = [await body('dover'), await body('swale')]
      const { id: board } = await operator.perform(createPartnership, {
        code: 'board',
        name: 'Board',
        kind: 'covenant',
        purpose: 'x',
      })
      await operator.perform(joinPartnership, {
        partnership: 'board',
        organisation: dover,
        joinedOn: '2020-04-01',
      })
      const role = await operator.perform(addChampionRole, {
        partnership: 'board',
        name: 'Champion',
        purpose: 'x',
        isSingle: 'yes',
      })
      const people = []
      for (let at = 0; at < AT_ONCE; at += 1)
        people.push(
          await operator.perform(createPerson, {
            mail: `p${at}@dover.example`,
            name: `P${at}`,
            organisation: 'dover',
            jobTitle: 'Officer',
            startedOn: '2024-01-01',
          }),
        )
      const named = await Promise.allSettled(
        people.map((person) =>
          operator.perform(appointChampion, { role: role.id, organisation: dover, person: person.id }),
        ),
      )
      assert.equal(won(named), 1)
      assert.equal((await championsOf(await operator.reader(), board)).length, 1)

      // A name and an alias of it stand in two tables: no index refuses the second.
      const added = await Promise.allSettled(
        Array.from({ length: AT_ONCE }, (_, at) =>
          operator.perform(addService, {
            code: `service-${at}`,
            name: at % 2 === 0 ? 'Audit' : `Service ${at}`,
            heading: 'Corporate',
            alsoCalled: at % 2 === 0 ? '' : 'audit',
          }),
        ),
      )
      assert.equal(won(added), 1)

      await operator.perform(addService, { code: 'waste', name: 'Waste', heading: 'Environment' })
      const shared = await operator.perform(recordArrangement, {
        service: 'waste',
        stage: 'shared service',
        area: 'East',
        lead: dover,
        partners: [swale],
      })
      const claim = (amount: string) =>
        operator.perform(claimSaving, { arrangement: shared.id, year: '2026', amount })
      const saving = await claim('100')
      await Promise.allSettled([
        claim('50'),
        operator.perform(confirmSaving, { saving: saving.id, amount: '100', version: 1 }),
      ])
      const kept = await database.db
        .selectFrom('partnerships.saving')
        .selectAll()
        .where('id', '=', saving.id)
        .executeTakeFirstOrThrow()
      // Either the claim came second and found it confirmed, or the confirmation found another version.
      assert.ok(
        kept.confirmed_pence === null ? kept.claimed_pence === 5_000n : kept.claimed_pence === 10_000n,
      )
    }),
)
