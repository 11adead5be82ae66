// Lines of a log become counts, exactly once: how far a log was read moves on in the transaction that counts its lines,
// and lines from any other place are not taken (G9). No user name and no device's address comes further than this file.
import { action, type Inside, type Reader, query } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { notFound, refuse } from '#platform/errors/index.ts'
import { field, type Field } from '#platform/fields/index.ts'
import { deviceHash } from '../device-hash.ts'
import { COLLECT } from '../devices.ts'
import {
  causesOf,
  logWriter,
  membersByName,
  onlyProxy,
  sitesByNas,
  strangersOf,
} from '../queries/log-names.ts'
import { closedQuarters } from '../queries/closings.ts'
import { INVALID_REALM, OTHERS, UNKNOWN_PLACE } from '../rules/log-line.ts'
import { SECRET_NAME, type SecretRef } from '../rules/model.ts'
import { quarterStart } from '../rules/quarters.ts'
import {
  isBefore,
  isCounted,
  MOST_SAMPLES_A_DAY,
  nameOrOthers,
  tallied,
  type Tally,
  type Writer,
} from '../rules/tally.ts'
import { newWords } from './credentials.ts'
import { proofFromTrace, type TracedUse } from './proving.ts'
import { holdCounting } from './locking.ts'
import { addFaults, addLateVisits, addVisits, type Visits } from './visits.ts'

export const MOST_LINES_SENT = 2000
export const MOST_STRANGERS_A_DAY = 300
const MOST_CAUSES_A_DAY = 100
const MOST_UNKNOWN_KEYS = 200
const MOST_EARLIER = 10
const MOST_LINE = 64 * 1024

/** The key under which devices are hashed; whoever looks for one in the trace hashes with it too. */
export const DEVICE_KEY: SecretRef = 'roaming.device:federation'

const linesField: Field<readonly string[]> = {
  control: 'rows',
  label: 'Lines',
  required: true,
  least: 0,
  most: MOST_LINES_SENT,
  parse(raw) {
    if (!Array.isArray(raw)) return { ok: false, message: 'Lines must be a list of lines' }
    if (raw.length > MOST_LINES_SENT)
      return {
        ok: false,
        message: `Send at most ${MOST_LINES_SENT} lines at a time; there are ${raw.length}`,
      }
    const lines: string[] = []
    for (const one of raw) {
      if (typeof one !== 'string') return { ok: false, message: 'Each line must be text' }
      lines.push(one.slice(0, MOST_LINE))
    }
    return { ok: true, value: lines }
  },
  show: (lines) => [...lines],
  schema: { type: 'array', maxItems: MOST_LINES_SENT, items: { type: 'string', maxLength: MOST_LINE } },
  // A batch may say only that lines were lost.
  optional: () => ({ ...linesField, required: false }) as Field<readonly string[] | null>,
}

const place = { most: Number.MAX_SAFE_INTEGER }
const batch = {
  from: field.integer('From', { ...place, hint: 'Where the first of the lines begins in the file' }),
  to: field.integer('To', { ...place, hint: 'Where the last of them ends' }),
  lines: linesField,
  cut: field.integer('Lines that were cut').optional(),
  dropped: field.integer('Lines that were lost').optional(),
}

type Source = {
  readonly kind: 'file' | 'syslog-udp' | 'syslog-tcp' | 'agent'
  readonly name: string
  readonly serverId: string | null
}
type Lines = {
  /** The file and the part of it; null for what comes over the network and cannot be read again. */
  readonly file: { readonly identity: string; readonly from: number; readonly to: number } | null
  readonly lines: readonly string[]
  readonly cut: number
  readonly dropped: number
}
/** How far the log is kept after this; `taken` is false when the lines began elsewhere. */
export type LogPlace = {
  readonly taken: boolean
  readonly identity: string | null
  readonly position: number
}

export const countLog = action({
  name: 'roaming.log.count',
  title: 'Count lines of a log',
  doors: [],
  fields: {
    kind: field.choice('Kind', {
      file: 'A file on this machine',
      'syslog-udp': 'Syslog by UDP',
      'syslog-tcp': 'Syslog by TCP',
    }),
    name: field.text('Log', { most: 4096 }),
    identity: field.text('File', { most: 200 }).optional(),
    ...batch,
  },
  run: (inside, { kind, name, identity, from, to, lines, cut, dropped }) =>
    count(
      inside,
      { kind, name, serverId: null },
      {
        file: identity === null ? null : { identity, from, to },
        lines,
        cut: cut ?? 0,
        dropped: dropped ?? 0,
      },
    ),
})

