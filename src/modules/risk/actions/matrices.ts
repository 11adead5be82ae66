// Matrices and categories: dated data that a body gives itself. What was scored keeps what it was scored on (R1).
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { json } from '#platform/database/index.ts'
import { invalid, notFound, refuse, versionCheck } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { BANDS, matrixFaults, mayBeginOn, type ImpactStep, type Matrix } from '../rules.ts'
import { versionsOf } from '../queries/matrices.ts'
import { today } from './locking.ts'

const mustBeCurrent = versionCheck('risk.matrix.stale', 'matrix')

const short = (label: string) => field.text(label, { most: 200 }).optional()

const content = {
  likelihood: field.rows(
    'Steps of likelihood, the least likely first',
    { words: field.text('Word', { most: 40 }), meaning: field.text('What it means', { most: 200 }) },
    { least: 1, most: 12 },
  ),
  impact: field.rows(
    'Steps of impact, the least bad first',
    {
      words: field.text('Word', { most: 40 }),
      financial: short('Money'),
      reputation: short('Reputation'),
      service: short('Service'),
      people: short('People'),
      legal: short('Law'),
    },
    { least: 1, most: 12 },
  ),
  bands: field.rows(
    'Bands, the lowest first',
    {
      band: field.choice('Band', BANDS),
      from: field.integer('From a score of', { least: 1, most: 100 }),
      told: field.text('Who is told', { most: 200 }),
      reviewMonths: field.integer('Months until the next review', { least: 1, most: 36 }),
      escalates: field.yesNo('Does it ask to escalate?'),
    },
    { least: 1, most: 4 },
  ),
  cells: field
    .rows(
      'Single cells in another band',
      {
        likelihood: field.integer('Likelihood', { least: 1, most: 12 }),
        impact: field.integer('Impact', { least: 1, most: 12 }),
        band: field.choice('Band', BANDS),
      },
      { most: 144 },
    )
    .optional(),
}

type Content = {
  readonly likelihood: Matrix['likelihood']
  readonly impact: readonly { readonly words: string }[]
  readonly bands: Matrix['bands']
  readonly cells: Matrix['cells'] | null
}

function matrixOf(answers: Content): Matrix {
  const impact = answers.impact.map((step) =>
    Object.fromEntries(Object.entries(step).map(([name, words]) => [name, words ?? ''])),
  ) as ImpactStep[]
  const matrix = {
    likelihood: answers.likelihood,
    impact,
    bands: answers.bands,
    cells: answers.cells ?? [],
  }
  const faults = matrixFaults(matrix)
  if (faults.length > 0) invalid('risk.matrix.not-sound', faults)
  return matrix
}

export const createMatrix = action({
  name: 'risk.matrix.create',
  title: 'Set up a matrix',
  doors: ['page', 'api', 'command'],
  fields: {
    code: field.code('Code', { hint: 'Used in addresses and files, like four-by-four' }),
    name: field.text('Name', { most: 80 }),
    ...content,
  },
  async run(inside, answers) {
    const id = inside.id()
    const matrix = matrixOf(answers)
    await inside.tx.insertInto('risk.matrix').values({ id, code: answers.code, name: answers.name }).execute()
    const made = await keepVersion(inside, id, { number: 1, fromOn: today(inside), matrix })
    return { subject: null, result: { id, code: answers.code, version: made }, facts: { matrix: id } }
  },
})

export const reviseMatrix = action({
  name: 'risk.matrix.revise',
  title: 'Give a matrix a new version',
  doors: ['page', 'api', 'command'],
  fields: {
    matrix: field.id('Matrix'),
    fromOn: field.date('Applies from', { hint: 'Today or later, for example, 1 4 2027' }),
    ...content,
    version: field.version(),
  },
  async run(inside, answers) {
    const found = await lockedMatrix(inside, answers.matrix, answers.version)
    const [last] = (await versionsOf(inside, found.id)).toReversed()
    if (last !== undefined) mayBeginOn(answers.fromOn, today(inside), last)
    const number = (last?.number ?? 0) + 1
    const matrix = matrixOf(answers)
    const made = await keepVersion(inside, found.id, { number, fromOn: answers.fromOn, matrix })
    await inside.tx
      .updateTable('risk.matrix')
      .set({ version: found.version + 1 })
      .where('id', '=', found.id)
      .execute()
    return {
      subject: null,
      result: { id: found.id, code: found.code, version: made },
      facts: { matrix: found.id, number },
    }
  },
})

export const retireMatrix = action({
  name: 'risk.matrix.retire',
  title: 'Retire a matrix',
  doors: ['page', 'api', 'command'],
  fields: { matrix: field.id('Matrix'), version: field.version() },
  async run(inside, answers) {
    const found = await lockedMatrix(inside, answers.matrix, answers.version)
    await inside.tx
      .updateTable('risk.matrix')
      .set({ retired_on: today(inside), version: found.version + 1 })
      .where('id', '=', found.id)
      .execute()
    return { subject: null, result: { id: found.id, code: found.code }, facts: { matrix: found.id } }
  },
})

async function lockedMatrix(inside: Inside, id: string, version: number) {
  const matrix = await inside.tx
    .selectFrom('risk.matrix')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (matrix === undefined) return notFound('matrix')
  mustBeCurrent(matrix, version)
  if (matrix.retired_on !== null)
    refuse('conflict', 'risk.matrix.retired', 'This matrix is retired and takes no new version.')
  return matrix
}

async function keepVersion(
  inside: Inside,
  matrixId: string,
  made: { readonly number: number; readonly fromOn: Temporal.PlainDate; readonly matrix: Matrix },
): Promise<string> {
  const id = inside.id()
  await inside.tx
    .insertInto('risk.matrix_version')
    .values({
      id,
      matrix_id: matrixId,
      number: made.number,
      from_on: made.fromOn,
      likelihood: json(made.matrix.likelihood),
      impact: json(made.matrix.impact),
      bands: json(made.matrix.bands),
      cells: json(made.matrix.cells),
      made_at: inside.now,
      made_by_person_id: personOf(inside),
    })
    .execute()
  return id
}

export const addCategory = action({
  name: 'risk.category.add',
  title: 'Add a category of risks',
  doors: ['page', 'api', 'command'],
  fields: { code: field.code('Code'), name: field.text('Name', { most: 80 }) },
  async run(inside, { code, name }) {
    const id = inside.id()
    await inside.tx.insertInto('risk.category').values({ id, code, name }).execute()
    return { subject: null, result: { id, code }, facts: { category: id, code } }
  },
})

/** No risk takes it any more; those that have it keep it. */
export const endCategory = action({
  name: 'risk.category.end',
  title: 'End a category of risks',
  doors: ['page', 'api', 'command'],
  fields: { category: field.pick('Category', { from: 'risk.category' }) },
  async run(inside, { category }) {
    const { numUpdatedRows } = await inside.tx
      .updateTable('risk.category')
      .set({ ended_on: today(inside) })
      .where('id', '=', category)
      .where('ended_on', 'is', null)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) notFound('category')
    return { subject: null, result: { id: category }, facts: { category } }
  },
})
