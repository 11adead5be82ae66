// The tables of groups as types, and the views other modules may join with.
import type { DateColumn, Generated, InstantColumn, Json } from '#platform/database/index.ts'
import type { Access, Cadence, GroupKind, Office } from './rules.ts'
import type { BulletinState, Mark } from './rules/bulletins.ts'
import type { Audience, Section } from './rules/papers.ts'

export interface GroupTable {
  id: string
  code: string
  partnership_id: string
  name: string
  access: Access
  cadence: Cadence
  purpose: string
  decides: Generated<boolean>
  ended_on: DateColumn | null
  version: Generated<number>
  kind: Generated<GroupKind>
  parent_id: string | null
  is_public: Generated<boolean>
  public_introduction: Generated<string>
  how_to_join: Generated<string>
  public_contact: Generated<string>
  chair_term_months: number | null
}

export interface MembershipTable {
  id: string
  group_id: string
  person_id: string
  organisation_id: string
  office: Office
  started_on: DateColumn
  ended_on: DateColumn | null
  reason: Generated<string>
}

export interface RotationPlaceTable {
  group_id: string
  place: number
  organisation_id: string
}

export interface MarkPeriodTable {
  mark: Mark
  days: number
}

export interface BulletinTable {
  id: string
  group_id: string
  author_id: string
  mark: Mark
  title: string
  body: string
  source: string
  link: string | null
  file_id: string | null
  version: Generated<number>
  state: Generated<BulletinState>
  published_at: InstantColumn
  visible_until: DateColumn
  read_by: DateColumn | null
}

export interface BulletinRecipientTable {
  bulletin_id: string
  person_id: string
}

export type BulletinChangeKind = 'published' | 'corrected' | 'raised' | 'lowered' | 'withdrawn' | 'shortened'

export interface BulletinChangeTable {
  id: string
  bulletin_id: string
  what: BulletinChangeKind
  version: number
  mark: Mark
  title: string
  body: string
  reason: Generated<string>
  permission: Generated<string>
  person_id: string
  changed_at: InstantColumn
}

export interface BulletinReceiptTable {
  bulletin_id: string
  version: number
  person_id: string
  read_at: InstantColumn
}

export interface BulletinForwardTable {
  bulletin_id: string
  group_id: string
  person_id: string
  forwarded_at: InstantColumn
}

export interface ResourceTable {
  id: string
  group_id: string
  title: string
  description: string
  link: string | null
  file_id: string | null
  audience: Audience
  owner_id: string
  added_on: DateColumn
  review_on: DateColumn
  reviewed_on: DateColumn | null
  retired_on: DateColumn | null
  version: Generated<number>
}

export interface TermsTable {
  id: string
  group_id: string
  version: number
  sections: Json<readonly Section[]>
  file_id: string | null
  adopted_on: DateColumn
  adopted_by: string
  review_on: DateColumn | null
  recorded_by: string | null
  recorded_at: InstantColumn
}

export interface GroupCardView {
  id: string
  code: string
  partnership_id: string
  name: string
  decides: boolean
  ended_on: DateColumn | null
  parent_id: string | null
}

export interface MemberCardView {
  group_id: string
  person_id: string
  organisation_id: string
  office: Office
  started_on: DateColumn
  ended_on: DateColumn | null
}

declare module '#platform/database/index.ts' {
  interface Tables {
    'groups.group': GroupTable
    'groups.membership': MembershipTable
    'groups.rotation_place': RotationPlaceTable
    'groups.mark_period': MarkPeriodTable
    'groups.bulletin': BulletinTable
    'groups.bulletin_recipient': BulletinRecipientTable
    'groups.bulletin_change': BulletinChangeTable
    'groups.bulletin_receipt': BulletinReceiptTable
    'groups.bulletin_forward': BulletinForwardTable
    'groups.resource': ResourceTable
    'groups.terms': TermsTable
    'groups.group_card': GroupCardView
    'groups.member_card': MemberCardView
  }
}
