// A file of indicators with their figures. A line that is no indicator stops the file and is named; a figure that is not
// certain does not, and is not guessed: it is kept as it was written, with the question to its owner (X2, M1).
import type { Inside } from '#platform/actions/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { field, readFields, type Answers } from '#platform/fields/index.ts'
import type { ImportKind, ImportLine, ImportOutcome, ImportRow } from '#platform/module/index.ts'
import { organisationsByCode, personByMail, type OrganisationSummary } from '#modules/organisations/index.ts'
import { partnershipByCode } from '#modules/partnerships/index.ts'
import {
  createIndicator,
  defineIndicator,
  definitionOf,
  editIndicator,
  handOverIndicator,
  indicatorNow,
  sameDefinition,
  wordsOf,
} from './actions/indicators.ts'
import { today } from './actions/locking.ts'
import { writeValue, type Cell } from './actions/recording.ts'
import { cellOf, agreedIn, periodFor, standingIn, toleranceIn } from './actions/values.ts'
import {
  decimalsWritten,
  figuresOf,
  NEEDED,
  OTHERS,
  prefixOf,
  unguarded,
  WIDE_HEADINGS,
  type FigureCell,
} from './headings.ts'
import { indicatorRows, type IndicatorRow } from './queries/indicators.ts'
import { holdsFor } from './queries/seeing.ts'
import { everyValueOf, periodOf, type ValueRow } from './queries/values.ts'
import {
  AUDIENCES,
  DIRECTIONS,
  FREQUENCIES,
  MEASURES,
  MOST_DECIMALS,
  mustHaveEnded,
  readCell,
  readPeriod,
  samePeriod,
  shortWords,
  type Audience,
  type Frequency,
  type Period,
  type ToleranceKind,
} from './rules.ts'

const word = (label: string, most = 200) => field.text(label, { most }).optional()

const columns = {
  organisation: field.code('organisation').optional(),
  code: field.code('code').optional(),
  indicator: word('indicator'),
  title: word('title'),
  unit: word('unit', 120),
  what: word('what', 1000),
  why: word('why', 1000),
  counted_in: word('counted_in', 60),
  measure: field.choice('measure', MEASURES),
  better: field.choice('better', DIRECTIONS),
  decimals: field.integer('decimals', { least: 0, most: MOST_DECIMALS }).optional(),
  bands: word('bands', 400),
  frequency: field.choice('frequency', FREQUENCIES).optional(),
  aggregation: word('aggregation'),
  numerator: word('numerator'),
  denominator: word('denominator'),
  owner: word('owner'),
  audience: field.choice('audience', AUDIENCES).optional(),
  partnership: field.code('partnership').optional(),
  source: word('source'),
  quality_note: word('quality_note', 1000),
  measured_from: field.date('measured_from').optional(),
  period: word('period', 20),
  target_upper: word('target_upper', 60),
  tolerance: word('tolerance', 20),
  tolerance_percent: word('tolerance_percent', 20),
  note: word('note', 1000),
  benchmark_of: word('benchmark_of', 120),
}
const DESCRIBED = Object.keys(columns)

type Row = Answers<typeof columns>
type Line = { readonly line: number; readonly row: Row; readonly figures: readonly FigureCell[] }
type Defaults = {
  readonly organisation: string | null
  readonly audience: Audience | null
  readonly frequency: Frequency | null
  readonly partnership: string | null
}
type World = {
  readonly defaults: Defaults
  readonly organisations: ReadonlyMap<string, OrganisationSummary>
}

export const indicatorsFile: ImportKind = {
  kind: 'indicators',
  title: 'Indicators and their figures',
  permission: 'performance.indicator.import',
  headers: NEEDED,
  optionalHeaders: [...OTHERS, ...WIDE_HEADINGS],
  load: loadIndicators,
}

const LOADED = 'Loaded from a file'

const defaultFields = {
  organisation: columns.organisation,
  audience: columns.audience,
  frequency: columns.frequency,
  partnership: columns.partnership,
}

