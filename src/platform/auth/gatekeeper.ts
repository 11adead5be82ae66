// Who sent a request, for the server: from the browser's cookies or a bearer token, with what composition says
// they may do. The shapes are those the server declares, restated here because it stands later in the list.
import type { Actor, Grant } from '#platform/actions/index.ts'
import type { Db } from '#platform/database/index.ts'
import { bytesOf, askerOf } from './actions/asker.ts'
import { cookieNames, secretIn, type Cookies } from './cookies.ts'
import { checkCsrf, csrfTokenOf } from './csrf.ts'
import { newSecret } from './keys.ts'
import { keepForm, keptForm, type KeptForm } from './kept-forms.ts'
import type { Parts } from './ports.ts'
import { isFresh, scopesAllow } from './rules.ts'
import { formerPersonOf, sessionOf, touchSession } from './sessions.ts'
import { tokenOf, touchToken } from './tokens.ts'

export type Asked = {
  readonly cookies: Cookies
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
  readonly csrf: string
  readonly personName: string | null
  readonly cookies: readonly { readonly name: string; readonly value: string }[]
}

/** What an actor may do, from the roles its memberships confer; composition knows. */
export type GrantsOf = (db: Db, actor: Actor, now: Temporal.Instant) => Promise<readonly Grant[]>

export type Gatekeeper = {
  browser(asked: Asked): Promise<Identity>
  bearer(token: string, asked: Asked): Promise<Identity | undefined>
  csrfMatches(identity: Identity, asked: Asked, given: string): boolean
  keepForm(asked: Asked, form: KeptForm): Promise<string>
  keptForm(asked: Asked, reference: string): Promise<KeptForm | undefined>
}

/** The gatekeeper of a server, over its database. */
export function gatekeeperOf(parts: Parts, db: Db, grantsOf: GrantsOf): Gatekeeper {
  const names = cookieNames(parts.secure)

  async function browser(asked: Asked): Promise<Identity> {
    const cookies = { ...asked.cookies }
    const given: { name: string; value: string }[] = []
    if (secretIn(cookies, names.browser) === undefined) {
      const value = newSecret()
      cookies[names.browser] = value
      given.push({ name: names.browser, value })
    }
    const csrf = csrfTokenOf(parts.keys, names, cookies) ?? ''
    const secret = secretIn(cookies, names.session)
    const session = secret === undefined ? null : await sessionOf(db, secret, asked.now)
    const person = session === null ? null : await parts.directory.personById(db, session.person)
    // Somebody who is no longer active is a visitor, even before their sessions were ended (A9).
    if (session === null || person === null || !person.active) {
      const actor: Actor = { kind: 'visitor' }
      const grants = await grantsOf(db, actor, asked.now)
      return { actor, grants, sessionId: null, fresh: false, csrf, personName: null, cookies: given }
    }
    await touchSession(db, session, asked.now)
    const actor: Actor = { kind: 'person', id: person.id }
    return {
      actor,
      grants: await grantsOf(db, actor, asked.now),
      sessionId: session.id,
      fresh: isFresh(session, asked.now),
      csrf,
      personName: person.name,
      cookies: given,
    }
  }

  async function bearer(words: string, asked: Asked): Promise<Identity | undefined> {
    const token = await tokenOf(db, words, asked.now)
    if (token === null) return undefined
    const person = await parts.directory.personById(db, token.person)
    if (person === null || !person.active) return undefined
    await touchToken(db, token, asked.now)
    const actor: Actor = { kind: 'person', id: person.id }
    const held = await grantsOf(db, actor, asked.now)
    // Fewer than the person's own, never more (A13).
    const grants = held.filter((grant) => scopesAllow(token.scopes, grant.permission))
    return {
      actor,
      grants,
      sessionId: null,
      fresh: token.fresh,
      csrf: '',
      personName: person.name,
      cookies: [],
    }
  }

  const binding = (asked: Asked) => {
    const asker = askerOf(parts.keys, names, { ...asked, sessionId: null })
    return { browser: bytesOf(asker.browser), network: bytesOf(asker.network), now: asked.now }
  }

  return {
    browser,
    bearer,
    csrfMatches: (_identity, asked, given) => checkCsrf(parts.keys, names, asked.cookies, given),
    async keepForm(asked, form) {
      const secret = secretIn(asked.cookies, names.session)
      const person = secret === undefined ? null : await formerPersonOf(db, secret)
      // A form of somebody who was never signed in has nobody to come back to.
      return person === null ? '' : keepForm(db, parts, { person, ...binding(asked) }, form)
    },
    async keptForm(asked, reference) {
      const secret = secretIn(asked.cookies, names.session)
      const session = secret === undefined ? null : await sessionOf(db, secret, asked.now)
      if (session === null) return undefined
      return keptForm(db, parts, { person: session.person, ...binding(asked) }, reference)
    },
  }
}
