// Test accounts: each signs in every few minutes, as a device would, so that a broken home server is known before its people
// ring. Its password goes into the member's own generated configuration and into our probe, and is shown to nobody.
import { action, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { secret } from '#platform/secrets/index.ts'
import { KEEP } from '../queries/seeing.ts'
import { SECRET_NAME, type SecretRef } from '../rules/model.ts'
import { newWords } from './credentials.ts'
import { exactWordsOrNone } from './exact-words.ts'
import { memberToChange, mustBeCurrent } from './locking.ts'

export const ACCOUNT_METHODS = {
  'ttls-pap': 'EAP-TTLS with PAP',
  'peap-mschapv2': 'PEAP with MSCHAPv2',
} as const
type AccountMethod = keyof typeof ACCOUNT_METHODS

const password = exactWordsOrNone('Password', {
  hint: 'The one it has in your directory, 16 characters or more. Leave it empty for a new one that only our own configuration of your server knows.',
})

/** Under whose name the password of an account is kept. */
export const accountRef = (id: string): SecretRef => `roaming.account:${id}`

export const addAccount = action({
  name: 'roaming.account.add',
  title: 'Add a test account',
  permission: KEEP,
  doors: ['page'],
  fields: {
    member: field.id('Member'),
    realm: field.pick('Realm', { from: 'roaming.realm' }),
    userName: field.text('User name', {
      most: 64,
      pattern: /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/i,
      wording:
        'User name must be what stands before the @: letters, digits, dots and hyphens, like roaming-test',
      hint: 'What stands before the @, like roaming-test',
    }),
    method: field.choice('Signs in by', ACCOUNT_METHODS),
    password,
  },
  async run(inside, answers) {
    const member = await memberToChange(inside, answers.member)
    const realm = await inside.tx
      .selectFrom('roaming.realm')
      .select(['id', 'member_id', 'state'])
      .where('id', '=', answers.realm)
      .executeTakeFirst()
    if (realm === undefined || realm.member_id !== member.id || realm.state === 'withdrawn')
      invalid('roaming.account.realm', [{ field: 'realm', message: 'Select a realm of this member' }])
    const id = await keepAccount(inside, { ...answers, member: member.id })
    return { subject: null, result: { id, code: member.code }, facts: { member: member.id, account: id } }
  },
})

type Kept = {
  readonly member: string
  readonly realm: string
  readonly userName: string
  readonly method: AccountMethod
  readonly password: string | null
}

async function keepAccount(inside: Inside, kept: Kept): Promise<string> {
  const id = inside.id()
  await inside.tx
    .insertInto('roaming.test_account')
    .values({
      id,
      member_id: kept.member,
      realm_id: kept.realm,
      user_name: kept.userName.toLowerCase(),
      method: kept.method,
      made_at: inside.now,
    })
    .execute()
  await inside.keepSecret({
    owner: accountRef(id),
    name: SECRET_NAME,
    value: kept.password === null ? newWords() : secret(kept.password),
  })
  return id
}

const standing = { account: field.id('Test account'), version: field.version() }

async function accountToChange(inside: Inside, accountId: string, version: number) {
  const account = await inside.tx
    .selectFrom('roaming.test_account')
    .selectAll()
    .where('id', '=', accountId)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (account === undefined) return notFound('test account')
  const member = await memberToChange(inside, account.member_id)
  mustBeCurrent(account, version)
  if (account.ended_at !== null)
    refuse('conflict', 'roaming.account.over', 'This account is over already. Add a new one for the realm.')
  return { account, member }
}

/** The former is over with its password: what runs still names it until the next generation is applied. */
async function endRow(inside: Inside, accountId: string): Promise<void> {
  await sql`update roaming.test_account set ended_at = ${inside.now}, version = version + 1 where id = ${accountId}`.execute(
    inside.tx,
  )
}

export const replaceAccount = action({
  name: 'roaming.account.replace',
  title: 'Give a test account a new password',
  permission: KEEP,
  doors: ['page'],
  fields: { ...standing, method: field.choice('Signs in by', ACCOUNT_METHODS), password },
  async run(inside, answers) {
    const { account, member } = await accountToChange(inside, answers.account, answers.version)
    await endRow(inside, account.id)
    const id = await keepAccount(inside, {
      member: member.id,
      realm: account.realm_id,
      userName: account.user_name,
      method: answers.method,
      password: answers.password,
    })
    return {
      subject: null,
      result: { id, code: member.code },
      facts: { member: member.id, account: id, former: account.id },
    }
  },
})

export const endAccount = action({
  name: 'roaming.account.end',
  title: 'End a test account',
  permission: KEEP,
  doors: ['page', 'api', 'command'],
  fields: standing,
  async run(inside, answers) {
    const { account, member } = await accountToChange(inside, answers.account, answers.version)
    await endRow(inside, account.id)
    return { subject: null, result: { code: member.code }, facts: { member: member.id, account: account.id } }
  },
})
