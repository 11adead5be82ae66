// Two web processes and a worker on one PostgreSQL: a sign-in works on both, each job runs once, and a change made
// through one is seen through the other.
import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, watch } from 'node:fs/promises'
import { test } from 'node:test'
import pg from 'pg'
import { realPostgres } from '#test/support/database.ts'
import { home, run, serve, SETUP, tokenOf, type Server } from '#test/support/processes.ts'

const postgres = await realPostgres()

/** A browser's few words: keeps cookies, reads the hidden fields of a form. */
function browserOf(servers: readonly Server[]) {
  const jar = new Map<string, string>()
  const request = async (
    server: Server,
    path: string,
    body?: Record<string, string>,
  ): Promise<{ status: number; text: string; to: string }> => {
    const answer = await fetch(`${server.url}${path}`, {
      redirect: 'manual',
      headers: {
        cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(body === undefined
          ? {}
          : { 'content-type': 'application/x-www-form-urlencoded', origin: server.url }),
      },
      ...(body === undefined ? {} : { method: 'POST', body: new URLSearchParams(body).toString() }),
    })
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    return { status: answer.status, text: await answer.text(), to: answer.headers.get('location') ?? '' }
  }
  const hidden = (text: string): Record<string, string> =>
    Object.fromEntries(
      [...text.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].flatMap(([tag]) => {
        const name = /name="([^"]*)"/.exec(tag)?.[1]
        const value = /value="([^"]*)"/.exec(tag)?.[1]
        return name === undefined ? [] : [[name, value ?? '']]
      }),
    )
  return { request, hidden, servers }
}

test(
  'two web processes and a worker share one database',
  { skip: postgres.skip, timeout: 120_000 },
  async (t) => {
    const address = await postgres.address(t, { empty: true })
    const place = await home(address)
    t.after(() => place.remove())
    assert.equal((await run(place, [...SETUP])).code, 0)
    const token = await tokenOf(place)
    const quiet = { CONNECTS_WORKERS: 'no' }
    const [one, two] = await Promise.all([
      serve(place, ['serve'], quiet),
      serve(place, ['serve'], { ...quiet, CONNECTS_SOCKET: `${place.directory}/two.sock` }),
    ])
    const worker = await serve(place, ['work'])
    const database = new pg.Client({ connectionString: address })
    await database.connect()
    try {
      await tried({ one, two, token, database, mail: `${place.env['CONNECTS_DATA']}/mail` })
    } finally {
      await database.end()
      await Promise.all([one.stop(), two.stop(), worker.stop()])
    }
  },
)

type Shared = {
  readonly one: Server
  readonly two: Server
  readonly token: string
  readonly database: pg.Client
  readonly mail: string
}

async function tried({ one, two, token, database, mail }: Shared): Promise<void> {
  // A change through one is seen through the other at once.
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const made = await fetch(`${one.url}/api/organisations/organisation/create`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ code: 'second', name: 'Second Council', kind: 'district_council' }),
  })
  assert.equal(made.status, 200)
  const seen = (await (
    await fetch(`${two.url}/api/organisations/organisation/list`, { headers })
  ).json()) as { rows: { code: string }[] }
  assert.ok(seen.rows.some((row) => row.code === 'second'))

  // A code asked for at one process is mailed by the worker, and opens the other.
  const browser = browserOf([one, two])
  const asked = await browser.request(one, '/sign-in')
  assert.equal(
    (await browser.request(one, '/sign-in', { ...browser.hidden(asked.text), mail: 'ada@council.example' }))
      .status,
    303,
  )
  const code = await mailedCode(mail)
  const codePage = await browser.request(two, '/sign-in/code')
  const begun = await browser.request(two, '/sign-in/code', { ...browser.hidden(codePage.text), code })
  assert.equal(begun.status, 303, begun.text)
  assert.match((await browser.request(one, '/')).text, /What needs you/)
  assert.match((await browser.request(two, '/')).text, /What needs you/)

  // Each job was carried out once.
  const jobs = await database.query<{ state: string; count: string }>(
    'select state, count(*) from pgboss.job group by state',
  )
  assert.ok(
    jobs.rows.every((row) => row.state === 'completed' || row.state === 'created'),
    JSON.stringify(jobs.rows),
  )
  assert.equal((await readdir(mail)).filter((name) => name.endsWith('.eml')).length, 1)
}

async function mailedCode(place: string): Promise<string> {
  await mkdir(place, { recursive: true })
  const signal = AbortSignal.timeout(20_000)
  const read = async (): Promise<string | undefined> => {
    for (const name of await readdir(place)) {
      // One that begins with a dot is still being written.
      if (!name.endsWith('.eml') || name.startsWith('.')) continue
      const found = /sign in to Connects is ([\d ]+)/.exec(
        (await readFile(`${place}/${name}`, 'utf8')).replaceAll(/=\r?\n/g, ''),
      )
      if (found?.[1] !== undefined) return found[1].replaceAll(' ', '').trim()
    }
    return undefined
  }
  const watching = watch(place, { signal })
  const before = await read()
  if (before !== undefined) return before
  for await (const _ of watching) {
    const code = await read()
    if (code !== undefined) return code
  }
  throw new Error('No code was mailed.')
}
