// How risks are scored: the matrices, every version they had, the categories, and the forms that set them.
import { notFound } from '#platform/errors/index.ts'
import { html, type Html } from '#platform/html/index.ts'
import { form, get, page, type Page, type Visit } from '#platform/http/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { formPage } from '#web/forms.ts'
import { actionsList, bullets, details, heading, link, paragraph, table, tag, warning } from '#web/parts.ts'
import { addCategory, createMatrix, endCategory, retireMatrix, reviseMatrix } from '../actions/matrices.ts'
import {
  categories,
  MATRIX_READ,
  matrixByCode,
  matrixCards,
  versionsOf,
  type MatrixCard,
  type MatrixVersion,
} from '../queries/matrices.ts'
import { bandOf, BANDS, IMPACT_KINDS, type ImpactKind } from '../rules.ts'
import { bandTag, HOME, RISKS } from '../views/words.ts'
import { todayOf } from './asked.ts'

const MATRICES = { text: 'How risks are scored', href: '/risks/matrices' }

const showAll = get('/risks/matrices', {
  permission: MATRIX_READ,
  async run(visit) {
    const matrices = await matrixCards(visit)
    const named = await categories(visit)
    return page({
      title: 'How risks are scored',
      breadcrumbs: [HOME, RISKS],
      body: html`${heading('How risks are scored')}
        ${paragraph('Each register is scored on a matrix. A matrix changes by a new version from a day on; what was scored before keeps the version it was scored on.')}
        ${actionsList([
          visit.may('risk.matrix.create') && { href: '/risks/matrices/new', text: 'Set up a matrix' },
          visit.may('risk.category.add') && {
            href: '/risks/matrices/categories/new',
            text: 'Add a category',
            look: 'secondary',
          },
          visit.may('risk.category.end') && {
            href: '/risks/matrices/categories/end',
            text: 'End a category',
            look: 'link',
          },
        ])}
        ${heading('Matrices', { level: 2 })}
        ${bullets(matrices.map((one) => html`${link(`/risks/matrices/${one.code}`, one.name)}${one.retired_on === null ? null : html` ${tag('Retired', 'grey')}`}`))}
        ${heading('Categories', { level: 2 })} ${bullets(named.map((one) => one.name))}`,
    })
  },
})

const theMatrix = (visit: Visit): Promise<MatrixCard> => matrixByCode(visit, visit.params['matrix'] ?? '')

const showOne = get('/risks/matrices/:matrix', {
  permission: MATRIX_READ,
  async run(visit) {
    const matrix = await theMatrix(visit)
    const versions = (await versionsOf(visit, matrix.id)).toReversed()
    const [newest, ...earlier] = versions
    const href = `/risks/matrices/${matrix.code}`
    const inUse = matrix.retired_on === null
    return page({
      title: matrix.name,
      wide: true,
      breadcrumbs: [HOME, RISKS, MATRICES],
      body: html`${heading(matrix.name, { caption: 'Matrix' })}
        ${inUse ? null : paragraph(`Retired on ${formatDate(matrix.retired_on ?? todayOf(visit))}. What was scored on it stays.`)}
        ${actionsList([
          inUse &&
            visit.may('risk.matrix.revise') && { href: `${href}/revise`, text: 'Give it a new version' },
          inUse &&
            visit.may('risk.matrix.retire') && { href: `${href}/retire`, text: 'Retire it', look: 'link' },
        ])}
        ${newest === undefined ? null : versionPart(newest)}
        ${earlier.map((one) => details(`Version ${one.number}, from ${formatDate(one.fromOn)}`, grid(one)))}`,
    })
  },
})

function versionPart(matrix: MatrixVersion): Html {
  const steps = matrix.impact.map((step, at) => ({ ...step, step: at + 1 }))
  type Step = (typeof steps)[number]
  return html`${heading(`Version ${matrix.number}, from ${formatDate(matrix.fromOn)}`, { level: 2 })} ${grid(matrix)}
  ${heading('Likelihood', { level: 2 })}
  ${table(
    [
      { key: 'step', label: 'Step', kind: 'text', value: (row) => `${row.step} ${row.words}` },
      { key: 'meaning', label: 'What it means', kind: 'text', value: (row) => row.meaning },
    ],
    matrix.likelihood.map((step, at) => ({ ...step, step: at + 1 })),
    { caption: 'Likelihood', captionHidden: true },
  )}
  ${heading('Impact', { level: 2 })}
  ${table<Step>(
    [
      { key: 'step', label: 'Step', kind: 'text', value: (row) => `${row.step} ${row.words}` },
      ...(Object.keys(IMPACT_KINDS) as ImpactKind[]).map((kind) => ({
        key: kind,
        label: IMPACT_KINDS[kind],
        kind: 'text' as const,
        value: (row: Step) => row[kind],
      })),
    ],
    steps,
    { caption: 'Impact', captionHidden: true },
  )}
  ${heading('Bands', { level: 2 })}
  ${table(
    [
      {
        key: 'band',
        label: 'Band',
        kind: 'text',
        value: (row) => BANDS[row.band],
        show: (row) => bandTag(row.band),
      },
      { key: 'from', label: 'From a score of', kind: 'number', value: (row) => row.from },
      { key: 'told', label: 'Who is told', kind: 'text', value: (row) => row.told },
      { key: 'review', label: 'Months to the next review', kind: 'number', value: (row) => row.reviewMonths },
      { key: 'escalates', label: 'Asks to escalate', kind: 'text', value: (row) => row.escalates },
    ],
    matrix.bands,
    { caption: 'Bands', captionHidden: true },
  )}`
}