async function loadIndicators(
  inside: Inside,
  rows: readonly ImportRow[],
  options: Readonly<Record<string, string>>,
): Promise<ImportOutcome> {
  const faults: ImportLine[] = []
  const lines: Line[] = []
  const defaults = readFields(defaultFields, options)
  for (const { line, cells } of rows) {
    try {
      const described = Object.fromEntries(
        Object.entries(cells).flatMap(([name, cell]) =>
          DESCRIBED.includes(name) ? [[name, unguarded(cell)]] : [],
        ),
      )
      lines.push({ line, row: readFields(columns, described), figures: figuresOf(cells) })
    } catch (error) {
      faults.push(...faultsOf(error, line))
    }
  }
  const codes = lines.flatMap(({ row }) => [
    row.organisation ?? defaults.organisation ?? '',
    row.benchmark_of ?? '',
  ])
  const world: World = { defaults, organisations: await organisationsByCode(inside, codes) }
  const outcome = { created: 0, changed: 0, unchanged: 0 }
  for (const group of Map.groupBy(lines, (one) => keyOf(one, defaults)).values()) {
    const [first] = group
    if (first === undefined) continue
    try {
      outcome[await keepIndicator(inside, world, first, group, faults)] += 1
    } catch (error) {
      faults.push(...faultsOf(error, first.line))
    }
  }
  if (faults.length === 0) return { ...outcome, faults: [] }
  return {
    created: 0,
    changed: 0,
    unchanged: 0,
    faults: faults.toSorted((one, other) => one.line - other.line),
  }
}

function faultsOf(error: unknown, line: number): ImportLine[] {
  if (!(error instanceof Refusal)) throw error
  const messages = error.faults.length > 0 ? error.faults.map((fault) => fault.message) : [error.message]
  return messages.map((message) => ({ line, message }))
}

const stop = (message: string): Refusal => new Refusal('invalid', 'performance.indicator.not-loaded', message)

const titleOf = (row: Row): string => row.title ?? row.indicator ?? ''
const bodyOf = (row: Row, defaults: Defaults): string => row.organisation ?? defaults.organisation ?? ''

// One indicator by its code, or by its title within its part of the body.
const keyOf = ({ row }: Line, defaults: Defaults): string =>
  [bodyOf(row, defaults), row.code ?? `${row.unit ?? ''}\n${titleOf(row).toLowerCase()}`].join('\n')

type Kept = 'created' | 'changed' | 'unchanged'

async function keepIndicator(
  inside: Inside,
  world: World,
  first: Line,
  group: readonly Line[],
  faults: ImportLine[],
): Promise<Kept> {
  const { row } = first
  const code = bodyOf(row, world.defaults)
  if (code === '')
    throw stop('Say whose indicator it is: in a column "organisation", or with --organisation kcc')
  const body = world.organisations.get(code)
  // Its lines are carried out as the system's: whoever loads them has to keep this body's indicators.
  const mayLoad =
    body !== undefined &&
    holdsFor(inside, 'performance.indicator.import', {
      id: body.id,
      organisation_id: body.id,
      partnership_id: null,
    })
  if (body === undefined || !mayLoad)
    throw stop(`There is no organisation "${code}" whose indicators you may load`)
  const old = await oldIndicator(inside, body.id, row)
  const changed = old === undefined ? false : await describeAnew(inside, world, old, row)
  const id = old?.id ?? (await create(inside, world, body, first, group))
  const indicator = await indicatorNow(inside, id)
  const values = await everyValueOf(inside, id)
  let written = 0
  for (const line of group) {
    try {
      written += await keepFigures(inside, world, indicator, values, line)
    } catch (error) {
      faults.push(...faultsOf(error, line.line))
    }
  }
  if (written > 0) inside.found('performance.indicator', id)
  return old === undefined ? 'created' : changed || written > 0 ? 'changed' : 'unchanged'
}

async function oldIndicator(
  inside: Inside,
  organisation: string,
  row: Row,
): Promise<IndicatorRow | undefined> {
  const rows = indicatorRows(inside).where('indicator.organisation_id', '=', organisation)
  if (row.code !== null) return rows.where('indicator.code', '=', row.code).executeTakeFirst()
  if (titleOf(row) === '')
    throw stop('Say which indicator it is: its "indicator" (or "title"), or its "code"')
  return rows
    .where('indicator.title', '=', titleOf(row))
    .where('indicator.directorate', row.unit === null ? 'is' : '=', row.unit)
    .executeTakeFirst()
}

