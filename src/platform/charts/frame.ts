// A chart on a page: its title, the drawing, and the figures one disclosure away.
import { html, type Html } from '../html/index.ts'
import { tableOf } from '../tables/index.ts'
import type { Chart } from './drawing.ts'

export function chartWithTable(
  chart: Chart,
  more: { readonly level?: 2 | 3; readonly open?: boolean; readonly note?: string } = {},
): Html {
  const title =
    more.level === 3
      ? html`<h3 class="connects-chart__title">${chart.title}</h3>`
      : html`<h2 class="connects-chart__title">${chart.title}</h2>`
  if (chart.rows.length === 0)
    return html`<div class="connects-chart">${title}
      <p class="govuk-body">There are no figures to show yet.</p>
    </div> `
  const table = tableOf(chart.columns, chart.rows, {
    caption: `${chart.title}: the figures`,
    captionHidden: true,
  })
  return html`<div class="connects-chart">${title}
    <div class="connects-table-frame connects-chart__frame" role="region" aria-label="${chart.title}" tabindex="0">${chart.svg}</div>
    ${more.note === undefined ? null : html`<p class="govuk-body-s">${more.note}</p>`}
    <details class="govuk-details"${more.open === true ? html` open` : null}>
      <summary class="govuk-details__summary">
        <span class="govuk-details__summary-text">Show the figures<span class="govuk-visually-hidden"> of ${chart.title}</span></span>
      </summary>
      <div class="govuk-details__text">${table}</div>
    </details>
  </div> `
}
