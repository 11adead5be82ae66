// The application layer over a test's database: perform and ask as anybody, with the real permissions and a
// clock the test moves. What is queued is collected and delivered when the test says so.
import { AsyncLocalStorage } from 'node:async_hooks'
import { createSecretKey, randomBytes, randomUUIDv7 } from 'node:crypto'
import { grantsOf } from '#app/grants.ts'
import {
  ask,
  composeHouse,
  deliver,
  errandOf,
  perform,
  readerOf,
  type Action,
  type Actor,
  type Context,
  type Errand,
  type Grant,
  type House,
  type Outbox,
  type Query,
  type Reader,
  type Uploads,
} from '#platform/actions/index.ts'
import type { Database } from '#platform/database/index.ts'
import type { Module } from '#platform/module/index.ts'
import { writeEntries } from '#platform/search/index.ts'
import { fixedClock, type FixedClock } from '#platform/time/index.ts'

type Raw = Readonly<Record<string, unknown>>

export type Acting = {
  readonly actor: Actor
  perform<R>(action: Action<any, R>, raw: Raw, more?: Partial<Context>): Promise<R> // eslint-disable-line @typescript-eslint/no-explicit-any
  ask<R>(query: Query<any, R>, raw: Raw): Promise<R> // eslint-disable-line @typescript-eslint/no-explicit-any
  reader(): Promise<Reader>
}

export type TestHouse = {
  readonly house: House
  readonly clock: FixedClock
  /** The operator at the machine: may do everything that has the command door. */
  readonly operator: Acting
  /** The system, as a job or listener acts. */
  readonly system: Acting
  readonly visitor: Acting
  as(personId: string): Acting
  /** A program on another machine, with what was given to it, at the API. */
  device(id: string, held: readonly Grant[]): Acting
  /** The hands of a job or receiver that goes out into the world. */
  readonly errand: Errand
  /** What waits to be done after commit: job name and ids. */
  readonly queued: readonly { readonly job: string; readonly ids: Readonly<Record<string, string>> }[]
  /** Delivers announcements to their listeners until none is left; other jobs stay in `queued`. */
  drain(): Promise<void>
}

/** Composes the modules given over a database; `now` is where the clock starts. */
export function testHouse(
  database: Pick<Database, 'db'>,
  modules: readonly Module[],
  now = '2026-11-20T10:00:00Z',
  uploads?: Uploads,
): TestHouse {
  const clock = fixedClock(now)
  const queued: { job: string; ids: Readonly<Record<string, string>> }[] = []
  // What an undone transaction queued was never sent; each action keeps its own apart, because two may race.
  const sending = new AsyncLocalStorage<{ job: string; ids: Readonly<Record<string, string>> }[]>()
  const outbox: Outbox = {
    async send(_tx, job, ids) {
      const sent = sending.getStore() ?? queued
      sent.push({ job, ids })
    },
    nudge: () => undefined,
  }
  const house = composeHouse(modules, outbox, uploads, writeEntries, {
    file: '',
    current: 'test',
    keys: new Map([['test', createSecretKey(randomBytes(32))]]),
    made: false,
  })
  const grants = grantsOf(modules)

  const acting = (actor: Actor, door: Context['door'], held: readonly Grant[] = []): Acting => {
    const context = async (): Promise<Context> => ({
      db: database.db,
      now: clock.now(),
      actor,
      door,
      requestId: randomUUIDv7(),
      fresh: true,
      grants:
        actor.kind === 'person'
          ? await grants.of(database.db, actor.id, clock.now())
          : actor.kind === 'visitor'
            ? grants.visitor
            : held,
    })
    return {
      actor,
      perform: async (action, raw, more) => {
        const sent: { job: string; ids: Readonly<Record<string, string>> }[] = []
        const given = { ...(await context()), ...more }
        const result = await sending.run(sent, () => perform(house, action, given, raw))
        queued.push(...sent)
        return result
      },
      ask: async (query, raw) => ask(house, query, await context(), raw),
      reader: async () => readerOf({ ...(await context()), fills: (name) => house.fillsOf(name) }),
    }
  }

  return {
    house,
    clock,
    queued,
    operator: acting({ kind: 'operator', user: 'tester' }, 'command'),
    system: acting({ kind: 'system', because: 'test' }, 'job'),
    visitor: acting({ kind: 'visitor' }, 'page'),
    as: (personId) => acting({ kind: 'person', id: personId }, 'page'),
    device: (id, held) => acting({ kind: 'device', id }, 'api', held),
    errand: {
      ...errandOf(house, {
        db: database.db,
        actor: { kind: 'system', because: 'errand' },
        now: () => clock.now(),
      }),
      // As itself, so that what is queued is collected here too.
      perform: (action, raw) => acting({ kind: 'system', because: 'errand' }, 'job').perform(action, raw),
    },
    async drain() {
      for (let at = 0; at < queued.length;) {
        const one = queued[at]
        const action = one?.job.startsWith('announce:')
          ? house.listeners.find((listener) => `announce:${listener.action.name}` === one.job)?.action
          : undefined
        if (one === undefined || action === undefined) {
          at += 1
          continue
        }
        queued.splice(at, 1)
        await deliver(house, action, database.db, clock.now(), one.ids)
      }
    },
  }
}
