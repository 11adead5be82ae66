// The fund's ledger: its entries with what each is about, the balance of any day, and the awards made from it.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { afterCursor, pageOf, type Listed } from '#platform/tables/index.ts'
import { paymentsOf } from '#modules/partnerships/index.ts'
import { prove, type LedgerEntry, type Proof } from '../proof.ts'
import { balanceOf, type Balance, type Entry, type EntryKind } from '../rules.ts'
import { PAGE_ROWS } from './cases.ts'

export const READ_LEDGER = 'funding.ledger.read'

/** Whether the reader may see this partnership's money. */
export const maySeeLedger = (reader: Pick<Reader, 'may'>, partnershipId: string): boolean =>
  reader.may(READ_LEDGER, { kind: 'partnership', id: partnershipId })

/** The entries of a fund added up by kind and day: all that any balance needs. */
export async function dailyEntries(
  reader: Pick<Reader, 'db'>,
  programmeId: string,
): Promise<readonly Entry[]> {
  return reader.db
    .selectFrom('funding.ledger_entry')
    .select(['kind', 'occurred_on as occurredOn', sql<bigint>`sum(amount_pence)::bigint`.as('amountPence')])
    .where('programme_id', '=', programmeId)
    .groupBy(['kind', 'occurred_on'])
    .orderBy('occurred_on')
    .execute()
}

/** Available, committed and spent at the end of a day; of all entries when no day is given. */
export async function balanceOn(
  reader: Pick<Reader, 'db'>,
  programmeId: string,
  on?: Temporal.PlainDate,
): Promise<Balance> {
  return balanceOf(await dailyEntries(reader, programmeId), on)
}

const entryRows = (reader: Reader) =>
  reader.db
    .selectFrom('funding.ledger_entry as entry')
    .leftJoin('funding.business_case as c', 'c.id', 'entry.case_id')
    .leftJoin('projects.project_card as project', 'project.id', 'entry.project_id')
    .select([
      'entry.id',
      'entry.kind',
      'entry.amount_pence as amountPence',
      'entry.occurred_on as occurredOn',
      'entry.recorded_at as recordedAt',
      'entry.note',
      'entry.spend_id as spendId',
      'entry.payment_id as paymentId',
      'c.reference as caseReference',
      'c.title as caseTitle',
      'project.reference as projectReference',
      'project.title as projectTitle',
    ])
export type EntryRow = Awaited<ReturnType<ReturnType<typeof entryRows>['execute']>>[number]

export type EntryFilter = {
  readonly kind?: EntryKind
  readonly until?: Temporal.PlainDate
  readonly from?: Temporal.PlainDate
  readonly after?: string
}

/** The entries of a fund, the latest day first, a page at a time. */
export async function entryList(
  reader: Reader,
  programmeId: string,
  filter: EntryFilter = {},
  most = PAGE_ROWS,
): Promise<Listed<EntryRow>> {
  let rows = entryRows(reader)
    .where('entry.programme_id', '=', programmeId)
    .orderBy('entry.occurred_on', 'desc')
    .orderBy('entry.id', 'desc')
    .limit(most + 1)
  if (filter.kind !== undefined) rows = rows.where('entry.kind', '=', filter.kind)
  if (filter.until !== undefined) rows = rows.where('entry.occurred_on', '<=', filter.until)
  if (filter.from !== undefined) rows = rows.where('entry.occurred_on', '>=', filter.from)
  const place = afterCursor(filter.after, 1)
  if (place)
    rows = rows.where(
      sql<boolean>`(entry.occurred_on, entry.id) < (select last.occurred_on, last.id from funding.ledger_entry as last where last.id = ${place[0] ?? ''}::uuid)`,
    )
  return pageOf(await rows.execute(), most, (row) => [row.id])
}

export type Award = {
  readonly id: string
  readonly caseId: string
  readonly caseReference: string
  readonly title: string
  readonly groupName: string
  readonly projectId: string
  readonly projectReference: string
  readonly projectState: string
  readonly programmeId: string
  readonly amountPence: bigint
  readonly spentPence: bigint
  readonly releasedPence: bigint
  readonly madeOn: Temporal.PlainDate
}

