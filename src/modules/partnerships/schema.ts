// The tables of this module and the views that others may join.
import type {
  ColumnType,
  DateColumn,
  Generated,
  InstantColumn,
  Json,
  PenceColumn,
} from '#platform/database/index.ts'
import type { FrontSheet } from './rules/report.ts'
import type { DeclaredName, Explanation, Finding } from './rules/findings.ts'
import type { PartyRole, Stage } from './rules/arrangements.ts'
import type { AdjustmentReason, PartYear } from './rules/subscriptions.ts'
import type { JoinedBasis, OfficerRole } from './rules/membership.ts'

export interface PartnershipTable {
  id: string
  /** 'kent-connects': in addresses and files; never changes. */
  code: ColumnType<string, string, never>
  name: string
  /** 'joint_committee': a word; those of PARTNERSHIP_KINDS have a title. */
  kind: string
  /** The calendar year in which it was established; null where the papers do not say. */
  established: number | null
  purpose: string
  brand_colour: string | null
  /** One to three letters in the mark. */
  mark: string | null
  /** The host name under which this partnership's face is shown. */
  host: string | null
  accountable_body_id: string | null
  part_year: Generated<PartYear>
  /** Days from raising a charge to its being due. */
  payment_days: Generated<number>
  version: Generated<number>
}

export interface MemberTable {
  id: string
  partnership_id: ColumnType<string, string, never>
  organisation_id: ColumnType<string, string, never>
  /** Null: before records began (P2). */
  joined_on: DateColumn | null
  joined_basis: JoinedBasis
  /** The last day as a member; may lie ahead when notice was given. */
  left_on: DateColumn | null
  tier_id: string | null
  version: Generated<number>
}

export interface AgreementTable {
  id: string
  partnership_id: string
  title: string
  starts_on: DateColumn
  ends_on: DateColumn | null
  note: string | null
  file_id: string | null
  version: Generated<number>
}

export interface TierTable {
  id: string
  partnership_id: string
  code: ColumnType<string, string, never>
  name: string
  version: Generated<number>
}

/** What a tier costs from one financial year on, until a later row says otherwise. */
export interface TierAmountTable {
  id: string
  tier_id: string
  from_year: number
  yearly_pence: PenceColumn
  /** How much of each thousand goes to the fund. */
  fund_per_mille: number
}

export interface ChargeTable {
  id: string
  partnership_id: string
  member_id: string
  organisation_id: string
  year_starting: number
  tier_id: string
  months: number
  amount_pence: PenceColumn
  fund_per_mille: number
  due_on: DateColumn
  raised_on: DateColumn
}

export interface PaymentTable {
  id: string
  charge_id: string
  partnership_id: string
  /** Negative for a reversal. */
  amount_pence: PenceColumn
  /** The part that goes to the fund (P6). */
  fund_pence: PenceColumn
  received_on: DateColumn
  reference: string
  reverses_id: string | null
  recorded_at: InstantColumn
  recorded_by: string | null
}

/** A bank reference in use: freed when its payment is reversed, so that the money can be recorded where it belongs. */
export interface PaymentReferenceTable {
  partnership_id: string
  reference: string
  payment_id: string
}

export interface AdjustmentTable {
  id: string
  charge_id: string
  amount_pence: PenceColumn
  reason: AdjustmentReason
  note: string | null
  made_on: DateColumn
  made_by: string | null
}

export interface DeclaredFigureTable {
  id: string
  partnership_id: string
  /** What it counts: 'partners'. */
  name: DeclaredName
  stated: number
  /** The paper that states it. */
  source: string
  version: Generated<number>
}

export interface ServiceTable {
  id: string
  /** 'internal-audit': in addresses and files; never changes. */
  code: ColumnType<string, string, never>
  name: string
  /** 'Waste and environment': where it stands in the list. */
  heading: string
  ended_on: DateColumn | null
  version: Generated<number>
}

export interface ServiceAliasTable {
  id: string
  service_id: string
  name: string
}

export interface ArrangementTable {
  id: string
  area: string
  /** The service as it was written. */
  service: string
  /** The service of the list; null where the list has none of that name. */
  service_id: string | null
  stage: Stage
  note: string | null
  /** The year whose papers describe it so; null for an arrangement that goes on. */
  as_of_year: number | null
  partnership_id: string | null
  agreement_id: string | null
  lead_person_id: string | null
  legal_basis: string | null
  started_on: DateColumn | null
  expected_on: DateColumn | null
  live_on: DateColumn | null
  review_on: DateColumn | null
  ended_on: DateColumn | null
  version: Generated<number>
}

export interface ArrangementPartyTable {
  id: string
  arrangement_id: string
  organisation_id: string
  role: Generated<PartyRole>
  from_on: DateColumn | null
  /** The last day as a party. */
  until_on: DateColumn | null
}

export interface ArrangementMoveTable {
  id: string
  arrangement_id: string
  /** Null for the stage at which it was recorded. */
  from_stage: string | null
  to_stage: Stage
  moved_on: DateColumn
  reason: string | null
  recorded_at: InstantColumn
  recorded_by: string | null
}

