// Giving figures: what was measured or is expected, what was agreed, what others have. A figure that stands is never
// changed: a correction or an answer is another row with who, when and why (M2).
import { action, type Inside } from '#platform/actions/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field, type Field } from '#platform/fields/index.ts'
import { organisationById } from '#modules/organisations/index.ts'
import type { IndicatorRow } from '../queries/indicators.ts'
import { agreedWords } from '../queries/standings.ts'
import { everyValueOf, periodOf, type ValueRow } from '../queries/values.ts'
import {
  codeOf,
  frequencyWord,
  givenWords,
  KINDS,
  MEANINGS,
  mustHaveEnded,
  mustNotBeRetired,
  periodsThrough,
  PERIOD_EXAMPLES,
  readCell,
  readPeriod,
  readTolerance,
  samePeriod,
  shortWords,
  TOLERANCES,
  type Kind,
  type Meaning,
  type Period,
  type Scale,
  type ToleranceKind,
} from '../rules.ts'
import { doneWith } from './indicators.ts'
import { indicatorToChange, today } from './locking.ts'
import { bodyKey, writeValue, type Cell, type ValueWords } from './recording.ts'

// On a page a period is chosen from a list; elsewhere it is written by its code.
const period = (label: string): Field<string> => ({
  ...field.text(label, { most: 20, hint: 'Like 2026-27-q2, 2026-09, 2026-27 or 2026' }),
  control: 'pick',
})
const figure = (label: string) =>
  field.text(label, {
    most: 200,
    hint: 'As you have it: 74.3, 1,250, £20,000. What is not clear is kept as it is and asked about',
  })
const meaning = field
  .choice('What it is', MEANINGS, { hint: 'A figure, unless you say that there is none' })
  .optional()
const note = field.longText('What lies behind it', { most: 2000 }).optional()

/** The period of this code in the rhythm of the indicator, or what is wrong with it. */
export function periodFor(indicator: IndicatorRow, code: string, name = 'period'): Period {
  const found = readPeriod(code, indicator.frequency)
  if (found !== undefined) return found
  return invalid('performance.value.no-such-period', [
    {
      field: name,
      message: `“${code}” is no period of an indicator measured ${frequencyWord(indicator.frequency)}. Write it like ${PERIOD_EXAMPLES[indicator.frequency]}`,
    },
  ])
}

/** A cell as it is kept: read where that is certain, kept as words where its giver says so, or asked about (M1). */
export function cellOf(raw: string, scale: Scale, said: Meaning | null): Cell {
  const kept = { raw, amount: null, doubt: null, question: null }
  if (said !== null && said !== 'value') return { ...kept, reading: said }
  const read = readCell(raw, scale)
  if (read === null) return { ...kept, reading: 'words' }
  return read.kind === 'value'
    ? { ...kept, reading: 'value', amount: read.amount }
    : { ...kept, reading: 'doubt', doubt: read.doubt, question: read.question }
}

/** A figure that has to be certain: whoever writes it is there to be asked. */
function certain(raw: string, scale: Scale, name: string): bigint {
  const read = readCell(raw, scale)
  if (read?.kind === 'value') return read.amount
  return invalid('performance.value.not-certain', [
    { field: name, message: read === null ? 'Enter the figure' : read.question },
  ])
}

/** The value that stands for a kind, a period and a body. */
export const standingIn = (
  values: readonly ValueRow[],
  kind: Kind,
  wanted: Period,
  body: ValueWords['body'] = undefined,
): ValueRow | undefined =>
  values.find(
    (row) =>
      row.superseded_at === null &&
      row.kind === kind &&
      samePeriod(periodOf(row), wanted) &&
      row.body_key === bodyKey(body),
  )

