import { appTest } from '#test/support/app.ts'
import { formsOf } from '#test/support/form.ts'
import { cast } from '#test/support/people.ts'
const show = (b: any) => { console.log('\n##', b.page.path, '|', b.page.heading); console.log(b.page.words.slice(0, 1400)); for (const f of formsOf(b.page.document, b.page.path)) { const names = new Map<string, string[]>(); for (const c of f.controls) names.set(`${c.name}:${c.kind}`, [...(names.get(`${c.name}:${c.kind}`) ?? []), c.words || (c.kind==='hidden'?'':c.value)]); console.log('  FORM', f.method, f.action, [...names].map(([n, w]) => `${n}[${w.slice(0, 4).join('|').slice(0,90)}]`).join(' ; '), 'BUTTONS', f.buttons.map((x) => x.text).join(' | ')) } }
appTest('x', async (app) => {
  const author = await app.browser('gis@kcc.example')
  await author.open('/funding/cases/start'); show(author)
  await author.send({ title: 'Drone surveys of coastal erosion', problem: 'Cliffs fall and nobody knows where next.' }); show(author)
  const c = author.page.path
  for (const s of ['need','options','costs','benefits','plan','risks','equality','check','attachments']) { await author.open(`${c}/${s}`); show(author) }
  const p = await app.browser(cast.partnershipOfficer)
  await p.open('/meetings'); show(p)
  await p.open('/partnerships/kent-connects'); show(p)
  await p.open('/partnerships/kent-connects/reports'); show(p)
  await p.open('/partnerships/kent-connects/subscriptions?state=open'); show(p)
  const f = await app.browser(cast.fundOfficer)
  await f.open('/'); show(f)
  await f.open('/projects'); show(f)
  await f.open('/funding/programmes'); show(f)
})
