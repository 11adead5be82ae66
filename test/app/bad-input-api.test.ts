// What a program may send that cannot be taken: each is refused with a status and a permanent code, and nothing
// is changed by it.
import assert from 'node:assert/strict'
import { deflateRawSync } from 'node:zlib'
import { appTest, type App } from '#test/support/app.ts'
import { call, type Caller, type Replied } from '#test/support/caller.ts'
import { cast } from '#test/support/people.ts'
import { zipOf } from '#test/support/zip.ts'

type World = {
  readonly app: App
  readonly officer: Caller
  readonly finance: Caller
  readonly outsider: Caller
  readonly secretary: Caller
  readonly group: string
  readonly sponsor: string
  readonly fund: string
  /** A draft of the officer's, and the version it is at. */
  readonly draft: { readonly id: string; readonly reference: string; readonly version: number }
}

type Case = {
  readonly name: string
  readonly send: (world: World) => Promise<Replied>
  readonly status: number
  readonly code: string | RegExp
  /** Words that the answer must hold, so that its reader knows what to do. */
  readonly says?: RegExp
}

const UNKNOWN = '01a1f8a7-471e-78c0-86f6-864984306eb8'
const INVALID = 'platform.form.invalid'

async function world(app: App): Promise<World> {
  const officer = await app.program(cast.fundOfficer)
  const group = (await officer.get('groups.group.read', { group: 'gis' })).value.id as string
  const sponsor = (await officer.get('organisations.organisation.read', { organisation: 'kcc' })).value
    .id as string
  const fund =
    ((await officer.get('funding.programme.list')).value.rows as { id: string; source: string }[]).find(
      (one) => one.source === 'internal',
    )?.id ?? ''
  const made = await officer.post('funding.case.start', {
    group,
    sponsor,
    title: 'Maps for all',
    problem: 'There are none.',
  })
  assert.equal(made.status, 200, made.body)
  const outsider = await app.program('estates@secamb.example')
  return {
    app,
    officer,
    outsider,
    finance: await app.program(cast.financeOfficer),
    secretary: await app.program(cast.partnershipOfficer),
    group,
    sponsor,
    fund,
    draft: { ...made.value, version: 1 },
  }
}

const start = (world: World, answers: Readonly<Record<string, unknown>>): Promise<Replied> =>
  world.officer.post('funding.case.start', {
    group: world.group,
    sponsor: world.sponsor,
    title: 'Maps',
    problem: 'None',
    ...answers,
  })
const payIn = (world: World, answers: Readonly<Record<string, unknown>>): Promise<Replied> =>
  world.officer.post('funding.ledger.pay-in', {
    programme: world.fund,
    amount: '10',
    receivedOn: '2026-11-02',
    note: 'x',
    ...answers,
  })
const meeting = (world: World, startsAt: unknown): Promise<Replied> =>
  world.secretary.post('governance.meeting.plan', { group: world.group, startsAt })
const attach = (world: World, name: string, bytes: Uint8Array): Promise<Replied> =>
  world.officer.post('funding.case.attach', {
    case: world.draft.id,
    version: world.draft.version,
    file: { name, base64: Buffer.from(bytes).toString('base64') },
  })
const raw = (world: World, body: string, headers: Readonly<Record<string, string>> = {}): Promise<Replied> =>
  world.officer.post('funding.case.start', body, headers)

const PDF = Buffer.from('%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n')

