// The federation as the generator sees it: plain facts of the register, no secret among them. A secret is named by the
// owner under which it is kept ('roaming.credential:<id>'); the files carry a mark in its place until a server fetches them.
import type { Engine, ServerDoes, ServerPlace, Slot, Transport } from './words.ts'

/** The owner of a kept secret; its name is always 'value'. */
export type SecretRef =
  | `roaming.credential:${string}`
  | `roaming.portal:${string}`
  | `roaming.account:${string}`
  /** The key of the month under which device addresses are hashed in F-Ticks: 'roaming.fticks:2026-11'. */
  | `roaming.fticks:${string}`
  /** The key of a home organisation's CUI, which stays. */
  | `roaming.cui:${string}`
  /** The key with which the federation signs what its servers run. */
  | 'roaming.signing:federation'
  /** The key under which devices' addresses are hashed in the trace; it stays as long as the trace is to be searched. */
  | 'roaming.device:federation'

/** The name under which each of them is kept. */
export const SECRET_NAME = 'value'

/** Where a secret goes in a file. */
export const markOf = (ref: SecretRef): string => `{{secret:${ref}}}`
export const MARK = /\{\{secret:(roaming\.[a-z]+:[A-Za-z0-9-]+)\}\}/g

export type ServerModel = {
  readonly id: string
  readonly code: string
  readonly place: ServerPlace
  readonly address: string
  readonly authPort: number
  readonly nextPort: number
  readonly statusPort: number | null
  readonly radsecPort: number
  readonly transport: Transport
  readonly does: ServerDoes
  readonly engine: Engine
  readonly tlsName: string | null
  readonly answersStatus: boolean
}

export type MemberModel = {
  readonly id: string
  readonly code: string
  /** Proven, A-labels, in the order of their claim; the first is the member's Operator-Name. Empty for one that only lets guests in. */
  readonly realms: readonly string[]
  /** For one without a realm of its own, what its visits are counted under. */
  readonly operatorRealm: string
  readonly servers: readonly ServerModel[]
  readonly accounts: readonly { readonly id: string; readonly userName: string; readonly realm: string }[]
}

export type LinkModel = {
  readonly id: string
  readonly lowerId: string
  readonly upperId: string
  /** The credentials that both sides accept; 'uses' is the one with which either side asks the other. */
  readonly credentials: readonly { readonly id: string; readonly slot: Slot; readonly uses: boolean }[]
}

export type FederationModel = {
  readonly operatorRealm: string
  readonly country: string
  /** 'YYYY-MM' of the F-Ticks key. */
  readonly hashMonth: string
  /** Where our probes come from. */
  readonly probeAddress: string | null
  /** The federation's proxies. */
  readonly proxies: readonly ServerModel[]
  /** The national operator's, above them; empty where there is none. */
  readonly upstream: readonly ServerModel[]
  readonly members: readonly MemberModel[]
  readonly links: readonly LinkModel[]
  /** CA certificates that RadSec peers are checked against, as PEM. */
  readonly radsecAuthorities: readonly string[]
}

/** The files of one server's directory, path → text, with marks where secrets go. */
export type Pack = {
  readonly engine: Engine
  readonly files: Readonly<Record<string, string>>
  readonly secrets: readonly SecretRef[]
}