const bandsOf = (row: Row): string => (row.bands ?? '').split('|').join('\n')

const periodsNamed = (group: readonly Line[], frequency: Frequency): Period[] =>
  group.flatMap(({ figures }) => figures.flatMap((figure) => readPeriod(figure.period, frequency) ?? []))

async function create(
  inside: Inside,
  { defaults }: World,
  body: OrganisationSummary,
  { row }: Line,
  group: readonly Line[],
): Promise<string> {
  if (titleOf(row) === '') throw stop('A new indicator needs its "indicator" (or "title")')
  const frequency = row.frequency ?? defaults.frequency ?? 'financial-year'
  const [earliest] = periodsNamed(group, frequency).toSorted((one, other) =>
    Temporal.PlainDate.compare(one.from, other.from),
  )
  const written = decimalsWritten(group.flatMap(({ figures }) => figures))
  const decimals =
    row.decimals ?? (row.measure === 'band' ? 0 : row.measure === 'money' && written > 0 ? 2 : written)
  const partnership = row.partnership ?? defaults.partnership
  const { id } = await inside.act(createIndicator, {
    organisation: body.id,
    code: row.code ?? (await nextCode(inside, body.id, row.unit)),
    title: titleOf(row),
    directorate: row.unit ?? '',
    partnership: partnership === null ? '' : (await partnershipByCode(inside, partnership)).id,
    what: row.what ?? '',
    why: row.why ?? '',
    audience: row.audience ?? defaults.audience ?? 'staff',
    source: row.source ?? '',
    qualityNote: row.quality_note ?? '',
    measuredFrom: (row.measured_from ?? earliest?.from ?? today(inside)).toString(),
    owner: (await ownerOf(inside, row)) ?? '',
    measure: row.measure,
    unit: row.counted_in ?? '',
    decimals: String(decimals),
    bands: bandsOf(row),
    direction: row.better,
    frequency,
    aggregation: row.aggregation ?? '',
    numerator: row.numerator ?? '',
    denominator: row.denominator ?? '',
  })
  return id
}

async function nextCode(inside: Inside, organisation: string, unit: string | null): Promise<string> {
  const prefix = `${prefixOf(unit)}-`
  const rows = await inside.tx
    .selectFrom('performance.indicator')
    .select('code')
    .where('organisation_id', '=', organisation)
    .where('code', 'like', `${prefix}%`)
    .execute()
  const numbers = rows.flatMap(({ code }) => {
    const rest = code.slice(prefix.length)
    return /^\d+$/.test(rest) ? [Number(rest)] : []
  })
  return `${prefix}${String(Math.max(0, ...numbers) + 1).padStart(2, '0')}`
}

async function ownerOf(inside: Inside, row: Row): Promise<string | null> {
  if (row.owner === null) return null
  const person = await personByMail(inside, row.owner)
  if (person === undefined) throw stop(`Nobody has the address "${row.owner}"`)
  return person.id
}

