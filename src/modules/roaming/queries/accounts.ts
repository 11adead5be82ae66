// Test accounts: which there are. Their passwords are kept as secrets and come with none of these.
import type { Reader } from '#platform/actions/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { isRecordId } from '#platform/fields/index.ts'

export type TestAccount = {
  readonly id: string
  readonly member_id: string
  readonly realm_id: string
  readonly realm: string
  readonly user_name: string
  readonly method: 'ttls-pap' | 'peap-mschapv2'
  readonly made_at: Temporal.Instant
  readonly version: number
}

const rows = (reader: Pick<Reader, 'db'>) =>
  reader.db
    .selectFrom('roaming.test_account as account')
    .innerJoin('roaming.realm as realm', 'realm.id', 'account.realm_id')
    .select(['account.id', 'account.member_id', 'account.realm_id', 'realm.shown as realm'])
    .select(['account.user_name', 'account.method', 'account.made_at', 'account.version'])
    .where('account.ended_at', 'is', null)

/** A member's, by realm. Whoever asks has looked who may see. */
export const accountsOf = (reader: Pick<Reader, 'db'>, memberId: string): Promise<TestAccount[]> =>
  rows(reader).where('account.member_id', '=', memberId).orderBy('realm.name').limit(500).execute()

export async function accountById(reader: Pick<Reader, 'db'>, id: string): Promise<TestAccount> {
  const found = isRecordId(id)
    ? await rows(reader).where('account.id', '=', id).executeTakeFirst()
    : undefined
  return found ?? notFound('test account')
}
