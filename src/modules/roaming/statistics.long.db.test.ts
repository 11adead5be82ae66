// What takes longer than everyday tests may: the reports as PDFs, and the demonstration's months of visits.
import assert from 'node:assert/strict'
import { pdfOf } from '#platform/documents/index.ts'
import { askFigure } from '#platform/figures/index.ts'
import { randomUUIDv7 } from 'node:crypto'
import { perform } from '#platform/actions/index.ts'
import type { Demo } from '#platform/module/index.ts'
import { countyDatabase } from '#test/support/county.ts'
import { addRealm, smallFederation, type SmallFederation } from '#test/support/generations.ts'
import type { Database } from '#platform/database/index.ts'
import { loadVisits } from './demo-visits.ts'
import { publicReport, reportDocument } from './documents/report.ts'
import { successShare, visitCount } from './figures.ts'
import { closingOf } from './queries/closings.ts'
import { reportFacts } from './queries/report.ts'
import { causesOfFailure, publicVisits, visitsOf } from './queries/visits.ts'
import { quarterNamed } from './rules/quarters.ts'

const database = countyDatabase()
const Q3 = quarterNamed('2026-q3') ?? assert.fail()

async function demonstrated(db: Pick<Database, 'db'>, at: SmallFederation): Promise<void> {
  const operator = { kind: 'operator', user: 'tester' } as const
  const reader = await at.house.operator.reader()
  const given = { db: db.db, now: at.house.clock.now(), actor: operator, grants: [], door: 'job' } as const
  await loadVisits({
    today: Temporal.PlainDate.from('2026-11-20'),
    reader: () => reader,
    perform: (action, raw) => perform(at.house.house, action, { ...given, requestId: randomUUIDv7() }, raw),
  } satisfies Pick<Demo, 'today' | 'reader' | 'perform'> as unknown as Demo)
}

database.test(
  'The demonstration’s visits are the same whenever they are made, and its report becomes two PDFs.',
  async (db) => {
    const at = await smallFederation(db)
    await addRealm(db, at.member.medway, 'medway.nhs.example')
    await demonstrated(db, at)
    const reader = await at.house.as(at.person.priya).reader()
    const period = { from: Q3.from, until: Q3.until }
    const pairs = await visitsOf(reader, { ...period, by: 'pair' })
    const facts = await reportFacts(reader, Q3)
    const document = reportDocument({
      name: 'Kent govroam',
      quarter: Q3,
      now: reader.now,
      closing: await closingOf(reader, Q3),
      address: 'https://connects.example',
      logins: await askFigure(reader, visitCount, period),
      success: await askFigure(reader, successShare, period),
      pairs,
      months: await visitsOf(reader, { ...period, by: 'month' }),
      causes: await causesOfFailure(reader, period),
      facts,
    })
    const everybody = publicReport({
      name: 'Kent govroam',
      quarter: Q3,
      now: reader.now,
      closing: await closingOf(reader, Q3),
      address: undefined,
      visits: await publicVisits(reader, Q3),
      availability: facts.availability,
    })
    for (const one of [document, everybody]) {
      const pdf = Buffer.from(await pdfOf(one, { now: reader.now }))
      assert.equal(pdf.subarray(0, 5).toString(), '%PDF-')
    }
    assert.notEqual(
      (await closingOf(reader, Q3)).closedAt,
      null,
      'the demonstration shows a finished quarter',
    )
    assert.ok(pairs.some((pair) => pair.ok > 0 && pair.ok < 5) || pairs.length > 2)
  },
)
