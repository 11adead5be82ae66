// What holds for plans, their kinds and their lists, without a database.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { entriesFromLines, linesOfEntries, settledCode } from './lists.ts'
import { appliesToPeriod, audienceIdOf, lackingForApproval, mustNotReachBack } from './plans.ts'
import type { TemplateContent } from './shapes.ts'
import { linesOfSections, mayBeginVersionOn, sectionsFromLines, templateFaults } from './templates.ts'

const day = (text: string) => Temporal.PlainDate.from(text)

const TEMPLATE: TemplateContent = {
  words: { outcome: 'theme', outcomes: 'themes', activity: 'action', activities: 'actions' },
  sections: [
    { code: 'pledge', title: 'Our pledge', hint: '', shows: 'words', required: true },
    { code: 'champions', title: 'Champions', hint: '', shows: 'words', required: false },
    { code: 'themes', title: 'Themes', hint: '', shows: 'outcomes', required: false },
    { code: 'actions', title: 'Actions', hint: '', shows: 'activities', required: false },
  ],
  lists: { issues: 'a', boards: 'b', milestones: 'c' },
  uses: { rounds: true, blocks: false, targets: false, boards: false },
}

const lacks = (template: TemplateContent, written: readonly string[], outcomes: number, activities: number) =>
  lackingForApproval(template, { written, outcomes, activities }).map((one) => one.words)

test('a plan lacks the sections that must be written, an outcome, and an activity where its kind has any', () => {
  assert.deepEqual(lacks(TEMPLATE, [], 0, 0), [
    'Write the section “Our pledge”',
    'Add the first theme',
    'Add the first action',
  ])
  assert.deepEqual(lacks(TEMPLATE, ['pledge'], 1, 1), [])
  const outcomesOnly = { ...TEMPLATE, sections: TEMPLATE.sections.slice(0, 3) }
  assert.deepEqual(lacks(outcomesOnly, ['pledge'], 1, 0), [])
})

test('a plan is for its own body’s people, its group’s, or everybody', () => {
  const of = { organisation_id: 'kcc', partnership_id: null, group_id: 'gis' }
  assert.equal(audienceIdOf(of, 'staff'), 'kcc')
  assert.equal(audienceIdOf(of, 'group'), 'gis')
  assert.equal(audienceIdOf(of, 'public'), 'kcc')
  assert.throws(() => audienceIdOf(of, 'partners'), { code: 'delivery.plan.no-such-audience' })
})

test('V16: a rule applies to periods that begin on its first day or later, and before its end', () => {
  const rule = { appliesFrom: day('2019-10-01'), endedOn: null }
  assert.equal(appliesToPeriod(rule, day('2019-07-01')), false)
  assert.equal(appliesToPeriod(rule, day('2019-10-01')), true)
  assert.equal(appliesToPeriod({ ...rule, endedOn: day('2020-01-01') }, day('2020-01-01')), false)
  assert.equal(appliesToPeriod({ ...rule, endedOn: day('2020-01-01') }, day('2019-10-01')), true)
})

test('V16: no rule reaches back to the period of a frozen round, and the refusal names the first free day', () => {
  const frozen = [
    { title: 'Quarter 1', periodFrom: day('2019-04-01') },
    { title: 'Quarter 2', periodFrom: day('2019-07-01') },
  ]
  mustNotReachBack('appliesFrom', day('2019-07-02'), frozen)
  for (const reaching of ['2019-07-01', '2019-04-01', '2018-01-01'])
    assert.throws(() => mustNotReachBack('appliesFrom', day(reaching), frozen), {
      code: 'delivery.policy.reaches-back',
      message: /Choose a day after 1 July 2019/,
    })
})

test('V17: a version begins today or later, and not before the one it follows', () => {
  const today = day('2026-11-20')
  mayBeginVersionOn(today, today, { from_on: day('2001-01-01') })
  assert.throws(() => mayBeginVersionOn(day('2026-11-19'), today, undefined), /from 20 November 2026/)
  assert.throws(() => mayBeginVersionOn(today, today, { from_on: day('2027-04-01') }), /from 1 April 2027/)
})

test('sections are read one a line, written back the same, and refused by their line', () => {
  const text = linesOfSections(TEMPLATE.sections)
  assert.deepEqual(sectionsFromLines(text), { found: TEMPLATE.sections, faults: [] })
  const faults = (lines: string) => sectionsFromLines(lines).faults.map((one) => one.message)
  assert.match(faults('Aims | Aims')[0] ?? '', /^Line 1: begin it with a code/)
  assert.match(faults('\naims |')[0] ?? '', /^Line 2: give “aims” a title/)
  assert.match(faults('aims | Aims | | pictures')[0] ?? '', /“pictures” is nothing a section shows/)
  assert.match(faults('aims | Aims\naims | Again')[0] ?? '', /Line 2: the code “aims” stands there twice/)
  assert.match(faults('aims | Aims | a | words | more')[0] ?? '', /more than four parts/)
  assert.match(faults('aims | Aims')[0] ?? '', /Add a section that shows the outcomes/)
  assert.equal(sectionsFromLines('outcomes | Outcomes | | outcomes, required').found[0]?.required, false)
})

test('a kind that is reported in rounds has activities, and two words for two things', () => {
  assert.deepEqual(templateFaults(TEMPLATE), [])
  const none = { ...TEMPLATE, sections: TEMPLATE.sections.slice(0, 3) }
  assert.equal(templateFaults(none)[0]?.field, 'rounds')
  const same = { ...TEMPLATE, words: { ...TEMPLATE.words, activity: 'Theme' } }
  assert.equal(templateFaults(same)[0]?.field, 'activity')
})

const LIST = [
  'capacity | Capacity',
  'financial | Financial | Finance; Money | deca: financial_impact | Not “Financial Benefits”',
  'benefits | Benefits | | deca: requirements_and_benefits',
].join('\n')

test('a list is read one entry a line and written back the same', () => {
  const { found, faults } = entriesFromLines(LIST)
  assert.deepEqual(faults, [])
  assert.deepEqual(found[1], {
    code: 'financial',
    label: 'Financial',
    aliases: ['Finance', 'Money'],
    maps: { deca: 'financial_impact' },
    note: 'Not “Financial Benefits”',
  })
  assert.deepEqual(entriesFromLines(linesOfEntries(found)).found, found)
  assert.equal(linesOfEntries(found), LIST)
})

test('D6: a label means one code by its code, label or another spelling; what could be two is settled by nobody', () => {
  const { found } = entriesFromLines(LIST)
  assert.equal(settledCode(found, ' FINANCE '), 'financial')
  assert.equal(settledCode(found, 'benefits'), 'benefits')
  assert.equal(settledCode(found, 'Financial Benefits'), null)
  assert.equal(settledCode(found, ''), null)
  const double = [...found, { code: 'other', label: 'Other', aliases: ['Money'] }]
  assert.equal(settledCode(double, 'money'), null)
})

test('a list whose spelling means two things, or that is empty, is refused', () => {
  const faults = (lines: string) => entriesFromLines(lines).faults.map((one) => one.message)
  assert.match(faults('a | One | Same\nb | Two | same')[0] ?? '', /“same” could be a or b/)
  assert.match(faults('a | One\na | Two')[0] ?? '', /“a” stands there twice/)
  assert.match(faults('  \n')[0] ?? '', /at least one entry/)
  assert.match(faults('a | One | | complexity')[0] ?? '', /Line 1: write what it is called in another list/)
  assert.match(faults('a b | One')[0] ?? '', /Line 1: begin it with a code/)
})
