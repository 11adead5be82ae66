// The tables of groups as types, and the views other modules may join with.
import type { DateColumn, Generated } from '#platform/database/index.ts'
import type { Access, Cadence, Office } from './rules.ts'

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
}

export interface MembershipTable {
  id: string
  group_id: string
  person_id: string
  organisation_id: string
  office: Office
  started_on: DateColumn
  ended_on: DateColumn | null
}

export interface GroupCardView {
  id: string
  code: string
  partnership_id: string
  name: string
  decides: boolean
  ended_on: DateColumn | null
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
    'groups.group_card': GroupCardView
    'groups.member_card': MemberCardView
  }
}
