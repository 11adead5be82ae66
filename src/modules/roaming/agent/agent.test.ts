import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Refusal } from '#platform/errors/index.ts'
import { digestOf, publicKeyOf, signatureOf } from '../signing.ts'
import type { Bundle, Wanted } from '../rules/signing.ts'
import { runEngineCheck } from './checking.ts'
import { faultOfClock } from './findings.ts'
import { faultOfPath, faultsOfFiles } from './paths.ts'
import { settingsOf } from './settings.ts'
import { atStart, NOTHING_YET, pauseMs, readState, towards, withUntold, type AgentState } from './state.ts'
import { faultOfBundle } from './verifying.ts'

const ID = '01935d1f-7b3c-7def-8a00-1234567890ab'
const { privateKey, publicKey } = generateKeyPairSync('ed25519')

const running = (number: number): AgentState => ({
  ...NOTHING_YET,
  running: { number, generation: ID, digest: `digest-${number}` },
})

test('a path of a bundle means one file below the directory, or is refused', () => {
  for (const good of ['radiusd.conf', 'mods-config/attr_filter/pre-proxy', 'sites-enabled/kent-1'])
    assert.equal(faultOfPath(good), undefined, good)
  for (const bad of [
    '/etc/passwd',
    '../x',
    'a/../../x',
    './x',
    'a//b',
    'a/',
    '',
    'C:\\x',
    'a\\b',
    '.ssh/x',
    'a/.hidden',
    'a b',
    'a\nb',
    'a\0b',
    'é',
    'local/users',
    'LOCAL/users',
    'local',
    'agent.json',
    'a/b/c/d/e/f/g',
    '-rf',
    'x'.repeat(101),
  ])
    assert.notEqual(faultOfPath(bad), undefined, JSON.stringify(bad))
})

test('files that are too many, too large, no text, twice or below a file are refused', () => {
  assert.deepEqual(faultsOfFiles({ 'radiusd.conf': 'x' }), [])
  assert.equal(faultsOfFiles({}).length, 1)
  assert.equal(faultsOfFiles([]).length, 1)
  assert.equal(faultsOfFiles({ a: 1 }).length, 1)
  assert.equal(faultsOfFiles({ a: 'x', A: 'x' }).length, 1)
  assert.equal(faultsOfFiles({ a: 'x', 'a/b': 'x' }).length, 1)
  assert.equal(faultsOfFiles({ a: 'x'.repeat(17 * 1024 * 1024) }).length, 1)
  assert.equal(
    faultsOfFiles(Object.fromEntries(Array.from({ length: 2001 }, (_, at) => [`f${at}`, '']))).length,
    1,
  )
})

test('what is not newer than what runs is not taken, however well it is signed', () => {
  assert.equal(towards(NOTHING_YET, null).do, 'nothing')
  assert.equal(towards(NOTHING_YET, { number: 1, digest: 'x' }).do, 'take')
  assert.equal(towards(running(5), { number: 6, digest: 'x' }).do, 'take')
  assert.equal(towards(running(5), { number: 5, digest: 'digest-5' }).do, 'nothing')
  assert.equal(towards(running(5), { number: 5, digest: 'another' }).do, 'decline')
  assert.equal(towards(running(5), { number: 4, digest: 'digest-4' }).do, 'decline')
})

test('what broke the server is not tried twice; what was refused before it was touched may be', () => {
  const declined = { number: 6, generation: ID, digest: 'x', words: '' }
  const after = (outcome: 'rolled-back' | 'refused'): AgentState => ({
    ...running(5),
    declined: { ...declined, outcome },
  })
  assert.equal(towards(after('rolled-back'), { number: 6, digest: 'x' }).do, 'nothing')
  assert.equal(towards(after('refused'), { number: 6, digest: 'x' }).do, 'take')
  assert.equal(towards(after('rolled-back'), { number: 7, digest: 'y' }).do, 'take')
})

test('killed at any step, the next start knows what to do', () => {
  const trying = { number: 6, generation: ID, digest: 'x', from: 5, failed: null }
  assert.equal(atStart(running(5), 5), 'go-on')
  assert.equal(atStart({ ...running(5), trying }, 5), 'forget')
  assert.equal(atStart({ ...running(5), trying }, 6), 'prove')
  assert.equal(atStart({ ...running(5), trying: { ...trying, failed: 'silent' } }, 6), 'go-back')
  assert.equal(atStart({ ...running(5), trying: { ...trying, failed: 'silent' } }, 5), 'go-back')
  assert.equal(atStart({ ...NOTHING_YET, trying: { ...trying, from: null } }, null), 'forget')
})

test('a state that cannot be read is none, and what is to be told does not grow without end', () => {
  assert.equal(readState('{"running":'), undefined)
  assert.equal(readState('null'), undefined)
  assert.deepEqual(readState(JSON.stringify(running(5))), running(5))
  const report = { generation: ID, outcome: 'applied', words: '', probes: 0, tookMilliseconds: 0 } as const
  let state = NOTHING_YET
  for (let nth = 0; nth < 80; nth += 1) state = withUntold(state, { ...report, probes: nth })
  assert.equal(state.untold.length, 50)
  assert.equal(state.untold.at(-1)?.probes, 79)
})

test('an agent that does not reach Connects asks more and more seldom, at least every ten minutes', () => {
  assert.deepEqual(
    [0, 1, 2, 6, 50].map((failures) => pauseMs(30, failures)),
    [30_000, 60_000, 120_000, 600_000, 600_000],
  )
})

