// The server as a table of contents: what surrounds every request, then the routes. It knows no page and no person.
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import fastifyCookie from '@fastify/cookie'
import fastifyFormbody from '@fastify/formbody'
import fastifyMultipart from '@fastify/multipart'
import fastifyRateLimit from '@fastify/rate-limit'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { isSecure } from '../config/index.ts'
import { registerApi } from './api.ts'
import { NOBODY, type ServerParts } from './carried.ts'
import { registerForm } from './form-route.ts'
import { headersOf } from './headers.ts'
import { registerHealth } from './health.ts'
import type { Asked } from './identity.ts'
import { measured } from './measures.ts'
import type { Face } from './page.ts'
import { meantBy, problemOf } from './problem.ts'
import { registerGet } from './get-route.ts'
import { checkHost, checkOrigin, isUnsafe } from './safety.ts'
import { sendProblem } from './sending.ts'

/** Builds the server without listening, so that a test can inject requests into the very thing that serves. */
export async function buildServer(parts: ServerParts): Promise<FastifyInstance> {
  const { config } = parts
  const app = Fastify({
    logger: false,
    bodyLimit: 1024 * 1024,
    trustProxy: config.trustedProxies.length > 0 ? [...config.trustedProxies] : false,
    genReqId: () => randomUUIDv7(),
    requestTimeout: 60_000,
    routerOptions: { maxParamLength: 200 },
    forceCloseConnections: 'idle',
  })
  app.decorateRequest('carried', null)
  await app.register(fastifyCookie)
  await app.register(fastifyFormbody, { bodyLimit: 1024 * 1024 })
  await app.register(fastifyMultipart, {
    limits: { fileSize: config.uploadMostBytes, files: 10, fields: 500, fieldSize: 200_000, parts: 600 },
  })
  await app.register(fastifyRateLimit, {
    max: (request) => (isApi(request) ? config.apiRequestsPerMinute : config.requestsPerMinute),
    timeWindow: 60_000,
    keyGenerator: (request) => `${isApi(request) ? 'api' : 'page'}:${request.ip}`,
    allowList: (request) => request.url.startsWith('/assets/') || request.url.startsWith('/health/'),
    errorResponseBuilder: (_request, context) =>
      Object.assign(new Error('Too many requests'), {
        statusCode: context.statusCode,
        retryAfterSeconds: Math.ceil(context.ttl / 1000),
      }),
  })
  surroundEveryRequest(app, parts)
  app.setErrorHandler((error, request, reply) => carryError(parts, error, request, reply))
  // Looking for what is not there counts as well.
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, (request, reply) =>
    sendProblem(parts, request, reply, {
      ...problemOf(undefined, request.id),
      status: 404,
      type: 'platform.record.not-found',
      title: 'Page not found',
      detail: 'There is no such page, or it is not yours to see. Check the address or the reference.',
    }),
  )
  registerAssets(app, parts.face)
  registerHealth(app, parts.readiness, parts.measures, config.metricsToken)
  for (const page of parts.pages) {
    if (page.kind === 'get') registerGet(app, parts, page)
    else registerForm(app, parts, page)
  }
  registerApi(app, parts)
  return app
}

const isApi = (request: FastifyRequest): boolean => request.url.startsWith('/api/')

function surroundEveryRequest(app: FastifyInstance, parts: ServerParts): void {
  const secure = isSecure(parts.config)
  app.addHook('onRequest', async (request, reply) => {
    const nonce = randomBytes(16).toString('base64')
    for (const [name, value] of headersOf({ nonce, secure, formTargets: [] })) reply.header(name, value)
    reply.header('x-request-id', request.id)
    request.carried = {
      identity: NOBODY,
      asked: askedOf(parts, request),
      nonce,
      startedAt: process.hrtime.bigint(),
    }
    checkHost(request.host)
    if (isUnsafe(request.method) && !isApi(request))
      checkOrigin({ method: request.method, host: request.host, headers: request.headers })
  })
  app.addHook('onResponse', async (request, reply) => {
    const seconds =
      Number(process.hrtime.bigint() - (request.carried?.startedAt ?? process.hrtime.bigint())) / 1e9
    const route = request.routeOptions.url ?? 'unknown'
    measured(parts.measures, { route, method: request.method, status: reply.statusCode, seconds })
    if (!route.startsWith('/assets') && !route.startsWith('/health')) {
      parts.log.info('request', {
        request: request.id,
        method: request.method,
        route,
        status: reply.statusCode,
        durationMs: Math.round(seconds * 1000),
      })
    }
  })
}

function askedOf(parts: ServerParts, request: FastifyRequest): Asked {
  return {
    cookies: request.cookies,
    authorization: request.headers.authorization,
    address: request.ip,
    host: request.host,
    headers: request.headers,
    now: parts.clock.now(),
  }
}

async function carryError(
  parts: ServerParts,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const problem = problemOf(meantBy(error, request.method), request.id)
  if (problem.status >= 500)
    parts.log[problem.status === 500 ? 'error' : 'warn']('request failed', {
      request: request.id,
      code: problem.type,
      error: error instanceof Error ? error : new Error(String(error)),
    })
  return sendProblem(parts, request, reply, problem)
}

function registerAssets(app: FastifyInstance, face: Face): void {
  for (const asset of face.assets) {
    app.get(asset.path, async (request, reply) => {
      reply
        .header('cache-control', 'public, max-age=31536000, immutable')
        .header('vary', 'accept-encoding')
        .type(asset.type)
      if (asset.gzip !== undefined && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? '')))
        return reply.header('content-encoding', 'gzip').send(Buffer.from(asset.gzip))
      return asset.body instanceof Uint8Array ? Buffer.from(asset.body) : asset.body
    })
  }
}
