// The home page of somebody with 500 open duties. Ceiling: the accessibility statement for the same person, a page
// without a query of its own, which pays for the session and for what the person may do all the same.
import pg from 'pg'
import { serve } from '#test/support/processes.ts'
import { castWith, county, type Place } from './support/county.ts'
import { alternately, median, show } from './support/figure.ts'
import { costed, drive, wire, type Costed } from './support/load.ts'
import { signedIn } from './support/visitor.ts'

const DUTIES = 500
const MOST_MS = 30
const ROUNDS = { warm: 2, counted: 5 }
const MILLISECONDS = 1500
const OFFICE = 'fund-officer@kent-connects'

const here = await county()
try {
  const place = await here.postgres()
  const { name, mail } = await castWith(OFFICE)
  await burden(place, mail)
  const server = await serve(place, ['start'], { CONNECTS_WORKERS: 'no' })
  try {
    const visitor = await signedIn(server.url, name)
    const page = (await visitor.get('/')).text
    const counted = [...page.matchAll(/\((\d[\d,]*)\)<\/h2>/g)].reduce(
      (all, [, count = '0']) => all + Number(count.replaceAll(',', '')),
      0,
    )
    if (counted < DUTIES) throw new Error(`The home page counts ${counted} duties, not ${DUTIES}.`)
    const at = (path: string) => {
      const headers = { cookie: visitor.cookie(), accept: 'text/html' }
      const request = wire(server.url, { method: 'GET', path, headers })
      return () =>
        costed(server.url, () =>
          drive(server.url, { clients: 1, milliseconds: MILLISECONDS, expect: 200 }, () => request),
        )
    }
    const [plain, ours] = await alternately(ROUNDS, at('/accessibility-statement'), at('/'))
    report(plain, ours, page.length)
  } finally {
    await server.stop()
  }
} finally {
  await here.close()
}

/** Gives somebody five hundred actions to do: some late, some this week, most of them later. */
async function burden({ database }: Place, mail: string): Promise<void> {
  const client = new pg.Client({ connectionString: database })
  await client.connect()
  try {
    await client.query(
      `insert into governance.undertaking (id, what, owner_person_id, due_on, group_id, partnership_id, given_on)
       select gen_random_uuid(), 'Measured action ' || number, person.id, current_date - 30 + number,
         "group".id, "group".partnership_id, current_date - 40
       from generate_series(1, $1) as number, organisations.person as person, groups."group" as "group"
       where person.mail = $2 and "group".code = 'leadership'`,
      [DUTIES, mail],
    )
  } finally {
    await client.end()
  }
}

function report(plain: readonly Costed[], ours: readonly Costed[], bytes: number): void {
  const cpu = (all: readonly Costed[]): number => median(all.map(({ cpuMs }) => cpuMs))
  const took = (all: readonly Costed[]): number => median(all.map(({ perSecond }) => 1000 / perSecond))
  const values = (all: readonly Costed[]): string[] => [
    `${cpu(all).toFixed(2)} ms of CPU`,
    `${took(all).toFixed(1)} ms`,
  ]
  show({
    name: `The home page with ${DUTIES} open duties, on PostgreSQL`,
    rows: [
      { what: 'ceiling: the accessibility statement, signed in', values: values(plain) },
      {
        what: `Connects: / (${Math.round(bytes / 1024)} kB)`,
        values: [...values(ours), `${(cpu(ours) / cpu(plain)).toFixed(1)} times the ceiling`],
      },
    ],
    says: 'CPU of the server process for a page:',
    value: cpu(ours),
    unit: 'ms',
    target: { most: MOST_MS },
  })
}
