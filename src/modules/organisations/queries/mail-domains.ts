// Which mail domains are an organisation's, and whether that is proven.
import { query, type Reader } from '#platform/actions/index.ts'
import type { Selectable } from '#platform/database/index.ts'
import { field } from '#platform/fields/index.ts'
import type { MailDomainTable } from '../schema.ts'

export type MailDomain = Selectable<MailDomainTable>

/** The mail domains of an organisation, proven or not, by name. */
export async function mailDomainsOf(reader: Reader, organisationId: string): Promise<MailDomain[]> {
  return reader.db
    .selectFrom('organisations.mail_domain')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .orderBy('domain')
    .execute()
}

/** The same for the doors. */
export const listMailDomains = query({
  name: 'organisations.mail-domain.list',
  title: 'List mail domains',
  doors: ['page', 'api', 'command'],
  parameters: { organisation: field.id('Organisation') },
  async run(reader, { organisation }) {
    return { rows: await mailDomainsOf(reader, organisation) }
  },
})
