// What a probe found, in one word, and whether that is good, bad, or says nothing.
import type { WatchKind, WatchOutcome } from './words.ts'

/** Each with what the page says of it. */
export const FOUND = {
  answered: 'Answers',
  accepted: 'Login works',
  read: 'Certificate read',
  rejected: 'Refused',
  silence: 'No answer',
  refused: 'The machine answers, nothing listens at the port',
  unreachable: 'No way there from the machine that watches',
  'wrong-secret': 'Answers under another secret than ours',
  untrusted: 'The certificate is not vouched for by the CA recorded here',
  'wrong-name': 'The certificate bears another name than is expected',
  'not-yet-valid': 'The certificate is not valid yet',
  expired: 'The certificate has expired',
  broken: 'What came back is not to be understood',
  'no-method': 'Not watched: the server offers none of the methods that our own probe speaks',
  'no-address': 'Not watched: the settings do not say yet from which address our probes come',
  'no-common-address':
    'Not watched: one of our probes’ address and the server’s is IPv4, the other IPv6, so there is no way from one to the other',
  'no-certificate':
    'Not read: the server closes the connection before it shows its certificate, as it does for an address that it does not know',
  'no-secret': 'Not watched: this server has no secret for our probes yet; the next generation makes it',
  'no-password': 'Not watched: the password of the test account is not kept here',
  'no-trust':
    'Not watched: the CA certificate and the server name that devices are to expect are not recorded for this member, so the test account’s password is sent to nobody',
  'no-program':
    'Not watched here: eapol_test is missing on the machine that watches, and this account needs it (PEAP)',
  'no-way': 'Not watched: there is no live proxy to ask through',
} as const
export type Found = keyof typeof FOUND

const GOOD: Readonly<Record<WatchKind, Found>> = {
  status: 'answered',
  certificate: 'read',
  radsec: 'read',
  login: 'accepted',
  'login-peap': 'accepted',
}

/** Whether a thing was not watched at all, whatever stood in the way. */
const isUnwatched = (found: Found): boolean => found.startsWith('no-')

export function outcomeOf(kind: WatchKind, found: Found | null): WatchOutcome {
  if (found === null || isUnwatched(found)) return 'unknown'
  return found === GOOD[kind] ? 'good' : 'bad'
}

export const isFound = (words: string): words is Found => Object.hasOwn(FOUND, words)
