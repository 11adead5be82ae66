// Plain data as lines a person can read in a terminal. A token comes last, alone on its line, for scripts.

/** Prints any answer: names and values, lists as tables. */
export function inLines(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return tableOf(value)
  if (typeof value !== 'object' || isPlain(value)) return shown(value)
  const { token, ...rest } = value as Record<string, unknown>
  const entries = Object.entries(rest).filter(([, one]) => one !== null && one !== undefined)
  const simple = entries.filter(([, one]) => !Array.isArray(one) && (typeof one !== 'object' || isPlain(one)))
  const width = Math.max(...simple.map(([name]) => name.length), 0)
  const lines = simple.map(([name, one]) => `  ${name.padEnd(width)}  ${shown(one)}`)
  for (const [name, one] of entries) {
    if (simple.some(([other]) => other === name)) continue
    if (Array.isArray(one) && one.length === 0) lines.push(`  ${name}: none`)
    else
      lines.push(
        `  ${name}:`,
        ...inLines(one)
          .split('\n')
          .map((line) => `    ${line}`),
      )
  }
  if (typeof token === 'string') lines.push(token)
  return lines.join('\n')
}

const isPlain = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.getPrototypeOf(value) !== Object.prototype &&
  Object.getPrototypeOf(value) !== null

const shown = (value: unknown): string =>
  value === null || value === undefined
    ? ''
    : typeof value === 'object' && !isPlain(value)
      ? JSON.stringify(value, (_key, one: unknown) => (typeof one === 'bigint' ? Number(one) : one))
      : String(value)

function tableOf(rows: readonly unknown[]): string {
  if (!rows.every((row) => typeof row === 'object' && row !== null && !isPlain(row)))
    return rows.map((row) => `  ${shown(row)}`).join('\n')
  const names = [...new Set(rows.flatMap((row) => Object.keys(row as object)))]
  const cells = rows.map((row) =>
    names.map((name) =>
      shown((row as Record<string, unknown>)[name])
        .replaceAll('\n', ' ')
        .slice(0, 60),
    ),
  )
  const widths = names.map((name, at) => Math.max(name.length, ...cells.map((row) => (row[at] ?? '').length)))
  const line = (row: readonly string[]): string =>
    `  ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd()
  return [line(names), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)].join('\n')
}
