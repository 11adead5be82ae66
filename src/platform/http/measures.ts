// What the server counts about itself, for /metrics: durations by route, never addresses or people.
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export type Measures = {
  readonly registry: Registry
  readonly requests: Histogram<'route' | 'method' | 'status'>
}

/** Opens a set of measures; `gauges` are read when somebody asks. */
export function openMeasures(
  gauges: Readonly<
    Record<string, { readonly help: string; readonly read: () => Promise<number> | number }>
  > = {},
): Measures {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  for (const [name, { help, read }] of Object.entries(gauges)) {
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        this.set(await read())
      },
    })
  }
  const requests = new Histogram({
    name: 'connects_request_seconds',
    help: 'Seconds from request to answer, by route.',
    labelNames: ['route', 'method', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  })
  return { registry, requests }
}

/** Counts one request. */
export function measured(
  measures: Measures,
  one: { route: string; method: string; status: number; seconds: number },
): void {
  measures.requests.observe({ route: one.route, method: one.method, status: String(one.status) }, one.seconds)
}
