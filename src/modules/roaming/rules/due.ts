// When each watch is looked at again (G5): a server's Status-Server each minute, a login every five, a certificate every
// day; where a certificate over TLS is all that is seen of a server, that every five minutes too. Sooner after a miss, so
// that the second miss, which opens the trouble, comes well within ten minutes of the break.
import type { WatchKind } from './words.ts'

/** Two misses in a row make a trouble; one may be a lost packet. */
export const MISSES = 2

/** How long one worker has what it took to look at, before another may. */
export const LEASE_SECONDS = 240

const EVERY_SECONDS: Readonly<Record<WatchKind, number>> = {
  status: 60,
  login: 300,
  'login-peap': 300,
  certificate: 86_400,
  radsec: 86_400,
}
const AFTER_A_MISS_SECONDS: Readonly<Record<WatchKind, number>> = {
  status: 60,
  login: 120,
  'login-peap': 120,
  certificate: 300,
  radsec: 300,
}
/** What cannot be watched now is tried again when the register may have changed. */
const NOT_WATCHED_SECONDS = 300

/** The clock looks each minute. Due a little before it, so that a slow look does not make a watch wait for the next. */
const SLACK_SECONDS = 20

/** `isOnlySign`: where the handshake is all that is seen of a server, it is looked at as often as a login. */
export function nextLook(
  kind: WatchKind,
  outcome: 'good' | 'bad' | 'unknown',
  now: Temporal.Instant,
  isOnlySign = false,
): Temporal.Instant {
  const pace = isOnlySign ? 'login' : kind
  const seconds =
    outcome === 'good'
      ? EVERY_SECONDS[pace]
      : outcome === 'bad'
        ? AFTER_A_MISS_SECONDS[pace]
        : Math.max(NOT_WATCHED_SECONDS, kind === 'certificate' || kind === 'radsec' ? 3600 : 0)
  return now.add({ seconds: seconds - SLACK_SECONDS })
}

/** A good answer older than this says nothing of how it is now. */
export const FRESH_SECONDS: Readonly<Record<WatchKind, number>> = {
  status: 300,
  login: 900,
  'login-peap': 900,
  certificate: 2 * 86_400,
  radsec: 2 * 86_400,
}

/** A server that is back is believed by the proxies only after some answers: until then logins say nothing of it. */
export const BELIEVED_SECONDS = 90

/** After a generation was published the agents get this long to fetch it; then all logins are tried at once. */
export const SETTLE_SECONDS = 60

/** Between two letters about the same trouble, however often it comes and goes. */
export const QUIET_MINUTES = 60

/** An agent that was not seen for so long is one that cannot be told anything. */
export const AGENT_SILENT_MINUTES = 10
/** A clock further off makes certificates look not yet valid, and log lines lie in the wrong hour. */
export const SKEW_SECONDS = 300

/** The device that our probes say they are: a locally administered address that no real device has. */
export const PROBE_STATION = '02-00-00-00-00-01'
