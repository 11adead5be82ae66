import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { readerOf, type Grant, type Reader } from '#platform/actions/index.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql, type Db, type Tx } from '#platform/database/index.ts'
import { keepFile, openFileStore, purgeFile, receiveFile } from '#platform/files/index.ts'
import { testDatabase } from '#test/support/database.ts'
import { Refusal } from '../errors/index.ts'
import {
  askedOf,
  checkIndex,
  readFiles,
  stateOfIndex,
  keyFor,
  lookFor,
  personKey,
  PUBLIC,
  titlesBeginning,
  writeEntries,
  type Looked,
  type SearchKind,
  type SearchRecord,
} from './index.ts'

const database = testDatabase()
const NONE = { kind: null, body: null, from: null, to: null, after: null }
const SOMEBODY = '01a1f8a7-471e-78c0-86f6-864984306eb8'
const GROUP = '01a1f8a7-471e-78c0-86f6-864984306eb9'

/** A shelf of books: what stands on it is what its kind says. */
function shelf(kind = 'library.book') {
  const books = new Map<string, SearchRecord>()
  const one: SearchKind = {
    kind,
    title: 'Book',
    plural: 'Books',
    records: async (_db, ids) => [...books.values()].filter((book) => ids === 'all' || ids.includes(book.id)),
  }
  return {
    kind: one,
    async put(
      db: Db,
      ...written: readonly (Partial<SearchRecord> & { title: string })[]
    ): Promise<readonly string[]> {
      const made = written.map((book): SearchRecord => {
        const id = book.id ?? randomUUIDv7()
        return { words: '', href: `/books/${id}`, at: null, body: null, audience: [PUBLIC], ...book, id }
      })
      for (const book of made) books.set(book.id, book)
      await writeEntries(
        db as Tx,
        one,
        made.map((book) => book.id),
      )
      return made.map((book) => book.id)
    },
    async burn(db: Db, id: string): Promise<void> {
      books.delete(id)
      await writeEntries(db as Tx, one, [id])
    },
  }
}

function reader(db: Db, grants: readonly Grant[] = [], person?: string): Reader {
  const actor =
    person === undefined ? ({ kind: 'visitor' } as const) : ({ kind: 'person', id: person } as const)
  return readerOf({ db, now: Temporal.Instant.from('2026-11-20T10:00:00Z'), actor, grants, fills: () => [] })
}

const isInvalid = (error: unknown): boolean => error instanceof Refusal && error.kind === 'invalid'
const titles = (looked: Looked): string[] => looked.rows.map((row) => row.title)
const look = (db: Db, typed: string, more: Partial<typeof NONE> | object = {}) =>
  lookFor(reader(db), typed, { ...NONE, ...more })

database.test('words are found in every form, and all of them must be there', async ({ db }) => {
  const { put } = shelf()
  await put(
    db,
    { title: 'Policies of the council', words: 'trained volunteers' },
    { title: 'Policy', words: 'other' },
  )
  assert.deepEqual(titles(await look(db, 'policy')).length, 2)
  assert.deepEqual(titles(await look(db, 'policy volunteer training')), ['Policies of the council'])
  assert.deepEqual(titles(await look(db, 'policy -volunteers')), ['Policy'])
})

database.test(
  'references, names and phrases are found as they are written, and otherwise',
  async ({ db }) => {
    const { put } = shelf()
    await put(
      db,
      { title: 'Case 2026-003' },
      { title: 'Case 2026-004', words: 'after 003' },
      { title: 'Risk KC-R-012' },
      { title: 'Siân O’Neill', words: 'cross-border work' },
      { title: 'Terms', words: 'the terms of reference stand' },
      { title: 'Reference', words: 'of terms' },
    )
    const found = async (typed: string) => titles(await look(db, typed))
    assert.deepEqual(await found('2026-003'), ['Case 2026-003'])
    assert.deepEqual(await found('kc-r-012'), ['Risk KC-R-012'])
    assert.deepEqual(await found('KCR012'), ['Risk KC-R-012'])
    for (const typed of ["sian o'neill", 'SIÂN ONEILL', 'cross border', 'crossborder', 'cross-border'])
      assert.deepEqual(await found(typed), ['Siân O’Neill'], typed)
    assert.deepEqual(await found('"terms of reference"'), ['Terms'])
  },
)

database.test('a title with the words comes first, then the newer record', async ({ db }) => {
  const { put } = shelf()
  const day = (text: string) => Temporal.PlainDate.from(text)
  await put(
    db,
    { title: 'Old', words: 'maps', at: day('2010-01-01') },
    { title: 'New', words: 'maps', at: day('2026-01-01') },
    { title: 'Maps', words: 'nothing else', at: day('2001-01-01') },
  )
  assert.deepEqual(titles(await look(db, 'maps')), ['Maps', 'New', 'Old'])
})

