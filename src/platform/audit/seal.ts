// The sealing job: each second it chains the entries that can no longer change company. Writers are never
// waited for and never made to wait; only one sealer works at a time.
//
// A1  A seal covers only entries of transactions older than the oldest one still running, so nothing can
//     later appear inside a range already sealed.
// A2  Every entry stands in exactly one seal, at one position, with its digest as it was.
// A3  After a restore the transaction numbers are another server's: ranges start afresh under the new
//     server's name, and whatever came unsealed from the old one is sealed first.
import { sql, type Db } from '#platform/database/index.ts'
import { canonicalColumns, digestOfEntries, digestOfEntry, hashOfSeal, type Canonical } from './chain.ts'
import { appendHead, type Head } from './heads.ts'

export type Sealing = {
  readonly now: Temporal.Instant
  /** Where the head is written outside the database; null only in tests that do not look at it. */
  readonly headsFile: string | null
}

export type Sealed = { readonly seals: number; readonly entries: number; readonly head: Head | undefined }

type Standing = {
  readonly last: string | null
  readonly hash: string | null
  readonly last_server: string | null
  readonly last_to: string | null
  readonly server: string
  readonly horizon: string
}

const NOTHING: Sealed = { seals: 0, entries: 0, head: undefined }
const ENTRIES_A_SEAL = 2000
/** "connaudt" as a number: the advisory lock that keeps sealers of several processes apart. */
const SEALER_LOCK = '7165917380936393844'

/** Chains what can be chained now. Cheap when there is nothing; returns at once when another process is sealing. */
export async function seal(database: { readonly db: Db }, sealing: Sealing): Promise<Sealed> {
  if (!(await somethingToSeal(database.db, await standing(database.db)))) return NOTHING
  const sealed = await database.db.transaction().execute(async (tx) => {
    const lock = await sql<{
      got: boolean
    }>`select pg_try_advisory_xact_lock(${SEALER_LOCK}::bigint) as got`.execute(tx)
    return lock.rows[0]?.got === true ? sealAll(tx, await standing(tx), sealing.now) : NOTHING
  })
  // After the commit: a head outside that the database never held would be a false alarm.
  if (sealed.head !== undefined && sealing.headsFile !== null)
    await appendHead(sealing.headsFile, sealed.head)
  return sealed
}

/** The last seal, and the snapshot's horizon: every transaction before it has ended. */
async function standing(db: Db): Promise<Standing> {
  const found = await sql<Standing>`
    select last.number::text as last, encode(last.hash, 'hex') as hash, last.server as last_server,
      last.to_xid::text as last_to, here.server, here.horizon::text as horizon
    from (
      select pg_snapshot_xmin(pg_current_snapshot()) as horizon,
        (select system_identifier::text from pg_control_system()) || ':' ||
        (select oid::text from pg_database where datname = current_database()) as server
    ) here
    left join lateral (select * from platform.audit_seal order by number desc limit 1) last on true
  `.execute(db)
  const row = found.rows[0]
  if (row === undefined) throw new Error('PostgreSQL answered nothing to a question that always has one row.')
  return row
}

/** Entries of this seal's range. On the same server: from the last horizon to this one. On a new one (A3): whatever is unsealed, except what may still be joined by others. */
function rangeOf(at: Standing) {
  const unsealed = sql`not exists (select 1 from platform.audit_sealed s where s.entry = e.id)`
  if (at.last_server === at.server) {
    return sql`e.xid >= ${at.last_to}::text::xid8 and e.xid < ${at.horizon}::text::xid8 and ${unsealed}`
  }
  // A number that this server has not given out yet can only have come from another.
  const foreign = sql`e.xid >= (select pg_snapshot_xmax(pg_current_snapshot()))`
  return sql`(e.xid < ${at.horizon}::text::xid8 or ${foreign}) and ${unsealed}`
}

async function somethingToSeal(db: Db, at: Standing): Promise<boolean> {
  const found = await sql`select 1 from platform.audit_entry e where ${rangeOf(at)} limit 1`.execute(db)
  return found.rows.length > 0
}

async function sealAll(tx: Db, at: Standing, now: Temporal.Instant): Promise<Sealed> {
  let head: Head | undefined
  let seals = 0
  let entries = 0
  let after: { xid: string; id: string } | undefined
  for (;;) {
    const batch = await nextBatch(tx, at, after)
    const last = batch.at(-1)
    if (last === undefined) return { seals, entries, head }
    head = await writeSeal(tx, at, head, batch, now)
    seals += 1
    entries += batch.length
    after = last
  }
}

async function nextBatch(
  tx: Db,
  at: Standing,
  after: { xid: string; id: string } | undefined,
): Promise<Canonical[]> {
  const further =
    after === undefined ? sql`true` : sql`(e.xid, e.id) > (${after.xid}::text::xid8, ${after.id}::uuid)`
  const found = await sql<Canonical>`
    select ${canonicalColumns} from platform.audit_entry e
    where ${rangeOf(at)} and ${further}
    order by e.xid, e.id limit ${sql.lit(ENTRIES_A_SEAL)}`.execute(tx)
  return found.rows
}

async function writeSeal(
  tx: Db,
  at: Standing,
  before: Head | undefined,
  batch: readonly Canonical[],
  now: Temporal.Instant,
): Promise<Head> {
  const sealed = batch.map((entry, index) => ({
    entry: entry.id,
    position: index + 1,
    digest: digestOfEntry(entry),
  }))
  const contents = {
    number: (before?.number ?? BigInt(at.last ?? '0')) + 1n,
    server: at.server,
    from: at.last_server === at.server ? at.last_to : null,
    to: at.horizon,
    entries: batch.length,
    digest: digestOfEntries(sealed.map((row) => row.digest)),
    previous: before?.hash ?? at.hash,
    // PostgreSQL keeps microseconds; more would not come back as it was hashed.
    sealedAt: now
      .round({ smallestUnit: 'microsecond', roundingMode: 'floor' })
      .toString({ smallestUnit: 'microsecond' }),
  }
  const hash = hashOfSeal(contents)
  await sql`
    insert into platform.audit_seal (number, server, from_xid, to_xid, entries, digest, previous, hash, sealed_at)
    values (${String(contents.number)}::bigint, ${contents.server}, ${contents.from}::text::xid8, ${contents.to}::text::xid8,
      ${contents.entries}::int, decode(${contents.digest}::text, 'hex'), decode(${contents.previous}::text, 'hex'),
      decode(${hash}::text, 'hex'), ${contents.sealedAt}::timestamptz)`.execute(tx)
  await sql`
    insert into platform.audit_sealed (entry, seal, position, digest)
    select row.entry, ${String(contents.number)}::bigint, row.position, decode(row.digest, 'hex')
    from jsonb_to_recordset(${JSON.stringify(sealed)}::text::jsonb) as row (entry uuid, position int, digest text)`.execute(
    tx,
  )
  return { number: contents.number, hash, at: contents.sealedAt }
}
