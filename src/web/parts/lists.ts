// Long lists: a table with its downloads, the pages of it, and the filters above it. Everything is in the
// address, so a list can be kept as a bookmark and works without scripts.
import { html, type Content, type Html } from '#platform/html/index.ts'
import { tableOf, type Column, type TableOptions } from '#platform/tables/index.ts'
import { hidden } from './words.ts'

/** The table of a list, from the same columns as its downloads. */
export function table<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  options: TableOptions<Row>,
): Html {
  return tableOf(columns, rows, options)
}

/** Links to the same list as files. `path` is the list's own path; the filters in `query` go along. */
export function downloads(path: string, query: Readonly<Record<string, string>> = {}): Html {
  const rest = Object.entries(query).filter(
    ([name, value]) => value !== '' && !['after', 'page', 'format'].includes(name),
  )
  const href = (format: string): string =>
    `${path}?${new URLSearchParams([...rest, ['format', format]]).toString()}`
  return html`<p class="govuk-body-s connects-downloads">
    Download this list:
    <a class="govuk-link" href="${href('csv')}" download>CSV${hidden('of this list')}</a> or
    <a class="govuk-link" href="${href('xlsx')}" download>spreadsheet (XLSX)${hidden('of this list')}</a>
  </p> `
}

type Step = { readonly href: string; readonly text?: string }

/** Previous and next, with what is shown of how many. Nothing when all fits on one page. */
export function pagination(more: {
  previous?: Step | null
  next?: Step | null
  showing?: string
  label?: string
}): Html | null {
  const { previous, next } = more
  const shown =
    more.showing === undefined ? null : html`<p class="govuk-body-s connects-showing">${more.showing}</p>`
  if (!previous && !next) return shown
  const step = (kind: 'prev' | 'next', one: Step, words: string, path: string): Html => {
    const arrow = html`<svg class="govuk-pagination__icon govuk-pagination__icon--${kind}" xmlns="http://www.w3.org/2000/svg" height="13" width="15" aria-hidden="true" focusable="false" viewBox="0 0 15 13">
      <path d="${path}"></path>
    </svg>`
    const title = html`<span class="govuk-pagination__link-title">${one.text ?? words}<span class="govuk-visually-hidden"> page</span></span>`
    return html`<div class="govuk-pagination__${kind}">
      <a class="govuk-link govuk-pagination__link" href="${one.href}" rel="${kind}">${kind === 'prev' ? [arrow, title] : [title, arrow]}</a>
    </div>`
  }
  return html`<nav class="govuk-pagination" aria-label="${more.label ?? 'Pages of this list'}">${
    previous
      ? step(
          'prev',
          previous,
          'Previous',
          'm6.5938-0.0078125-6.7266 6.7266 6.7441 6.4062 1.377-1.449-4.1856-3.9768h12.896v-2h-12.984l4.2931-4.293-1.414-1.414z',
        )
      : null
  }${
    next
      ? step(
          'next',
          next,
          'Next',
          'm8.107-0.0078125-1.4136 1.414 4.2926 4.293h-12.986v2h12.896l-4.1855 3.9766 1.377 1.4492 6.7441-6.4062-6.7246-6.7266z',
        )
      : null
  }</nav>
    ${shown} `
}

/** The way through a long list whose pages are cut by cursors: on to the next, or back to the beginning. The filters go along. */
export function listPages(
  path: string,
  query: Readonly<Record<string, string>>,
  next: string | undefined,
  showing?: string,
): Html | null {
  const rest = Object.entries(query).filter(([name, value]) => value !== '' && name !== 'after')
  const href = (more: readonly [string, string][]): string => {
    const words = new URLSearchParams([...rest, ...more]).toString()
    return words === '' ? path : `${path}?${words}`
  }
  return pagination({
    previous:
      query['after'] === undefined || query['after'] === '' ? null : { href: href([]), text: 'First' },
    next: next === undefined ? null : { href: href([['after', next]]) },
    ...(showing === undefined ? {} : { showing }),
  })
}

export type FilterOption = { readonly value: string; readonly text: string }

export type FilterField =
  | {
      readonly kind: 'text' | 'date' | 'month'
      readonly name: string
      readonly label: string
      readonly value?: string | undefined
    }
  | {
      readonly kind: 'select'
      readonly name: string
      readonly label: string
      readonly value?: string | undefined
      readonly options: readonly FilterOption[]
      readonly any?: string
    }

/** The filters of a list as a form that puts its answers in the address. */
export function filterPanel(more: {
  readonly action: string
  readonly fields: readonly FilterField[]
  readonly submit?: string
  /** What is kept in the address besides the filters, such as the order. */
  readonly keep?: Readonly<Record<string, string>>
  readonly label?: string
}): Html {
  const used = more.fields.some((field) => field.value !== undefined && field.value !== '')
  return html`<form class="connects-filter" method="get" action="${more.action}" role="search" aria-label="${more.label ?? 'Filter this list'}">${Object.entries(more.keep ?? {}).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
    <div class="connects-filter__fields">${more.fields.map(filterField)}</div>
    <div class="govuk-button-group">
      <button type="submit" class="govuk-button govuk-button--secondary" data-module="govuk-button">${more.submit ?? 'Show'}</button>${used ? html`<a class="govuk-link" href="${more.action}">Clear the filter</a>` : null}</div>
  </form> `
}

function filterField(field: FilterField): Html {
  const id = `filter-${field.name}`
  const label = html`<label class="govuk-label" for="${id}">${field.label}</label>`
  if (field.kind !== 'select') {
    const type = field.kind === 'text' ? 'search' : field.kind
    return html`<div class="govuk-form-group">${label}<input class="govuk-input" id="${id}" name="${field.name}" type="${type}" value="${field.value ?? ''}"/>
    </div>`
  }
  const options: FilterOption[] = [{ value: '', text: field.any ?? 'All' }, ...field.options]
  return html`<div class="govuk-form-group">${label}<select class="govuk-select" id="${id}" name="${field.name}">${options.map(
    (option) =>
      html`<option value="${option.value}"${option.value === (field.value ?? '') ? html` selected` : null}>${option.text}</option>`,
  )}</select>
  </div>`
}

/** One search box. */
export function searchForm(more: {
  readonly action: string
  readonly name?: string
  readonly label: string
  readonly value?: string
  readonly hint?: Content
}): Html {
  return filterPanel({
    action: more.action,
    label: more.label,
    submit: 'Search',
    fields: [{ kind: 'text', name: more.name ?? 'q', label: more.label, value: more.value }],
  })
}
