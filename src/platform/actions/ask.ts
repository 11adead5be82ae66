// Answers a declared query for one of the doors: permission, parameters, rows. The only write it may make is the record of a disclosure.
import { randomUUIDv7 } from 'node:crypto'
import { writeEntry } from '../audit/index.ts'
import type { Tx } from '../database/index.ts'
import { refuse } from '../errors/index.ts'
import { readFields } from '../fields/index.ts'
import type { Query } from './action.ts'
import type { House } from './house.ts'
import type { Context } from './perform.ts'
import { auditActor, readerOf } from './reader.ts'

/** Asks a query. In: context and raw parameters. Out: plain data. Refused like an action; a query that discloses is recorded before it answers. */
export async function ask<R>(house: House, query: Query<any, R>, context: Context, raw: unknown): Promise<R> {
  // eslint-disable-line @typescript-eslint/no-explicit-any
  const reader = readerOf({ ...context, fills: (name) => house.fillsOf(name) })
  if (
    (context.door === 'page' || context.door === 'api' || context.door === 'command') &&
    !query.doors.includes(context.door)
  ) {
    refuse('not-found', 'platform.action.no-door', `"${query.title}" cannot be asked this way.`)
  }
  if (!reader.may(query.permission)) {
    if (context.actor.kind === 'visitor')
      refuse('unauthenticated', 'auth.sign-in.required', 'Sign in to see this.')
    refuse(
      'forbidden',
      'platform.permission.missing',
      `You do not have the permission "${query.permission}" that this needs. Ask an administrator.`,
    )
  }
  const parameters = readFields(query.parameters, raw)
  if (query.discloses) {
    await context.db.transaction().execute(async (tx) => {
      const inside = readerOf({ ...context, db: tx, fills: (name) => house.fillsOf(name) })
      const receipt = await query.receipt?.(inside, parameters)
      await writeEntry(tx as Tx, {
        id: randomUUIDv7(),
        at: context.now,
        action: query.name,
        door: context.door,
        ...auditActor(context.actor),
        subject: receipt?.subject ?? null,
        facts: receipt?.facts ?? {},
        request: context.requestId,
      })
    })
  }
  return query.run(reader, parameters)
}
