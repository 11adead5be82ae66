// Reading the lines of a file by fields named like its columns, so that every fault names its line.
import { Refusal } from '../errors/index.ts'
import { readFields, type Answers, type Fields } from '../fields/index.ts'
import type { ImportLine, ImportRow } from './loading.ts'

export type Line<F extends Fields> = { readonly line: number; readonly answers: Answers<F> }

/** The answers of each line, and every fault. A key that stands on two lines is a fault of the second. */
export function readLines<F extends Fields>(
  rows: readonly ImportRow[],
  fields: F,
  key: (answers: Answers<F>) => string,
): { readonly lines: Line<F>[]; readonly faults: ImportLine[] } {
  const lines: Line<F>[] = []
  const faults: ImportLine[] = []
  const seen = new Map<string, number>()
  for (const { line, cells } of rows) {
    try {
      const answers = readFields(fields, cells)
      const first = seen.get(key(answers))
      seen.set(key(answers), first ?? line)
      if (first === undefined) lines.push({ line, answers })
      else faults.push({ line, message: `"${key(answers)}" stands on line ${first} already` })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      for (const fault of error.faults) faults.push({ line, message: fault.message })
    }
  }
  return { lines, faults }
}
