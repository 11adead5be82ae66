// Agreements of a partnership, for the people of its members.
import { query, type Reader } from '#platform/actions/index.ts'
import type { Selectable } from '#platform/database/index.ts'
import { notFound, refuse } from '#platform/errors/index.ts'
import { field, isRecordId } from '#platform/fields/index.ts'
import type { AgreementTable } from '../schema.ts'
import { partnershipByCode } from './partnerships.ts'

export type Agreement = Selectable<AgreementTable>

/** The agreements of a partnership, the latest first. */
export async function agreementsOf(reader: Reader, partnershipId: string): Promise<Agreement[]> {
  return reader.db
    .selectFrom('partnerships.agreement')
    .selectAll()
    .where('partnership_id', '=', partnershipId)
    .orderBy('starts_on', 'desc')
    .orderBy('id')
    .execute()
}

/** One agreement that this reader may see. */
export async function agreementById(reader: Reader, id: string): Promise<Agreement> {
  if (!isRecordId(id)) return notFound('agreement')
  const row = await reader.db
    .selectFrom('partnerships.agreement')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  return row !== undefined && maySeeAgreements(reader, row.partnership_id) ? row : notFound('agreement')
}

/** Whether the reader works for a member. */
export const maySeeAgreements = (reader: Reader, partnershipId: string): boolean =>
  reader.may('partnerships.agreement.list', { kind: 'partnership', id: partnershipId })

/** For the doors. */
export const listAgreements = query({
  name: 'partnerships.agreement.list',
  title: 'List the agreements of a partnership',
  doors: ['page', 'api', 'command'],
  parameters: { partnership: field.code('Partnership code') },
  async run(reader, { partnership }) {
    const found = await partnershipByCode(reader, partnership)
    if (!maySeeAgreements(reader, found.id))
      refuse(
        'forbidden',
        'partnerships.agreement.not-yours',
        'Agreements are shown to the people of the partnership’s members.',
      )
    return { rows: await agreementsOf(reader, found.id) }
  },
})
