// A second kind of partnership that nobody programmed: the covenant board is set up from a folder of files, in an
// installation that knows nothing of it; and over the demonstration its people do what everybody's people do.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { command } from '#test/support/command.ts'
import { emptyApp } from '#test/support/app.ts'

const FOLDER = 'data/demo/covenant'

test('the covenant board is set up from a folder of files, and setting it up twice changes nothing', async (t) => {
  const app = await emptyApp(t)
  const organisations = await command(app.connects, [
    'import',
    'organisations',
    'data/kent/organisations.csv',
  ])
  assert.equal(organisations.exit, 0, organisations.problem)
  const first = await command(app.connects, ['import', FOLDER])
  assert.equal(first.exit, 0, first.problem)
  assert.match(first.text, /^groups: 6 new/m)
  assert.match(first.text, /^group-members: 18 new/m)
  const again = await command(app.connects, ['import', FOLDER])
  assert.equal(again.exit, 0, again.problem)
  assert.doesNotMatch(again.text, /[1-9]\d* (?:new|changed)/, again.text)

  const visitor = await app.browser()
  const board = await visitor.open('/partnerships/civilian-military')
  for (const words of ['Vulnerable veterans', 'Armed Forces Covenant conference 2027'])
    assert.ok(board.words.includes(words), `the board’s page says nothing of ${words}`)
  const plan = await command(app.connects, ['governance', 'undertaking', 'list', '--json'])
  assert.equal((JSON.parse(plan.text) as { rows: unknown[] }).rows.length, 7, 'two of nine are done')
  const directory = await visitor.open('/partnerships/civilian-military/directory')
  assert.match(directory.words, /Housing advice for veterans/)
})

test('a folder stops at the first file that cannot be loaded, and says which', async (t) => {
  const app = await emptyApp(t)
  const early = await command(app.connects, ['import', FOLDER])
  assert.notEqual(early.exit, 0)
  assert.match(early.problem, /01-people\.csv was not loaded, nor anything after it/)
  assert.match(early.problem, /Line 2: There is no organisation "kcc"/)
  const empty = await command(app.connects, ['import', 'docs/decisions'])
  assert.match(empty.problem, /no CSV file/)
  const unnamed = await command(app.connects, ['import', 'data/kent'])
  assert.match(unnamed.problem, /does not say its place and its kind/)
  const rehearsed = await command(app.connects, ['import', FOLDER, '--dry-run'])
  assert.match(rehearsed.problem, /no dry run/)
})
