// What sign-in is given when it is composed: the directory of people, the keys, the installation's choices.
import type { KeyRing } from '#platform/secrets/index.ts'
import type { Directory } from './directory.ts'
import type { Keys } from './keys.ts'
import type { Limit } from './rules.ts'

export type AuthSettings = {
  readonly sessionHours: number
  readonly sessionIdleMinutes: number
  readonly freshSignInMinutes: number
  readonly signInsPerHour: number
}

export type AuthPorts = {
  readonly directory: Directory
  readonly ring: KeyRing
  /** The address readers use, without a path: where a provider sends them back to. */
  readonly address: string
  /** The public address as configured; the demonstration's sign-in does not exist with one. */
  readonly publicUrl: string | undefined
  /** Whether readers come by https, so that cookies may be bound to the host. */
  readonly secure: boolean
  /** Whether the data directory was marked as a demonstration when it was made. */
  readonly isDemonstration: boolean
  /** The addresses the server listens at; asked at each request, because it may not listen yet. */
  readonly listeningAt: () => readonly string[]
  /** Every permission a token may be limited to, and what it is called. */
  readonly scopes: Readonly<Record<string, string>>
  readonly settings: AuthSettings
}

/** The ports, and what sign-in derives from them once. */
export type Parts = AuthPorts & { readonly keys: Keys; readonly limits: Limits }

export type Limits = {
  readonly codesPerAddressHere: Limit
  readonly codesPerAddress: Limit
  readonly codesPerBrowser: Limit
  readonly codesPerNetwork: Limit
  readonly triesPerNetwork: Limit
  readonly tripsPerNetwork: Limit
  readonly formsPerNetwork: Limit
}

// A whole council stands behind one network address, so a network may try far more often than one person.
const PEOPLE_BEHIND_ONE_ADDRESS = 30

/** The limits of an installation, from its one setting. */
export function limitsOf({ signInsPerHour }: Pick<AuthSettings, 'signInsPerHour'>): Limits {
  const person = (what: string): Limit => ({ what, most: signInsPerHour, minutes: 60 })
  const network = (what: string, times: number): Limit => ({
    what,
    most: signInsPerHour * PEOPLE_BEHIND_ONE_ADDRESS * times,
    minutes: 60,
  })
  return {
    codesPerAddressHere: person('code asked by address and network'),
    codesPerAddress: { what: 'code asked by address', most: signInsPerHour * 5, minutes: 60 },
    codesPerBrowser: person('code asked by browser'),
    codesPerNetwork: network('code asked by network', 1),
    triesPerNetwork: network('code tried by network', 3),
    tripsPerNetwork: network('trip by network', 3),
    formsPerNetwork: network('form kept by network', 1),
  }
}
