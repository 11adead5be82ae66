// The matrices there are, with every version they had: an assessment is always read in the words of its own.
import { query, type Reader } from '#platform/actions/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { versionOn, type Matrix } from '../rules.ts'

export const MATRIX_READ = 'risk.matrix.read'

export type MatrixVersion = Matrix & {
  readonly id: string
  readonly matrixId: string
  readonly number: number
  readonly fromOn: Temporal.PlainDate
}

export type MatrixCard = {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly retired_on: Temporal.PlainDate | null
  readonly version: number
}

type Handle = Pick<Reader, 'db'>

const versionRows = (reader: Handle) =>
  reader.db
    .selectFrom('risk.matrix_version')
    .select([
      'id',
      'matrix_id as matrixId',
      'number',
      'from_on as fromOn',
      'likelihood',
      'impact',
      'bands',
      'cells',
    ])

/** Every version of a matrix, the oldest first. */
export async function versionsOf(reader: Handle, matrixId: string): Promise<MatrixVersion[]> {
  return versionRows(reader).where('matrix_id', '=', matrixId).orderBy('number').execute()
}

/** The version that applies today (R1). */
export async function currentVersion(
  reader: Pick<Reader, 'db' | 'now'>,
  matrixId: string,
): Promise<MatrixVersion> {
  const version = versionOn(await versionsOf(reader, matrixId), londonDate(reader.now))
  return version ?? notFound('matrix')
}

/** The versions that some assessments were made on, by id. */
export async function versionsById(
  reader: Handle,
  ids: readonly string[],
): Promise<ReadonlyMap<string, MatrixVersion>> {
  if (ids.length === 0) return new Map()
  const rows = await versionRows(reader)
    .where('id', 'in', [...new Set(ids)])
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

const cards = (reader: Handle) =>
  reader.db.selectFrom('risk.matrix').select(['id', 'code', 'name', 'retired_on', 'version'])

export async function matrixCards(reader: Handle): Promise<MatrixCard[]> {
  return cards(reader).orderBy('name').orderBy('id').execute()
}

export async function matrixByCode(reader: Handle, code: string): Promise<MatrixCard> {
  return (await cards(reader).where('code', '=', code).executeTakeFirst()) ?? notFound('matrix')
}

export type Category = {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly ended_on: Temporal.PlainDate | null
}

/** The categories a risk can be put into, by name; ended ones too when they are asked for. */
export async function categories(reader: Handle, ended = false): Promise<Category[]> {
  const rows = reader.db.selectFrom('risk.category').selectAll().orderBy('name').orderBy('id')
  return (ended ? rows : rows.where('ended_on', 'is', null)).execute()
}

export const readMatrix = query({
  name: MATRIX_READ,
  title: 'Show a matrix',
  doors: ['page', 'api', 'command'],
  parameters: { matrix: field.code('Matrix') },
  async run(reader, asked) {
    const matrix = await matrixByCode(reader, asked.matrix)
    return { ...matrix, versions: await versionsOf(reader, matrix.id) }
  },
})
