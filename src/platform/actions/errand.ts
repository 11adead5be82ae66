// Work that goes out into the world: it asks and performs as the system, with no transaction open while it is away
// (nothing leaves the machine inside one), and hands what it found to an action.
import { randomUUIDv7 } from 'node:crypto'
import type { Db } from '../database/index.ts'
import { readSecret, readSecrets, type Secret } from '../secrets/index.ts'
import type { Action } from './action.ts'
import { ringOf, type House } from './house.ts'
import type { KeptSecret } from './inside.ts'
import { perform } from './perform.ts'
import { readerOf, type Actor, type Reader } from './reader.ts'

export type Errand = {
  /** Reads as the one on whose errand this is, at the moment of asking. */
  reader(): Reader
  perform<R>(action: Action<any, R>, raw: Readonly<Record<string, unknown>>): Promise<R> // eslint-disable-line @typescript-eslint/no-explicit-any
  secret(kept: KeptSecret): Promise<Secret | undefined>
  secretsOf(owners: readonly string[], name: string): Promise<ReadonlyMap<string, Secret>>
}

/** An errand of the system or of an operator. `now` is asked anew each time, because errands take long. */
export function errandOf(
  house: House,
  given: { readonly db: Db; readonly actor: Actor; readonly now: () => Temporal.Instant },
): Errand {
  const { db, actor, now } = given
  return {
    reader: () => readerOf({ db, now: now(), actor, grants: [], fills: (name) => house.fillsOf(name) }),
    perform: (action, raw) =>
      perform(
        house,
        action,
        { db, now: now(), actor, grants: [], door: 'job', requestId: randomUUIDv7() },
        raw,
      ),
    secret: (kept) => readSecret(db, ringOf(house), kept),
    secretsOf: (owners, name) => readSecrets(db, ringOf(house), { owners, name }),
  }
}
