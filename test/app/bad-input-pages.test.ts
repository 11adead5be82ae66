// What a browser, or somebody who pretends to be one, may send that cannot be taken: each is refused in words on
// a well-made page, what was typed is not lost, and nothing is changed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { appTest, emptyApp, type App } from '#test/support/app.ts'
import { faultsIn, type Answered, type Browser } from '#test/support/browsing.ts'
import { cast } from '#test/support/people.ts'

type World = { readonly app: App; readonly officer: Browser; readonly chair: Browser; readonly draft: string }
type Case = {
  readonly name: string
  readonly send: (world: World) => Promise<Answered>
  readonly status: number | readonly number[]
  readonly says?: RegExp
}

async function draftOf(officer: Browser): Promise<string> {
  await officer.open('/funding/cases/start')
  await officer.send({
    group: 'GIS',
    title: 'Maps for all',
    problem: 'There are none.',
    sponsor: 'Kent County Council',
  })
  return officer.page.path
}

const START = '/funding/cases/start'
const filled = { title: 'Maps', problem: 'None' }
const raw = (
  world: World,
  method: 'POST' | 'PUT' | 'DELETE' | 'PATCH',
  type: string,
  body: string | Buffer,
): Promise<Answered> => world.officer.request(method, START, { 'content-type': type }, body)

const part = (name: string, value: string, more = ''): string =>
  `--b\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`

