// A log that is followed while everything breaks: each line is counted once.
import assert from 'node:assert/strict'
import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createSocket } from 'node:dgram'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Errand } from '#platform/actions/index.ts'
import { readConfig } from '#platform/config/index.ts'
import { silentLog } from '#platform/log/index.ts'
import { countyDatabase } from '#test/support/county.ts'
import { smallFederation } from '#test/support/generations.ts'
import { freePort } from '#test/support/postgres.ts'
import { follow, followLogs, receiveSyslog } from './receiving.ts'

const database = countyDatabase()
const line = (nth: number): string =>
  `1795165200 F-TICKS/govroam/1.0#REALM=dover.gov.uk#VISINST=1medway.gov.uk#CSI=${nth}#RESULT=OK#\n`
const PACE = { everyMilliseconds: 1, afterFailureMilliseconds: 1, mostLines: 3 }

/** Fails now and then: before anything is kept, or after everything is, when nobody hears of it any more. */
function breaking(errand: Errand, done: () => Promise<void>): Errand {
  let tries = 0
  return {
    ...errand,
    async perform(action, raw) {
      tries += 1
      if (tries % 3 === 1) throw new Error('Killed before.')
      const result = await errand.perform(action, raw)
      await done()
      if (tries % 3 === 2) throw new Error('Killed after.')
      return result
    },
  }
}

database.test(
  'Whenever it is killed, before or after the commit, each line of a file is counted once.',
  async (db) => {
    const at = await smallFederation(db)
    const directory = mkdtempSync(join(tmpdir(), 'connects-receiving-'))
    db.t.after(() => rmSync(directory, { recursive: true }))
    const path = join(directory, 'fticks.log')
    let written = 0
    const write = (count: number): void => {
      for (let one = 0; one < count; one += 1) appendFileSync(path, line((written += 1)))
    }
    const counted = async (): Promise<number> => {
      const rows = await db.db.selectFrom('roaming.visit_day').select('logins').execute()
      return rows.reduce((sum, row) => sum + Number(row.logins), 0)
    }
    for (let life = 0; life < 4; life += 1) {
      const all = Promise.withResolvers<void>()
      writeFileSync(path, '', { flag: 'a' })
      write(7)
      const errand = breaking(at.house.errand, async () => {
        if ((await counted()) >= written) all.resolve()
      })
      const followed = await follow(errand, path, silentLog(), PACE)
      await all.promise
      await followed.close()
      assert.equal(await counted(), written)
      // While nobody looks, the log is rotated with lines that were not read yet.
      write(2)
      if (life % 2 === 1) renameSync(path, `${path}.${life}`)
    }
  },
)

database.test(
  'What comes by syslog is counted; without a setting nothing listens and nothing is followed.',
  async (db) => {
    const at = await smallFederation(db)
    const port = await freePort()
    const config = readConfig(
      {
        CONNECTS_DATA: join(tmpdir(), 'connects-none'),
        CONNECTS_KEY_FILE: join(tmpdir(), 'none.key'),
        CONNECTS_SYSLOG_LISTEN: `127.68.2.1:${port}`,
      },
      tmpdir(),
    )
    const given = { errand: at.house.errand, config, log: silentLog() }
    assert.equal(await followLogs.open(given), undefined)
    assert.equal(
      await receiveSyslog.open({ ...given, config: { ...config, syslogListen: undefined } }),
      undefined,
    )
    const receiver = await receiveSyslog.open(given)
    const socket = connect(port, '127.68.2.1')
    await new Promise<void>((sent) => {
      socket.on('close', () => sent())
      socket.end(`<13>${line(1)}${line(2)}garbage\n`)
      socket.resume()
    })
    const udp = createSocket('udp4')
    await new Promise((sent) => udp.send(line(3), port, '127.68.2.1', sent))
    udp.close()
    await new Promise(setImmediate)
    await receiver?.close()
    const rows = await db.db
      .selectFrom('roaming.log_source')
      .select(['kind', 'lines', 'malformed'])
      .orderBy('kind')
      .execute()
    assert.deepEqual(
      rows.filter((row) => row.kind === 'syslog-tcp'),
      [{ kind: 'syslog-tcp', lines: 3n, malformed: 1n }],
    )
  },
)
