// The case an action works on: locked, seen, and the doer's to change. Every action about a case begins here.
import type { Inside } from '#platform/actions/index.ts'
import type { Selectable } from '#platform/database/index.ts'
import { notFound, refuse } from '#platform/errors/index.ts'
import { maySee, mayIn } from '../queries/cases.ts'
import { mustAllow, mustBeCurrent, type CaseVerb } from '../rules.ts'
import type { BusinessCaseTable } from '../schema.ts'

export type LockedCase = Selectable<BusinessCaseTable> & { readonly partnership_id: string }

/** Locks the case for something that the doer may do to it now: seen or not found, permitted or forbidden, allowed by its state, and current. */
export async function mustWorkOn(
  inside: Inside,
  permission: string,
  verb: CaseVerb,
  given: { readonly case: string; readonly version: number | null },
): Promise<LockedCase> {
  const record = await lockedCase(inside, given.case)
  const place = record && {
    id: record.id,
    partnershipId: record.partnership_id,
    groupId: record.group_id,
    state: record.state,
  }
  if (record === undefined || place === undefined || !maySee(inside, place)) return notFound('business case')
  if (!mayIn(inside, permission, place))
    refuse(
      'forbidden',
      'funding.case.not-yours',
      `Business case ${record.reference} is not yours for this. Ask the group that puts it up, or the fund officer.`,
    )
  mustAllow(verb, record)
  if (given.version !== null) mustBeCurrent(record, given.version)
  return record
}

/** The case, locked until the transaction ends; undefined when there is none. */
export async function lockedCase(inside: Inside, id: string): Promise<LockedCase | undefined> {
  const record = await inside.tx
    .selectFrom('funding.business_case')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (record === undefined) return undefined
  const programme = await inside.tx
    .selectFrom('funding.programme')
    .select('partnership_id')
    .where('id', '=', record.programme_id)
    .executeTakeFirstOrThrow()
  return { ...record, partnership_id: programme.partnership_id }
}

/** Changes the case and counts its version on. */
export async function changeCase(
  inside: Inside,
  record: LockedCase,
  change: Partial<Omit<Selectable<BusinessCaseTable>, 'id' | 'version'>>,
): Promise<void> {
  await inside.tx
    .updateTable('funding.business_case')
    .set({ ...change, version: record.version + 1 })
    .where('id', '=', record.id)
    .execute()
}

/** What every action about a case answers with. */
export const answerOf = (
  record: Pick<LockedCase, 'id' | 'reference'>,
): { readonly id: string; readonly reference: string } => ({ id: record.id, reference: record.reference })
