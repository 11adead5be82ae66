// What the report of a frozen round costs: the 79 activities of the county council's plan of 2019/20 with their
// drawings, as page, PDF, Word file and JSON. Ceiling: the accessibility statement, a page without a query of its own.
import { serve } from '#test/support/processes.ts'
import { county } from './support/county.ts'
import { alternately, median, show } from './support/figure.ts'
import { costed, drive, wire, type Costed } from './support/load.ts'
import { signedIn } from './support/visitor.ts'

const ROUNDS = { warm: 1, counted: 5 }
const MILLISECONDS = 1500
const OFFICER = 'Iris Tallyman'
const AT = '/delivery/sdp-2019-20/rounds/2019-q2'
const MOST_PAGE_CPU_MS = 300
const MOST_PDF_MS = 3000

const here = await county()
try {
  const place = await here.postgres()
  const server = await serve(place, ['start'], { CONNECTS_WORKERS: 'no' })
  try {
    const visitor = await signedIn(server.url, OFFICER)
    const cookie = visitor.cookie()
    await compare(server.url, cookie, {
      name: 'The report of a round as a page, 79 activities, on PostgreSQL',
      path: `${AT}/report`,
      says: 'CPU of the server process for a page:',
      value: cpuOf,
      most: MOST_PAGE_CPU_MS,
    })
    await compare(server.url, cookie, {
      name: 'The same report as PDF with its drawings',
      path: `${AT}/report.pdf`,
      says: 'time to the whole file:',
      value: tookBy,
      most: MOST_PDF_MS,
    })
    for (const format of ['docx', 'json'])
      await compare(server.url, cookie, {
        name: `The same report as ${format.toUpperCase()}`,
        path: `${AT}/report.${format}`,
        says: 'CPU of the server process for a file:',
        value: cpuOf,
      })
    await compare(server.url, cookie, {
      name: 'All 79 scorecards as one PDF',
      path: `${AT}/scorecards.pdf`,
      says: 'time to the whole file:',
      value: tookBy,
      most: MOST_PDF_MS,
    })
  } finally {
    await server.stop()
  }
} finally {
  await here.close()
}

function cpuOf(all: readonly Costed[]): number {
  return median(all.map(({ cpuMs }) => cpuMs))
}

function tookBy(all: readonly Costed[]): number {
  return median(all.map(({ perSecond }) => 1000 / perSecond))
}

async function compare(
  url: string,
  cookie: string,
  asked: {
    readonly name: string
    readonly path: string
    readonly says: string
    readonly value: (all: readonly Costed[]) => number
    readonly most?: number
  },
): Promise<void> {
  const at = (where: string) => {
    const request = wire(url, { method: 'GET', path: where, headers: { cookie, accept: 'text/html' } })
    return () =>
      costed(url, () => drive(url, { clients: 1, milliseconds: MILLISECONDS, expect: 200 }, () => request))
  }
  const [plain, ours] = await alternately(ROUNDS, at('/accessibility-statement'), at(asked.path))
  const values = (all: readonly Costed[]): string[] => [
    `${cpuOf(all).toFixed(2)} ms of CPU`,
    `${tookBy(all).toFixed(1)} ms`,
  ]
  show({
    name: asked.name,
    rows: [
      { what: 'ceiling: the accessibility statement, signed in', values: values(plain) },
      {
        what: 'Connects',
        values: [...values(ours), `${(cpuOf(ours) / cpuOf(plain)).toFixed(1)} times the ceiling`],
      },
    ],
    says: asked.says,
    value: asked.value(ours),
    unit: 'ms',
    ...(asked.most === undefined ? {} : { target: { most: asked.most } }),
  })
}
