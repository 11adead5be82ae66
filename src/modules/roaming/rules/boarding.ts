// Boarding: what a body does before its people roam, in the order in which it is done. Every step but two follows from the
// register itself; each says who takes it, what comes next and where. A body that is invited in the morning can be live in
// the afternoon without anybody's help.
import type { ContactDuty } from './words.ts'
import { CONTACT_DUTIES } from './words.ts'

/** What somebody has to say is done, because nothing here can see it. */
export const TICKED_STEPS = ['standard', 'firewall'] as const
export type TickedStep = (typeof TICKED_STEPS)[number]

export const BOARDING_STEPS = [
  'consent',
  'contacts',
  'standard',
  'realm',
  'server',
  'firewall',
  'secret',
  'link',
  'test-account',
  'first-login',
  'certificate',
  'profile',
  'location',
] as const
export type BoardingStep = (typeof BOARDING_STEPS)[number]

export type BoardingFacts = {
  readonly hasConsent: boolean
  /** The duties somebody has. */
  readonly duties: readonly ContactDuty[]
  readonly claimedRealms: number
  readonly provenRealms: number
  /** Servers that are not retired, and those in use among them. */
  readonly servers: number
  readonly liveServers: number
  /** Those in use that sign the body's own people in. */
  readonly homeServers: number
  readonly links: number
  /** Links whose secret the named contact has seen, or that need none. */
  readonly shownLinks: number
  /** Links over which both sides were seen to talk. */
  readonly provenLinks: number
  readonly testAccounts: number
  /** When a login of the test account (or, for one that only lets guests in, an answer of its server) was first good. */
  readonly firstGoodAt: Temporal.Instant | null
  /** Proven realms whose certificate was seen. */
  readonly certificates: number
  /** When the first of them ends. */
  readonly certificateEndsAt: Temporal.Instant | null
  readonly hasProfile: boolean
  readonly locations: number
  readonly ticked: readonly string[]
}

export type StepSeen = {
  readonly step: BoardingStep
  readonly title: string
  readonly isDone: boolean
  /** Who takes it. */
  readonly who: string
  /** Whose duty it is among the contacts; null for the organisation's lead and for what happens by itself. */
  readonly duty: ContactDuty | null
  /** What to do next, or what was done. */
  readonly next: string
  /** Which of the member's pages it is done on. */
  readonly path: string
}

/** Before a certificate ends, a body does not begin with it. */
export const CERTIFICATE_DAYS = 30

const DUTY_NAMES: Readonly<Record<ContactDuty, string>> = {
  technical: 'technical',
  service: 'service',
  security: 'security',
  secrets: 'who receives shared secrets',
}

/** Whether the body only lets guests in: it has no realm, and no server of its own that signs anybody in. */
export const letsGuestsInOnly = (facts: BoardingFacts): boolean =>
  facts.liveServers > 0 && facts.homeServers === 0 && facts.claimedRealms + facts.provenRealms === 0

const of = (done: number, all: number): string => `${done} of ${all}`

