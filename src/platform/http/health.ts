// What a balancer and an operator ask: does it live, is it ready, what has it measured.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Measures } from './measures.ts'

export type ReadinessReport = {
  readonly ready: boolean
  readonly engine: string
  /** What the engine promises about acknowledged writes, in words. */
  readonly promise: string
  readonly checks: readonly { readonly name: string; readonly ok: boolean; readonly detail: string }[]
}

export type Readiness = () => Promise<ReadinessReport>

/** Who may read the measures: whoever knows the token, or, without one, this machine itself and not through a proxy. */
export function mayMeasure(asked: {
  token: string | undefined
  authorization: string | undefined
  address: string
  isForwarded: boolean
}): boolean {
  if (asked.token === undefined)
    return !asked.isForwarded && ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(asked.address)
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(asked.authorization ?? ''), digest(`Bearer ${asked.token}`))
}

export function registerHealth(
  app: FastifyInstance,
  readiness: Readiness,
  measures: Measures,
  token: string | undefined,
): void {
  app.get('/health/live', async () => ({ live: true }))
  app.get('/health/ready', async (_request, reply) => {
    const report = await readiness()
    return reply.code(report.ready ? 200 : 503).send(report)
  })
  app.get('/metrics', async (request, reply) => {
    const isForwarded =
      request.headers['x-forwarded-for'] !== undefined || request.headers['forwarded'] !== undefined
    if (
      !mayMeasure({ token, authorization: request.headers.authorization, address: request.ip, isForwarded })
    )
      return reply.callNotFound()
    reply.type(measures.registry.contentType)
    return measures.registry.metrics()
  })
}
