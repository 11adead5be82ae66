import assert from 'node:assert/strict'
import { test } from 'node:test'
import { html, joined, safe } from './index.ts'

test('words are escaped, in elements and in attributes', () => {
  assert.equal(
    html`<p title="${'a"b\'c'}">${'<script>&'}</p>`.text,
    '<p title="a&quot;b&#39;c">&lt;script&gt;&amp;</p>',
  )
})

test('markup stays markup, lists are joined, nothing is nothing', () => {
  assert.equal(
    html`${html`<b>${1}</b>`}${[html`<i>`, 'x<']}${null}${undefined}${false}${0}${2n}`.text,
    '<b>1</b><i>x&lt;02',
  )
  assert.equal(joined(['a', 'b'], safe('<br>')).text, 'a<br>b')
})