/** What an arrangement saved in a financial year: claimed by its lead, confirmed by somebody else (P13). */
export interface SavingTable {
  id: string
  arrangement_id: string
  year_starting: number
  claimed_pence: PenceColumn
  note: string | null
  claimed_at: InstantColumn
  claimed_by: string | null
  confirmed_pence: PenceColumn | null
  reason: string | null
  confirmed_at: InstantColumn | null
  confirmed_by: string | null
  version: Generated<number>
}

/** A body that would like to know more of an arrangement, told to its lead. */
export interface ArrangementInterestTable {
  id: string
  arrangement_id: string
  organisation_id: string
  person_id: string | null
  words: string | null
  told_at: InstantColumn
  answer: string | null
  answered_at: InstantColumn | null
}

/** A role that every member body of a partnership fills. */
export interface ChampionRoleTable {
  id: string
  partnership_id: string
  name: string
  purpose: string
  /** One for each body, or several. */
  is_single: Generated<boolean>
  review_months: number | null
  ended_on: DateColumn | null
  version: Generated<number>
}

export interface ChampionTable {
  id: string
  role_id: string
  organisation_id: string
  person_id: string
  started_on: DateColumn
  /** When the body last said that this is still right. */
  confirmed_on: DateColumn
  ended_on: DateColumn | null
  version: Generated<number>
}

/** A mail to all champions of a role. */
export interface ChampionLetterTable {
  id: string
  role_id: string
  title: string
  words: string
  people: number
  sent_at: InstantColumn
  sent_by: string | null
}

export interface TopicTable {
  id: string
  partnership_id: string
  name: string
}

/** An entry of a partnership's signposting directory. */
export interface SignpostTable {
  id: string
  partnership_id: string
  name: string
  /** What the service does. */
  summary: string
  /** Whom it is for, in words. */
  audience: string
  provider_organisation_id: string | null
  provider_name: string | null
  web: string | null
  phone: string | null
  mail: string | null
  area: string | null
  opening: string | null
  /** The body that keeps the entry right. */
  owner_organisation_id: string
  review_on: DateColumn
  confirmed_on: DateColumn
  ended_on: DateColumn | null
  version: Generated<number>
}

export interface SignpostTopicTable {
  signpost_id: string
  topic_id: string
}

/** Somebody says that something in an entry is wrong. */
export interface SignpostDoubtTable {
  id: string
  signpost_id: string
  words: string
  told_at: InstantColumn
  told_by: string | null
  answer: string | null
  settled_at: InstantColumn | null
  settled_by: string | null
}

export interface AppointmentTable {
  id: string
  person_id: string
  partnership_id: string
  role: OfficerRole
  started_on: DateColumn
  ended_on: DateColumn | null
}

export interface ReportTable {
  id: string
  partnership_id: string
  from_on: DateColumn
  to_on: DateColumn
  state: Generated<'draft' | 'issued'>
  front: Json<FrontSheet>
  explained: Json<readonly Explanation[]>
  /** Frozen at issue: the whole document as plain data, and what it was found to state wrongly. */
  content: Json<unknown> | null
  findings: Json<readonly Finding[]> | null
  /** SHA-256 of the frozen content. */
  hash: string | null
  written_at: InstantColumn
  written_by: string | null
  issued_at: InstantColumn | null
  issued_by: string | null
  version: Generated<number>
}

export interface PartnershipCard {
  id: string
  code: string
  name: string
  brand_colour: string | null
}

export interface MemberCard {
  partnership_id: string
  organisation_id: string
  joined_on: DateColumn | null
  left_on: DateColumn | null
}

/** A charge with what was taken off and what came in. */
export interface ChargeBalance {
  id: string
  partnership_id: string
  member_id: string
  organisation_id: string
  year_starting: number
  tier_id: string
  months: number
  fund_per_mille: number
  amount_pence: bigint
  adjusted_pence: bigint
  paid_pence: bigint
  fund_pence: bigint
  outstanding_pence: bigint
  due_on: DateColumn
  raised_on: DateColumn
}

declare module '#platform/database/index.ts' {
  interface Tables {
    'partnerships.partnership': PartnershipTable
    'partnerships.member': MemberTable
    'partnerships.agreement': AgreementTable
    'partnerships.tier': TierTable
    'partnerships.tier_amount': TierAmountTable
    'partnerships.charge': ChargeTable
    'partnerships.payment': PaymentTable
    'partnerships.payment_reference': PaymentReferenceTable
    'partnerships.adjustment': AdjustmentTable
    'partnerships.declared_figure': DeclaredFigureTable
    'partnerships.arrangement': ArrangementTable
    'partnerships.arrangement_party': ArrangementPartyTable
    'partnerships.arrangement_move': ArrangementMoveTable
    'partnerships.service': ServiceTable
    'partnerships.service_alias': ServiceAliasTable
    'partnerships.saving': SavingTable
    'partnerships.interest': ArrangementInterestTable
    'partnerships.champion_role': ChampionRoleTable
    'partnerships.champion': ChampionTable
    'partnerships.champion_letter': ChampionLetterTable
    'partnerships.topic': TopicTable
    'partnerships.signpost': SignpostTable
    'partnerships.signpost_topic': SignpostTopicTable
    'partnerships.signpost_doubt': SignpostDoubtTable
    'partnerships.appointment': AppointmentTable
    'partnerships.report': ReportTable
    'partnerships.partnership_card': PartnershipCard
    'partnerships.member_card': MemberCard
    'partnerships.charge_balance': ChargeBalance
  }
}