const logKind = field.choice('Which log', { fticks: 'F-Ticks', trace: 'Trace' })

export const sendLog = action({
  name: 'roaming.log.send',
  title: 'Send lines of a server’s log',
  permission: COLLECT,
  doors: ['api'],
  fields: { kind: logKind, fileIdentity: field.text('File', { most: 200 }), ...batch },
  async run(inside, { kind, fileIdentity, from, to, lines, cut, dropped }) {
    const server = await ownServer(inside)
    return count(
      inside,
      { kind: 'agent', name: `${server.code}/${kind}`, serverId: server.id },
      { file: { identity: fileIdentity, from, to }, lines, cut: cut ?? 0, dropped: dropped ?? 0 },
    )
  },
})

/** Where an agent goes on after a restart. */
export const logPosition = query({
  name: 'roaming.log.position',
  title: 'How far a server’s log is kept',
  permission: COLLECT,
  doors: ['api'],
  parameters: { kind: logKind },
  async run(reader, { kind }) {
    const server = await ownServer(reader)
    const source = await reader.db
      .selectFrom('roaming.log_source')
      .select(['file_identity', 'position'])
      .where('kind', '=', 'agent')
      .where('name', '=', `${server.code}/${kind}`)
      .executeTakeFirst()
    return { identity: source?.file_identity ?? null, position: Number(source?.position ?? 0) }
  },
})

/** The server beside which the asking agent runs; agents name none. */
async function ownServer(
  reader: Pick<Reader, 'db' | 'actor' | 'may'>,
): Promise<{ id: string; code: string }> {
  const { actor } = reader
  if (actor.kind !== 'device')
    refuse(
      'forbidden',
      'roaming.log.agents-only',
      'Only the agent beside a server sends its log, with its own token.',
    )
  const server = await reader.db
    .selectFrom('roaming.agent as agent')
    .innerJoin('roaming.server as server', 'server.id', 'agent.server_id')
    .select(['server.id', 'server.code'])
    .where('agent.id', '=', actor.id)
    .where('agent.revoked_at', 'is', null)
    .executeTakeFirst()
  if (server === undefined || !reader.may(COLLECT, { kind: 'server', id: server.id }))
    return notFound('agent')
  return server
}

type Kept = {
  readonly id: string
  readonly file_identity: string | null
  readonly position: bigint
  readonly earlier_identities: readonly string[]
  readonly counts: boolean
}

async function count(inside: Inside, source: Source, sent: Lines) {
  const kept = await lockedSource(inside, source)
  const { file } = sent
  if (file !== null && !continues(kept, file)) {
    const result: LogPlace = { taken: false, identity: kept.file_identity, position: Number(kept.position) }
    return { subject: null, result, facts: { log: kept.id, taken: false } }
  }
  // One batch after the other: no two wait for each other in a circle either.
  await holdCounting(inside)
  const log = { id: kept.id, serverId: source.serverId }
  const writer = { ...(await logWriter(inside, log)), counts: kept.counts }
  const tally = tallied(sent.lines, inside.now.epochMilliseconds, writer.after)
  const malformed = [...tally.malformed.values()].reduce((sum, lines) => sum + lines, 0)
  const { newest, ...sums } = await countTally(inside, writer, tally)
  if (writer.place === 'own') await noteHowFar(inside, kept.id, newest)
  await proveUses(inside, source, tally.traces)
  await noteMalformed(inside, kept.id, tally)
  const result = await moveOn(inside, kept, sent, { ...sums, malformed })
  return {
    subject: null,
    result,
    facts: { log: kept.id, taken: true, lines: sent.lines.length, malformed, dropped: sent.dropped, ...sums },
  }
}

/** The log, its row locked; made when it is heard of for the first time. */
async function lockedSource(inside: Inside, { kind, name, serverId }: Source): Promise<Kept> {
  await inside.tx
    .insertInto('roaming.log_source')
    .values({ id: inside.id(), kind, name, server_id: serverId })
    .onConflict((clash) => clash.columns(['kind', 'name']).doNothing())
    .execute()
  return inside.tx
    .selectFrom('roaming.log_source')
    .select(['id', 'file_identity', 'position', 'earlier_identities', 'counts'])
    .where('kind', '=', kind)
    .where('name', '=', name)
    .forUpdate()
    .executeTakeFirstOrThrow()
}

