// The findings of the round of 2019, loaded from its two files through the importer, and what officers say to them.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { action } from '#platform/actions/index.ts'
import type { Database } from '#platform/database/index.ts'
import type { ImportKind } from '#platform/module/index.ts'
import { readCsv } from '#platform/tables/index.ts'
import { governance } from '#modules/governance/module.ts'
import { groups } from '#modules/groups/module.ts'
import { organisations } from '#modules/organisations/module.ts'
import { partnerships } from '#modules/partnerships/module.ts'
import { projects } from '#modules/projects/module.ts'
import { risk } from '#modules/risk/module.ts'
import { frozen2019, stated2019 } from '#test/support/frozen-2019.ts'
import { county, type County } from '#test/support/county.ts'
import { madeIn, testDatabase } from '#test/support/database.ts'
import { testHouse, type TestHouse } from '#test/support/house.ts'
import { answerFinding, matchFigure } from './actions/findings.ts'
import { appointOfficer } from './actions/parts.ts'
import { findingsText } from './findings-text.ts'
import { findingsIn } from './findings.ts'
import { delivery } from './module.ts'
import { figuresFile } from './imports/figures.ts'
import { planFile } from './imports/plan.ts'
import { answersOfRound, findingsOf, listFindings, showWhatIf, statedOfRound } from './queries/findings.ts'
import { roundByCode } from './queries/rounds.ts'
import type { Finding } from './rules/findings.ts'

const MODULES = [organisations, partnerships, groups, governance, risk, projects, delivery]
const PLAN = 'sdp-2019-20'
const ROUND = '2019-q2'
const database = testDatabase(loaded)

type Loaded = County & { readonly house: TestHouse; readonly round: string; readonly plan: string }

async function load(
  house: TestHouse,
  kind: ImportKind,
  file: string,
  options: Readonly<Record<string, string>>,
) {
  const bytes = readFileSync(new URL(`../../../data/kent/${file}`, import.meta.url))
  const { rows } = readCsv(bytes, { required: kind.headers, optional: kind.optionalHeaders ?? [] })
  const loading = action({
    name: 'delivery.test.load',
    title: 'Load',
    permission: 'public',
    doors: ['command'],
    fields: {},
    run: async (inside) => ({ subject: null, result: await kind.load(inside, rows, options) }),
  })
  const outcome = await house.operator.perform(loading, {})
  assert.deepEqual(outcome.faults, [])
}

/** The plan and its stated figures, from their files; Priya keeps the plan, Ravi works for its body, Molly does not. */
async function loaded(db: Pick<Database, 'db'>): Promise<Loaded> {
  const at = await county(db)
  const house = houseOver(db)
  await load(house, planFile, 'delivery-plan-2019-20.csv', { plan: PLAN, organisation: 'kcc' })
  await load(house, figuresFile, 'reported-2019-q2.csv', { plan: PLAN, round: ROUND })
  const { plan, round } = await roundByCode(await house.operator.reader(), PLAN, ROUND)
  await house.operator.perform(appointOfficer, { plan: plan.id, person: at.person.priya })
  return { ...at, house, round: round.id, plan: plan.id }
}

const houseOver = (db: Pick<Database, 'db'>): TestHouse => testHouse(db, MODULES, '2026-11-22T10:00:00Z')

const stands = (db: Pick<Database, 'db'>): Loaded => ({ ...(madeIn(db) as Loaded), house: houseOver(db) })

const asked = (found: readonly Finding[]): readonly string[] =>
  found.map(({ rule, subject, activities }) => `${rule} ${subject ?? ''} ${activities.join(' ')}`)

database.test(
  'D1: the two files of 2019 raise what the pure recount raises, and nothing else',
  async (db) => {
    const { house } = stands(db)
    const found = await findingsOf(await house.operator.reader(), PLAN, ROUND)
    const pure = findingsIn(frozen2019(), stated2019())
    assert.deepEqual(asked([...found.findings, ...found.notes]).toSorted(), asked(pure).toSorted())
    assert.deepEqual(
      found.figures.flatMap(({ ref, stated, recounted, agrees }) =>
        agrees === false ? [[ref, stated, recounted]] : [],
      ),
      [
        [10, 20, 17],
        [16, 10, 12],
        [17, 8, 11],
        [20, 4, 5],
        [22, 8, 7],
        [23, 3, 2],
        [31, 6, 5],
      ],
    )
    assert.deepEqual(
      found.figures.flatMap(({ ref, recounted }) => (recounted === null ? [ref] : [])),
      [26, 27, 28, 29],
    )
  },
)

