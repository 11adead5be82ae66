// Logins a second through the county's proxy, set beside the same logins asked directly at their home: 32 devices with
// PEAP over UDP, each signing in again and again, all servers and devices on this machine.
import { startFederation, withoutPrograms, type Federation } from '#test/support/federation.ts'
import { alternately, median, show } from './support/figure.ts'

const DEVICES = 32
const AGAIN = 9
const LEAST = 0.7

if (withoutPrograms !== false) throw new Error(`This figure ${withoutPrograms}.`)
const federation = await startFederation(null, { block: '127.62.91', alone: true })
try {
  const [direct, roaming] = await alternately(
    { warm: 1, counted: 3 },
    () => rate(federation, 'kent'),
    () => rate(federation, 'medway'),
  )
  const [atHome, away] = [median(direct), median(roaming)]
  const written = (value: number): string => `${value.toFixed(0)} logins/s`
  show({
    name: `Logins through the county, ${DEVICES} devices, PEAP over UDP`,
    rows: [
      { what: 'ceiling: directly at the two home servers', values: [written(atHome)] },
      { what: 'through visited server, county and home', values: [written(away)] },
    ],
    says: 'of the direct rate',
    value: away / atHome,
    unit: '×',
    target: { least: LEAST },
  })
} finally {
  await federation.close()
}

async function rate(running: Federation, visited: string): Promise<number> {
  const began = performance.now()
  const devices = Array.from({ length: DEVICES }, async (_, nth) => {
    const { accepted, log } = await running.login({
      home: 'kent.gov.uk',
      visited,
      server: visited === 'kent' ? `kent-${1 + (nth % 2)}` : 'medway-1',
      method: 'peap-mschapv2',
      mac: `02:00:00:00:91:${nth.toString(16).padStart(2, '0')}`,
      again: AGAIN,
      timeoutSeconds: 60,
    })
    if (!accepted) throw new Error(`A device was refused: ${log.slice(-300)}`)
  })
  await Promise.all(devices)
  return (DEVICES * (AGAIN + 1)) / ((performance.now() - began) / 1000)
}
