// Who sent a request, as the server learns it from the part that knows (sign-in), without knowing people itself.
import type { Actor, Grant } from '../actions/index.ts'
import type { Cookie } from './page.ts'

export type Asked = {
  readonly cookies: Readonly<Record<string, string | undefined>>
  readonly authorization: string | undefined
  readonly address: string
  readonly host: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly now: Temporal.Instant
}

export type Identity = {
  readonly actor: Actor
  readonly grants: readonly Grant[]
  readonly sessionId: string | null
  readonly fresh: boolean
  /** The token that a form of this browser must carry. */
  readonly csrf: string
  readonly personName: string | null
  /** Cookies to set with the answer, such as a visitor's first. */
  readonly cookies: readonly Cookie[]
}

export type KeptForm = { readonly path: string; readonly values: Readonly<Record<string, unknown>> }

/** What the server needs of sign-in. */
export type Gatekeeper = {
  /** From the browser's cookie. */
  browser(asked: Asked): Promise<Identity>
  /** From a bearer token; undefined when it opens nothing. */
  bearer(token: string, asked: Asked): Promise<Identity | undefined>
  csrfMatches(identity: Identity, asked: Asked, given: string): boolean
  /** Keeps what was typed while the person signs in again; gives the reference to find it by. */
  keepForm(asked: Asked, form: KeptForm): Promise<string>
  keptForm(asked: Asked, reference: string): Promise<KeptForm | undefined>
}