const cases: readonly Case[] = [
  // Not what was asked for
  {
    name: 'no answers',
    send: (w) => w.officer.post('funding.case.start', {}),
    status: 422,
    code: INVALID,
    says: /Enter title/,
  },
  {
    name: 'a list for answers',
    send: (w) => w.officer.post('funding.case.start', []),
    status: 422,
    code: INVALID,
  },
  {
    name: 'a word for answers',
    send: (w) => w.officer.post('funding.case.start', '"x"'),
    status: 422,
    code: INVALID,
  },
  { name: 'null for answers', send: (w) => raw(w, 'null'), status: 422, code: INVALID },
  { name: 'broken JSON', send: (w) => raw(w, '{"title":'), status: 400, code: 'platform.request.unreadable' },
  { name: 'an empty body', send: (w) => raw(w, ''), status: 400, code: 'platform.request.unreadable' },
  {
    name: 'JSON a hundred thousand lists deep',
    send: (w) => raw(w, `${'['.repeat(100_000)}${']'.repeat(100_000)}`),
    status: 422,
    code: INVALID,
  },
  {
    name: 'deep JSON in an answer',
    send: (w) => raw(w, `{"title":${'['.repeat(50_000)}${']'.repeat(50_000)}}`),
    status: 422,
    code: INVALID,
  },
  {
    name: 'the prototype’s name',
    send: (w) => raw(w, '{"__proto__":{"title":"x"}}'),
    status: 400,
    code: 'platform.request.unreadable',
  },
  {
    name: 'the constructor’s prototype',
    send: (w) => raw(w, '{"constructor":{"prototype":{"title":"x"}}}'),
    status: 400,
    code: 'platform.request.unreadable',
  },
  {
    name: 'a field named toString',
    send: (w) => start(w, { toString: 'x' }),
    status: 422,
    code: INVALID,
    says: /no field called/,
  },
  {
    name: 'a field that is not asked for',
    send: (w) => start(w, { Title: 'x' }),
    status: 422,
    code: INVALID,
    says: /Did you mean/,
  },
  {
    name: 'XML',
    send: (w) => raw(w, '<a/>', { 'content-type': 'application/xml' }),
    status: 415,
    code: 'platform.request.unreadable',
  },
  {
    name: 'plain text',
    send: (w) => raw(w, 'title=x', { 'content-type': 'text/plain' }),
    status: 422,
    code: INVALID,
  },
  {
    name: 'a body said to be larger than any limit',
    send: (w) => raw(w, '{}', { 'content-length': '99999999999' }),
    status: 413,
    code: 'platform.request.unreadable',
  },
  // Words
  {
    name: 'a number for a title',
    send: (w) => start(w, { title: 7 }),
    status: 422,
    code: INVALID,
    says: /must be text/,
  },
  { name: 'a table for a title', send: (w) => start(w, { title: { a: 1 } }), status: 422, code: INVALID },
  {
    name: 'a NUL character',
    send: (w) => start(w, { title: 'a\u0000b' }),
    status: 422,
    code: INVALID,
    says: /control character/,
  },
  {
    name: 'text that runs backwards',
    send: (w) => start(w, { problem: 'abc\u202egnp.exe' }),
    status: 422,
    code: INVALID,
    says: /direction/,
  },
  {
    name: 'half a character',
    send: (w) => raw(w, `{"title":"\\ud800"}`),
    status: 422,
    code: INVALID,
    says: /could not be read/,
  },
  {
    name: 'a title of two lines',
    send: (w) => start(w, { title: 'a\nb' }),
    status: 422,
    code: INVALID,
    says: /one line/,
  },
  {
    name: 'a title that is too long',
    send: (w) => start(w, { title: 'x'.repeat(5000) }),
    status: 422,
    code: INVALID,
    says: /characters or fewer/,
  },
  {
    name: 'a problem of a million letters',
    send: (w) => start(w, { problem: 'x'.repeat(1_000_000) }),
    status: 422,
    code: INVALID,
  },
  { name: 'spaces only', send: (w) => start(w, { title: ' \t ' }), status: 422, code: INVALID },
  // Money
  { name: 'negative money', send: (w) => payIn(w, { amount: '-5' }), status: 422, code: INVALID },
  { name: 'no money', send: (w) => payIn(w, { amount: '0' }), status: 422, code: INVALID },
  {
    name: 'half a penny',
    send: (w) => payIn(w, { amount: '1.005' }),
    status: 422,
    code: INVALID,
    says: /amount of money/,
  },
  { name: 'half a penny as a number', send: (w) => payIn(w, { amount: 1.005 }), status: 422, code: INVALID },
  {
    name: 'more money than there is',
    send: (w) => payIn(w, { amount: '9'.repeat(40) }),
    status: 422,
    code: INVALID,
  },
  {
    name: 'money written as an exponent',
    send: (w) => payIn(w, { amount: '1e6' }),
    status: 422,
    code: INVALID,
  },
  { name: 'a number beyond all numbers', send: (w) => raw(w, '{"title":1e999}'), status: 422, code: INVALID },
  { name: 'money that is no number', send: (w) => payIn(w, { amount: 'NaN' }), status: 422, code: INVALID },
  // Dates and times
  {
    name: '31 February',
    send: (w) => payIn(w, { receivedOn: '2026-02-31' }),
    status: 422,
    code: INVALID,
    says: /real date/,
  },
  { name: 'month 13', send: (w) => payIn(w, { receivedOn: '2026-13-01' }), status: 422, code: INVALID },
  {
    name: 'the year nought',
    send: (w) => payIn(w, { receivedOn: '0000-00-00' }),
    status: 422,
    code: INVALID,
  },
  {
    name: 'a year of six digits',
    send: (w) => payIn(w, { receivedOn: '+275760-09-13' }),
    status: 422,
    code: INVALID,
  },
  {
    name: 'a date that is a number',
    send: (w) => payIn(w, { receivedOn: 20261102 }),
    status: 422,
    code: INVALID,
  },
  {
    name: 'an hour that the clocks skip',
    send: (w) => meeting(w, '2027-03-28 01:30'),
    status: 422,
    code: INVALID,
    says: /clocks skip/,
  },
  {
    name: 'an hour that the clocks repeat',
    send: (w) => meeting(w, '2027-10-31 01:30'),
    status: 422,
    code: INVALID,
    says: /clocks skip/,
  },
  { name: 'half past 25', send: (w) => meeting(w, '2027-03-27 25:30'), status: 422, code: INVALID },
  // Choices, lists, versions
  {
    name: 'a choice that is not on offer',
    send: (w) =>
      w.officer.post('funding.ledger.correct', {
        programme: w.fund,
        direction: 'constructor',
        amount: '1',
        note: 'x',
      }),
    status: 403,
    code: 'platform.permission.missing',
  },
  {
    name: 'a choice named after the prototype',
    send: (w) =>
      w.finance.post('funding.ledger.correct', {
        programme: w.fund,
        direction: 'constructor',
        amount: '1',
        note: 'x',
      }),
    status: 422,
    code: INVALID,
  },
  {
    name: 'perhaps for yes or no',
    send: (w) =>
      w.officer.post('funding.case.compare', {
        case: w.draft.id,
        version: 1,
        options: [{ title: 'a', forAndAgainst: 'b', chosen: 'perhaps' }],
      }),
    status: 422,
    code: INVALID,
    says: /yes or no/,
  },
  {
    name: 'ten thousand cost lines',
    send: (w) =>
      w.officer.post('funding.case.cost', {
        case: w.draft.id,
        version: 1,
        costs: Array.from({ length: 10_000 }, () => ({ title: 'x', yearStarting: 2026, amount: '1' })),
      }),
    status: 422,
    code: INVALID,
    says: /at most/,
  },
  {
    name: 'a row that is no row',
    send: (w) => w.officer.post('funding.case.cost', { case: w.draft.id, version: 1, costs: ['x', null] }),
    status: 422,
    code: INVALID,
  },
  {
    name: 'a version that is no number',
    send: (w) => w.officer.post('funding.case.submit', { case: w.draft.id, version: 'x' }),
    status: 422,
    code: INVALID,
  },
  {
    name: 'a version of a half',
    send: (w) => w.officer.post('funding.case.submit', { case: w.draft.id, version: 1.5 }),
    status: 422,
    code: INVALID,
  },
  {
    name: 'a version that never was',
    send: (w) =>
      w.officer.post('funding.case.plan', {
        case: w.draft.id,
        version: 99,
        milestones: [{ title: 'First', on: '2027-03-01' }],
      }),
    status: 409,
    code: /\.stale$/,
  },
  {
    name: '“N/A” for an equality screening',
    send: (w) =>
      w.officer.post('funding.case.screen', {
        case: w.draft.id,
        version: 1,
        outcome: 'no-relevance',
        reasoning: 'N/A',
        assessor: w.app.personOf(cast.fundOfficer),
        screenedOn: '2026-11-02',
      }),
    status: 422,
    code: /equality|funding/,
    says: /./,
  },
  // Records
  {
    name: 'a reference with a quotation mark',
    send: (w) => w.officer.get('funding.case.read', { reference: "' or 1=1 --" }),
    status: 404,
    code: 'platform.record.not-found',
  },
  {
    name: 'an identifier that is a path',
    send: (w) => w.officer.post('funding.case.submit', { case: '../../etc/passwd', version: 1 }),
    status: 422,
    code: INVALID,
    says: /not a reference/,
  },
  {
    name: 'a case that does not exist',
    send: (w) => w.officer.post('funding.case.submit', { case: UNKNOWN, version: 1 }),
    status: 404,
    code: 'platform.record.not-found',
  },
  { name: 'a group that does not exist', send: (w) => start(w, { group: UNKNOWN }), status: 422, code: /./ },
  {
    name: 'a person’s id in the place of a group’s',
    send: (w) => start(w, { group: w.app.personOf(cast.chair) }),
    status: 422,
    code: /./,
  },
  {
    name: 'a list position that was never given out',
    send: (w) => w.officer.get('funding.case.list', { after: 'x'.repeat(150) }),
    status: 422,
    code: /./,
  },
  {
    name: 'a filter that is not asked for',
    send: (w) => w.officer.get('funding.case.list', { colour: 'red' }),
    status: 422,
    code: INVALID,
  },
  // Requests
  {
    name: 'a parameter given twice',
    send: (w) =>
      call(w.app.web, 'GET', '/api/organisations/organisation/list?most=1&most=2', {
        authorization: `Bearer ${w.officer.token}`,
      }),
    status: 422,
    code: INVALID,
  },
  {
    name: 'a method that is not taken',
    send: (w) =>
      call(w.app.web, 'PUT', '/api/funding/case/start', { authorization: `Bearer ${w.officer.token}` }, '{}'),
    status: 404,
    code: 'platform.record.not-found',
  },
  {
    name: 'asking where something is to be done',
    send: (w) =>
      call(w.app.web, 'GET', '/api/funding/case/start', { authorization: `Bearer ${w.officer.token}` }),
    status: 404,
    code: 'platform.record.not-found',
  },
  {
    name: 'an action without this door',
    send: (w) => w.officer.post('funding.case.settle', {}),
    status: 404,
    code: 'platform.record.not-found',
  },
  {
    name: 'an idempotency key of spaces',
    send: (w) => w.officer.post('funding.case.start', {}, { 'idempotency-key': 'a b' }),
    status: 422,
    code: 'platform.request.key-invalid',
  },
  {
    name: 'an idempotency key of a thousand letters',
    send: (w) => w.officer.post('funding.case.start', {}, { 'idempotency-key': 'k'.repeat(1000) }),
    status: 422,
    code: 'platform.request.key-invalid',
  },
  // Who asks
  {
    name: 'no token',
    send: (w) => call(w.app.web, 'GET', '/api/funding/case/list', {}),
    status: 401,
    code: 'auth.token.unknown',
  },
  {
    name: 'a token that opens nothing',
    send: (w) =>
      call(w.app.web, 'GET', '/api/funding/case/list', {
        authorization: `Bearer connects_${'A'.repeat(43)}`,
      }),
    status: 401,
    code: 'auth.token.unknown',
  },
  {
    name: 'a password in the place of a token',
    send: (w) => call(w.app.web, 'GET', '/api/funding/case/list', { authorization: 'Basic YTpi' }),
    status: 401,
    code: 'auth.token.unknown',
  },
  {
    name: 'what another body’s officer may not do',
    send: (w) => w.outsider.post('funding.case.submit', { case: w.draft.id, version: 1 }),
    status: 404,
    code: 'platform.record.not-found',
  },
  // Files
  {
    name: 'a program named as a PDF',
    send: (w) => attach(w, 'plan.pdf', Buffer.from('MZ\u0090\u0000program')),
    status: 422,
    code: /^platform\.file\./,
  },
  {
    name: 'a picture named as a PDF',
    send: (w) => attach(w, 'plan.pdf', Buffer.from('89504e470d0a1a0a0000', 'hex')),
    status: 422,
    code: /^platform\.file\./,
  },
  {
    name: 'an empty file',
    send: (w) => attach(w, 'plan.pdf', Buffer.alloc(0)),
    status: 422,
    code: INVALID,
    says: /empty|Choose/,
  },
  {
    name: 'a file whose name is a path',
    send: (w) => attach(w, '../../plan.pdf', PDF),
    status: 422,
    code: 'platform.file.name',
  },
  {
    name: 'a file whose name runs backwards',
    send: (w) => attach(w, 'plan\u202efdp.pdf', PDF),
    status: 422,
    code: 'platform.file.name',
  },
  {
    name: 'a document with macros',
    send: (w) =>
      attach(
        w,
        'plan.docx',
        zipOf({ '[Content_Types].xml': '<Types/>', 'word/document.xml': '<w/>', 'word/vbaProject.bin': 'x' }),
      ),
    status: 422,
    code: 'platform.file.macros',
  },
  {
    name: 'a document that unpacks to a mountain',
    send: (w) =>
      attach(
        w,
        'plan.docx',
        zipOf({ '[Content_Types].xml': '<Types/>', 'word/document.xml': deflated(80_000_000) }),
      ),
    status: 422,
    code: 'platform.file.bomb',
  },
  {
    name: 'a file that is not base64',
    send: (w) =>
      w.officer.post('funding.case.attach', {
        case: w.draft.id,
        version: 1,
        file: { name: 'a.pdf', base64: '*' },
      }),
    status: 422,
    code: INVALID,
  },
  {
    name: 'a file that is a word',
    send: (w) => w.officer.post('funding.case.attach', { case: w.draft.id, version: 1, file: 'a.pdf' }),
    status: 422,
    code: INVALID,
  },
]

