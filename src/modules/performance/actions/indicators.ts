// The life of an indicator: made, put into better words, defined anew, handed over, retired.
//
//   create ──► measured ──retire──► retired
//                │ ▲
//                └─┘ edit · define (the next version) · hand over · give, correct and answer values · set targets
import { action, type Inside } from '#platform/actions/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { organisationById } from '#modules/organisations/index.ts'
import { isMemberOn } from '#modules/partnerships/index.ts'
import { indicatorRows, type IndicatorRow } from '../queries/indicators.ts'
import { indicatorHref } from '../queries/measured.ts'
import { holdsFor } from '../queries/seeing.ts'
import { subjectFor } from '../queries/subjects.ts'
import {
  AUDIENCES,
  definitionFaults,
  DIRECTIONS,
  FREQUENCIES,
  MEASURES,
  MOST_DECIMALS,
  mustNotBeRetired,
  TAKEN_CODES,
  type Audience,
} from '../rules.ts'
import { indicatorToChange, mustBeCurrent, mustBeOfBody, nameSubject, noteChange, today } from './locking.ts'
import { writeDefinition, type DefinitionWords } from './recording.ts'

const words = {
  title: field.text('Title', { most: 200, hint: 'A few words by which everybody knows it' }),
  directorate: field
    .text('Directorate or unit', { most: 120, hint: 'Which part of the organisation it is of' })
    .optional(),
  partnership: field
    .pick('Partnership', { from: 'partnerships.partnership', hint: 'Where it is measured for a partnership' })
    .optional(),
  about: field.id('Record it is about').optional(),
  serves: field.id('Outcome it serves').optional(),
  why: field.longText('Why it is measured', { most: 1000 }).optional(),
  audience: field.choice('Who may see it', AUDIENCES),
  source: field.text('Where the figures come from', { most: 200 }).optional(),
  qualityNote: field
    .longText('How good the figures are', {
      most: 1000,
      hint: 'What a reader must know before they rely on them: gaps, changes of counting, samples',
    })
    .optional(),
  measuredFrom: field
    .date('Measured from', { hint: 'The first day it counts from; today if you leave it empty' })
    .optional(),
}

const definition = {
  what: field.longText('What it measures', { most: 1000 }).optional(),
  measure: field.choice('What kind of value', MEASURES),
  unit: field
    .text('What is counted', { most: 60, hint: 'For a number of something: calls, visits' })
    .optional(),
  decimals: field
    .integer('Decimal places', { least: 0, most: MOST_DECIMALS, hint: '0 if you leave it empty' })
    .optional(),
  bands: field
    .longText('The words in their order', {
      most: 400,
      hint: 'For words in an order: the lowest first, one a line',
    })
    .optional(),
  direction: field.choice('Which way is better', DIRECTIONS),
  frequency: field.choice('How often', FREQUENCIES),
  aggregation: field
    .text('How the figure of a period is made', {
      most: 200,
      hint: 'The sum of the months; the last day’s count',
    })
    .optional(),
  numerator: field.text('Numerator', { most: 200, hint: 'What is counted above the line' }).optional(),
  denominator: field.text('Denominator', { most: 200, hint: 'What it is a share of' }).optional(),
}

type DefinitionAnswers = Omit<DefinitionWords, 'bands' | 'decimals'> & {
  readonly bands: string | null
  readonly decimals: number | null
}

