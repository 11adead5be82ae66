// The nearest name to a misspelt one, so that a refusal can say which setting was probably meant.

/** The candidate with the fewest letters to change, when they are few enough to be a slip. */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates
    .map((candidate) => ({ candidate, changes: changesBetween(name, candidate) }))
    .toSorted((a, b) => a.changes - b.changes)
  const best = ranked[0]
  return best !== undefined && best.changes <= Math.max(3, Math.ceil(name.length / 3))
    ? best.candidate
    : undefined
}

// Levenshtein's distance, one row at a time.
function changesBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 1; i <= from.length; i++) {
    const next = [i]
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}