const deflated = (bytes: number): { readonly packed: Buffer; readonly size: number } => ({
  packed: deflateRawSync(Buffer.alloc(bytes)),
  size: bytes,
})

appTest(
  `the API refuses ${cases.length} kinds of bad input, each with its code, and changes nothing`,
  async (app) => {
    const given = await world(app)
    const wrong: string[] = []
    let before = await app.state()
    for (const { name, send, status, code, says } of cases) {
      const answer = await send(given).catch((error: unknown) => String(error).slice(0, 500))
      if (typeof answer === 'string') {
        wrong.push(`${name}: ${answer}`)
        continue
      }
      const isCode = typeof code === 'string' ? answer.code === code : code.test(answer.code ?? '')
      if (answer.status !== status || !isCode)
        wrong.push(
          `${name}: ${answer.status} ${answer.code ?? ''} instead of ${status} ${String(code)} (${answer.body.slice(0, 200)})`,
        )
      else if (says !== undefined && !says.test(answer.body))
        wrong.push(`${name} is not explained: ${answer.body.slice(0, 300)}`)
      const after = await app.state()
      for (const [table, state] of Object.entries(after))
        if (state !== before[table]) wrong.push(`${name} changed ${table}`)
      before = after
    }
    assert.deepEqual(wrong, [], wrong.join('\n'))
  },
)

