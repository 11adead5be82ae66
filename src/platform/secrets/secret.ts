// A secret in memory: a value that says "[secret]" to a log, an export, a search row, an idempotency store
// or a template, and gives its words only to the one who asks for them by name.
import { inspect } from 'node:util'

const SHOWN = '[secret]'

export class Secret {
  readonly #words: string

  constructor(words: string) {
    this.#words = words
  }

  /** The words themselves. Every call stands where a secret leaves the platform: search for it in a review. */
  reveal(): string {
    return this.#words
  }

  toString(): string {
    return SHOWN
  }

  toJSON(): string {
    return SHOWN
  }

  [Symbol.toPrimitive](): string {
    return SHOWN
  }

  [inspect.custom](): string {
    return SHOWN
  }
}

/** Takes words in as a secret, at the door they came through. */
export function secret(words: string): Secret {
  return new Secret(words)
}
