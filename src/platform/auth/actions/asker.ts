// What every step of a sign-in knows of the browser that takes it: digests to bind and count by, and the
// device in words. The page fills them in; nobody types them.
import { createHash } from 'node:crypto'
import { field } from '#platform/fields/index.ts'
import type { CookieNames, Cookies } from '../cookies.ts'
import { secretIn } from '../cookies.ts'
import type { Keys } from '../keys.ts'
import { deviceInWords } from '../rules.ts'

const DIGEST = { pattern: /^[0-9a-f]{64}$/, most: 64 }

/** The fields of a browser that asks; always `fixed` by the page. */
export const askerFields = {
  browser: field.text('Browser', DIGEST),
  network: field.text('Network', DIGEST),
  device: field.text('Device', { most: 100 }),
  replaces: field.id('Session to replace').optional(),
}

export type Asker = {
  readonly browser: string
  readonly network: string
  readonly device: string
  readonly replaces: string | null
}

type Asking = {
  readonly cookies: Cookies
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly address: string
  readonly sessionId: string | null
}

/** Who asks, from the request. A browser without our cookie counts as one that nothing can be bound to. */
export function askerOf(keys: Keys, names: CookieNames, asking: Asking): Asker {
  const agent = asking.headers['user-agent']
  const browser = secretIn(asking.cookies, names.browser)
  return {
    browser: browser === undefined ? unbound(keys) : createHash('sha256').update(browser).digest('hex'),
    network: keys.mac('network', asking.address).toString('hex'),
    device: deviceInWords(Array.isArray(agent) ? agent[0] : agent),
    replaces: asking.sessionId,
  }
}

/** A browser without a cookie is nobody's: what is bound to this is found by no other request either. */
export function unbound(keys: Keys): string {
  return keys.mac('no browser', crypto.randomUUID()).toString('hex')
}

export const bytesOf = (hex: string): Buffer => Buffer.from(hex, 'hex')
