// For information: what the home page costs, and how long the partnership update report takes as page, PDF and
// Word document. Ceiling of each: the accessibility statement, a page without a query of its own.
import { serve } from '#test/support/processes.ts'
import { castWith, county } from './support/county.ts'
import { alternately, median, show } from './support/figure.ts'
import { costed, drive, wire, type Costed } from './support/load.ts'
import { signedIn } from './support/visitor.ts'

const ROUNDS = { warm: 1, counted: 3 }
const MILLISECONDS = 800

const here = await county()
try {
  const place = await here.postgres()
  const server = await serve(place, ['start'], { CONNECTS_WORKERS: 'no' })
  try {
    for (const office of ['fund-officer@kent-connects', 'chair@leadership']) await home(server.url, office)
    await report(server.url)
  } finally {
    await server.stop()
  }
} finally {
  await here.close()
}

async function home(url: string, office: string): Promise<void> {
  const { name } = await castWith(office)
  const visitor = await signedIn(url, name)
  await compare(
    `The home page of the ${office.split('@')[0] ?? office} on PostgreSQL`,
    url,
    visitor.cookie(),
    '/',
  )
}

async function compare(name: string, url: string, cookie: string, path: string): Promise<void> {
  const at = (where: string) => {
    const request = wire(url, { method: 'GET', path: where, headers: { cookie, accept: 'text/html' } })
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
    name,
    rows: [
      { what: 'ceiling: the accessibility statement, signed in', values: values(plain) },
      {
        what: `Connects: ${path.replace(/[0-9a-f-]{36}/, '…')}`,
        values: [...values(ours), `${(cpu(ours) / cpu(plain)).toFixed(1)} times the ceiling`],
      },
    ],
    says: 'CPU of the server process for a page:',
    value: cpu(ours),
    unit: 'ms',
  })
}

async function report(url: string): Promise<void> {
  const { name } = await castWith('partnership-officer@kent-connects')
  const visitor = await signedIn(url, name)
  const list = await visitor.get('/partnerships/kent-connects')
  const path = /href="(\/partnerships\/kent-connects\/reports\/[0-9a-f-]{36})"/.exec(list.text)?.[1]
  if (path === undefined) throw new Error('The demonstration has no report.')
  const page = await visitor.get(path)
  await compare('The partnership update report as a page', url, visitor.cookie(), path)
  for (const format of ['pdf', 'docx']) {
    const address = new RegExp(`href="(${path}[^"]*${format}[^"]*)"`).exec(page.text)?.[1]
    if (address !== undefined)
      await compare(
        `The same report as ${format.toUpperCase()}`,
        url,
        visitor.cookie(),
        address.replaceAll('&amp;', '&'),
      )
  }
}
