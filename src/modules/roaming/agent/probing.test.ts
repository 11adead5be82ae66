// A server that is slow, silent, wrong or gone, and what is made of each. Patience is a moment here.
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { openLog } from '#platform/log/index.ts'
import { systemClock } from '#platform/time/index.ts'
import { fakeServer, type Misbehaviour } from '#test/support/radius.ts'
import type { ProbeTarget } from '../rules/signing.ts'
import { startAndProve } from './applying.ts'
import type { Daemon } from './daemon.ts'
import { prove, type Proof } from './probing.ts'
import type { Kept, Store } from './store.ts'

const PATIENCE_MS = 150
const HERE = '127.75.1.1'

async function scene(t: TestContext, behaves: Misbehaviour = {}) {
  const server = await fakeServer({ address: HERE, behaves }, t)
  const { target } = server
  assert.ok(target.transport === 'udp')
  const probe: ProbeTarget = {
    name: 'this server',
    kind: 'status',
    transport: 'udp',
    address: target.address,
    port: target.port,
    from: HERE,
    secret: String(target.secret),
    tlsName: null,
    decides: true,
    proves: null,
    identity: null,
  }
  const gone = Promise.withResolvers<void>()
  const stopping = new AbortController()
  const proven = (): Promise<Proof> =>
    prove([probe], {
      directory: '/nowhere',
      patienceMs: PATIENCE_MS,
      ended: () => gone.promise,
      signal: stopping.signal,
    })
  return { server, gone, stopping, probe, proven }
}

test('a server that answers is asked five times', async (t) => {
  const { proven } = await scene(t)
  assert.deepEqual(await proven(), { outcome: 'works', words: '5 probes answered.', probes: 5 })
})

test('a server that is slow to come is waited for, and one whose answers get lost is asked on', async (t) => {
  const { server, proven } = await scene(t, { silentAt: 'status' })
  const proof = proven()
  server.behave({ loses: 1 })
  assert.equal((await proof).outcome, 'works')
})

test('a server that stays silent does not work, once the patience with it is over', async (t) => {
  const { server, proven } = await scene(t)
  server.behave({ silentAt: 'status' })
  const began = performance.now()
  const proof = await proven()
  assert.deepEqual([proof.outcome, proof.probes], ['fails', 0])
  assert.match(proof.words, /No answer came\. It was asked for/)
  assert.ok(performance.now() - began >= 2 * PATIENCE_MS, 'and asked once more after it')
})

test('an answer that is wrong is asked for once more, and no longer', async (t) => {
  const { proven } = await scene(t, { signsWith: 'another secret' })
  const proof = await proven()
  assert.equal(proof.outcome, 'fails')
  assert.match(proof.words, /signed with another secret/)
})

test('a server that has ended is not waited for', async (t) => {
  const { gone, proven } = await scene(t, { silentAt: 'status' })
  const proof = proven()
  gone.resolve()
  assert.deepEqual(await proof, {
    outcome: 'ended',
    words: 'The server ended right after its start.',
    probes: 0,
  })
})

test('an agent that is told to stop leaves off at once, with nothing decided', async (t) => {
  const { stopping, proven } = await scene(t, { silentAt: 'status' })
  const proof = proven()
  stopping.abort()
  await assert.rejects(proof, { name: 'AbortError' })
})

test('a server that ends is started once more, and no third time; one that is silent is not', async (t) => {
  const cases = {
    'ends once': [true, 2],
    'ends always': [false, 2],
    works: [true, 1],
    silent: [false, 1],
  } as const
  for (const [what, expected] of Object.entries(cases)) {
    const { probe } = await scene(t, what === 'silent' ? { silentAt: 'status' } : {})
    let starts = 0
    const daemon: Daemon = {
      isOurs: true,
      runs: async () => undefined,
      restart: async () => void (starts += 1),
      ended: () =>
        what === 'ends always' || (what === 'ends once' && starts === 1)
          ? Promise.resolve()
          : new Promise(() => undefined),
      stop: async () => undefined,
      lastWords: async () => 'Its last words',
    }
    const kept = { number: 2, engine: 'freeradius', probes: [probe] } as unknown as Kept
    const store = { kept: async () => kept, path: () => '/nowhere' } as unknown as Store
    const given = { store, daemon, clock: systemClock, log: openLog({ level: 'silent' }) }
    const proven = await startAndProve(2, { ...given, patienceSeconds: PATIENCE_MS / 1000 })
    assert.deepEqual([proven.good, starts], expected, what)
    assert.equal(proven.words.endsWith('Its last words'), !proven.good, what)
  }
})
