import { test } from 'node:test'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadDemonstration } from '#app/demo.ts'
import { openConnects } from '#app/open.ts'
import { readConfig } from '#platform/config/index.ts'
import { openEmbedded } from '#platform/database/open.ts'
import { silentLog } from '#platform/log/index.ts'
import { fixedClock } from '#platform/time/index.ts'
import { template } from '#test/support/database.ts'
for (const now of ['2027-04-02T08:00:00Z', '2027-03-30T10:00:00Z', '2027-07-15T22:30:00Z']) {
  test(now, async () => {
    const directory = mkdtempSync(join(tmpdir(), 'scratch-'))
    const database = await openEmbedded<any>({ memory: { template: await template() } })
    const clock = fixedClock(now)
    const connects = await openConnects({ config: readConfig({ CONNECTS_DATA: join(directory, 'data'), CONNECTS_KEY_FILE: join(directory, 'k'), CONNECTS_LOG_LEVEL: 'silent', PORT: '0' }, directory), clock, log: silentLog(), work: false, database, markDemonstration: true } as any)
    const t0 = performance.now()
    await loadDemonstration(connects)
    console.log(now, Math.round(performance.now() - t0), 'ms')
    console.log((await connects.db.selectFrom('funding.business_case').select(['reference', 'state']).orderBy('reference').execute()).map((c) => `${c.reference} ${c.state}`).join(', '))
    console.log((await connects.db.selectFrom('projects.project').select(['reference', 'state']).orderBy('reference').execute()).map((c) => `${c.reference} ${c.state}`).join(', '))
    await connects.close()
  })
}
