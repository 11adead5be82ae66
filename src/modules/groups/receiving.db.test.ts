// Mail in: the table of bad mail, and what of good mail becomes a post.
import assert from 'node:assert/strict'
import { county, countyDatabase } from '#test/support/county.ts'
import { appointMember, joinGroup, leaveGroup } from './actions/memberships.ts'
import { receivePost } from './actions/receiving.ts'
import { replyToken } from './actions/telling.ts'
import { closeThread, startThread } from './actions/threads.ts'
import { postsOf, readThread, type PostRow } from './queries/threads.ts'
import { ANSWER_ABOVE } from './rules/mail.ts'

const database = countyDatabase()

type Message = Readonly<Record<string, string>>

/** A mail as a server hands it over. Headers given as '' are left out. */
function raw(headers: Message, body: string): Uint8Array {
  const lines = Object.entries(headers)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}`)
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body.replaceAll('\n', '\r\n')}`)
}

async function scene(db: Parameters<typeof county>[0]) {
  const made = await county(db)
  const { house, gis, person } = made
  for (const one of [person.ravi, person.molly]) await house.as(one).perform(joinGroup, { group: gis })
  await house.operator.perform(appointMember, { group: gis, person: person.ravi, office: 'chair' })
  const { id } = await house
    .as(person.ravi)
    .perform(startThread, { group: gis, title: 'Addresses', body: 'Which register?' })
  const token = await replyToken(db.db, { thread: id, person: person.molly, now: house.clock.now() })
  const headers: Message = {
    From: 'Molly Gridref <molly@dover.example>',
    To: `Connects <reply+${token}@reply.example>`,
    Subject: 'Re: [GIS Group] Addresses',
    'Message-ID': '<one@dover.example>',
    'Content-Type': 'text/plain; charset=utf-8',
  }
  const send = (bytes: Uint8Array) =>
    house.operator.perform(receivePost, { message: { name: 'mail.eml', bytes } })
  const posts = async (): Promise<readonly PostRow[]> => (await postsOf({ db: db.db }, id)).rows.slice(1)
  return { ...made, id, token, headers, send, posts }
}

database.test(
  'D7: a member’s answer becomes their post; what their program quoted is kept apart',
  async (db) => {
    const { headers, send, posts, person } = await scene(db)
    const body = `The gazetteer.\n\nMolly\n\nOn Fri, 20 Nov 2026 at 10:00, Connects wrote:\n> ${ANSWER_ABOVE}\n> Which register?\n`
    assert.equal((await send(raw(headers, body))).taken, true)
    const [post] = await posts()
    assert.deepEqual(
      [post?.author_id, post?.body, post?.by_mail],
      [person.molly, 'The gazetteer.\n\nMolly', true],
    )
    assert.match(post?.quoted ?? '', /Which register\?/)
  },
)

database.test(
  'D8: the same mail is one post, by its Message-ID or, without one, by its bytes',
  async (db) => {
    const { headers, send, posts } = await scene(db)
    await send(raw(headers, 'Once.'))
    assert.deepEqual(await send(raw(headers, 'Once.')), { taken: false, why: 'It was taken already.' })
    const bare = raw({ ...headers, 'Message-ID': '' }, 'Twice.')
    await send(bare)
    await send(bare)
    assert.deepEqual(
      (await posts()).map((post) => post.body),
      ['Once.', 'Twice.'],
    )
  },
)

database.test(
  'Words of any encoding arrive as they were written, and files are left out and said',
  async (db) => {
    const { headers, send, posts } = await scene(db)
    const latin = Buffer.concat([
      raw(
        { ...headers, 'Content-Type': 'text/plain; charset=iso-8859-1', 'Content-Transfer-Encoding': '8bit' },
        '',
      ),
      Buffer.from('Caf\u00e9 at 3\u00a0pm, \u00a35', 'latin1'),
    ])
    await send(latin)
    await send(
      raw(
        {
          ...headers,
          From: '=?UTF-8?B?TcO2bGx5IEdyaWRyZWY=?= <MOLLY@dover.example>',
          Subject: '=?UTF-8?Q?Re:_=E2=80=9CAddresses=E2=80=9D?=',
          'Message-ID': '<two@dover.example>',
          'Content-Type': 'multipart/mixed; boundary=x',
        },
        '--x\nContent-Type: text/plain; charset=utf-8\n\nSee the plan – attached.\n--x\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=plan.pdf\nContent-Transfer-Encoding: base64\n\nJVBERi0=\n--x--\n',
      ),
    )
    const [first, second] = await posts()
    assert.equal(first?.body, 'Café at 3 pm, £5')
    assert.equal(second?.body, 'See the plan – attached.')
    assert.equal(second?.attachments_left_out, 1)
  },
)

database.test('A mail of HTML only becomes words', async (db) => {
  const { headers, send, posts } = await scene(db)
  await send(
    raw(
      { ...headers, 'Content-Type': 'text/html; charset=utf-8' },
      '<p>Yes,<br>the <b>gazetteer</b>.</p><script>alert(1)</script><div>On Friday, 20 November 2026, Connects wrote:</div><blockquote>Which register?</blockquote>',
    ),
  )
  const [post] = await posts()
  assert.equal(post?.body, 'Yes,\nthe gazetteer.')
  assert.match(post?.quoted ?? '', /> Which register\?/)
})

database.test('D7: a machine’s mail becomes nothing, and nothing is said back', async (db) => {
  const { headers, send, posts } = await scene(db)
  for (const more of [
    { 'Auto-Submitted': 'auto-replied' },
    { 'Auto-Submitted': 'auto-generated' },
    { Precedence: 'bulk' },
    { 'X-Auto-Response-Suppress': 'All' },
    { 'Return-Path': '<>' },
    { 'List-Id': '<list.example>' },
  ] as Message[]) {
    const answer = await send(raw({ ...headers, ...more }, 'I am on holiday until Monday.'))
    assert.equal(answer.taken, false, JSON.stringify(more))
  }
  assert.deepEqual(await posts(), [])
})

