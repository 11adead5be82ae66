// Search over the demonstration: what is found may be opened, what may not be opened is not found, and the index says
// what the records say after everything the demonstration did. For every kind that any module declares.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { modules } from '#app/modules.ts'
import { kindsOf, searchQuery, titlesQuery } from '#app/search.ts'
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { differing, lookFor, PUBLIC, rebuildIndex, stateOfIndex } from '#platform/search/index.ts'
import { appTest, isLong, type App } from '#test/support/app.ts'
import { onlookers, onlookersEveryDay } from '#test/support/people.ts'

const OF_EACH_KIND = isLong ? 12 : 4
const NONE = { kind: null, body: null, from: null, to: null, after: null }

// What has no page of its own stands on one that others may open too.
const SHARES_ITS_PAGE = new Set(['partnerships.agreement', 'projects.lesson'])

// Found by fewer than may open it: a risk put up to a register's keeper, until they have accepted it there; an action
// about a record of one body, which opens for whoever reads both its list and that record, and no single key says both.
const FOUND_BY_FEWER = new Set(['risk.risk', 'governance.undertaking'])

type Entry = { kind: string; id: string; title: string; href: string; found: boolean }

const readerFor = (app: App, mail: string | undefined): Promise<Reader> =>
  app.connects.readerFor(
    mail === undefined ? { kind: 'visitor' } : { kind: 'person', id: app.personOf(mail) },
  )

/** Some entries of each kind, half of them found by this reader where there are both. */
async function entriesFor(app: App, reader: Reader): Promise<readonly Entry[]> {
  const keys = reader.keys()
  const { rows } = await sql<Entry>`
    select kind, id, title, href, found from (
      select entry.*, audience.keys && ${keys === 'all' ? [PUBLIC] : [...keys]}::text[] as found,
        row_number() over (partition by kind, audience.keys && ${keys === 'all' ? [PUBLIC] : [...keys]}::text[] order by md5(entry.id::text)) as number
      from platform.search_entry entry join platform.search_audience audience on audience.id = entry.audience_id
    ) as numbered where number <= ${OF_EACH_KIND} order by kind, id`.execute(app.connects.db)
  return rows
}

for (const [who, mail] of Object.entries({
  ...(isLong ? onlookers : onlookersEveryDay),
  'a visitor': undefined,
})) {
  appTest(`${who} finds exactly what they may open`, async (app) => {
    const [reader, browser] = [await readerFor(app, mail), await app.browser(mail)]
    const faults: string[] = []
    const entries = await entriesFor(app, reader)
    for (const { kind, id, title, href, found } of entries) {
      const { status } = await browser.get(href.split('#')[0] ?? href)
      if (found && status !== 200) faults.push(`${kind} "${title}" is found, and ${href} answers ${status}`)
      if (!found && status === 200 && !SHARES_ITS_PAGE.has(kind) && !FOUND_BY_FEWER.has(kind))
        faults.push(`${kind} "${title}" is not found, although ${href} opens`)
      // The longest titles have more words than a search may.
      const beginning = title.split(/\s+/).slice(0, 10).join(' ')
      const looked = await lookFor(reader, `"${beginning}"`, { ...NONE, kind })
      const isThere = looked.rows.some((row) => row.id === id)
      if (isThere !== found && !looked.more)
        faults.push(
          `${kind} "${title}" ${isThere ? 'is found by its title and should not be' : 'is not found by its title'}`,
        )
    }
    assert.deepEqual(faults, [], faults.join('\n'))
    assert.ok(entries.filter((entry) => entry.found).length > 10)
  })
}

appTest(
  'a word that only a hidden record holds is answered as a word that nobody ever wrote',
  async (app) => {
    const { db } = app.connects
    const needle = 'zyxwvquell'
    for (const kind of kindsOf(modules)) {
      const { rows } = await sql<{
        id: string
        kind: string
      }>`select id, kind from platform.search_entry where kind = ${kind.kind} limit 1`.execute(db)
      const [one] = rows
      if (one === undefined) continue
      await sql`insert into platform.search_audience (id, keys) values (md5('hidden')::uuid, '{hidden}') on conflict do nothing`.execute(
        db,
      )
      await sql`update platform.search_entry set title = ${needle}, words = ${needle}, audience_id = md5('hidden')::uuid,
      title_vector = to_tsvector('platform.words', ${needle}), vector = vector || to_tsvector('platform.words', ${needle})
      where kind = ${one.kind} and id = ${one.id}`.execute(db)
    }
    for (const [who, mail] of Object.entries({
      ...(isLong ? onlookers : onlookersEveryDay),
      'a visitor': undefined,
    })) {
      const browser = await app.browser(mail)
      const answer = async (word: string): Promise<string> =>
        (await browser.get(`/search?words=${word}`)).words.replaceAll(word, 'WORD')
      const unknown = await answer('zyxwvnothing')
      assert.equal(await answer(needle), unknown, who)
      assert.equal(await answer(needle.slice(0, 7)), unknown, who)
      assert.match(unknown, /Nothing found/)
    }
  },
)