const bundle: Bundle = {
  generation: ID,
  number: 6,
  server: 'kent-1',
  engine: 'freeradius',
  files: { 'radiusd.conf': 'x' },
  probes: [],
}
const signed = (one: Bundle, key = privateKey): Wanted => {
  const digest = digestOf(one)
  return { ...one, digest, signature: signatureOf(digest, key), publicKey: publicKeyOf(key) }
}
const faultOf = (one: Wanted, state = running(5)): string =>
  faultOfBundle(one, { server: 'kent-1', pinned: publicKey, state }) ?? ''

test('a bundle is taken only as it was signed, with the pinned key, for this server and this engine', () => {
  const good = signed(bundle)
  assert.equal(faultOf(good), '')
  assert.match(faultOf({ ...good, files: { 'radiusd.conf': 'y' } }), /signature does not fit/)
  assert.match(faultOf({ ...good, number: 7 }), /signature does not fit/)
  assert.match(faultOf({ ...good, signature: '' }), /signature does not fit/)
  assert.match(faultOf({ ...good, signature: 3 as unknown as string }), /signature does not fit/)
  assert.match(faultOf(signed(bundle, generateKeyPairSync('ed25519').privateKey)), /another key/)
  assert.match(faultOf(signed({ ...bundle, server: 'medway-1' })), /made for the server "medway-1"/)
  assert.match(faultOf(signed({ ...bundle, engine: 'nps' })), /cannot run "nps"/)
  assert.match(faultOf(signed({ ...bundle, number: 5 })), /not newer than 5/)
  assert.match(faultOf(signed({ ...bundle, number: 6.5 })), /which generation/)
  assert.match(faultOf(signed({ ...bundle, files: { '../x': '' } })), /leads out of the directory/)
})

test('settings with unknown keys, another kind of key or an address in the clear are refused, each with its sentence', () => {
  const good = {
    url: 'https://connects.example/',
    server: 'kent-1',
    tokenFile: '/etc/connects-agent/token',
    directory: '/var/lib/connects-agent',
    publicKey: publicKeyOf(privateKey),
    restart: { command: ['systemctl', 'restart', 'freeradius'] },
  }
  assert.equal(settingsOf(good).url, 'https://connects.example')
  assert.equal(settingsOf(good).everySeconds, 30)
  const faultsIn = (more: Record<string, unknown>): readonly string[] => {
    try {
      settingsOf({ ...good, ...more })
      return []
    } catch (error) {
      return error instanceof Refusal ? error.faults.map(({ field }) => field) : [String(error)]
    }
  }
  assert.deepEqual(faultsIn({ url: 'http://connects.example' }), ['url'])
  assert.deepEqual(faultsIn({ url: 'http://127.0.0.1:3000' }), [])
  assert.deepEqual(faultsIn({ url: 'https://me:secret@connects.example' }), ['url'])
  assert.deepEqual(faultsIn({ surprise: 1 }), ['surprise'])
  assert.deepEqual(faultsIn({ restart: { start: true, command: ['x'] } }), ['restart'])
  assert.deepEqual(faultsIn({ restart: { command: [] } }), ['restart'])
  assert.deepEqual(faultsIn({ directory: 'here' }), ['directory'])
  assert.deepEqual(faultsIn({ everySeconds: 0 }), ['everySeconds'])
  assert.deepEqual(faultsIn({ patienceSeconds: 0 }), ['patienceSeconds'])
  assert.equal(settingsOf({ ...good, patienceSeconds: 120 }).patienceSeconds, 120)
  const rsa = generateKeyPairSync('x25519').publicKey.export({ format: 'der', type: 'spki' })
  assert.deepEqual(faultsIn({ publicKey: rsa.toString('base64') }), ['publicKey'])
})

test('a clock may be five minutes off and no more', () => {
  const at = Temporal.Instant.from('2026-11-24T09:30:00Z')
  assert.equal(faultOfClock(at, at.add({ seconds: 300 })), undefined)
  assert.match(faultOfClock(at, at.add({ seconds: 301 })) ?? '', /5 minutes ahead of/)
  assert.match(faultOfClock(at, at.subtract({ minutes: 90 })) ?? '', /90 minutes behind/)
})

test('what the check says repeats no secret, neither of the files nor of what is the machine’s own', async (t) => {
  const place = await mkdtemp(join(tmpdir(), 'connects-test-'))
  t.after(() => rm(place, { recursive: true, force: true }))
  const directory = join(place, '1')
  await mkdir(directory)
  await mkdir(join(place, 'local'))
  await symlink('../local', join(directory, 'local'))
  await writeFile(
    join(place, 'local', 'users'),
    'alice@kent.example\tCleartext-Password := "her long password"\n',
  )
  await writeFile(join(directory, 'radsecproxy.conf'), 'client a {\n\tSecret brought%20from%20before\n}\n')
  const program = join(place, 'program')
  await writeFile(
    program,
    '#!/bin/sh\ncat radsecproxy.conf local/users\necho "line 2: her long password"\nexit 1\n',
    {
      mode: 0o755,
    },
  )
  const { passed, words } = await runEngineCheck('freeradius', directory, { program })
  assert.equal(passed, false)
  assert.match(words, /line 2: \(secret\)/)
  assert.doesNotMatch(words, /long password|brought/)
})