function grid(matrix: MatrixVersion): Html {
  const rows = matrix.likelihood.map((step, at) => ({ ...step, likelihood: at + 1 })).toReversed()
  type Row = (typeof rows)[number]
  return table<Row>(
    [
      {
        key: 'likelihood',
        label: 'Likelihood',
        kind: 'text',
        value: (row) => `${row.likelihood} ${row.words}`,
      },
      ...matrix.impact.map((step, at) => ({
        key: `impact-${at + 1}`,
        label: `Impact ${at + 1} ${step.words}`,
        kind: 'text' as const,
        value: () => '',
        show: (row: Row) => {
          const score = { likelihood: row.likelihood, impact: at + 1 }
          return html`${score.likelihood * score.impact} ${bandTag(bandOf(matrix, score))}`
        },
      })),
    ],
    rows,
    { caption: `Scores and bands of version ${matrix.number}`, captionSize: 's' },
  )
}

const CONTENT = ['likelihood', 'impact', 'bands', 'cells'] as const

const contentOf = (matrix: MatrixVersion) => ({
  likelihood: matrix.likelihood,
  impact: matrix.impact,
  bands: matrix.bands.map((band) => ({
    ...band,
    from: String(band.from),
    reviewMonths: String(band.reviewMonths),
    escalates: band.escalates ? 'yes' : 'no',
  })),
  cells: matrix.cells.map((cell) => ({
    ...cell,
    likelihood: String(cell.likelihood),
    impact: String(cell.impact),
  })),
})

const create = form('/risks/matrices/new', {
  action: createMatrix,
  // The shipped matrix is the example to begin with: nobody writes thirty cells from nothing.
  values: async (visit) => {
    const [shipped] = await matrixCards(visit)
    const newest = shipped === undefined ? undefined : (await versionsOf(visit, shipped.id)).at(-1)
    return newest === undefined ? {} : contentOf(newest)
  },
  view: (_visit, _loaded, state) =>
    formPage('Set up a matrix', state, MATRICES, {
      submit: 'Set up the matrix',
      fields: ['code', 'name', ...CONTENT],
    }),
  then: (result) => ({ to: `/risks/matrices/${result.code}`, notice: 'The matrix was set up.' }),
})

const revise = form('/risks/matrices/:matrix/revise', {
  action: reviseMatrix,
  load: theMatrix,
  values: async (visit, matrix) => {
    const newest = (await versionsOf(visit, matrix.id)).at(-1) ?? notFound('matrix')
    return {
      matrix: matrix.id,
      fromOn: todayOf(visit).toString(),
      version: matrix.version,
      ...contentOf(newest),
    }
  },
  view: (_visit, matrix, state) =>
    formPage(
      'Give the matrix a new version',
      state,
      { href: `/risks/matrices/${matrix.code}`, text: matrix.name },
      {
        submit: 'Give it this version',
        fields: ['fromOn', ...CONTENT, 'matrix'],
        intro: paragraph(
          'Risks keep the scores they have. They are scored on the new version when they are next looked at.',
        ),
      },
    ),
  then: (result) => ({ to: `/risks/matrices/${result.code}`, notice: 'The matrix has a new version.' }),
})

const retire = form('/risks/matrices/:matrix/retire', {
  action: retireMatrix,
  load: theMatrix,
  values: (_visit, matrix) => ({ matrix: matrix.id, version: matrix.version }),
  view: (_visit, matrix, state) =>
    formPage(
      'Retire the matrix',
      state,
      { href: `/risks/matrices/${matrix.code}`, text: matrix.name },
      {
        submit: 'Retire the matrix',
        look: 'warning',
        before: warning('Nothing more is scored on it. Registers that use it need another first.'),
      },
    ),
  then: (result) => ({ to: `/risks/matrices/${result.code}`, notice: 'The matrix was retired.' }),
})

const newCategory = form('/risks/matrices/categories/new', {
  action: addCategory,
  view: (_visit, _loaded, state) =>
    formPage('Add a category', state, MATRICES, { submit: 'Add the category' }),
  then: () => ({ to: MATRICES.href, notice: 'The category was added.' }),
})

const oldCategory = form('/risks/matrices/categories/end', {
  action: endCategory,
  options: async (visit) => ({
    category: (await categories(visit)).map((one) => ({ value: one.id, text: one.name })),
  }),
  view: (_visit, _loaded, state) =>
    formPage('End a category', state, MATRICES, {
      submit: 'End the category',
      intro: paragraph('No risk takes it from today. Those that have it keep it.'),
      more: { category: { as: 'select' } },
    }),
  then: () => ({ to: MATRICES.href, notice: 'The category was ended.' }),
})

export const matrixPages: readonly Page[] = [
  showAll,
  create,
  newCategory,
  oldCategory,
  showOne,
  revise,
  retire,
]
