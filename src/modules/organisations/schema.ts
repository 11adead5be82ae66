// The tables of this module and the views that others may join.
import type { ColumnType, DateColumn, Generated, InstantColumn } from '#platform/database/index.ts'
import type { OfficeRole, OrganisationKind } from './rules.ts'

export interface OrganisationTable {
  id: string
  /** 'kcc': in addresses and files; never changes (O9). */
  code: ColumnType<string, string, never>
  name: string
  kind: OrganisationKind
  /** The network realm by which its people roam: 'kent.gov.uk'. */
  realm: string | null
  ended_on: DateColumn | null
  version: Generated<number>
}

export interface PersonTable {
  id: string
  /** Lower case. Null once the person has left (O1). */
  mail: string | null
  name: string
  phone: string | null
  state: Generated<'active' | 'left'>
  left_on: DateColumn | null
  /** When the name was forgotten (O4). */
  forgotten_at: InstantColumn | null
  version: Generated<number>
}

export interface EmploymentTable {
  id: string
  person_id: string
  organisation_id: string
  job_title: string
  started_on: DateColumn
  ended_on: DateColumn | null
}

export interface OfficeTable {
  id: string
  person_id: string
  role: OfficeRole
  /** Null for an office of the whole installation. */
  organisation_id: string | null
  started_on: DateColumn
  ended_on: DateColumn | null
}

export interface SiteTable {
  id: string
  code: ColumnType<string, string, never>
  organisation_id: string
  name: string
  town: string
  address: string | null
  version: Generated<number>
}

export interface MailDomainTable {
  id: string
  organisation_id: string
  domain: ColumnType<string, string, never>
  /** How it was proven to be the organisation's; null until then. */
  proof: 'administrator' | 'dns' | null
  /** What the administrator looked at. */
  evidence: string | null
  proven_at: InstantColumn | null
  proven_by: string | null
}

export interface OrganisationCard {
  id: string
  code: string
  name: string
  kind: OrganisationKind
  ended_on: DateColumn | null
}

/** A person with the post they have held longest of their current ones. */
export interface PersonCard {
  id: string
  name: string
  state: 'active' | 'left'
  organisation_id: string | null
  organisation_name: string | null
  job_title: string | null
}

/** Every post, current or ended. */
export interface EmploymentCard {
  person_id: string
  organisation_id: string
  started_on: DateColumn
  ended_on: DateColumn | null
}

export interface SiteCard {
  id: string
  code: string
  name: string
  town: string
  organisation_id: string
  organisation_name: string
}

declare module '#platform/database/index.ts' {
  interface Tables {
    'organisations.organisation': OrganisationTable
    'organisations.person': PersonTable
    'organisations.employment': EmploymentTable
    'organisations.office': OfficeTable
    'organisations.site': SiteTable
    'organisations.mail_domain': MailDomainTable
    'organisations.organisation_card': OrganisationCard
    'organisations.person_card': PersonCard
    'organisations.employment_card': EmploymentCard
    'organisations.site_card': SiteCard
  }
}
