// Forgetting what is over: the words of retired secrets and ended accounts, and the keys of months gone by. Only when no
// generation names them any more that could still be fetched or runs somewhere: its server would be left without.
import { action, type Inside } from '#platform/actions/index.ts'
import { sql, type RawBuilder } from '#platform/database/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { monthKey } from '../rules/keys.ts'
import { SECRET_NAME, type SecretRef } from '../rules/model.ts'

/** Words of a retired secret stay for a week, so that what was retired by mistake can be brought back by hand. */
const KEPT_DAYS = 7
const MOST_AT_ONCE = 500
/** Which months' keys are over: a key is for the month and for what still comes late. */
const OVER_MONTHS = { from: 3, until: 15 }

const isNamed = (ref: RawBuilder<unknown>): RawBuilder<boolean> => sql<boolean>`(exists (
    select 1 from roaming.generation_target target join roaming.generation generation on generation.id = target.generation_id
    where generation.state in ('drafted', 'checked', 'approved', 'published') and target.secrets @> jsonb_build_array(${ref}))
  or exists (
    select 1 from roaming.agent agent
    join roaming.generation_target target on target.generation_id = agent.running_id and target.server_id = agent.server_id
    where agent.revoked_at is null and target.secrets @> jsonb_build_array(${ref})))`

const credentialRef = sql`'roaming.credential:' || credential.id`
const accountRef = sql`'roaming.account:' || account.id`

export const forgetSecrets = action({
  name: 'roaming.credential.forget',
  title: 'Forget secrets that are over',
  doors: [],
  fields: {},
  async run(inside) {
    const facts = {
      unlinked: await retireUnlinked(inside),
      credentials: await forgetCredentials(inside),
      accounts: await forgetAccounts(inside),
      months: await forgetMonths(inside),
    }
    return { subject: null, result: facts, facts }
  },
})

/** Two servers that no longer talk need no secret once the last generation that joined them is gone. */
async function retireUnlinked(inside: Inside): Promise<number> {
  const { rows } = await sql`
    update roaming.credential credential set state = 'retired', retired_at = ${inside.now}, version = version + 1
    from roaming.link link where link.id = credential.link_id and link.ended_at is not null
      and credential.state <> 'retired' and not ${isNamed(credentialRef)} returning credential.id`.execute(
    inside.tx,
  )
  return rows.length
}

async function forgetCredentials(inside: Inside): Promise<number> {
  const before = inside.now.subtract({ hours: KEPT_DAYS * 24 })
  const { rows } = await sql<{ id: string }>`
    update roaming.credential set forgotten_at = ${inside.now} where id in (
      select credential.id from roaming.credential credential
      where credential.state = 'retired' and credential.retired_at < ${before} and credential.forgotten_at is null
        and not ${isNamed(credentialRef)} limit ${MOST_AT_ONCE})
    returning id`.execute(inside.tx)
  await forgetAll(
    inside,
    rows.map(({ id }): SecretRef => `roaming.credential:${id}`),
  )
  return rows.length
}

async function forgetAccounts(inside: Inside): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    update roaming.test_account set forgotten_at = ${inside.now} where id in (
      select account.id from roaming.test_account account
      where account.ended_at is not null and account.forgotten_at is null
        and not ${isNamed(accountRef)} limit ${MOST_AT_ONCE})
    returning id`.execute(inside.tx)
  await forgetAll(
    inside,
    rows.map(({ id }): SecretRef => `roaming.account:${id}`),
  )
  return rows.length
}

/** Without its key nobody can work out from an old F-Ticks line whose device it was. */
async function forgetMonths(inside: Inside): Promise<number> {
  const today = londonDate(inside.now)
  const refs: SecretRef[] = []
  for (let months = OVER_MONTHS.from; months <= OVER_MONTHS.until; months += 1)
    refs.push(monthKey(today.subtract({ months })))
  const { rows } = await sql<{ ref: SecretRef }>`
    select ref from unnest(${refs}::text[]) as ref where not ${isNamed(sql`ref`)}`.execute(inside.tx)
  const kept = await inside.secretsOf(
    rows.map(({ ref }) => ref),
    SECRET_NAME,
  )
  await forgetAll(inside, [...kept.keys()])
  return kept.size
}

async function forgetAll(inside: Inside, owners: readonly string[]): Promise<void> {
  for (const owner of owners) await inside.forgetSecret({ owner, name: SECRET_NAME })
}