/** What the line says otherwise of an indicator that is there: its words, its definition, its owner. What it leaves out stays. */
async function describeAnew(inside: Inside, world: World, old: IndicatorRow, row: Row): Promise<boolean> {
  const partnership = row.partnership ?? world.defaults.partnership
  const before = wordsOf(old)
  const words = {
    ...before,
    title: titleOf(row) === '' ? old.title : titleOf(row),
    directorate: row.unit ?? old.directorate,
    partnership:
      partnership === null ? old.partnership_id : (await partnershipByCode(inside, partnership)).id,
    why: row.why ?? old.why,
    audience: row.audience ?? world.defaults.audience ?? old.audience,
    source: row.source ?? old.source,
    qualityNote: row.quality_note ?? old.quality_note,
    measuredFrom: (row.measured_from ?? old.measured_from).toString(),
  }
  const edits = JSON.stringify(words) !== JSON.stringify(before)
  let { version } = old
  const next = () => ({ indicator: old.id, version: String(version++) })
  if (edits) await inside.act(editIndicator, { ...words, ...next() })
  const asked = {
    what: row.what ?? old.what,
    measure: row.measure,
    unit: row.counted_in ?? old.unit,
    decimals: row.decimals ?? old.decimals,
    bands: row.bands === null ? old.bands.join('\n') : bandsOf(row),
    direction: row.better,
    frequency: row.frequency ?? world.defaults.frequency ?? old.frequency,
    aggregation: row.aggregation ?? old.aggregation,
    numerator: row.numerator ?? old.numerator,
    denominator: row.denominator ?? old.denominator,
  }
  const defines = !sameDefinition(definitionOf(asked), old)
  if (defines)
    await inside.act(defineIndicator, {
      ...asked,
      decimals: String(asked.decimals),
      reason: LOADED,
      ...next(),
    })
  const owner = await ownerOf(inside, row)
  const hands = owner !== null && owner !== old.owner_person_id
  if (hands) await inside.act(handOverIndicator, { owner, reason: LOADED, ...next() })
  return edits || defines || hands
}

async function keepFigures(
  inside: Inside,
  world: World,
  indicator: IndicatorRow,
  values: readonly ValueRow[],
  { row, figures }: Line,
): Promise<number> {
  let written = 0
  for (const figure of figures) {
    if (figure.period === '') throw stop('A figure needs its "period"')
    const period = periodFor(indicator, figure.period)
    mustHaveEnded(figure.kind, period, today(inside), shortWords(period))
    const body = figure.kind === 'benchmark' ? otherBody(world, row) : undefined
    const same = values.filter((one) => one.kind === figure.kind && samePeriod(periodOf(one), period))
    const standing = standingIn(same, figure.kind, period, body)
    const cell: TargetCell =
      figure.kind === 'target' ? targetCell(indicator, row, figure.raw) : cellOf(figure.raw, indicator, null)
    // What a file said before and somebody has since corrected or answered is not undone by the same file (M12).
    const loaded = same.find((one) => one.how === 'loaded' && one.body_key === standing?.body_key)
    if (standing !== undefined && [standing, loaded].some((one) => one !== undefined && isSame(one, cell)))
      continue
    if (indicator.retired_on !== null) throw stop(`${indicator.code} is retired and takes no more figures`)
    await writeValue(inside, indicator, {
      ...cell,
      kind: figure.kind,
      period,
      ...(body === undefined ? {} : { body }),
      how: 'loaded',
      source: figure.kind === 'benchmark' ? row.source : null,
      note: figure.kind === 'actual' ? row.note : null,
      reason: standing === undefined ? null : LOADED,
      follows: standing,
    })
    written += 1
  }
  return written
}

type TargetCell = Cell & {
  readonly upper?: bigint | null
  readonly tolerance?: ToleranceKind
  readonly toleranceAmount?: bigint
}

function targetCell(indicator: IndicatorRow, row: Row, target: string): TargetCell {
  const read = readCell(target, indicator)
  const within = {
    tolerance:
      row.tolerance === null
        ? row.tolerance_percent === null
          ? null
          : ('percent' as const)
        : ('absolute' as const),
    toleranceBy: row.tolerance ?? row.tolerance_percent,
  }
  // Its tolerance is kept beside a target in doubt, and holds once somebody says what is meant (X2).
  if (read?.kind !== 'value') return { ...cellOf(target, indicator, null), ...toleranceIn(indicator, within) }
  return agreedIn(indicator, { target, upper: row.target_upper, ...within })
}

function isSame(one: ValueRow, cell: TargetCell): boolean {
  return (
    one.raw === cell.raw &&
    one.tolerance === (cell.tolerance ?? null) &&
    one.tolerance_amount === (cell.toleranceAmount ?? null)
  )
}

function otherBody(world: World, row: Row) {
  if (row.benchmark_of === null)
    throw stop('The figure of another body needs its name or code in "benchmark_of"')
  const body = world.organisations.get(row.benchmark_of)
  return body === undefined ? { id: null, name: row.benchmark_of } : { id: body.id, name: null }
}
