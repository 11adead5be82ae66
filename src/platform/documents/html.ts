// A document as part of a page, with the classes of the GOV.UK components.
import { html, safe, type Html } from '../html/index.ts'
import {
  laidOut,
  runsOf,
  type DocumentModel,
  type LaidOutBlock,
  type Run,
  type TableBlock,
  type Words,
} from './model.ts'

/** The document's front sheet and sections. The page around it brings its title as the one h1. */
export function htmlOf(document: DocumentModel): Html {
  const { frontSheet, sections, footer } = laidOut(document)
  return html`<article class="app-document" lang="${document.language}">
    ${
      frontSheet === undefined
        ? null
        : html`<dl class="govuk-summary-list app-front-sheet">
            ${frontSheet.map(
              ({ label, value }) =>
                html`<div class="govuk-summary-list__row">
                  <dt class="govuk-summary-list__key">${label}</dt>
                  <dd class="govuk-summary-list__value">${words(value)}</dd>
                </div>`,
            )}
          </dl>`
    }
    ${sections.map(
      ({ heading, number, blocks, anchor, startsPage }) =>
        html`<section${anchor === undefined ? null : html` id="${anchor}"`}${startsPage === true ? html` class="app-starts-page"` : null}>
          <h2 class="govuk-heading-m">${headingText(heading, number)}</h2>
          ${blocks.map(block)}
        </section>`,
    )}
    ${footer === undefined ? null : html`<p class="govuk-body-s app-document-footer">${footer}</p>`}
  </article>`
}

export function headingText(heading: string, number: string | undefined): string {
  return number === undefined
    ? heading
    : `${number}${/\d$/.test(number) && !number.includes(' ') ? '.' : ':'} ${heading}`
}

function block(one: LaidOutBlock): Html {
  switch (one.kind) {
    case 'paragraph':
      return html`<p class="govuk-body">${words(one.runs)}</p> `
    case 'numbered':
      return html`<p class="govuk-body app-numbered">
        <span class="app-number">${one.number}</span> ${words(one.runs)}
      </p> `
    case 'subheading':
      return html`<h3 class="govuk-heading-s">${one.text}</h3> `
    case 'bullets':
      return html`<ul class="govuk-list govuk-list--bullet">
        ${one.points.map((point) => html`<li>${words(point)}</li>`)}
      </ul> `
    case 'table':
      return table(one)
    case 'chart':
      // The drawing is hidden from those who cannot see it, and the description said in its place.
      return html`<figure class="app-chart connects-chart">
        <figcaption class="govuk-heading-s">${one.title}</figcaption>
        <div class="connects-table-frame connects-chart__frame" role="region" aria-label="${one.title}" tabindex="0"><div role="img" aria-label="${one.description}">${safe(one.svg)}</div></div>
        <details class="govuk-details">
          <summary class="govuk-details__summary">
            <span class="govuk-details__summary-text">Show as a table: ${one.title}</span>
          </summary>
          <div class="govuk-details__text">${table(one.table)}</div>
        </details>
      </figure> `
    case 'labels':
      return html`<ul class="govuk-list app-labels">
        ${one.labels.map(
          ({ svg, title, lines }) =>
            html`<li class="connects-card">
              <h3 class="govuk-heading-s">${title}</h3>
              <div class="app-label-drawing" aria-hidden="true">${safe(svg)}</div>
              ${lines.map((line) => html`<p class="govuk-body-s">${line}</p> `)}
            </li> `,
        )}
      </ul> `
    case 'decision':
      return html`<section class="govuk-inset-text app-decision">
        <h3 class="govuk-heading-s">${one.title}</h3>
        <dl class="govuk-summary-list govuk-summary-list--no-border">
          ${one.lines.map(
            ({ label, value }) =>
              html`<div class="govuk-summary-list__row">
                <dt class="govuk-summary-list__key">${label}</dt>
                <dd class="govuk-summary-list__value">${value ?? safe('&nbsp;')}</dd>
              </div>`,
          )}
        </dl>
      </section> `
  }
}

function table({ caption, columns, rows, totals }: TableBlock): Html {
  const numeric = (index: number, of: 'header' | 'cell'): string =>
    columns[index]?.align === 'right' ? ` govuk-table__${of}--numeric` : ''
  // A wide table scrolls in its frame; the page stays as narrow as the reader's window.
  return html`<div class="connects-table-frame" role="region" aria-label="${caption}" tabindex="0"><table class="govuk-table">
    <caption class="govuk-table__caption govuk-table__caption--s">
      ${caption}
    </caption>
    <thead class="govuk-table__head">
      <tr class="govuk-table__row">
        ${columns.map(
          ({ label }, index) =>
            html`<th scope="col" class="govuk-table__header${numeric(index, 'header')}">${label}</th>`,
        )}
      </tr>
    </thead>
    <tbody class="govuk-table__body">
      ${rows.map(
        (row) =>
          html`<tr class="govuk-table__row">
            ${row.map((cell, index) => html`<td class="govuk-table__cell${numeric(index, 'cell')}">${words(cell)}</td>`)}
          </tr>`,
      )}
    </tbody>
    ${
      totals === undefined
        ? null
        : html`<tfoot>
            <tr class="govuk-table__row app-totals">
              ${totals.map(
                (cell, index) =>
                  html`<td class="govuk-table__cell${numeric(index, 'cell')}">
                    <strong>${words(cell)}</strong>
                  </td>`,
              )}
            </tr>
          </tfoot>`
    }
  </table></div> `
}

function words(given: Words): Html[] {
  return runsOf(given).map(run)
}

function run(one: Run): Html {
  if (typeof one === 'string') return html`${one}`
  if (one.kind === 'strong') return html`<strong>${one.text}</strong>`
  if (!/^(\/(?!\/)|https?:\/\/|mailto:|#)/i.test(one.href)) return html`${one.text}`
  const style = one.kind === 'figure' ? 'govuk-link app-figure' : 'govuk-link'
  return html`<a class="${style}" href="${one.href}">${one.text}</a>`
}