/** Whether lines begin where the last ones ended: in the same file, or at the beginning of one that is new. */
function continues(
  kept: Kept,
  file: { readonly identity: string; readonly from: number; readonly to: number },
): boolean {
  // Backwards would have the same lines counted again.
  if (file.to < file.from) return false
  if (kept.file_identity === file.identity) return BigInt(file.from) === kept.position
  return file.from === 0 && !kept.earlier_identities.includes(file.identity)
}

async function moveOn(
  inside: Inside,
  kept: Kept,
  sent: Lines,
  sums: Sums & { readonly malformed: number },
): Promise<LogPlace> {
  const { file } = sent
  const left = kept.file_identity
  const isNew = file !== null && left !== null && left !== file.identity
  const position = file === null ? kept.position + BigInt(sent.lines.length) : BigInt(file.to)
  await sql`
    update roaming.log_source set file_identity = ${file?.identity ?? left}, position = ${position},
      earlier_identities = ${(isNew ? [left, ...kept.earlier_identities] : [...kept.earlier_identities]).slice(0, MOST_EARLIER)}::text[],
      lines = lines + ${sent.lines.length}, malformed = malformed + ${sums.malformed}, dropped = dropped + ${sent.dropped}, cut = cut + ${sent.cut},
      logins = logins + ${sums.logins}, elsewhere = elsewhere + ${sums.elsewhere}, last_at = ${inside.now.toString()}::timestamptz
    where id = ${kept.id}`.execute(inside.tx)
  return { taken: true, identity: file?.identity ?? left, position: Number(position) }
}

/** Logins that were counted, and those that another log counts. */
type Sums = { readonly logins: number; readonly elsewhere: number }
/** When the newest of what roams was, of both kinds of lines; milliseconds since 1970. */
type Newest = { readonly fticks: number; readonly trace: number }

async function countTally(
  inside: Inside,
  writer: Writer,
  tally: Tally,
): Promise<Sums & { readonly newest: Newest }> {
  const names = new Set<string>()
  for (const one of [...tally.visits, ...tally.traces]) names.add(one.realm).add(one.visited)
  for (const trace of tally.traces) names.add(trace.client)
  const members = await membersByName(inside, [...names])
  const memberOf = (name: string): string | null => members.get(name) ?? null
  const visits = tally.visits
    .map((one) => ({ ...one, homeId: memberOf(one.realm), visitedId: memberOf(one.visited) }))
    .filter((one) => isCounted(writer, one.homeId, one.visitedId, 'fticks'))
  const traces = tally.traces
    .map((one) => ({
      ...one,
      homeId: memberOf(one.realm),
      visitedId: memberOf(one.visited) ?? (one.visited === UNKNOWN_PLACE ? memberOf(one.client) : null),
    }))
    .filter(
      (one) => isCounted(writer, one.homeId, one.visitedId, 'trace') && !isBefore(one.at, writer.after.trace),
    )
  const closed = await closedQuarters(inside)
  const isLate = ({ day }: { readonly day: string }): boolean => closed.has(quarterStart(day))
  const all = await named(inside, visits)
  await addVisits(
    inside.tx,
    all.filter((one) => !isLate(one)),
  )
  await addLateVisits(inside.tx, all.filter(isLate), inside.now)
  await keepTraces(inside, traces)
  // The causes in the report of a closed quarter stand as its figures do.
  await keepCauses(
    inside,
    traces.filter((one) => one.cause !== null && !isLate(one)),
  )
  await noteUnknownKeys(inside, tally.more)
  const logins = sum(visits)
  const newest = {
    fticks: newestOf(visits.map((one) => ({ ...one, at: one.last }))),
    trace: newestOf(traces),
  }
  return { logins, elsewhere: sum(tally.visits) + tally.before - logins, newest }
}

const newestOf = (
  all: readonly { readonly at: number; readonly homeId: string | null; readonly visitedId: string | null }[],
): number =>
  all.reduce(
    (last, one) => (one.homeId === null || one.homeId !== one.visitedId ? Math.max(last, one.at) : last),
    0,
  )

/** A clock that runs ahead must not keep later lines from being counted. */
async function noteHowFar(inside: Inside, logId: string, { fticks, trace }: Newest): Promise<void> {
  const latest = inside.now.epochMilliseconds
  const moment = (at: number) =>
    at === 0 ? null : Temporal.Instant.fromEpochMilliseconds(Math.trunc(Math.min(at, latest))).toString()
  await sql`
    update roaming.log_source set roamed_at = greatest(roamed_at, ${moment(fticks)}::timestamptz),
      traced_at = greatest(traced_at, ${moment(trace)}::timestamptz) where id = ${logId}`.execute(inside.tx)
}