database.test(
  'the command prints what differs, what cannot be said, and every finding with its activities',
  async (db) => {
    const { house } = stands(db)
    const text = findingsText(await findingsOf(await house.operator.reader(), PLAN, ROUND))
    assert.match(text, /21 of 32 agree with the records/)
    assert.match(
      text,
      /23 {2}Differs: Not on track in Q1 and since re-dated\n {6}stated 3 of 8, the records give 2 of 7 \[51, 61\]/,
    )
    assert.match(text, /26 {2}Cannot be said: Expected to report to Cabinet Committees/)
    assert.match(text, /Contradiction {2}delivery\.date\.go-live-before-approval\n .*\[33\]/)
  },
)

database.test(
  'whoever may read the plan may ask for its findings; for everybody else there is no such round',
  async (db) => {
    const { house, person } = stands(db)
    const question = { plan: PLAN, round: ROUND }
    assert.equal((await house.as(person.ravi).ask(listFindings, question)).figures.length, 32)
    assert.equal((await house.as(person.ravi).ask(showWhatIf, question)).changes.length, 9)
    const notFound = { kind: 'not-found' }
    await assert.rejects(house.as(person.molly).ask(listFindings, question), notFound)
    await assert.rejects(house.as(person.molly).ask(showWhatIf, question), notFound)
    await assert.rejects(house.visitor.ask(listFindings, question))
    await assert.rejects(house.visitor.ask(showWhatIf, question))
    await assert.rejects(house.as(person.ravi).ask(listFindings, { ...question, version: 2 }), notFound)
  },
)

database.test(
  'an answer stands beside its finding and makes it no smaller; every answer stays',
  async (db) => {
    const { house, person, round } = stands(db)
    const priya = house.as(person.priya)
    const before = await findingsOf(await priya.reader(), PLAN, ROUND)
    const rule = 'delivery.date.end-moved-earlier'
    await priya.perform(answerFinding, { round, rule, activity: 26, words: 'Brock replaced Stack' })
    await priya.perform(answerFinding, { round, rule, activity: 26, words: 'Agreed by the Cabinet' })
    await priya.perform(answerFinding, {
      round,
      rule: 'delivery.figure.recount',
      about: '10',
      words: 'All re-dated were counted',
    })
    const answers = await answersOfRound(await priya.reader(), round)
    assert.deepEqual(
      answers.map(({ activity, about, words, madeBy }) => [activity, about, words, madeBy?.split(' ')[0]]),
      [
        [null, '10', 'All re-dated were counted', 'Priya'],
        [26, null, 'Agreed by the Cabinet', 'Priya'],
        [26, null, 'Brock replaced Stack', 'Priya'],
      ],
    )
    assert.deepEqual(await findingsOf(await priya.reader(), PLAN, ROUND), before)
  },
)

database.test('only keepers answer, and only what was found', async (db) => {
  const { house, person, round } = stands(db)
  const right = { round, rule: 'delivery.date.end-moved-earlier', activity: 26, words: 'It is right' }
  await assert.rejects(house.as(person.ravi).perform(answerFinding, right), { kind: 'forbidden' })
  await assert.rejects(house.as(person.molly).perform(answerFinding, right))
  const priya = house.as(person.priya)
  for (const wrong of [{ activity: 27 }, { rule: 'delivery.date.nonsense' }, { activity: '', about: '26' }])
    await assert.rejects(priya.perform(answerFinding, { ...right, ...wrong }), {
      code: 'delivery.finding.not-there',
    })
  assert.deepEqual(await answersOfRound(await priya.reader(), round), [])
})

database.test(
  'a person says which measure a statement means, and its wording decides again when they take it back',
  async (db) => {
    const { house, person, round } = stands(db)
    const priya = house.as(person.priya)
    const figure = (await statedOfRound(await priya.reader(), round)).find(({ ref }) => ref === '10')
    assert.ok(figure)
    const recount = async () => {
      const { figures } = await findingsOf(await priya.reader(), PLAN, ROUND)
      return figures.find(({ ref }) => ref === 10)?.recounted
    }
    await priya.perform(matchFigure, { figure: figure.id, measure: 'not-on-track', version: figure.version })
    assert.equal(await recount(), 13)
    await assert.rejects(
      priya.perform(matchFigure, { figure: figure.id, measure: 'on-track', version: figure.version }),
      { code: 'delivery.plan.stale' },
    )
    await priya.perform(matchFigure, { figure: figure.id, measure: '', version: figure.version + 1 })
    assert.equal(await recount(), 17)
    await assert.rejects(
      house.as(person.ravi).perform(matchFigure, { figure: figure.id, measure: 'on-track', version: 3 }),
      { kind: 'forbidden' },
    )
  },
)