const cases: readonly Case[] = [
  // Whose form it is
  {
    name: 'a forged form',
    send: ({ officer }) => officer.post(START, { ...filled, _csrf: 'A'.repeat(43) }),
    status: 403,
    says: /not made for your browser/,
  },
  {
    name: 'a form without its token',
    send: ({ officer }) => officer.post(START, { ...filled, _csrf: '' }),
    status: 403,
    says: /not made for your browser/,
  },
  {
    name: 'another browser’s token',
    send: async ({ officer, chair }) => officer.post(START, { ...filled, _csrf: await chair.csrf() }),
    status: 403,
  },
  {
    name: 'a form of another site',
    send: ({ officer }) => officer.post(START, filled, { origin: 'https://attacker.example' }),
    status: 403,
    says: /another site/,
  },
  {
    name: 'a host that is none',
    send: ({ officer }) => officer.get(START, { host: 'county.example/"><script>' }),
    status: 400,
    says: /could not be read/,
  },
  {
    name: 'a form of nobody’s',
    send: ({ officer }) => officer.post(START, filled, { origin: 'null' }),
    status: 403,
  },
  {
    name: 'a request that the browser calls cross-site',
    send: ({ officer }) => officer.post(START, filled, { 'sec-fetch-site': 'cross-site' }),
    status: 403,
  },
  {
    name: 'a form of this name at another port',
    send: ({ officer }) => officer.post(START, filled, { origin: 'http://localhost:9' }),
    status: 403,
  },
  // Answers
  {
    name: 'no answers',
    send: ({ officer }) => officer.post(START, {}),
    status: 422,
    says: /There is a problem/,
  },
  {
    name: 'the same field twice',
    send: ({ officer }) =>
      officer.request('POST', START, FORM, `_csrf=${encodeURIComponent(officer.token())}&title=a&title=b`),
    status: 422,
    says: /must be text/,
  },
  {
    name: 'a field that is not asked for',
    send: ({ officer }) => officer.post(START, { ...filled, administrator: 'yes' }),
    status: 422,
    says: /no field called/,
  },
  {
    name: 'a field with the prototype’s name',
    send: ({ officer }) => officer.post(START, { ...filled, ['__proto__']: 'x', constructor: 'y' }),
    status: 422,
  },
  {
    name: 'text that runs backwards',
    send: ({ officer }) => officer.post(START, { ...filled, title: 'abc\u202egnp.exe' }),
    status: 422,
    says: /direction of text/,
  },
  {
    name: 'a NUL character',
    send: ({ officer }) => officer.post(START, { ...filled, title: 'a\u0000b' }),
    status: 422,
    says: /control character/,
  },
  {
    name: 'bytes that are no text',
    send: ({ officer }) =>
      officer.request(
        'POST',
        START,
        FORM,
        Buffer.concat([Buffer.from(`_csrf=${officer.token()}&title=`), Buffer.from([0xff, 0xfe, 0x41])]),
      ),
    status: 422,
  },
  {
    name: 'a title of five thousand letters',
    send: ({ officer }) => officer.post(START, { ...filled, title: 'x'.repeat(5000) }),
    status: 422,
    says: /characters or fewer/,
  },
  {
    name: 'a group that is not on the list',
    send: ({ officer }) => officer.post(START, { ...filled, group: 'leadership' }),
    status: 422,
    says: /from the list/,
  },
  {
    name: 'markup in a title is shown as it was typed',
    send: ({ officer }) => officer.post(START, { title: '<script>alert(1)</script>"\'><b>' }),
    status: 422,
  },
  {
    name: 'two megabytes of form',
    send: ({ officer }) => officer.post(START, { ...filled, problem: 'x'.repeat(2_000_000) }),
    status: 413,
  },
  {
    name: 'ten thousand fields',
    send: ({ officer }) =>
      officer.post(START, Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`f${at}`, 'x']))),
    status: [413, 422],
  },
  {
    name: '31 February',
    send: dated({ 'screenedOn-day': '31', 'screenedOn-month': '2', 'screenedOn-year': '2026' }),
    status: 422,
    says: /real date/,
  },
  {
    name: 'a date of words',
    send: dated({ 'screenedOn-day': 'first', 'screenedOn-month': 'May', 'screenedOn-year': 'soon' }),
    status: 422,
    says: /real date/,
  },
  {
    name: 'a year of two digits',
    send: dated({ 'screenedOn-day': '1', 'screenedOn-month': '5', 'screenedOn-year': '26' }),
    status: 422,
  },
  { name: 'a stale version', send: stale, status: 409, says: /changed|somebody|since/i },
  // Ways of sending
  {
    name: 'a form sent as plain text',
    send: (world) => raw(world, 'POST', 'text/plain', 'title=x'),
    status: [403, 415],
  },
  { name: 'a form sent as XML', send: (world) => raw(world, 'POST', 'application/xml', '<a/>'), status: 415 },
  {
    name: 'a form sent as JSON without a token',
    send: (world) => raw(world, 'POST', 'application/json', '{"title":"x"}'),
    status: 403,
  },
  {
    name: 'a form of parts without their end',
    send: (world) => raw(world, 'POST', 'multipart/form-data; boundary=b', part('_csrf', 'x')),
    status: [400, 403],
  },
  {
    name: 'a form of parts without a boundary',
    send: (world) => raw(world, 'POST', 'multipart/form-data', 'x'),
    status: [400, 403, 415],
  },
  {
    name: 'a file where none is asked for',
    send: (world) =>
      raw(
        world,
        'POST',
        'multipart/form-data; boundary=b',
        `${part('_csrf', world.officer.token())}${part('title', 'x', '; filename="a.pdf"')}--b--\r\n`,
      ),
    status: 422,
    says: /takes no file/,
  },
  {
    name: 'a thousand parts',
    send: (world) =>
      raw(world, 'POST', 'multipart/form-data; boundary=b', `${part('a', 'x').repeat(1000)}--b--\r\n`),
    status: [400, 413],
  },
  { name: 'PUT', send: (world) => raw(world, 'PUT', FORM['content-type'], 'title=x'), status: 404 },
  { name: 'DELETE', send: (world) => raw(world, 'DELETE', FORM['content-type'], ''), status: 404 },
  { name: 'PATCH', send: (world) => raw(world, 'PATCH', FORM['content-type'], 'title=x'), status: 404 },
  {
    name: 'a post to a page that is only read',
    send: ({ officer }) => officer.post('/funding', {}),
    status: 404,
  },
  // Files
  { name: 'a program put up as a PDF', send: uploaded('plan.pdf', 'MZ\u0001program'), status: 422 },
  { name: 'an empty file', send: uploaded('plan.pdf', ''), status: 422 },
  {
    name: 'a web page put up as a PDF',
    send: uploaded('plan.pdf', '<html><script>1</script></html>'),
    status: 422,
  },
  {
    name: 'a file whose name hides its ending',
    send: uploaded('plan\u202efdp.pdf', '%PDF-1.7 %%EOF'),
    status: 422,
  },
  // Records
  {
    name: 'a case that does not exist',
    send: ({ officer }) => officer.get('/funding/cases/KC-2026-999'),
    status: 404,
  },
  {
    name: 'a case with a quotation mark',
    send: ({ officer }) => officer.get('/funding/cases/%27%20or%201=1'),
    status: 404,
  },
  { name: 'a meeting that is no identifier', send: ({ officer }) => officer.get('/meetings/1'), status: 404 },
  {
    name: 'a project that does not exist',
    send: ({ officer }) => officer.post('/projects/P-9999/lessons/add', {}),
    status: 404,
  },
  // Addresses
  ...[
    '/%2e%2e/%2e%2e/etc/passwd',
    '/../../etc/passwd',
    '/assets/..%2f..%2fpackage.json',
    '/funding/cases/..%2f..%2frunning',
    '/funding//cases',
    '/FUNDING',
    '/funding/',
    '/.env',
    '/.git/config',
    '/api/',
    '/health',
  ].map((path): Case => ({
    name: `the path ${path}`,
    send: ({ officer }) => officer.get(path),
    status: 404,
  })),
  ...[
    '/funding/cases/%00',
    '/funding/cases/%E0%A4%A',
    '/%zz',
    '/funding/cases?q=%00',
    '/funding/cases?q=%E2%80%AE',
    '/funding/cases/%E2%80%AE',
  ].map((path): Case => ({
    name: `the path ${path}`,
    send: ({ officer }) => officer.get(path),
    status: [400, 404, 422],
  })),
  {
    name: 'a path of nine thousand letters',
    send: ({ officer }) => officer.get(`/funding/cases/${'a'.repeat(9000)}`),
    status: [404, 414],
  },
  {
    name: 'a list position that was never given out',
    send: ({ officer }) => officer.get('/funding/cases?after=zzzz'),
    status: [404, 422],
  },
  {
    name: 'a filter that is not on offer',
    send: ({ officer }) => officer.get('/meetings?state=constructor'),
    status: 422,
  },
  {
    name: 'a list in a form that there is not',
    send: ({ officer }) => officer.get('/funding/cases?format=exe'),
    status: 404,
  },
  {
    name: 'a ledger on a day that is not',
    send: ({ officer }) => officer.get('/funding/programmes/kc-development-fund/ledger?on=31%2F2%2F2026'),
    status: [404, 422],
  },
]

