// Desks for a team: so many beside each other in one row, or in one zone, or none (B6).
export type Desk = {
  readonly id: string
  readonly zoneId: string
  readonly floorId: string
  readonly rowName: string | null
  readonly rowPlace: number | null
}

const inOrder = (one: Desk, other: Desk): number =>
  (one.rowName ?? '').localeCompare(other.rowName ?? '', 'en') || (one.rowPlace ?? 0) - (other.rowPlace ?? 0)

/** So many of these free desks whose places in one row follow each other; the first such there are. */
export function besideEachOther(free: readonly Desk[], many: number): readonly Desk[] | null {
  const rows = Map.groupBy(
    free.filter((one) => one.rowName !== null),
    (one) => `${one.floorId} ${one.rowName}`,
  )
  for (const row of rows.values()) {
    let run: Desk[] = []
    for (const desk of row.toSorted(inOrder)) {
      const last = run.at(-1)
      run = last !== undefined && desk.rowPlace === (last.rowPlace ?? 0) + 1 ? [...run, desk] : [desk]
      if (run.length === many) return run
    }
  }
  return null
}

/** So many of these free desks in one zone, where it can be in one stretch of a row; the fullest zone is left for others. */
export function inOneZone(free: readonly Desk[], many: number): readonly Desk[] | null {
  const zones = [...Map.groupBy(free, (one) => one.zoneId).values()]
    .filter((desks) => desks.length >= many)
    .toSorted((one, other) => one.length - other.length)
  for (const desks of zones) {
    const together = besideEachOther(desks, many)
    if (together !== null) return together
  }
  return zones[0]?.toSorted(inOrder).slice(0, many) ?? null
}
