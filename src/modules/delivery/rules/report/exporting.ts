// What every export of a report passes: its prose agrees with its tables, and its slices with the whole (V13, V14).
import type { Frozen } from '../frozen.ts'
import { reportOf } from '../report.ts'
import { proseAgrees } from './agreeing.ts'
import type { ReportContent } from './content.ts'
import { mustAddUp, sliceNamed, slicesOf, type Figures } from './slices.ts'

/** The report of a frozen round or of a slice of it, ready to leave; refused with the rule and the figures if it is not. */
export function exportable(frozen: Frozen, slice: string | null): ReportContent {
  const whole = reportOf(frozen)
  proseAgrees(whole)
  const slices = slicesOf(frozen).map((one) => ({ ...one, content: reportOf(frozen, one) }))
  for (const kind of ['outcome:', 'unit:']) {
    const parts = slices.filter(({ code }) => code.startsWith(kind))
    if (parts.length === 0) continue
    mustAddUp(
      whole.figures,
      new Map(parts.map(({ code, content }): [string, Figures] => [code, content.figures])),
    )
  }
  if (slice === null) return whole
  const { code } = sliceNamed(frozen, slice)
  const part = slices.find((one) => one.code === code)?.content ?? whole
  proseAgrees(part)
  return part
}
