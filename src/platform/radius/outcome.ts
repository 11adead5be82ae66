// How a question to a RADIUS server ended, so that whoever watches it can tell which part broke.

/** Why no usable answer came. */
export type Unanswered =
  /** Nothing came back in time: the server or the way to it is down, or it does not know us or our secret. */
  | 'silence'
  /** The machine is there and nothing listens at the port; over RadSec also: it closed the connection on us. */
  | 'refused'
  /** This machine has no way there: no route, or the address to ask from is not one of its own. */
  | 'unreachable'
  /** Something answers that signs with another secret than ours. */
  | 'wrong-secret'
  /** RadSec only: its certificate is not vouched for by the authorities given. */
  | 'untrusted'
  /** RadSec only: its certificate is for another name. */
  | 'wrong-name'
  /** What came is not RADIUS, or breaks its rules. */
  | 'broken'

export type Outcome =
  | Unanswered
  /** The login was accepted. */
  | 'accepted'
  /** The certificate was read; nobody logged in. */
  | 'read'
  /** Access-Reject: at the start the realm or the name is refused, inside it is the password or the directory. */
  | 'rejected'
  /** The server offers none of the methods that this probe speaks; PEAP only is a matter for eapol_test. */
  | 'no-method'

/**
 * How far it came. 'start': before the server began its EAP method, so the realm is not yet anybody's. 'tls': the
 * home server answers, its tunnel is not up yet. 'inner': the tunnel is up, the password sent. 'end': the last word.
 */
export type Stage = 'start' | 'tls' | 'inner' | 'end'

export type EapMethod = 'tls' | 'ttls' | 'peap'

type Conversation = {
  readonly outcome: Outcome
  readonly stage: Stage
  readonly milliseconds: number
  /** The certificates as the server sent them, as PEM, its own first; empty when it came not so far. */
  readonly chain: readonly string[]
  readonly tlsVersion: string | null
  /** What the server said to the user; shown to nobody who may not see it. */
  readonly replyMessage?: string
  /** One sentence about what happened, without secrets, names of users or passwords. */
  readonly words: string
}

export type CertificateReading = Conversation & {
  /** The method whose start showed the certificate. */
  readonly method?: EapMethod
}

export type LoginTry = Conversation & {
  /** The Chargeable-User-Identity (RFC 4372) that the home gave, as text. */
  readonly cui?: string
  /** The keys for the access point came with the acceptance and are those of the tunnel. */
  readonly keys?: boolean
}

/** Said of an acceptance with which an access point can do nothing. */
export const KEYS_SPOILT =
  'The login was accepted, but the keys for the access point were lost or spoilt on the way: no device gets onto the Wi-Fi.'
