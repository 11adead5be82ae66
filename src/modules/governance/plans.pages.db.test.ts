// Undertakings and action plans as people meet them on pages.
import assert from 'node:assert/strict'
import { appTest } from '#test/support/app.ts'
import { cast } from '#test/support/people.ts'

appTest('the board’s action plan is loaded from its file, drawn, downloaded and printed', async (app) => {
  const chair = await app.browser(cast.otherChair)
  const plan = await chair.open('/groups/kep-board/plan')
  assert.match(plan.words, /Co-location/)
  assert.match(plan.words, /overdue/)
  const csv = await chair.get('/groups/kep-board/plan?format=csv')
  assert.match(csv.body, /Measure how full the shared offices are/)
  const pdf = await chair.get('/groups/kep-board/plan.pdf')
  assert.equal(pdf.bytes.subarray(0, 5).toString(), '%PDF-')
  const visitor = await app.browser()
  assert.notEqual((await visitor.get('/groups/kep-board/plan')).status, 200)
  const foreign = await app.browser(cast.projectManager)
  assert.equal((await foreign.get('/groups/nowhere/plan')).status, 404)
})

appTest(
  'an officer adds an action to the plan, its owner finds it at home and says how it stands',
  async (app) => {
    const chair = await app.browser(cast.otherChair)
    await chair.open('/groups/kep-board/plan')
    await chair.follow('Add an action')
    const empty = await chair.attempt({ what: '' })
    assert.equal(empty.status, 422)
    const owner = app.personOf('estates@kalc.example')
    await chair.send({
      what: 'Count the keys',
      owner,
      'dueOn-day': '1',
      'dueOn-month': '12',
      'dueOn-year': '2026',
      heading: 'Surplus land',
    })
    assert.match((await chair.open('/groups/kep-board/plan')).words, /Count the keys/)
    const basil = await app.browser('estates@kalc.example')
    assert.match((await basil.open('/')).words, /Count the keys/)
    await basil.follow('Count the keys')
    await basil.follow('Say how it stands')
    const said = await basil.send({ progress: 'Counted half' })
    assert.match(said.words, /Counted half/)
    await basil.follow('Another day')
    const moved = await basil.send({
      'dueOn-day': '15',
      'dueOn-month': '1',
      'dueOn-year': '2027',
      because: 'The keys are lent out',
    })
    assert.match(moved.words, /first 1 December 2026/)
  },
)

appTest('who may not see a plan’s action is told that there is none', async (app) => {
  const staff = await app.browser(cast.staff)
  assert.equal((await staff.get('/undertakings/019c0000-0000-7000-8000-000000000000')).status, 404)
  assert.equal((await staff.get('/undertakings/nonsense/report')).status, 404)
  const chair = await app.browser(cast.otherChair)
  assert.equal((await chair.get('/undertakings/new?about=nonsense')).status, 404)
})
