// Business cases for whoever may see them. A draft is its group's and the fund officer's; from submission on it
// is the whole partnership's. What a reader may not see is not found, like what does not exist.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import type { Pence } from '#platform/money/index.ts'
import { afterCursor, pageOf, type Listed } from '#platform/tables/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { membersOn } from '#modules/partnerships/index.ts'
import { askedPence, type CaseContent, type CaseState } from '../rules.ts'

export const READ = 'funding.case.read'
export const WRITE = 'funding.case.write'
export const PAGE_ROWS = 50

/** Where a case stands in the eyes of permissions: its partnership, its group, or itself for its assessors. */
export type CasePlace = { readonly id: string; readonly partnershipId: string; readonly groupId: string }

/** Whether the reader holds a permission for this case, by its partnership, its group or the case itself. */
export const mayIn = (reader: Pick<Reader, 'may'>, permission: string, place: CasePlace): boolean =>
  reader.may(permission, { kind: 'partnership', id: place.partnershipId }) ||
  reader.may(permission, { kind: 'group', id: place.groupId }) ||
  reader.may(permission, { kind: 'case', id: place.id })

/** Whether the reader may know of the case at all. */
export const maySee = (
  reader: Pick<Reader, 'may'>,
  record: CasePlace & { readonly state: CaseState },
): boolean => mayIn(reader, record.state === 'draft' ? WRITE : READ, record) || mayIn(reader, WRITE, record)

const caseRows = (reader: Reader) =>
  reader.db
    .selectFrom('funding.business_case as c')
    .innerJoin('funding.programme as programme', 'programme.id', 'c.programme_id')
    .innerJoin('groups.group_card as owner', 'owner.id', 'c.group_id')
    .innerJoin('organisations.organisation_card as sponsor', 'sponsor.id', 'c.sponsor_organisation_id')
    .innerJoin('organisations.person_card as author', 'author.id', 'c.author_person_id')
    .innerJoin('organisations.person_card as manager', 'manager.id', 'c.manager_person_id')
    .leftJoin('organisations.person_card as screener', 'screener.id', 'c.equality_assessor_id')
    .select([
      'c.id',
      'c.reference',
      'c.state',
      'c.title',
      'c.problem',
      'c.beneficiaries',
      'c.minority_reason as minorityReason',
      'c.started_at as startedAt',
      'c.submitted_at as submittedAt',
      'c.asked_pence as askedPence',
      'c.members_then as membersThen',
      'c.assessed_at as assessedAt',
      'c.assessment',
      'c.decision_id as decisionId',
      'c.decided_outcome as decidedOutcome',
      'c.decided_on as decidedOn',
      'c.withdrawn_why as withdrawnWhy',
      'c.version',
      'c.equality_outcome as equalityOutcome',
      'c.equality_reasoning as equalityReasoning',
      'c.equality_on as equalityOn',
      'c.equality_reference as equalityReference',
      'c.equality_mitigations as equalityMitigations',
      'c.equality_assessor_id as equalityAssessorId',
      'screener.name as equalityAssessor',
      'programme.id as programmeId',
      'programme.code as programmeCode',
      'programme.name as programmeName',
      'programme.partnership_id as partnershipId',
      'programme.least_assessors as leastAssessors',
      'owner.id as groupId',
      'owner.code as groupCode',
      'owner.name as groupName',
      'sponsor.id as sponsorId',
      'sponsor.name as sponsorName',
      'author.id as authorId',
      'author.name as authorName',
      'manager.id as managerId',
      'manager.name as managerName',
    ])
type CaseRows = ReturnType<typeof caseRows>
export type CaseRow = Awaited<ReturnType<CaseRows['execute']>>[number]

// The same rule as maySee, for lists.
function visible(reader: Reader, rows: CaseRows): CaseRows {
  const held = (
    permission: string,
  ): readonly (readonly [
    column: 'programme.partnership_id' | 'c.group_id' | 'c.id',
    ids: readonly string[] | 'all',
  ])[] => [
    ['programme.partnership_id', reader.scopes(permission, 'partnership')],
    ['c.group_id', reader.scopes(permission, 'group')],
    ['c.id', reader.scopes(permission, 'case')],
  ]
  const all = [
    ...held(READ).map((one) => [...one, false] as const),
    ...held(WRITE).map((one) => [...one, true] as const),
  ]
  if (held(WRITE).some(([, ids]) => ids === 'all')) return rows
  return rows.where((is) =>
    is.or(
      all.map(([column, ids, drafts]) => {
        const within =
          ids === 'all' ? sql<boolean>`true` : sql<boolean>`${sql.ref(column)} = any(${ids}::uuid[])`
        return drafts ? within : is.and([within, is('c.state', '<>', 'draft')])
      }),
    ),
  )
}

/** One case by its id, for whoever may see it; undefined for everybody else. */
export async function caseById(reader: Reader, id: string): Promise<CaseRow | undefined> {
  return visible(reader, caseRows(reader)).where('c.id', '=', id).executeTakeFirst()
}

/** One case by its reference (KC-2026-003), or not found. */
export async function caseByReference(reader: Reader, reference: string): Promise<CaseRow> {
  return (
    (await visible(reader, caseRows(reader))
      .where('c.reference', '=', reference.toUpperCase())
      .executeTakeFirst()) ?? notFound('business case')
  )
}

