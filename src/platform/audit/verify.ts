// Proving the audit: every seal and entry is recomputed and compared with what was written down, inside the
// database and in the file of heads outside it. The entries not yet sealed are named, not hidden.
import { sql, type Db } from '#platform/database/index.ts'
import { canonicalColumns, digestOfEntries, digestOfEntry, hashOfSeal, type Canonical } from './chain.ts'
import { readHeads } from './heads.ts'

export type ProblemKind =
  | 'seal-missing'
  | 'seal-broken'
  | 'entry-missing'
  | 'entry-changed'
  | 'entry-extra'
  | 'personal-changed'
  | 'head-missing'
  | 'head-differs'
  | 'heads-garbled'

export type Problem = {
  readonly kind: ProblemKind
  readonly seal: bigint | null
  readonly entry: string | null
  readonly message: string
}

export type Verdict = {
  readonly whole: boolean
  readonly seals: bigint
  readonly entries: number
  /** The first 100, in the chain's order; the first is where to look. */
  readonly problems: readonly Problem[]
  /** Entries written but not yet sealed: under a second's worth when the worker runs. */
  readonly unsealed: { readonly count: number; readonly oldest: Temporal.Instant | null }
  /** Personal side rows that were erased; the chain holds without them. */
  readonly erased: number
  /** Null when there is no file of heads beside this database. */
  readonly heads: {
    readonly checked: number
    readonly newest: bigint | null
    readonly setAsideByRestore: number
  } | null
}

type SealRow = {
  number: string
  server: string
  from_xid: string | null
  to_xid: string
  entries: number
  digest: string
  previous: string | null
  hash: string
  sealed_at: string
}

type SealedRow = Omit<Canonical, 'id'> & {
  id: string | null
  position: number
  sealed_id: string
  sealed_digest: string
  personal: 'none' | 'kept' | 'erased' | 'changed'
}

const MOST_PROBLEMS = 100
const ROWS_AT_ONCE = 2000

/** Recomputes the whole chain in batches; takes no lock and needs no long transaction. */
export async function verify(database: { readonly db: Db }, headsFile: string | null): Promise<Verdict> {
  const { db } = database
  const problems: Problem[] = []
  const note = (kind: ProblemKind, seal: bigint | null, entry: string | null, message: string): void => {
    if (problems.length < MOST_PROBLEMS) problems.push({ kind, seal, entry, message })
  }
  const hashes = new Map<bigint, string>()
  const wanted = await headsWanted(headsFile)
  let previous: SealRow | undefined
  let entries = 0
  let erased = 0
  for (;;) {
    const seals = await sealsAfter(db, previous)
    for (const seal of seals) {
      checkPlace(seal, previous, note)
      const counted = await checkSealed(db, seal, note)
      entries += counted.entries
      erased += counted.erased
      if (wanted.numbers.has(BigInt(seal.number))) hashes.set(BigInt(seal.number), seal.hash)
      previous = seal
    }
    if (seals.length === 0) break
  }
  checkHeads(wanted, hashes, note)
  await checkBehind(db, previous, note)
  return {
    whole: problems.length === 0,
    seals: BigInt(previous?.number ?? 0),
    entries,
    problems,
    unsealed: await unsealed(db),
    erased,
    heads:
      wanted.heads === undefined
        ? null
        : {
            checked: wanted.heads.length,
            newest: wanted.heads.at(-1)?.number ?? null,
            setAsideByRestore: wanted.setAside,
          },
  }
}

type Note = (kind: ProblemKind, seal: bigint | null, entry: string | null, message: string) => void

async function sealsAfter(db: Db, previous: SealRow | undefined): Promise<SealRow[]> {
  const found = await sql<SealRow>`
    select number::text as number, server, from_xid::text as from_xid, to_xid::text as to_xid, entries,
      encode(digest, 'hex') as digest, encode(previous, 'hex') as previous, encode(hash, 'hex') as hash,
      to_char(sealed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as sealed_at
    from platform.audit_seal where number > ${previous?.number ?? '0'}::text::bigint order by audit_seal.number limit 500`.execute(
    db,
  )
  return found.rows
}

function checkPlace(seal: SealRow, previous: SealRow | undefined, note: Note): void {
  const number = BigInt(seal.number)
  const expected = BigInt(previous?.number ?? 0) + 1n
  if (number !== expected) {
    note(
      'seal-missing',
      expected,
      null,
      `Seal ${expected} is missing: after ${expected - 1n} comes ${number}.`,
    )
  } else if (seal.previous !== (previous?.hash ?? null)) {
    note(
      'seal-broken',
      number,
      null,
      `Seal ${number} does not follow from seal ${number - 1n}: its link differs.`,
    )
  }
  const hash = hashOfSeal({
    number,
    server: seal.server,
    from: seal.from_xid,
    to: seal.to_xid,
    entries: seal.entries,
    digest: seal.digest,
    previous: seal.previous,
    sealedAt: seal.sealed_at,
  })
  if (hash !== seal.hash)
    note('seal-broken', number, null, `Seal ${number} was changed: its hash does not match its contents.`)
}

