// What a balancer and an operator ask: does it live, is it ready, what has it measured.
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

export function registerHealth(app: FastifyInstance, readiness: Readiness, measures: Measures): void {
  app.get('/health/live', async () => ({ live: true }))
  app.get('/health/ready', async (_request, reply) => {
    const report = await readiness()
    return reply.code(report.ready ? 200 : 503).send(report)
  })
  app.get('/metrics', async (request, reply) => {
    // A scraper sits beside the process; through a proxy there is nothing to read here.
    if (request.headers['x-forwarded-for'] !== undefined || request.headers['forwarded'] !== undefined) return reply.callNotFound()
    reply.type(measures.registry.contentType)
    return measures.registry.metrics()
  })
}
