// A program that did not hear the answer sends its request again, and again: thirty-two at the same moment, over
// connections of their own to real PostgreSQL, do the thing once and get one answer.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createOrganisation } from '#modules/organisations/index.ts'
import { organisations } from '#modules/organisations/module.ts'
import { Refusal } from '#platform/errors/index.ts'
import { realPostgres } from '#test/support/database.ts'
import { testHouse } from '#test/support/house.ts'
import { repeatedly } from '#test/support/soak.ts'

const postgres = await realPostgres()
const AT_ONCE = 32

test(
  `the same request sent ${AT_ONCE} times at once is carried out once and answered alike`,
  { skip: postgres.skip },
  (t) =>
    repeatedly(t, `one request sent ${AT_ONCE} times at once`, async (t) => {
      const database = await postgres.open(t)
      const { operator } = testHouse(database, [organisations])
      const send = (name: string, key: string) =>
        operator.perform(
          createOrganisation,
          { code: 'a-body', name, kind: 'district_council' },
          { door: 'api', idempotency: { key } },
        )
      const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => send('A Body', 'the same')))
      assert.equal(new Set(answers.map(({ id }) => id)).size, 1)
      const written = async (table: 'organisations.organisation' | 'platform.audit_entry') =>
        (await database.db.selectFrom(table).select('id').execute()).length
      assert.deepEqual(
        [await written('organisations.organisation'), await written('platform.audit_entry')],
        [1, 1],
      )

      // The key with other answers is a mistake of the program, however many make it at once.
      const others = await Promise.allSettled(
        Array.from({ length: AT_ONCE }, (_, at) => send(`Body ${at}`, 'the same')),
      )
      assert.ok(
        others.every(
          (one) =>
            one.status === 'rejected' &&
            one.reason instanceof Refusal &&
            one.reason.code === 'platform.request.key-reused',
        ),
      )
    }),
)
