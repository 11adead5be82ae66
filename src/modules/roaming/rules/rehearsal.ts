// A rehearsal runs a register's servers on one machine, so it must never meet a real one: each of them stands on loopback,
// or none is started.
import { refuse } from '#platform/errors/index.ts'
import type { Engine } from './words.ts'

export type RehearsedServer = {
  readonly code: string
  readonly address: string
  readonly port: number
  readonly engine: Engine
  /** Whose it is; null for the federation's own. */
  readonly member: string | null
  /** What its certificate is to be for, the first being what devices are told where they are told anything. */
  readonly names: readonly [string, ...string[]]
  /** Whether an agent is enrolled for it. */
  readonly hasAgent: boolean
}

export type RehearsedMember = {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly realms: readonly string[]
}

export type RehearsalPlan = {
  readonly federation: string
  readonly url: string
  /** Those that an agent can run. */
  readonly servers: readonly RehearsedServer[]
  /** Codes of those that nothing here can run: of another make, or the national operator's. */
  readonly absent: readonly string[]
  readonly members: readonly RehearsedMember[]
  /** Members of a login to try: who travels, and where they are. Null where there are no two. */
  readonly journey: { readonly home: string; readonly visited: string } | null
  /** The generation that is published; null before the first. */
  readonly published: number | null
}

export const isLoopback = (address: string): boolean => /^127(?:\.\d{1,3}){3}$/.test(address)

export function refuseElsewhere(
  servers: readonly { readonly code: string; readonly address: string }[],
): void {
  const elsewhere = servers.filter(({ address }) => !isLoopback(address))
  const [first] = elsewhere
  if (first === undefined) return
  const others = elsewhere.length === 1 ? '' : `, and ${elsewhere.length - 1} more not either`
  refuse(
    'conflict',
    'roaming.rehearsal.elsewhere',
    `This register has servers that are not this machine itself: ${first.code} stands at ${first.address}${others}. A rehearsal would stand in for real servers, so it runs only where every address is 127.x.x.x, as in the demonstration.`,
  )
}

/** Where an access point of the rehearsal asks from: beside its server, at an address that is nobody else's. */
export function accessPointOf(address: string, taken: ReadonlySet<string>): string {
  const beside = address.replace(/\d+$/, '')
  for (let last = 200; last < 255; last += 1) if (!taken.has(`${beside}${last}`)) return `${beside}${last}`
  return `${beside}254`
}
