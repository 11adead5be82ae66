// The pages of the use as staff, operators and everybody see them.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { sql, type Tx } from '#platform/database/index.ts'
import { appTest, type App } from '#test/support/app.ts'
import { addLateVisits, addVisits } from './actions/visits.ts'

const STAFF = 'leadership@dover.example'
const OPERATOR = 'administrator@kcc.example'

/** Two members and their visits, in the demonstration as it is. */
async function visited(app: App): Promise<void> {
  const { db } = app.connects
  await sql`insert into roaming.federation (id, name, organisation_id, operator_realm)
    select ${randomUUID()}, 'Kent govroam', id, 'kentconnects.example' from organisations.organisation where code = 'kcc'
      and not exists (select 1 from roaming.federation)`.execute(db)
  await sql`insert into roaming.member (id, organisation_id, code, state) select gen_random_uuid(), id, code, 'live'
    from organisations.organisation where code in ('dover', 'medway') on conflict do nothing`.execute(db)
  const { rows } = await sql<{ code: string; id: string }>`
    select body.code, member.id from roaming.member member join organisations.organisation body on body.id = member.organisation_id
    where body.code in ('dover', 'medway')`.execute(db)
  const member = new Map(rows.map((row) => [row.code, row.id]))
  const made = (home: string, place: string, result: 'ok' | 'fail', logins: number) => ({
    day: '2024-08-05',
    realm: `${home}.example`,
    visited: `${place}.example`,
    result,
    homeId: member.get(home) ?? null,
    visitedId: member.get(place) ?? null,
    logins,
  })
  await addVisits(db as Tx, [
    made('dover', 'medway', 'ok', 900),
    made('dover', 'medway', 'fail', 100),
    made('medway', 'medway', 'ok', 3),
    made('medway', 'dover', 'ok', 70),
  ])
  await sql`insert into roaming.quarter_closed (first_on, closed_at) values ('2024-07-01', '2024-10-15T03:10:00Z')`.execute(
    db,
  )
  await addLateVisits(
    db as Tx,
    [made('dover', 'medway', 'ok', 12)],
    Temporal.Instant.from('2024-11-04T10:00:00Z'),
  )
}

appTest('staff see the sums of the federation and the visits of their own organisation', async (app) => {
  await visited(app)
  const staff = await app.browser(STAFF)
  await staff.open('/govroam/statistics?from=2024-07-01&until=2024-09-30')
  assert.match(staff.page.words, /Logins that succeeded\s+973/)
  assert.match(staff.page.words, /Success rate\s+90\.7%/)
  assert.match(staff.page.words, /Dover District Council at Medway/)
  assert.doesNotMatch(staff.page.words, /Medway Council at Medway|Medway at Medway/)
  assert.match(staff.page.words, /973 in the whole federation/)
  assert.doesNotMatch(staff.page.words, /people of each member down/, 'a nought would be a guess')
  const file = await staff.get('/govroam/statistics?from=2024-07-01&until=2024-09-30&format=csv')
  assert.equal(file.status, 200)
  await staff.open('/govroam/statistics?from=2024-01-01&until=2024-01-31')
  assert.match(staff.page.words, /No logins were counted in these days/)
  assert.equal((await staff.get('/govroam/sources')).status, 403)
  assert.equal((await staff.get('/govroam/report/2024-q3/report.pdf')).status, 403)
  await staff.open('/govroam/report/2024-q3')
  assert.doesNotMatch(staff.page.words, /test account/)
})

appTest(
  'everybody sees a finished quarter without small numbers, and nothing of the present one',
  async (app) => {
    await visited(app)
    const nobody = await app.browser()
    await nobody.open('/govroam/use?quarter=2024-q3')
    assert.match(nobody.page.words, /July to September 2024/)
    assert.match(nobody.page.words, /hidden/)
    assert.match(nobody.page.words, /Figures under 5 are hidden/)
    assert.match(
      nobody.page.words,
      /Counted: Up to 15 October 2024.*At least 10 logins were counted after that, the last on 4 November 2024/,
    )
    const file = await nobody.get('/govroam/use?quarter=2024-q3&format=csv')
    assert.match(file.body, /At least 10 logins were counted after that/)
    assert.equal((await nobody.get('/govroam/use?quarter=2026-q4')).status, 404)
    assert.equal((await nobody.get('/govroam/report/2026-q4/public.pdf')).status, 404)
    assert.equal((await nobody.get('/govroam/report/2999-q1/public.pdf')).status, 404)
    assert.equal((await nobody.get('/govroam/report/2011-q1/public.pdf')).status, 404, 'nothing was counted')
  },
)

appTest('those who run it see every pair, the whole report and the logs', async (app) => {
  await visited(app)
  const operator = await app.browser(OPERATOR)
  await operator.open('/govroam/report/2024-q3')
  for (const words of [
    /Up to 15 October 2024/,
    /12 logins were counted after that/,
    /90\.7%/,
    /973 of 1,073/,
    /Visits by pair/,
    /What broke/,
    /What changed/,
  ])
    assert.match(operator.page.words, words)
  await operator.open('/govroam/statistics?from=2024-07-01&until=2024-09-30')
  assert.match(operator.page.words, /people of each member down/)
  await operator.open('/govroam/statistics?from=2024-07-01&until=2024-09-30&member=dover')
  assert.match(operator.page.words, /People of Dover District Council elsewhere, and others at its sites/)
  assert.doesNotMatch(operator.page.words, /people of each member down/)
  await sql`insert into roaming.log_source (id, kind, name, logins, elsewhere, last_at)
    select gen_random_uuid(), 'file', name, 7, 3, now() from unnest('{/var/log/one.log,/var/log/two.log}'::text[]) as log (name)`.execute(
    app.connects.db,
  )
  await operator.open('/govroam/sources')
  assert.match(operator.page.words, /Logs that are counted/)
  assert.match(
    operator.page.words,
    /What roams is counted from .*\/var\/log\/one\.log, \/var\/log\/two\.log\. Where two/,
  )
  await operator.follow('Change what /var/log/one.log counts')
  await operator.send({ counts: 'no' })
  assert.match(operator.page.words, /Nothing is counted from \/var\/log\/one\.log any more/)
  assert.match(operator.page.words, /Nothing, as was chosen/)
  await operator.open('/govroam/report')
  assert.match(operator.page.words, /July to September 2024/)
})
