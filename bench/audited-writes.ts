// Thirty-two clients writing different records at once, with the audit and without it. Ceiling: the same server
// whose audit entries are written by something that writes none, which only the bench can arrange.
import { randomUUIDv7 } from 'node:crypto'
import { serve, type Server } from '#test/support/processes.ts'
import { county, tokensOf, type Place } from './support/county.ts'
import { alternately, median, show } from './support/figure.ts'
import { costed, drive, wire, type Costed } from './support/load.ts'
import { preloading } from './support/program.ts'

const CLIENTS = 32
const ROUNDS = { warm: 2, counted: 7 }
const MILLISECONDS = 2200
const LEAST = 0.8

const here = await county()
try {
  const without = await writing(await here.postgres(), { NODE_OPTIONS: preloading('without-audit') })
  const audited = await writing(await here.postgres(), {})
  try {
    const [silent, ours] = await alternately(ROUNDS, without.round, audited.round)
    report(silent, ours)
  } finally {
    await without.server.stop()
    await audited.server.stop()
  }
} finally {
  await here.close()
}

type Writing = { readonly server: Server; readonly round: () => Promise<Costed> }

// Each process also carries out its jobs and seals its entries: both are costs of the audit, where there is one.
async function writing(place: Place, settings: Readonly<Record<string, string>>): Promise<Writing> {
  const { token } = await tokensOf(place, 'administrator@kcc.example')
  const server = await serve(place, ['start'], settings)
  const { url } = server
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const next = (): Buffer => {
    const code = `w${randomUUIDv7()}`.replaceAll('-', '').slice(0, 30)
    return wire(url, {
      method: 'POST',
      path: '/api/organisations/organisation/create',
      headers,
      body: JSON.stringify({ code, name: `Body ${code}`, kind: 'district_council' }),
    })
  }
  return {
    server,
    round: () =>
      costed(url, () => drive(url, { clients: CLIENTS, milliseconds: MILLISECONDS, expect: 200 }, next)),
  }
}

function report(silent: readonly Costed[], ours: readonly Costed[]): void {
  const rate = (all: readonly Costed[]): string =>
    `${median(all.map(({ perSecond }) => perSecond)).toFixed(0)} writes/s`
  const cpu = (all: readonly Costed[]): number => median(all.map(({ cpuMs }) => cpuMs))
  const ratio = median(ours.map((one, round) => one.perSecond / (silent[round]?.perSecond ?? Number.NaN)))
  show({
    name: `${CLIENTS} clients writing different records on PostgreSQL, with the audit and without`,
    rows: [
      {
        what: 'ceiling: the audit writes nothing',
        values: [rate(silent), `${cpu(silent).toFixed(2)} ms of CPU each`],
      },
      {
        what: 'Connects: every write audited and sealed',
        values: [rate(ours), `${cpu(ours).toFixed(2)} ms of CPU each`],
      },
    ],
    says: 'writes/s, as part of the ceiling:',
    value: ratio,
    unit: '×',
    target: { least: LEAST },
    note: `By CPU of the server's process the ratio is ${(cpu(silent) / cpu(ours)).toFixed(2)}.`,
  })
}