export const giveValue = action({
  name: 'performance.value.give',
  title: 'Give a figure',
  doors: ['page', 'api', 'command'],
  fields: {
    indicator: field.id('Indicator'),
    kind: field.choice('Measured or expected', { actual: 'Measured', estimate: 'Expected' }),
    period: period('Period'),
    value: figure('Figure'),
    meaning,
    note,
  },
  async run(inside, answers) {
    const indicator = await indicatorToChange(inside, 'performance.value.give', answers.indicator)
    mustNotBeRetired(indicator)
    const wanted = periodFor(indicator, answers.period)
    mustHaveEnded(answers.kind, wanted, today(inside), shortWords(wanted))
    const standing = standingIn(await everyValueOf(inside, indicator.id), answers.kind, wanted)
    if (standing !== undefined)
      refuse(
        'conflict',
        'performance.value.given-already',
        `${KINDS[answers.kind]} of ${shortWords(wanted)} was given already: ${givenWords(standing)}. Correct it instead; what stood there stays in the history.`,
      )
    const cell = cellOf(answers.value, indicator, answers.meaning)
    const id = await writeValue(inside, indicator, {
      ...cell,
      kind: answers.kind,
      period: wanted,
      how: 'given',
      note: answers.note,
    })
    return done(indicator, id, cell, wanted, answers.kind)
  },
})

const done = (indicator: IndicatorRow, id: string, cell: Cell, of: Period, kind: Kind) =>
  doneWith(
    indicator,
    { value: id, kind, period: codeOf(of), reading: cell.reading },
    { value: id, reading: cell.reading, question: cell.question },
  )

/** The value, on its locked indicator, if it is the one that stands (M2). */
async function standingValue(inside: Inside, permission: string, id: string) {
  const found = await inside.tx
    .selectFrom('performance.value')
    .select('indicator_id')
    .where('id', '=', id)
    .executeTakeFirst()
  if (found === undefined) return notFound('figure')
  const indicator = await indicatorToChange(inside, permission, found.indicator_id, 'figure')
  const values = await everyValueOf(inside, indicator.id)
  const row = values.find((one) => one.id === id) ?? notFound('figure')
  if (row.superseded_at !== null) {
    const now = standingIn(values, row.kind, periodOf(row), { id: row.body_id, name: row.body_name }) ?? row
    refuse(
      'conflict',
      'performance.value.superseded',
      `Somebody corrected this figure while you were. It says ${givenWords(now)} now. Look at it again.`,
      { current: { value: now.raw } },
    )
  }
  return { indicator, row }
}

// What another row says of the same period and body, under the definition of the first (M3).
const sameAs = (row: ValueRow) => ({
  kind: row.kind,
  period: periodOf(row),
  definition: row.definition_id,
  ...(row.kind === 'benchmark'
    ? { body: { id: row.body_id, name: row.body_id === null ? row.body_name : null } }
    : {}),
  source: row.source,
  tolerance: row.tolerance,
  toleranceAmount: row.tolerance_amount,
  follows: row,
})

const targetIsSet = (): never =>
  refuse(
    'conflict',
    'performance.value.is-target',
    'A target is not corrected but set anew, so that its tolerance is said with it.',
  )

export const correctValue = action({
  name: 'performance.value.correct',
  title: 'Correct a figure',
  doors: ['page', 'api', 'command'],
  fields: {
    figure: field.id('Figure that stands'),
    value: figure('The right figure'),
    meaning,
    reason: field.longText('What was wrong', { most: 1000 }),
    note,
  },
  async run(inside, answers) {
    const { indicator, row } = await standingValue(inside, 'performance.value.correct', answers.figure)
    if (row.kind === 'target') return targetIsSet()
    const cell = cellOf(answers.value, row, answers.meaning)
    const { reason } = answers
    const id = await writeValue(inside, indicator, {
      ...sameAs(row),
      ...cell,
      how: 'corrected',
      reason,
      note: answers.note ?? row.note,
    })
    return done(indicator, id, cell, periodOf(row), row.kind)
  },
})

