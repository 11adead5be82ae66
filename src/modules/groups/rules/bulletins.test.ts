// The Traffic Light Protocol as rules: every pair of marks, every standing, every day.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  EXPORTED,
  MARKS,
  mayForward,
  mayRemark,
  sightOf,
  titleInMail,
  titleOnRecord,
  titleOnStone,
  visibleUntil,
  type Mark,
} from './bulletins.ts'

const marks = Object.keys(MARKS) as Mark[]
const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text)

test('B8: of every pair of marks and every standing, a lower mark takes its author and a permission', () => {
  for (const from of marks) {
    for (const to of marks) {
      for (const isAuthor of [true, false]) {
        for (const isOfficer of [true, false]) {
          for (const permission of [null, 'The desk, today']) {
            const change = { from, to, isAuthor, isOfficer, permission }
            const stricter = MARKS[to].strictness - MARKS[from].strictness
            const allowed =
              stricter > 0 ? isAuthor || isOfficer : stricter < 0 ? isAuthor && permission !== null : false
            if (allowed) assert.equal(mayRemark(change), stricter > 0 ? 'raised' : 'lowered')
            else
              assert.throws(() => mayRemark(change), { code: /^groups\.bulletin\./ }, JSON.stringify(change))
          }
        }
      }
    }
  }
})

test('B3, B4, B5: the stricter a mark, the less leaves the page', () => {
  assert.deepEqual(EXPORTED, ['green', 'clear'])
  const red = MARKS.red
  assert.deepEqual([red.told, red.exported, red.searched, red.carriesFile], ['nothing', false, false, false])
  assert.deepEqual(
    marks.map((mark) => titleInMail(mark, 'T')),
    ['A bulletin marked TLP:RED', 'A bulletin marked TLP:AMBER+STRICT', 'T', 'T', 'T'],
  )
  assert.equal(titleOnRecord('amber', 'T'), 'A bulletin marked TLP:AMBER')
  assert.equal(titleOnRecord('green', 'T'), 'T')
  assert.equal(titleOnStone('red', 'T'), 'Title withheld')
  assert.equal(titleOnStone('amber', 'T'), 'T')
})

test('B6: text for its audience until the day, then a stone for officers and nothing for others', () => {
  const sight = (
    state: 'published' | 'expired' | 'withdrawn',
    today: string,
    isInAudience: boolean,
    oversees: boolean,
  ) => sightOf({ state, visibleUntil: day('2026-12-04'), today: day(today), isInAudience, oversees })
  assert.equal(sight('published', '2026-12-04', true, false), 'text')
  assert.equal(sight('published', '2026-12-05', true, false), 'nothing')
  assert.equal(sight('published', '2026-12-05', true, true), 'stone')
  assert.equal(sight('published', '2026-12-04', false, true), 'stone')
  assert.equal(sight('published', '2026-12-04', false, false), 'nothing')
  assert.equal(sight('withdrawn', '2026-12-04', true, false), 'stone')
  assert.equal(sight('withdrawn', '2026-12-04', false, false), 'nothing')
  assert.equal(sight('expired', '2026-12-01', true, false), 'nothing')
})

test('B6: a day within the days of the mark is taken, and none gives the longest', () => {
  const today = day('2026-11-20')
  assert.equal(visibleUntil('red', 14, null, today).toString(), '2026-12-04')
  assert.equal(visibleUntil('red', 14, today, today).toString(), '2026-11-20')
  assert.throws(() => visibleUntil('red', 14, day('2026-12-05'), today), { code: 'groups.bulletin.too-long' })
  assert.throws(() => visibleUntil('red', 14, day('2026-11-19'), today), {
    code: 'groups.bulletin.over-already',
  })
})

test('B9: who would newly see it is named, three of many', () => {
  mayForward('green', 'GIS Group', [])
  assert.throws(() => mayForward('red', 'GIS Group', []), { code: 'groups.bulletin.red-stays' })
  assert.throws(
    () => mayForward('amber', 'GIS Group', ['A', 'B', 'C', 'D']),
    /4 people beyond that: A, B, C and 1 more/,
  )
  assert.throws(() => mayForward('amber', 'GIS Group', ['A']), /one person beyond that: A\. It was not sent/)
})
