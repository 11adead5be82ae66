// The words of a roaming federation: states and kinds, each with what it may be.
export const MEMBER_STATES = ['boarding', 'live', 'suspended', 'left'] as const
export type MemberState = (typeof MEMBER_STATES)[number]

/** What a contact answers for; 'secrets' is the named contact to whom a shared secret is shown. */
export const CONTACT_DUTIES = ['technical', 'service', 'security', 'secrets'] as const
export type ContactDuty = (typeof CONTACT_DUTIES)[number]

export const REALM_STATES = ['claimed', 'proven', 'withdrawn'] as const
export type RealmState = (typeof REALM_STATES)[number]

/** Whose server it is: a member's, one of the federation's proxies, or the national operator's above it. */
export const SERVER_PLACES = ['member', 'federation', 'upstream'] as const
export type ServerPlace = (typeof SERVER_PLACES)[number]

export const TRANSPORTS = ['udp', 'radsec'] as const
export type Transport = (typeof TRANSPORTS)[number]

/** Signs in its own people elsewhere ('home'), lets guests in ('visited'), or both. */
export const SERVER_DOES = ['home', 'visited', 'both'] as const
export type ServerDoes = (typeof SERVER_DOES)[number]

export const ENGINES = ['freeradius', 'radsecproxy', 'nps', 'ise', 'clearpass', 'other'] as const
export type Engine = (typeof ENGINES)[number]

export const SERVER_STATES = ['planned', 'live', 'retired'] as const
export type ServerState = (typeof SERVER_STATES)[number]

/** 'a' is the main listener of both servers of a link, 'b' the second (G2). */
export type Slot = 'a' | 'b'

export type CredentialState = 'prepared' | 'standing' | 'retiring' | 'retired'

export const METHODS = ['ttls-pap', 'peap-mschapv2', 'tls'] as const
export type Method = (typeof METHODS)[number]

export type GenerationState =
  | 'drafted'
  | 'checked'
  | 'faulty'
  | 'approved'
  | 'published'
  | 'replaced'
  | 'withdrawn'

export type CheckState = 'waiting' | 'passed' | 'failed' | 'unchanged' | 'not-possible'

export type AgentState = 'enrolled' | 'running' | 'rolled-back' | 'refused' | 'failed'
export type AgentOutcome = 'applied' | 'rolled-back' | 'refused' | 'failed'

export type WatchKind = 'status' | 'certificate' | 'radsec' | 'login' | 'login-peap'
export type WatchOutcome = 'unknown' | 'good' | 'bad'

/** The part that a verdict names (G5). */
export const PARTS = [
  'federation',
  'upstream',
  'visited',
  'home-radius',
  'home-directory',
  'test-account',
  'unknown-realm',
  'certificate',
  'clock',
  'agent',
  'probe',
] as const
export type BrokenPart = (typeof PARTS)[number]

export type Answered = 'person-dealt-with' | 'person-blocked' | 'not-found' | 'refused'
export type QuestionState = 'asked' | 'released' | 'answered' | 'refused' | 'expired'

/** What changed between two generations, in words for the one who approves. */
export type Change = { readonly server: string; readonly what: string }
