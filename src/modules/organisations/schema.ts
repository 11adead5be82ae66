// The tables of this module and the views that others may join.
import type { ColumnType, DateColumn, Generated, InstantColumn } from '#platform/database/index.ts'
import type {
  AccessAnswer,
  AccessFact,
  Audience,
  ContactField,
  OfficeRole,
  OrganisationKind,
} from './rules.ts'

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
  /** 'https://…' */
  website: Generated<string | null>
  switchboard: Generated<string | null>
  main_site_id: Generated<string | null>
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
  mobile: Generated<string | null>
  /** Who sees the field, by the person's own choice; null while the default counts. */
  mail_audience: Generated<Audience | null>
  phone_audience: Generated<Audience | null>
  mobile_audience: Generated<Audience | null>
  job_title_audience: Generated<Audience | null>
}

export interface ContactDefaultTable {
  field: ContactField
  audience: Audience
}

export interface ContactChoiceTable {
  id: string
  person_id: string
  field: ContactField
  audience: Audience
  chosen_at: InstantColumn
}

/** Who sees which field of a person, choice or default. */
export interface ContactAudienceView {
  person_id: string
  mail: Audience
  phone: Audience
  mobile: Audience
  job_title: Audience
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
  /** The lines above the town. */
  address: string | null
  version: Generated<number>
  postcode: Generated<string | null>
  /** The unique property reference number of the building. */
  uprn: Generated<string | null>
  latitude: Generated<string | null>
  longitude: Generated<string | null>
  reception_phone: Generated<string | null>
  transport: Generated<string | null>
  parking: Generated<string | null>
}

export interface SiteHoursTable {
  site_id: string
  /** As in ISO 8601: Monday is 1. */
  weekday: number
  opens_at: string
  closes_at: string
}

/** Days on which a building is closed, or open at other hours. */
export interface SiteExceptionTable {
  id: string
  site_id: string
  from_on: DateColumn
  to_on: DateColumn
  /** Null for closed. */
  opens_at: string | null
  closes_at: string | null
  because: string
  recorded_at: InstantColumn
  recorded_by: string | null
  withdrawn_at: InstantColumn | null
}

export interface SiteAccessTable {
  site_id: string
  fact: AccessFact
  answer: AccessAnswer
  note: string | null
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

/** The ordinary week of a building. */
export interface SiteHoursCard {
  site_id: string
  weekday: number
  opens_at: string
  closes_at: string
}

/** Days on which a building is closed or open at other hours, but for what was withdrawn. */
export interface SiteExceptionCard {
  id: string
  site_id: string
  from_on: DateColumn
  to_on: DateColumn
  opens_at: string | null
  closes_at: string | null
  because: string
  recorded_at: InstantColumn
}

/** Where a building stands. */
export interface SitePlace {
  site_id: string
  town: string
  postcode: string | null
  latitude: number | null
  longitude: number | null
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
    'organisations.contact_default': ContactDefaultTable
    'organisations.contact_choice': ContactChoiceTable
    'organisations.contact_audience': ContactAudienceView
    'organisations.office': OfficeTable
    'organisations.site': SiteTable
    'organisations.site_hours': SiteHoursTable
    'organisations.site_exception': SiteExceptionTable
    'organisations.site_access': SiteAccessTable
    'organisations.mail_domain': MailDomainTable
    'organisations.organisation_card': OrganisationCard
    'organisations.person_card': PersonCard
    'organisations.employment_card': EmploymentCard
    'organisations.site_card': SiteCard
    'organisations.site_hours_card': SiteHoursCard
    'organisations.site_exception_card': SiteExceptionCard
    'organisations.site_place': SitePlace
  }
}
