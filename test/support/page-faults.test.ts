import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readDocument } from './document.ts'
import { bodyOf, filled, formsOf } from './form.ts'
import { pageFaults } from './page-faults.ts'

const frame = (body: string, lang = ' lang="en"'): string =>
  `<!DOCTYPE html><html${lang}><head><meta charset="utf-8"><title>A page</title></head><body><main><h1>A page</h1>${body}</main></body></html>`
const faultsOf = (source: string): string[] =>
  pageFaults(
    readDocument(source),
    '/here',
    (method, path) => path === '/here' || (method === 'POST' && path === '/there'),
  )

test('a page without faults has none', () => {
  const form =
    '<form method="post" action="/there"><label for="a">Name</label><input id="a" name="a"><button>Send</button></form>'
  assert.deepEqual(faultsOf(frame(`${form}<a href="/here?page=2">More</a> <a href="#a">To the name</a>`)), [])
})

const faulty: Readonly<Record<string, readonly [string, RegExp]>> = {
  'an id twice': ['<p id="a">x</p><p id="a">y</p>', /the id "a" stands twice/],
  'an input without a label': ['<input name="a">', /input "a" has no label/],
  'an inline handler': ['<p onclick="x()">y</p>', /inline handler/],
  'an inline style': ['<p style="color:red">y</p>', /inline style/],
  'a script without a nonce': ['<script>1</script>', /no nonce/],
  'a link to nowhere': ['<a href="/elsewhere">There</a>', /leads nowhere/],
  'a link to a part that is not there': ['<a href="#missing">There</a>', /leads nowhere/],
  'a link without words': ['<a href="/here"></a>', /says nothing/],
  'a script as a link': ['<a href="javascript:x()">y</a>', /leads to javascript/],
  'a form inside a form': ['<form method="post" action="/there"><form></form></form>', /inside another/],
  'a value that was never there': ['<p>Asked for: undefined</p>', /says/],
  'an object as text': ['<p>[object Object]</p>', /says/],
  'something escaped twice': ['<p>A &amp;amp; B</p>', /escaped twice/],
  'a description that points at nothing': [
    '<label for="a">A</label><input id="a" name="a" aria-describedby="a-hint">',
    /points at nothing/,
  ],
  'two first headings': ['<h1>Another</h1>', /2 headings/],
}
for (const [name, [body, words]] of Object.entries(faulty)) {
  test(`a page with ${name} is told of`, () => assert.match(faultsOf(frame(body)).join('; '), words))
}

test('a page that names no language is told of', () =>
  assert.match(faultsOf(frame('', '')).join(), /no language/))

test('a form is filled in by its names and words, and sends what nobody touched', () => {
  const document = readDocument(
    frame(`<form method="post" action="/there"><input type="hidden" name="_csrf" value="t">
    <input name="when-day"><input name="when-month"><input name="when-year">
    <select name="group"><option value="">Choose one</option><option value="7">Maps</option></select>
    <input type="radio" id="y" name="sure" value="yes"><label for="y">Yes</label><input type="checkbox" name="also" value="on" checked></form>`),
  )
  const [form] = formsOf(document, '/here')
  const sent = filled(form!, { when: '2026-03-27', group: 'Maps', sure: 'Yes' })
  assert.deepEqual(Object.fromEntries(sent.fields), {
    _csrf: 't',
    'when-day': '27',
    'when-month': '03',
    'when-year': '2026',
    group: '7',
    sure: 'yes',
    also: 'on',
  })
  assert.match(bodyOf(sent, false).payload.toString(), /group=7/)
  assert.throws(() => filled(form!, { unknown: 'x' }), /does not ask for "unknown"/)
  assert.throws(() => filled(form!, { group: 'Trees' }), /not on offer/)
})
