import { randomUUIDv7 } from 'node:crypto'
import { readFileSync, existsSync, rmSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { deserialize } from 'node:v8'
import { join } from 'node:path'
import { serve } from '#test/support/processes.ts'
import { castWith, county } from './support/county.ts'
import { preloading } from './support/program.ts'
import { hiddenIn, signedIn } from './support/visitor.ts'
const here = await county()
const place = await here.postgres()
const file = join(place.directory, 's.v8')
const server = await serve(place, ['start'], { CONNECTS_WORKERS: 'no', NODE_OPTIONS: preloading('capture-statements'), BENCH_STATEMENTS: file })
const told = async () => { rmSync(file, { force: true }); server.child.kill('SIGUSR2'); while (!existsSync(file)) await pause(10); await pause(30) }
const { name } = await castWith('finance-officer@kent-connects')
const v = await signedIn(server.url, name)
const list = await v.get('/partnerships/kent-connects/subscriptions')
let path = '', csrf = ''
for (const [, c = ''] of list.text.matchAll(/href="(\/partnerships\/kent-connects\/subscriptions\/[0-9a-f-]{36})"/g)) {
  const { text } = await v.get(c + '/pay')
  const owed = Number(/£([\d,]+)(?:\.\d\d)? of £[\d,.]+ is outstanding/.exec(text)?.[1]?.replaceAll(',', '') ?? 0)
  if (owed >= 1000) { path = c + '/pay'; csrf = hiddenIn(text, '_csrf'); break }
}
const body = () => ({ _csrf: csrf, _form: randomUUIDv7(), amount: '0.01', 'receivedOn-day': '1', 'receivedOn-month': '6', 'receivedOn-year': '2026', reference: randomUUIDv7() })
console.log((await v.post(path, body())).status)
await pause(200)
for (const [what, run] of [['POST', () => v.post(path, body())], ['GET form', () => v.get(path)], ['home', () => v.get('/')]] as const) {
  await told(); await run(); await told()
  const s = deserialize(readFileSync(file)) as { text: string }[]
  console.log(`--- ${what}: ${s.length}`)
  for (const one of s) console.log('  ', one.text.replace(/\s+/g, ' ').slice(0, 170))
}
await server.stop(); await here.close()
