// What decides a sign-in, pure: when a session still stands, when a code may be tried, for whom a provider may
// speak. `now` is always an argument.

export const CODE_MINUTES = 10
export const CODE_DIGITS = 8
export const MOST_TRIES = 5
export const TRIP_MINUTES = 10
export const KEPT_FORM_HOURS = 12
export const MOST_TOKEN_DAYS = 365
/** Every prefix that marks a Connects token, for secret scanners. */
export const TOKEN_PREFIX = 'connects_'

type Instant = Temporal.Instant
const isBefore = (one: Instant, other: Instant): boolean => Temporal.Instant.compare(one, other) < 0

/** The earlier of two instants. */
export function earlierOf(one: Instant, other: Instant): Instant {
  return isBefore(one, other) ? one : other
}

export type SessionTimes = {
  readonly lastSeenAt: Instant
  readonly idleMinutes: number
  readonly endsAt: Instant
  readonly endedAt: Instant | null
}

/** Whether a session still stands (A9): not ended, not too old, not idle for too long. */
export function isOpen(session: SessionTimes, now: Instant): boolean {
  if (session.endedAt !== null || !isBefore(now, session.endsAt)) return false
  return isBefore(now, session.lastSeenAt.add({ minutes: session.idleMinutes }))
}

/** Whether the sign-in is recent enough for deciding, releasing money and seeing a secret (A10). */
export function isFresh(session: { readonly freshUntil: Instant } | null, now: Instant): boolean {
  return session !== null && isBefore(now, session.freshUntil)
}

/** Until when a proof counts as fresh: from the moment it was given, and not at all when a provider does not say when. */
export function freshUntil(provedAt: Instant | null, now: Instant, minutes: number): Instant {
  return provedAt === null ? now : earlierOf(provedAt, now).add({ minutes })
}

/** Whether "last seen" is old enough to be written again: once a minute is enough for a reader, and cheap. */
export function mayTouch(lastSeenAt: Instant, now: Instant): boolean {
  return !isBefore(now, lastSeenAt.add({ minutes: 1 }))
}

export type AskedCode = {
  readonly expiresAt: Instant
  readonly tries: number
  readonly usedAt: Instant | null
  readonly voidAt: Instant | null
}

/** Whether a code may still be tried (A5). */
export function codeMayBeTried(code: AskedCode, now: Instant): boolean {
  return (
    code.usedAt === null && code.voidAt === null && code.tries < MOST_TRIES && isBefore(now, code.expiresAt)
  )
}

/** What was typed as a code, without the spaces and hyphens that people put in; undefined when it is none. */
export function codeAsTyped(text: string): string | undefined {
  const digits = text.replaceAll(/[\s-]/g, '')
  return new RegExp(`^[0-9]{${CODE_DIGITS}}$`).test(digits) ? digits : undefined
}

/** A code as it is written in a mail: "1234 5678". */
export function codeInPrint(code: string): string {
  return `${code.slice(0, CODE_DIGITS / 2)} ${code.slice(CODE_DIGITS / 2)}`
}

/** The domain of a mail address, lower case; undefined when it is no address. */
export function domainOf(mail: string): string | undefined {
  const at = mail.lastIndexOf('@')
  const domain = mail
    .slice(at + 1)
    .trim()
    .toLowerCase()
  return at < 1 || domain === '' ? undefined : domain
}

// The domain itself, never one below it: example.gov.uk being proven says nothing of school.example.gov.uk.
const isProven = (mail: string, domains: readonly string[]): boolean =>
  domains.some((domain) => domain.toLowerCase() === domainOf(mail))

export type Claims = {
  readonly subject: string
  readonly mail: string | undefined
  /** As the provider said it; undefined when it said nothing. */
  readonly mailVerified: boolean | undefined
}

export type KnownPerson = {
  readonly id: string
  readonly active: boolean
  readonly organisationIds: readonly string[]
}

export type ProviderFacts = {
  readonly owner: string
  readonly domains: readonly string[]
  /** The provider is the organisation's own directory and does not send `email_verified`. */
  readonly vouchesForMail: boolean
}

export type Recognition =
  | { readonly ok: true; readonly person: string; readonly bind: boolean }
  | { readonly ok: false; readonly because: RecognitionProblem }

export type RecognitionProblem =
  | 'no-mail'
  | 'mail-not-verified'
  | 'domain-not-proven'
  | 'nobody'
  | 'not-of-organisation'
  | 'other-subject'
  | 'someone-else'

/**
 * Whom a provider's word stands for (A1, A2).
 * In: what the provider claims, what is proven of it, whom it introduced under this subject before (`bound`),
 * whom the address belongs to (`byMail`) and the subject that person already has there (`subjectOfPerson`).
 * `again` is the person who must come back from a step-up.
 */
