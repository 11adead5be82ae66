// The terms of a workplace on pages: everybody who may see it reads them, its manager changes one value and first sees
// whom that meets, and nobody else gets further than reading.
import assert from 'node:assert/strict'
import { appTest } from '#test/support/app.ts'

const MANAGER = 'workspaces@canterbury.example'
const OFFICER = 'patrol@kent-police.example'
const OFFICE = '/workspaces/canterbury-office'

appTest(
  'a manager changes one value, sees the bookings ahead that it meets, and says what becomes of them',
  async (app) => {
    const theo = await app.browser(MANAGER)
    await theo.open(`${OFFICE}/manage/terms`)
    await theo.follow('Canterbury City Council')
    assert.match(theo.page.words, /How far ahead 28 days The usual terms/)
    await theo.open(`${OFFICE}/manage/terms?code=no-such-desk`)
    assert.match(theo.page.words, /No place here has the code no-such-desk/)
    await theo.open(`${OFFICE}/manage/terms/site/canterbury-office/for/partner/any/mostMinutes`)
    const met = await theo.attempt({ mostMinutes: '60' })
    assert.equal(met.status, 409)
    assert.match(met.words, /bookings ahead do not fit any more: .*Nothing is saved yet/)
    await theo.send({ mostMinutes: '60', ahead: 'keep' })
    assert.match(theo.page.words, /Longest booking 1 hour Canterbury City Council, for .* \(any partner\)/)
    assert.match(theo.page.words, /The rule was saved\. \d+ bookings ahead are kept as they are/)
    // Another value of the same rule leaves the first as it is.
    await theo.open(`${OFFICE}/manage/terms/site/canterbury-office/for/partner/any/seriesNoShows`)
    await theo.send({ seriesNoShows: '5' })
    assert.match(theo.page.words, /Longest booking 1 hour/)
    assert.match(theo.page.words, /5 no-shows in a row/)
  },
)

appTest('partners read the same terms and change nothing', async (app) => {
  const josie = await app.browser(OFFICER)
  await josie.open(`${OFFICE}/terms`)
  assert.match(josie.page.words, /3 desks kept each day 2 working days before/)
  assert.equal((await josie.get(`${OFFICE}/manage/terms`)).status, 403)
  await josie.open('/workspaces/agreements')
  await josie.follow('Gun Wharf')
  assert.match(josie.page.words, /lets in all partners in Kent Connects/)
  assert.equal((await josie.get('/workspaces/agreements/not-one')).status, 404)
  assert.equal((await josie.get('/workspaces/nowhere/terms')).status, 404)
})
