// A figure, said the same way everywhere: what was measured, beside which ceiling of the same run, and whether
// that reaches its target.

export type Row = { readonly what: string; readonly values: readonly string[] }

export type Target = { readonly least: number } | { readonly most: number }

export type Figure = {
  readonly name: string
  /** What was measured, one row each: the ceiling first, Connects after it. */
  readonly rows: readonly Row[]
  /** The number that the target speaks of, with its unit. */
  readonly says: string
  readonly value: number
  /** None for what is told for information. */
  readonly target?: Target
  readonly unit: '×' | 's' | 'ms'
  readonly note?: string
}

/** Whether the figure reaches its target; what has none reaches it. */
export function reaches({ value, target }: Figure): boolean {
  if (target === undefined) return true
  return 'least' in target ? value >= target.least : value <= target.most
}

/** Shows a figure, and hands it to the run that it is part of. */
export function show(figure: Figure): void {
  const width = Math.max(...figure.rows.map(({ what }) => what.length))
  const lines = figure.rows.map(({ what, values }) => `  ${what.padEnd(width)}  ${values.join('   ')}`)
  process.stdout.write(`\n${figure.name}\n${lines.join('\n')}\n  ${verdict(figure)}\n`)
  if (figure.note !== undefined) process.stdout.write(`  ${figure.note}\n`)
  process.send?.(figure)
}

/** The line that sets the figure beside its target. */
export function verdict(figure: Figure): string {
  const { says, target, unit } = figure
  const said = `${says} ${written(figure.value, unit)}`
  if (target === undefined) return `${said} (for information)`
  const wanted =
    'least' in target ? `at least ${written(target.least, unit)}` : `at most ${written(target.most, unit)}`
  return `${said}; target ${wanted}: ${reaches(figure) ? 'reached' : 'MISSED'}`
}

const written = (value: number, unit: Figure['unit']): string =>
  unit === '×' ? `${value.toFixed(2)}` : `${value.toFixed(value < 100 ? 2 : 0)} ${unit}`

/** The middle one of the values; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}

/** How many rounds go before the first that counts: a server is measured as it runs after a while. */
export type Rounds = { readonly warm: number; readonly counted: number }

/** Measures two things in turn, A B A B …, so that what the machine does besides falls on both. */
export async function alternately<T>(
  { warm, counted }: Rounds,
  first: () => Promise<T>,
  second: () => Promise<T>,
): Promise<readonly [readonly T[], readonly T[]]> {
  const found: [T[], T[]] = [[], []]
  for (let round = 0; round < warm + counted; round += 1) {
    const pair = [await first(), await second()] as const
    if (round < warm) continue
    found[0].push(pair[0])
    found[1].push(pair[1])
  }
  return found
}
