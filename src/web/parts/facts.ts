// What is known about one thing: rows of question and answer, and the few figures that lead to their records.
import { html, type Content, type Html } from '#platform/html/index.ts'
import { heading, hidden, none } from './words.ts'

export type SummaryRow = {
  readonly key: Content
  readonly value: Content
  readonly actions?: readonly { readonly href: string; readonly text: string; readonly hidden?: string }[]
}

/** Question and answer, one row each; false rows are left out and an empty answer is said. */
export function summaryList(
  rows: readonly (SummaryRow | null | undefined | false)[],
  more: { title?: string; actions?: readonly { href: string; text: string }[]; noBorder?: boolean } = {},
): Html {
  const kept = rows.filter((row): row is SummaryRow => row !== null && row !== undefined && row !== false)
  const acting = kept.some((row) => row.actions !== undefined && row.actions.length > 0)
  const list = html`<dl class="govuk-summary-list${more.noBorder === true ? ' govuk-summary-list--no-border' : ''}">${kept.map((row) => summaryRow(row, acting))}</dl> `
  if (more.title === undefined) return list
  const actions = more.actions ?? []
  return html`<div class="govuk-summary-card">
    <div class="govuk-summary-card__title-wrapper">
      <h2 class="govuk-summary-card__title">${more.title}</h2>
      ${
        actions.length === 0
          ? null
          : html`<ul class="govuk-summary-card__actions">${actions.map((action) => html`<li class="govuk-summary-card__action"><a class="govuk-link" href="${action.href}">${action.text}${hidden(`(${more.title})`)}</a></li>`)}</ul>`
      }</div>
    <div class="govuk-summary-card__content">${list}</div>
  </div> `
}

function summaryRow(row: SummaryRow, acting: boolean): Html {
  const actions = row.actions ?? []
  const value =
    row.value === null || row.value === undefined || row.value === '' || row.value === false
      ? none()
      : row.value
  return html`<div class="govuk-summary-list__row${acting && actions.length === 0 ? ' govuk-summary-list__row--no-actions' : ''}">
    <dt class="govuk-summary-list__key">${row.key}</dt>
    <dd class="govuk-summary-list__value${typeof value === 'string' && value.includes('\n') ? ' connects-lines' : ''}">${value}</dd>
    ${
      actions.length === 0
        ? null
        : html`<dd class="govuk-summary-list__actions">${actions.map((action, at) => html`${at > 0 ? ' ' : null}<a class="govuk-link" href="${action.href}">${action.text}${hidden(action.hidden ?? (typeof row.key === 'string' ? row.key.toLowerCase() : undefined))}</a>`)}</dd>`
    }</div> `
}

/** Terms and what they mean, for a glossary or a legend. */
export function definitionList(
  entries: readonly { readonly term: Content; readonly meaning: Content }[],
): Html {
  return html`<dl class="connects-definitions">${entries.map(
    ({ term, meaning }) =>
      html`<dt>${term}</dt>
          <dd>${meaning}</dd> `,
  )}</dl> `
}

export type Stat = {
  readonly label: string
  readonly value: Content
  /** The records behind the figure: every figure leads to them. */
  readonly href?: string
  readonly note?: Content
}

/** A few figures side by side, each one click from its records. */
export function statGrid(stats: readonly Stat[], more: { title?: string } = {}): Html {
  const title = more.title === undefined ? null : heading(more.title, { level: 2 })
  return html`${title}
    <ul class="connects-stats">${stats.map(
      (stat) =>
        html`<li class="connects-stat">
            <span class="connects-stat__label">${stat.href === undefined ? stat.label : html`<a class="govuk-link" href="${stat.href}">${stat.label}</a>`}</span>
            <span class="connects-stat__value">${stat.value}</span>${
              stat.note === undefined ? null : html` <span class="connects-stat__note">${stat.note}</span>`
            }</li> `,
    )}</ul> `
}