const sum = (visits: readonly { readonly logins: number }[]): number =>
  visits.reduce((all, { logins }) => all + logins, 0)

/** Realms and places that nobody here has are counted by name only so many a day. */
async function named(inside: Inside, visits: readonly Visits[]): Promise<Visits[]> {
  const isStrange = (one: Visits): boolean => one.homeId === null || one.visitedId === null
  const days = [...new Set(visits.filter(isStrange).map((one) => one.day))]
  if (days.length === 0) return [...visits]
  const { realms, places } = await strangersOf(inside, days)
  return visits.map((one) => ({
    ...one,
    realm: one.homeId !== null ? one.realm : strange(one.realm, realms.get(one.day)),
    visited: one.visitedId !== null ? one.visited : strange(one.visited, places.get(one.day)),
  }))
}

const strange = (name: string, ofTheDay: Set<string> | undefined): string =>
  name === INVALID_REALM || name === UNKNOWN_PLACE || ofTheDay === undefined
    ? name
    : nameOrOthers(name, ofTheDay, MOST_STRANGERS_A_DAY, OTHERS)

/**
 * A request that came to a proxy's listener came under the secret of that listener (G6). What comes by syslog proves
 * nothing: anybody could send it. Of a file on this machine it is known whose it is while there is one proxy only.
 */
async function proveUses(inside: Inside, { kind, serverId }: Source, traces: Tally['traces']): Promise<void> {
  if (traces.length === 0 || (kind !== 'agent' && kind !== 'file')) return
  const upperId = serverId ?? (await onlyProxy(inside))
  if (upperId === null) return
  const latest = new Map<string, TracedUse>()
  for (const { client, port, at } of traces) {
    if (port === null || port > 65_535 || client === '' || client === '-') continue
    const used = Temporal.Instant.fromEpochMilliseconds(Math.trunc(at))
    const before = latest.get(`${port} ${client}`)
    if (before === undefined || Temporal.Instant.compare(used, before.at) > 0)
      latest.set(`${port} ${client}`, { serverId: upperId, clientShortname: client, port, at: used })
  }
  await proofFromTrace(inside, [...latest.values()])
}

type Traced = Tally['traces'][number] & { readonly homeId: string | null; readonly visitedId: string | null }

async function keepTraces(inside: Inside, traces: readonly Traced[]): Promise<void> {
  if (traces.length === 0) return
  const key = traces.some((one) => one.mac !== null) ? await deviceKey(inside) : ''
  const sites = await sitesByNas(inside, [...new Set(traces.flatMap((one) => one.nas ?? []))])
  const rows = traces.map((one) => ({
    id: inside.id(),
    at: Temporal.Instant.fromEpochMilliseconds(Math.trunc(one.at)).toString(),
    device: one.mac === null ? null : deviceHash(key, one.mac).toString('hex'),
    site:
      one.visitedId === null || one.nas === null ? null : (sites.get(`${one.visitedId}/${one.nas}`) ?? null),
    one,
  }))
  const column = <T>(pick: (row: (typeof rows)[number]) => T): T[] => rows.map(pick)
  await sql`
    insert into roaming.sighting (id, seen_at, result, realm, visited, home_member_id, visited_member_id, site_id, nas, device, cui, cause)
    select id, seen_at, result, realm, visited, home, visited_member, site, nas, decode(device, 'hex'), cui, cause
    from unnest(${column((row) => row.id)}::uuid[], ${column((row) => row.at)}::timestamptz[], ${column((row) => row.one.result)}::text[],
      ${column((row) => row.one.realm)}::text[], ${column((row) => row.one.visited)}::text[], ${column((row) => row.one.homeId)}::uuid[],
      ${column((row) => row.one.visitedId)}::uuid[], ${column((row) => row.site)}::uuid[], ${column((row) => row.one.nas)}::text[],
      ${column((row) => row.device)}::text[], ${column((row) => row.one.cui)}::text[], ${column((row) => row.one.cause)}::text[])
      as one (id, seen_at, result, realm, visited, home, visited_member, site, nas, device, cui, cause)`.execute(
    inside.tx,
  )
}

