// The life of a project through its actions, over a database that is undone after each test.
import assert from 'node:assert/strict'
import { decimalPounds } from '#platform/money/index.ts'
import { openItemAbout } from '#modules/governance/index.ts'
import { appointOfficer } from '#modules/partnerships/index.ts'
import { county, countyDatabase, type County } from '#test/support/county.ts'
import { everyModule } from '#test/support/fund.ts'
import type { TestHouse } from '#test/support/house.ts'
import { decideChange, proposeChange } from './actions/changes.ts'
import { addLesson, closeProject, recordOutcome, stopProject } from './actions/closing.ts'
import { recordSpend, reverseSpend } from './actions/money.ts'
import { openProject } from './actions/opening.ts'
import { confirmStatus, meetMilestone, reforecastMilestone, reportStatus } from './actions/progress.ts'
import { lessonSearch, similarProjects } from './queries/lessons.ts'
import { measuresOf, milestonesOf, spendsOf, statusesOf } from './queries/parts.ts'
import { projectById, projectFrom, projectList } from './queries/projects.ts'

const database = countyDatabase()

const opening = (at: County) => ({
  partnership: at.partnership,
  group: at.gis,
  sponsor: at.organisation.kcc,
  manager: at.person.ravi,
  title: 'County data drill',
  summary: 'Flood data are shared between councils within two hours.',
  from: at.gis,
  openedOn: '2026-09-01',
  award: decimalPounds(20_000_00n),
  lines: [{ title: 'Licences', yearStarting: '2026', amount: '20000' }],
  milestones: [
    { title: 'Licences bought', on: '2026-10-15' },
    { title: 'Drill held', on: '2027-03-01' },
  ],
  measures: [
    {
      title: 'Faster answers',
      measure: 'Hours until the map is shared',
      baseline: '24',
      target: '2',
      dueOn: '2027-06-01',
    },
  ],
})

type Opened = County & { readonly house: TestHouse; readonly id: string }

/** Ravi runs a project of the GIS group; Marcus is fund officer, Priya finance officer. */
async function opened(db: Parameters<typeof county>[0]): Promise<Opened> {
  const at = await county(db)
  const house = everyModule(db)
  await house.operator.perform(appointOfficer, {
    partnership: 'kent-connects',
    person: at.person.marcus,
    role: 'fund-officer',
  })
  await house.operator.perform(appointOfficer, {
    partnership: 'kent-connects',
    person: at.person.priya,
    role: 'finance-officer',
  })
  const { id } = await house.system.perform(openProject, opening(at))
  return { ...at, house, id }
}

const reading = (at: Opened) => at.house.operator.reader()
const manager = (at: Opened) => at.house.as(at.person.ravi)
const versionOf = async (at: Opened) => String((await projectById(await reading(at), at.id))?.version)
const lesson = {
  title: 'Agree the format first',
  whatHappened: 'Two formats met at the drill',
  whatWeLearnt: 'One spatial format saves a month',
  again: 'differently',
  keywords: 'flood maps',
}

database.test('opening twice from one record gives the first project again', async (db) => {
  const at = await opened(db)
  assert.equal((await at.house.system.perform(openProject, opening(at))).id, at.id)
  assert.equal((await projectFrom(await reading(at), at.gis))?.id, at.id)
})

database.test(
  'a forecast moves with its reason and the baseline stays, even under an update (P1)',
  async (db) => {
    const at = await opened(db)
    const [first] = await milestonesOf(await reading(at), at.id)
    assert.ok(first)
    await manager(at).perform(reforecastMilestone, {
      milestone: first.id,
      version: '1',
      forecastOn: '2026-12-01',
      reason: 'Late order',
    })
    const [moved] = await milestonesOf(await reading(at), at.id)
    assert.deepEqual(
      [moved?.baselineOn.toString(), moved?.forecastOn.toString()],
      ['2026-10-15', '2026-12-01'],
    )
    await assert.rejects(
      manager(at).perform(reforecastMilestone, {
        milestone: first.id,
        version: '1',
        forecastOn: '2026-12-02',
        reason: 'Again',
      }),
      { kind: 'conflict' },
    )
    await assert.rejects(
      db.db
        .updateTable('projects.milestone')
        .set({ baseline_on: '2027-01-01' })
        .where('id', '=', first.id)
        .execute(),
      /never changes/,
    )
    await manager(at).perform(meetMilestone, { milestone: first.id, version: '2', actualOn: '2026-11-19' })
  },
)

