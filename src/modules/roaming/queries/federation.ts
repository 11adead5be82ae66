// The federation of this county, and those who run it.
import type { Reader } from '#platform/actions/index.ts'
import type { Db, Selectable } from '#platform/database/index.ts'
import type { FederationTable } from '../schema.ts'

export type Federation = Selectable<FederationTable> & {
  readonly organisation_code: string
  readonly organisation_name: string
}

/** The federation; undefined until it is set up. */
export function federationOf(db: Db): Promise<Federation | undefined> {
  return db
    .selectFrom('roaming.federation as federation')
    .innerJoin('organisations.organisation_card as body', 'body.id', 'federation.organisation_id')
    .selectAll('federation')
    .select(['body.code as organisation_code', 'body.name as organisation_name'])
    .executeTakeFirst()
}

export type Operator = {
  readonly id: string
  readonly person_id: string
  readonly name: string
  readonly organisation_name: string | null
  readonly from_on: Temporal.PlainDate
}

/** Those who run the federation today, besides the platform's administrators. */
export async function operatorsOf(reader: Pick<Reader, 'db'>): Promise<Operator[]> {
  return reader.db
    .selectFrom('roaming.operator as operator')
    .innerJoin('organisations.person_card as person', 'person.id', 'operator.person_id')
    .select([
      'operator.id',
      'operator.person_id',
      'operator.from_on',
      'person.name',
      'person.organisation_name',
    ])
    .where('operator.ended_on', 'is', null)
    .orderBy('person.name')
    .orderBy('operator.id')
    .limit(100)
    .execute()
}
