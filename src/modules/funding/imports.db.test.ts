// Programmes and funded projects from files: all or nothing, every fault with its line, and twice is once.
import assert from 'node:assert/strict'
import { action } from '#platform/actions/index.ts'
import { checkAssertion } from '#platform/figures/index.ts'
import type { ImportOutcome } from '#platform/module/index.ts'
import { county, countyDatabase, type County } from '#test/support/county.ts'
import { everyModule } from '#test/support/fund.ts'
import type { TestHouse } from '#test/support/house.ts'
import { statedFundedProjects } from './figures.ts'
import { imports } from './imports.ts'
import { fundedProjects, programmeByCode } from './queries/programmes.ts'

const database = countyDatabase()
type World = County & { readonly house: TestHouse }
type Line = Readonly<Record<string, string>>

async function world(db: Parameters<typeof county>[0]): Promise<World> {
  return { ...(await county(db)), house: everyModule(db) }
}

const programme: Line = {
  id: 'ope',
  name: 'One Public Estate',
  funder: 'Cabinet Office',
  partnership: 'kent-connects',
  successful_bids: '4',
  awarded_gbp: '1319000',
  paid_through: 'accountable_body',
  note: 'Eleven projects and a Programme Management Office',
}
const own: Line = {
  ...programme,
  id: 'development-fund',
  name: 'Development fund',
  funder: 'Partner subscriptions',
  successful_bids: '',
  awarded_gbp: '',
  note: '',
}

/** Loads lines as a file would be loaded; the first line of data is line 2. */
async function load(at: World, kind: string, lines: readonly Line[]): Promise<ImportOutcome> {
  const found = imports.find((one) => one.kind === kind)
  assert.ok(found)
  const loading = action({
    name: 'funding.test.load',
    title: 'Load',
    doors: [],
    fields: {},
    run: async (inside) => ({
      subject: null,
      result: await found.load(
        inside,
        lines.map((cells, at) => ({ line: at + 2, cells })),
        {},
      ),
    }),
  })
  return at.house.system.perform(loading, {})
}

database.test(
  'programmes are loaded once, a second time changes nothing, and a corrected line changes one',
  async (db) => {
    const at = await world(db)
    assert.deepEqual(await load(at, 'funding-programmes', [programme, own]), {
      created: 2,
      changed: 0,
      unchanged: 0,
      faults: [],
    })
    assert.deepEqual(await load(at, 'funding-programmes', [programme, own]), {
      created: 0,
      changed: 0,
      unchanged: 2,
      faults: [],
    })
    assert.deepEqual(
      await load(at, 'funding-programmes', [{ ...programme, funder: 'Government Property Unit' }, own]),
      { created: 0, changed: 1, unchanged: 1, faults: [] },
    )
    const found = await programmeByCode(await at.house.operator.reader(), 'ope')
    assert.deepEqual(
      [found.source, found.route, found.awardedPence, found.successfulBids],
      ['external', 'held', 1_319_000_00n, 4],
    )
  },
)

database.test('every fault is said with its line, and nothing is written', async (db) => {
  const at = await world(db)
  const { faults } = await load(at, 'funding-programmes', [
    programme,
    programme,
    { ...programme, id: 'Land Release' },
    { ...programme, id: 'lrf', partnership: 'nowhere' },
    { ...programme, id: 'blrf', awarded_gbp: '£20k', paid_through: 'cash', successful_bids: '-1' },
    { ...own, paid_through: 'project_lead' },
    { ...programme, id: 'x', name: 'a\u202eb' },
  ])
  assert.deepEqual(
    faults.map((fault) => fault.line),
    [3, 4, 5, 6, 6, 6, 7, 8],
  )
  assert.equal(
    (
      await at.house.operator
        .reader()
        .then((reader) => reader.db.selectFrom('funding.programme').select('id').execute())
    ).length,
    0,
  )
})

database.test(
  'what was funded is counted by its type, and the papers’ own count is a finding',
  async (db) => {
    const at = await world(db)
    await load(at, 'funding-programmes', [programme])
    const lines = [
      ...Array.from({ length: 12 }, (_, nth) => ({
        programme: 'ope',
        name: `Project ${nth}`,
        lead: nth === 0 ? 'dover' : '',
      })),
      { programme: 'ope', name: 'KEP Programme Management Office', lead: 'kcc' },
      { programme: 'ope', name: 'OPE Opportunities Development Fund', lead: 'kcc' },
    ]
    assert.equal((await load(at, 'funded-projects', lines)).created, 14)
    assert.equal((await load(at, 'funded-projects', lines)).unchanged, 14)
    const reader = await at.house.operator.reader()
    const findings = await checkAssertion(reader, statedFundedProjects, {
      programme: await programmeByCode(reader, 'ope'),
    })
    assert.deepEqual(
      findings.map(({ stated, recounted }) => [stated, recounted]),
      [['11', '12']],
    )
    assert.match(findings[0]?.message ?? '', /12 projects, 1 programme office and 1 fund, 14 entries in all/)
  },
)

database.test(
  'a list of two programmes belongs to both; unknown programmes and leads are faults',
  async (db) => {
    const at = await world(db)
    await load(at, 'funding-programmes', [
      { ...programme, id: 'lrf' },
      { ...programme, id: 'blrf' },
    ])
    await load(at, 'funded-projects', [{ programme: 'lrf_blrf', name: 'Biggins Wood', lead: '' }])
    const reader = await at.house.operator.reader()
    assert.deepEqual(
      [
        (await fundedProjects(reader, 'lrf')).length,
        (await fundedProjects(reader, 'blrf')).length,
        (await fundedProjects(reader, 'l')).length,
      ],
      [1, 1, 0],
    )
    const { faults } = await load(at, 'funded-projects', [
      { programme: 'lrf_xyz', name: 'A', lead: 'atlantis' },
      { programme: 'lrf', name: '', lead: '' },
    ])
    assert.deepEqual(
      faults.map((fault) => fault.line),
      [2, 2, 3],
    )
  },
)