/** The words of a definition out of the answers, or what is wrong with them. */
export function definitionOf(answers: DefinitionAnswers): DefinitionWords {
  const { what, measure, unit, direction, frequency, aggregation, numerator, denominator } = answers
  const bands = (answers.bands ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const decimals = answers.decimals ?? 0
  const faults = definitionFaults({ measure, decimals, direction, bands })
  if (faults.length > 0) invalid('performance.definition.not-whole', faults)
  return { what, measure, unit, decimals, bands, direction, frequency, aggregation, numerator, denominator }
}

/** M9: partners are those of a partnership that the body belongs to. */
async function mustBePartner(
  inside: Inside,
  organisation: string,
  partnership: string | null,
  audience: Audience,
): Promise<void> {
  if (partnership === null) {
    if (audience === 'partners')
      invalid('performance.indicator.no-partnership', [
        { field: 'partnership', message: 'Choose the partnership whose partners may see it' },
      ])
    return
  }
  if (!(await isMemberOn(inside, partnership, organisation, today(inside))))
    invalid('performance.indicator.not-a-partner', [
      { field: 'partnership', message: 'The organisation is no member of this partnership today' },
    ])
}

async function mustKnow(inside: Inside, ...subjects: readonly (string | null)[]): Promise<void> {
  for (const id of subjects)
    if (id !== null && (await subjectFor(inside, id)) === undefined) notFound('record')
}

export const createIndicator = action({
  name: 'performance.indicator.create',
  title: 'Measure something',
  doors: ['page', 'api', 'command'],
  fields: {
    organisation: field.pick('Organisation', { from: 'organisations.organisation' }),
    code: field.code('Code', { hint: 'Its short name in lists and files, like ict-07. It never changes' }),
    ...words,
    owner: field
      .pick('Owner', { from: 'organisations.person', hint: 'Who gives its figures. May be named later' })
      .optional(),
    ...definition,
  },
  async run(inside, answers) {
    const organisation = await organisationById(inside, answers.organisation)
    const id = inside.id()
    const place = { id, organisation_id: organisation.id, partnership_id: answers.partnership }
    if (!holdsFor(inside, 'performance.indicator.create', place))
      refuse(
        'forbidden',
        'performance.indicator.not-your-body',
        `What is measured of ${organisation.name} is for its lead, the officer of its partnership, and an administrator to say. Ask one of them.`,
      )
    if ((TAKEN_CODES as readonly string[]).includes(answers.code))
      invalid('performance.indicator.code-taken', [
        { field: 'code', message: 'This code is an address already. Choose another' },
      ])
    const defined = definitionOf(answers)
    await mustBePartner(inside, organisation.id, answers.partnership, answers.audience)
    await mustBeOfBody(inside, organisation.id, answers.owner)
    await mustKnow(inside, answers.about, answers.serves)
    const { code, title, audience } = answers
    await nameSubject(inside, { ...place, code, title, audience })
    await inside.tx
      .insertInto('performance.indicator')
      .values({
        ...place,
        code,
        title,
        directorate: answers.directorate,
        about_subject_id: answers.about,
        serves_subject_id: answers.serves,
        why: answers.why,
        owner_person_id: answers.owner,
        audience,
        source: answers.source,
        quality_note: answers.qualityNote,
        measured_from: answers.measuredFrom ?? today(inside),
      })
      .execute()
    await writeDefinition(inside, id, 1, defined, null)
    await noteChange(inside, id, 'created', null)
    const address = indicatorHref({ organisation_code: organisation.code, code })
    return {
      subject: id,
      result: { id, code, address },
      facts: { code, organisation: organisation.id, measure: defined.measure, audience },
    }
  },
})

export const editIndicator = action({
  name: 'performance.indicator.edit',
  title: 'Change the words of an indicator',
  doors: ['page', 'api', 'command'],
  fields: { indicator: field.id('Indicator'), ...words, version: field.version() },
  async run(inside, answers) {
    const indicator = await indicatorToChange(inside, 'performance.indicator.edit', answers.indicator)
    mustNotBeRetired(indicator)
    mustBeCurrent(indicator, answers.version, wordsOf(indicator))
    await mustBePartner(inside, indicator.organisation_id, answers.partnership, answers.audience)
    await mustKnow(
      inside,
      answers.about === indicator.about_subject_id ? null : answers.about,
      answers.serves === indicator.serves_subject_id ? null : answers.serves,
    )
    await noteChange(inside, indicator.id, 'edited', null, wordsOf(indicator))
    const changed = {
      title: answers.title,
      directorate: answers.directorate,
      partnership_id: answers.partnership,
      about_subject_id: answers.about,
      serves_subject_id: answers.serves,
      why: answers.why,
      audience: answers.audience,
      source: answers.source,
      quality_note: answers.qualityNote,
      measured_from: answers.measuredFrom ?? indicator.measured_from,
      version: indicator.version + 1,
    }
    await inside.tx.updateTable('performance.indicator').set(changed).where('id', '=', indicator.id).execute()
    await nameSubject(inside, { ...indicator, ...changed })
    return doneWith(indicator, { version: changed.version })
  },
})

/** What a form about the words of an indicator shows, and its history keeps. */
export const wordsOf = (indicator: IndicatorRow) => ({
  title: indicator.title,
  directorate: indicator.directorate,
  partnership: indicator.partnership_id,
  about: indicator.about_subject_id,
  serves: indicator.serves_subject_id,
  why: indicator.why,
  audience: indicator.audience,
  source: indicator.source,
  qualityNote: indicator.quality_note,
  measuredFrom: indicator.measured_from.toString(),
})

export const defineIndicator = action({
  name: 'performance.indicator.define',
  title: 'Define an indicator anew',
  doors: ['page', 'api', 'command'],
  fields: {
    indicator: field.id('Indicator'),
    ...definition,
    reason: field.longText('Why the definition changes', {
      most: 1000,
      hint: 'It stands beside the figures from here on. Those given before keep the definition they had',
    }),
    version: field.version(),
  },
  async run(inside, answers) {
    const indicator = await indicatorToChange(inside, 'performance.indicator.define', answers.indicator)
    mustNotBeRetired(indicator)
    mustBeCurrent(indicator, answers.version, { measure: indicator.measure, direction: indicator.direction })
    const defined = definitionOf(answers)
    if (sameDefinition(defined, indicator))
      invalid('performance.definition.unchanged', [
        { field: 'reason', message: 'Nothing of the definition is different. Change something, or leave it' },
      ])
    const number = await defineAnew(inside, indicator, defined, answers.reason)
    return doneWith(indicator, { definition: number, version: indicator.version + 1 })
  },
})

/** Begins the next version of the definition of a locked indicator (M3). */
export async function defineAnew(
  inside: Inside,
  indicator: IndicatorRow,
  defined: DefinitionWords,
  reason: string,
): Promise<number> {
  const number = indicator.definition_number + 1
  await writeDefinition(inside, indicator.id, number, defined, reason)
  await noteChange(inside, indicator.id, 'defined', reason)
  await inside.tx
    .updateTable('performance.indicator')
    .set({ version: indicator.version + 1 })
    .where('id', '=', indicator.id)
    .execute()
  inside.found('performance.indicator', indicator.id)
  return number
}

const DEFINED = [
  'what',
  'measure',
  'unit',
  'decimals',
  'bands',
  'direction',
  'frequency',
  'aggregation',
  'numerator',
  'denominator',
] as const

export const sameDefinition = (one: DefinitionWords, other: DefinitionWords): boolean =>
  DEFINED.every((part) => JSON.stringify(one[part]) === JSON.stringify(other[part]))

export const handOverIndicator = action({
  name: 'performance.indicator.hand-over',
  title: 'Name the owner of an indicator',
  doors: ['page', 'api', 'command'],
  fields: {
    indicator: field.id('Indicator'),
    owner: field.pick('Owner', { from: 'organisations.person' }),
    reason: field.text('Why', { most: 300 }).optional(),
    version: field.version(),
  },
  async run(inside, answers) {
    const indicator = await indicatorToChange(inside, 'performance.indicator.hand-over', answers.indicator)
    mustNotBeRetired(indicator)
    mustBeCurrent(indicator, answers.version, { owner: indicator.owner_person_id })
    await mustBeOfBody(inside, indicator.organisation_id, answers.owner)
    await noteChange(inside, indicator.id, 'handed-over', answers.reason)
    await inside.tx
      .updateTable('performance.indicator')
      .set({ owner_person_id: answers.owner, version: indicator.version + 1 })
      .where('id', '=', indicator.id)
      .execute()
    return doneWith(indicator, { owner: answers.owner })
  },
})

export const retireIndicator = action({
  name: 'performance.indicator.retire',
  title: 'Retire an indicator',
  doors: ['page', 'api', 'command'],
  fields: {
    indicator: field.id('Indicator'),
    why: field.longText('Why, and what is measured in its place', { most: 1000 }),
    version: field.version(),
  },
  async run(inside, answers) {
    const indicator = await indicatorToChange(inside, 'performance.indicator.retire', answers.indicator)
    mustNotBeRetired(indicator)
    mustBeCurrent(indicator, answers.version)
    await inside.tx
      .updateTable('performance.indicator')
      .set({ retired_on: today(inside), retired_why: answers.why, version: indicator.version + 1 })
      .where('id', '=', indicator.id)
      .execute()
    await noteChange(inside, indicator.id, 'retired', answers.why)
    return doneWith(indicator, { code: indicator.code })
  },
})

/** The indicator as it is now, after a change in this transaction. */
export const indicatorNow = (inside: Inside, id: string): Promise<IndicatorRow> =>
  indicatorRows(inside).where('indicator.id', '=', id).executeTakeFirstOrThrow()

type Facts = Readonly<Record<string, string | number | null>>

/** What every change of an indicator answers: what it is called and where it is read. */
export function doneWith<More extends object = object>(indicator: IndicatorRow, facts: Facts, more?: More) {
  const { id, code } = indicator
  const result = { id, code, address: indicatorHref(indicator), ...more }
  return {
    subject: id,
    result: result as { id: string; code: string; address: string } & More,
    facts: { code, ...facts },
  }
}
