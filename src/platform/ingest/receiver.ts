// What listens for as long as the process that works runs: a log that is followed, a syslog port.
import type { Errand } from '../actions/index.ts'
import type { Config } from '../config/index.ts'
import type { Log } from '../log/index.ts'

export type Receiver = {
  /** `module.noun.verb`, for the log. */
  readonly name: string
  readonly title: string
  /** Opens it; undefined where the operator has configured none. Whoever closes it waits until what was taken is kept. */
  readonly open: (given: Receiving) => Promise<{ close(): Promise<void> } | undefined>
}

export type Receiving = { readonly errand: Errand; readonly config: Config; readonly log: Log }
