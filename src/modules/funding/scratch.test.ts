import { appTest } from '#test/support/app.ts'
import { writeFileSync } from 'node:fs'
appTest('walk', async (app) => {
  const mails = ['fund.officer@kcc.example', 'security@medway.example', 'project.manager@maidstone.example', 'leadership@thanet.example']
  const db = app.connects.db
  const cases = await db.selectFrom('funding.business_case').select(['reference', 'state']).orderBy('reference').execute()
  console.log(cases.map((c) => `${c.reference} ${c.state}`).join('\n'))
  const projects = await db.selectFrom('projects.project').select(['reference', 'state', 'title']).execute()
  console.log(projects)
  const paths = ['/', '/funding', '/funding/cases', '/funding/cases?state=approved', '/funding/awards', '/funding/programmes', '/funding/programmes/ope', '/funding/programmes/kc-development-fund', '/funding/programmes/kc-development-fund/ledger', '/funding/programmes/kc-development-fund/ledger?on=2026-01-01&kind=committed', '/projects', '/projects/lessons', '/projects/lessons?q=wireless', '/funding/cases/start', '/groups/gis', '/groups/information-security',
    ...cases.flatMap((c) => [`/funding/cases/${c.reference}`, `/funding/cases/${c.reference}/assessment`]), ...projects.flatMap((p) => ['', '/edit', '/status', '/status/confirm', '/spend', '/changes/ask', '/close', '/stop', '/milestones/add', '/lessons/add'].map((x) => `/projects/${p.reference}${x}`)),
    ...['KC-2026'].flatMap(() => cases.filter((c) => c.state === 'draft').flatMap((c) => ['need', 'options', 'costs', 'benefits', 'plan', 'risks', 'equality', 'attachments', 'check', 'withdraw'].map((x) => `/funding/cases/${c.reference}/${x}`))),
    ...cases.filter((c) => c.state === 'submitted').flatMap((c) => ['assessors', 'score', 'assess', 'interest'].map((x) => `/funding/cases/${c.reference}/${x}`)), ...cases.filter((c) => c.state === 'deferred').map((c) => `/funding/cases/${c.reference}/resume`),
    '/funding/programmes/add', '/funding/programmes/kc-development-fund/edit', '/funding/programmes/kc-development-fund/criteria', '/funding/programmes/kc-development-fund/ledger/pay-in', '/funding/programmes/kc-development-fund/ledger/correct', '/funding/cases?format=csv', '/projects?format=xlsx', '/funding/programmes/kc-development-fund/ledger?format=csv', '/funding/awards?format=csv', '/projects/lessons?format=csv', '/funding/cases/KC-1999-001', '/projects/P-9999', '/projects/x/y', '/funding/cases?cursor=zzz']
  for (const mail of mails) {
    const browser = await app.browser(mail)
    let out = ''
    const statuses = new Map<number, number>()
    for (const path of paths) {
      try {
        const page = await browser.get(path)
        statuses.set(page.status, (statuses.get(page.status) ?? 0) + 1)
        out += `\n\n=== ${path} ${page.status}\n${page.words || page.body.slice(0, 300)}`
        if (page.status >= 400 && mail.startsWith('fund.officer') && !path.includes('1999') && !path.includes('9999')) console.log(page.status, path)
      } catch (error) { console.log('FAULT', mail, path, String(error instanceof Error ? error.message : error).slice(0, 700)) }
    }
    console.log(mail, [...statuses])
    writeFileSync(`/tmp/scratch/${mail.split('@')[0]}.txt`, out)
  }
})