async function checkSealed(db: Db, seal: SealRow, note: Note): Promise<{ entries: number; erased: number }> {
  const number = BigInt(seal.number)
  const digests: string[] = []
  let erased = 0
  for (let position = 0; ;) {
    const rows = await sealedAfter(db, seal.number, position)
    for (const row of rows) {
      checkEntry(number, row, note)
      digests.push(row.sealed_digest)
      if (row.personal === 'erased') erased += 1
    }
    position = rows.at(-1)?.position ?? position
    if (rows.length < ROWS_AT_ONCE) break
  }
  if (digests.length !== seal.entries || digestOfEntries(digests) !== seal.digest) {
    note(
      'seal-broken',
      number,
      null,
      `Seal ${number} covers ${seal.entries} entries, and what is written down for it does not match.`,
    )
  }
  return { entries: digests.length, erased }
}

async function sealedAfter(db: Db, seal: string, position: number): Promise<SealedRow[]> {
  const found = await sql<SealedRow>`
    select ${canonicalColumns}, sealed.position, sealed.entry::text as sealed_id, encode(sealed.digest, 'hex') as sealed_digest,
      case
        when side.entry is null then case when e.personal_digest is null then 'none' else 'erased' end
        when sha256(side.salt || convert_to(side.contents::text, 'UTF8')) = e.personal_digest then 'kept'
        else 'changed'
      end as personal
    from platform.audit_sealed sealed
    left join platform.audit_entry e on e.id = sealed.entry
    left join platform.audit_personal side on side.entry = e.id
    where sealed.seal = ${seal}::text::bigint and sealed.position > ${position}::int
    order by sealed.position limit ${sql.lit(ROWS_AT_ONCE)}`.execute(db)
  return found.rows
}

function checkEntry(seal: bigint, row: SealedRow, note: Note): void {
  if (row.id === null) {
    note('entry-missing', seal, row.sealed_id, `Entry ${row.sealed_id} of seal ${seal} is missing.`)
  } else if (digestOfEntry({ ...row, id: row.id }) !== row.sealed_digest) {
    note('entry-changed', seal, row.id, `Entry ${row.id} of seal ${seal} was changed after it was sealed.`)
  } else if (row.personal === 'changed') {
    note(
      'personal-changed',
      seal,
      row.id,
      `The personal side row of entry ${row.id} (seal ${seal}) was changed.`,
    )
  }
}

type Wanted = {
  heads: readonly { number: bigint; hash: string }[] | undefined
  numbers: Set<bigint>
  setAside: number
  garbled: number
}

async function headsWanted(file: string | null): Promise<Wanted> {
  const read = file === null ? undefined : await readHeads(file)
  return {
    heads: read?.heads,
    numbers: new Set((read?.heads ?? []).map((head) => head.number)),
    setAside: read?.setAside.length ?? 0,
    garbled: read?.garbled ?? 0,
  }
}

function checkHeads(wanted: Wanted, hashes: ReadonlyMap<bigint, string>, note: Note): void {
  if (wanted.garbled > 0)
    note('heads-garbled', null, null, `${wanted.garbled} lines of the file of heads cannot be read.`)
  for (const head of wanted.heads ?? []) {
    const hash = hashes.get(head.number)
    if (hash === undefined) {
      note(
        'head-missing',
        head.number,
        null,
        `Seal ${head.number} stands in the file of heads but not in the database: its end was cut off.`,
      )
    } else if (hash !== head.hash) {
      note(
        'head-differs',
        head.number,
        null,
        `Seal ${head.number} differs from the head kept outside the database: the chain was rewritten.`,
      )
    }
  }
}

/** An unsealed entry older than the last horizon cannot have been written by an action: it was put in behind (A1). */
async function checkBehind(db: Db, last: SealRow | undefined, note: Note): Promise<void> {
  if (last === undefined) return
  const found = await sql<{ id: string }>`
    select e.id::text as id from platform.audit_entry e
    where e.xid < ${last.to_xid}::text::xid8
      and ${last.server} = (select system_identifier::text from pg_control_system()) || ':' ||
        (select oid::text from pg_database where datname = current_database())
      and not exists (select 1 from platform.audit_sealed s where s.entry = e.id)
    order by e.xid, e.id limit ${sql.lit(MOST_PROBLEMS)}`.execute(db)
  for (const row of found.rows) {
    note(
      'entry-extra',
      null,
      row.id,
      `Entry ${row.id} was put in behind seal ${last.number}: no action wrote it there.`,
    )
  }
}

async function unsealed(db: Db): Promise<Verdict['unsealed']> {
  const found = await sql<{ count: string; oldest: Temporal.Instant | null }>`
    select count(*)::text as count, min(e.at) as oldest from platform.audit_entry e
    where not exists (select 1 from platform.audit_sealed s where s.entry = e.id)`.execute(db)
  return { count: Number(found.rows[0]?.count ?? 0), oldest: found.rows[0]?.oldest ?? null }
}
