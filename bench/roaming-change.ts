// One realm changed in a register of 1,000 members, on the whole road through the real actions: generated, checked by
// FreeRADIUS, approved, published, collected by the proxy's agent, swapped in and answering; on the embedded engine and on
// PostgreSQL. Set beside: FreeRADIUS itself, checking and starting over files that stand (`roaming-generation`).
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { modules } from '#app/modules.ts'
import { take, type Applying } from '#modules/roaming/agent/applying.ts'
import { openDaemon, type Daemon } from '#modules/roaming/agent/daemon.ts'
import { openStore } from '#modules/roaming/agent/store.ts'
import { agentCollect } from '#modules/roaming/actions/bundles.ts'
import { generateFederation } from '#modules/roaming/actions/generating.ts'
import { applyFederation, approveFederation } from '#modules/roaming/actions/publishing.ts'
import { MOST_CHECKS, recordCheck } from '#modules/roaming/actions/recording-checks.ts'
import { checkGeneration } from '#modules/roaming/index.ts'
import { targetsToCheck } from '#modules/roaming/queries/targets.ts'
import type { Wanted } from '#modules/roaming/rules/signing.ts'
import { migrate, ownersUnder, sql, type Database, type Tables } from '#platform/database/index.ts'
import { open, openEmbedded } from '#platform/database/open.ts'
import { openLog } from '#platform/log/index.ts'
import { programAt, statusServer } from '#platform/radius/index.ts'
import { systemClock } from '#platform/time/index.ts'
import { addRealm, agentOf, saying, smallFederation, versionOf } from '#test/support/generations.ts'
import { addMembers } from '#test/support/large-register.ts'
import { startServer } from '#test/support/postgres.ts'
import { median, show } from './support/figure.ts'

const MEMBERS = Number(process.env['BENCH_MEMBERS'] ?? 1000)
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3)
const PROXY = '127.74.0.1'
const MOST_SECONDS = 2

const program = programAt('freeradius')
if (program === undefined) throw new Error('This figure needs the Debian package freeradius.')

type Cost = { readonly seconds: number; readonly cpu: number }
type Steps = Map<string, Cost[]>

/** Runs a step and remembers what it cost: by the clock, and in this process's CPU (the embedded engine's is in it). */
async function step<T>(steps: Steps, name: string, run: () => Promise<T>): Promise<T> {
  const [began, before] = [performance.now(), process.cpuUsage()]
  const result = await run()
  const { user, system } = process.cpuUsage(before)
  const cost = { seconds: (performance.now() - began) / 1000, cpu: (user + system) / 1e6 }
  steps.set(name, [...(steps.get(name) ?? []), cost])
  return result
}

