import { test } from 'node:test'
import assert from 'node:assert/strict'
import { field, type Fields } from '#platform/fields/index.ts'
import type { FormState } from '#platform/http/index.ts'
import { errorSummary, renderField, renderForm } from './forms.ts'

const fields: Fields = {
  title: field.text('Title'),
  problem: field.longText('Problem'),
  amount: field.money('Amount'),
  starts: field.date('Start date'),
  meets: field.dateTime('Meeting'),
  month: field.month('Month'),
  tier: field.choice('Tier', { county: 'County', district: 'District' }),
  screened: field.yesNo('Screening done'),
  lead: field.pick('Lead organisation').optional(),
  partners: field.picks('Partners'),
  mail: field.mail('Email'),
  count: field.integer('Count'),
  costs: field.rows(
    'Cost lines',
    { what: field.text('What'), kind: field.pick('Kind'), amount: field.money('Amount') },
    { least: 1, most: 3 },
  ),
  file: field.file('Attachment', { accept: ['pdf'] }),
  version: field.version(),
}
const options = {
  lead: [{ value: 'a', text: 'Ashford' }],
  partners: [
    { value: 'a', text: 'Ashford' },
    { value: 'm', text: 'Medway' },
  ],
  'costs-kind': [{ value: 'k', text: 'Staff' }],
}

const formOf = (more: Partial<FormState> = {}): FormState => ({
  action: '/cases/1/submit',
  title: 'Submit',
  fields,
  values: {},
  faults: [],
  options,
  hidden: { _csrf: 't"oken', _form: 'f1' },
  multipart: true,
  ...more,
})
const drawn = (more: Partial<FormState> = {}): string => renderForm(formOf(more), { submit: 'Submit' }).text
const ids = (markup: string): Set<string> =>
  new Set([...markup.matchAll(/ id="([^"]+)"/g)].map((match) => match[1] ?? ''))

test('every control has its field’s name as id, and no id stands twice', () => {
  const markup = drawn()
  const all = [...markup.matchAll(/ id="([^"]+)"/g)].map((match) => match[1])
  assert.equal(new Set(all).size, all.length)
  for (const id of [
    'title',
    'problem',
    'amount',
    'starts-day',
    'meets-date',
    'meets-time',
    'month',
    'tier',
    'screened',
    'lead',
    'partners',
    'mail',
    'count',
    'costs-0-what',
    'costs-0-kind',
    'costs-0-amount',
    'file',
  ]) {
    assert.ok(ids(markup).has(id), id)
  }
})

test('the token, the form’s own id and the version go along hidden, escaped', () => {
  const markup = drawn({ values: { version: 4 } })
  assert.match(markup, /name="_csrf" value="t&quot;oken"/)
  assert.match(markup, /name="version" value="4"/)
  assert.match(markup, /enctype="multipart\/form-data"/)
  assert.doesNotMatch(drawn({ multipart: false }), /enctype/)
})

test('every fault in the summary leads to a control that is there, and is said beside it', () => {
  const faults = ['title', 'starts', 'meets', 'tier', 'partners', 'costs', 'costs-0-amount', 'file'].map(
    (name) => ({ field: name, message: `Wrong: ${name}` }),
  )
  const markup = drawn({ faults })
  const links = [...markup.matchAll(/<a href="#([^"]+)">Wrong/g)].map((match) => match[1] ?? '')
  assert.equal(links.length, faults.length)
  for (const link of links) assert.ok(ids(markup).has(link), link)
  for (const { field: name, message } of faults)
    assert.match(markup, new RegExp(`id="${name}-error"[^>]*>[\\s\\S]{0,90}${message}`))
})

test('a fault of no field on the page is said without a link', () => {
  const summary =
    errorSummary(
      formOf({ faults: [{ field: 'nonsense', message: 'There is no field called "nonsense" here' }] }),
    )?.text ?? ''
  assert.match(summary, /There is no field called/)
  assert.doesNotMatch(summary, /href/)
  assert.equal(errorSummary(formOf()), null)
})

test('what was typed comes back as it was typed, wrong or not', () => {
  const markup = drawn({
    values: {
      title: '<b>',
      starts: { day: '31', month: '2', year: '2027' },
      meets: '2027-03-27 09:30',
      tier: 'district',
      screened: 'no',
      partners: ['m'],
      lead: 'a',
      costs: [{ what: 'Staff', kind: 'k', amount: '12,00' }],
    },
  })
  assert.match(markup, /name="title"[^>]*value="&lt;b&gt;"/)
  assert.match(markup, /name="starts-day"[^>]*value="31"/)
  assert.match(markup, /name="meets-time" type="time" value="09:30"/)
  assert.match(markup, /value="district" checked/)
  assert.match(markup, /value="no" checked/)
  assert.match(markup, /value="m" checked/)
  assert.match(markup, /<option value="a" selected/)
  assert.match(markup, /name="costs-0-amount"[^>]*value="12,00"/)
})

test('a date from the record stands in its three boxes', () => {
  const markup = renderField(formOf({ values: { starts: '2027-03-05' } }), 'starts').text
  assert.match(markup, /name="starts-day"[^>]*value="5"/)
  assert.match(markup, /name="starts-month"[^>]*value="3"/)
  assert.match(markup, /name="starts-year"[^>]*value="2027"/)
})

test('rows ask for another without scripts, and Enter presses the form’s own button', () => {
  const markup = drawn({ values: { costs: [{ what: 'A' }, { what: 'B' }] } })
  assert.match(markup, /name="_more"[^>]*value="costs"|value="costs"[^>]*name="_more"/)
  assert.match(markup, /id="costs-1-what"[^>]*value="B"/)
  assert.ok(markup.indexOf('tabindex="-1" aria-hidden="true">Submit') < markup.indexOf('_more'))
  assert.doesNotMatch(drawn({ values: { costs: [{}, {}, {}] } }), /_more/)
})

test('a part of the fields in another order, under headings', () => {
  const markup = renderForm(formOf(), {
    submit: 'Save',
    sections: [{ title: 'Money', fields: ['amount', 'title'] }],
  }).text
  assert.ok(markup.indexOf('id="amount"') < markup.indexOf('id="title"'))
  assert.doesNotMatch(markup, /id="mail"/)
  assert.match(markup, /<h2 [^>]*>Money/)
  assert.match(markup, /name="version"/)
})

test('a conflict shows what the record says now, and sending again is against that', () => {
  const form = formOf({
    values: { title: 'Mine', version: 3 },
    problem: {
      code: 'x.y.stale',
      message: 'Somebody else changed it.',
      current: { title: 'Theirs', amount: 1_250n, version: 4 },
    },
  })
  const markup = renderForm(form, { submit: 'Save' }).text
  assert.match(markup, /Somebody else changed it\.[\s\S]*What the record says now[\s\S]*Theirs[\s\S]*12\.50/)
  assert.match(markup, /name="version" value="4"/)
  assert.match(markup, /name="title"[^>]*value="Mine"/)
})

test('a secret is never sent back to a page', () => {
  const secret = { token: field.text('Token', { secret: true }) }
  assert.doesNotMatch(drawn({ fields: secret, values: { token: 'hush' } }), /hush/)
})