appTest('after everything the demonstration did, the index says what the records say', async (app) => {
  const { db } = app.connects
  for (const kind of kindsOf(modules)) {
    const ids = new Set((await kind.records(db, 'all')).map((record) => record.id))
    for (const { id } of await db
      .selectFrom('platform.search_entry')
      .select('id')
      .where('kind', '=', kind.kind)
      .execute())
      ids.add(id)
    assert.deepEqual(await differing(db, kind, [...ids]), [], `${kind.kind} differs from its records`)
  }
})

appTest('what may not be passed on is found on the page and told to no program (B5)', async (app) => {
  const mail = 'security@ashford.example'
  const title = 'Invoices with a false change of bank details'
  const browser = await app.browser(mail)
  assert.match((await browser.get('/search?words=invoices+false+bank')).words, new RegExp(title))
  const reader = await readerFor(app, mail)
  const told = await searchQuery(kindsOf(modules)).run(reader, { words: title, ...NONE })
  assert.deepEqual(
    told.rows.filter((row) => row.title === title),
    [],
  )
  const titles = JSON.stringify(await titlesQuery.run(reader, { words: 'invoices with a false chan' }))
  assert.equal(titles.includes(title), false)
})

appTest('an index that is lost is built again from the records', async (app) => {
  const { db, clock } = app.connects
  const all = () =>
    sql`select kind, id, title, words, href, at::text, body, audience_id, vector::text from platform.search_entry order by kind, id`.execute(
      db,
    )
  const before = await all()
  await db
    .deleteFrom('platform.search_entry')
    .where(sql<boolean>`random() < 0.5`)
    .execute()
  await rebuildIndex(db, kindsOf(modules), clock.now())
  assert.deepEqual((await all()).rows, before.rows)
  assert.notEqual((await stateOfIndex(db)).builtAt, null)
})

test('every kind is the noun of a record that others attach to, or is named by the actions that change it', () => {
  const root = fileURLToPath(new URL('../../src/modules/', import.meta.url))
  const missing = kindsOf(modules).filter(({ kind }) => {
    const [room = '', noun = ''] = kind.split('.')
    const sources = readdirSync(join(root, room), { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile() && one.name.endsWith('.ts'))
      .map((one) => readFileSync(join(one.parentPath, one.name), 'utf8'))
    // The kind in its own words, or by the constant that holds them.
    const named = sources.flatMap((text) => new RegExp(`const (\\w+) = '${kind}'`).exec(text)?.[1] ?? [])
    const says = [`noun: '${noun}'`, `found('${kind}'`, ...named.map((name) => `found(${name},`)]
    return !sources.some((text) => says.some((words) => text.includes(words)))
  })
  assert.deepEqual(
    missing.map((one) => one.kind),
    [],
  )
})

appTest('whatever is asked of the page is answered on a page, faults by their field', async (app) => {
  const browser = await app.browser(onlookers['a member of staff'])
  const long = 'a'.repeat(10_000)
  const cases: readonly [string, RegExp][] = [
    ['', /How to ask/],
    ['?words=', /How to ask/],
    ['?words=%26%26%26', /How to ask/],
    ['?words=%F0%9F%99%82', /How to ask/],
    ['?words=the', /records|One record/],
    ['?words=a%3A*%20%7C%20!b', /Nothing found|record/],
    [`?words=${long}`, /200 characters or fewer/],
    [`?words=${'w+'.repeat(30)}`, /at most 20 words/],
    ['?words=map&kind=nonsense', /There is a problem/],
    ['?words=map&body=nonsense', /There is a problem/],
    ['?words=map&from=31-02-2026', /There is a problem/],
    ['?words=map&after=nonsense', /not where a page of the list ended/],
  ]
  for (const [asked, says] of cases)
    assert.match((await browser.get(`/search${asked}`)).words, says, asked.slice(0, 60))
})

appTest('the lesson of a past project is found by its words, which are marked', async (app) => {
  const { db } = app.connects
  const lesson = await db
    .selectFrom('projects.lesson')
    .select(['title', 'id'])
    .orderBy('id')
    .executeTakeFirstOrThrow()
  const looked = await lookFor(await readerFor(app, onlookers['a fund officer']), lesson.title, NONE)
  const hit = looked.rows.find((row) => row.id === lesson.id)
  assert.equal(hit?.kind, 'projects.lesson')
  assert.match(hit.href, /^\/projects\/.+#lessons$/)
  assert.ok(hit.marked.some((piece) => piece.marked))
})
