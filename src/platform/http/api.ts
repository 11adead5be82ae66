// The API, derived from the registry: POST an action, GET a query. Bearer tokens only, never cookies, so that
// no browser can be talked into using it.
import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ask, perform, type Context } from '../actions/index.ts'
import { refuse } from '../errors/index.ts'
import { json } from './json.ts'
import { openApi } from './openapi.ts'
import type { ServerParts } from './carried.ts'

const pathOf = (name: string): string => `/api/${name.replaceAll('.', '/')}`

export function registerApi(app: FastifyInstance, parts: ServerParts): void {
  const { house } = parts
  const description = JSON.stringify(openApi(house, parts.config.publicUrl))
  app.get('/api/openapi.json', async (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(description),
  )

  for (const action of house.actions.values()) {
    if (!action.doors.includes('api')) continue
    app.post(
      pathOf(action.name),
      { bodyLimit: parts.config.uploadMostBytes * 1.4 },
      async (request, reply) => {
        const context = await bearer(parts, request)
        const key = request.headers['idempotency-key']
        if (Array.isArray(key) || (key !== undefined && !/^[\x21-\x7e]{1,200}$/.test(key)))
          refuse(
            'invalid',
            'platform.request.key-invalid',
            'The Idempotency-Key must be 1 to 200 visible characters.',
          )
        const result = await perform(
          house,
          action,
          { ...context, ...(key === undefined ? {} : { idempotency: { key: `api:${key}` } }) },
          request.body ?? {},
        )
        return sendJson(reply, result ?? {})
      },
    )
  }
  for (const query of house.queries.values()) {
    if (!query.doors.includes('api')) continue
    app.get(pathOf(query.name), async (request, reply) => {
      const context = await bearer(parts, request)
      const result = await ask(house, query, context, request.query)
      const text = json(result)
      const tag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"`
      reply.header('etag', tag).header('cache-control', 'private, no-cache')
      if (hasNext(result)) reply.header('link', `<${nextAddress(request, result.next)}>; rel="next"`)
      if (request.headers['if-none-match'] === tag) return reply.code(304).send()
      return reply.type('application/json; charset=utf-8').send(text)
    })
  }
}

async function bearer(parts: ServerParts, request: FastifyRequest): Promise<Context> {
  const match = /^Bearer ([\x21-\x7e]{1,300})$/.exec(request.headers.authorization ?? '')
  const now = parts.clock.now()
  const asked = {
    cookies: {},
    authorization: request.headers.authorization,
    address: request.ip,
    host: request.host,
    headers: request.headers,
    now,
  }
  const identity = match?.[1] === undefined ? undefined : await parts.gatekeeper.bearer(match[1], asked)
  if (identity === undefined)
    refuse(
      'unauthenticated',
      'auth.token.unknown',
      'Send a personal API token as "Authorization: Bearer …". Make one on your account page. This one is missing, has expired or was revoked.',
    )
  return {
    db: parts.db,
    now,
    actor: identity.actor,
    grants: identity.grants,
    door: 'api',
    requestId: request.id,
    fresh: identity.fresh,
  }
}

const hasNext = (result: unknown): result is { next: string } =>
  typeof result === 'object' && result !== null && 'next' in result && typeof result.next === 'string'

function nextAddress(request: FastifyRequest, cursor: string): string {
  const [path = '', search = ''] = request.url.split('?')
  const parameters = new URLSearchParams(search)
  parameters.set('after', cursor)
  return `${path}?${parameters.toString()}`
}

function sendJson(reply: FastifyReply, value: unknown): FastifyReply {
  return reply.type('application/json; charset=utf-8').send(json(value))
}
