import { openConnects } from '#app/open.ts'
import { loadDemonstration } from '#app/demo.ts'
import { modules } from '#app/modules.ts'
import { readConfig } from '#platform/config/index.ts'
import { openEmbedded } from '#platform/database/open.ts'
import { openLog } from '#platform/log/index.ts'
import { fixedClock } from '#platform/time/index.ts'
import { template } from '#test/support/database.ts'
import { mkdtempSync } from 'node:fs'
const t0 = performance.now()
const say = (...w: unknown[]) => console.log(((performance.now() - t0) / 1000).toFixed(1), ...w)
const dir = mkdtempSync('/tmp/appt/d-')
const clock = fixedClock('2026-11-20T10:00:00Z')
const database = await openEmbedded<any>({ memory: { template: await template() } })
say('db')
const connects = await openConnects({ config: readConfig({ CONNECTS_DATA: dir + '/data', CONNECTS_KEY_FILE: dir + '/k' }, dir), clock, log: openLog({ level: 'warn' }), work: false, database, markDemonstration: true })
say('open')
for (const m of modules) if (m.demo) { const d = m.demo; (m as any).demo = async (x: any) => { say('demo', m.name); try { await d({ ...x, as: (mail: string) => { const a = x.as(mail); return { ...a, perform: async (ac: any, raw: any) => { if (process.env.SAY) say('  as', mail, ac.name); return a.perform(ac, raw) } } }, perform: async (ac: any, raw: any) => { if (process.env.SAY) say('  op', ac.name); return x.perform(ac, raw) }, load: async (k: string, n: string, o: any) => { say('  load', k); return x.load(k, n, o) }, drain: async () => { await x.drain() } }) } catch (e: any) { console.error(m.name, e, JSON.stringify(e.faults)); process.exit(1) } ; say('done', m.name) } }
try { await loadDemonstration(connects); say('loaded') } catch (e) { console.error(e) }
say("dump"); const x = await database.dump(); say("dumped", x.length); await connects.close(); say("closed"); process.exit(0)