database.test('kind, body and days narrow the search', async ({ db }) => {
  const [books, films] = [shelf('library.book'), shelf('library.film')]
  const body = randomUUIDv7()
  await books.put(
    db,
    { title: 'Maps', body, at: Temporal.PlainDate.from('2026-03-01') },
    { title: 'More maps' },
  )
  await films.put(db, { title: 'Maps, the film' })
  assert.deepEqual(titles(await look(db, 'maps', { kind: 'library.film' })), ['Maps, the film'])
  assert.deepEqual(titles(await look(db, 'maps', { body })), ['Maps'])
  const from = Temporal.PlainDate.from('2026-03-01')
  assert.deepEqual(titles(await look(db, 'maps', { from, to: from })), ['Maps'])
  assert.deepEqual(titles(await look(db, 'maps', { from: from.add({ days: 1 }) })), [])
  assert.deepEqual((await look(db, 'maps')).kinds, [
    { kind: 'library.book', count: 2 },
    { kind: 'library.film', count: 1 },
  ])
  assert.deepEqual((await look(db, "maps' | '=library.book", {})).count, 0)
})

database.test(
  'a record is found by any one of its keys and by nobody else; it leaves no other trace',
  async ({ db }) => {
    const { put } = shelf()
    const place = { kind: 'group', id: GROUP }
    await put(
      db,
      { title: 'needle public' },
      { title: 'needle staff', audience: keyFor('library.book.read') },
      { title: 'needle group', audience: keyFor('library.book.read', place) },
      { title: 'needle own', audience: [personKey(SOMEBODY)] },
      { title: 'needle nobody', audience: [] },
    )
    const grant = (scope: Grant['scope']): Grant => ({ permission: 'library.book.read', scope })
    const cases: readonly [string, Reader, readonly string[]][] = [
      ['a visitor', reader(db), ['public']],
      ['staff', reader(db, [grant(null)], randomUUIDv7()), ['group', 'public', 'staff']],
      ['a member', reader(db, [grant(place)], randomUUIDv7()), ['group', 'public']],
      [
        'a member of another',
        reader(db, [grant({ kind: 'group', id: SOMEBODY })], randomUUIDv7()),
        ['public'],
      ],
      ['the person', reader(db, [], SOMEBODY), ['own', 'public']],
    ]
    for (const [who, one, expected] of cases) {
      const found = await lookFor(one, 'needle', NONE)
      assert.deepEqual(
        titles(found).toSorted(),
        expected.map((word) => `needle ${word}`),
        who,
      )
      assert.equal(found.count, expected.length, who)
      assert.deepEqual(found.kinds, [{ kind: 'library.book', count: expected.length }], who)
      const offered = await titlesBeginning(db, {
        beginning: askedOf('need').beginning ?? '',
        keys: one.keys(),
        most: 10,
      })
      assert.equal(offered.length, expected.length, who)
      // A word that only hidden records hold is a word that does not exist, and begins nothing.
      for (const hidden of ['group', 'staff', 'own', 'nobody'].filter((word) => !expected.includes(word)))
        assert.deepEqual(
          await lookFor(one, `needle ${hidden}`, NONE),
          await lookFor(one, 'needle zebra', NONE),
          who,
        )
    }
  },
)

database.test(
  'what a record says anew is what is found, and a record that is gone is not',
  async ({ db }) => {
    const { put, burn } = shelf()
    const [id = ''] = await put(db, { title: 'Before' })
    await put(db, { id, title: 'After', audience: keyFor('library.book.read') })
    assert.equal((await look(db, 'before')).count, 0)
    assert.equal((await look(db, 'after')).count, 0)
    await put(db, { id, title: 'After' })
    assert.equal((await look(db, 'after')).count, 1)
    await burn(db, id)
    assert.equal((await look(db, 'after')).count, 0)
  },
)

database.test(
  'the pages of an answer hold every record once, and the count is exact up to a thousand',
  async ({ db }) => {
    const { put } = shelf()
    await put(db, ...Array.from({ length: 45 }, (_, n) => ({ title: `Maps ${n}`, words: 'x '.repeat(n) })))
    const seen: string[] = []
    let after: string | null = null
    do {
      const page: Looked = await look(db, 'maps', { after })
      assert.equal(page.count, 45)
      seen.push(...titles(page))
      after = page.next ?? null
    } while (after !== null)
    assert.equal(seen.length, 45)
    assert.equal(new Set(seen).size, 45)
  },
)

database.test('beyond a thousand the count says "more than", and kinds are not counted', async ({ db }) => {
  const { put } = shelf()
  await put(db, ...Array.from({ length: 1_001 }, (_, n) => ({ title: `Maps ${n}` })))
  const found = await look(db, 'maps')
  assert.deepEqual([found.count, found.more, found.kinds], [1_000, true, []])
  assert.equal((await look(db, 'maps 17')).more, false)
})