const awardRows = (reader: Pick<Reader, 'db'>) =>
  reader.db
    .selectFrom('funding.award as award')
    .innerJoin('funding.business_case as c', 'c.id', 'award.case_id')
    .innerJoin('groups.group_card as owner', 'owner.id', 'c.group_id')
    .innerJoin('projects.project_card as project', 'project.id', 'award.project_id')
    .leftJoin('funding.ledger_entry as entry', 'entry.project_id', 'award.project_id')
    .select([
      'award.id',
      'award.case_id as caseId',
      'c.reference as caseReference',
      'c.title',
      'owner.name as groupName',
      'award.project_id as projectId',
      'project.reference as projectReference',
      'project.state as projectState',
      'award.programme_id as programmeId',
      'award.amount_pence as amountPence',
      'award.made_on as madeOn',
      sql<bigint>`coalesce(sum(entry.amount_pence) filter (where entry.kind = 'spent'), 0)::bigint`.as(
        'spentPence',
      ),
      sql<bigint>`coalesce(sum(entry.amount_pence) filter (where entry.kind = 'released'), 0)::bigint`.as(
        'releasedPence',
      ),
    ])
    .groupBy(['award.id', 'c.reference', 'c.title', 'owner.name', 'project.reference', 'project.state'])

/** The awards of a fund, the latest first. */
export async function awardsOf(reader: Pick<Reader, 'db'>, programmeId: string): Promise<readonly Award[]> {
  return awardRows(reader)
    .where('award.programme_id', '=', programmeId)
    .orderBy('award.made_on', 'desc')
    .orderBy('c.reference', 'desc')
    .execute()
}

/** The award a project spends from; undefined when it has none. */
export async function awardOfProject(
  reader: Pick<Reader, 'db'>,
  projectId: string,
): Promise<Award | undefined> {
  return awardRows(reader).where('award.project_id', '=', projectId).executeTakeFirst()
}

/** The award a case was given; undefined when it has none. */
export async function awardOfCase(reader: Pick<Reader, 'db'>, caseId: string): Promise<Award | undefined> {
  return awardRows(reader).where('award.case_id', '=', caseId).executeTakeFirst()
}

/** Proves a fund's ledger against awards, spending, projects and payments. */
export async function proveLedger(
  reader: Reader,
  programme: { readonly id: string; readonly partnershipId: string },
): Promise<readonly Proof[]> {
  const entries: readonly LedgerEntry[] = await reader.db
    .selectFrom('funding.ledger_entry')
    .select([
      'id',
      'kind',
      'amount_pence as amountPence',
      'occurred_on as occurredOn',
      'case_id as caseId',
      'project_id as projectId',
      'spend_id as spendId',
      'payment_id as paymentId',
    ])
    .where('programme_id', '=', programme.id)
    .orderBy('occurred_on')
    .execute()
  const awards = await awardsOf(reader, programme.id)
  const spends =
    awards.length === 0
      ? []
      : await reader.db
          .selectFrom('projects.spend_card')
          .select(['id', 'project_id', 'amount_pence as amountPence'])
          .where(
            'project_id',
            'in',
            awards.map((award) => award.projectId),
          )
          .execute()
  const settling = await reader.db
    .selectFrom('funding.business_case')
    .select('id')
    .where('programme_id', '=', programme.id)
    .where('state', '=', 'assessed')
    .where('decided_outcome', '=', 'approved')
    .execute()
  const payments = (await paymentsOf(reader, programme.partnershipId)).map((payment) => ({
    id: payment.id,
    fundPence: payment.fund_pence,
  }))
  return prove({
    entries,
    payments,
    settling: settling.map((row) => row.id),
    awards: awards.map((award) => ({
      reference: award.projectReference,
      caseId: award.caseId,
      projectId: award.projectId,
      amountPence: award.amountPence,
      ended: award.projectState !== 'open',
      spends: spends.filter((spend) => spend.project_id === award.projectId),
    })),
  })
}
