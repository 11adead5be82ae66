// The life of a member, and its words.
//
//   boarding ──go-live (every step of boarding done)──► live ──suspend──► suspended ──resume──► live
//      └────────────────────────leave──────────────────────┴─────────────────┴──────────► left
//
// Whoever left is invited again as the same member: its code names it in old configurations and figures for ever.
import type { ContactDuty, MemberState, RealmState } from './words.ts'

export const MEMBER_STATE_WORDS: Readonly<Record<MemberState, string>> = {
  boarding: 'Boarding',
  live: 'Live',
  suspended: 'Suspended',
  left: 'Left',
}

export const DUTY_WORDS: Readonly<Record<ContactDuty, string>> = {
  technical: 'Technical contact',
  service: 'Service contact',
  security: 'Security contact',
  secrets: 'Receives shared secrets',
}

export const DUTY_HINTS: Readonly<Record<ContactDuty, string>> = {
  technical: 'Keeps realms and servers, and is told when something breaks',
  service: 'Answers for the service: consent, helpdesk, sites',
  security: 'Traces incidents at your own sites, and answers questions about your own people',
  secrets: 'The one person to whom a shared secret is shown, once',
}

export const REALM_STATE_WORDS: Readonly<Record<RealmState, string>> = {
  claimed: 'Waits for proof',
  proven: 'Proven',
  withdrawn: 'Withdrawn',
}

const FROM: Readonly<Record<'live' | 'suspended' | 'resumed' | 'left', readonly MemberState[]>> = {
  live: ['boarding'],
  suspended: ['live'],
  resumed: ['suspended'],
  left: ['boarding', 'live', 'suspended'],
}

/** Whether a member may be made so from where it stands. */
export const mayBecome = (from: MemberState, to: keyof typeof FROM): boolean => FROM[to].includes(from)

/** What consent is given to, kept as it was worded when it was given. */
export function consentStatement(federation: string, member: string, ssid: string): string {
  return [
    `${member} takes part in the roaming federation “${federation}”.`,
    `It lets staff of the other members use the network “${ssid}” at its sites, and signs its own people in wherever they are.`,
    'It keeps its realms, servers and contacts here correct, runs its servers to the technical standard, and keeps its logs for at least three months.',
    'It answers questions about misuse by its own people, and acts on them. It may leave at any time.',
  ].join('\n')
}
