// The public sector's year: 1 April to 31 March.
export type FinancialYear = {
  /** The calendar year in which it begins: 2026 for 2026-27. */
  readonly starting: number
  /** "2026-27" */
  readonly label: string
  readonly from: Temporal.PlainDate
  readonly to: Temporal.PlainDate
}

/** The financial year that begins on 1 April of the given calendar year. */
export function financialYearStarting(starting: number): FinancialYear {
  return {
    starting,
    label: `${starting}-${String((starting + 1) % 100).padStart(2, '0')}`,
    from: new Temporal.PlainDate(starting, 4, 1),
    to: new Temporal.PlainDate(starting + 1, 3, 31),
  }
}

/** The financial year in which the date lies. */
export function financialYearOf(date: Temporal.PlainDate): FinancialYear {
  return financialYearStarting(date.month >= 4 ? date.year : date.year - 1)
}
