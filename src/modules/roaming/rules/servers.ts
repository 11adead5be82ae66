// What a server must say of itself, every fault at once, beside its field.
import type { Fault } from '#platform/errors/index.ts'
import type { Engine, ServerDoes, ServerPlace, ServerState, Transport } from './words.ts'

export const ENGINE_WORDS: Readonly<Record<Engine, string>> = {
  freeradius: 'FreeRADIUS',
  radsecproxy: 'radsecproxy',
  nps: 'Microsoft NPS',
  ise: 'Cisco ISE',
  clearpass: 'Aruba ClearPass',
  other: 'Another',
}

export const TRANSPORT_WORDS: Readonly<Record<Transport, string>> = {
  udp: 'RADIUS over UDP, with a shared secret',
  radsec: 'RadSec: RADIUS over TLS, with certificates',
}

export const DOES_WORDS: Readonly<Record<ServerDoes, string>> = {
  both: 'Signs in its own people, and lets guests in',
  home: 'Only signs in its own people, wherever they are',
  visited: 'Only lets guests in',
}

export const PLACE_WORDS: Readonly<Record<ServerPlace, string>> = {
  member: 'Of a member',
  federation: 'A proxy of the federation',
  upstream: 'Of the national operator',
}

/**
 *   planned ──make-live──► live ──retire──► retired
 *      └──────────────retire───────────────────┘
 */
export const SERVER_STATE_WORDS: Readonly<Record<ServerState, string>> = {
  planned: 'Planned',
  live: 'In use',
  retired: 'Retired',
}

export const SERVER_CODE = /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/

export type ServerSaid = {
  readonly place: ServerPlace
  readonly engine: Engine
  readonly transport: Transport
  readonly does: ServerDoes
  readonly authPort: number
  readonly nextPort: number
  readonly statusPort: number | null
  readonly radsecPort: number
  readonly tlsName: string | null
}

const HOST = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$/

/** What does not go together in what was said of a server. */
export function serverFaults(said: ServerSaid): readonly Fault[] {
  const faults: Fault[] = []
  if (said.authPort === said.nextPort)
    faults.push({
      field: 'nextPort',
      message: 'The second port must differ from the first: a secret is changed through it',
    })
  if (said.statusPort !== null && [said.authPort, said.nextPort].includes(said.statusPort))
    faults.push({ field: 'statusPort', message: 'The status port must differ from both other ports' })
  if (said.transport === 'radsec' && said.tlsName === null)
    faults.push({
      field: 'tlsName',
      message: 'Enter the name in its certificate: with RadSec a server is known by it',
    })
  if (said.tlsName !== null && !HOST.test(said.tlsName))
    faults.push({ field: 'tlsName', message: 'The name must be a whole host name, like radius1.kent.gov.uk' })
  if (said.place === 'federation' && said.engine !== 'freeradius' && said.engine !== 'radsecproxy')
    faults.push({
      field: 'engine',
      message:
        'A proxy of the federation runs FreeRADIUS or radsecproxy: for these its configuration is made',
    })
  if (said.place === 'member' && said.engine === 'radsecproxy' && said.does !== 'visited')
    faults.push({
      field: 'engine',
      message: 'radsecproxy knows no accounts: it can only let guests in. Choose what signs your people in',
    })
  if (said.transport === 'radsec' && said.engine === 'nps')
    faults.push({ field: 'transport', message: 'Microsoft NPS does not speak RadSec. Choose UDP' })
  return faults
}