database.test('D7: what is no answer of the address’s person is refused in words', async (db) => {
  const { headers, send, posts, token } = await scene(db)
  const cases: readonly (readonly [string, Message, string, string])[] = [
    ['forged', { From: 'Ravi <ravi@kcc.example>' }, 'Words.', 'groups.post.another-sender'],
    [
      'a name that looks right',
      { From: '"molly@dover.example" <evil@x.example>' },
      'Words.',
      'groups.post.another-sender',
    ],
    ['nobody', { From: '' }, 'Words.', 'groups.post.another-sender'],
    ['unknown', { To: `reply+${'a'.repeat(32)}@reply.example` }, 'Words.', 'groups.post.unknown-address'],
    ['no token', { To: 'connects@reply.example' }, 'Words.', 'groups.post.unknown-address'],
    ['quoted only', {}, '> Which register?\n> Ravi', 'groups.post.nothing-said'],
    ['empty', {}, '', 'groups.post.nothing-said'],
    ['too long', {}, 'word '.repeat(3000), 'groups.post.too-long'],
  ]
  for (const [name, more, body, code] of cases)
    await assert.rejects(send(raw({ ...headers, ...more }, body)), { code }, name)
  await assert.rejects(send(raw(headers, 'x'.repeat(2 * 1024 * 1024))), { kind: 'invalid' }, '2 MB')
  await assert.rejects(send(Buffer.alloc(0)), { kind: 'invalid' })
  await assert.rejects(send(Buffer.from([0, 255, 254, 1, 2, 3])), { code: 'groups.post.unknown-address' })
  assert.deepEqual(await posts(), [])
  assert.equal(
    (
      await send(
        raw({ ...headers, To: 'x@y.example', 'X-Original-To': `reply+${token}@reply.example` }, 'Yes.'),
      )
    ).taken,
    true,
  )
})

database.test('D6: an address runs out, and dies with the membership and the discussion', async (db) => {
  const { headers, send, house, gis, person, id } = await scene(db)
  house.clock.set('2027-02-18T09:59:00Z')
  assert.equal((await send(raw(headers, 'In time.'))).taken, true)
  house.clock.set('2027-02-18T10:00:01Z')
  await assert.rejects(send(raw({ ...headers, 'Message-ID': '<b@x>' }, 'Late.')), {
    code: 'groups.post.unknown-address',
  })
  const again = await replyToken(db.db, { thread: id, person: person.molly, now: house.clock.now() })
  const fresh = { ...headers, To: `reply+${again}@reply.example`, 'Message-ID': '<c@x>' }
  await house.as(person.molly).perform(leaveGroup, { group: gis })
  await assert.rejects(send(raw(fresh, 'Still here.')), { code: 'groups.post.not-a-member' })
  await house.as(person.molly).perform(joinGroup, { group: gis })
  await house.as(person.ravi).perform(closeThread, { thread: id })
  await assert.rejects(send(raw(fresh, 'After the end.')), { code: 'groups.thread.closed' })
})

database.test('Twenty mails in an hour are enough for a person', async (db) => {
  const { headers, send, posts } = await scene(db)
  for (let at = 0; at < 20; at += 1)
    await send(raw({ ...headers, 'Message-ID': `<${at}@x>` }, `Number ${at}`))
  await assert.rejects(send(raw({ ...headers, 'Message-ID': '<21@x>' }, 'Number 21')), {
    code: 'groups.post.too-many',
  })
  assert.equal((await posts()).length, 20)
})

database.test('of several addresses a mail answers the one it was delivered to', async (db) => {
  const { house, gis, person, headers, token, send } = await scene(db)
  const other = await house
    .as(person.ravi)
    .perform(startThread, { group: gis, title: 'Maps', body: 'Which one?' })
  const now = house.clock.now()
  const second = await replyToken(db.db, { thread: other.id, person: person.molly, now })
  const To = `reply+${token}@reply.example, reply+${second}@reply.example`
  const threads: unknown[] = []
  for (const one of [second, token]) {
    const taken = await send(raw({ 'Delivered-To': `reply+${one}@reply.example`, ...headers, To }, 'Both.'))
    threads.push(taken.taken && taken.thread)
  }
  assert.equal(new Set(threads).size, 2)
  assert.equal(threads[0], other.id)
})

database.test(
  'D1, D6: what a mail quotes keeps no key of its sender, and is for members where others read along',
  async (db) => {
    const { house, person, id, token, headers, send } = await scene(db)
    const quoted = [
      `On Fri, 20 Nov 2026 at 10:00, Connects <reply+${token}@reply.example> wrote:`,
      '> ## Another discussion: words for members',
      `> Answer by mail: reply+${token}@reply.example`,
      '> Stop this mail: https://connects.example/mail/stop/someone/groups.discussions/c2VhbA',
    ]
    await send(raw(headers, `The gazetteer.\n\n${quoted.join('\n')}\n`))
    await db.db.updateTable('groups.thread').set({ audience: 'partners' }).where('id', '=', id).execute()
    const quotedFor = async (reader: string) =>
      (await house.as(reader).ask(readThread, { thread: id })).rows.at(-1)?.quoted
    const shown = (await quotedFor(person.ravi)) ?? ''
    assert.match(shown, /words for members/)
    assert.doesNotMatch(shown, new RegExp(`${token}|c2VhbA`))
    assert.equal(await quotedFor(person.noor), null)
  },
)