async function on(engine: string, database: Database): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'change-'))
  const steps: Steps = new Map()
  let stop: () => Promise<void> = async () => undefined
  try {
    const filling: Steps = new Map()
    const at = await step(filling, 'the register filled', async () => {
      await migrate(database, owners)
      const small = await smallFederation(database)
      await addMembers(database, MEMBERS)
      await sql`update roaming.server set address = ${PROXY} where code = 'county-a'`.execute(database.db)
      await sql`update roaming.federation set probe_address = '127.74.9.9'`.execute(database.db)
      return small
    })
    const priya = at.house.as(at.person.priya)
    const marcus = at.house.as(at.person.marcus)
    const agent = await agentOf(at, 'county-a')
    const store = await openStore(directory)
    const daemon = openDaemon(store, { start: true })
    stop = () => daemon.stop()

    // The first has every server to check, which each does in its own time; what counts begins once it is published.
    const first = await step(filling, 'the first generation', async () => {
      const made = await priya.perform(generateFederation, {})
      for (;;) {
        const targets = await targetsToCheck(await at.house.system.reader(), made.generation, MOST_CHECKS)
        if (targets.length === 0) return made
        const found = targets.map((one) => ({ server: one.server_id, state: 'passed', words: null }))
        await at.house.system.perform(recordCheck, { generation: made.generation, found })
      }
    })
    await step(filling, 'published for the first time', async () => {
      await marcus.perform(approveFederation, await movedBy(at, first.number))
      await priya.perform(applyFederation, await movedBy(at, first.number))
    })
    for (const [name, [cost]] of filling)
      process.stdout.write(
        `  ${engine}: ${name}: ${cost?.seconds.toFixed(2)} s, ${cost?.cpu.toFixed(2)} s of CPU\n`,
      )

    let state = await store.state()
    for (let round = 0; round <= ROUNDS; round += 1) {
      await addRealm(database, at.member.medway, `new-${round}.gov.uk`)
      const own: Steps = new Map()
      const made = await step(own, 'generate', () => priya.perform(generateFederation, {}))
      await step(own, 'check', () =>
        checkGeneration(at.house.errand, { generation: made.generation, under: tmpdir() }),
      )
      await step(own, 'approve', async () =>
        marcus.perform(approveFederation, await movedBy(at, made.number)),
      )
      await step(own, 'publish', async () => priya.perform(applyFederation, await movedBy(at, made.number)))
      const wanted = await step(own, 'collect', async () => {
        const running = state.running === null ? {} : { running: state.running.generation }
        const { wanted } = await agent.acts.perform(agentCollect, saying(at, running))
        if (wanted === null) throw new Error('There is nothing for the proxy.')
        return wanted
      })
      const answering = Promise.withResolvers<void>()
      const given: Applying = {
        store,
        clock: systemClock,
        log: openLog({ level: 'silent' }),
        daemon: { ...daemon, restart: heard(daemon, wanted, answering) },
      }
      const taken = Promise.withResolvers<Awaited<ReturnType<typeof take>>>()
      await step(own, 'swap, first answer', async () => {
        // The members' servers are nobody here: asked for their certificates, they would only be waited for.
        const asked = { ...wanted, probes: wanted.probes.filter((one) => one.decides) }
        void take(asked, state, given).then(taken.resolve, taken.reject)
        await Promise.race([answering.promise, taken.promise])
      })
      state = await taken.promise
      if (state.running?.generation !== made.generation)
        throw new Error(`The proxy did not take it: ${state.untold.at(-1)?.words}`)
      if (round > 0) for (const [name, costs] of own) steps.set(name, [...(steps.get(name) ?? []), ...costs])
    }
  } finally {
    await stop()
    await database.close()
    await rm(directory, { recursive: true, force: true })
  }
  report(engine, steps)
}

/** The restart, after which the server is asked until it answers. */
const heard =
  (daemon: Daemon, wanted: Wanted, answering: PromiseWithResolvers<void>): Daemon['restart'] =>
  async (number, engine) => {
    await daemon.restart(number, engine)
    const own = wanted.probes.find(({ kind, decides }) => kind === 'status' && decides)
    if (own === undefined) throw new Error('The proxy has no probe of itself.')
    const target = {
      transport: 'udp',
      address: own.address,
      port: own.port,
      secret: own.secret,
      from: own.from,
    } as const
    void (async () => {
      while (!(await statusServer(target, { timeoutMs: 50, tries: 1 })).answered) await setTimeout(5)
      answering.resolve()
    })()
  }

async function movedBy(at: Parameters<typeof versionOf>[0], number: number) {
  return { number, version: await versionOf(at, number) }
}

function report(engine: string, steps: Steps): void {
  const middle = (name: string, of: keyof Cost): number =>
    median((steps.get(name) ?? []).map((one) => one[of]))
  const whole = [...steps.keys()].reduce((sum, name) => sum + middle(name, 'seconds'), 0)
  show({
    name: `A realm changed among ${MEMBERS.toLocaleString('en-GB')} members, from the register to the first answer, ${engine}`,
    rows: [...steps.keys()].map((name) => ({
      what: name,
      values: [`${middle(name, 'seconds').toFixed(2)} s`, `${middle(name, 'cpu').toFixed(2)} s of CPU`],
    })),
    says: 'the whole road',
    value: whole,
    unit: 's',
    target: { most: MOST_SECONDS },
  })
}

const owners = ownersUnder(
  new URL('../src/', import.meta.url).pathname,
  modules.map((one) => one.name),
)

if (process.env['BENCH_ENGINE'] !== 'postgres')
  await on('embedded', await openEmbedded<Tables>({ memory: true }))
const server = process.env['BENCH_ENGINE'] === 'pglite' ? undefined : await startServer()
if (server === undefined) process.stdout.write('PostgreSQL is left out.\n')
else {
  try {
    const { url } = await server.create()
    await on('PostgreSQL', await open<Tables>({ url }))
  } finally {
    await server.stop()
  }
}