export function recognise(facts: {
  readonly claims: Claims
  readonly provider: ProviderFacts
  readonly bound: KnownPerson | null
  readonly byMail: KnownPerson | null
  readonly subjectOfPerson: string | null
  readonly again: string | null
}): Recognition {
  const { claims, provider, bound, byMail, again } = facts
  if (claims.mail === undefined) return no('no-mail')
  if (claims.mailVerified === false) return no('mail-not-verified')
  if (claims.mailVerified === undefined && !provider.vouchesForMail) return no('mail-not-verified')
  if (!isProven(claims.mail, provider.domains)) return no('domain-not-proven')
  const person = bound ?? byMail
  if (person === null || !person.active) return no('nobody')
  if (!person.organisationIds.includes(provider.owner)) return no('not-of-organisation')
  if (bound === null && facts.subjectOfPerson !== null && facts.subjectOfPerson !== claims.subject)
    return no('other-subject')
  if (again !== null && again !== person.id) return no('someone-else')
  return { ok: true, person: person.id, bind: bound === null }
}

const no = (because: RecognitionProblem): Recognition => ({ ok: false, because })

/** What a reader is told when the provider's word did not do. */
export const RECOGNITION_WORDS: Readonly<Record<RecognitionProblem, string>> = {
  'no-mail':
    'Your organisation’s sign-in did not say which mail address is yours. Ask your IT team to release the claim “email” to Connects.',
  'mail-not-verified':
    'Your organisation’s sign-in does not say that your mail address is verified. Ask your IT team to verify it, or to release the claim “email_verified” to Connects.',
  'domain-not-proven':
    'Your organisation’s sign-in gave a mail address outside its own domains. Sign in there with your work account.',
  nobody:
    'There is no active person with this account here. Ask whoever looks after your organisation in Connects to add you.',
  'not-of-organisation':
    'This account belongs to a person of another organisation here. Ask whoever looks after your organisation in Connects.',
  'other-subject':
    'Another account of your organisation already stands for this person. An administrator must release it before this one can be used.',
  'someone-else': 'You came back as somebody else. Sign in again as the person you were, or sign out first.',
}

/** A path of this site to continue to, or the home page for anything else (A12). */
export function localPath(to: string | undefined): string {
  const home = '/'
  // eslint-disable-next-line no-control-regex
  if (to === undefined || to.length > 2000 || !to.startsWith('/') || /[\u0000-\u0020\\\u007f]/.test(to))
    return home
  const here = 'http://here.invalid'
  const url = URL.parse(to, here)
  if (url === null || url.origin !== here) return home
  // A path such as /.//elsewhere.example names another host once it has been tidied.
  if (url.pathname.startsWith('//') || /^\/sign-(in|out)(\/|$)/.test(url.pathname)) return home
  return url.pathname + url.search + url.hash
}

const DEVICES: readonly (readonly [RegExp, string])[] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/CrOS/, 'ChromeOS'],
  [/Windows/, 'Windows'],
  [/Macintosh|Mac OS X/, 'Mac'],
  [/Linux/, 'Linux'],
]

// In this order: Edge and Opera also say Chrome, Chrome also says Safari.
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
]

/** The device as its owner would name it: "Firefox on Windows". Versions and models stay out of the record. */
export function deviceInWords(userAgent: string | undefined): string {
  const nameIn = (table: readonly (readonly [RegExp, string])[]): string | undefined =>
    table.find(([pattern]) => pattern.test((userAgent ?? '').slice(0, 500)))?.[1]
  const browser = nameIn(BROWSERS)
  const device = nameIn(DEVICES)
  if (browser === undefined && device === undefined) return 'An unknown browser'
  return `${browser ?? 'A browser'} on ${device ?? 'an unknown device'}`
}

/** How often one thing may be tried by one key within a window. */
export type Limit = { readonly what: string; readonly most: number; readonly minutes: number }

/** The start of the fixed window in which an instant lies. */
export function windowStart(now: Instant, minutes: number): Instant {
  const length = BigInt(minutes) * 60_000_000_000n
  return Temporal.Instant.fromEpochNanoseconds((now.epochNanoseconds / length) * length)
}

/** Whether a token's scopes let it use a permission; "*" is every permission its person holds. */
export function scopesAllow(scopes: readonly string[], permission: string): boolean {
  return scopes.includes('*') || scopes.includes(permission)
}

/** Whether an address may be a provider's issuer: https, or plain http on this very machine for a trial. */
export function mayBeIssuer(text: string): boolean {
  const url = URL.parse(text)
  if (url === null || url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '')
    return false
  return url.protocol === 'https:' || isLoopbackHttp(url)
}

/** Plain http on this very machine. */
export function isLoopbackHttp(url: URL): boolean {
  return url.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
}