database.test(
  'the words that were asked for are marked in their place, and nothing else can be',
  async ({ db }) => {
    const { put } = shelf()
    await put(db, {
      title: '<mark>Policies</mark>',
      words: `${'word '.repeat(60)}a trained volunteer & <b>Café</b> ${'word '.repeat(90)}`,
    })
    const [hit] = (await look(db, 'volunteers cafe policy')).rows
    assert.deepEqual(hit?.marked, [
      { text: '<mark>', marked: false },
      { text: 'Policies', marked: true },
      { text: '</mark>', marked: false },
    ])
    assert.deepEqual(
      hit?.excerpt.pieces.filter((piece) => piece.marked).map((piece) => piece.text),
      ['volunteer', 'Café'],
    )
    assert.match(
      hit?.excerpt.pieces.map((piece) => piece.text).join('') ?? '',
      /^… .*a trained volunteer & <b>Café<\/b> .* …$/,
    )
  },
)

database.test(
  'when nothing has the word, what begins like it is shown and said to be that',
  async ({ db }) => {
    const { put } = shelf()
    await put(db, { title: 'Accessibility' })
    const found = await look(db, 'accessib')
    assert.deepEqual([found.beginning, titles(found)], [true, ['Accessibility']])
    assert.deepEqual(found.rows[0]?.marked, [{ text: 'Accessibility', marked: true }])
  },
)

database.test('whatever is typed is answered or refused in words', async ({ db }) => {
  const { put } = shelf()
  await put(db, { title: 'Maps', words: `${'\u{1f5fa}'.repeat(50)} \u0000 \ud800 مرحبا` })
  for (const typed of ['', '&&&', '🙂', '"', "'", '\\', 'a:*', '!maps', '<->', '(((', '\u202emaps', 'مرحبا'])
    await look(db, typed)
  assert.equal((await look(db, 'مرحبا')).count, 1)
  await assert.rejects(look(db, 'w '.repeat(21)), isInvalid)
  await assert.rejects(look(db, 'maps', { after: 'nonsense' }), isInvalid)
})

database.test(
  'the words of a record’s files are found with it, where its kind says that they are as open',
  async ({ db, t }) => {
    const directory = mkdtempSync(join(tmpdir(), 'connects-search-'))
    t.after(() => rmSync(directory, { recursive: true, force: true }))
    const store = await openFileStore(directory)
    const now = Temporal.Instant.from('2026-11-20T10:00:00Z')
    const book = shelf()
    const kind = { ...book.kind, filesAreAlike: true }
    const [id = ''] = await book.put(db, { title: 'Plan' })
    await sql`insert into platform.subject (id, module, noun, title, audience) values (${id}, 'library', 'book', 'Plan', 'public')`.execute(
      db,
    )
    const bytes = Buffer.from('The harbour wall stands.')
    const file = await receiveFile(
      store,
      { name: 'wall.txt', bytes },
      { accept: ['txt'], mostBytes: 1_000, now },
    )
    const kept = await keepFile(db as Tx, store, { id: randomUUIDv7(), owner: id, file, now })
    assert.equal(await readFiles(db, store, [book.kind], now), 0)
    assert.equal(await readFiles(db, store, [kind], now), 1)
    assert.equal(await readFiles(db, store, [kind], now), 0)
    const [hit] = (await look(db, 'harbour')).rows
    assert.deepEqual([hit?.title, hit?.excerpt.file], ['Plan', 'wall.txt'])
    await purgeFile(db, { file: kept.id, owner: id, now })
    await writeEntries(db as Tx, kind, [id])
    assert.equal((await look(db, 'harbour')).count, 0)
  },
)

database.test(
  'a look at the index finds what it says wrongly, puts it right and tells how much',
  async ({ db }) => {
    const book = shelf()
    const now = Temporal.Instant.from('2026-11-20T10:00:00Z')
    const [first = '', second = ''] = await book.put(db, { title: 'First' }, { title: 'Second' })
    assert.deepEqual(await checkIndex(db, [book.kind], now), { checked: 2, repaired: [] })
    await db.updateTable('platform.search_entry').set({ title: 'Lie' }).where('id', '=', first).execute()
    await db.deleteFrom('platform.search_entry').where('id', '=', second).execute()
    const { repaired } = await checkIndex(db, [book.kind], now)
    assert.deepEqual(repaired.toSorted(), [first, second].toSorted())
    assert.equal((await stateOfIndex(db)).repaired, 2)
    assert.deepEqual((await checkIndex(db, [book.kind], now)).repaired, [])
  },
)
