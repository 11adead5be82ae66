// Status-Server (RFC 5997): is the server alive, and what has it counted? It asks for no login and reaches no directory.
import { openLine, type Line } from './line.ts'
import type { Unanswered } from './outcome.ts'
import { text, TYPE, vendorAttributes, vendorNumber, type Packet } from './packet.ts'
import type { Target } from './target.ts'

/** What FreeRADIUS has counted since it started, by the names of its dictionary without "FreeRADIUS-": 'Total-Access-Requests': 12. */
export type Counters = Readonly<Record<string, number>>

export type StatusAnswer =
  | { readonly answered: true; readonly milliseconds: number; readonly counters: Counters }
  | { readonly answered: false; readonly because: Unanswered; readonly words: string }

const FREERADIUS = 11344
const STATISTICS_TYPE = 127
/** Authentication, proxied authentication and the queues; a server without statistics answers all the same. */
const WANTED = 0x01 | 0x04 | 0x10

const AUTHENTICATION = [
  'Access-Requests',
  'Access-Accepts',
  'Access-Rejects',
  'Access-Challenges',
  'Auth-Responses',
  'Auth-Duplicate-Requests',
  'Auth-Malformed-Requests',
  'Auth-Invalid-Requests',
  'Auth-Dropped-Requests',
  'Auth-Unknown-Types',
]

const COUNTED: ReadonlyMap<number, string> = new Map([
  ...AUTHENTICATION.map((name, at) => [128 + at, `Total-${name}`] as const),
  ...AUTHENTICATION.map((name, at) => [138 + at, `Total-Proxy-${name}`] as const),
  [162, 'Queue-Len-Internal'],
  [163, 'Queue-Len-Proxy'],
  [164, 'Queue-Len-Auth'],
  [172, 'Stats-Server-Outstanding-Requests'],
  [173, 'Stats-Server-State'],
  [176, 'Stats-Start-Time'],
  [177, 'Stats-HUP-Time'],
  [181, 'Queue-PPS-In'],
  [182, 'Queue-PPS-Out'],
])

export async function statusServer(
  to: Target | Line,
  { timeoutMs, tries = 3 }: { readonly timeoutMs: number; readonly tries?: number },
): Promise<StatusAnswer> {
  const line = 'ask' in to ? to : openLine(to)
  const began = performance.now()
  try {
    const answer = await line.ask({
      code: 'status-server',
      attributes: [text(TYPE.nasIdentifier, 'connects'), vendorNumber(FREERADIUS, STATISTICS_TYPE, WANTED)],
      withinMs: timeoutMs,
      tries,
    })
    if (!answer.came) return { answered: false, because: answer.because, words: answer.words }
    const milliseconds = performance.now() - began
    return { answered: true, milliseconds, counters: countersOf(answer.packet) }
  } finally {
    if (line !== to) line.close()
  }
}

const countersOf = (packet: Packet): Counters =>
  Object.fromEntries(
    vendorAttributes(packet).flatMap(({ vendor, type, value }) => {
      const name = COUNTED.get(type)
      return vendor === FREERADIUS && name !== undefined && value.length === 4
        ? [[name, value.readUInt32BE(0)]]
        : []
    }),
  )
