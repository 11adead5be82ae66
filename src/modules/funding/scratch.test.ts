import { committedApp } from '#test/support/app.ts'
import { browser, closeBrowser, axe } from '#test/support/browser.ts'
import { test, after } from 'node:test'
import { writeFileSync } from 'node:fs'
after(closeBrowser)
test('look', async (t) => {
  const app = await committedApp(t, { listens: true })
  const chromium = await browser()
  const db = app.connects.db
  const reports = await db.selectFrom('partnerships.report').select(['id', 'from_on', 'state']).execute()
  console.log(reports.map((r) => `${r.id} ${r.from_on}`))
  const as = async (mail: string) => {
    const one = await app.browser(mail)
    const context = await chromium.newContext({ viewport: { width: 1100, height: 900 }, javaScriptEnabled: true })
    await context.addCookies([...one.cookies].map(([name, value]) => ({ name, value, url: app.url })))
    return context.newPage()
  }
  const officer = await as('fund.officer@kcc.example')
  const partnership = await as('partnership.officer@kcc.example')
  const writer = await as('security@medway.example')
  const assessor = await as('leadership@uni-kent.example')
  const manager = await as('project.manager@maidstone.example')
  const shots: [any, string, string][] = [
    [officer, '/funding', 'overview'], [officer, '/funding/cases', 'cases'], [officer, '/funding/cases/KC-2026-001', 'case'], [officer, '/funding/cases/KC-2026-001/assessment', 'assessment'],
    [officer, '/funding/programmes/kc-development-fund/ledger', 'ledger'], [officer, '/funding/programmes/ope', 'ope'], [writer, '/funding/cases/KC-2026-005', 'draft'], [writer, '/funding/cases/KC-2026-005/need', 'need'], [writer, '/funding/cases/KC-2026-005/costs', 'costs'],
    [assessor, '/funding/cases/KC-2026-003/score', 'score'], [manager, '/projects/P-0004', 'project'], [manager, '/projects/P-0004/status', 'status'], [manager, '/projects/P-0004/close', 'close'], [officer, '/projects', 'projects'], [officer, '/projects/lessons', 'lessons'], [officer, '/funding/awards', 'awards'],
    [partnership, `/partnerships/kent-connects/reports/${reports.at(-1)?.id}`, 'report'], [partnership, `/partnerships/kent-connects/reports/${reports[0]?.id}`, 'report0'], [writer, '/funding/cases/KC-2026-005/check', 'check'], [officer, '/funding/cases/KC-2025-003', 'case3'],
  ]
  for (const [page, path, name] of shots) {
    await page.goto(app.url + path)
    await page.screenshot({ path: `/tmp/scratch/${name}.png`, fullPage: true })
    const found = await axe(page)
    if (found.length) console.log(path, JSON.stringify(found).slice(0, 900))
    if (name.startsWith('report')) writeFileSync(`/tmp/scratch/${name}.txt`, await page.innerText('main'))
  }
})
