// What the server hands to every route, and the request while it is carried: who sent it, learnt once.
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { House } from '../actions/index.ts'
import { isSecure, type Config } from '../config/index.ts'
import type { Db } from '../database/index.ts'
import type { Log } from '../log/index.ts'
import type { Clock } from '../time/index.ts'
import type { Readiness } from './health.ts'
import type { Asked, Gatekeeper, Identity } from './identity.ts'
import type { Measures } from './measures.ts'
import type { Face, Page, Surroundings } from './page.ts'

export type ServerParts = {
  readonly house: House
  readonly pages: readonly Page[]
  readonly face: Face
  readonly gatekeeper: Gatekeeper
  /** What the layout shows around a page for this visitor; the server adds the nonce, the path and the notice. */
  readonly surround: (
    identity: Identity,
    host: string,
    path: string,
  ) => Promise<Pick<Surroundings, 'navigation' | 'section' | 'brand' | 'demonstration' | 'person'>>
  readonly readiness: Readiness
  readonly measures: Measures
  readonly db: Db
  readonly clock: Clock
  readonly config: Config
  readonly log: Log
}

/** A request while it is carried: who sent it, and the nonce of its page. */
export type Carried = { identity: Identity; asked: Asked; nonce: string; startedAt: bigint }

declare module 'fastify' {
  interface FastifyRequest {
    carried: Carried | null
  }
}

/** Who a request comes from before anybody was asked. */
export const NOBODY: Identity = {
  actor: { kind: 'visitor' },
  grants: [],
  sessionId: null,
  fresh: false,
  csrf: '',
  personName: null,
  cookies: [],
}

/** Learns who sent a browser's request, once. */
export async function identify(
  parts: ServerParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Carried> {
  const carried = request.carried
  if (carried === null) throw new Error('A request was carried past its hooks.')
  if (carried.identity !== NOBODY) return carried
  carried.asked = { ...carried.asked, cookies: request.cookies }
  carried.identity = await parts.gatekeeper.browser(carried.asked)
  for (const cookie of carried.identity.cookies) setCookie(parts.config, reply, cookie)
  return carried
}

/** Sets one of our cookies: never readable by scripts, never sent from other sites' forms, https only where the address is https. */
export function setCookie(
  config: Config,
  reply: FastifyReply,
  cookie: { name: string; value: string; maxAgeSeconds?: number },
): void {
  reply.setCookie(cookie.name, cookie.value, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: isSecure(config),
    ...(cookie.maxAgeSeconds === undefined ? {} : { maxAge: cookie.maxAgeSeconds }),
  })
}
