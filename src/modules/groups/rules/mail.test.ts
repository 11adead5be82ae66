import { test } from 'node:test'
import assert from 'node:assert/strict'
import { ANSWER_ABOVE, keepable, machineIn, partedReply, textOfHtml, tokensIn } from './mail.ts'

const TOKEN = 'abcdefghijklmnopqrstuvwxyz234567'

const said = (...lines: readonly string[]): string => partedReply(lines.join('\n')).said
const rest = (...lines: readonly string[]): string | null => partedReply(lines.join('\n')).rest

test('What a program quotes below an answer is taken away, and kept', () => {
  const quote = ['> Shall we meet on Tuesday?', '>', '> Ravi']
  for (const head of [
    ['On Fri, 20 Nov 2026 at 10:00, Ravi Contour wrote:'],
    ['On Fri, 20 Nov 2026 at 10:00, Ravi Contour', '<reply+x@reply.example> wrote:'],
    [
      'On Friday, 20 November 2026 at 10:00, a person of a very long',
      'name at a long address <x@y.example>',
      'wrote:',
    ],
    ['-----Original Message-----'],
    [`> ${ANSWER_ABOVE}`],
    [],
  ]) {
    assert.equal(said('Yes, I can.', '', 'Molly', '', ...head, ...quote), 'Yes, I can.\n\nMolly', head.join())
    assert.match(rest('Yes.', '', ...head, ...quote) ?? '', /Tuesday/)
  }
})

test('What Outlook puts below, without a mark on each line, is taken away as well', () => {
  const head = ['From: Connects <a@b.example>', 'Sent: 20 November 2026 10:00', 'To: Molly', 'Subject: Re: x']
  assert.equal(said('Yes.', '', '________________________________', ...head, '', 'Words.'), 'Yes.')
  assert.equal(said('Yes.', '', ...head, '', 'Words.'), 'Yes.')
  assert.equal(said('Yes.', '', '*From:* A', '*Sent:* today', '*To:* me', '', 'Words.'), 'Yes.')
})

test('A signature goes below, and a line of dashes within the words does not', () => {
  assert.deepEqual(partedReply('Yes.\n-- \nMolly Gridref\nDover'), {
    said: 'Yes.',
    rest: '-- \nMolly Gridref\nDover',
  })
  assert.equal(said('One', '---', 'Two'), 'One\n---\nTwo')
})

test('An answer point by point stays whole', () => {
  const lines = [
    'On Friday, Ravi Contour wrote:',
    '> Tuesday?',
    'Better Wednesday.',
    '> The town hall?',
    'Yes.',
  ]
  assert.deepEqual(partedReply(lines.join('\n')), { said: lines.join('\n'), rest: null })
})

test('Words that only look like a quotation stay', () => {
  for (const words of [
    'On balance I would say: yes.',
    'From: the station it is ten minutes.',
    'On Monday she wrote: nothing.',
    'We quoted\n> one line\nand went on.',
  ])
    assert.deepEqual(partedReply(words), { said: words, rest: null })
})

test('A mail of nothing but quotation says nothing', () => {
  assert.equal(said('> a', '> b'), '')
  assert.equal(said('', 'On Friday, 20 November, Ravi wrote:', '> a'), '')
  assert.equal(said(''), '')
})

test('A machine is known by what it says of itself', () => {
  const of = (key: string, value: string): string | null => machineIn([{ key, value }])
  for (const [key, value] of [
    ['auto-submitted', 'auto-replied'],
    ['auto-submitted', 'Auto-Generated; owner-token=x'],
    ['precedence', 'bulk'],
    ['precedence', 'auto_reply'],
    ['x-auto-response-suppress', 'All'],
    ['x-autoreply', 'yes'],
    ['return-path', '<>'],
    ['content-type', 'multipart/report; report-type=delivery-status'],
    ['list-id', '<x.example>'],
  ] as const)
    assert.notEqual(of(key, value), null, `${key}: ${value}`)
  assert.equal(of('auto-submitted', 'no'), null)
  assert.equal(of('return-path', '<molly@dover.example>'), null)
  assert.equal(machineIn([]), null)
})

test('Tokens are found wherever the mail was sent to, whatever their case', () => {
  assert.deepEqual(
    tokensIn([
      `Reply+${TOKEN.toUpperCase()}@reply.example`,
      `"x" <reply+${TOKEN}@reply.example>`,
      'reply+short@x',
    ]),
    [TOKEN],
  )
})

test('HTML becomes words, what it quotes is marked, and what is hidden in it is gone', () => {
  assert.equal(
    textOfHtml(
      '<html><head><style>p{}</style></head><body><p>Yes &amp; no,<br>caf&#233;</p><script>alert(1)</script><div class="gmail_quote">On Friday, 20 November, Ravi wrote:<blockquote><p>Tuesday?</p></blockquote></div></body></html>',
    ),
    'Yes & no,\ncafé\n\nOn Friday, 20 November, Ravi wrote:\n> \n> Tuesday?\n>',
  )
})

test('What cannot be kept or seen is left out, and a signature stays one', () => {
  assert.equal(keepable('a\u0000b\u202ec\r\nd\ud800'), 'abc\nd')
  assert.equal(keepable('Yes.\n-- \nMolly'), 'Yes.\n-- \nMolly')
})

test('A long mail of anything is read in no time', () => {
  for (const piece of [
    '> ',
    'On ',
    '<',
    '&#',
    '-- \n',
    'From: x\n',
    '<blockquote>',
    '<!--',
    '<script>',
    ' \n',
    '_'.repeat(30) + '\n',
  ]) {
    const text = piece.repeat(Math.floor(150_000 / piece.length))
    const began = performance.now()
    partedReply(keepable(textOfHtml(text)))
    partedReply(keepable(text))
    assert.ok(performance.now() - began < 2000, JSON.stringify(piece))
  }
})
