// How workplaces and their rooms are found: by name, town, floors and zones, by whoever works for the owner or for a body
// that an agreement lets in today. Nobody's booking is among the words, and no desk: desks are looked for by date.
import { sql } from '#platform/database/index.ts'
import { keysFor, said, type SearchKind } from '#platform/search/index.ts'
import { ATTRIBUTES, isAttribute, RESOURCE_KINDS_PLURAL, type ResourceKind } from './rules.ts'
import { ROOM, WORKPLACE } from './rules/finding.ts'
import { letIn, READ } from './queries/seeing.ts'

// The day for which a workplace was last written; every night it is written anew.
const today = sql`coalesce(workplace.found_on, workplace.opened_on)`

const bodiesLetIn = sql`(select coalesce(array_agg(distinct let_in.organisation_id), '{}')
  from (${letIn(sql`workplace.site_id`, today)}) let_in)`

type Seen = { readonly site_id: string; readonly owner_id: string; readonly let_in: readonly string[] }

const audienceOf = ({ site_id, owner_id, let_in }: Seen): readonly string[] =>
  keysFor(READ, [
    { kind: 'organisation', id: owner_id },
    { kind: 'site', id: site_id },
    ...let_in.map((id) => ({ kind: 'organisation', id })),
  ])

const among = (ids: readonly string[] | 'all', column: string) =>
  ids === 'all' ? sql`true` : sql`${sql.ref(column)} = any(${[...ids]}::uuid[])`

// For `workspaces.resource resource`: whether a rule hides it from partners or some of them. From whom, and since when,
// depends on more than search knows, so only the owner finds it by name; those who may book it see it at the workplace.
const isHiddenFromSome = sql`exists (select 1 from workspaces.rule rule where rule.ended_at is null and rule.visible = false
  and rule.audience in ('partner', 'organisation', 'circle') and (rule.resource_kind is null or rule.resource_kind = resource.kind)
  and rule.place_id in (resource.id, resource.zone_id, resource.floor_id, resource.site_id))`

const attributeWords = (attributes: readonly string[]): string =>
  attributes.map((one) => (isAttribute(one) ? ATTRIBUTES[one] : one)).join(', ')

export const search: readonly SearchKind[] = [
  {
    kind: WORKPLACE,
    title: 'Workplace',
    plural: 'Workplaces',
    async records(db, ids) {
      const { rows } = await sql<
        Seen & {
          code: string
          name: string
          town: string
          owner_name: string
          places: string | null
          kinds: readonly ResourceKind[]
        }
      >`
        select workplace.site_id, site.code, site.name, site.town, site.organisation_id as owner_id, site.organisation_name as owner_name,
          ${bodiesLetIn} as let_in,
          (select string_agg(floor.name || ': ' || zone.name, ', ' order by floor.level, zone.code) from workspaces.zone zone
            join workspaces.floor floor on floor.id = zone.floor_id where zone.site_id = workplace.site_id and zone.ended_on is null) as places,
          (select coalesce(array_agg(distinct resource.kind), '{}') from workspaces.resource resource
            where resource.site_id = workplace.site_id and resource.retired_on is null) as kinds
        from workspaces.workplace workplace join organisations.site_card site on site.id = workplace.site_id
        where (workplace.closes_on is null or workplace.closes_on >= ${today}) and ${among(ids, 'workplace.site_id')}`.execute(
        db,
      )
      return rows.map((row) => ({
        id: row.site_id,
        title: row.name,
        words: said(
          row.town,
          row.owner_name,
          row.kinds.map((kind) => RESOURCE_KINDS_PLURAL[kind]).join(', '),
          row.places,
        ),
        href: `/workspaces/${row.code}`,
        at: null,
        body: row.owner_id,
        audience: audienceOf(row),
      }))
    },
  },
  {
    kind: ROOM,
    title: 'Room to book',
    plural: 'Rooms to book',
    async records(db, ids) {
      const { rows } = await sql<
        Seen & {
          id: string
          code: string
          name: string
          site_code: string
          site_name: string
          town: string
          where: string
          capacity: number
          attributes: readonly string[]
        }
      >`
        select resource.id, resource.code, resource.name, resource.capacity, resource.attributes, resource.site_id,
          site.code as site_code, site.name as site_name, site.town, site.organisation_id as owner_id,
          case when ${isHiddenFromSome} then '{}'::uuid[] else at_site.let_in end as let_in,
          concat_ws(', ', resource.where_words, zone.name, floor.name) as where
        from workspaces.resource resource
        join organisations.site_card site on site.id = resource.site_id
        join workspaces.zone zone on zone.id = resource.zone_id join workspaces.floor floor on floor.id = resource.floor_id
        join (select workplace.site_id, ${bodiesLetIn} as let_in, ${today} as today from workspaces.workplace workplace) at_site
          on at_site.site_id = resource.site_id
        where resource.kind = 'room' and (resource.retired_on is null or resource.retired_on > at_site.today) and ${among(ids, 'resource.id')}`.execute(
        db,
      )
      return rows.map((row) => ({
        id: row.id,
        title: `${row.name}, ${row.site_name}`,
        words: said(row.town, row.where, `${row.capacity} people`, attributeWords(row.attributes)),
        href: `/workspaces/${row.site_code}/places/${row.code}`,
        at: null,
        body: row.owner_id,
        audience: audienceOf(row),
      }))
    },
  },
]
