// A series, a team and a delegate as an officer meets them: on pages, without JavaScript.
import assert from 'node:assert/strict'
import { appTest } from '#test/support/app.ts'
import { makeOffice } from '#test/support/office.ts'

const OFFICER = 'patrol@kent-police.example'

appTest('a series is asked for, shown date by date, booked, and given back for a while', async (app) => {
  const office = await makeOffice(app.connects.db, Temporal.PlainDate.from('2026-11-20'))
  const officer = await app.browser(OFFICER)
  await officer.open('/workspaces/series')
  assert.match(officer.page.words, /You have no series/)
  await officer.open(`/workspaces/series/new?place=${office.desks[0]}&on=2026-11-24&from=9am&until=11am`)
  const faulty = await officer.attempt({ interval: '0', times: '400' })
  assert.equal(faulty.status, 422)
  assert.match(faulty.words, /Repeat it every 1 to 52.*at most 366 dates; 400/)
  await officer.open(`/workspaces/series/new?place=${office.desks[0]}&on=2026-11-24&from=9am&until=11am`)
  const looked = await officer.attempt({ times: '3' })
  assert.match(looked.words, /All 3 dates are free. Nothing is booked yet/)
  assert.match(looked.words, /Tuesday 1 December 2026 9am to 11am Free/)
  await officer.send({}, 'Book all 3 dates')
  assert.match(officer.page.words, /3 dates are booked/)
  assert.match(officer.page.words, /Every Tuesday, 3 times, 9am to 11am/)
  await officer.follow('Cancel dates')
  await officer.send({ which: 'range', on: '2026-12-01', until: '2026-12-04' })
  assert.match(officer.page.words, /1 date is cancelled/)
  assert.match(officer.page.words, /Tuesday 1 December 2026 9am to 11am Desk 1 Cancelled/)
  await officer.follow('Change it from a date on')
  const moved = await officer.attempt({ from: '10am' })
  assert.match(moved.words, /Tuesday 24 November 2026 10am to 11am Free/)
  await officer.send({}, 'Move all 2 dates')
  assert.match(officer.page.words, /The series was changed/)
  await officer.open('/workspaces/delegates')
  assert.match(officer.page.words, /Nobody books for you/)
  await officer.open('/workspaces/swaps')
  assert.match(officer.page.words, /Nobody asks you to swap/)
  await officer.open('/workspaces/team')
  assert.equal(officer.page.heading, 'Book desks for a team')
})
