import { test } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { digestOfEntries, digestOfEntry, hashOfSeal, type Canonical } from './chain.ts'

const text = fc.string({ unit: 'binary', maxLength: 20 })
const entries: fc.Arbitrary<Canonical> = fc.record({
  id: fc.uuid(),
  at: text,
  action: text,
  door: text,
  actor_kind: text,
  actor: fc.option(text),
  subject: fc.option(fc.uuid()),
  facts: text,
  personal_digest: fc.option(text),
  request: fc.option(text),
  xid: fc.nat().map(String),
})

test('Any change of any part of an entry changes its digest', () => {
  fc.assert(
    fc.property(
      entries,
      fc.constantFrom(...(['at', 'action', 'actor', 'facts', 'request', 'xid'] as const)),
      text,
      (entry, part, other) => {
        fc.pre(entry[part] !== other)
        assert.notEqual(digestOfEntry({ ...entry, [part]: other }), digestOfEntry(entry))
      },
    ),
  )
})

test('Words moved from one part of an entry to the next change its digest', () => {
  fc.assert(
    fc.property(entries, text, (entry, moved) => {
      fc.pre(moved !== '')
      const before = digestOfEntry({ ...entry, action: entry.action + moved })
      assert.notEqual(digestOfEntry({ ...entry, door: moved + entry.door }), before)
    }),
  )
})

test('The order of a seal’s entries is part of its digest', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.stringMatching(/^[0-9a-f]{64}$/), { minLength: 2, maxLength: 6 }),
      (digests) => {
        assert.notEqual(digestOfEntries([...digests].reverse()), digestOfEntries(digests))
      },
    ),
  )
})

test('The digests are the ones that chains already written were made with', () => {
  const entry = digestOfEntry({
    id: '0190a000-0000-7000-8000-000000000001',
    at: '2026-11-20T10:00:00.000000Z',
    action: 'example.thing.change',
    door: 'page',
    actor_kind: 'person',
    actor: null,
    subject: null,
    facts: '{"amountPence": 1200}',
    personal_digest: null,
    request: 'r-1',
    xid: '731',
  })
  const seal = hashOfSeal({
    number: 1n,
    server: '7:16384',
    from: null,
    to: '732',
    entries: 1,
    digest: digestOfEntries([entry]),
    previous: null,
    sealedAt: '2026-11-20T10:00:01.000000Z',
  })
  assert.deepEqual(
    [entry, seal],
    [
      '7076e91be5cec41e25bf67240fda6f9fb6583bac316579330a85781bd65d4300',
      'f03aae7bf53636c620ba225201d9ba296887fe3e7577162be49affcf32b87927',
    ],
  )
})