const FORM = { 'content-type': 'application/x-www-form-urlencoded' } as const

function dated(date: Readonly<Record<string, string>>): Case['send'] {
  return ({ officer, draft, app }) =>
    officer.post(`${draft}/equality`, {
      version: '2',
      outcome: 'no-relevance',
      reasoning: 'Nobody is treated differently.',
      assessor: app.personOf(cast.fundOfficer),
      ...date,
    })
}

async function stale({ officer, draft }: World): Promise<Answered> {
  await officer.open(`${draft}/plan`)
  return officer.attempt({ version: '1', 'milestones-0-title': 'Written over' })
}

function uploaded(name: string, text: string): Case['send'] {
  return async ({ officer, draft }) => {
    await officer.open(`${draft}/attachments`)
    return officer.attempt({ file: { name, bytes: Buffer.from(text, 'latin1') } })
  }
}

appTest(
  `pages refuse ${cases.length} kinds of bad input on well-made pages, and change nothing`,
  async (app) => {
    const officer = await app.browser(cast.fundOfficer)
    const draft = await draftOf(officer)
    await officer.open(`${draft}/plan`)
    await officer.send({ 'milestones-0-title': 'Begun', 'milestones-0-on': '2027-01-04' })
    const world = { app, officer, chair: await app.browser(cast.chair), draft }
    const wrong: string[] = []
    let before = await app.state()
    for (const { name, send, status, says } of cases) {
      await officer.open('/')
      const answer = await send(world).catch((error: unknown) =>
        (error instanceof Error ? error.message : String(error)).slice(0, 900),
      )
      if (typeof answer === 'string') wrong.push(`${name}: ${answer}`)
      else if (![status].flat().includes(answer.status))
        wrong.push(`${name}: ${faultsIn(answer)} instead of ${String(status)}`)
      else if (says !== undefined && !says.test(answer.words))
        wrong.push(`${name} is not explained: ${faultsIn(answer)}`)
      const after = await app.state()
      for (const [table, state] of Object.entries(after))
        if (state !== before[table]) wrong.push(`${name} changed ${table}`)
      before = after
    }
    assert.deepEqual(wrong, [], wrong.join('\n'))
  },
)

