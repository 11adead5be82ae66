// The pages of funding as people see them, over the demonstration; every page is looked at for faults as it is read.
import assert from 'node:assert/strict'
import { appTest } from '#test/support/app.ts'

appTest('anybody may read the programmes, and only the partnership its balances and cases', async (app) => {
  const visitor = await app.browser()
  const page = await visitor.get('/funding/programmes/ope')
  assert.match(page.words, /12 projects, 1 programme office and 1 fund, 14 entries in all/)
  assert.match(page.words, /11 is stated, the records give 12/)
})