/** The checklist of a member, as it stands now. Steps that a body without people of its own does not need are left out. */
export function boardingOf(facts: BoardingFacts, now: Temporal.Instant): readonly StepSeen[] {
  const missing = CONTACT_DUTIES.filter((duty) => !facts.duties.includes(duty))
  const steps: Readonly<Record<BoardingStep, Omit<StepSeen, 'step'> | null>> = {
    consent: {
      title: 'Consent to take part',
      isDone: facts.hasConsent,
      who: 'The lead of the organisation, or its service contact',
      duty: 'service',
      next: facts.hasConsent ? 'Consent stands.' : 'Read the statement and give consent.',
      path: 'consent',
    },
    contacts: {
      title: 'Somebody for each duty',
      isDone: missing.length === 0,
      who: 'The lead of the organisation, or its service contact',
      duty: 'service',
      next:
        missing.length === 0
          ? 'Every duty has somebody.'
          : `Name somebody for: ${missing.map((duty) => DUTY_NAMES[duty]).join(', ')}.`,
      path: 'contacts',
    },
    standard: {
      title: 'Agreement to the technical standard',
      isDone: facts.ticked.includes('standard'),
      who: 'The technical contact',
      duty: 'technical',
      next: facts.ticked.includes('standard')
        ? 'Agreed.'
        : 'Read the standard: EAP only, TLS 1.2 or later, logs kept for three months. Then say so here.',
      path: 'tick/standard',
    },
    realm: isHome(facts, {
      title: 'A proven realm',
      isDone: facts.provenRealms > 0,
      who: 'The technical contact',
      duty: 'technical',
      next:
        facts.provenRealms > 0
          ? 'Proven by a record in the DNS, or vouched for.'
          : facts.claimedRealms > 0
            ? 'Put the record into your DNS, then have it looked for.'
            : 'Claim the realm that your people sign in with.',
      path: 'realms',
    }),
    server: {
      title: 'A server in use',
      isDone: facts.liveServers > 0,
      who: 'The technical contact',
      duty: 'technical',
      next:
        facts.liveServers > 0
          ? 'It is part of the next configuration.'
          : facts.servers > 0
            ? 'Put your server into use, when it is ready to be linked.'
            : 'Register your RADIUS server: its address, its engine, and what it does.',
      path: 'servers',
    },
    firewall: {
      title: 'Firewall opened',
      isDone: facts.ticked.includes('firewall'),
      who: 'The technical contact',
      duty: 'technical',
      next: facts.ticked.includes('firewall')
        ? 'Opened, as the technical contact says.'
        : 'Let the federation’s proxies reach your server, and your server reach them, on the ports shown with it.',
      path: 'tick/firewall',
    },
    secret: {
      title: 'Shared secret received',
      isDone: facts.links > 0 && facts.shownLinks >= facts.links,
      who: 'The contact who receives shared secrets',
      duty: 'secrets',
      next:
        facts.links === 0
          ? 'There is one as soon as a server of yours is in use.'
          : `Have it shown to you, once, and put it into your server. Seen: ${of(facts.shownLinks, facts.links)}.`,
      path: 'secrets',
    },
    link: {
      title: 'Both sides seen to talk',
      isDone: facts.links > 0 && facts.provenLinks >= facts.links,
      who: 'By itself, once your server has the secret',
      duty: null,
      next:
        facts.links === 0
          ? 'Your server and the proxies are linked as soon as it is in use.'
          : `Seen for ${of(facts.provenLinks, facts.links)} links.`,
      path: 'secrets',
    },
    'test-account': isHome(facts, {
      title: 'A test account',
      isDone: facts.testAccounts > 0,
      who: 'The technical contact',
      duty: 'technical',
      next:
        facts.testAccounts > 0
          ? 'There is one.'
          : 'Make an account that only signs in to be watched, and tell us its name and password.',
      path: 'accounts',
    }),
    'first-login': {
      title: letsGuestsInOnly(facts) ? 'The server answers' : 'The first good login',
      isDone: facts.firstGoodAt !== null,
      who: 'By itself',
      duty: null,
      next: letsGuestsInOnly(facts)
        ? 'It is asked each minute.'
        : 'The test account signs in every five minutes; when it does not, its page says which part broke.',
      path: 'watch',
    },
    certificate: isHome(facts, certificateStep(facts, now)),
    profile: isHome(facts, {
      title: 'Settings for devices published',
      isDone: facts.hasProfile,
      who: 'The technical contact',
      duty: 'technical',
      next: facts.hasProfile
        ? 'Published.'
        : 'Say which certificate and which method your people’s devices must expect, and publish it.',
      path: 'profile',
    }),
    location: {
      title: 'A site listed',
      isDone: facts.locations > 0,
      who: 'The service or technical contact',
      duty: 'service',
      next: facts.locations > 0 ? 'There is one.' : 'List the sites at which the Wi-Fi can be used.',
      path: 'sites',
    },
  }
  return BOARDING_STEPS.flatMap((step) => {
    const seen = steps[step]
    return seen === null ? [] : [{ step, ...seen }]
  })
}

const isHome = <T>(facts: BoardingFacts, step: T): T | null => (letsGuestsInOnly(facts) ? null : step)

function certificateStep(facts: BoardingFacts, now: Temporal.Instant): Omit<StepSeen, 'step'> {
  const ends = facts.certificateEndsAt
  const isSeen = facts.provenRealms > 0 && facts.certificates >= facts.provenRealms && ends !== null
  const isEnding =
    ends !== null && Temporal.Instant.compare(ends, now.add({ hours: 24 * CERTIFICATE_DAYS })) < 0
  return {
    title: 'Certificate known, and good for a while',
    isDone: isSeen && !isEnding,
    who: isEnding ? 'The technical contact' : 'By itself',
    duty: isEnding ? 'technical' : null,
    next: !isSeen
      ? 'It is read from your server each day, without an account.'
      : isEnding
        ? `It ends within ${CERTIFICATE_DAYS} days. Put a new one in first.`
        : 'It was read from your server.',
    path: 'certificates',
  }
}

export const isBoarded = (steps: readonly StepSeen[]): boolean => steps.every((step) => step.isDone)

/** The first step that is not done; undefined when all are. */
export const nextStep = (steps: readonly StepSeen[]): StepSeen | undefined =>
  steps.find((step) => !step.isDone)
