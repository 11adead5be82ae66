// Who sees and changes what: the federation's own facts are for all staff; a member's details for its contacts and for
// those who run the federation.
import type { Reader } from '#platform/actions/index.ts'

/** To read the federation's pages: held by all staff. */
export const READ = 'roaming.federation.read'
/** To find members, realms and sites by search: held by whoever is signed in. */
export const FIND = 'roaming.member.find'
/** To run the federation: held for all of it. */
export const RUN = 'roaming.federation.run'
/** To keep a member's part of the register: held for its organisation, or for all. */
export const KEEP = 'roaming.member.keep'
/** To read a member's own details: held by its contacts and its lead for it, and by those who run the federation. */
export const DETAILS = 'roaming.member.read'

type MemberAt = { readonly organisation_id: string }

/** Whether a permission is held for a member's organisation. */
export const holdsFor = (reader: Pick<Reader, 'may'>, permission: string, member: MemberAt): boolean =>
  reader.may(permission, { kind: 'organisation', id: member.organisation_id })

/** Whether a permission is held for the whole federation. */
export const runsFederation = (reader: Pick<Reader, 'scopes'>, permission: string = RUN): boolean =>
  reader.scopes(permission, 'organisation') === 'all'

/** The organisations for which a permission is held; 'all' for those who run the federation. */
export const bodiesOf = (reader: Reader, permission: string): readonly string[] | 'all' =>
  reader.scopes(permission, 'organisation')
