// The table on a page: a caption that says what it lists, headed columns and rows, figures to the right,
// a total where people add up, and links to sort by that work without scripts.
import { html, type Content, type Html } from '../html/index.ts'
import { inWords, isNumeric, shown, totalOf, type Column } from './columns.ts'

export type TableOptions<Row> = {
  readonly caption: string
  readonly captionSize?: 's' | 'm' | 'l'
  /** Keeps the caption for screen readers where a heading above already says it. */
  readonly captionHidden?: boolean
  /** How the rows are ordered and why, in words: "Oldest claim first". */
  readonly sortedBy?: string
  /** Makes headings links: `href` gets the column and the direction to ask for next. */
  readonly sort?: {
    readonly by: string
    readonly descending: boolean
    readonly href: (key: string, descending: boolean) => string
    /** The columns one can sort by; all when left out. */
    readonly keys?: readonly string[]
  }
  /** Which column names its row; the first when left out, null for none. */
  readonly rowHeader?: string | null
  /** Shown instead of the table when there are no rows. */
  readonly empty?: Content
  readonly totalLabel?: string
  /** For a page of a longer list, whose total is not the sum of the rows shown. */
  readonly totals?: Readonly<Record<string, bigint | number>>
  readonly id?: string
  /** The class of a row, for one that wants attention; say why in a cell too. */
  readonly rowClass?: (row: Row) => string | undefined
}

/** An accessible table of the rows; the `empty` content when there are none. */
export function tableOf<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  options: TableOptions<Row>,
): Html {
  if (rows.length === 0 && options.empty !== undefined) return html`${options.empty}`
  const on = columns.filter((column) => column.downloadOnly !== true)
  const header = options.rowHeader === undefined ? on[0]?.key : options.rowHeader
  // A wide table scrolls within itself on a narrow screen; the frame takes the keyboard so that it can be scrolled.
  return html`<div class="connects-table-frame" role="region" aria-label="${options.caption}" tabindex="0">
    <table class="govuk-table connects-table"${options.id === undefined ? null : html` id="${options.id}"`}>
      <caption class="govuk-table__caption ${options.captionHidden === true ? 'govuk-visually-hidden' : `govuk-table__caption--${options.captionSize ?? 'm'}`}">${options.caption}${
        options.sortedBy === undefined
          ? null
          : html` <span class="connects-table__order">${options.sortedBy}</span>`
      }</caption>
      <thead class="govuk-table__head">
        <tr class="govuk-table__row">${on.map((column) => headingOf(column, options))}</tr>
      </thead>
      <tbody class="govuk-table__body">${rows.map((row) => rowOf(on, row, header ?? null, options))}</tbody>
      ${totalsOf(on, rows, options)}</table>
  </div>`
}

function headingOf<Row>(column: Column<Row>, options: TableOptions<Row>): Html {
  const numeric = isNumeric(column.kind) ? ' govuk-table__header--numeric' : ''
  const { sort } = options
  if (sort === undefined || (sort.keys !== undefined && !sort.keys.includes(column.key))) {
    return html`<th scope="col" class="govuk-table__header${numeric}">${column.label}</th>`
  }
  const current = sort.by === column.key
  const order = current ? (sort.descending ? 'descending' : 'ascending') : 'none'
  const mark = current
    ? html`<svg class="connects-sort__mark" width="10" height="8" viewBox="0 0 10 8" aria-hidden="true" focusable="false">
        <path d="${sort.descending ? 'M0 0h10L5 8z' : 'M0 8h10L5 0z'}" />
      </svg>`
    : null
  return html`<th scope="col" class="govuk-table__header${numeric}" aria-sort="${order}">
    <a class="govuk-link connects-sort" href="${sort.href(column.key, current ? !sort.descending : false)}">${column.label}${mark}</a>
  </th>`
}

function rowOf<Row>(
  columns: readonly Column<Row>[],
  row: Row,
  header: string | null,
  options: TableOptions<Row>,
): Html {
  const more = options.rowClass?.(row)
  return html`<tr class="govuk-table__row${more === undefined ? '' : ` ${more}`}">${columns.map((column) => {
    const numeric = isNumeric(column.kind)
    if (column.key === header) {
      return html`<th scope="row" class="govuk-table__header${numeric ? ' govuk-table__header--numeric' : ''}">${shown(column, row)}</th>`
    }
    return html`<td class="govuk-table__cell${numeric ? ' govuk-table__cell--numeric' : ''}">${shown(column, row)}</td>`
  })}</tr> `
}

function totalsOf<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  options: TableOptions<Row>,
): Html | null {
  if (!columns.some((column) => column.total === true)) return null
  const firstTotal = columns.findIndex((column) => column.total === true)
  const label = options.totalLabel ?? 'Total'
  const cells = columns.slice(firstTotal).map((column) => {
    const total = options.totals?.[column.key] ?? totalOf(column, rows)
    return html`<td class="govuk-table__cell${isNumeric(column.kind) ? ' govuk-table__cell--numeric' : ''}">${total === null ? null : inWords(total, column.kind)}</td>`
  })
  const heading =
    firstTotal === 0
      ? null
      : html`<th scope="row" class="govuk-table__header"${firstTotal > 1 ? html` colspan="${firstTotal}"` : null}>${label}</th>`
  return html`<tfoot class="connects-table__foot">
    <tr class="govuk-table__row">${heading}${cells}</tr>
  </tfoot> `
}