appTest('a case that does not exist and one that is not yours answer with the same words', async (app) => {
  const { outsider, draft } = await world(app)
  const told = async (reference: string): Promise<unknown> => {
    const { status, value } = await outsider.get('funding.case.read', { reference })
    return { status, ...value, instance: '' }
  }
  assert.deepEqual(await told(draft.reference), await told('KC-2026-999'))
  const done = async (id: string): Promise<unknown> => {
    const { status, value } = await outsider.post('funding.case.withdraw', { case: id, version: 1, why: 'x' })
    return { status, ...value, instance: '' }
  }
  assert.deepEqual(await done(draft.id), await done(UNKNOWN))
})

appTest('the same key again gives the first answer, once; with other answers it is refused', async (app) => {
  const { officer, group, sponsor } = await world(app)
  const answers = { group, sponsor, title: 'Once only', problem: 'Twice is too often.' }
  const key = { 'idempotency-key': 'a-key' }
  const first = await officer.post('funding.case.start', answers, key)
  const before = await app.state()
  const second = await officer.post('funding.case.start', answers, key)
  assert.deepEqual([second.status, second.value], [200, first.value])
  const other = await officer.post('funding.case.start', { ...answers, title: 'Another' }, key)
  assert.deepEqual([other.status, other.code], [409, 'platform.request.key-reused'])
  const elsewhere = await officer.post('groups.membership.join', { group }, key)
  assert.deepEqual([elsewhere.status, elsewhere.code], [409, 'platform.request.key-reused'])
  assert.deepEqual(await app.state(), before)
})

