// Secrets from elsewhere, warnings, the keys' names: small rules about what is secret and what ends.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keyKind, monthKey } from './keys.ts'
import { refuseImported } from './secret-words.ts'
import { endsWords, warningFor } from './warnings.ts'

const LONG = 'correct-horse-battery-staple'

test('a secret from elsewhere is refused with the sign that stands in the way, never with its words', () => {
  const refused: readonly (readonly [string, RegExp])[] = [
    [`${LONG}\\`, /backslash/],
    [`${LONG}'`, /quotation mark/],
    [`${LONG}"`, /quotation mark/],
    [`${LONG}\u0007`, /control character/],
    [`${LONG}\n`, /line break/],
    [` ${LONG}`, /begins with a space/],
    [`${LONG} `, /ends with a space/],
    [`${LONG},1`, /comma/],
    [`${LONG}\${x}`, /\$\{/],
    ['x'.repeat(251), /longer than 250/],
    ['testing123', /shorter than 16/],
    [`${LONG}é`, /ASCII/],
  ]
  for (const [words, because] of refused) {
    const said = refuseImported(words) ?? ''
    assert.match(said, because)
    assert.ok(!said.includes(words.trim()))
  }
  assert.equal(refuseImported(LONG), null)
  assert.equal(refuseImported('x'.repeat(250)), null)
})

test('a warning is the nearest that is not yet behind', () => {
  const given = [90, 61, 60, 31, 30, 15, 14, 4, 3, 1, 0, -5]
  assert.deepEqual(given.map(warningFor), [null, null, 60, 60, 30, 30, 14, 14, 3, 3, 0, 0])
  assert.deepEqual([14, 1, 0, -1, -9].map(endsWords), [
    'in 14 days',
    'tomorrow',
    'today',
    'yesterday',
    '9 days ago',
  ])
})

test('only keys are made when they are first needed', () => {
  assert.equal(keyKind('roaming.portal:1'), 'portal')
  assert.equal(keyKind('roaming.signing:federation'), 'signing')
  assert.equal(keyKind('roaming.credential:1'), null)
  assert.equal(monthKey(Temporal.PlainDate.from('2026-11-20')), 'roaming.fticks:2026-11')
})
