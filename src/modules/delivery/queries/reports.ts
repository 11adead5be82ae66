// Reports of frozen rounds: which version and which author's words a reader gets. Whoever may read the plan reads every
// version; everybody else only what was issued to the public, as it was issued.
import type { Reader } from '#platform/actions/index.ts'
import { sql, type Selectable } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import type { Frozen } from '../rules.ts'
import type { RoundReportTable } from '../schema.ts'
import { leadsNamed } from './frozen.ts'
import { holdsFor, planSeen, READ, READ_PUBLIC, type PlanPlace } from './seeing.ts'

export type ReportRecord = Selectable<RoundReportTable> & {
  /** The frozen version it was made from. */
  readonly frozen_number: number
  readonly written_by: string | null
  readonly issued_by: string | null
  /** The version that the report it replaces was made from. */
  readonly replaces_number: number | null
}

export type VersionCard = {
  readonly id: string
  readonly number: number
  readonly made_at: Temporal.Instant
  readonly why: string | null
}

/** A round of a plan as far as its reports go. */
export type ReportPlace = {
  readonly plan: PlanPlace & { readonly code: string; readonly title: string; readonly state: string }
  readonly round: {
    readonly id: string
    readonly code: string
    readonly title: string
    readonly state: string
  }
  /** Whether every version may be read, or only what was issued to the public. */
  readonly readsAll: boolean
  /** The newest first. */
  readonly versions: readonly VersionCard[]
  /** Those the reader may read, the newest first. */
  readonly reports: readonly ReportRecord[]
}

const KIND = { staff: 'organisation', partners: 'partnership', group: 'group' } as const

/** The round of that code in the plan of that code, for its report; not found where there is nothing to read. */
export async function reportPlace(reader: Reader, planCode: string, roundCode: string): Promise<ReportPlace> {
  const isPublic = sql<boolean>`(${reader.may(READ_PUBLIC)}::boolean and exists (select 1 from delivery.report report
    where report.round_id = round.id and report.audience = 'public' and report.state in ('issued', 'replaced')))`
  const found = await reader.db
    .selectFrom('delivery.round as round')
    .innerJoin('delivery.plan as plan', 'plan.id', 'round.plan_id')
    .select([
      'plan.id as plan_id',
      'plan.code as plan_code',
      'plan.title as plan_title',
      'plan.state as plan_state',
      'plan.organisation_id',
      'plan.partnership_id',
      'plan.group_id',
      'plan.audience',
      'plan.audience_id',
      'round.id',
      'round.code',
      'round.title',
      'round.state',
    ])
    .select(planSeen(reader).as('is_seen'))
    .where('plan.code', '=', planCode)
    .where('round.code', '=', roundCode)
    .where(sql<boolean>`(${planSeen(reader)} or ${isPublic})`)
    .executeTakeFirst()
  if (found === undefined) return notFound('round')
  const { id, code, title, state, audience, audience_id, organisation_id, partnership_id, group_id } = found
  const place = { id: found.plan_id, organisation_id, partnership_id, group_id, audience }
  // Whoever came here by a public report works for the body of the plan, perhaps, and still may not read the plan.
  const readsAll =
    found.is_seen &&
    (holdsFor(reader, READ, place) ||
      (audience !== 'public' && reader.may(READ, { kind: KIND[audience], id: audience_id })))
  const reports = await reportsOf(reader, id, readsAll)
  if (!readsAll && reports.length === 0) return notFound('round')
  return {
    plan: { ...place, code: found.plan_code, title: found.plan_title, state: found.plan_state },
    round: { id, code, title, state },
    readsAll,
    versions: (await versionsOf(reader, id)).filter(
      (version) => readsAll || reports.some((report) => report.frozen_id === version.id),
    ),
    reports,
  }
}

async function versionsOf(reader: Pick<Reader, 'db'>, roundId: string): Promise<VersionCard[]> {
  return reader.db
    .selectFrom('delivery.frozen')
    .select(['id', 'number', 'made_at', 'why'])
    .where('round_id', '=', roundId)
    .orderBy('number', 'desc')
    .execute()
}

async function reportsOf(
  reader: Pick<Reader, 'db'>,
  roundId: string,
  readsAll: boolean,
): Promise<ReportRecord[]> {
  return reportRows(reader)
    .where('report.round_id', '=', roundId)
    .$if(!readsAll, (query) =>
      query.where('report.audience', '=', 'public').where('report.state', 'in', ['issued', 'replaced']),
    )
    .orderBy(sql`report.issued_at`, (order) => order.desc().nullsFirst())
    .execute()
}

