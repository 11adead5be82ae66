import { randomUUIDv7 } from 'node:crypto'
import { serve } from '#test/support/processes.ts'
import { castWith, county } from './support/county.ts'
import { costed, drive, wire } from './support/load.ts'
import { hiddenIn, signedIn } from './support/visitor.ts'
const what = process.argv[2]
const here = await county()
const place = await here.postgres()
const prof = process.argv[3] === 'noprof' ? {} : { NODE_OPTIONS: process.env['PROFOPTS'] ?? '--cpu-prof --cpu-prof-dir=/tmp/prof --cpu-prof-interval=200' }
const server = await serve(place, ['start'], { CONNECTS_WORKERS: 'no', ...prof })
const office = what === 'post' || what === 'form' ? 'finance-officer@kent-connects' : what === 'home' ? 'fund-officer@kent-connects' : 'administrator'
const { name } = await castWith(office)
const v = what === 'visitor' ? undefined : await signedIn(server.url, name)
const cookie = v?.cookie() ?? ''
if (what === 'post' || what === 'form') {
  const list = await v!.get('/partnerships/kent-connects/subscriptions')
  let path = '', csrf = ''
  for (const [, c = ''] of list.text.matchAll(/href="(\/partnerships\/kent-connects\/subscriptions\/[0-9a-f-]{36})"/g)) {
    const { text } = await v!.get(c + '/pay')
    const owed = Number(/£([\d,]+)(?:\.\d\d)? of £[\d,.]+ is outstanding/.exec(text)?.[1]?.replaceAll(',', '') ?? 0)
    if (owed >= 1000) { path = c + '/pay'; csrf = hiddenIn(text, '_csrf'); break }
  }
  const post = () => wire(server.url, { method: 'POST', path, headers: { cookie, origin: server.url, 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams({ _csrf: csrf, _form: randomUUIDv7(), amount: '0.01', 'receivedOn-day': '1', 'receivedOn-month': '6', 'receivedOn-year': '2026', reference: randomUUIDv7() }).toString() })
  const get = wire(server.url, { method: 'GET', path, headers: { cookie } })
  for (let i = 0; i < 30; i++) console.log(await costed(server.url, () => drive(server.url, { clients: 1, milliseconds: 600, expect: what === 'post' ? 303 : 200 }, what === 'post' ? post : () => get)))
} else {
  const path = what === 'home' ? '/' : what === 'visitor' ? '/organisations' : what
  const get = wire(server.url, { method: 'GET', path, headers: { cookie } })
  for (let i = 0; i < 12; i++) console.log(await costed(server.url, () => drive(server.url, { clients: 8, milliseconds: 1500, expect: 200 }, () => get)))
}
await server.stop()
await here.close()
