// What a look found, recorded: each watch as it now is, its hour, the certificate it was shown, and the troubles that open
// or close by it. One entry in the audit for the whole look.
import { action, type Inside } from '#platform/actions/index.ts'
import { json, sql } from '#platform/database/index.ts'
import { field, type Answers } from '#platform/fields/index.ts'
import { sceneOf } from '../queries/watch.ts'
import { nextLook } from '../rules/due.ts'
import { saysSomething } from '../rules/evidence.ts'
import { FOUND, outcomeOf, type Found } from '../rules/found.ts'
import { judge } from '../rules/verdict.ts'
import type { BrokenPart, WatchKind, WatchOutcome } from '../rules/words.ts'
import { recordCertificate, type Seen } from './certificates.ts'
import { settleTroubles } from './settling-troubles.ts'
import { tellTroubles } from './telling-troubles.ts'

/** More than a look takes at once. */
export const MOST_LOOKED = 2000
/** Characters of certificates that one place may show. */
export const MOST_SHOWN = 100_000

const looked = {
  watch: field.id('Watch'),
  found: field.choice('What it found', FOUND),
  stage: field.text('How far it came', { most: 20 }).optional(),
  milliseconds: field.integer('Milliseconds').optional(),
  words: field.text('In words', { most: 500 }).optional(),
  chain: field.longText('Certificates shown', { most: MOST_SHOWN }).optional(),
}
const fields = {
  claimedAt: field.text('Taken at', { most: 40 }),
  // Nothing was due: then only the time itself may have made a trouble.
  looked: field.rows('Looked at', looked, { most: MOST_LOOKED }).optional(),
}

export type Looked = {
  readonly watch: string
  readonly found: Found
  readonly stage?: string
  readonly milliseconds?: number
  readonly words?: string
  /** PEM, leaf first; only when it differs from what was seen there last, or when certificates are what is watched. */
  readonly chain?: string
}

type Reported = Answers<typeof looked>

type Before = {
  readonly id: string
  readonly kind: WatchKind
  readonly realm_id: string | null
  readonly server_id: string | null
  /** Whether this is the only sign of the server: nobody asks it for its status. */
  readonly is_only_sign: boolean
  readonly outcome: WatchOutcome
  readonly misses: number
  readonly since: Temporal.Instant
}

type Row = Before & {
  readonly found: Found
  readonly was: WatchOutcome
  readonly stage: string | null
  readonly milliseconds: number | null
  readonly words: string | null
}

export const recordWatch = action({
  name: 'roaming.watch.record',
  title: 'Record what the watches found',
  doors: [],
  fields,
  async run(inside, answers) {
    // One after the other: which troubles there should be is judged from all that is watched.
    await sql`select pg_advisory_xact_lock(hashtext('roaming.watch'))`.execute(inside.tx)
    const all = answers.looked ?? []
    const rows = await taken(inside, answers.claimedAt, all)
    await keep(inside, rows)
    await keepCertificates(inside, rows, all)
    const scene = await sceneOf(inside)
    const { parts } = judge(scene, 1)
    await nameParts(inside, rows, parts)
    await addToHours(inside, rows, parts)
    await hasten(inside, rows)
    const settled = await settleTroubles(inside, judge(scene).troubles)
    const letters = await tellTroubles(inside)
    const good = rows.filter((row) => row.outcome === 'good').length
    const result = { looked: rows.length, good, ...settled, letters }
    return { subject: null, result, facts: result }
  },
})

/** The rows that are still this look's own: what another took meanwhile, or what is recorded already, is left. */
async function taken(inside: Inside, claimedAt: string, all: readonly Reported[]): Promise<Row[]> {
  if (all.length === 0) return []
  const { rows } = await sql<Before>`
    select id, kind, realm_id, server_id, outcome, misses, since,
      kind = 'radsec' and not exists (select 1 from roaming.server server
        where server.id = watch.server_id and server.answers_status) as is_only_sign
    from roaming.watch
    where id = any(${all.map((one) => one.watch)}::uuid[]) and claimed_at = ${claimedAt}::timestamptz and ended_at is null
    order by id for no key update`.execute(inside.tx)
  const found = new Map(all.map((one) => [one.watch, one]))
  const hasBegun = all.some(saysSomething) || (await wasEverHeard(inside))
  return rows.flatMap((before) => {
    const one = found.get(before.id)
    if (one === undefined) return []
    const outcome = hasBegun ? outcomeOf(before.kind, one.found) : 'unknown'
    return [
      {
        ...before,
        found: one.found,
        was: before.outcome,
        outcome,
        misses: outcome === 'bad' ? before.misses + 1 : 0,
        since: outcome === before.outcome ? before.since : inside.now,
        stage: one.stage,
        milliseconds: one.milliseconds,
        words: one.words,
      },
    ]
  })
}

/**
 * Until anything has answered, a federation does not run yet: nothing broke, and nobody is woken for it. A certificate may
 * have been carried over with the register, so it is no sign.
 */
async function wasEverHeard(inside: Inside): Promise<boolean> {
  const { rows } = await sql<{ was_heard: boolean }>`
    select exists (select 1 from roaming.watch where kind <> 'certificate' and last_good_at is not null) as was_heard`.execute(
    inside.tx,
  )
  return rows[0]?.was_heard === true
}

