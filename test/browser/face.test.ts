// The face itself in a real browser, under the policy the server sends: no barriers that axe can find, nothing
// wider than a narrow phone, and all of it without scripts too.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { barChart, chartWithTable, lineChart, sparkline, stackedBarChart } from '#platform/charts/index.ts'
import { field } from '#platform/fields/index.ts'
import { html } from '#platform/html/index.ts'
import type { FormState, Surroundings, View } from '#platform/http/index.ts'
import type { Column } from '#platform/tables/index.ts'
import { axe, browser, closeBrowser } from '#test/support/browser.ts'
import { openFace } from '#web/face.ts'
import { errorSummary, renderForm } from '#web/forms.ts'
import {
  actionsList,
  details,
  downloads,
  emptyState,
  filterPanel,
  heading,
  inset,
  link,
  listPages,
  paragraph,
  statGrid,
  subNavigation,
  summaryList,
  table,
  tag,
  tags,
  taskList,
  timeline,
  warning,
} from '#web/parts.ts'

type Case = { readonly name: string; readonly pence: bigint; readonly on: Temporal.PlainDate }

const cases: Case[] = [
  { name: 'Shared data platform', pence: 12_500_000n, on: Temporal.PlainDate.from('2026-03-27') },
  {
    name: 'Meeting room sensors across four council buildings',
    pence: 4_350_050n,
    on: Temporal.PlainDate.from('2026-05-02'),
  },
]
const columns: Column<Case>[] = [
  {
    key: 'name',
    label: 'Business case',
    kind: 'text',
    value: (one) => one.name,
    show: (one) => link('/case', one.name),
  },
  { key: 'on', label: 'Submitted on', kind: 'date', value: (one) => one.on },
  {
    key: 'state',
    label: 'Status',
    kind: 'text',
    value: () => 'Submitted',
    show: () => tag('Submitted', 'blue'),
  },
  { key: 'pence', label: 'Asked for', kind: 'money', value: (one) => one.pence, total: true },
]

const form: FormState = {
  action: '/form',
  title: 'Submit a business case',
  multipart: true,
  hidden: { _csrf: 'a', _form: 'b' },
  fields: {
    title: field.text('Title'),
    problem: field.longText('Problem', { hint: 'What goes wrong today' }),
    amount: field.money('Amount'),
    starts: field.date('Start date'),
    meets: field.dateTime('Meeting'),
    tier: field.choice('Tier', { county: 'County', district: 'District' }),
    screened: field.yesNo('Screening done'),
    partners: field.picks('Partners'),
    lead: field.pick('Lead organisation').optional(),
    costs: field.rows(
      'Cost lines',
      { what: field.text('What'), amount: field.money('Amount') },
      { least: 1 },
    ),
    file: field.file('Attachment', { accept: ['pdf'] }).optional(),
  },
  values: {
    costs: [{ what: 'Staff', amount: '12,00' }, {}],
    starts: { day: '31', month: '2', year: '2027' },
  },
  faults: ['problem', 'starts', 'meets', 'tier', 'costs-0-amount'].map((name) => ({
    field: name,
    message: `Look at ${name}`,
  })),
  options: {
    partners: [
      { value: 'a', text: 'Ashford' },
      { value: 'm', text: 'Medway' },
    ],
    lead: [{ value: 'a', text: 'Ashford' }],
  },
}

