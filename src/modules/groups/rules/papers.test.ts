// What changed between two versions of terms of reference, and what a resource may be.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { difference, linesOf, mayReviewOn, mustBeOneThing } from './papers.ts'

const shown = (before: readonly string[], after: readonly string[]): string[] =>
  difference(before, after).map(
    ({ change, text }) => `${change === 'added' ? '+' : change === 'removed' ? '-' : ' '}${text}`,
  )

test('a changed line is removed and added, what stands around it stays', () => {
  assert.deepEqual(shown(['a', 'b', 'c'], ['a', 'x', 'c', 'd']), [' a', '-b', '+x', ' c', '+d'])
  assert.deepEqual(shown([], ['a']), ['+a'])
  assert.deepEqual(shown(['a'], []), ['-a'])
  assert.deepEqual(shown(['a'], ['a']), [' a'])
})

test('a text of thousands of lines is compared as a whole', () => {
  const long = Array.from({ length: 1001 }, (_, at) => String(at))
  assert.equal(difference(long, long).length, 2002)
})

test('sections become lines, without the empty ones', () => {
  assert.deepEqual(linesOf([{ heading: 'Purpose', text: 'One\n\nTwo  ' }]), ['Purpose', 'One', 'Two'])
})

test('a resource is a file or a link, and its review lies ahead', () => {
  assert.throws(() => mustBeOneThing(true, true), { code: 'groups.resource.file-or-link' })
  assert.throws(() => mustBeOneThing(false, false), { code: 'groups.resource.file-or-link' })
  mustBeOneThing(true, false)
  const today = Temporal.PlainDate.from('2026-11-20')
  assert.throws(() => mayReviewOn(today, today), { code: 'groups.resource.review-day' })
  assert.throws(() => mayReviewOn(today.add({ years: 4 }), today), { code: 'groups.resource.review-day' })
  mayReviewOn(today.add({ days: 1 }), today)
})