appTest('cookies open nothing at the API, and a signed-in browser is asked for a token', async (app) => {
  const browser = await app.browser(cast.fundOfficer)
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  assert.equal((await call(app.web, 'GET', '/api/funding/case/list', { cookie })).status, 401)
  assert.equal(
    (
      await call(
        app.web,
        'POST',
        '/api/funding/case/start',
        { cookie, 'content-type': 'application/json' },
        '{}',
      )
    ).status,
    401,
  )
})

appTest('a token ends with its days, with its revocation, and with what it was limited to', async (app) => {
  const limited = await app.program(cast.fundOfficer, { scopes: ['funding.case.read'], days: 1 })
  assert.equal((await limited.get('funding.case.list')).status, 200)
  const refused = await limited.post('funding.case.start', {})
  assert.deepEqual([refused.status, refused.code], [403, 'platform.permission.missing'])
  const whole = await app.program(cast.fundOfficer)
  await app.connects.db.updateTable('auth.token').set({ revoked_at: app.clock.now() }).execute()
  assert.equal((await whole.get('funding.case.list')).status, 401)
  const short = await app.program(cast.fundOfficer, { days: 1 })
  assert.equal((await short.get('funding.case.list')).status, 200)
  app.clock.advance({ hours: 25 })
  assert.deepEqual(
    [(await short.get('funding.case.list')).status, (await short.get('funding.case.list')).code],
    [401, 'auth.token.unknown'],
  )
})

appTest('deciding and releasing money ask a token made on a page for a fresh sign-in', async (app) => {
  const { fund } = await world(app)
  const browser = await app.browser(cast.fundOfficer)
  await browser.open('/account/tokens/new')
  const shown = await browser.attempt({ name: 'A script', days: '7', scopes: ['*'] })
  const [token] = /connects_[A-Za-z0-9_-]{43}/.exec(shown.body) ?? assert.fail('no token is shown')
  const answers = JSON.stringify({ programme: fund, amount: '10', receivedOn: '2026-11-02', note: 'x' })
  const before = await app.state()
  const answer = await call(
    app.web,
    'POST',
    '/api/funding/ledger/pay-in',
    { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    answers,
  )
  assert.deepEqual([answer.status, answer.code], [401, 'auth.sign-in.stale'])
  assert.deepEqual(await app.state(), before)
})
