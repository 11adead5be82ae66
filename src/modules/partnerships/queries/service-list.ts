// The controlled list of services, and the names in the records that it does not know.
import { query, type Reader } from '#platform/actions/index.ts'
import { sql, type Selectable } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { londonDate } from '#platform/time/index.ts'
import type { ServiceTable } from '../schema.ts'

export type Service = Selectable<ServiceTable> & { readonly aliases: readonly string[] }

const serviceRows = (reader: Reader) =>
  reader.db
    .selectFrom('partnerships.service as service')
    .selectAll('service')
    .select(({ selectFrom }) =>
      selectFrom('partnerships.service_alias as alias')
        .select(sql<string[]>`coalesce(json_agg(alias.name order by alias.name), '[]')`.as('aliases'))
        .whereRef('alias.service_id', '=', 'service.id')
        .as('aliases'),
    )
    .orderBy('service.heading')
    .orderBy('service.name')
    .orderBy('service.id')

/** Every service by heading and name; those that have ended only when asked for. */
export async function servicesNamed(
  reader: Reader,
  wanted: { readonly ended?: boolean } = {},
): Promise<Service[]> {
  let rows = serviceRows(reader)
  if (wanted.ended !== true)
    rows = rows.where(({ eb, or }) =>
      or([eb('service.ended_on', 'is', null), eb('service.ended_on', '>', londonDate(reader.now))]),
    )
  return (await rows.execute()).map((row) => ({ ...row, aliases: row.aliases ?? [] }))
}

/** The service with this code ('internal-audit'), or the refusal that it is not there. */
export async function serviceByCode(reader: Reader, code: string): Promise<Service> {
  const row = await serviceRows(reader).where('service.code', '=', code).executeTakeFirst()
  return row === undefined ? notFound('service') : { ...row, aliases: row.aliases ?? [] }
}

export type UnlistedName = { readonly service: string; readonly arrangements: number; readonly ids: string[] }

/** Names of services that records hold and the list does not know (X2 of the field's rules: the raw word is kept). */
export async function unlistedNames(reader: Reader): Promise<UnlistedName[]> {
  return reader.db
    .selectFrom('partnerships.arrangement')
    .select([
      'service',
      sql<number>`count(*)::int`.as('arrangements'),
      sql<string[]>`array_agg(id::text)`.as('ids'),
    ])
    .where('service_id', 'is', null)
    .groupBy('service')
    .orderBy('service')
    .execute()
}

/** For the doors. */
export const listServices = query({
  name: 'partnerships.service.list',
  title: 'List the services that can be shared',
  doors: ['page', 'api', 'command'],
  parameters: { ended: field.yesNo('Those that have ended too').optional() },
  async run(reader, { ended }) {
    return { rows: await servicesNamed(reader, { ended: ended === true }) }
  },
})
