// One round trip through a real SMTP server, and what becomes of mail that a server will not take.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { dropJob, openJobs, retryJob, troubles } from '#platform/jobs/index.ts'
import { silentLog } from '#platform/log/index.ts'
import { notify, openMailServer, sendJob } from '#platform/notifications/index.ts'
import { fixedClock } from '#platform/time/index.ts'
import type { Database } from '#platform/database/index.ts'
import { committedDatabase } from '#test/support/database.ts'

type Got = { from: string; to: string[]; text: string }

/** An SMTP server on loopback that takes mail as `answer` says: 250 takes it, anything else is its refusal. */
async function startSink(
  t: { after(then: () => unknown): void },
  answer: { code: number },
): Promise<{ url: string; got: Got[] }> {
  const got: Got[] = []
  const options: SMTPServerOptions = {
    authOptional: true,
    closeTimeout: 100,
    disabledCommands: ['STARTTLS'],
    onRcptTo(_address, _session, done) {
      done(answer.code === 250 ? null : Object.assign(new Error('Not now'), { responseCode: answer.code }))
    },
    onData(stream, session, done) {
      let text = ''
      stream.setEncoding('utf8')
      stream.on('data', (chunk: string) => (text += chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        got.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map((one) => one.address),
          text,
        })
        done()
      })
    },
  }
  const server = new SMTPServer(options)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => new Promise<void>((resolve) => server.close(resolve)))
  return { url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`, got }
}

async function openScene(t: { after(then: () => unknown): void }, database: Database, url: string) {
  const clock = fixedClock('2026-11-20T10:00:00Z')
  const outlet = openMailServer(url)
  const send = sendJob({
    db: database.db,
    templates: [
      {
        name: 'example.thing.changed',
        render: async ({ ids }) => ({
          subject: 'A thing changed',
          text: `Thing ${ids['thing']} changed.\n`,
          ...(ids['invites'] === undefined
            ? {}
            : {
                invitation: {
                  method: 'REQUEST',
                  write: ({ organiser, attendee }) =>
                    `BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nX-FROM:${organiser.name} ${organiser.mail}\r\nX-TO:${attendee.mail}\r\nEND:VCALENDAR\r\n`,
                },
              }),
        }),
      },
    ],
    outlet,
    from: 'Connects <connects@connects.example>',
    addressOf: async () => null,
    links: { at: (path) => path, stop: () => '', replyTo: () => null },
  })
  const jobs = await openJobs({
    database,
    jobs: [send],
    perform: async () => undefined,
    clock,
    log: silentLog(),
    work: false,
  })
  t.after(async () => {
    await jobs.stop()
    outlet.close()
  })
  const tell = (more: Readonly<Record<string, string>> = {}): Promise<string> =>
    database.db.transaction().execute((tx) =>
      notify(
        {
          tx,
          now: clock.now(),
          id: () => randomUUIDv7(),
          queue: (name, ids, options) => jobs.send(tx, name, ids, options),
        },
        {
          to: { mail: 'ada@council.example' },
          template: 'example.thing.changed',
          ids: { thing: '12', ...more },
        },
      ),
    )
  const stateOf = async (id: string): Promise<string | undefined> =>
    (
      await database.db
        .selectFrom('platform.notification')
        .select('state')
        .where('id', '=', id)
        .executeTakeFirst()
    )?.state
  return { clock, jobs, outlet, tell, stateOf }
}

test('A mail goes through a real server once, as it was written', async (t) => {
  const { url, got } = await startSink(t, { code: 250 })
  const { jobs, outlet, tell, stateOf } = await openScene(t, await committedDatabase(t), url)
  await outlet.check()
  const id = await tell()
  await jobs.drain()
  await jobs.drain()
  assert.equal(got.length, 1)
  assert.deepEqual([got[0]?.from, got[0]?.to], ['connects@connects.example', ['ada@council.example']])
  assert.match(got[0]?.text ?? '', /Subject: A thing changed\r\n/)
  assert.match(got[0]?.text ?? '', /Thing 12 changed\./)
  assert.match(got[0]?.text ?? '', new RegExp(`Message-ID: <${id}@connects\\.example>`))
  assert.equal(await stateOf(id), 'sent')
})

test('An invitation goes as a part that calendar programs read, and as a file beside it', async (t) => {
  const { url, got } = await startSink(t, { code: 250 })
  const { jobs, tell } = await openScene(t, await committedDatabase(t), url)
  await tell({ invites: 'yes' })
  await jobs.drain()
  const text = got[0]?.text ?? ''
  assert.match(text, /Content-Type: multipart\/mixed/)
  assert.match(text, /Content-Type: text\/calendar; charset=utf-8; method=REQUEST\r\n/)
  assert.match(text, /Content-Type: application\/ics; name=invite\.ics/)
  const part = /method=REQUEST\r\nContent-Transfer-Encoding: (\S+)\r\n\r\n([\s\S]*?)\r\n--/.exec(text)
  assert.match(part?.[2] ?? '', /X-FROM:Connects connects@connects\.example\r\nX-TO:ada@council\.example/)
})

test('Mail refused for the moment (4xx) is tried again; mail refused for good (5xx) is shown', async (t) => {
  const database = await committedDatabase(t)
  const answer = { code: 451 }
  const { url, got } = await startSink(t, answer)
  const { clock, jobs, tell, stateOf } = await openScene(t, database, url)
  const id = await tell()
  assert.deepEqual(await jobs.drain(), { done: 0, refused: 0, retried: 1, stopped: 0 })
  assert.equal(await stateOf(id), 'queued')
  answer.code = 250
  clock.advance({ minutes: 1 })
  assert.equal((await jobs.drain()).done, 1)
  assert.equal(got.length, 1)

  answer.code = 550
  const refused = await tell()
  assert.deepEqual(await jobs.drain(), { done: 0, refused: 0, retried: 0, stopped: 1 })
  assert.equal(await stateOf(refused), 'failed')
  const [shown] = await troubles(database.db)
  assert.equal(shown?.trouble.code, 'platform.mail.refused')
  answer.code = 250
  await retryJob(database.db, shown!.id)
  assert.equal((await jobs.drain()).done, 1)
  assert.equal(await stateOf(refused), 'sent')
  assert.equal(got.length, 2)
  await assert.rejects(dropJob(database.db, shown!.id))
})

test('A server that is not there is a failure that is tried again', async (t) => {
  const database = await committedDatabase(t)
  const { jobs, tell, stateOf } = await openScene(t, database, 'smtp://127.0.0.1:1')
  const id = await tell()
  assert.equal((await jobs.drain()).retried, 1)
  assert.equal(await stateOf(id), 'queued')
})
