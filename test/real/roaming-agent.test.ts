// The agent beside a real FreeRADIUS: what it takes, what it refuses, and that whatever happens the server answers.
import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { appendFile, chmod, readdir, readFile, rename, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { daemonsOf } from '#modules/roaming/agent/daemon.ts'
import { faultsOfCertificate } from '#modules/roaming/agent/findings.ts'
import { programAt } from '#platform/radius/index.ts'
import { fakeServer } from '#test/support/radius.ts'
import { testAuthority } from '#test/support/certificates.ts'
import {
  continuously,
  fakeConnects,
  machineAt,
  type FakeConnects,
  type Machine,
} from '#test/support/agent.ts'
import { skipUnless } from '#test/support/requirements.ts'
import { atLength, IS_SOAK } from '#test/support/soak.ts'

const skip = skipUnless('freeradius (Debian package freeradius)', programAt('freeradius') !== undefined)
const KILLS = IS_SOAK ? 30 : 8

type Scene = {
  readonly connects: FakeConnects
  readonly machine: Machine
  /** What is to be ended with the test, the last first. */
  later(end: () => unknown): void
}

async function scene(t: TestContext, address: string): Promise<Scene> {
  const connects = await fakeConnects()
  const machine = await machineAt(address, connects)
  const ends: (() => unknown)[] = [() => connects.close(), () => machine.remove()]
  t.after(async () => {
    for (const end of ends.toReversed()) await end()
  })
  return { connects, machine, later: (end) => void ends.push(end) }
}

/** One with an agent that runs generation 1. */
async function running(t: TestContext, address: string) {
  const there = await scene(t, address)
  const { connects, machine, later } = there
  const first = machine.bundle(1)
  connects.publish(connects.signed(first))
  const agent = machine.run()
  later(() => agent.stop())
  const report = await connects.until(({ generation }) => generation === first.generation)
  assert.equal(report.outcome, 'applied', report.words)
  return { ...there, agent, first }
}

// Each has a machine of its own at an address of its own, and mostly waits for its agent's next look; the longest first.
describe('an agent beside its server', { skip, concurrency: 4 }, () => {
  // Each round publishes a generation, good or one that cannot come up, and kills the agent at another moment; the next
  // agent finds the directory as it was left.
  atLength(
    `killed ${KILLS} times at any moment, an agent leaves a server that answers and a directory that is whole`,
    async (t) => {
      const { connects, machine, later } = await scene(t, '127.65.13.11')
      const taken = createSocket('udp4')
      await new Promise<void>((resolve) => taken.bind(1899, machine.server.address, resolve))
      later(() => taken.close())
      const first = connects.signed(machine.bundle(1))
      connects.publish(first)
      let agent = machine.spawn()
      later(() => agent.end())
      await connects.until(({ generation }) => generation === first.generation)
      const asking = continuously(machine, 4)
      later(() => asking.end())
      for (let kill = 1; kill <= KILLS; kill += 1) {
        const isBad = kill % 3 === 0
        const next = connects.signed(machine.bundle(kill + 1, isBad ? { authPort: 1899 } : {}))
        const collected = connects.untilPosted('roaming/agent/collect', next.generation)
        connects.publish(next)
        await collected
        // From the first byte written to after the last probe: the same moments in every run.
        await pause((kill * 137) % 1100)
        await agent.kill()
        const current = await machine.current()
        assert.match(current, /^generations\/\d+$/)
        assert.ok(await machine.store.kept(Number(current.split('/')[1])), 'what current points to is whole')
        agent = machine.spawn()
        await connects.untilAsked()
        const report = await connects.until(({ generation }) => generation === next.generation)
        assert.equal(report.outcome, isBad ? 'rolled-back' : 'applied', report.words)
        const state = await machine.untilState(({ trying, untold }) => trying === null && untold.length === 0)
        assert.equal(await machine.current(), `generations/${state.running?.number}`)
        assert.deepEqual(
          (await daemonsOf(machine.store)).map(({ number }) => number),
          [state.running?.number],
        )
        const left = await readdir(join(machine.store.directory, 'generations'))
        assert.deepEqual(
          left.filter((name) => name.endsWith('.tmp')),
          [],
        )
      }
      const { asked, failed } = await asking.end()
      t.diagnostic(`${failed} of ${asked} probes failed over ${KILLS} kills`)
      assert.equal(failed, 0)
      assert.deepEqual(await agent.end(), { code: 0, signal: null })
      assert.deepEqual(
        await daemonsOf(machine.store),
        [],
        'told to stop, it stops what an earlier agent started',
      )
    },
  )

  test('an agent takes the first generation, starts the server, probes it and tells', async (t) => {
    const { connects, machine, agent } = await running(t, '127.65.1.11')
    assert.equal((await machine.status()).answered, true)
    assert.equal(await machine.current(), 'generations/1')
    assert.equal((await machine.store.state()).running?.number, 1)
    // Five of Status-Server, five of the certificate of its own realm.
    assert.equal(connects.reports[0]?.probes, 10)
    await agent.stop()
    assert.equal((await machine.status(1)).answered, false)
    assert.deepEqual(await daemonsOf(machine.store), [])
  })

  atLength('the next generation is swapped in under eight probes without one that fails', async (t) => {
    const { connects, machine, later } = await running(t, '127.65.2.11')
    const asking = continuously(machine, 8)
    later(() => asking.end())
    for (const number of [2, 3, 4, 5]) {
      const next = machine.bundle(number)
      connects.publish(connects.signed(next))
      const report = await connects.until(({ generation }) => generation === next.generation)
      assert.equal(report.outcome, 'applied', report.words)
    }
    const { asked, failed } = await asking.end()
    assert.ok(asked > 50, `${asked} probes are too few to say anything`)
    assert.equal(failed, 0, `${failed} of ${asked} probes failed`)
    assert.equal(await machine.current(), 'generations/5')
    assert.deepEqual((await readdir(join(machine.store.directory, 'generations'))).toSorted(), [
      '3',
      '4',
      '5',
    ])
  })

  atLength('a generation that the engine’s check refuses is never swapped in', async (t) => {
    const { connects, machine, first } = await running(t, '127.65.3.11')
    const [before] = await daemonsOf(machine.store)
    const bad = machine.bundle(2)
    const spoilt = { ...bad, files: { ...bad.files, 'mods-enabled/always': 'always {\n\trcode = perhaps\n' } }
    connects.publish(connects.signed(spoilt))
    const report = await connects.until(({ generation }) => generation === bad.generation)
    assert.equal(report.outcome, 'refused')
    assert.match(report.words, /check of freeradius did not pass[^]*mods-enabled\/always/)
    assert.deepEqual(await daemonsOf(machine.store), [before])
    assert.equal((await machine.store.state()).running?.generation, first.generation)
    assert.deepEqual(await readdir(join(machine.store.directory, 'generations')), ['1'])
  })

  test('a generation whose server does not come up is rolled back by itself, and not tried again', async (t) => {
    const { connects, machine, first, later } = await running(t, '127.65.4.11')
    const taken = createSocket('udp4')
    await new Promise<void>((resolve) => taken.bind(1899, machine.server.address, resolve))
    later(() => taken.close())
    const asking = continuously(machine, 4)
    later(() => asking.end())
    const bad = machine.bundle(2, { authPort: 1899 })
    connects.publish(connects.signed(bad))
    const report = await connects.until(({ generation }) => generation === bad.generation)
    assert.equal(report.outcome, 'rolled-back')
    assert.match(
      report.words,
      /ended right after its start[^]*Address already in use[^]*Generation 1 runs again/,
    )
    await connects.untilAsked()
    const { failed } = await asking.end()
    assert.equal(failed, 0)
    assert.equal(await machine.current(), 'generations/1')
    assert.equal((await machine.store.state()).running?.generation, first.generation)
    assert.equal(connects.reports.filter(({ generation }) => generation === bad.generation).length, 1)
    // The next one is taken as if nothing had been.
    const next = machine.bundle(3)
    connects.publish(connects.signed(next))
    assert.equal(
      (await connects.until(({ generation }) => generation === next.generation)).outcome,
      'applied',
    )
  })

  atLength(
    'a wrong signature, a replay and what was made for another server leave nothing behind',
    async (t) => {
      const { connects, machine, later } = await running(t, '127.65.5.11')
      const second = machine.bundle(2)
      connects.publish(connects.signed(second))
      await connects.until(({ generation }) => generation === second.generation)
      const stranger = await fakeConnects()
      later(() => stranger.close())
      const good = (number: number) => machine.bundle(number)
      const spoilt = connects.signed(good(3))
      const cases: readonly (readonly [ReturnType<FakeConnects['signed']>, RegExp])[] = [
        [{ ...spoilt, files: { ...spoilt.files, 'clients.conf': '' } }, /signature does not fit/],
        [stranger.signed(good(3)), /signed with another key/],
        [connects.signed(machine.bundle(3, { code: 'medway-1' })), /made for the server "medway-1"/],
        [connects.signed(good(1)), /not newer than 2/],
        [connects.signed({ ...good(3), files: { '../../etc/cron.d/x': 'x' } }), /leads out of the directory/],
        [connects.signed({ ...good(3), files: { 'local/users': 'x' } }), /own place/],
      ]
      for (const [wanted, words] of cases) {
        connects.publish(wanted)
        const report = await connects.until(({ generation }) => generation === wanted.generation)
        assert.equal(report.outcome, 'refused')
        assert.match(report.words, words)
        assert.deepEqual((await readdir(join(machine.store.directory, 'generations'))).toSorted(), ['1', '2'])
        assert.equal(await machine.current(), 'generations/2')
      }
      assert.equal((await machine.status()).answered, true)
    },
  )

  atLength(
    'what is wrong with the machine itself is told with its sentence, and taken once it is put right',
    async (t) => {
      const { connects, machine } = await running(t, '127.65.6.11')
      const local = (name: string): string => join(machine.store.local, name)
      const kept = await readFile(local('certs/server.pem'), 'utf8')
      const keptKey = await readFile(local('certs/server.key'), 'utf8')
      const spoil = {
        'local/users': { words: /local\/users can be read by everybody/, file: 'users', mode: 0o644 },
        'local/clients.conf': {
          words: /client aps is the whole world/,
          file: 'clients.conf',
          text: 'client aps {\n\tipaddr = 0.0.0.0/0\n\tsecret = 0123456789abcdef\n}\n',
        },
        'no serverAuth': { words: /serverAuth/, certificate: { usages: ['client'] as const } },
        expired: { words: /ended on 2020/, certificate: { startsAt: '2020-01-01T00:00:00Z', days: 10 } },
        'another key': { words: /is for another key/, certificate: {}, keepsKey: true },
      }
      let number = 2
      for (const [what, one] of Object.entries(spoil)) {
        if ('mode' in one) await chmod(local(one.file), one.mode)
        if ('text' in one) await writeFile(local(one.file), one.text)
        if ('certificate' in one) {
          const issued = testAuthority('kent').issue({
            names: ['radius.kent.example', `${number}.example`],
            ...one.certificate,
          })
          await writeFile(local('certs/server.pem'), issued.certificate)
          if (!('keepsKey' in one)) await writeFile(local('certs/server.key'), issued.key)
        }
        const wanted = connects.signed(machine.bundle(number))
        connects.publish(wanted)
        const report = await connects.until(({ generation }) => generation === wanted.generation)
        assert.equal(report.outcome, 'refused', what)
        assert.match(report.words, one.words, what)
        assert.equal(await machine.current(), 'generations/1', what)
        await chmod(local('users'), 0o640)
        await writeFile(local('clients.conf'), '')
        await writeFile(local('certs/server.pem'), kept)
        await writeFile(local('certs/server.key'), keptKey)
        number += 1
      }
      const good = connects.signed(machine.bundle(number))
      connects.publish(good)
      assert.equal(
        (await connects.until(({ generation }) => generation === good.generation)).outcome,
        'applied',
      )
    },
  )

  test('a token that everybody can read is refused before anything is asked', async (t) => {
    const { connects, machine } = await scene(t, '127.65.7.11')
    await chmod(machine.settings.tokenFile, 0o644)
    await assert.rejects(machine.run().over, /Everybody on this machine can read/)
    assert.deepEqual(connects.posted, [])
  })

  atLength('with a clock five minutes off nothing is taken, and what runs goes on', async (t) => {
    const { connects, machine, agent } = await running(t, '127.65.8.11')
    connects.skew(-360)
    const second = connects.signed(machine.bundle(2))
    connects.publish(second)
    await connects.untilAsked()
    assert.match(agent.log(), /clock of this machine is 6 minutes ahead of/)
    assert.equal(await machine.current(), 'generations/1')
    assert.equal((await machine.status()).answered, true)
    connects.skew(0)
    assert.equal(
      (await connects.until(({ generation }) => generation === second.generation)).outcome,
      'applied',
    )
  })

  atLength('a server that dies is started again, and that is told', async (t) => {
    const { connects, machine } = await running(t, '127.65.9.11')
    const [before] = await daemonsOf(machine.store)
    assert.ok(before)
    process.kill(before.pid, 'SIGKILL')
    const report = await connects.until(({ words }) => words.startsWith('The server was not running'))
    assert.equal(report.outcome, 'applied')
    assert.equal((await machine.status()).answered, true)
    assert.notEqual((await daemonsOf(machine.store))[0]?.pid, before.pid)
  })

  atLength(
    'while Connects is away the server goes on, and what happened is told when it is back',
    async (t) => {
      const { connects, machine, agent } = await running(t, '127.65.10.11')
      const [before] = await daemonsOf(machine.store)
      assert.ok(before)
      connects.away(true)
      process.kill(before.pid, 'SIGKILL')
      await connects.untilAsked()
      await machine.untilAnswers()
      assert.match(agent.log(), /Connects was asked in vain; what runs goes on/)
      assert.equal(connects.reports.length, 1)
      connects.away(false)
      await connects.until(({ words }) => words.startsWith('The server was not running'))
    },
  )

  atLength('each shared secret that works is told once', async (t) => {
    const { connects, machine, later } = await scene(t, '127.65.11.11')
    const bundle = machine.bundle(1)
    const peer = bundle.probes.find(({ proves }) => proves !== null)
    assert.ok(peer?.proves)
    const county = await fakeServer({ address: peer.address, port: peer.port, secret: peer.secret })
    later(() => county.close())
    connects.publish(connects.signed(bundle))
    const agent = machine.run()
    later(() => agent.stop())
    const told = await connects.untilPosted('roaming/agent/observe')
    const { link, credential } = peer.proves
    assert.deepEqual(told['proofs'], [{ link, credential, good: true }])
  })

  atLength(
    'lines of the log are sent once each, over rotations, kills and lines of a megabyte',
    async (t) => {
      const { connects, machine, later } = await scene(t, '127.65.14.11')
      const kept = connects.keepsLogs()
      const path = join(machine.store.log, 'fticks.log')
      const line = (nth: number): string => `line ${nth}\n`
      const until = (nth: number) => kept.until((lines) => lines.includes(`line ${nth}`))
      await writeFile(path, [1, 2, 3].map(line).join(''))
      let agent = machine.spawn()
      later(() => agent.end())
      await until(3)
      await agent.kill()
      await appendFile(path, line(4))
      await rename(path, `${path}.1`)
      await writeFile(path, line(5))
      agent = machine.spawn()
      await until(5)
      connects.away(true)
      await appendFile(path, `${'x'.repeat(1_000_000)}\n${line(6)}`)
      connects.away(false)
      await until(6)
      await truncate(path)
      await writeFile(path, line(7))
      await until(7)
      assert.deepEqual(
        kept.lines('fticks').map((one) => one.slice(0, 8)),
        ['line 1', 'line 2', 'line 3', 'line 4', 'line 5', 'xxxxxxxx', 'line 6', 'line 7'],
      )
      assert.equal(kept.cut(), 1)
      assert.ok(kept.lines('fticks').every((one) => one.length <= 64 * 1024))
    },
  )

  atLength('two agents do not work over one directory', async (t) => {
    const { machine } = await running(t, '127.65.12.11')
    await assert.rejects(machine.run().over, /An agent runs over .* already/)
  })

  atLength('a machine that cannot hold the files keeps what it has', async (t) => {
    const { connects, machine, later } = await scene(t, '127.65.15.11')
    const first = connects.signed(machine.bundle(1))
    connects.publish(first)
    const agent = machine.spawn({ mostKilobytes: 256 })
    later(() => agent.end())
    await connects.until(({ generation }) => generation === first.generation)
    const large = machine.bundle(2)
    const second = connects.signed({
      ...large,
      files: { ...large.files, 'mods-config/padding': '#\n'.repeat(200_000) },
    })
    connects.publish(second)
    const report = await connects.until(({ generation }) => generation === second.generation)
    assert.equal(report.outcome, 'failed')
    assert.match(report.words, /disk of this machine is full, so nothing was changed/)
    assert.deepEqual(await readdir(join(machine.store.directory, 'generations')), ['1'])
    assert.equal((await machine.status()).answered, true)
    const third = connects.signed(machine.bundle(3))
    connects.publish(third)
    assert.equal(
      (await connects.until(({ generation }) => generation === third.generation)).outcome,
      'applied',
    )
  })

  atLength(
    'where the service manager runs the server, its command restarts it, and the former comes back too',
    async (t) => {
      const { connects, machine, later } = await scene(t, '127.65.16.11')
      const script = join(machine.store.directory, 'restart.sh')
      const pid = join(machine.store.directory, 'pid')
      await writeFile(
        script,
        `[ -f ${pid} ] && kill $(cat ${pid}) && while kill -0 $(cat ${pid}) 2>/dev/null; do sleep 0.02; done
setsid ${programAt('freeradius')} -f -d ${machine.store.directory}/current >/dev/null 2>&1 & echo $! > ${pid}\n`,
      )
      const restart = { command: ['sh', script] } as const
      const first = connects.signed(machine.bundle(1))
      connects.publish(first)
      later(async () => process.kill(Number(await readFile(pid, 'utf8'))))
      // What the service manager keeps is not seen to end: it is silent, for as long as the patience.
      const agent = machine.run({ restart, patienceSeconds: 8 })
      later(() => agent.stop())
      const applied = await connects.until(({ generation }) => generation === first.generation)
      assert.equal(applied.outcome, 'applied', applied.words)
      const taken = createSocket('udp4')
      await new Promise<void>((resolve) => taken.bind(1899, machine.server.address, resolve))
      later(() => taken.close())
      const bad = connects.signed(machine.bundle(2, { authPort: 1899 }))
      connects.publish(bad)
      const report = await connects.until(({ generation }) => generation === bad.generation)
      assert.equal(report.outcome, 'rolled-back')
      assert.match(report.words, /Generation 1 runs again/)
      await agent.stop()
      assert.equal(
        (await machine.status()).answered,
        true,
        'what the service manager runs is not the agent’s to stop',
      )
    },
  )
})

atLength('a certificate that no device would take is named with its fault', () => {
  const authority = testAuthority('kent')
  const now = Temporal.Now.instant()
  const faults = (wanted: Parameters<typeof authority.issue>[0], key?: string): string => {
    const issued = authority.issue(wanted)
    return faultsOfCertificate({
      pem: issued.certificate,
      key: key ?? issued.key,
      name: 'local/certs/server.pem',
      tlsName: 'radius.kent.example',
      now,
    }).join('\n')
  }
  const names = ['radius.kent.example']
  assert.equal(faults({ names }), '')
  assert.match(faults({ names, usages: ['client'] }), /serverAuth/)
  assert.match(faults({ names, usages: [] }), /serverAuth/)
  assert.match(faults({ names, bits: 1024 }), /1024 bits/)
  assert.match(faults({ names, startsAt: '2020-01-01T00:00:00Z', days: 30 }), /ended on 2020-01-31/)
  assert.match(faults({ names: ['other.example'] }), /not for radius\.kent\.example/)
  assert.match(faults({ names }, testAuthority('medway').key), /another key/)
  assert.match(faults({ names }, 'not a key'), /cannot be read/)
})

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))
