// Whatever list or kind of plan an administrator has, its lines read back as the same: changing one word changes one word.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { entriesFromLines, linesOfEntries, settledCode } from './lists.ts'
import { linesOfSections, SHOWS, sectionsFromLines } from './templates.ts'
import type { TemplateSection } from './shapes.ts'

const code = fc.stringMatching(/^[a-z][a-z0-9]{0,8}(?:-[a-z0-9]{1,4})?$/)
const words = fc.stringMatching(/^[A-Z][A-Za-z“”/,.]{0,8}(?: [A-Za-z0-9]{1,8}){0,3}$/)

test('sections read back as they were written', () => {
  const section = fc.record({
    code,
    title: words,
    hint: fc.oneof(fc.constant(''), words),
    shows: fc.constantFrom(...(Object.keys(SHOWS) as TemplateSection['shows'][])),
    required: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.uniqueArray(section, { selector: (one) => one.code, maxLength: 8 }), (made) => {
      const sections: TemplateSection[] = [
        { code: 'all-outcomes', title: 'Outcomes', hint: '', shows: 'outcomes', required: false },
        ...made.map((one) => ({ ...one, required: one.required && one.shows === 'words' })),
      ]
      assert.deepEqual(sectionsFromLines(linesOfSections(sections)), { found: sections, faults: [] })
    }),
  )
})

test('entries read back as they were written, and each of their spellings means them', () => {
  const entry = fc.record({ code, label: words, aliases: fc.array(words, { minLength: 1, maxLength: 3 }) })
  fc.assert(
    fc.property(fc.array(entry, { minLength: 1, maxLength: 6 }), (drawn) => {
      const made = drawn.map((one) => ({ ...one }))
      const { found, faults } = entriesFromLines(linesOfEntries(made))
      // What could mean two things is refused; everything else is the same list again.
      if (faults.length > 0) return
      assert.deepEqual(found, made)
      for (const one of made)
        for (const spelling of [one.code, one.label, ...one.aliases])
          assert.equal(settledCode(found, spelling.toUpperCase()), one.code)
    }),
  )
})
