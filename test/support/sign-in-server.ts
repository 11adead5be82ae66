// The pages of sign-in over a test's database, served as they are: the real server, face and gatekeeper, and
// a browser that keeps its cookies and reads the hidden fields of forms.
import { parse } from 'node:querystring'
import type { FastifyInstance } from 'fastify'
import { accountPages } from '#app/pages/account.ts'
import { providerPages } from '#app/pages/provider-return.ts'
import { signInPages } from '#app/pages/sign-in.ts'
import { grantsOf } from '#app/grants.ts'
import { gatekeeperOf } from '#platform/auth/index.ts'
import { readConfig } from '#platform/config/index.ts'
import { html } from '#platform/html/index.ts'
import { buildServer, get, openMeasures, page } from '#platform/http/index.ts'
import { silentLog } from '#platform/log/index.ts'
import { openFace } from '#web/face.ts'
import type { SignInWorld } from './sign-in.ts'

export type Answered = {
  readonly status: number
  readonly body: string
  readonly location: string | undefined
}

export type TestVisitor = {
  readonly cookies: Map<string, string>
  get(path: string, headers?: Record<string, string>): Promise<Answered>
  /** Sends a form from a page of ours, with the token that the page carries. */
  post(path: string, answers: Record<string, string>, headers?: Record<string, string>): Promise<Answered>
}

const start = get('/', {
  permission: 'public',
  run: async (visit) =>
    page({ title: 'Start', body: html`<h1>Start</h1><p>You are ${visit.actor.kind}</p>` }),
})

/** Builds the server; the caller closes it. */
export async function signInServer(world: SignInWorld): Promise<FastifyInstance> {
  const { auth, db, house, clock } = world
  const grants = grantsOf([{ ...auth.part, title: 'Sign-in', uses: [] }])
  return buildServer({
    house,
    db,
    clock,
    pages: [start, ...signInPages(auth), ...providerPages(auth), ...accountPages(auth)],
    face: openFace(),
    gatekeeper: gatekeeperOf(auth.parts, db, async (_db, actor, now) =>
      actor.kind === 'person' ? grants.of(db, actor.id, now) : grants.visitor,
    ),
    surround: async (identity) => ({
      navigation: [],
      brand: { name: 'Connects', colour: '#0b4f4a' },
      demonstration: false,
      person: identity.personName === null ? null : { name: identity.personName, href: '/account' },
    }),
    readiness: async () => ({ ready: true, engine: 'test', promise: '', checks: [] }),
    measures: openMeasures(),
    config: readConfig({}),
    log: silentLog(),
  })
}

/** A browser of its own. Its address counts as one network unless another is given. */
export function visitorOf(app: FastifyInstance, remoteAddress = '127.0.0.1'): TestVisitor {
  const cookies = new Map<string, string>()

  async function send(
    method: 'GET' | 'POST',
    path: string,
    headers: Record<string, string>,
    payload?: string,
  ): Promise<Answered> {
    const answer = await app.inject({
      method,
      url: path,
      remoteAddress,
      headers: {
        host: 'localhost:3000',
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(payload === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        ...headers,
      },
      ...(payload === undefined ? {} : { payload }),
    })
    for (const { name, value, maxAge } of answer.cookies) {
      if (maxAge === 0) cookies.delete(name)
      else cookies.set(name, value)
    }
    return { status: answer.statusCode, body: answer.body, location: answer.headers.location }
  }

  return {
    cookies,
    get: (path, headers = {}) => send('GET', path, headers),
    async post(path, answers, headers = {}) {
      const shown = await send('GET', path, {})
      const token = /name="_csrf" value="([^"]*)"/.exec(shown.body)?.[1] ?? ''
      return send('POST', path, headers, new URLSearchParams({ _csrf: token, ...answers }).toString())
    },
  }
}

/** The query of an address, as a table. */
export const queryOf = (address: string | undefined): Record<string, string> =>
  parse((address ?? '').split('?')[1] ?? '') as Record<string, string>
