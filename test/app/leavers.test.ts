// Somebody leaves: within the moment they are in no list of any room, and what they did stays in the record.
import assert from 'node:assert/strict'
import { pagesOf } from '#app/web.ts'
import { appTest, type App } from '#test/support/app.ts'
import { cast } from '#test/support/people.ts'

/** Lists of what is done or is to be done: whoever did it stays named there, as having left (O4). */
const RECORDS: Readonly<Record<string, string>> = {
  '/funding/cases': 'a business case keeps who wrote it',
  '/undertakings': 'an action keeps its owner until somebody is chosen, which the secretary is asked to do',
}

const LEAVER = 'Molly Gridref'

async function leave(app: App): Promise<void> {
  const found = await app.connects.database.db
    .selectFrom('organisations.person')
    .select(['id', 'mail', 'version'])
    .where('name', '=', LEAVER)
    .executeTakeFirstOrThrow()
  const administrator = await app.program(cast.administrator)
  const answer = await administrator.post('organisations.person.leave', {
    person: found.id,
    leftOn: '2026-11-20',
    version: found.version,
  })
  assert.equal(answer.status, 200)
}

appTest('a leaver is in no list of any room, on a page or in a file', async (app) => {
  const staff = await app.browser(cast.partnershipOfficer)
  const lists = [...new Set(pagesOf(app.connects).map((page) => page.path))].filter(
    (path) => !path.includes(':') && !path.startsWith('/sign') && !path.includes('/new'),
  )
  const shown = async (): Promise<string[]> => {
    const found: string[] = []
    for (const path of lists) {
      for (const address of [path, `${path}?format=csv`]) {
        const answer = await staff.get(address)
        if (answer.status === 200 && answer.body.includes(LEAVER)) found.push(address)
      }
    }
    return found
  }
  const before = await shown()
  assert.ok(before.includes('/people'), `${LEAVER} is listed before: ${before.join(' ')}`)
  await leave(app)
  const after = (await shown()).filter((address) => !Object.hasOwn(RECORDS, address.split('?')[0] ?? ''))
  assert.deepEqual(after, [])
  for (const path of ['/groups/gis', '/organisations/dover']) {
    const answer = await staff.open(path)
    const members = answer.words.split(/Former members|Membership history/)[0] ?? ''
    assert.ok(!members.includes(LEAVER), `${path} still shows ${LEAVER} among those who are there`)
  }
  assert.match((await staff.open('/people?state=left')).words, new RegExp(LEAVER), 'and stays in the record')
})