database.test(
  'a month is reported, confirmed unchanged, and not on track with an overdue milestone',
  async (db) => {
    const at = await opened(db)
    const report = { project: at.id, month: '2026-10', overall: 'on-track', progress: 'Licences compared' }
    await assert.rejects(manager(at).perform(reportStatus, report), {
      code: 'projects.status.milestone-overdue',
    })
    await manager(at).perform(reportStatus, { ...report, overall: 'at-risk', issues: 'The order is late' })
    await manager(at).perform(confirmStatus, { project: at.id, month: '2026-11' })
    const statuses = await statusesOf(await reading(at), at.id)
    assert.deepEqual(
      statuses.map((one) => [one.month.toString(), one.confirmed, one.issues]),
      [
        ['2026-11-01', true, 'The order is late'],
        ['2026-10-01', false, 'The order is late'],
      ],
    )
    await assert.rejects(
      manager(at).perform(reportStatus, { ...report, month: '2026-12', overall: 'at-risk', issues: 'x' }),
      { code: 'projects.status.no-such-month' },
    )
  },
)

database.test(
  'one invoice is paid once, whoever writes its number how (P3); a reversal frees it, and no line is edited (P2)',
  async (db) => {
    const at = await opened(db)
    const spend = {
      project: at.id,
      supplier: 'Mapwright Ltd',
      invoiceNumber: 'INV-7',
      spentOn: '2026-10-01',
      amount: '100',
    }
    const first = await manager(at).perform(recordSpend, spend)
    await assert.rejects(
      manager(at).perform(recordSpend, { ...spend, invoiceNumber: 'inv 7', supplier: 'MAPWRIGHT LTD.' }),
      { code: 'projects.spend.invoice-paid' },
    )
    await assert.rejects(manager(at).perform(reverseSpend, { spend: first.id, reason: 'Mine' }), {
      kind: 'forbidden',
    })
    await at.house.as(at.person.priya).perform(reverseSpend, { spend: first.id, reason: 'Wrong project' })
    await assert.rejects(
      at.house.as(at.person.priya).perform(reverseSpend, { spend: first.id, reason: 'Again' }),
      { code: 'projects.spend.reversed' },
    )
    await manager(at).perform(recordSpend, spend)
    assert.deepEqual(
      (await spendsOf(await reading(at), at.id))
        .map((line) => line.amountPence)
        .toSorted((a, b) => (a < b ? -1 : 1)),
      [-100_00n, 100_00n, 100_00n],
    )
    await assert.rejects(
      db.db.updateTable('projects.spend').set({ amount_pence: 1n }).execute(),
      /never edited/,
    )
  },
)

database.test(
  'who asks for a change does not decide it (P4); an agreed date becomes the forecast',
  async (db) => {
    const at = await opened(db)
    const [first] = await milestonesOf(await reading(at), at.id)
    const officer = at.house.as(at.person.marcus)
    const asked = await officer.perform(proposeChange, {
      project: at.id,
      kind: 'date',
      what: 'Later order',
      why: 'The supplier is late',
      milestone: first?.id,
      newDate: '2026-12-20',
    })
    await assert.rejects(
      officer.perform(decideChange, { change: asked.id, outcome: 'agreed', words: 'Yes' }),
      { code: 'projects.change.own' },
    )
    await assert.rejects(
      manager(at).perform(decideChange, { change: asked.id, outcome: 'agreed', words: 'Yes' }),
      { kind: 'forbidden' },
    )
    await at.house
      .as(at.person.helena)
      .perform(decideChange, { change: asked.id, outcome: 'agreed', words: 'Within the year' })
    const [moved] = await milestonesOf(await reading(at), at.id)
    assert.deepEqual(
      [moved?.forecastOn.toString(), moved?.baselineOn.toString()],
      ['2026-12-20', '2026-10-15'],
    )
  },
)

