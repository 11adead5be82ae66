// What the checks of a generation found, server by server; when the last is known the generation is checked or faulty.
import { action, type Inside } from '#platform/actions/index.ts'
import { json, sql } from '#platform/database/index.ts'
import { notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { RUN } from '../queries/seeing.ts'
import { afterChecks, STATE_WORDS } from '../rules/generations.ts'
import type { CheckState } from '../rules/words.ts'
import { CHECK_JOB } from './generating.ts'
import { holdFederation } from './locking.ts'

export const MOST_CHECKS = 200

export const recordCheck = action({
  name: 'roaming.generation.record-check',
  title: 'Record what a check found',
  doors: [],
  fields: {
    generation: field.id('Generation', { from: 'roaming.generation' }),
    found: field
      .rows(
        'What was found',
        {
          server: field.id('Server', { from: 'roaming.server' }),
          state: field.choice('Outcome', {
            passed: 'Passed',
            failed: 'Failed',
            'not-possible': 'Could not be checked here',
          }),
          words: field.longText('In words', { most: 12_000 }).optional(),
        },
        { most: MOST_CHECKS },
      )
      .optional(),
  },
  async run(inside, { generation: id, found: given }) {
    const found = given ?? []
    const generation = await held(inside, id)
    await sql`update roaming.generation_target target set check_state = one.state, check_words = one.words
      from jsonb_to_recordset(${json(found)}::jsonb) as one (server uuid, state text, words text)
      where target.generation_id = ${id} and target.server_id = one.server and target.check_state = 'waiting'`.execute(
      inside.tx,
    )
    const { rows } = await sql<{ state: CheckState; servers: number }>`
      select check_state as state, count(*)::int as servers from roaming.generation_target
      where generation_id = ${id} group by check_state`.execute(inside.tx)
    const state = afterChecks(rows.map((row) => row.state))
    const isDone = state !== null && generation.state === 'drafted'
    if (isDone)
      await inside.tx
        .updateTable('roaming.generation')
        .set({ state, checked_at: inside.now, version: generation.version + 1 })
        .where('id', '=', id)
        .execute()
    const failed = rows.find((row) => row.state === 'failed')?.servers ?? 0
    return {
      subject: id,
      result: { state: isDone ? state : generation.state, failed },
      facts: { number: generation.number, checked: found.length, failed, state: isDone ? state : null },
    }
  },
})

export const checkFederation = action({
  name: 'roaming.federation.check',
  title: 'Check a generation again',
  permission: RUN,
  doors: ['page', 'api', 'command'],
  fields: { number: field.integer('Generation', { least: 1 }) },
  async run(inside, { number }) {
    await holdFederation(inside)
    const found = await inside.tx
      .selectFrom('roaming.generation')
      .select('id')
      .where('number', '=', number)
      .executeTakeFirst()
    const generation = await held(inside, found?.id ?? notFound('generation'))
    if (generation.state !== 'drafted' && generation.state !== 'checked' && generation.state !== 'faulty')
      refuse(
        'conflict',
        'roaming.generation.not-pending',
        `Generation ${number} is ${STATE_WORDS[generation.state].toLowerCase()}, so it is not checked again.`,
      )
    await inside.tx
      .updateTable('roaming.generation_target')
      .set({ check_state: 'waiting', check_words: null })
      .where('generation_id', '=', generation.id)
      .where('check_state', '<>', 'unchanged')
      .execute()
    await inside.tx
      .updateTable('roaming.generation')
      .set({ state: 'drafted', checked_at: null, version: generation.version + 1 })
      .where('id', '=', generation.id)
      .execute()
    await inside.queue(CHECK_JOB, { generation: generation.id }, { key: generation.id })
    return { subject: generation.id, result: { generation: generation.id, number }, facts: { number } }
  },
})

async function held({ tx }: Inside, id: string) {
  const generation = await tx
    .selectFrom('roaming.generation')
    .select(['id', 'number', 'state', 'version'])
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
  return generation ?? notFound('generation')
}
