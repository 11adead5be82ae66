// What a partnership brings with it: past projects and their lessons, all or nothing, and twice is once.
import assert from 'node:assert/strict'
import { action } from '#platform/actions/index.ts'
import type { ImportOutcome } from '#platform/module/index.ts'
import { createPerson } from '#modules/organisations/index.ts'
import { county, countyDatabase } from '#test/support/county.ts'
import { everyModule } from '#test/support/fund.ts'
import type { TestHouse } from '#test/support/house.ts'
import { listProjects, searchLessons } from './declared.ts'
import { pastLessons, pastProjects } from './imports.ts'

const database = countyDatabase()
type Line = Readonly<Record<string, string>>

const project: Line = {
  partnership: 'kent-connects',
  title: 'Shared reception screens',
  summary: 'One screen for visitors in every reception.',
  sponsor: 'kcc',
  manager: 'manager@kcc.example',
  opened: '2019-04-01',
  closed: '2020-03-31',
  outcome: 'Eleven receptions share one screen.',
}
const lesson: Line = {
  partnership: 'kent-connects',
  project: 'Shared reception screens',
  title: 'Ask the porters first',
  what_happened: 'The sockets were on the wrong wall.',
  what_we_learnt: 'Whoever opens the building knows it best.',
  again: 'differently',
}

async function world(db: Parameters<typeof county>[0]) {
  const at = await county(db)
  const house = everyModule(db)
  await house.operator.perform(createPerson, {
    name: 'Mona Manager',
    mail: 'manager@kcc.example',
    organisation: at.organisation.kcc,
    jobTitle: 'Project manager',
    startedOn: '2018-01-01',
  })
  return house
}

/** Loads lines as a file would be loaded; the first line of data is line 2. */
function load(house: TestHouse, kind: typeof pastProjects, lines: readonly Line[]): Promise<ImportOutcome> {
  const loading = action({
    name: 'projects.test.load',
    title: 'Load',
    doors: [],
    fields: {},
    run: async (inside) => ({
      subject: null,
      result: await kind.load(
        inside,
        lines.map((cells, at) => ({ line: at + 2, cells })),
        {},
      ),
    }),
  })
  return house.system.perform(loading, {})
}

database.test('past projects and their lessons come in once, however often they are loaded', async (db) => {
  const house = await world(db)
  for (const created of [1, 0]) {
    const outcome = await load(house, pastProjects, [project])
    assert.deepEqual(outcome, { created, changed: 0, unchanged: 1 - created, faults: [] })
  }
  for (const created of [1, 0]) {
    const outcome = await load(house, pastLessons, [lesson])
    assert.deepEqual(outcome, { created, changed: 0, unchanged: 1 - created, faults: [] })
  }
  const learnt = await load(house, pastLessons, [{ ...lesson, what_we_learnt: 'Ask twice.' }])
  assert.equal(learnt.changed, 1)
  const [row] = (await house.operator.ask(listProjects, {})).rows
  assert.equal(row?.title, 'Shared reception screens')
  assert.equal(row?.state, 'closed')
  const found = await house.operator.ask(searchLessons, { words: 'porters' })
  assert.equal(found.rows.length, 1)
})

database.test('a line that cannot be placed is named, and then nothing is written', async (db) => {
  const house = await world(db)
  const outcome = await load(house, pastProjects, [
    project,
    { ...project, title: 'A', closed: '2018-01-01' },
    { ...project, title: 'B', closed: '2031-01-01' },
    { ...project, title: 'C', manager: 'nobody@kcc.example', sponsor: 'atlantis' },
    { ...project, title: 'D', group: 'no-such-group' },
    project,
  ])
  assert.equal(outcome.created, 0)
  assert.deepEqual(
    outcome.faults.map((fault) => fault.line),
    [3, 4, 5, 5, 6, 7],
  )
  assert.match(outcome.faults[1]?.message ?? '', /opened by a decision/)
  assert.equal((await house.operator.ask(listProjects, {})).rows.length, 0)
})

database.test('a lesson of a project that is not here is named with its line', async (db) => {
  const house = await world(db)
  await load(house, pastProjects, [project])
  const outcome = await load(house, pastLessons, [lesson, { ...lesson, project: 'P-9999' }])
  assert.deepEqual(
    outcome.faults.map((fault) => fault.line),
    [3],
  )
})