/** Why logins failed is kept for ever, so realms nobody here has stand together and causes are limited in number. */
async function keepCauses(inside: Inside, traces: readonly Traced[]): Promise<void> {
  if (traces.length === 0) return
  const causes = await causesOf(inside, [...new Set(traces.map((one) => one.day))])
  const rows = traces.map((one) => ({
    day: one.day,
    realm: one.homeId === null ? (one.realm === INVALID_REALM ? INVALID_REALM : OTHERS) : one.realm,
    visited: one.visitedId === null ? OTHERS : one.visited,
    cause: nameOrOthers(one.cause ?? '', causes.get(one.day) ?? new Set(), MOST_CAUSES_A_DAY, OTHERS),
    logins: 1,
  }))
  await addFaults(inside.tx, rows)
}

async function deviceKey(inside: Inside): Promise<string> {
  const kept = await inside.secret({ owner: DEVICE_KEY, name: SECRET_NAME })
  if (kept !== undefined) return kept.reveal()
  const made = newWords()
  await inside.keepSecret({ owner: DEVICE_KEY, name: SECRET_NAME, value: made })
  return made.reveal()
}

async function noteUnknownKeys(inside: Inside, more: ReadonlyMap<string, number>): Promise<void> {
  if (more.size === 0) return
  const keys = [...more].toSorted(([a], [b]) => (a < b ? -1 : 1))
  await sql`
    insert into roaming.unknown_key as kept (key, first_at, last_at, lines)
    select key, ${inside.now.toString()}::timestamptz, ${inside.now.toString()}::timestamptz, lines
    from unnest(${keys.map(([key]) => key)}::text[], ${keys.map(([, lines]) => lines)}::bigint[]) as one (key, lines)
    where exists (select 1 from roaming.unknown_key known where known.key = one.key)
      or (select count(*) from roaming.unknown_key) < ${MOST_UNKNOWN_KEYS}
    on conflict (key) do update set lines = kept.lines + excluded.lines, last_at = excluded.last_at`.execute(
    inside.tx,
  )
}

async function noteMalformed(inside: Inside, sourceId: string, tally: Tally): Promise<void> {
  if (tally.malformed.size === 0) return
  const now = inside.now.toString()
  const rows = [...tally.malformed].toSorted(([a], [b]) => (a < b ? -1 : 1))
  await sql`
    insert into roaming.malformed_day as kept (day, why, lines)
    select (${now}::timestamptz at time zone 'Europe/London')::date, why, lines
    from unnest(${rows.map(([why]) => why)}::text[], ${rows.map(([, lines]) => lines)}::bigint[]) as one (why, lines)
    on conflict (day, why) do update set lines = kept.lines + excluded.lines`.execute(inside.tx)
  const { samples } = tally
  await sql`
    insert into roaming.malformed_sample (id, source_id, seen_at, why, sample)
    select id, ${sourceId}::uuid, ${now}::timestamptz, why, sample
    from unnest(${samples.map(() => inside.id())}::uuid[], ${samples.map((one) => one.why)}::text[], ${samples.map((one) => one.sample)}::text[])
      with ordinality as one (id, why, sample, at)
    where one.at + (select count(*) from roaming.malformed_sample sample where sample.source_id = ${sourceId}::uuid
      and sample.seen_at >= date_trunc('day', ${now}::timestamptz)) <= ${MOST_SAMPLES_A_DAY}`.execute(
    inside.tx,
  )
}

const PURGED_AT_ONCE = 20_000
const SAMPLE_DAYS = 30

/** The oldest of what the trace may no longer hold, a part at a time. */
export const purgeTrace = action({
  name: 'roaming.trace.purge',
  title: 'Delete what the trace may no longer hold',
  doors: [],
  fields: {},
  async run(inside) {
    const now = sql`${inside.now.toString()}::timestamptz`
    const gone = await sql`
      delete from roaming.sighting where id in (
        select id from roaming.sighting
        where seen_at < ${now} - make_interval(days => (select trace_days from roaming.federation))
        order by seen_at limit ${PURGED_AT_ONCE})`.execute(inside.tx)
    const samples = await sql`
      delete from roaming.malformed_sample where seen_at < ${now} - make_interval(days => ${SAMPLE_DAYS})`.execute(
      inside.tx,
    )
    const deleted = Number(gone.numAffectedRows ?? 0n)
    return {
      subject: null,
      result: { deleted, more: deleted === PURGED_AT_ONCE },
      facts: { deleted, samples: samples.numAffectedRows ?? 0n },
    }
  },
})