appTest('what was typed is shown again beside what is wrong with it', async (app) => {
  const officer = await app.browser(cast.fundOfficer)
  await officer.open(START)
  const refused = await officer.attempt({ title: '<b>Maps & "plans"</b>', problem: '', group: 'GIS' })
  assert.equal(refused.status, 422)
  assert.match(refused.body, /<title>Error: /)
  assert.match(refused.body, /&lt;b&gt;Maps &amp; &quot;plans&quot;&lt;\/b&gt;/)
  assert.doesNotMatch(refused.body, /<b>Maps/)
})

appTest('a form sent twice is done once', async (app) => {
  const officer = await app.browser(cast.fundOfficer)
  await officer.open(START)
  const page = officer.page
  const first = await officer.attempt({
    group: 'GIS',
    title: 'Sent twice',
    problem: 'A double press.',
    sponsor: 'Kent County Council',
  })
  const before = await app.state()
  officer.back(page)
  const second = await officer.attempt({
    group: 'GIS',
    title: 'Sent twice',
    problem: 'A double press.',
    sponsor: 'Kent County Council',
  })
  assert.deepEqual([second.status, second.location], [303, first.location])
  assert.deepEqual(await app.state(), before)
})

appTest('a session that ended keeps the form, for the same person in the same browser', async (app) => {
  const officer = await app.browser(cast.fundOfficer)
  await officer.open(START)
  app.clock.advance({ hours: 13 })
  const sent = await officer.attempt({
    group: 'GIS',
    title: 'Words worth keeping',
    problem: 'A long afternoon of typing.',
  })
  assert.equal(sent.status, 303)
  const query = (sent.location ?? '').split('?')[1] ?? ''
  assert.match(sent.location ?? '', /^\/sign-in\?to=%2Ffunding%2Fcases%2Fstart&kept=[0-9a-f-]{36}$/)

  const stranger = await app.browser(cast.chair)
  const peeked = await stranger.get(`${START}?${query}`)
  assert.doesNotMatch(peeked.body, /Words worth keeping/)

  const back = await officer.post(`/sign-in/as?${query}`, { person: app.personOf(cast.fundOfficer) })
  const kept = await officer.open(back.location ?? '')
  assert.match(kept.body, /Words worth keeping/)
  assert.match(kept.body, /A long afternoon of typing/)
  await officer.send({ sponsor: 'Kent County Council' })
  assert.match(officer.page.words, /Words worth keeping/)
})

