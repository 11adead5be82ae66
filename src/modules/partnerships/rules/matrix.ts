// Who shares what, laid out: services down, bodies across, and in each cell the arrangements of that body in that
// service; and what such a table shows without being asked: gaps and overlaps.
import { apart, overlapsOf, type Cell } from './arrangements.ts'

export type Laid = {
  readonly id: string
  readonly heading: string
  readonly service_name: string
  readonly service_code: string | null
  readonly parties: readonly {
    readonly organisation_id: string
    readonly code: string
    readonly name: string
  }[]
}

export type Body = { readonly id: string; readonly code: string; readonly name: string }

export type MatrixRow<One extends Laid> = {
  readonly heading: string
  readonly service: string
  readonly code: string | null
  readonly cells: ReadonlyMap<string, readonly One[]>
}

export type Matrix<One extends Laid> = {
  readonly bodies: readonly Body[]
  readonly rows: readonly MatrixRow<One>[]
}

/** The arrangements as services by heading and name, against the bodies that take part in any of them, by name. */
export function matrixOf<One extends Laid>(arrangements: readonly One[]): Matrix<One> {
  const bodies = new Map<string, Body>()
  for (const { parties } of arrangements)
    for (const { organisation_id: id, code, name } of parties) bodies.set(id, { id, code, name })
  const rows = [...Map.groupBy(arrangements, (one) => `${one.heading} ${one.service_name}`).values()].flatMap(
    (group) => {
      const [first] = group
      if (first === undefined) return []
      const cells = new Map<string, One[]>()
      for (const one of group)
        for (const party of one.parties)
          cells.set(party.organisation_id, [...(cells.get(party.organisation_id) ?? []), one])
      return [{ heading: first.heading, service: first.service_name, code: first.service_code, cells }]
    },
  )
  const byName = (one: string, other: string): number => one.localeCompare(other, 'en-GB')
  return {
    bodies: [...bodies.values()].toSorted((one, other) => byName(one.name, other.name)),
    rows: rows.toSorted(
      (one, other) => byName(one.heading, other.heading) || byName(one.service, other.service),
    ),
  }
}

/** The cells of a set of arrangements: which body, which service, in which arrangement. */
export const cellsOf = (arrangements: readonly Laid[]): Cell[] =>
  arrangements.flatMap((one) =>
    one.parties.map((party) => ({
      service: one.service_name,
      body: party.organisation_id,
      arrangement: one.id,
    })),
  )

export type Gaps<One extends Laid> = {
  /** Bodies that are in two arrangements for one service. */
  readonly overlaps: readonly {
    readonly service: string
    readonly body: Body
    readonly arrangements: readonly One[]
  }[]
  /** Services that several sets of bodies work on with nobody in common. */
  readonly apart: readonly { readonly service: string; readonly arrangements: readonly One[] }[]
  /** Services of the list that nobody shares. */
  readonly unshared: readonly { readonly name: string; readonly code: string; readonly heading: string }[]
  /** Bodies that share nothing. */
  readonly alone: readonly Body[]
}

/** What the arrangements leave open: `forming` are those whose parties still choose with whom. */
export function gapsOf<One extends Laid>(
  arrangements: readonly One[],
  forming: readonly One[],
  services: readonly { readonly name: string; readonly code: string; readonly heading: string }[],
  bodies: readonly Body[],
): Gaps<One> {
  const byId = new Map(arrangements.map((one) => [one.id, one]))
  const named = new Map(matrixOf(arrangements).bodies.map((body) => [body.id, body]))
  const all = (ids: readonly string[]): One[] => ids.flatMap((id) => byId.get(id) ?? [])
  const shared = new Set(arrangements.map((one) => one.service_code))
  return {
    overlaps: overlapsOf(cellsOf(arrangements)).flatMap((one) => {
      const body = named.get(one.body)
      return body === undefined ? [] : [{ service: one.service, body, arrangements: all(one.arrangements) }]
    }),
    apart: apart(cellsOf(forming)).map((one) => ({
      service: one.service,
      arrangements: all(one.arrangements),
    })),
    unshared: services.filter((service) => !shared.has(service.code)),
    alone: bodies.filter((body) => !named.has(body.id)),
  }
}
