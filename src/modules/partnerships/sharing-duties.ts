// What shared services need of somebody today: a review of what they lead, a lead person to name, an answer to a body
// that is interested, a saving to confirm.
import { fill, type Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { duty, type Duty } from '#platform/module/index.ts'
import { formatPounds } from '#platform/money/index.ts'
import { financialYearStarting, londonDate } from '#platform/time/index.ts'

const REMINDED_BEFORE = { days: 30 }

const placesOf = (reader: Reader, permission: string, kind: string): readonly string[] => {
  const places = reader.scopes(permission, kind)
  return places === 'all' ? [] : places
}

// The arrangements of today that this person leads, or that a body leads whose lead they are.
const led = (reader: Reader, personId: string) =>
  reader.db
    .selectFrom('partnerships.arrangement as arrangement')
    .leftJoin('partnerships.arrangement_party as lead', (join) =>
      join
        .onRef('lead.arrangement_id', '=', 'arrangement.id')
        .on('lead.role', '=', 'lead')
        .on('lead.until_on', 'is', null),
    )
    .where('arrangement.as_of_year', 'is', null)
    .where('arrangement.stage', '<>', 'ended')
    .where(({ eb, or, and }) =>
      or([
        eb('arrangement.lead_person_id', '=', personId),
        and([
          eb('arrangement.lead_person_id', 'is', null),
          eb(
            'lead.organisation_id',
            '=',
            sql<string>`any(${[...placesOf(reader, 'partnerships.arrangement.lead', 'organisation')]}::uuid[])`,
          ),
        ]),
      ]),
    )

async function toReview(reader: Reader): Promise<Duty[]> {
  if (reader.actor.kind !== 'person') return []
  const rows = await led(reader, reader.actor.id)
    .select([
      'arrangement.id',
      'arrangement.service',
      'arrangement.area',
      'arrangement.review_on',
      'arrangement.lead_person_id',
    ])
    .where(({ eb, or }) =>
      or([
        eb('arrangement.review_on', '<=', londonDate(reader.now).add(REMINDED_BEFORE)),
        eb('arrangement.lead_person_id', 'is', null),
      ]),
    )
    .orderBy('arrangement.review_on')
    .orderBy('arrangement.id')
    .execute()
  const soon = londonDate(reader.now).add(REMINDED_BEFORE)
  return rows.flatMap((row) => {
    const href = `/shared-services/${row.id}/edit`
    const context = row.area
    const review = row.review_on !== null && Temporal.PlainDate.compare(row.review_on, soon) <= 0
    return [
      ...(review
        ? [
            {
              title: `Review the shared service “${row.service}”`,
              href,
              due: row.review_on,
              context,
              step: 'Review it',
            },
          ]
        : []),
      ...(row.lead_person_id === null
        ? [
            {
              title: `Name who leads the shared service “${row.service}”`,
              href,
              due: null,
              context,
              step: 'Name them',
            },
          ]
        : []),
    ]
  })
}

async function toAnswer(reader: Reader): Promise<Duty[]> {
  if (reader.actor.kind !== 'person') return []
  const rows = await led(reader, reader.actor.id)
    .innerJoin('partnerships.interest as interest', 'interest.arrangement_id', 'arrangement.id')
    .innerJoin('organisations.organisation_card as body', 'body.id', 'interest.organisation_id')
    .select([
      'arrangement.id',
      'arrangement.service',
      'interest.id as interest',
      'interest.told_at',
      'body.name',
    ])
    .where('interest.answered_at', 'is', null)
    .orderBy('interest.told_at')
    .orderBy('interest.id')
    .execute()
  return rows.map((row) => ({
    title: `${row.name} is interested in “${row.service}”`,
    href: `/shared-services/${row.id}/interests/${row.interest}`,
    due: londonDate(row.told_at).add({ days: 14 }),
    context: 'Shared services',
    step: 'Answer them',
  }))
}

async function toConfirm(reader: Reader): Promise<Duty[]> {
  if (reader.actor.kind !== 'person') return []
  const partnerships = [...placesOf(reader, 'partnerships.saving.confirm', 'partnership')]
  const bodies = [...placesOf(reader, 'partnerships.saving.confirm', 'organisation')]
  if (partnerships.length + bodies.length === 0) return []
  const { id } = reader.actor
  const rows = await reader.db
    .selectFrom('partnerships.saving as saving')
    .innerJoin('partnerships.arrangement as arrangement', 'arrangement.id', 'saving.arrangement_id')
    .select([
      'saving.id',
      'saving.year_starting',
      'saving.claimed_pence',
      'saving.claimed_at',
      'arrangement.service',
      'arrangement.area',
      'arrangement.id as arrangement',
    ])
    .where('saving.confirmed_at', 'is', null)
    .where('saving.claimed_by', 'is distinct from', id)
    // A colleague of who claimed is no second pair of eyes, unless they keep the partnership's accounts (P13).
    .where(
      sql<boolean>`(arrangement.partnership_id = any(${partnerships}::uuid[]) or exists (
        select from partnerships.arrangement_party as party
        where party.arrangement_id = arrangement.id and party.until_on is null
          and party.organisation_id = any(${bodies}::uuid[])
          and not exists (select from organisations.employment_card as post
            where post.person_id = saving.claimed_by and post.ended_on is null
              and post.organisation_id = party.organisation_id)))`,
    )
    .orderBy('saving.claimed_at')
    .orderBy('saving.id')
    .execute()
  return rows.map((row) => ({
    title: `Confirm ${formatPounds(row.claimed_pence)} saved in ${financialYearStarting(row.year_starting).label}`,
    href: `/shared-services/${row.arrangement}/savings/${row.id}`,
    due: londonDate(row.claimed_at).add({ days: 30 }),
    context: `${row.service}, ${row.area}`,
    step: 'Confirm it',
  }))
}

export const sharingDuties = [
  fill(duty, {
    name: 'partnerships.arrangement.to-review',
    permission: 'partnerships.arrangement.edit',
    run: toReview,
  }),
  fill(duty, {
    name: 'partnerships.interest.to-answer',
    permission: 'partnerships.interest.answer',
    run: toAnswer,
  }),
  fill(duty, {
    name: 'partnerships.saving.to-confirm',
    permission: 'partnerships.saving.confirm',
    run: toConfirm,
  }),
]
