// Two processes at one code, one counter, one first sign-in: only PostgreSQL can show who comes second.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { realPostgres } from '#test/support/database.ts'
import { atLength, repeatedly } from '#test/support/soak.ts'
import { codeIn, signInWorld, testBrowser } from '#test/support/sign-in.ts'

const postgres = await realPostgres()
const MAIL = 'fund.officer@kent-connects.example'

test(
  'one code tried by ten requests at once opens one session, and wrong tries are all counted (A5)',
  { skip: postgres.skip },
  (t) =>
    repeatedly(t, 'ten sign-ins with one code', async (t) => {
      const world = await signInWorld(await postgres.open(t))
      await world.person('Officer One', MAIL, await world.organisation('A body', ['kent-connects.example']))
      const browser = testBrowser()
      await world.visitor.perform(world.auth.actions.askForCode, { mail: MAIL, ...browser })
      const code = codeIn(await world.deliverMail())
      const tries = (typed: string) =>
        Array.from({ length: 10 }, () =>
          world.visitor.perform(world.auth.actions.beginWithCode, { code: typed, ...browser }),
        )
      const begun = await Promise.all(tries(code))
      assert.equal(begun.filter((one) => one.ok).length, 1)
      await world.visitor.perform(world.auth.actions.askForCode, { mail: MAIL, ...browser })
      const wrong = await Promise.all(tries(code.startsWith('0000') ? '1111 1111' : '0000 0000'))
      assert.equal(wrong.filter((one) => !one.ok && /more\.$/.test(one.message)).length, 4)
    }),
)

atLength('thirty requests at once for one address leave ten codes (A6)', { skip: postgres.skip }, (t) =>
  repeatedly(t, 'thirty requests for a code at once', async (t) => {
    const world = await signInWorld(await postgres.open(t))
    const asks = Array.from({ length: 30 }, () =>
      world.visitor.perform(world.auth.actions.askForCode, { mail: MAIL, ...testBrowser() }),
    )
    const settled = await Promise.allSettled(asks)
    assert.equal(settled.filter((one) => one.status === 'fulfilled').length, 10)
  }),
)
