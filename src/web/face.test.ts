import { test } from 'node:test'
import assert from 'node:assert/strict'
import { parse, type DefaultTreeAdapterTypes } from 'parse5'
import { html } from '#platform/html/index.ts'
import type { Surroundings, View } from '#platform/http/index.ts'
import { openFace } from './face.ts'

const face = openFace()
const around: Surroundings = {
  nonce: 'abc123',
  path: '/funding?state=open',
  csrf: 'token',
  person: { name: 'Ffion Invented', href: '/account' },
  navigation: [
    { text: 'Home', href: '/', current: false },
    { text: 'Funding and projects', href: '/funding', current: true },
  ],
  brand: { name: 'Kent & Friends', colour: '#4c2c92' },
  notice: null,
  demonstration: true,
}
const view: View = { title: 'Funding', body: html`<h1>Funding</h1>` }

function problemsOf(document: string): string[] {
  const problems: string[] = []
  const ids = new Set<string>()
  const visit = (node: DefaultTreeAdapterTypes.Node): void => {
    for (const { name, value } of 'attrs' in node ? node.attrs : []) {
      if (name === 'id' && ids.has(value)) problems.push(`id ${value} stands twice`)
      if (name === 'id') ids.add(value)
      if (name.startsWith('on') || name === 'style') problems.push(`inline ${name}`)
    }
    for (const child of 'childNodes' in node ? node.childNodes : []) visit(child)
  }
  visit(parse(document, { onParseError: (error) => problems.push(`${error.code} at ${error.startLine}`) }))
  return problems
}

test('a page is a whole and correct document in English with a way past the navigation', () => {
  const document = face.document(
    { ...view, back: { href: '/', text: 'Home' }, breadcrumbs: [{ href: '/', text: 'Home' }] },
    around,
  )
  assert.deepEqual(problemsOf(document), [])
  assert.match(document, /^<!DOCTYPE html>\n<html lang="en"/)
  assert.match(document, /<title>Funding – Kent &amp; Friends<\/title>/)
  assert.match(document, /href="#main-content"[^>]*>Skip to main content/)
  assert.match(document, /<main [^>]*id="main-content"/)
  for (const path of ['/accessibility-statement', '/cookies', '/privacy', '/api'])
    assert.match(document, new RegExp(`href="${path}"`))
})

test('scripts and styles carry the nonce, and the brand colour is the partnership’s', () => {
  const document = face.document(view, around)
  assert.equal(
    document.match(/<(?:script|style)[ >]/g)?.length,
    document.match(/<(?:script|style) [^>]*nonce="abc123"/g)?.length,
  )
  assert.match(document, /--connects-brand:#4c2c92/)
  assert.doesNotMatch(
    face.document(view, { ...around, brand: { name: 'x', colour: 'red}body{display:none' } }),
    /display:none/,
  )
})

test('the reader sees where they are, who they are and that the activity is invented', () => {
  const document = face.document(view, around)
  assert.match(document, /href="\/funding" aria-current="true"/)
  assert.match(document, /Ffion Invented/)
  assert.match(
    document,
    /<form method="post" action="\/sign-out">\s*<input type="hidden" name="_csrf" value="token"/,
  )
  assert.match(document, /Demonstration:<\/strong> invented activity on real public facts/)
  assert.doesNotMatch(face.document(view, { ...around, demonstration: false }), /invented activity/)
})

test('a visitor is offered to sign in and comes back to the page', () => {
  const document = face.document(view, { ...around, person: null })
  assert.match(document, /href="\/sign-in\?to=%2Ffunding%3Fstate%3Dopen"/)
  assert.doesNotMatch(document, /sign-out/)
})

test('a page with faults says so first in its title; what was just done stands above the page', () => {
  assert.match(face.document({ ...view, faulty: true }, around), /<title>Error: Funding/)
  assert.match(
    face.document(view, { ...around, notice: 'The <case> was withdrawn.' }),
    /role="alert"[\s\S]*The &lt;case&gt; was withdrawn\./,
  )
})

test('an error page says what to do next and gives the reference, and nothing of the error itself', () => {
  const sketch = {
    status: 500,
    title: 'Sorry, something went wrong',
    message: 'We have recorded it.',
    code: 'platform.defect',
    reference: 'ref-1',
  }
  const error = face.error(sketch)
  assert.equal(error.status, 500)
  assert.match(error.body.text, /We have recorded it\.[\s\S]*href="\/"[\s\S]*ref-1/)
  assert.deepEqual(problemsOf(face.document(error, around)), [])
})
