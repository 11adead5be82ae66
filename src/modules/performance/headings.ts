// The columns of a file of indicators: one line an indicator with a column for each figure (actual_2006_07), or one line a
// period with the figures in columns of their own. Both may stand in one file.
import { financialYearStarting } from '#platform/time/index.ts'
import type { Kind } from './rules.ts'

export const NEEDED = ['measure', 'better'] as const

export const OTHERS = [
  'organisation',
  'code',
  'indicator',
  'title',
  'unit',
  'what',
  'why',
  'counted_in',
  'decimals',
  'bands',
  'frequency',
  'aggregation',
  'numerator',
  'denominator',
  'owner',
  'audience',
  'partnership',
  'source',
  'quality_note',
  'measured_from',
  'period',
  'actual',
  'estimate',
  'target',
  'target_upper',
  'tolerance',
  'tolerance_percent',
  'note',
  'benchmark',
  'benchmark_of',
] as const

const WIDE = ['actual', 'estimate', 'target'] as const
const YEARS = Array.from({ length: 30 }, (_, at) => financialYearStarting(2004 + at).label.replace('-', '_'))

/** actual_2006_07, estimate_2006_07, target_2006_07 and so on, for the years that files of this kind are about. */
export const WIDE_HEADINGS: readonly string[] = YEARS.flatMap((year) => WIDE.map((kind) => `${kind}_${year}`))

export type FigureCell = { readonly kind: Kind; readonly period: string; readonly raw: string }

/** A cell as it was before our own CSV kept it from being run as a formula. */
export const unguarded = (cell: string): string => cell.replace(/^'(?=[=+\-@\t\n\r])/, '')

/** Every figure of a line, exactly as it was written. */
export function figuresOf(cells: Readonly<Record<string, string>>): FigureCell[] {
  const all: FigureCell[] = []
  for (const [heading, cell] of Object.entries(cells)) {
    const raw = unguarded(cell).trim()
    if (raw === '') continue
    const [, kind, period] = /^(actual|estimate|target)_(\d{4}_\d{2})$/.exec(heading) ?? []
    if (kind !== undefined && period !== undefined)
      all.push({ kind: kind as Kind, period: period.replace('_', '-'), raw })
    else if (['actual', 'estimate', 'target', 'benchmark'].includes(heading))
      all.push({ kind: heading as Kind, period: (cells['period'] ?? '').trim(), raw })
  }
  return all
}

/** The most decimals that a figure of the line is written with, where the file does not say how many are kept. */
export const decimalsWritten = (figures: readonly FigureCell[]): number =>
  Math.min(
    4,
    Math.max(0, ...figures.map(({ raw }) => (/^[^\d]*[\d,]+\.(\d+)[^\d]*$/.exec(raw)?.[1] ?? '').length)),
  )

/** "isg" of "Information Services Group": what the codes of a part begin with, where a file gives none. */
export function prefixOf(unit: string | null): string {
  const words = (unit ?? '').toLowerCase().match(/[a-z]+/g) ?? []
  if (words.length === 0) return 'i'
  return words.length === 1
    ? (words[0] ?? '').slice(0, 3)
    : words
        .map((word) => word[0])
        .join('')
        .slice(0, 8)
}