export const answerDoubt = action({
  name: 'performance.value.answer',
  title: 'Answer what a figure means',
  doors: ['page', 'api', 'command'],
  fields: {
    figure: field.id('Figure in doubt'),
    meaning: field.choice('What it means', MEANINGS),
    value: field
      .text('The figure, written out', { most: 60, hint: 'Only where there is one: 20,000' })
      .optional(),
    reason: field.text('How you know', { most: 300 }).optional(),
  },
  async run(inside, answers) {
    const { indicator, row } = await standingValue(inside, 'performance.value.answer', answers.figure)
    if (row.reading !== 'doubt')
      refuse(
        'conflict',
        'performance.value.not-in-doubt',
        'This figure is not in doubt. Correct it if it is wrong.',
      )
    if (row.kind === 'target' && row.direction === 'within') return targetIsSet()
    if (answers.meaning === 'value' && answers.value === null)
      invalid('performance.value.no-figure', [{ field: 'value', message: 'Enter the figure, written out' }])
    const cell: Cell = {
      // What was supplied stays beside what it means (X2).
      raw: row.raw,
      reading: answers.meaning,
      amount: answers.meaning === 'value' ? certain(answers.value ?? '', row, 'value') : null,
      doubt: null,
      question: null,
    }
    const id = await writeValue(inside, indicator, {
      ...sameAs(row),
      ...cell,
      how: 'answered',
      reason: answers.reason,
      note: row.note,
    })
    return done(indicator, id, cell, periodOf(row), row.kind)
  },
})

const MOST_TARGETS = 24

export const setTarget = action({
  name: 'performance.target.set',
  title: 'Set a target',
  doors: ['page', 'api', 'command'],
  fields: {
    indicator: field.id('Indicator'),
    period: period('Period'),
    through: {
      ...field.text('And for every period up to', { most: 20 }).optional(),
      control: 'pick' as const,
    },
    target: field.text('Target', { most: 60, hint: 'Where between two values is better: the lower one' }),
    upper: field.text('Upper end', { most: 60, hint: 'Only where between two values is better' }).optional(),
    tolerance: field
      .choice('Tolerance', TOLERANCES, {
        hint: 'How far off is still amber. Without one, what misses the target is red',
      })
      .optional(),
    toleranceBy: field
      .text('How much', { most: 20, hint: '2 for 2 percentage points or 2 calls; 5 for 5 per cent' })
      .optional(),
    reason: field.longText('Why', { most: 1000, hint: 'Needed where a target stood before' }).optional(),
    replaces: field.id('Target that stood when you looked').optional(),
  },
  async run(inside, answers) {
    const indicator = await indicatorToChange(inside, 'performance.target.set', answers.indicator)
    mustNotBeRetired(indicator)
    const first = periodFor(indicator, answers.period)
    const last = answers.through === null ? first : periodFor(indicator, answers.through, 'through')
    const periods = periodsThrough(first, last)
    if (periods.length === 0 || periods.length > MOST_TARGETS)
      invalid('performance.target.too-many', [
        { field: 'through', message: `Choose a later period, at most ${MOST_TARGETS} in all` },
      ])
    const agreed = agreedIn(indicator, answers)
    const values = await everyValueOf(inside, indicator.id)
    const ids: string[] = []
    for (const one of periods) {
      const follows = standingIn(values, 'target', one)
      mustKnow(follows, one, { ...answers, single: periods.length === 1 })
      ids.push(
        await writeValue(inside, indicator, {
          ...agreed,
          kind: 'target',
          period: one,
          how: follows === undefined ? 'given' : 'corrected',
          reason: answers.reason,
          follows,
        }),
      )
    }
    return doneWith(
      indicator,
      { period: codeOf(first), through: codeOf(last), targets: ids.length },
      { targets: ids },
    )
  },
})

function mustKnow(
  standing: ValueRow | undefined,
  of: Period,
  answers: { readonly replaces: string | null; readonly reason: string | null; readonly single: boolean },
): void {
  if (standing === undefined) return
  if (!answers.single || standing.id !== answers.replaces)
    refuse(
      'conflict',
      'performance.target.stands',
      `A target stands for ${shortWords(of)} already: ${agreedWords(standing)}. Look at it, and set that period on its own.`,
      { current: { target: standing.raw, replaces: standing.id } },
    )
  if (answers.reason === null)
    invalid('performance.target.no-reason', [{ field: 'reason', message: 'Say why the target changes' }])
}

type TargetAnswers = {
  readonly target: string
  readonly upper: string | null
  readonly tolerance: ToleranceKind | null
  readonly toleranceBy: string | null
}

