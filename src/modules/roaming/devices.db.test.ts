// An agent's token at the derived API: its own doors and what is public, nothing else, and nothing at all once revoked.
import assert from 'node:assert/strict'
import { createHash, randomUUIDv7 } from 'node:crypto'
import { appTest } from '#test/support/app.ts'
import { plantFederation } from '#test/support/generations.ts'
import { cast } from '#test/support/people.ts'
import { COLLECT } from './devices.ts'

const TOKEN = 'cra_of-a-test'

appTest(
  'an agent’s token opens its own doors at the API, no other, and none once it is revoked',
  async (app) => {
    const { db, house } = app.connects
    const { id: body } = await db
      .selectFrom('organisations.organisation')
      .select('id')
      .where('code', '=', 'medway')
      .executeTakeFirstOrThrow()
    const other = await db
      .selectFrom('organisations.organisation')
      .select('id')
      .where('code', 'in', ['kcc', 'dover'])
      .orderBy('code')
      .execute()
    const person = app.personOf(cast.chair)
    const at = await plantFederation(app.connects, {
      kcc: other[1]?.id ?? '',
      dover: other[0]?.id ?? '',
      medway: body,
      operators: [],
      medwayContact: person,
      doverContact: person,
    })
    const agent = randomUUIDv7()
    await db
      .insertInto('roaming.agent')
      .values({
        id: agent,
        server_id: at.server['medway-1'] ?? '',
        token_hash: createHash('sha256').update(TOKEN).digest(),
        enrolled_at: app.clock.now(),
      })
      .execute()
    const asks = async (method: 'GET' | 'POST', name: string): Promise<number> =>
      (
        await app.web.inject({
          method,
          url: `/api/${name.replaceAll('.', '/')}`,
          headers: { authorization: `Bearer ${TOKEN}` },
          ...(method === 'POST' ? { payload: {} } : {}),
        })
      ).statusCode
    const doors = [
      ...[...house.actions.values()].map((one) => ({ ...one, method: 'POST' as const })),
      ...[...house.queries.values()].map((one) => ({ ...one, method: 'GET' as const })),
    ].filter((one) => one.doors.includes('api'))
    const opened: string[] = []
    for (const { method, name } of doors)
      if (![401, 403].includes(await asks(method, name))) opened.push(name)
    assert.deepEqual(
      opened.toSorted(),
      doors
        .filter(({ permission }) => permission === COLLECT || permission === 'public')
        .map(({ name }) => name)
        .toSorted(),
    )
    assert.equal(await asks('GET', 'roaming.agent.wanted'), 200)
    await db
      .updateTable('roaming.agent')
      .set({ revoked_at: app.clock.now() })
      .where('id', '=', agent)
      .execute()
    assert.equal(await asks('GET', 'roaming.agent.wanted'), 401)
  },
)
