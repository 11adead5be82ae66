// The home page over the Kent demonstration: what needs somebody, by when, however much it is.
import assert from 'node:assert/strict'
import { sql } from '#platform/database/index.ts'
import { appTest, type App } from '#test/support/app.ts'
import { cast } from '#test/support/people.ts'

/** Gives a member of staff this many actions, one a day, the first thirty days ago. */
async function burden({ connects, personOf }: App, count: number): Promise<void> {
  await sql`insert into governance.undertaking (id, what, owner_person_id, due_on, group_id, partnership_id, given_on)
    select gen_random_uuid(), 'Action ' || number, ${personOf(cast.staff)}::uuid, date '2026-10-20' + number,
      "group".id, "group".partnership_id, date '2026-10-01'
    from generate_series(1, ${count}::int) as number, groups."group" as "group" where "group".code = 'leadership'`.execute(
    connects.db,
  )
}

appTest('A visitor’s home says what this is, and asks nothing of them', async ({ browser }) => {
  const visitor = await browser()
  await visitor.open('/')
  assert.match(visitor.page.words, /The partnership’s work, in one place/)
})

appTest(
  'What needs somebody stands under when it is due, the latest first to be late at the top',
  async (app) => {
    await burden(app, 40)
    const staff = await app.browser(cast.staff)
    await staff.open('/')
    assert.match(
      staff.page.words,
      /What needs you Overdue \(3\d\) Action 1 .*since 21 October 2026.*This week \(\d+\).*Later \(\d+\)/s,
    )
    await staff.follow(/^Show all 3\d under Overdue/)
    assert.match(staff.page.heading, /^What needs you Overdue \(3\d\)$/)
    assert.match(staff.page.words, /Action 30 /)
  },
)

appTest(
  'Five hundred duties come a page at a time, each once, and a page that is not there is the last',
  async (app) => {
    await burden(app, 500)
    const staff = await app.browser(cast.staff)
    await staff.open('/')
    assert.ok((staff.page.body.match(/class="connects-duty"/g) ?? []).length <= 60)
    const seen = new Set<string>()
    for (let path = '/?when=later'; path !== '';) {
      const shown = await staff.get(path)
      for (const [title] of shown.body.matchAll(/>Action \d+</g)) {
        assert.ok(!seen.has(title), title)
        seen.add(title)
      }
      path =
        /href="(\/\?when=later&amp;page=\d+)" rel="next"/.exec(shown.body)?.[1]?.replace('&amp;', '&') ?? ''
    }
    assert.ok(seen.size > 460, String(seen.size))
    for (const odd of [
      '/?when=later&page=9999',
      '/?when=later&page=-1',
      '/?when=later&page=x',
      '/?when=nonsense',
      '/?when=undated',
    ])
      assert.equal((await staff.get(odd)).status, 200, odd)
  },
)