async function keep(inside: Inside, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return
  const values = rows.map((row) => ({
    id: row.id,
    outcome: row.outcome,
    found: row.found,
    stage: row.stage,
    words: row.words,
    misses: row.misses,
    since: row.since.toString(),
    milliseconds: row.milliseconds,
    next_at: nextLook(row.kind, outcomeOf(row.kind, row.found), inside.now, row.is_only_sign).toString(),
  }))
  await sql`
    update roaming.watch watch set outcome = row.outcome, found = row.found, stage = row.stage, words = row.words,
      misses = row.misses, since = row.since, milliseconds = row.milliseconds, next_at = row.next_at, part = null,
      claimed_at = null, last_at = ${inside.now},
      last_good_at = case when row.outcome = 'good' then ${inside.now} else watch.last_good_at end
    from jsonb_to_recordset(${json(values)}::jsonb) as row (id uuid, outcome text, found text, stage text, words text,
      misses integer, since timestamptz, milliseconds integer, next_at timestamptz)
    where watch.id = row.id`.execute(inside.tx)
}

// Few at a time: a certificate changes once a year, and is otherwise looked at once a day.
async function keepCertificates(
  inside: Inside,
  rows: readonly Row[],
  all: readonly Reported[],
): Promise<void> {
  const chains = new Map(all.flatMap((one) => (one.chain === null ? [] : [[one.watch, one.chain]])))
  const seen = new Map<string, Seen>()
  for (const row of rows) {
    const text = chains.get(row.id)
    if (text === undefined) continue
    const chain = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []
    if (row.kind === 'radsec' && row.server_id !== null)
      seen.set(row.server_id, { purpose: 'radsec', serverId: row.server_id, chain })
    else if (row.realm_id !== null) seen.set(row.realm_id, { purpose: 'eap', realmId: row.realm_id, chain })
  }
  for (const one of seen.values()) await recordCertificate(inside, one)
}

async function nameParts(
  inside: Inside,
  rows: readonly Row[],
  parts: ReadonlyMap<string, BrokenPart>,
): Promise<void> {
  const named = rows.flatMap((row) => {
    const part = parts.get(row.id)
    return part === undefined ? [] : [{ id: row.id, part }]
  })
  if (named.length === 0) return
  await sql`
    update roaming.watch watch set part = row.part
    from jsonb_to_recordset(${json(named)}::jsonb) as row (id uuid, part text) where watch.id = row.id`.execute(
    inside.tx,
  )
}

/** Where our own watching is at fault, an hour says nothing of whether people could sign in. */
const SAYS_NOTHING_OF_LOGINS: ReadonlySet<BrokenPart | undefined> = new Set<BrokenPart | undefined>([
  'probe',
  'test-account',
  'clock',
])

async function addToHours(
  inside: Inside,
  rows: readonly Row[],
  parts: ReadonlyMap<string, BrokenPart>,
): Promise<void> {
  const counted = rows.filter(
    (row) => row.outcome !== 'unknown' && !SAYS_NOTHING_OF_LOGINS.has(parts.get(row.id)),
  )
  if (counted.length === 0) return
  const values = counted.map((row) => ({
    id: row.id,
    good: row.outcome === 'good' ? 1 : 0,
    milliseconds: row.outcome === 'good' ? (row.milliseconds ?? 0) : 0,
  }))
  await sql`
    insert into roaming.watch_hour (watch_id, hour, checks, good, total_milliseconds, worst_milliseconds)
    select row.id, date_trunc('hour', ${inside.now}::timestamptz, 'UTC'), 1, row.good, row.milliseconds, row.milliseconds
    from jsonb_to_recordset(${json(values)}::jsonb) as row (id uuid, good integer, milliseconds integer)
    on conflict on constraint roaming_watch_hour_key do update set checks = watch_hour.checks + 1,
      good = watch_hour.good + excluded.good,
      total_milliseconds = watch_hour.total_milliseconds + excluded.total_milliseconds,
      worst_milliseconds = greatest(watch_hour.worst_milliseconds, excluded.worst_milliseconds)`.execute(
    inside.tx,
  )
}

/**
 * A server that has just fallen silent, or is back: the logins that lead to it or through it are tried with the next look,
 * so that the verdict knows whether it is the server or only our own question, and whether all is well again.
 */
async function hasten(inside: Inside, rows: readonly Row[]): Promise<void> {
  const turned = rows.filter(
    (row) => row.kind === 'status' && row.outcome !== row.was && (row.outcome === 'bad' || row.was === 'bad'),
  )
  if (turned.length === 0) return
  await sql`
    update roaming.watch watch set next_at = ${inside.now}
    from roaming.watch status join roaming.server server on server.id = status.server_id
    where status.id = any(${turned.map((row) => row.id)}::uuid[]) and watch.kind in ('login', 'login-peap')
      and watch.ended_at is null and watch.claimed_at is null
      and (watch.through_id = server.id
        or watch.realm_id in (select realm.id from roaming.realm realm where realm.member_id = server.member_id))`.execute(
    inside.tx,
  )
}
