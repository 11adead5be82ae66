// The pages of projects as people use them, over the demonstration and without scripts; every page is looked at
// for faults as it is read.
import assert from 'node:assert/strict'
import { appTest } from '#test/support/app.ts'

const OFFICER = 'fund.officer@kcc.example'

appTest('the list filters and downloads; visitors and other partnerships see no project', async (app) => {
  const officer = await app.browser(OFFICER)
  assert.match((await officer.open('/projects?state=closed')).words, /GovRoam across the county/)
  assert.match((await officer.open('/projects?q=nothing-like-this')).words, /No project fits this filter/)
  assert.match((await officer.get('/projects?format=csv')).body, /^\ufeffReference,Project,Group/)
  assert.equal((await officer.get('/projects?format=xlsx')).status, 200)
  const visitor = await app.browser()
  assert.equal((await visitor.get('/projects')).status, 303)
  const estates = await app.browser('estates@kalc.example')
  assert.equal((await estates.get('/projects/P-0001')).status, 404)
  assert.equal((await estates.get('/projects/P-9999')).status, 404)
})

appTest('lessons are searched by their words', async (app) => {
  const anybody = await app.browser('leadership@thanet.example')
  assert.match((await anybody.open('/projects/lessons?q=surveys')).words, /Survey every site before you buy/)
  assert.match((await anybody.open('/projects/lessons?q=unicorns')).words, /No lesson speaks of this/)
})

appTest(
  'a month is confirmed in two steps, and reported anew with the last answers in the form',
  async (app) => {
    const manager = await app.browser('project.manager@maidstone.example')
    const home = await manager.open('/')
    assert.match(home.words, /Report the status of November 2026/)
    const form = await manager.open('/projects/P-0004/status?month=2026-11')
    assert.match(form.body, /The supplier’s engineer left/, 'the last answers stand in the form')
    await manager.open('/projects/P-0004/status/confirm?month=2026-11')
    assert.match((await manager.send({})).words, /Confirmed: nothing had changed/)
    await manager.open('/projects/P-0004/status?month=2026-11')
    const refused = await manager.attempt({ overall: 'on-track', issues: '' })
    assert.match(refused.words, /cannot be on track/)
  },
)

appTest(
  'spending above the award is refused beside the figures, and within it is recorded once',
  async (app) => {
    const manager = await app.browser('project.manager@maidstone.example')
    await manager.open('/projects/P-0004/spend')
    const invoice = {
      supplier: 'Deskwright Systems Ltd',
      invoiceNumber: 'D-77',
      'spentOn-day': '10',
      'spentOn-month': '11',
      'spentOn-year': '2026',
    }
    const refused = await manager.attempt({ ...invoice, amount: '99,000' })
    assert.equal(refused.status, 409)
    assert.match(refused.words, /£14,850 is left/)
    assert.match(
      (await manager.send({ ...invoice, amount: '850' })).words,
      /£13,000 is spent of an award of £27,000; £14,000 is left/,
    )
    await manager.open('/projects/P-0004/spend')
    assert.match((await manager.attempt({ ...invoice, amount: '850' })).words, /recorded before/)
  },
)

appTest(
  'a project is taken to its end through its pages, and its closure stands on the agenda',
  async (app) => {
    const manager = await app.browser('project.manager@canterbury.example')
    const at = '/projects/P-0006'
    assert.match((await manager.open(`${at}/close`)).words, /These are needed first/)
    await manager.follow('Outcome: Help comes earlier')
    await manager.send({ achieved: 'yes', result: '412 households were offered help before court' })
    await manager.open(`${at}/lessons/add`)
    await manager.send({
      title: 'Sign the agreement first',
      whatHappened: 'Data waited for signatures',
      whatWeLearnt: 'Begin with the agreement',
      again: 'differently',
      keywords: 'data sharing',
    })
    await manager.open(`${at}/close`)
    const closed = await manager.send({ words: 'Help comes before court costs now.' })
    assert.match(closed.words, /State Closed/)
    assert.match(closed.words, /Released back to the fund £5,760/)
    assert.equal((await manager.get(`${at}/spend`)).status, 404, 'nothing more is recorded')
    const stranger = await app.browser('leadership@thanet.example')
    assert.doesNotMatch((await stranger.open(at)).words, /Record spending/)
  },
)

appTest('a change is decided by somebody else than who asked', async (app) => {
  const officer = await app.browser(OFFICER)
  await officer.open('/projects/P-0004')
  await officer.follow('Decide')
  const decided = await officer.send({ outcome: 'agreed', words: 'The line helps already' })
  assert.match(decided.words, /Agreed The line helps already/)
})