export type CaseFilter = {
  readonly states?: readonly CaseState[]
  readonly programme?: string
  readonly group?: string
  readonly partnership?: string
  readonly author?: string
  readonly search?: string
  readonly after?: string
}

/** Cases, the newest reference first, a page at a time. */
export async function caseList(
  reader: Reader,
  filter: CaseFilter = {},
  most = PAGE_ROWS,
): Promise<Listed<CaseRow>> {
  let rows = visible(reader, caseRows(reader))
    .orderBy('c.reference', 'desc')
    .orderBy('c.id', 'desc')
    .limit(most + 1)
  if (filter.states !== undefined) rows = rows.where('c.state', 'in', [...filter.states])
  if (filter.programme !== undefined) rows = rows.where('programme.id', '=', filter.programme)
  if (filter.group !== undefined) rows = rows.where('c.group_id', '=', filter.group)
  if (filter.partnership !== undefined) rows = rows.where('programme.partnership_id', '=', filter.partnership)
  if (filter.author !== undefined) rows = rows.where('c.author_person_id', '=', filter.author)
  const search = (filter.search?.trim() ?? '').replaceAll(/[\\%_]/g, (character) => `\\${character}`)
  if (search !== '')
    rows = rows.where((is) =>
      is.or([
        is('c.title', 'ilike', `%${search}%`),
        is('c.reference', 'ilike', `%${search}%`),
        is('c.problem', 'ilike', `%${search}%`),
      ]),
    )
  const place = afterCursor(filter.after, 2)
  if (place)
    rows = rows.where(sql<boolean>`(c.reference, c.id) < (${place[0] ?? ''}, ${place[1] ?? ''}::uuid)`)
  return pageOf(await rows.execute(), most, (row) => [row.reference, row.id])
}

// --- What a case holds ---

const inOrder = { column: 'position' } as const

/** Everything written in a case, section by section. */
export async function caseParts(reader: Reader, id: string) {
  const { db } = reader
  return {
    options: await db
      .selectFrom('funding.case_option')
      .select(['title', 'for_and_against as forAndAgainst', 'chosen'])
      .where('case_id', '=', id)
      .orderBy(inOrder.column)
      .execute(),
    benefiting: await db
      .selectFrom('funding.case_benefiting as gains')
      .innerJoin(
        'organisations.organisation_card as organisation',
        'organisation.id',
        'gains.organisation_id',
      )
      .select(['organisation.id', 'organisation.name'])
      .where('gains.case_id', '=', id)
      .orderBy('organisation.name')
      .execute(),
    costs: await db
      .selectFrom('funding.cost_line')
      .select(['title', 'year_starting as yearStarting', 'amount_pence as amountPence'])
      .where('case_id', '=', id)
      .orderBy(inOrder.column)
      .execute(),
    matches: await db
      .selectFrom('funding.match')
      .select(['source', 'amount_pence as amountPence', 'confirmed'])
      .where('case_id', '=', id)
      .orderBy(inOrder.column)
      .execute(),
    benefits: await db
      .selectFrom('funding.benefit')
      .select(['title', 'measure', 'unit', 'baseline', 'target', 'due_on as dueOn'])
      .where('case_id', '=', id)
      .orderBy(inOrder.column)
      .execute(),
    milestones: await db
      .selectFrom('funding.case_milestone')
      .select(['title', 'due_on as on'])
      .where('case_id', '=', id)
      .orderBy(inOrder.column)
      .execute(),
    risks: await db
      .selectFrom('funding.case_risk')
      .select(['cause', 'event', 'consequence', 'likelihood', 'impact', 'mitigation'])
      .where('case_id', '=', id)
      .orderBy(inOrder.column)
      .execute(),
  }
}
export type CaseParts = Awaited<ReturnType<typeof caseParts>>

/** What submission looks at, from the record and its parts. */
export function contentOf(
  record: Pick<
    CaseRow,
    'problem' | 'beneficiaries' | 'minorityReason' | 'equalityOutcome' | 'equalityReasoning'
  >,
  parts: CaseParts,
  members: readonly string[],
): CaseContent {
  return {
    problem: record.problem,
    beneficiaries: record.beneficiaries,
    minorityReason: record.minorityReason,
    benefiting: parts.benefiting.filter((one) => members.includes(one.id)).length,
    members: members.length,
    options: parts.options,
    costs: parts.costs,
    matches: parts.matches,
    benefits: parts.benefits,
    milestones: parts.milestones,
    risks: parts.risks,
    equality:
      record.equalityOutcome === null || record.equalityReasoning === null
        ? null
        : { outcome: record.equalityOutcome, reasoning: record.equalityReasoning },
  }
}

/** The ids of the organisations that are members of the partnership today: who could gain. */
export async function membersToday(reader: Reader, partnershipId: string): Promise<readonly string[]> {
  return (await membersOn(reader, partnershipId, londonDate(reader.now))).map(
    (member) => member.organisation_id,
  )
}

/** What a draft asks so far, or what was asked for once submitted (F2). */
export const askedOf = (
  record: Pick<CaseRow, 'askedPence'>,
  parts: Pick<CaseParts, 'costs' | 'matches'>,
): Pence => record.askedPence ?? askedPence(parts.costs, parts.matches)
