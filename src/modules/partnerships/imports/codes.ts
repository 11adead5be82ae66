// Cells that name several organisations by their codes.
import type { ImportLine } from '#platform/module/index.ts'

/** The codes in a cell, divided by semicolons. */
export const codesOf = (cell: string): string[] =>
  cell
    .split(';')
    .map((code) => code.trim())
    .filter((code) => code !== '')

/** What is wrong with the codes of each line: unknown ones, and those named twice. */
export function unknownCodes(
  lines: readonly { readonly line: number; readonly codes: readonly string[] }[],
  known: ReadonlyMap<string, unknown>,
): ImportLine[] {
  return lines.flatMap(({ line, codes }) => {
    const missing = codes.filter((code) => !known.has(code))
    const twice = codes.filter((code, at) => codes.indexOf(code) !== at)
    return [
      ...(missing.length === 0
        ? []
        : [
            {
              line,
              message: `There is no organisation ${missing.map((code) => `"${code}"`).join(', ')}. Load the organisations first`,
            },
          ]),
      ...(twice.length === 0
        ? []
        : [{ line, message: `${twice.map((code) => `"${code}"`).join(', ')} is named twice` }]),
    ]
  })
}
