// A role is held for one partnership or group. The same role held for another opens none of this one's records:
// each page of a Kent Connects record that is not open to everybody is tried by the officers of another
// partnership, and by somebody whose body is no member.
import assert from 'node:assert/strict'
import { appTest, isLong, type App } from '#test/support/app.ts'
import { linksOf, type Browser } from '#test/support/browsing.ts'
import { call } from '#test/support/caller.ts'
import { committedMatrix, type Line } from '#test/support/matrix.ts'
import { cast } from '#test/support/people.ts'

// Of a body that belongs to the other partnership alone, and the chair of that one's board.
const STRANGERS = ['estates@secamb.example', 'estates@kalc.example']

// Where to begin: the lists of this partnership's records, as those see them who may do most.
const LISTS: readonly (readonly [who: string, paths: readonly string[]])[] = [
  [
    cast.fundOfficer,
    [
      '/funding/cases',
      '/funding/programmes/kc-development-fund/ledger',
      '/projects',
      '/projects?state=closed',
    ],
  ],
  [
    cast.partnershipOfficer,
    [
      '/meetings',
      '/decisions',
      '/undertakings',
      '/partnerships/kent-connects/subscriptions',
      '/partnerships/kent-connects/reports',
    ],
  ],
]

// What belongs to somebody else, or to everybody who is signed in, says nothing about partnerships.
const ELSEWHERE =
  /^\/(account|sign-|running|people|organisations|sites|permissions|interests|groups|rule-profiles|partnerships\/add|api)/

const hasRecord = (line: Line): boolean =>
  line.kind === 'page' && line.name.includes(':') && !ELSEWHERE.test(line.name) && !line.allows([], true)

/** Addresses of real records of this partnership, some for each route that not everybody may use. */
async function recordsOf(app: App): Promise<Map<Line, string>> {
  const lines = new Map(
    committedMatrix()
      .filter(hasRecord)
      .map((line) => [line.name, line]),
  )
  const found = new Map<Line, string>()
  const keep = (browser: Browser): void => {
    for (const link of linksOf(browser.page)) {
      const line = lines.get(app.routeOf(link) ?? '')
      if (line !== undefined && !found.has(line)) found.set(line, link)
    }
  }
  for (const [who, paths] of LISTS) {
    const browser = await app.browser(who)
    for (const path of paths) {
      await browser.open(path)
      keep(browser)
    }
    // The record's own pages lead to its forms.
    for (const address of [...found.values()].slice(0, isLong ? 60 : 12)) {
      const answer = await browser.get(address)
      if (answer.status !== 200 || answer.document === undefined) continue
      browser.back(answer)
      keep(browser)
    }
  }
  return found
}

appTest(
  'officers of another partnership and bodies outside this one read and do nothing here',
  async (app) => {
    const records = await recordsOf(app)
    assert.ok(records.size >= 15, `only ${records.size} kinds of records were found`)
    const wrong: string[] = []
    for (const mail of STRANGERS) {
      const browser = await app.browser(mail)
      const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const before = await app.state()
      for (const [line, address] of records) {
        const shown = await call(app.web, 'GET', address, { cookie, accept: 'application/json' })
        if (![403, 404].includes(shown.status)) wrong.push(`${mail} may see ${address}: ${shown.status}`)
        if (!line.doors.includes('POST')) continue
        const sent = await call(
          app.web,
          'POST',
          address.split('?')[0] ?? address,
          { cookie, accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
          `_csrf=${browser.token()}&version=1`,
        )
        if (![403, 404].includes(sent.status))
          wrong.push(`${mail} may send ${address}: ${sent.status} ${sent.code ?? ''}`)
      }
      assert.deepEqual(await app.state(), before)
    }
    assert.deepEqual(wrong, [], wrong.join('\n'))
  },
)

appTest(
  'a colleague in a partner body reads what the partners may, and prepares and decides nothing',
  async (app) => {
    const records = await recordsOf(app)
    const officer = await app.browser(cast.otherPartnership)
    const cookie = [...officer.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const wrong: string[] = []
    for (const [line, address] of records) {
      if (!line.doors.includes('POST')) continue
      const sent = await app.undone(() =>
        call(
          app.web,
          'POST',
          address.split('?')[0] ?? address,
          { cookie, accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
          `_csrf=${officer.token()}&version=1`,
        ),
      )
      // Answers are read before the record: what is missing may be said first, but nothing is done.
      if (![403, 404, 422].includes(sent.status)) wrong.push(`${address}: ${sent.status} ${sent.code ?? ''}`)
    }
    assert.deepEqual(wrong, [], wrong.join('\n'))
  },
)

appTest(
  'an officer of another partnership with everything filled in is refused all the same',
  async (app) => {
    const officer = await app.program(cast.otherPartnership)
    const own = await app.program(cast.fundOfficer)
    const funds = (await own.get('funding.programme.list')).value.rows as { id: string; source: string }[]
    const programme = funds.find((one) => one.source === 'internal')?.id ?? ''
    const group = (await own.get('groups.group.read', { group: 'leadership' })).value.id as string
    const gis = (await own.get('groups.group.read', { group: 'gis' })).value.id as string
    const sponsor = (await own.get('organisations.organisation.read', { organisation: 'kcc' })).value
      .id as string
    const tried: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
      'funding.ledger.pay-in': { programme, amount: '10', receivedOn: '2026-11-02', note: 'x' },
      'funding.case.start': { group: gis, sponsor, title: 'Maps', problem: 'None' },
      'partnerships.subscription.raise': { partnership: 'kent-connects', year: '2027' },
      'partnerships.report.write': { partnership: 'kent-connects', from: '2026-04-01', to: '2026-11-01' },
      'partnerships.tier.set': {
        partnership: 'kent-connects',
        code: 'x',
        name: 'X',
        fromYear: '2027',
        yearly: '1',
        fundPerMille: '1',
      },
      'partnerships.member.join': { partnership: 'kent-connects', organisation: sponsor },
      'partnerships.officer.appoint': {
        partnership: 'kent-connects',
        person: app.personOf(cast.otherPartnership),
        role: 'fund-officer',
      },
      'governance.meeting.plan': { group, startsAt: '2027-01-11 10:00' },
      'groups.membership.add': { group, person: app.personOf(cast.otherPartnership) },
      'groups.membership.appoint': { group, person: app.personOf(cast.chair), office: 'member' },
    }
    const before = await app.state()
    const wrong: string[] = []
    for (const [name, answers] of Object.entries(tried)) {
      const answer = await officer.post(name, answers)
      // A group that is not theirs to put a case up for is refused beside its field.
      const refused = [403, 404].includes(answer.status) || answer.code === 'funding.case.no-such-group'
      if (!refused) wrong.push(`${name}: ${answer.status} ${answer.body.slice(0, 200)}`)
    }
    assert.deepEqual(wrong, [], wrong.join('\n'))
    assert.deepEqual(await app.state(), before)
  },
)
