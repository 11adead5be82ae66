// A group's page with everything on it from PostgreSQL: people, meetings, bulletins, business cases, projects,
// resources, terms. Ceiling: the accessibility statement, a page without a query of its own.
import { serve } from '#test/support/processes.ts'
import { castWith, county } from './support/county.ts'
import { alternately, median, show } from './support/figure.ts'
import { costed, drive, wire, type Costed } from './support/load.ts'
import { signedIn } from './support/visitor.ts'

const ROUNDS = { warm: 1, counted: 5 }
const MILLISECONDS = 1500
const MOST_CPU_MS = 30

const here = await county()
try {
  const place = await here.postgres()
  const server = await serve(place, ['start'], { CONNECTS_WORKERS: 'no' })
  try {
    await groupPage(server.url, 'secretary@leadership', '/groups/leadership')
    await groupPage(server.url, 'secretary@information-security', '/groups/information-security')
  } finally {
    await server.stop()
  }
} finally {
  await here.close()
}

async function groupPage(url: string, office: string, path: string): Promise<void> {
  const { name } = await castWith(office)
  const visitor = await signedIn(url, name)
  const { status, text } = await visitor.get(path)
  if (status !== 200 || !text.includes('See all'))
    throw new Error(`${path} answered ${status} without its parts.`)
  const at = (where: string) => {
    const request = wire(url, {
      method: 'GET',
      path: where,
      headers: { cookie: visitor.cookie(), accept: 'text/html' },
    })
    return () =>
      costed(url, () => drive(url, { clients: 1, milliseconds: MILLISECONDS, expect: 200 }, () => request))
  }
  const [plain, ours] = await alternately(ROUNDS, at('/accessibility-statement'), at(path))
  const cpu = (all: readonly Costed[]): number => median(all.map(({ cpuMs }) => cpuMs))
  const took = (all: readonly Costed[]): number => median(all.map(({ perSecond }) => 1000 / perSecond))
  const values = (all: readonly Costed[]): string[] => [
    `${cpu(all).toFixed(2)} ms of CPU`,
    `${took(all).toFixed(1)} ms`,
  ]
  show({
    name: `The group page ${path} on PostgreSQL, as its secretary reads it`,
    rows: [
      { what: 'ceiling: the accessibility statement, signed in', values: values(plain) },
      {
        what: 'Connects',
        values: [...values(ours), `${(cpu(ours) / cpu(plain)).toFixed(1)} times the ceiling`],
      },
    ],
    says: 'CPU of the server process for a page:',
    value: cpu(ours),
    unit: 'ms',
    target: { most: MOST_CPU_MS },
  })
}
