import { test } from 'node:test'
import assert from 'node:assert/strict'
import { html } from '#platform/html/index.ts'
import * as parts from './parts.ts'

test('whatever a person wrote is text in every part', () => {
  const words = '<script>alert(1)</script>'
  const all = [
    parts.heading(words, { caption: words }),
    parts.paragraph(words),
    parts.link('/', words),
    parts.bullets([words]),
    parts.inset(words),
    parts.warning(words),
    parts.tag(words),
    parts.summaryList([{ key: words, value: words }], { title: words }),
    parts.definitionList([{ term: words, meaning: words }]),
    parts.statGrid([{ label: words, value: words, note: words }]),
    parts.buttonLink('/', words),
    parts.taskList([{ title: words, status: words, hint: words }]),
    parts.emptyState(words, words, { href: '/', text: words }),
    parts.details(words, words),
    parts.noticeBanner(words),
    parts.timeline([{ title: words, when: Temporal.PlainDate.from('2027-01-01'), by: words, text: words }]),
    parts.subNavigation(words, [{ href: '/', text: words }]),
    parts.filterPanel({ action: '/', fields: [{ kind: 'text', name: 'q', label: words, value: words }] }),
  ]
  for (const one of all) assert.doesNotMatch(one.text, /<script>/)
})

test('an empty answer is said, and a row a reader may not see is left out', () => {
  const list = parts.summaryList([
    { key: 'Match funding', value: '' },
    false,
    { key: 'Partners', value: 0 },
  ]).text
  assert.match(list, /Match funding[\s\S]*>None</)
  assert.match(list, />0<\/dd>/)
  assert.equal(list.match(/<dt /g)?.length, 2)
})

test('written paragraphs and lines keep their shape', () => {
  const { text } = parts.paragraph('One.\n\nTwo\nlines.')
  assert.equal(text.match(/<p /g)?.length, 2)
  assert.match(text, /connects-lines">Two\nlines\.<\/p>/)
})

test('only actions that are there make a row of buttons, the first as the main one', () => {
  assert.equal(parts.actionsList([false, null]), null)
  const text =
    parts.actionsList([false, { href: '/a', text: 'Submit' }, { href: '/b', text: 'Withdraw' }])?.text ?? ''
  assert.match(text, /class="govuk-button"[^>]*>Submit/)
  assert.match(text, /govuk-button--secondary"[^>]*>Withdraw/)
})

test('a long list leads on with its filters and back to its beginning', () => {
  assert.equal(parts.listPages('/cases', {}, undefined), null)
  const text = parts.listPages('/cases', { state: 'open', after: 'x' }, 'y+z')?.text ?? ''
  assert.match(text, /href="\/cases\?state=open&amp;after=y%2Bz" rel="next"/)
  assert.match(text, /href="\/cases\?state=open" rel="prev"/)
  assert.match(
    parts.downloads('/cases', { state: 'open', after: 'x' }).text,
    /href="\/cases\?state=open&amp;format=csv"/,
  )
})

test('a state is a word before it is a colour', () => {
  const words = { draft: 'Draft', approved: ['Approved', 'green'] } as const
  assert.equal(
    parts.status('approved', words).text,
    '<strong class="govuk-tag govuk-tag--green">Approved</strong>',
  )
  assert.match(parts.status('draft', words).text, /govuk-tag--grey">Draft/)
  assert.match(parts.tags(parts.tag('A'), false, html`B`).text, /<li><strong[\s\S]*<li>B<\/li>/)
})
