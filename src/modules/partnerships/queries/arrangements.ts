// Shared-service arrangements: those of earlier years, which anybody may read as the papers put them, and those of
// today, which are for everybody who works for a body here.
import { query, type Reader } from '#platform/actions/index.ts'
import { sql, type Selectable } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { field, isRecordId } from '#platform/fields/index.ts'
import { STAGES, type PartyRole, type Stage } from '../rules/arrangements.ts'
import type {
  ArrangementMoveTable,
  ArrangementTable,
  ArrangementInterestTable,
  SavingTable,
} from '../schema.ts'

export type ArrangementParty = {
  readonly id: string
  readonly organisation_id: string
  readonly code: string
  readonly name: string
  readonly role: PartyRole
  readonly from_on: string | null
  readonly until_on: string | null
}

export type Arrangement = Selectable<ArrangementTable> & {
  readonly service_code: string | null
  /** The service by its name in the list, else as it was written. */
  readonly service_name: string
  readonly heading: string
  readonly partnership_code: string | null
  readonly partnership_name: string | null
  /** Who belongs to it now; the lead first. */
  readonly parties: readonly ArrangementParty[]
  /** Those that left. */
  readonly left: readonly ArrangementParty[]
}

export type Move = Selectable<ArrangementMoveTable> & { readonly person_name: string | null }
export type Saving = Selectable<SavingTable> & {
  readonly claimer_name: string | null
  readonly confirmer_name: string | null
}
export type Interest = Selectable<ArrangementInterestTable> & {
  readonly organisation_name: string
  readonly person_name: string | null
}

export const UNLISTED = 'Not on the list of services'

/** Whether the reader may see arrangements of today; history is everybody's. */
export const seesToday = (reader: Reader): boolean => reader.may('partnerships.arrangement.read')

const rowsFor = (reader: Reader) => {
  const rows = reader.db
    .selectFrom('partnerships.arrangement as arrangement')
    .leftJoin('partnerships.service as service', 'service.id', 'arrangement.service_id')
    .leftJoin('partnerships.partnership as partnership', 'partnership.id', 'arrangement.partnership_id')
    .selectAll('arrangement')
    .select([
      'service.code as service_code',
      'partnership.code as partnership_code',
      'partnership.name as partnership_name',
    ])
    .select(sql<string>`coalesce(service.name, arrangement.service)`.as('service_name'))
    .select(sql<string>`coalesce(service.heading, ${UNLISTED})`.as('heading'))
    .select(({ selectFrom }) =>
      selectFrom('partnerships.arrangement_party as party')
        .innerJoin('organisations.organisation_card as body', 'body.id', 'party.organisation_id')
        .select(
          sql<
            readonly ArrangementParty[]
          >`json_agg(json_build_object('id', party.id, 'organisation_id', body.id,
            'code', body.code, 'name', body.name, 'role', party.role, 'from_on', party.from_on, 'until_on', party.until_on)
            order by party.role <> 'lead', party.role = 'co-opted', body.name, party.from_on)`.as('parties'),
        )
        .whereRef('party.arrangement_id', '=', 'arrangement.id')
        .as('all_parties'),
    )
  return seesToday(reader) ? rows : rows.where('arrangement.as_of_year', 'is not', null)
}

type Row = Awaited<ReturnType<ReturnType<typeof rowsFor>['execute']>>[number]

function arranged({ all_parties, ...row }: Row): Arrangement {
  const all = all_parties ?? []
  return {
    ...row,
    parties: all.filter((party) => party.until_on === null),
    left: all.filter((party) => party.until_on !== null),
  }
}

export type ArrangementsWanted = {
  readonly stage?: Stage | undefined
  readonly area?: string | undefined
  readonly service?: string | undefined
  readonly partnership?: string | undefined
  readonly organisation?: string | undefined
  /** The papers of a year; null for those of today. */
  readonly year?: number | null | undefined
}

/** Arrangements by area and service, narrowed to what is wanted. */
export async function arrangementsOf(
  reader: Reader,
  wanted: ArrangementsWanted = {},
): Promise<Arrangement[]> {
  let rows = rowsFor(reader)
    .orderBy('arrangement.area')
    .orderBy('service_name')
    .orderBy('arrangement.as_of_year', (order) => order.desc().nullsFirst())
    .orderBy('arrangement.id')
  const { stage, area, service, partnership, organisation, year } = wanted
  if (stage !== undefined) rows = rows.where('arrangement.stage', '=', stage)
  if (area !== undefined) rows = rows.where('arrangement.area', '=', area)
  if (service !== undefined) rows = rows.where('arrangement.service_id', '=', service)
  if (partnership !== undefined) rows = rows.where('arrangement.partnership_id', '=', partnership)
  if (year !== undefined) rows = rows.where('arrangement.as_of_year', 'is not distinct from', year)
  if (organisation !== undefined)
    rows = rows.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('partnerships.arrangement_party as own')
          .select('own.id')
          .whereRef('own.arrangement_id', '=', 'arrangement.id')
          .where('own.organisation_id', '=', organisation)
          .where('own.until_on', 'is', null),
      ),
    )
  return (await rows.execute()).map(arranged)
}

/** One arrangement that this reader may see, or the refusal that it is not there. */
export async function arrangementById(reader: Reader, id: string): Promise<Arrangement> {
  if (!isRecordId(id)) return notFound('arrangement')
  const row = await rowsFor(reader).where('arrangement.id', '=', id).executeTakeFirst()
  return row === undefined ? notFound('arrangement') : arranged(row)
}