appTest('somebody else who signs in at the same browser does not find the other’s words', async (app) => {
  const officer = await app.browser(cast.fundOfficer)
  await officer.open(START)
  app.clock.advance({ hours: 13 })
  const sent = await officer.attempt({ title: 'Words worth keeping', problem: 'Private' })
  const query = (sent.location ?? '').split('?')[1] ?? ''
  const back = await officer.post(`/sign-in/as?${query}`, { person: app.personOf(cast.groupChair) })
  const shown = await officer.get(back.location ?? '')
  assert.doesNotMatch(shown.body, /Words worth keeping/)
})

appTest('a case that does not exist and one that is not yours are the same page', async (app) => {
  const outsider = await app.browser('estates@secamb.example')
  const [known] = (
    await app.connects.db.selectFrom('funding.business_case').select('reference').limit(1).execute()
  ).map((row) => row.reference)
  const told = async (reference: string): Promise<unknown> => {
    const { status, words } = await outsider.get(`/funding/cases/${reference}`)
    return [status, words.replaceAll(/[0-9a-f-]{36}/g, '')]
  }
  assert.deepEqual(await told(known ?? ''), await told('KC-2026-999'))
})

appTest('cookies of no meaning are those of a visitor', async (app) => {
  for (const cookie of [
    'connects_session=x',
    `connects_session=${'A'.repeat(43)}`,
    `connects_session=${'A'.repeat(9000)}`,
    'connects_session=%00',
    '=; ;;',
    'connects_notice=%zz',
    `connects_notice=${Buffer.from('<script>alert(1)</script>').toString('base64url')}`,
  ]) {
    const visitor = await app.browser()
    const answer = await visitor.get('/', { cookie })
    assert.equal(answer.status, 200, cookie)
    assert.doesNotMatch(answer.body, /<script>alert/)
    assert.equal((await visitor.get('/account', { cookie })).status, 303)
  }
})

appTest(
  'asking for the head gives none of the page, and asking what is offered gives nothing away',
  async (app) => {
    const head = await app.web.inject({
      method: 'HEAD',
      url: '/funding',
      headers: { host: 'localhost:3000' },
    })
    assert.deepEqual([head.statusCode, head.body], [200, ''])
    const options = await app.web.inject({
      method: 'OPTIONS',
      url: '/funding',
      headers: {
        host: 'localhost:3000',
        origin: 'https://attacker.example',
        'access-control-request-method': 'POST',
      },
    })
    assert.equal(options.statusCode, 404)
    assert.equal(options.headers['access-control-allow-origin'], undefined)
    const trace = await app.web
      .inject({ method: 'TRACE', url: '/funding', headers: { host: 'localhost:3000' } })
      .catch(() => ({ statusCode: 404 }))
    assert.ok(trace.statusCode >= 400)
  },
)

test('a thousand requests in a minute are told to wait, pages and API apart', async (t) => {
  const app = await emptyApp(t, {
    CONNECTS_REQUESTS_PER_MINUTE: '600',
    CONNECTS_API_REQUESTS_PER_MINUTE: '300',
  })
  const statuses = new Map<number, number>()
  let last: Awaited<ReturnType<typeof app.web.inject>> | undefined
  for (let at = 0; at < 1000; at += 1) {
    last = await app.web.inject({
      method: 'GET',
      url: '/nothing-here',
      headers: { host: 'localhost:3000', accept: 'application/json' },
    })
    statuses.set(last.statusCode, (statuses.get(last.statusCode) ?? 0) + 1)
  }
  assert.deepEqual(
    [...statuses],
    [
      [404, 600],
      [429, 400],
    ],
  )
  assert.ok(Number(last?.headers['retry-after']) > 0)
  assert.equal((await app.web.inject({ method: 'GET', url: '/health/live' })).statusCode, 200)
  assert.equal((await app.web.inject({ method: 'GET', url: '/api/funding/case/list' })).statusCode, 401)
})