const reportRows = (reader: Pick<Reader, 'db'>) =>
  reader.db
    .selectFrom('delivery.report as report')
    .innerJoin('delivery.frozen as frozen', 'frozen.id', 'report.frozen_id')
    .leftJoin('delivery.report as former', 'former.id', 'report.replaces_id')
    .leftJoin('delivery.frozen as former_frozen', 'former_frozen.id', 'former.frozen_id')
    .leftJoin('organisations.person_card as writer', 'writer.id', 'report.written_by_person_id')
    .leftJoin('organisations.person_card as issuer', 'issuer.id', 'report.issued_by_person_id')
    .selectAll('report')
    .select([
      'frozen.number as frozen_number',
      'former_frozen.number as replaces_number',
      'writer.name as written_by',
      'issuer.name as issued_by',
    ])

/** A frozen version, whoever asks: only for a version that its place has named. */
export async function frozenVersion(reader: Pick<Reader, 'db'>, id: string): Promise<Frozen> {
  const found = await reader.db
    .selectFrom('delivery.frozen')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  if (found === undefined) return notFound('frozen version')
  const rows = await reader.db
    .selectFrom('delivery.frozen_row')
    .select('content')
    .where('frozen_id', '=', id)
    .orderBy('number')
    .execute()
  return {
    id: found.id,
    version: found.number,
    hash: found.hash,
    why: found.why,
    frozenAt: found.made_at.toString(),
    head: found.head,
    rows: rows.map((row) => row.content),
    leads: await leadsNamed(
      reader,
      rows.map((row) => row.content),
    ),
  }
}

export type Asked = { readonly slice: string | null; readonly version: number | undefined }

export type Chosen = {
  readonly version: VersionCard
  /** The report that was issued from this version, or the draft that moves with the newest. */
  readonly report: ReportRecord | undefined
  readonly draft: ReportRecord | undefined
}

/**
 * What a reader gets: the version asked for; else the draft's, for whoever writes it; else that of the report that
 * stands; else the newest.
 */
export function chosenIn(place: ReportPlace, { slice, version }: Asked, mayWrite: boolean): Chosen {
  const own = place.reports.filter((report) => report.slice === slice)
  const draft = mayWrite ? own.find(({ state }) => state === 'draft') : undefined
  const issued = own.filter(({ state }) => state !== 'draft')
  const standing = issued.find(({ state }) => state === 'issued')
  const newest = place.versions[0]
  const wanted =
    version === undefined
      ? draft === undefined && standing !== undefined
        ? standing.frozen_number
        : (newest?.number ?? 0)
      : version
  const card = place.versions.find(({ number }) => number === wanted) ?? notFound('frozen version')
  const report = issued.find(({ frozen_id }) => frozen_id === card.id)
  if (!place.readsAll && report === undefined) return notFound('report')
  return { version: card, report, draft: card.id === newest?.id ? draft : undefined }
}

/** Rounds whose newest version has no report of the whole yet: in plans of which the reader is an officer. */
export async function reportsToIssue(
  reader: Pick<Reader, 'db'>,
  planIds: readonly string[],
): Promise<
  readonly {
    readonly plan: string
    readonly title: string
    readonly round: string
    readonly name: string
    readonly number: number
  }[]
> {
  if (planIds.length === 0) return []
  const { rows } = await sql<{ plan: string; title: string; round: string; name: string; number: number }>`
    select plan.code as plan, plan.title, round.code as round, round.title as name, frozen.number
    from delivery.round round join delivery.plan plan on plan.id = round.plan_id
    join lateral (select one.id, one.number from delivery.frozen one where one.round_id = round.id order by one.number desc limit 1) frozen on true
    where round.plan_id = any(${[...planIds]}::uuid[]) and round.state = 'frozen' and plan.state <> 'closed'
      and (not round.is_imported or exists (select 1 from delivery.report draft where draft.round_id = round.id and draft.state = 'draft'))
      and not exists (select 1 from delivery.report report where report.frozen_id = frozen.id and report.slice is null and report.state <> 'draft')
    order by round.period_from desc, plan.code`.execute(reader.db)
  return rows
}