const words = { description: 'The shared data platform asks for most.', kind: 'money' as const }
const views: Record<string, View> = {
  list: {
    title: 'Business cases',
    breadcrumbs: [{ text: 'Home', href: '/' }],
    body: html`${heading('Business cases', { caption: 'Kent' })}${statGrid([{ label: 'Available', value: '£319,000', href: '/ledger', note: 'today' }])}${actionsList([{ href: '/new', text: 'Start a business case' }])}${filterPanel(
      {
        action: '/list',
        fields: [
          { kind: 'text', name: 'q', label: 'Words' },
          { kind: 'select', name: 'state', label: 'Status', options: [] },
        ],
      },
    )}${table(columns, cases, { caption: 'Cases', sort: { by: 'on', descending: true, href: (key) => `?by=${key}` } })}${downloads('/list')}${listPages('/list', {}, 'x')}${emptyState('No projects yet', 'One appears here.')}`,
  },
  case: {
    title: 'Shared data platform',
    back: { href: '/list', text: 'Business cases' },
    body: html`${heading('Shared data platform')}${tags(tag('Submitted', 'blue'), tag('Waiting for you', 'orange'))}${subNavigation(
      'Case',
      [
        { href: '/case', text: 'Overview', current: true },
        { href: '/costs', text: 'Costs' },
      ],
    )}${paragraph('Words.')}${summaryList([{ key: 'Match funding', value: '' }], { title: 'Award' })}${taskList([{ title: 'Score it', href: '/score', status: 'Due', colour: 'orange', hint: 'Two left' }])}${warning('Final.')}${inset('Note')}${details('More', 'Words')}${timeline([{ title: 'Started', when: Temporal.PlainDate.from('2026-11-01') }])}${chartWithTable(barChart({ ...words, title: 'Bars', bars: cases.map((one) => ({ label: one.name, value: one.pence })) }))}${chartWithTable(stackedBarChart({ ...words, title: 'Parts', series: ['Spent', 'Left'], bars: [{ label: '2026', values: [5_000_000n, 2_500_000n] }] }))}${chartWithTable(lineChart({ ...words, title: 'Line', points: ['Apr', 'May'], series: [{ name: 'Left', values: [1_000n, 2_000n] }] }))}<p class="govuk-body">${sparkline([1, 2], 'Rising')}</p>`,
  },
  form: {
    title: form.title,
    faulty: true,
    body: html`${errorSummary(form)}${heading(form.title)}${renderForm(form, { submit: 'Submit', summary: false, cancel: { href: '/list' } })}`,
  },
}

const around: Surroundings = {
  nonce: 'once',
  path: '/list',
  csrf: 'token',
  person: { name: 'Ffion Invented', href: '/account' },
  notice: 'The case was submitted.',
  demonstration: true,
  navigation: ['Home', 'Groups and events', 'Funding and projects', 'Meetings', 'People and places'].map(
    (text, at) => ({ text, href: `/${at}`, current: at === 2 }),
  ),
  brand: { name: 'Kent Connects', colour: '#0b4f5c' },
}
const POLICY =
  "default-src 'none'; script-src 'self' 'nonce-once'; style-src 'self' 'nonce-once'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'"

let server: Server
before(() => {
  const face = openFace()
  server = createServer((request, response) => {
    const asset = face.assets.find(({ path }) => path === request.url)
    const view = views[(request.url ?? '').slice(1)]
    response.setHeader('content-security-policy', POLICY)
    response.setHeader('content-type', asset?.type ?? 'text/html; charset=utf-8')
    response.statusCode = asset === undefined && view === undefined ? 404 : 200
    response.end(asset?.body ?? (view === undefined ? '' : face.document(view, around)))
  }).listen(0, '127.0.0.1')
})
after(async () => {
  await closeBrowser()
  server.closeAllConnections()
  server.close()
})

for (const [name, width, scripts] of [
  ['list', 1280, true],
  ['case', 1280, true],
  ['form', 1280, true],
  ['list', 320, true],
  ['case', 320, true],
  ['form', 320, true],
  ['form', 320, false],
] as const) {
  test(`the ${name} page has no barriers at ${width} pixels ${scripts ? 'with' : 'without'} scripts, and nothing runs out of it`, async () => {
    const context = await (
      await browser()
    ).newContext({ viewport: { width, height: 800 }, javaScriptEnabled: scripts })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    const { port } = server.address() as AddressInfo
    await page.goto(`http://127.0.0.1:${port}/${name}`)
    if (scripts) assert.deepEqual(await axe(page), [])
    const bodyWidth = await page.locator('body').boundingBox()
    assert.ok((bodyWidth?.width ?? 0) <= width)
    if (scripts)
      assert.equal(
        await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        ),
        0,
      )
    else assert.equal(await page.getByRole('link', { name: 'Meetings' }).isVisible(), true)
    assert.deepEqual(complaints, [])
    await context.close()
  })
}
