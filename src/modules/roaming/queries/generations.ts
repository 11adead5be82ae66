// The generations of the federation's configuration: what state each is in, who made and approved it, what it changed.
import type { Reader } from '#platform/actions/index.ts'
import type { Selectable } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import type { GenerationTable } from '../schema.ts'
import { digestOfValue } from '../signing.ts'
import { federationModel } from './model.ts'

export type GenerationRow = Selectable<GenerationTable>

export type Generation = GenerationRow & {
  readonly maker_name: string | null
  readonly approver_name: string | null
  readonly publisher_name: string | null
  /** The number of the one it brings back, and of the one it was compared with. */
  readonly restores: number | null
  readonly base: number | null
}

type At = Pick<Reader, 'db'>

const rows = ({ db }: At) =>
  db
    .selectFrom('roaming.generation as generation')
    .leftJoin('organisations.person_card as maker', 'maker.id', 'generation.made_by')
    .leftJoin('organisations.person_card as approver', 'approver.id', 'generation.approved_by')
    .leftJoin('organisations.person_card as publisher', 'publisher.id', 'generation.published_by')
    .leftJoin('roaming.generation as restored', 'restored.id', 'generation.restores_id')
    .leftJoin('roaming.generation as base', 'base.id', 'generation.base_id')
    .selectAll('generation')
    .select(['maker.name as maker_name', 'approver.name as approver_name'])
    .select(['publisher.name as publisher_name', 'restored.number as restores', 'base.number as base'])

/** The one that is published; undefined until the first is. */
export const publishedGeneration = ({ db }: At): Promise<GenerationRow | undefined> =>
  db.selectFrom('roaming.generation').selectAll().where('state', '=', 'published').executeTakeFirst()

export const newestGeneration = ({ db }: At): Promise<GenerationRow | undefined> =>
  db.selectFrom('roaming.generation').selectAll().orderBy('number', 'desc').limit(1).executeTakeFirst()

export const GENERATIONS_A_PAGE = 50

/** The newest first; `before` is the number after which the list goes on. */
export const generationsOf = (reader: At, before: number | null): Promise<Generation[]> => {
  const list = rows(reader)
    .orderBy('generation.number', 'desc')
    .limit(GENERATIONS_A_PAGE + 1)
  return (before === null ? list : list.where('generation.number', '<', before)).execute()
}

/** The generation of this number, as an address gives it. */
export async function generationByNumber(reader: At, number: string | number): Promise<Generation> {
  if (!/^\d{1,9}$/.test(String(number))) return notFound('generation')
  const found = await rows(reader).where('generation.number', '=', Number(number)).executeTakeFirst()
  return found ?? notFound('generation')
}

/** Whether the register says something else than what is published was made from; no while nothing is published. */
export async function registerMoved(reader: At, at: Temporal.Instant): Promise<boolean> {
  const published = await publishedGeneration(reader)
  return published !== undefined && registerMovedSince(reader, published, at)
}

/** Whether the register says something else than what a generation was made from. */
export const registerMovedSince = async (
  reader: At,
  { register_digest }: Pick<GenerationRow, 'register_digest'>,
  at: Temporal.Instant,
): Promise<boolean> => digestOfValue(await federationModel(reader, at)) !== register_digest
