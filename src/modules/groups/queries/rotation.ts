// Whose turn it is to chair which group, from the term of the chair there is and the order that was set.
import type { Reader } from '#platform/actions/index.ts'
import { sql, type Db } from '#platform/database/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { nextInTurn, termEndsOn } from '../rules/rotation.ts'

export type Turn = {
  readonly group_id: string
  readonly group_code: string
  readonly group_name: string
  readonly partnership_id: string
  readonly termMonths: number | null
  readonly chair:
    | { readonly name: string; readonly organisation: string; readonly since: Temporal.PlainDate }
    | undefined
  /** The organisation that holds the chair, or held it last. */
  readonly present: string | null
  readonly order: readonly { readonly id: string; readonly code: string; readonly name: string }[]
  readonly endsOn: Temporal.PlainDate | null
  readonly next: { readonly id: string; readonly name: string } | undefined
}

type TurnRow = {
  readonly group_id: string
  readonly group_code: string
  readonly group_name: string
  readonly partnership_id: string
  readonly chair_term_months: number | null
  readonly chair_name: string | null
  readonly chair_organisation_id: string | null
  readonly chair_organisation: string | null
  readonly chair_since: string | null
  readonly last_organisation_id: string | null
  readonly places: readonly { readonly id: string; readonly code: string; readonly name: string }[] | null
  readonly sitting: readonly string[] | null
}

/** The turns of these groups, in one statement: the term runs from when its organisation took the chair. */
export async function turnsOf(reader: Pick<Reader, 'db'>, groupIds: readonly string[]): Promise<Turn[]> {
  if (groupIds.length === 0) return []
  const { rows } = await sql<TurnRow>`
    select "group".id as group_id, "group".code as group_code, "group".name as group_name, "group".partnership_id,
      "group".chair_term_months, chair.name as chair_name, chair.organisation_id as chair_organisation_id,
      chair.organisation as chair_organisation, chair.since::text as chair_since,
      (select former.organisation_id from groups.membership former
        where former.group_id = "group".id and former.office = 'chair'
        order by former.started_on desc, former.id desc limit 1) as last_organisation_id,
      (select json_agg(json_build_object('id', card.id, 'code', card.code, 'name', card.name) order by place.place)
        from groups.rotation_place place join organisations.organisation_card card on card.id = place.organisation_id
        where place.group_id = "group".id) as places,
      (select json_agg(distinct seat.organisation_id) from groups.membership seat
        where seat.group_id = "group".id and seat.ended_on is null) as sitting
    from groups."group"
    left join lateral (
      select person.name, seat.organisation_id, card.name as organisation,
        (select min(earlier.started_on) from groups.membership earlier
          where earlier.group_id = seat.group_id and earlier.office = 'chair'
            and earlier.organisation_id = seat.organisation_id
            and not exists (select 1 from groups.membership other
              where other.group_id = seat.group_id and other.office = 'chair'
                and other.organisation_id <> seat.organisation_id and other.started_on >= earlier.started_on)) as since
      from groups.membership seat
      join organisations.person_card person on person.id = seat.person_id
      join organisations.organisation_card card on card.id = seat.organisation_id
      where seat.group_id = "group".id and seat.office = 'chair' and seat.ended_on is null
    ) chair on true
    where "group".id = any(${[...groupIds]}::uuid[])
    order by "group".name, "group".id`.execute(reader.db)
  return rows.map(turnOf)
}

function turnOf(row: TurnRow): Turn {
  const order = row.places ?? []
  const since = row.chair_since === null ? null : Temporal.PlainDate.from(row.chair_since)
  const present = row.chair_organisation_id ?? row.last_organisation_id
  const next = nextInTurn(
    order.map((one) => one.id),
    present,
    new Set(row.sitting ?? []),
  )
  return {
    group_id: row.group_id,
    group_code: row.group_code,
    group_name: row.group_name,
    partnership_id: row.partnership_id,
    termMonths: row.chair_term_months,
    chair:
      since === null || row.chair_name === null
        ? undefined
        : { name: row.chair_name, organisation: row.chair_organisation ?? '', since },
    present,
    order,
    endsOn: since === null ? null : termEndsOn(since, row.chair_term_months),
    next: order.find((one) => one.id === next),
  }
}

/** The open groups of these places that have a term or an order of the chair. */
export async function rotatingGroups(
  reader: Pick<Reader, 'db'>,
  groups: readonly string[] | 'all',
  partnerships: readonly string[] | 'all',
): Promise<Turn[]> {
  let rows = reader.db
    .selectFrom('groups.group as group')
    .select('group.id')
    .where('group.ended_on', 'is', null)
    .where('group.chair_term_months', 'is not', null)
    .limit(200)
  if (groups !== 'all' && partnerships !== 'all') {
    if (groups.length === 0 && partnerships.length === 0) return []
    rows = rows.where(
      sql<boolean>`("group".id = any(${[...groups]}::uuid[]) or "group".partnership_id = any(${[...partnerships]}::uuid[]))`,
    )
  }
  return turnsOf(
    reader,
    (await rows.execute()).map((row) => row.id),
  )
}

/** The partners of today, who may sit and chair. */
export async function organisationsToSit(
  reader: { readonly db: Db; readonly now: Temporal.Instant },
  partnershipId: string,
): Promise<{ id: string; name: string }[]> {
  const today = londonDate(reader.now)
  return reader.db
    .selectFrom('partnerships.member_card as partner')
    .innerJoin(
      'organisations.organisation_card as organisation',
      'organisation.id',
      'partner.organisation_id',
    )
    .select(['organisation.id', 'organisation.name'])
    .where('partner.partnership_id', '=', partnershipId)
    .where((where) =>
      where.or([where('partner.joined_on', 'is', null), where('partner.joined_on', '<=', today)]),
    )
    .where((where) => where.or([where('partner.left_on', 'is', null), where('partner.left_on', '>=', today)]))
    .orderBy('organisation.name')
    .execute()
}
