// The matrix of permissions: the committed file is what the declarations say, and what the server does. Every page,
// every form and every address of the API is tried as people who hold each role, and as a visitor.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { appTest, emptyApp, isLong, type App } from '#test/support/app.ts'
import { addressOf, call } from '#test/support/caller.ts'
import { committedMatrix, MATRIX_FILE, matrixOfApp, matrixText, type Line } from '#test/support/matrix.ts'
import { cast } from '#test/support/people.ts'

test('the committed matrix is the one that the declarations make (else: npm run matrix)', async (t) => {
  const { connects } = await emptyApp(t)
  assert.equal(readFileSync(MATRIX_FILE, 'utf8'), matrixText(matrixOfApp(connects)))
})

const NOWHERE = '01a1f8a7-471e-78c0-86f6-864984306eb8'
const MISSING = 'platform.permission.missing'
const SKIPPED = new Set(['/sign-in/return/:provider', '/sign-in/leave'])

const everyday = { staff: cast.staff }
const everybody = {
  ...everyday,
  fundOfficer: cast.fundOfficer,
  administrator: cast.administrator,
  partnershipOfficer: cast.partnershipOfficer,
  financeOfficer: cast.financeOfficer,
  chair: cast.chair,
  groupChair: cast.groupChair,
  projectManager: cast.projectManager,
  otherPartnership: cast.otherPartnership,
}

type Trying = {
  readonly line: Line
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly allowed: boolean
}

function tried(door: 'page' | 'api', roles: readonly string[], isSignedIn: boolean): Trying[] {
  return committedMatrix().flatMap((line): Trying[] => {
    const allowed = line.allows(roles, isSignedIn)
    if (line.kind === 'page') {
      if (door !== 'page' || SKIPPED.has(line.name)) return []
      const url = line.name.replaceAll(/:[A-Za-z]+/g, NOWHERE)
      return line.doors.map((method) => ({ line, method: method as 'GET' | 'POST', url, allowed }))
    }
    if (door !== 'api' || !line.doors.includes('api')) return []
    return [{ line, method: line.kind === 'action' ? 'POST' : 'GET', url: addressOf(line.name), allowed }]
  })
}

async function rolesOf(app: App, mail: string): Promise<string[]> {
  const held = await app.connects.grants.rolesOf(app.connects.db, app.personOf(mail), app.clock.now())
  return [...new Set(held.map(({ role }) => role))]
}

for (const [name, mail] of Object.entries(isLong ? everybody : everyday)) {
  appTest(`pages and forms open and refuse as the matrix says, for the ${name}`, async (app) => {
    const roles = await rolesOf(app, mail)
    const browser = await app.browser(mail)
    const cookie = [...browser.cookies].map(([key, value]) => `${key}=${value}`).join('; ')
    const token = /name="_csrf" value="([^"]*)"/.exec(browser.page.body)?.[1] ?? ''
    const wrong: string[] = []
    for (const { line, method, url, allowed } of tried('page', roles, true)) {
      const form = method === 'POST' ? { 'content-type': 'application/x-www-form-urlencoded' } : {}
      const send = () =>
        call(
          app.web,
          method,
          url,
          { cookie, accept: 'application/json', ...form },
          method === 'POST' ? `_csrf=${token}` : undefined,
        )
      const answer = await (method === 'POST' && allowed ? app.undone(send) : send())
      const refused = answer.status === 403 && answer.code === MISSING
      if (refused === allowed)
        wrong.push(
          `${method} ${line.name} [${line.permission}] answers ${answer.status} ${answer.code ?? ''}, but the matrix says ${allowed ? 'yes' : 'no'}`,
        )
    }
    assert.deepEqual(wrong, [], wrong.join('\n'))
  })

  appTest(`the API opens and refuses as the matrix says, for the ${name}`, async (app) => {
    const roles = await rolesOf(app, mail)
    const program = await app.program(mail)
    const headers = { authorization: `Bearer ${program.token}`, 'content-type': 'application/json' }
    const wrong: string[] = []
    for (const { line, method, url, allowed } of tried('api', roles, true)) {
      const send = () => call(app.web, method, url, headers, method === 'POST' ? '{}' : undefined)
      const answer = await (method === 'POST' && allowed ? app.undone(send) : send())
      const refused = answer.status === 403 && answer.code === MISSING
      if (refused === allowed)
        wrong.push(
          `${line.name} answers ${answer.status} ${answer.code ?? ''}, but the matrix says ${allowed ? 'yes' : 'no'}`,
        )
      // Nobody has done anything by asking with nothing in hand.
      if (method === 'POST' && !allowed && answer.status < 400) wrong.push(`${line.name} was done`)
    }
    assert.deepEqual(wrong, [], wrong.join('\n'))
  })
}

appTest('a visitor is shown what is open to everybody, and asked to sign in for the rest', async (app) => {
  const wrong: string[] = []
  const cookies = (await app.browser()).cookies
  for (const { line, method, url, allowed } of tried('page', [], false)) {
    const form = method === 'POST' ? { 'content-type': 'application/x-www-form-urlencoded' } : {}
    const headers = {
      accept: 'application/json',
      cookie: [...cookies].map(([key, value]) => `${key}=${value}`).join('; '),
      ...form,
    }
    const answer = await app.undone(() =>
      call(app.web, method, url, headers, method === 'POST' ? '' : undefined),
    )
    const asked = answer.status === 303 && String(answer.headers['location']).startsWith('/sign-in?')
    if (asked === allowed && !(line.name === '/sign-in/again' && asked))
      wrong.push(
        `${method} ${line.name} answers ${answer.status}, but the matrix says ${allowed ? 'yes' : 'no'}`,
      )
  }
  for (const { line, method, url } of tried('api', [], false)) {
    const answer = await call(
      app.web,
      method,
      url,
      { 'content-type': 'application/json' },
      method === 'POST' ? '{}' : undefined,
    )
    if (answer.status !== 401 || answer.code !== 'auth.token.unknown')
      wrong.push(`${line.name} answers ${answer.status} ${answer.code} without a token`)
  }
  assert.deepEqual(wrong, [], wrong.join('\n'))
})