/** The target as it was written, which has to be certain. */
export function agreedIn(indicator: IndicatorRow, answers: TargetAnswers) {
  const amount = certain(answers.target, indicator, 'target')
  const isBetween = indicator.direction === 'within'
  if (isBetween !== (answers.upper !== null))
    invalid('performance.target.upper', [
      {
        field: 'upper',
        message: isBetween ? 'Enter the upper end too' : 'Leave this empty: one value is the target here',
      },
    ])
  const upper = answers.upper === null ? null : certain(answers.upper, indicator, 'upper')
  if (upper !== null && upper < amount)
    invalid('performance.target.upside-down', [
      { field: 'upper', message: 'The upper end must not be below the lower one' },
    ])
  return {
    raw: answers.upper === null ? answers.target : `${answers.target} to ${answers.upper}`,
    reading: 'value' as const,
    doubt: null,
    question: null,
    amount,
    upper,
    ...toleranceIn(indicator, answers),
  }
}

/** The tolerance as it was written, which has to be certain. */
export function toleranceIn(
  indicator: IndicatorRow,
  { tolerance, toleranceBy }: Pick<TargetAnswers, 'tolerance' | 'toleranceBy'>,
) {
  if (tolerance === null && toleranceBy === null) return {}
  const amount = tolerance === null ? undefined : readTolerance(toleranceBy ?? '', tolerance, indicator)
  if (tolerance === null || amount === undefined)
    return invalid('performance.target.tolerance', [
      tolerance === null
        ? { field: 'tolerance', message: 'Say whether it is so much, or so many per cent of the target' }
        : { field: 'toleranceBy', message: 'Enter how much, as a plain figure like 2 or 2.5' },
    ])
  return { tolerance, toleranceAmount: amount }
}

export const addBenchmark = action({
  name: 'performance.benchmark.add',
  title: 'Add the figure of another body',
  doors: ['page', 'api', 'command'],
  fields: {
    indicator: field.id('Indicator'),
    period: period('Period'),
    organisation: field
      .pick('Organisation', { from: 'organisations.organisation', hint: 'One of those in Connects …' })
      .optional(),
    name: field.text('Name', { most: 120, hint: '… or any other body' }).optional(),
    value: figure('Its figure'),
    source: field.text('Where it comes from', { most: 200 }),
    note,
  },
  async run(inside, answers) {
    const indicator = await indicatorToChange(inside, 'performance.benchmark.add', answers.indicator)
    mustNotBeRetired(indicator)
    const wanted = periodFor(indicator, answers.period)
    mustHaveEnded('benchmark', wanted, today(inside), shortWords(wanted))
    const body = await otherBody(inside, indicator, answers)
    const standing = standingIn(await everyValueOf(inside, indicator.id), 'benchmark', wanted, body)
    if (standing !== undefined)
      refuse(
        'conflict',
        'performance.benchmark.given-already',
        `A figure of ${standing.body_name ?? 'that body'} for ${shortWords(wanted)} stands already: ${givenWords(standing)}. Correct it instead.`,
      )
    const cell = cellOf(answers.value, indicator, null)
    const { source } = answers
    const id = await writeValue(inside, indicator, {
      ...cell,
      kind: 'benchmark',
      period: wanted,
      how: 'given',
      body,
      source,
      note: answers.note,
    })
    return done(indicator, id, cell, wanted, 'benchmark')
  },
})

async function otherBody(
  inside: Inside,
  indicator: IndicatorRow,
  asked: { readonly organisation: string | null; readonly name: string | null },
) {
  if ((asked.organisation === null) === (asked.name === null))
    invalid('performance.benchmark.whose', [
      { field: 'organisation', message: 'Choose an organisation or write a name: one of the two' },
    ])
  if (asked.organisation === indicator.organisation_id)
    invalid('performance.benchmark.own', [
      {
        field: 'organisation',
        message: 'This is the body that is measured. Choose another to set beside it',
      },
    ])
  if (asked.organisation !== null) await organisationById(inside, asked.organisation)
  return { id: asked.organisation, name: asked.name }
}
