// Sign-in over a test's database: a small directory of invented people, a key file of its own, mail collected.
import { createSecretKey, randomBytes, randomUUIDv7 } from 'node:crypto'
import {
  authJobs,
  createAuth,
  type Auth,
  type AuthPorts,
  type CodeMail,
  type DirectoryPerson,
} from '#platform/auth/index.ts'
import { digest, newSecret } from '#platform/auth/keys.ts'
import type { Database, Db } from '#platform/database/index.ts'
import type { Module } from '#platform/module/index.ts'
import type { KeyRing } from '#platform/secrets/index.ts'
import { testHouse, type TestHouse } from './house.ts'

export type DirectoryOfTest = {
  readonly people: (DirectoryPerson & { active: boolean; organisationIds: readonly string[]; mail: string })[]
  /** Organisation → its proven mail domains. */
  readonly domains: Map<string, string[]>
}

export type SignInWorld = TestHouse & {
  readonly auth: Auth
  readonly db: Db
  readonly directory: DirectoryOfTest
  readonly mails: CodeMail[]
  organisation(name: string, domains: readonly string[]): Promise<string>
  person(name: string, mail: string, organisation: string): Promise<string>
  /** Carries out the queued jobs that mail codes, and gives the last mail. */
  deliverMail(): Promise<CodeMail | undefined>
}

/** A key ring of one key, in memory only. */
export function testKeyRing(): KeyRing {
  return {
    file: 'in memory',
    current: 'test',
    keys: new Map([['test', createSecretKey(randomBytes(32))]]),
    made: true,
  }
}

/** A browser with a cookie of its own, as the page describes it to an action. */
export function testBrowser(network = 'one'): {
  browser: string
  network: string
  device: string
  replaces: string | null
} {
  return {
    browser: digest(newSecret()).toString('hex'),
    network: digest(network).toString('hex'),
    device: 'Firefox on Linux',
    replaces: null,
  }
}

/** The eight digits in a mail, as typed. */
export const codeIn = (mail: CodeMail | undefined): string => /\d{4} \d{4}/.exec(mail?.text ?? '')?.[0] ?? ''

/** Sign-in as composition would make it; `over` changes its ports. */
export async function signInWorld(
  database: Pick<Database, 'db'>,
  over: Partial<AuthPorts> = {},
  now?: string,
): Promise<SignInWorld> {
  const { db } = database
  const directory: DirectoryOfTest = { people: [], domains: new Map() }
  const names = new Map<string, string>()
  const auth = createAuth({
    directory: {
      personByMail: async (_db, mail) => directory.people.find((one) => one.mail === mail) ?? null,
      personById: async (_db, id) => directory.people.find((one) => one.id === id) ?? null,
      ownerOfDomain: async (_db, domain) =>
        [...directory.domains].find(([, domains]) => domains.includes(domain))?.[0] ?? null,
      domainsOf: async (_db, owner) => directory.domains.get(owner) ?? [],
      ownerName: async (_db, owner) => names.get(owner) ?? '',
      rolesInWords: async () => ['Member of the Test Group'],
      cast: async () =>
        directory.people.map(({ id, name, mail }) => ({
          person: id,
          name,
          mail,
          organisation: 'A body',
          roles: [],
        })),
    },
    ring: testKeyRing(),
    address: 'http://localhost:3000',
    publicUrl: undefined,
    secure: false,
    isDemonstration: false,
    listeningAt: () => ['127.0.0.1'],
    scopes: { 'auth.session.list': 'See my sessions' },
    settings: { sessionHours: 12, sessionIdleMinutes: 120, freshSignInMinutes: 15, signInsPerHour: 10 },
    ...over,
  })
  const mails: CodeMail[] = []
  const jobs = authJobs(
    auth.parts,
    () => db,
    async (mail) => void mails.push(mail),
  )
  const modules: Module[] = [{ ...auth.part, title: 'Sign-in', uses: [], jobs }]
  const house = testHouse(database, modules, now)

  async function subject(noun: string, title: string): Promise<string> {
    const id = randomUUIDv7()
    await db
      .insertInto('platform.subject')
      .values({ id, module: 'test', noun, title, audience: 'staff', ended_on: null })
      .execute()
    return id
  }

  return {
    ...house,
    auth,
    db,
    directory,
    mails,
    async organisation(name, domains) {
      const id = await subject('organisation', name)
      names.set(id, name)
      directory.domains.set(id, [...domains])
      return id
    },
    async person(name, mail, organisation) {
      const id = await subject('person', name)
      directory.people.push({ id, name, mail, active: true, organisationIds: [organisation] })
      return id
    },
    async deliverMail() {
      const before = mails.length
      for (const { job, ids } of house.queued.filter((one) => one.job === 'auth.code.send')) {
        const moment = house.clock.now()
        const about = {
          id: 'test',
          job,
          attempt: 1,
          key: null,
          sealed: null,
          now: moment,
          signal: AbortSignal.timeout(5000),
        }
        await jobs.find((one) => one.name === job)?.run?.(ids, about)
      }
      return mails.length > before ? mails.at(-1) : undefined
    },
  }
}
