// What a report stated, statement by statement, to be set beside what the records give. A count that is no number
// ("about a dozen") is kept as it is written and not read.
import type { Inside } from '#platform/actions/index.ts'
import { json } from '#platform/database/index.ts'
import { hasProblemText } from '#platform/fields/index.ts'
import { notFound } from '#platform/errors/index.ts'
import type { ImportKind, ImportLine, ImportOutcome, ImportRow } from '#platform/module/index.ts'
import { readCount, readPercent, unguarded } from '../rules.ts'
import { IMPORT, onlyOptions, plansToLoad } from './parents.ts'

export const figuresFile: ImportKind = {
  kind: 'reported-figures',
  title: 'Figures that a delivery report stated',
  permission: IMPORT,
  headers: ['ref', 'statement'],
  optionalHeaders: ['stated_count', 'stated_of', 'stated_percent'],
  load: loadFigures,
}

const MOST_REF = 40
const MOST_STATEMENT = 500
const MOST_CELL = 200

async function loadFigures(
  inside: Inside,
  rows: readonly ImportRow[],
  options: Readonly<Record<string, string>>,
): Promise<ImportOutcome> {
  onlyOptions(options, ['plan', 'round'])
  const plan = (await plansToLoad(inside, options['plan'])) ?? notFound('plan')
  const round = await inside.tx
    .selectFrom('delivery.round')
    .select('id')
    .where('plan_id', '=', plan.id)
    .where('code', '=', options['round'] ?? '')
    .executeTakeFirst()
  if (round === undefined) return notFound('round')
  const told = rows.map((row, at) => ({ line: row.line, position: at + 1, ...readFigure(row) }))
  const faults = [...told.flatMap((one) => one.faults), ...repeated(told)]
  if (faults.length > 0) return { created: 0, changed: 0, unchanged: 0, faults }
  const there = await inside.tx
    .selectFrom('delivery.stated_figure')
    .select(['id', 'ref', 'raw', 'position'])
    .where('round_id', '=', round.id)
    .forUpdate()
    .execute()
  const known = new Map(there.map((one) => [one.ref, one]))
  const outcome = { created: 0, changed: 0, unchanged: 0, faults: [] }
  for (const { position, figure, raw } of told) {
    const old = known.get(figure.ref)
    const values = { ...figure, position, raw: json(raw) }
    if (old === undefined) {
      await inside.tx
        .insertInto('delivery.stated_figure')
        .values({ id: inside.id(), round_id: round.id, ...values })
        .execute()
      outcome.created += 1
    } else if (
      old.position !== position ||
      Object.keys({ ...old.raw, ...raw }).some((name) => old.raw[name] !== raw[name])
    ) {
      // It may say something else now, so how it is counted is asked anew.
      await inside.tx
        .updateTable('delivery.stated_figure')
        .set({ ...values, measure: null })
        .where('id', '=', old.id)
        .execute()
      outcome.changed += 1
    } else outcome.unchanged += 1
  }
  return outcome
}

type Figure = {
  readonly ref: string
  readonly statement: string
  readonly stated_count: number | null
  readonly stated_of: number | null
  readonly stated_percent: string | null
}

function readFigure({ line, cells }: ImportRow): {
  readonly figure: Figure
  readonly raw: Readonly<Record<string, string>>
  readonly faults: readonly ImportLine[]
} {
  const raw = Object.fromEntries(Object.entries(cells).map(([name, cell]) => [name, unguarded(cell)]))
  const cell = (name: string): string => (raw[name] ?? '').trim()
  const lengths: Readonly<Record<string, number>> = { ref: MOST_REF, statement: MOST_STATEMENT }
  const messages = Object.keys(raw).flatMap((name) => {
    const most = lengths[name] ?? MOST_CELL
    const problem = hasProblemText(raw[name] ?? '')
    return [
      ...(lengths[name] !== undefined && cell(name) === '' ? [`"${name}" is empty`] : []),
      ...(cell(name).length > most ? [`"${name}" is longer than ${most} characters`] : []),
      ...(problem === undefined ? [] : [`"${name}" holds ${problem}`]),
    ]
  })
  return {
    figure: {
      ref: cell('ref'),
      statement: cell('statement'),
      stated_count: readCount(cell('stated_count')),
      stated_of: readCount(cell('stated_of')),
      stated_percent: readPercent(cell('stated_percent')),
    },
    raw,
    faults: messages.map((message) => ({ line, message })),
  }
}

function repeated(told: readonly { readonly line: number; readonly figure: Figure }[]): ImportLine[] {
  const first = new Map<string, number>()
  return told.flatMap(({ line, figure: { ref } }) => {
    const earlier = first.get(ref)
    if (earlier === undefined) first.set(ref, line)
    return earlier === undefined ? [] : [{ line, message: `"${ref}" stands on line ${earlier} already` }]
  })
}
