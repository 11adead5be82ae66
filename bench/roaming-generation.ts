// A realm is added to the county's register: the proxy's files are written, FreeRADIUS checks them, and a server started
// over them answers, with 20 members and with 1,000 of two realms and two servers each. Set beside: FreeRADIUS itself,
// checking and starting over files that stand already.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import {
  checkCommand,
  faultsOf,
  fill,
  LOCAL_FOLDERS,
  renderProxy,
  startCommand,
} from '#modules/roaming/rules/engines/index.ts'
import type { FederationModel } from '#modules/roaming/rules/model.ts'
import { programAt, statusServer } from '#platform/radius/index.ts'
import { countyModel } from '#test/support/federation-model.ts'
import { median, show } from './support/figure.ts'

const BLOCK = '127.62.90'
const ROUNDS = 5
const MOST_SECONDS = 2
const SECRET = 'a-secret-of-the-bench-only'

const program = programAt('freeradius')
if (program === undefined) throw new Error('This figure needs the Debian package freeradius.')

const small = await measured(20)
const large = await measured(1000)
const seconds = (value: number): string => `${value.toFixed(2)} s`
show({
  name: 'A realm added to the county’s proxy, FreeRADIUS: written, checked and answering',
  rows: [
    {
      what: 'ceiling: FreeRADIUS checks and starts over files of 1,000 members that stand',
      values: [seconds(large.bare)],
    },
    {
      what: 'Connects: 20 members, 40 realms',
      values: [seconds(small.whole), `written in ${(small.written * 1000).toFixed(0)} ms`],
    },
    {
      what: 'Connects: 1,000 members, 2,000 realms, 2,000 servers',
      values: [
        seconds(large.whole),
        `written in ${(large.written * 1000).toFixed(0)} ms`,
        `${(large.whole / large.bare).toFixed(2)} times the ceiling`,
        `${(large.whole / small.whole).toFixed(1)} times 20 members`,
      ],
    },
  ],
  says: 'to the first answer',
  value: large.whole,
  unit: 's',
  target: { most: MOST_SECONDS },
})

type Measured = { readonly whole: number; readonly written: number; readonly bare: number }

async function measured(members: number): Promise<Measured> {
  const rounds: Measured[] = []
  for (let round = 0; round <= ROUNDS; round += 1) {
    const directory = await mkdtemp(join(tmpdir(), 'generation-'))
    for (const folder of LOCAL_FOLDERS) await mkdir(join(directory, folder), { recursive: true })
    const federation = withRealm(countyOf(members), `new-${round}.gov.uk`)
    const began = performance.now()
    const pack = renderProxy(federation, proxyOf(federation))
    const rendered = performance.now()
    const faults = faultsOf(pack)
    if (faults.length > 0) throw new Error(faults.join('\n'))
    await write(
      directory,
      fill(pack, () => SECRET),
    )
    await checkedAndStarted(directory, federation)
    const whole = performance.now()
    await checkedAndStarted(directory, federation)
    rounds.push({
      whole: (whole - began) / 1000,
      written: (rendered - began) / 1000,
      bare: (performance.now() - whole) / 1000,
    })
    await rm(directory, { recursive: true, force: true })
  }
  const counted = rounds.slice(1)
  return {
    whole: median(counted.map((one) => one.whole)),
    written: median(counted.map((one) => one.written)),
    bare: median(counted.map((one) => one.bare)),
  }
}

async function checkedAndStarted(directory: string, federation: FederationModel): Promise<void> {
  const check = checkCommand('freeradius', directory)
  const code = await ended(begin(check?.args ?? [], directory))
  if (code !== 0) throw new Error(`FreeRADIUS refuses the files: ${code}`)
  const server = begin(startCommand('freeradius', directory)?.args ?? [], directory)
  const { address, authPort } = proxyOf(federation)
  const target = {
    transport: 'udp',
    address,
    port: authPort,
    secret: SECRET,
    from: federation.probeAddress ?? '',
  } as const
  while (!(await statusServer(target, { timeoutMs: 50, tries: 1 })).answered)
    if (server.exitCode !== null) throw new Error('FreeRADIUS did not start.')
  server.kill('SIGTERM')
  await ended(server)
}

function begin(args: readonly string[], directory: string): ChildProcess {
  return spawn(program ?? 'freeradius', args, { cwd: directory, stdio: 'ignore' })
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    child.once('close', (code) => resolve(code))
  })
}

async function write(directory: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true })
    await writeFile(join(directory, path), text, { mode: 0o640 })
  }
}

function proxyOf(federation: FederationModel): FederationModel['proxies'][number] {
  const [proxy] = federation.proxies
  if (proxy === undefined) throw new Error('The county has no proxy.')
  return proxy
}

function withRealm(federation: FederationModel, realm: string): FederationModel {
  const [first, ...others] = federation.members
  return first === undefined
    ? federation
    : { ...federation, members: [{ ...first, realms: [...first.realms, realm] }, ...others] }
}

function countyOf(count: number): FederationModel {
  const county = countyModel({ block: BLOCK, alone: true })
  const [kent] = county.members
  const [server] = kent?.servers ?? []
  if (kent === undefined || server === undefined) throw new Error('The county has no members.')
  const members = Array.from({ length: count }, (_, nth) => ({
    ...kent,
    id: `m${nth}`,
    code: `m${nth}`,
    realms: [`m${nth}.gov.uk`, `staff.m${nth}.gov.uk`],
    operatorRealm: `m${nth}.gov.uk`,
    servers: [1, 2].map((one) => ({
      ...server,
      id: `m${nth}-${one}`,
      code: `m${nth}-${one}`,
      address: `10.${one}.${nth >> 8}.${nth & 255}`,
    })),
  }))
  return {
    ...county,
    members,
    links: members.flatMap(({ servers }) =>
      servers.map(({ id }) => ({
        id,
        lowerId: id,
        upperId: 'county',
        credentials: [{ id, slot: 'a' as const, uses: true }],
      })),
    ),
  }
}
