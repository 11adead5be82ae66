// What risk holds about a person and what it publishes of itself, over a database undone after each test.
import assert from 'node:assert/strict'
import { partnershipReport } from '#modules/partnerships/index.ts'
import { undeclaredReferences } from '#platform/personal/index.ts'
import { countyDatabase } from '#test/support/county.ts'
import { openedRisk, registers } from '#test/support/registers.ts'
import { acceptEscalation, askEscalation } from './actions/escalations.ts'
import { personal } from './personal.ts'

const database = countyDatabase()

database.test('every reference to a person is declared, and says in words what is held', async (db) => {
  const at = await registers(db)
  await openedRisk(at)
  const undeclared = await undeclaredReferences(db.db, personal, {
    schema: 'organisations',
    table: 'person',
  })
  assert.deepEqual(
    undeclared.filter((column) => column.startsWith('risk.')),
    [],
  )
  const held = new Map<string, number>()
  for (const one of personal) held.set(one.column, (await one.held(db.db, at.person.ravi)).length)
  assert.equal(held.get('risk.assessment.assessed_by_person_id'), 2)
  assert.equal(held.get('risk.risk.owner_person_id'), 1)
  assert.equal(held.get('risk.register.owner_person_id'), 1)
  assert.equal(held.get('risk.escalation.asked_by_person_id'), 0)
})

database.test(
  'the partnership report counts what the partnership’s register shows, and names no title',
  async (db) => {
    const at = await registers(db)
    const { id } = await openedRisk(at)
    const { escalation } = await at.house
      .as(at.person.ravi)
      .perform(askEscalation, { risk: id, register: at.corporate, reason: 'Money', version: '4' })
    await at.house.as(at.person.helena).perform(acceptEscalation, { escalation })
    const sections = await (
      await at.house.as(at.person.helena).reader()
    ).fills(partnershipReport, {
      partnershipId: at.partnership,
      from: Temporal.PlainDate.from('2026-04-01'),
      to: Temporal.PlainDate.from('2026-11-20'),
    })
    const section = sections.find((one) => one.heading === 'The risks')
    assert.deepEqual(
      section?.figures.map((figure) => [figure.name, figure.text]),
      [
        ['risk.risk.open-count', '1'],
        ['risk.risk.high-count', '1'],
        ['risk.risk.escalated-count', '1'],
      ],
    )
    assert.doesNotMatch(JSON.stringify(section?.figures.map((one) => one.records)), /Maps out of date/)
  },
)
