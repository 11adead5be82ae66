// A page to read: who asks, whether they may, what it shows.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ask, perform, readerOf, type Action, type Context, type Query } from '../actions/index.ts'
import { notFound, refuse } from '../errors/index.ts'
import { hasProblemText } from '../fields/index.ts'
import { identify, type Carried, type ServerParts } from './carried.ts'
import type { GetRoute, Visit } from './page.ts'
import { sendAnswer } from './sending.ts'

export function registerGet(app: FastifyInstance, parts: ServerParts, route: GetRoute): void {
  app.get(route.path, async (request, reply) => {
    const carried = await identify(parts, request, reply)
    const visit = visitOf(parts, request, carried)
    if (mustSignIn(visit, route.permission))
      return reply.redirect(`/sign-in?to=${encodeURIComponent(request.url)}`, 303)
    checkPermission(visit, route.permission)
    return sendAnswer(parts, request, reply, await route.run(visit))
  })
}

/** Whether the page needs somebody and nobody is signed in. */
export const mustSignIn = (visit: Visit, permission: string): boolean =>
  visit.actor.kind === 'visitor' && !visit.may(permission)

/** Refuses a signed-in person who does not hold the page's permission. */
export function checkPermission(visit: Visit, permission: string): void {
  if (!visit.may(permission))
    refuse(
      'forbidden',
      'platform.permission.missing',
      `You do not have the permission "${permission}" that this page needs. Ask an administrator.`,
    )
}

/** The context in which this visitor performs or asks. */
export function contextOf(
  parts: ServerParts,
  request: FastifyRequest,
  carried: Carried,
  door: 'page' | 'api',
): Context {
  return {
    db: parts.db,
    now: carried.asked.now,
    actor: carried.identity.actor,
    grants: carried.identity.grants,
    door,
    requestId: request.id,
    fresh: carried.identity.fresh,
  }
}

/** A visit: a reader with what the address and the browser say. */
export function visitOf(parts: ServerParts, request: FastifyRequest, carried: Carried): Visit {
  const { identity, asked } = carried
  const context = contextOf(parts, request, carried, 'page')
  const params = Object.fromEntries(Object.entries((request.params ?? {}) as Record<string, string>))
  if (Object.values(params).some((value) => hasProblemText(value) !== undefined)) notFound()
  return {
    ...readerOf({
      db: parts.db,
      now: asked.now,
      actor: identity.actor,
      grants: identity.grants,
      fills: (name) => parts.house.fillsOf(name),
    }),
    params,
    query: firstValues(request.query as Record<string, unknown>),
    path: request.url,
    host: request.host,
    requestId: request.id,
    sessionId: identity.sessionId,
    fresh: identity.fresh,
    cookies: request.cookies,
    headers: request.headers,
    address: request.ip,
    csrf: identity.csrf,
    perform: <R>(action: Action<any, R>, raw: Readonly<Record<string, unknown>>) =>
      perform(parts.house, action, context, raw), // eslint-disable-line @typescript-eslint/no-explicit-any
    ask: <R>(query: Query<any, R>, raw: Readonly<Record<string, unknown>>) =>
      ask(parts.house, query, context, raw), // eslint-disable-line @typescript-eslint/no-explicit-any
  }
}

function firstValues(query: Readonly<Record<string, unknown>>): Record<string, string> {
  const values: Record<string, string> = {}
  for (const [name, value] of Object.entries(query)) {
    const first: unknown = Array.isArray(value) ? value[0] : value
    if (typeof first !== 'string') continue
    if (hasProblemText(first) !== undefined)
      refuse(
        'invalid',
        'platform.address.invalid',
        'The address holds characters that cannot be used. Check it, or start from the list.',
      )
    values[name] = first
  }
  return values
}

export type { FastifyReply }
