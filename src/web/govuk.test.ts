// The bridge is proven against the examples that govuk-frontend itself is released with.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { safe } from '#platform/html/index.ts'
import { componentNames, optionsSource } from './generate-options.ts'
import { govuk } from './govuk.ts'
import { GOVUK_FOLDER } from './macros.ts'
import { moj } from './moj.ts'

type Fixture = { readonly name: string; readonly options: Record<string, unknown>; readonly html: string }

const tidied = (markup: string): string => markup.replace(/\s+/g, ' ').trim()
const camel = (name: string): string => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
const fixturesOf = (component: string): Fixture[] =>
  (
    JSON.parse(
      readFileSync(join(GOVUK_FOLDER, 'dist/govuk/components', component, 'fixtures.json'), 'utf8'),
    ) as { fixtures: Fixture[] }
  ).fixtures

test('every official example of all 39 components comes out of the bridge as published', () => {
  let compared = 0
  for (const component of componentNames()) {
    const render = (govuk as Record<string, unknown>)[camel(component)] as (options: unknown) => {
      text: string
    }
    assert.ok(render, `no function for ${component}`)
    for (const fixture of fixturesOf(component)) {
      assert.equal(
        tidied(render(fixture.options).text),
        tidied(fixture.html),
        `${component}: ${fixture.name}`,
      )
      compared += 1
    }
  }
  assert.equal(compared, 725)
})

test('the option types in the repository are those of the installed govuk-frontend', () => {
  const words = (text: string): string => text.replace(/[\s;,|']+/g, '')
  assert.equal(
    words(readFileSync(join(import.meta.dirname, 'govuk-options.ts'), 'utf8')),
    words(optionsSource()),
  )
})

test('text is escaped and only Html is markup', () => {
  assert.match(govuk.insetText({ text: '<b>bold</b>' }).text, /&lt;b&gt;bold/)
  assert.match(govuk.insetText({ html: safe('<b>bold</b>') }).text, /<b>bold<\/b>/)
  assert.match(govuk.details({ summaryText: 'More', caller: safe('<p>inside</p>') }).text, /<p>inside<\/p>/)
})

test('a timeline writes its dates as Connects does', () => {
  const items = [
    {
      label: { text: 'Submitted' },
      text: 'By the chair',
      datetime: { timestamp: '2027-03-27', type: 'date' as const },
    },
  ]
  assert.match(moj.timeline({ items }).text, /27 March 2027/)
  assert.match(moj.alert({ variant: 'success', title: 'Saved' }).text, /moj-alert--success/)
  assert.match(moj.pagination({ results: { from: 1, to: 2, count: 2 } }).text, /2 total results/)
})