/** Who else shares, or thinks of sharing, a service today: what somebody about to record one should know. */
export async function sharingNow(reader: Reader, serviceId: string): Promise<Arrangement[]> {
  return (await arrangementsOf(reader, { service: serviceId, year: null })).filter(
    (one) => one.stage !== 'ended',
  )
}

/** The stages an arrangement went through, the latest first. */
export async function movesOf(reader: Reader, arrangementId: string): Promise<Move[]> {
  return reader.db
    .selectFrom('partnerships.arrangement_move as move')
    .leftJoin('organisations.person_card as person', 'person.id', 'move.recorded_by')
    .selectAll('move')
    .select('person.name as person_name')
    .where('move.arrangement_id', '=', arrangementId)
    .orderBy('move.moved_on', 'desc')
    .orderBy('move.recorded_at', 'desc')
    .orderBy('move.id', 'desc')
    .execute()
}

/** What an arrangement saved, year by year, the latest first. */
export async function savingsOf(reader: Reader, arrangementId: string): Promise<Saving[]> {
  return reader.db
    .selectFrom('partnerships.saving as saving')
    .leftJoin('organisations.person_card as claimer', 'claimer.id', 'saving.claimed_by')
    .leftJoin('organisations.person_card as confirmer', 'confirmer.id', 'saving.confirmed_by')
    .selectAll('saving')
    .select(['claimer.name as claimer_name', 'confirmer.name as confirmer_name'])
    .where('saving.arrangement_id', '=', arrangementId)
    .orderBy('saving.year_starting', 'desc')
    .execute()
}

export type SavingRow = Selectable<SavingTable> & {
  readonly service_name: string
  readonly area: string
  readonly partnership_id: string | null
}

/** Every saving claimed, of one financial year when given: the records behind the sums. */
export async function savingsClaimed(
  reader: Reader,
  wanted: { readonly year?: number | undefined; readonly partnership?: string | undefined } = {},
): Promise<SavingRow[]> {
  if (!seesToday(reader)) return []
  let rows = reader.db
    .selectFrom('partnerships.saving as saving')
    .innerJoin('partnerships.arrangement as arrangement', 'arrangement.id', 'saving.arrangement_id')
    .leftJoin('partnerships.service as service', 'service.id', 'arrangement.service_id')
    .selectAll('saving')
    .select(['arrangement.area', 'arrangement.partnership_id'])
    .select(sql<string>`coalesce(service.name, arrangement.service)`.as('service_name'))
    .orderBy('saving.year_starting', 'desc')
    .orderBy('service_name')
    .orderBy('saving.id')
  if (wanted.year !== undefined) rows = rows.where('saving.year_starting', '=', wanted.year)
  if (wanted.partnership !== undefined)
    rows = rows.where('arrangement.partnership_id', '=', wanted.partnership)
  return rows.execute()
}

/** Who asked to know more of an arrangement, the latest first. */
export async function interestsIn(reader: Reader, arrangementId: string): Promise<Interest[]> {
  return reader.db
    .selectFrom('partnerships.interest as interest')
    .innerJoin('organisations.organisation_card as body', 'body.id', 'interest.organisation_id')
    .leftJoin('organisations.person_card as person', 'person.id', 'interest.person_id')
    .selectAll('interest')
    .select(['body.name as organisation_name', 'person.name as person_name'])
    .where('interest.arrangement_id', '=', arrangementId)
    .orderBy('interest.told_at', 'desc')
    .orderBy('interest.id')
    .execute()
}

/** Whether the reader looks after the arrangement: leads one of its bodies, runs its partnership, or leads it in person. */
export function keepsArrangement(
  reader: Reader,
  one: Pick<Arrangement, 'partnership_id' | 'lead_person_id'> & {
    readonly parties: readonly Pick<ArrangementParty, 'organisation_id'>[]
  },
): boolean {
  if (reader.actor.kind === 'person' && reader.actor.id === one.lead_person_id) return true
  const keeps = (kind: string, id: string): boolean =>
    reader.may('partnerships.arrangement.keep', { kind, id })
  return (
    one.parties.some((party) => keeps('organisation', party.organisation_id)) ||
    (one.partnership_id !== null && keeps('partnership', one.partnership_id))
  )
}

/** Whether the reader may confirm its savings (P13): keeps the accounts of its partnership, or leads one of its bodies. */
export function confirmsSavings(
  reader: Reader,
  one: Pick<Arrangement, 'partnership_id' | 'parties'>,
): boolean {
  const may = (kind: string, id: string): boolean => reader.may('partnerships.saving.confirm', { kind, id })
  return (
    one.parties.some((party) => may('organisation', party.organisation_id)) ||
    (one.partnership_id !== null && may('partnership', one.partnership_id))
  )
}

/** For the doors. */
export const listArrangements = query({
  name: 'partnerships.arrangement.list',
  title: 'List shared-service arrangements',
  doors: ['page', 'api', 'command'],
  parameters: {
    stage: field.choice('Stage', STAGES).optional(),
    area: field.text('Area', { most: 80 }).optional(),
    service: field.id('Service').optional(),
    partnership: field.id('Partnership').optional(),
    organisation: field.id('Organisation').optional(),
    year: field.integer('Year of the papers', { least: 1900, most: 2199 }).optional(),
  },
  async run(reader, { stage, area, service, partnership, organisation, year }) {
    const rows = await arrangementsOf(reader, {
      stage: stage ?? undefined,
      area: area ?? undefined,
      service: service ?? undefined,
      partnership: partnership ?? undefined,
      organisation: organisation ?? undefined,
      year: year ?? undefined,
    })
    // Who leads one in person is shown on its page, to whoever is signed in.
    return { rows: rows.map((row) => ({ ...row, lead_person_id: null })) }
  },
})
