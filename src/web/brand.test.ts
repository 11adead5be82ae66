import { test } from 'node:test'
import assert from 'node:assert/strict'
import { brandIsReadable, contrast, DEFAULT_BRAND, usableColour } from './brand.ts'

test('contrast is that of WCAG: 21 to 1 for black on white, the same either way round', () => {
  assert.equal(Math.round(contrast('#000000', '#ffffff')), 21)
  assert.equal(contrast('#0b4f5c', '#ffffff'), contrast('#ffffff', '#0b4f5c'))
  // The pair that every accessibility text gives as the lightest grey that passes.
  assert.ok(contrast('#767676', '#ffffff') >= 4.5 && contrast('#777777', '#ffffff') < 4.5)
})

test('a brand colour is readable from 4.5 to 1, and what is no colour never is', () => {
  assert.ok(brandIsReadable(DEFAULT_BRAND.colour))
  for (const colour of ['#ffdd00', '#777777', 'red', '#fff', '', '#0b4f5c;}'])
    assert.equal(brandIsReadable(colour), false)
  assert.equal(usableColour('</style>'), DEFAULT_BRAND.colour)
  assert.equal(usableColour('#4C2C92'), '#4c2c92')
})
