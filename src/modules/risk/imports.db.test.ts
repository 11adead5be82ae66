// Files of risks: what stops a file, what is kept in doubt, and that what a register writes can be loaded again.
import assert from 'node:assert/strict'
import { action } from '#platform/actions/index.ts'
import type { ImportOutcome } from '#platform/module/index.ts'
import { csvOf, readCsv } from '#platform/tables/index.ts'
import { countyDatabase } from '#test/support/county.ts'
import { openedRisk, registers, SENTENCE, type Registers } from '#test/support/registers.ts'
import { openRisk } from './actions/risks.ts'
import { risksFile } from './imports.ts'
import { HEADINGS, loadableColumns, NEEDED } from './loadable.ts'
import { doubtsOf } from './queries/parts.ts'
import { allRisksOf, riskByReference } from './queries/risks.ts'

const database = countyDatabase()
type Line = Readonly<Record<string, string>>

async function load(
  at: Registers,
  lines: readonly Line[],
  by: Pick<Registers['house']['system'], 'perform'> = at.house.system,
): Promise<ImportOutcome> {
  const loading = action({
    name: 'risk.test.load',
    title: 'Load',
    permission: 'public',
    doors: ['page'],
    fields: {},
    run: async (inside) => ({
      subject: null,
      result: await risksFile.load(
        inside,
        lines.map((cells, nth) => ({ line: nth + 2, cells })),
        {},
      ),
    }),
  })
  return by.perform(loading, {})
}

const line = (more: Line = {}): Line => ({ register: 'gis', ...SENTENCE, ...more })

database.test('a line that is no risk stops the file and is named', async (db) => {
  const at = await registers(db)
  const refused = async (more: Line): Promise<string> => {
    const { created, faults } = await load(at, [line({ title: 'Fine' }), line(more)])
    assert.equal(created, 0)
    assert.equal(faults[0]?.line, 3, JSON.stringify(faults))
    return faults[0]?.message ?? ''
  }
  assert.match(await refused({ register: 'nowhere' }), /no register "nowhere"/)
  assert.match(await refused({ event: 'surveys' }), /only repeats the cause/)
  assert.match(await refused({ residual_likelihood: '6', residual_impact: '1' }), /5 steps of likelihood/)
  assert.match(await refused({ residual_likelihood: '4' }), /needs both/)
  assert.match(await refused({ inherent_impact: 'very' }), /whole number/)
  assert.match(await refused({ state: 'nearly' }), /state must be one of/)
  assert.match(await refused({ reference: 'KC-R-001' }), /no reference of this register/)
  assert.match(await refused({ title: 'Fine' }), /stands on line 2 already/)
})

database.test(
  'X2: a word that is none of ours is kept as it was, beside a draft, and the risk is not opened before it is settled',
  async (db) => {
    const at = await registers(db)
    const outcome = await load(at, [
      line({
        category: 'Cyber stuff',
        proximity: 'soonish',
        response: 'Treat',
        owner: 'ravi@kcc.example',
        state: 'open',
        inherent_likelihood: '4',
        inherent_impact: '4',
        residual_likelihood: '3',
        residual_impact: '3',
      }),
    ])
    assert.deepEqual(outcome, { created: 1, changed: 0, unchanged: 0, faults: [] })
    const reader = await at.house.operator.reader()
    const risk = await riskByReference(reader, 'GIS-R-001')
    assert.deepEqual(
      [risk.state, risk.response, risk.owner_name, risk.category_id],
      ['draft', 'treat', 'Ravi Contour', null],
    )
    assert.deepEqual(
      (await doubtsOf(reader, risk.id)).map((one) => [one.heading, one.raw]),
      [
        ['category', 'Cyber stuff'],
        ['proximity', 'soonish'],
      ],
    )
    await assert.rejects(
      at.house.as(at.person.ravi).perform(openRisk, { risk: risk.id, version: String(risk.version) }),
      /in doubt/,
    )
  },
)

database.test('what a register writes is loaded again and changes nothing, formulas and all', async (db) => {
  const at = await registers(db)
  await openedRisk(at, ['3', '4'], {
    title: '=2+2 maps, “quoted”\nno'.replace('\n', ' '),
    event: '-1 road\nis closed',
  })
  await openedRisk(at, ['2', '2'])
  const reader = await at.house.operator.reader()
  const file = csvOf(loadableColumns, await allRisksOf(reader, at.service, { from: 'own' }))
  const read = readCsv(file, { required: [...NEEDED], optional: HEADINGS.slice(NEEDED.length) })
  const again = await load(
    at,
    read.rows.map((row) => row.cells),
  )
  assert.deepEqual(again, { created: 0, changed: 0, unchanged: 2, faults: [] })
  const worse = read.rows.map((row) => ({ ...row.cells, residual_likelihood: '5' }))
  assert.deepEqual(await load(at, worse), { created: 0, changed: 2, unchanged: 0, faults: [] })
})

database.test(
  'a file from elsewhere keeps the references of its risks, and the next one follows them',
  async (db) => {
    const at = await registers(db)
    const { faults } = await load(at, [
      line({ reference: 'GIS-R-007', title: 'Seven' }),
      line({ reference: 'gis-r-003', title: 'Three' }),
    ])
    assert.deepEqual(faults, [])
    const { reference } = await openedRisk(at)
    assert.equal(reference, 'GIS-R-008')
  },
)

database.test('a file is loaded into the registers that its loader keeps, and into no other', async (db) => {
  const at = await registers(db)
  const ravi = at.house.as(at.person.ravi)
  const { faults } = await load(at, [line({ register: 'kc' })], ravi)
  assert.match(faults[0]?.message ?? '', /no register "kc" that you may load/)
  assert.equal((await load(at, [line()], ravi)).created, 1)
})

database.test(
  'X2: the same file again doubts nothing twice, and an open risk takes no doubt (R10)',
  async (db) => {
    const at = await registers(db)
    const doubtful = line({ reference: 'GIS-R-001', category: 'Cyber stuff' })
    assert.equal((await load(at, [doubtful])).created, 1)
    assert.deepEqual(await load(at, [doubtful]), { created: 0, changed: 0, unchanged: 1, faults: [] })
    const reader = await at.house.operator.reader()
    const { id } = await riskByReference(reader, 'GIS-R-001')
    assert.equal((await doubtsOf(reader, id)).length, 1)
    const open = await openedRisk(at)
    const { faults } = await load(at, [line({ reference: open.reference, response: 'Pray' })])
    assert.match(faults[0]?.message ?? '', /is open, and "Pray" is no response of ours/)
  },
)

database.test('whether another register has a risk of a reference is not told', async (db) => {
  const at = await registers(db)
  const told = async () => (await load(at, [line({ reference: 'KC-R-001' })])).faults[0]?.message
  const before = await told()
  await load(at, [line({ register: 'kc', reference: 'KC-R-001' })])
  assert.equal(await told(), before)
})
