// Small numbers stay unsaid in public (G10): cells under five are hidden, and as many others as it takes that nobody can
// work a hidden one out from the totals.
//
// The table is a circulation: each row's total flows from a source to the row, each cell from its row to its column, each
// column's total to a sink, and the grand total back. Figures that are shown are fixed, hidden ones may be any number from
// nought. A hidden figure can be worked out exactly when no closed walk of hidden figures leads through it along which it
// could be one more (or one less) with all sums as they are. Where there is none, the cheapest is made, by hiding the
// smallest figures that close it.

export const LEAST_SHOWN = 5

/** Figures of a table with totals; null is hidden. */
export type ShownTable = {
  readonly cells: readonly (readonly (number | null)[])[]
  readonly rows: readonly (number | null)[]
  readonly columns: readonly (number | null)[]
  readonly total: number | null
}

type Arc = { readonly from: number; readonly to: number; readonly value: number; hidden: boolean }

/** The table as it may be published. In: whole numbers from nought, rows of equal length. */
export function suppressed(cells: readonly (readonly number[])[], least = LEAST_SHOWN): ShownTable {
  const width = cells[0]?.length ?? 0
  const rows = cells.map(sum)
  const columns = Array.from({ length: width }, (_, column) => sum(cells.map((row) => row[column] ?? 0)))
  const total = sum(rows)
  const source = 0
  const sink = 1
  const rowAt = (row: number): number => 2 + row
  const columnAt = (column: number): number => 2 + cells.length + column
  const arc = (from: number, to: number, value: number): Arc => ({ from, to, value, hidden: value < least })
  const cellArcs = cells.map((row, at) => row.map((value, column) => arc(rowAt(at), columnAt(column), value)))
  const rowArcs = rows.map((value, row) => arc(source, rowAt(row), value))
  const columnArcs = columns.map((value, column) => arc(columnAt(column), sink, value))
  const totalArc = arc(sink, source, total)
  const arcs = [...cellArcs.flat(), ...rowArcs, ...columnArcs, totalArc]
  const web = arcsAt(arcs, 2 + cells.length + width)
  for (const hidden of arcs.filter((one) => one.hidden)) protect(web, hidden)
  const shown = (one: Arc): number | null => (one.hidden ? null : one.value)
  return {
    cells: cellArcs.map((row) => row.map(shown)),
    rows: rowArcs.map(shown),
    columns: columnArcs.map(shown),
    total: shown(totalArc),
  }
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0)

function arcsAt(arcs: readonly Arc[], nodes: number): readonly (readonly Arc[])[] {
  const at: Arc[][] = Array.from({ length: nodes }, () => [])
  for (const arc of arcs) {
    at[arc.from]?.push(arc)
    at[arc.to]?.push(arc)
  }
  return at
}

/** Hides what closes the cheapest walk through a hidden figure; nothing where one is closed already. */
function protect(web: readonly (readonly Arc[])[], hidden: Arc): void {
  const more = cheapest(web, { from: hidden.to, to: hidden.from, without: hidden })
  const fewer =
    hidden.value > 0 ? cheapest(web, { from: hidden.from, to: hidden.to, without: hidden }) : undefined
  const best = [more, fewer].filter((one) => one !== undefined).toSorted((a, b) => a.cost - b.cost)[0]
  for (const arc of best?.path ?? []) arc.hidden = true
}

type Walk = { readonly cost: number; readonly path: readonly Arc[] }

// Dijkstra over few nodes: a hidden figure costs nothing, a shown one what would be lost by hiding it.
function cheapest(
  web: readonly (readonly Arc[])[],
  way: { readonly from: number; readonly to: number; readonly without: Arc },
): Walk | undefined {
  const costs = web.map(() => Infinity)
  const by: (Arc | undefined)[] = web.map(() => undefined)
  const done = web.map(() => false)
  costs[way.from] = 0
  for (;;) {
    const node = nearest(costs, done)
    if (node === undefined) return undefined
    if (node === way.to) return { cost: costs[node] ?? 0, path: pathTo(way, by) }
    done[node] = true
    for (const arc of web[node] ?? []) {
      if (arc === way.without) continue
      // Against its direction a figure becomes one less, which nought cannot.
      if (arc.to === node && arc.value === 0) continue
      const next = arc.from === node ? arc.to : arc.from
      const cost = (costs[node] ?? 0) + (arc.hidden ? 0 : arc.value)
      if (cost < (costs[next] ?? Infinity)) {
        costs[next] = cost
        by[next] = arc
      }
    }
  }
}

function nearest(costs: readonly number[], done: readonly boolean[]): number | undefined {
  let best: number | undefined
  for (const [node, cost] of costs.entries())
    if (done[node] !== true && cost < (best === undefined ? Infinity : (costs[best] ?? Infinity))) best = node
  return best
}

function pathTo(
  { from, to }: { readonly from: number; readonly to: number },
  by: readonly (Arc | undefined)[],
): Arc[] {
  const path: Arc[] = []
  for (let node = to; node !== from;) {
    const arc = by[node]
    if (arc === undefined) break
    path.push(arc)
    node = arc.to === node ? arc.from : arc.to
  }
  return path
}
