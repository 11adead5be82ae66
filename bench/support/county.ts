// The county that is measured: the Kent demonstration, with enough further bodies for a full list page. Made
// once a run and copied for each figure, so that no figure measures what another has left behind.
import { cp, mkdir, mkdtemp, rm, writeFile, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run, serve, type Home, type Server } from '#test/support/processes.ts'
import { startServer, type TestServer } from '#test/support/postgres.ts'

/** Bodies added to the demonstration, so that a list of them fills its page of a hundred. */
const FURTHER_BODIES = 120

export type Place = Home & { readonly engine: 'pglite' | 'postgres'; readonly database: string | undefined }

export type County = {
  /** A copy over the embedded engine, for the figure alone. */
  embedded(): Promise<Place>
  /** A copy over a real PostgreSQL. */
  postgres(): Promise<Place>
  close(): Promise<void>
}

/** What a run tells the figures it starts, so that they need not make the county again. */
type Made = { readonly directory: string; readonly template: string }

/** The county of the run, or one of this figure's own when it is run by itself. */
export async function county(): Promise<County> {
  const given = process.env['BENCH_COUNTY']
  const server = await startServer()
  if (server === undefined)
    throw new Error(
      'There is no PostgreSQL for this machine: npm brought none and TEST_DATABASE_URL names none.',
    )
  const made = given === undefined ? await make(server) : (JSON.parse(given) as Made)
  return countyOver(server, made, given === undefined)
}

/** Makes the county and says how the figures find it, as environment. */
export async function countyForRun(): Promise<{ env: Record<string, string>; close(): Promise<void> }> {
  const server = await startServer()
  if (server === undefined)
    throw new Error(
      'There is no PostgreSQL for this machine: npm brought none and TEST_DATABASE_URL names none.',
    )
  const made = await make(server)
  return {
    env: { BENCH_COUNTY: JSON.stringify(made), TEST_DATABASE_URL: server.url('postgres') },
    async close() {
      await rm(made.directory, { recursive: true, force: true })
      await server.stop()
    },
  }
}

function countyOver(server: TestServer, made: Made, isOwn: boolean): County {
  const closing: (() => Promise<unknown>)[] = []
  const copy = async (engine: Place['engine'], database: string | undefined): Promise<Place> => {
    const directory = await mkdtemp(join(tmpdir(), 'connects-bench-'))
    closing.push(() => rm(directory, { recursive: true, force: true }))
    await cp(join(made.directory, engine), directory, { recursive: true })
    const env = envOf(directory, database)
    return { directory, env, engine, database, remove: () => rm(directory, { recursive: true, force: true }) }
  }
  return {
    embedded: () => copy('pglite', undefined),
    async postgres() {
      const { name, url } = await server.create(made.template)
      closing.push(() => server.drop(name))
      return copy('postgres', url)
    },
    async close() {
      for (const one of closing.toReversed()) await one()
      if (isOwn) await rm(made.directory, { recursive: true, force: true })
      await server.stop()
    },
  }
}

const envOf = (directory: string, database: string | undefined): Record<string, string> => ({
  CONNECTS_DATA: join(directory, 'data'),
  CONNECTS_KEY_FILE: join(directory, 'key', 'secrets.key'),
  CONNECTS_LOG_LEVEL: 'warn',
  ...(database === undefined ? {} : { DATABASE_URL: database }),
})

async function make(server: TestServer): Promise<Made> {
  process.stdout.write('Making the county that is measured: the Kent demonstration on both engines …\n')
  const directory = await mkdtemp(join(tmpdir(), 'connects-bench-county-'))
  const { name, url } = await server.create()
  await fillIn(join(directory, 'pglite'), undefined)
  await fillIn(join(directory, 'postgres'), url)
  return { directory, template: name }
}

async function fillIn(directory: string, database: string | undefined): Promise<void> {
  await mkdir(directory, { recursive: true })
  const place: Home = { directory, env: envOf(directory, database), remove: async () => undefined }
  const server = await serve(place, ['start'])
  try {
    const { token } = await tokensOf(place, 'administrator@kcc.example')
    for (let number = 1; number <= FURTHER_BODIES; number += 1) await addBody(server, token, number)
  } finally {
    await server.stop()
  }
}

/** An API token of somebody of the cast. */
export async function tokensOf(place: Home, mail: string): Promise<{ token: string }> {
  const ran = await run(place, ['auth', 'token', 'create', '--person', mail, '--days', '1'])
  const token = ran.out.trim().split('\n').at(-1) ?? ''
  if (ran.code !== 0 || !token.startsWith('connects_'))
    throw new Error(`No token was made for ${mail}.\n${ran.out}\n${ran.err}`)
  return { token }
}

async function addBody({ url }: Server, token: string, number: number): Promise<void> {
  const code = String(number).padStart(3, '0')
  const answer = await fetch(`${url}/api/organisations/organisation/create`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      code: `measured-${code}`,
      name: `Measured Body ${code}`,
      kind: 'district_council',
    }),
  })
  if (answer.status !== 200)
    throw new Error(`A body could not be added: ${answer.status} ${await answer.text()}`)
}

/** Where a figure keeps what it hands to the programs it starts. */
export async function handOver(place: Home, name: string, bytes: Uint8Array): Promise<string> {
  const path = join(place.directory, name)
  await writeFile(path, bytes)
  return path
}

/** Reads the named cast: whom to sign in as for an office. */
export async function castWith(office: string): Promise<{ mail: string; name: string }> {
  const text = await readFile(new URL('../../data/demo/people.csv', import.meta.url), 'utf8')
  const row = text
    .split(/\r?\n/)
    .slice(1)
    .find((line) => (line.split(',')[4] ?? '').split(';').includes(office))
  const [mail, name] = row?.split(',') ?? []
  if (mail === undefined || name === undefined)
    throw new Error(`Nobody of the cast holds the office ${office}.`)
  return { mail, name }
}
