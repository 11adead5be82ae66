// What a body's lead is asked for by its partnerships: champions to name and to look at again, entries of the
// directory to check, and what readers say is wrong with them.
import { fill, type Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { duty, type Duty } from '#platform/module/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { ofMember } from './queries/champions.ts'

const NAMED_WITHIN = { days: 30 }

const placesOf = (reader: Reader, permission: string, kind: string): string[] => {
  const places = reader.scopes(permission, kind)
  return places === 'all' ? [] : [...places]
}

async function toName(reader: Reader): Promise<Duty[]> {
  const bodies = placesOf(reader, 'partnerships.champion.name', 'organisation')
  if (bodies.length === 0) return []
  const today = londonDate(reader.now)
  const { rows } = await sql<{
    role_id: string
    role: string
    body_id: string
    body: string
    partnership: string
    code: string
    emptied_on: Temporal.PlainDate | null
  }>`select role.id as role_id, role.name as role, body.id as body_id, body.name as body,
      partnership.name as partnership, partnership.code,
      (select max(ended_on) from partnerships.champion as before
        where before.role_id = role.id and before.organisation_id = body.id) as emptied_on
    from partnerships.champion_role as role
    join partnerships.partnership on partnership.id = role.partnership_id
    join partnerships.member on member.partnership_id = partnership.id
      and (member.joined_on is null or member.joined_on <= ${today.toString()}::date)
      and (member.left_on is null or member.left_on >= ${today.toString()}::date)
    join organisations.organisation_card as body on body.id = member.organisation_id
    where role.ended_on is null and body.id = any(${bodies}::uuid[])
      and not exists (select from partnerships.champion as held
        where held.role_id = role.id and held.organisation_id = body.id and held.ended_on is null)
    order by role.name, body.name, role.id`.execute(reader.db)
  return rows.map((row) => ({
    title: row.emptied_on === null ? `Name your ${row.role}` : `Name a new ${row.role}`,
    href: `/partnerships/${row.code}/champions/appoint?role=${row.role_id}&organisation=${row.body_id}`,
    due: row.emptied_on === null ? null : row.emptied_on.add(NAMED_WITHIN),
    context: `${row.body}, ${row.partnership}`,
    step: 'Name them',
  }))
}

async function toConfirm(reader: Reader): Promise<Duty[]> {
  const bodies = placesOf(reader, 'partnerships.champion.name', 'organisation')
  if (bodies.length === 0) return []
  const rows = await reader.db
    .selectFrom('partnerships.champion as champion')
    .innerJoin('partnerships.champion_role as role', 'role.id', 'champion.role_id')
    .innerJoin('partnerships.partnership as partnership', 'partnership.id', 'role.partnership_id')
    .innerJoin('organisations.person_card as person', 'person.id', 'champion.person_id')
    .select([
      'champion.id',
      'person.name as person',
      'role.name as role',
      'partnership.code',
      'partnership.name',
    ])
    .select(
      sql<Temporal.PlainDate>`(champion.confirmed_on + make_interval(months => role.review_months))::date`.as(
        'due',
      ),
    )
    .where('champion.ended_on', 'is', null)
    .where('role.ended_on', 'is', null)
    .where(ofMember(reader))
    .where('role.review_months', 'is not', null)
    .where('champion.organisation_id', 'in', bodies)
    .where(
      sql<boolean>`champion.confirmed_on + make_interval(months => role.review_months) <= ${londonDate(reader.now).toString()}::date`,
    )
    .orderBy('champion.confirmed_on')
    .orderBy('champion.id')
    .execute()
  return rows.map((row) => ({
    title: `Is ${row.person} still your ${row.role}?`,
    href: `/partnerships/${row.code}/champions/${row.id}/confirm`,
    due: row.due,
    context: row.name,
    step: 'Look at it',
  }))
}

async function toCheck(reader: Reader): Promise<Duty[]> {
  const bodies = placesOf(reader, 'partnerships.signpost.own', 'organisation')
  const partnerships = placesOf(reader, 'partnerships.topic.add', 'partnership')
  if (bodies.length + partnerships.length === 0) return []
  const today = londonDate(reader.now)
  const rows = await reader.db
    .selectFrom('partnerships.signpost as signpost')
    .innerJoin('partnerships.partnership as partnership', 'partnership.id', 'signpost.partnership_id')
    .select([
      'signpost.id',
      'signpost.name',
      'signpost.review_on',
      'partnership.code',
      'partnership.name as partnership',
    ])
    .select(
      sql<number>`(select count(*)::int from partnerships.signpost_doubt as doubt
        where doubt.signpost_id = signpost.id and doubt.settled_at is null)`.as('doubts'),
    )
    .where('signpost.ended_on', 'is', null)
    .where(
      sql<boolean>`(signpost.review_on < ${today.toString()}::date and signpost.owner_organisation_id = any(${bodies}::uuid[]))
        or ((signpost.owner_organisation_id = any(${bodies}::uuid[]) or signpost.partnership_id = any(${partnerships}::uuid[]))
          and exists (select from partnerships.signpost_doubt as doubt
            where doubt.signpost_id = signpost.id and doubt.settled_at is null))`,
    )
    .orderBy('signpost.review_on')
    .orderBy('signpost.id')
    .execute()
  return rows.map((row) => ({
    title:
      row.doubts > 0
        ? `Somebody says that “${row.name}” is wrong`
        : `Check that “${row.name}” is still right`,
    href: `/partnerships/${row.code}/directory/${row.id}`,
    due: row.doubts > 0 ? null : row.review_on,
    context: `Directory of the ${row.partnership}`,
    step: row.doubts > 0 ? 'See what' : 'Check it',
  }))
}

export const directoryDuties = [
  fill(duty, {
    name: 'partnerships.champion.to-name',
    permission: 'partnerships.champion.name',
    run: toName,
  }),
  fill(duty, {
    name: 'partnerships.champion.to-confirm',
    permission: 'partnerships.champion.name',
    run: toConfirm,
  }),
  fill(duty, {
    name: 'partnerships.signpost.to-check',
    permission: 'partnerships.signpost.edit',
    run: toCheck,
  }),
]
