// What composition tells sign-in about people and organisations. Sign-in asks who somebody is and whether
// they are still there; it never learns what they may do.
import type { Db } from '#platform/database/index.ts'

export type DirectoryPerson = {
  readonly id: string
  readonly active: boolean
  /** Those they work for today. */
  readonly organisationIds: readonly string[]
  readonly mail: string
  readonly name: string
}

export type CastMember = {
  readonly person: string
  readonly name: string
  readonly mail: string
  readonly organisation: string
  /** In words, one a role. */
  readonly roles: readonly string[]
}

export type Directory = {
  /** The one person with this address, lower case; null when there is none, or more than one. */
  personByMail(db: Db, mail: string): Promise<DirectoryPerson | null>
  personById(db: Db, id: string): Promise<DirectoryPerson | null>
  /** The organisation to which this mail domain is proven to belong; null when it is nobody's. */
  ownerOfDomain(db: Db, domain: string): Promise<string | null>
  /** The mail domains proven to be this organisation's. */
  domainsOf(db: Db, owner: string): Promise<readonly string[]>
  /** The name of an organisation. */
  ownerName(db: Db, owner: string): Promise<string>
  /** What the person does here, in words. */
  rolesInWords(db: Db, person: string): Promise<readonly string[]>
  /** The named cast of a demonstration; empty elsewhere. */
  cast(db: Db): Promise<readonly CastMember[]>
}
