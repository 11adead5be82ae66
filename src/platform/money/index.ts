// Money is whole pence in a bigint, from the form to the table and back. No floating point anywhere.

/** An amount in pence. May be negative in a ledger; what a person types never is. */
export type Pence = bigint

/** The largest amount one field takes: £10 billion. Larger is a slip of the finger. */
export const MOST_PENCE: Pence = 1_000_000_000_000n

/** "£1,319,000", "£12.50", "−£40": pence are shown only where there are any. */
export function formatPounds(pence: Pence): string {
  const absolute = pence < 0n ? -pence : pence
  const rest = absolute % 100n
  const whole = grouped(absolute / 100n)
  return `${pence < 0n ? '−' : ''}£${whole}${rest === 0n ? '' : `.${String(rest).padStart(2, '0')}`}`
}

/** "1319000.00": what a spreadsheet or a finance system reads. */
export function decimalPounds(pence: Pence): string {
  const absolute = pence < 0n ? -pence : pence
  return `${pence < 0n ? '-' : ''}${absolute / 100n}.${String(absolute % 100n).padStart(2, '0')}`
}

function grouped(whole: bigint): string {
  return String(whole).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** Reads "1319000", "£1,319,000", "1,319,000.5", "12.50". Undefined for anything else: a negative, three decimals, misplaced commas, "20k". */
export function readPounds(text: string): Pence | undefined {
  const match = /^£? ?(\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.(\d{1,2}))?$/.exec(text.trim())
  if (!match) return undefined
  const pounds = BigInt((match[1] ?? '').replaceAll(',', ''))
  return pounds * 100n + BigInt((match[2] ?? '').padEnd(2, '0') || '0')
}

/** The sum of amounts; 0 for none. */
export function sum(amounts: Iterable<Pence>): Pence {
  let total = 0n
  for (const amount of amounts) total += amount
  return total
}

/** A share of an amount in thousandths, rounded down to the penny, so that shares never add to more than the whole. */
export function shareOf(amount: Pence, perMille: number): Pence {
  return (amount * BigInt(perMille)) / 1000n
}

/** Splits an amount by whole-number weights so that the parts add up to it exactly (largest remainder; ties to the earlier part). */
export function apportion(amount: Pence, weights: readonly number[]): Pence[] {
  const total = BigInt(weights.reduce((all, weight) => all + weight, 0))
  if (total === 0n) return weights.map(() => 0n)
  const parts = weights.map((weight) => (amount * BigInt(weight)) / total)
  const order = weights
    .map((weight, index) => ({ index, remainder: (amount * BigInt(weight)) % total }))
    .toSorted((a, b) =>
      a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
    )
  let left = amount - sum(parts)
  for (const { index } of order) {
    if (left === 0n) break
    parts[index] = (parts[index] ?? 0n) + 1n
    left -= 1n
  }
  return parts
}