database.test(
  'a project closes only with its outcomes and a lesson (P5), and its closure stands on the next agenda',
  async (db) => {
    const at = await opened(db)
    const close = async () =>
      manager(at).perform(closeProject, {
        project: at.id,
        version: await versionOf(at),
        words: 'Data are shared.',
      })
    await assert.rejects(close(), { code: 'projects.project.not-ready' })
    for (const measure of await measuresOf(await reading(at), at.id))
      await manager(at).perform(recordOutcome, {
        measure: measure.id,
        version: '1',
        achieved: 'partly',
        result: 'Three hours',
      })
    await assert.rejects(close(), { code: 'projects.project.not-ready' })
    await manager(at).perform(addLesson, { project: at.id, ...lesson })
    await close()
    assert.equal((await projectById(await reading(at), at.id))?.state, 'closed')
    assert.match((await openItemAbout(await reading(at), at.id))?.title ?? '', /Closure of project/)
    await assert.rejects(
      manager(at).perform(reportStatus, {
        project: at.id,
        month: '2026-11',
        overall: 'on-track',
        progress: 'x',
      }),
      { code: 'projects.project.ended' },
    )
    await manager(at).perform(addLesson, { project: at.id, ...lesson, title: 'A lesson that came late' })
  },
)

database.test('a project is stopped by the fund officer, with a lesson and without outcomes', async (db) => {
  const at = await opened(db)
  await assert.rejects(manager(at).perform(stopProject, { project: at.id, version: '1', words: 'No need' }), {
    kind: 'forbidden',
  })
  await at.house.as(at.person.marcus).perform(addLesson, { project: at.id, ...lesson })
  await at.house
    .as(at.person.marcus)
    .perform(stopProject, { project: at.id, version: '1', words: 'The need has gone' })
  assert.equal((await projectById(await reading(at), at.id))?.state, 'stopped')
})

database.test(
  'lessons are found by the words of a searcher, and a text finds the projects that resemble it',
  async (db) => {
    const at = await opened(db)
    await manager(at).perform(addLesson, { project: at.id, ...lesson })
    const reader = await at.house.as(at.person.yusra).reader()
    assert.equal((await lessonSearch(reader, { words: 'flooding map' })).rows.length, 1, 'words are stemmed')
    assert.equal((await lessonSearch(reader, { words: 'wireless' })).rows.length, 0)
    const [similar] = await similarProjects(
      reader,
      'We would like to share maps when it floods; nothing works today.',
    )
    assert.deepEqual(
      [similar?.project.title, similar?.lessons[0]?.title],
      ['County data drill', 'Agree the format first'],
    )
    assert.deepEqual(await similarProjects(reader, "'); drop table -- | & ! <->"), [])
    assert.deepEqual(await similarProjects(reader, ''), [])
  },
)

database.test('a project is seen by the partnership and by nobody else', async (db) => {
  const at = await opened(db)
  const count = async (person: string) => (await projectList(await at.house.as(person).reader())).rows.length
  assert.deepEqual(
    [await count(at.person.yusra), await count(at.person.ravi), await count(at.person.basil)],
    [1, 1, 0],
  )
  await assert.rejects(
    at.house.as(at.person.marcus).perform(reportStatus, {
      project: at.partnership,
      month: '2026-11',
      overall: 'on-track',
      progress: 'x',
    }),
    { kind: 'not-found' },
  )
})
