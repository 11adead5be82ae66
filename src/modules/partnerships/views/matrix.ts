// Services by body: one table for a wide page, the same as a list for each service on a narrow one; and the gaps and
// overlaps it shows. The stage is a word in every cell, never a colour.
import { html, joined, type Html } from '#platform/html/index.ts'
import type { Column } from '#platform/tables/index.ts'
import {
  bullets,
  details,
  downloads,
  emptyState,
  filterPanel,
  heading,
  link,
  paragraph,
  type FilterField,
} from '#web/parts.ts'
import type { Arrangement } from '../queries/arrangements.ts'
import { STAGE_MARKS, STAGES, type Stage } from '../rules/arrangements.ts'
import type { Body, Gaps, Matrix, MatrixRow } from '../rules/matrix.ts'
import { arrangementLine, sharingNavigation } from './arrangements.ts'

type Row = MatrixRow<Arrangement>

const inCell = (arrangements: readonly Arrangement[]): string =>
  arrangements.map((one) => STAGES[one.stage]).join('; ')

const markIn = (one: Arrangement, service: string): Html =>
  html`<a class="govuk-link" href="/shared-services/${one.id}"><span aria-hidden="true">${STAGE_MARKS[one.stage]}</span><span class="govuk-visually-hidden">${STAGES[one.stage]}: ${service}, ${one.area}</span></a>`

/** The columns of the file: the service, then one for each body, with whole words in its cells. */
export function matrixColumns(bodies: readonly Body[]): readonly Column<Row>[] {
  return [
    {
      key: 'service',
      label: 'Service',
      kind: 'text',
      value: (row) => row.service,
    },
    { key: 'heading', label: 'Heading', kind: 'text', value: (row) => row.heading },
    ...bodies.map((body): Column<Row> => ({
      key: body.code,
      label: body.name,
      kind: 'text',
      value: (row) => inCell(row.cells.get(body.id) ?? []),
    })),
  ]
}

export type MatrixView = {
  readonly matrix: Matrix<Arrangement>
  readonly filters: readonly FilterField[]
  readonly query: Readonly<Record<string, string>>
  readonly when: string
}

export function matrixView({ matrix, filters, query, when }: MatrixView): Html {
  const { bodies, rows } = matrix
  const headings = [...Map.groupBy(rows, (row) => row.heading)]
  return html`${heading('Services by body', { caption: 'Shared services' })}${paragraph(`Which body shares which service, ${when}.`)}
    ${sharingNavigation('/shared-services/matrix')}
    ${filterPanel({ action: '/shared-services/matrix', fields: filters })}
    ${
      rows.length === 0
        ? emptyState(
            'Nothing to lay out',
            'Services and bodies appear here once arrangements match. Choose another filter.',
            { href: '/shared-services', text: 'Look at all arrangements' },
          )
        : html`<div class="connects-wide">${paragraph(html`In the table: ${joined(marksIn(rows), ', ')}.`, { small: true })}${wideTable(bodies, headings)}</div>
    <div class="connects-narrow">${headings.map(([name, own]) => html`${heading(name, { level: 2 })}${own.map((row) => narrowService(bodies, row))}`)}</div>
    ${downloads('/shared-services/matrix', query)}`
    }`
}

const marksIn = (rows: readonly Row[]): Html[] => {
  const stages = new Set(rows.flatMap((row) => [...row.cells.values()].flat().map((one) => one.stage)))
  return (Object.keys(STAGES) as Stage[])
    .filter((stage) => stages.has(stage))
    .map((stage) => html`<strong>${STAGE_MARKS[stage]}</strong> is ${STAGES[stage].toLowerCase()}`)
}

// One table, so that a body stands in the same column whatever the heading; each heading is a group of its rows.
function wideTable(bodies: readonly Body[], headings: readonly (readonly [string, readonly Row[]])[]): Html {
  return html`<div class="connects-table-frame" role="region" aria-label="Services by body" tabindex="0">
    <table class="govuk-table connects-table">
      <caption class="govuk-table__caption govuk-visually-hidden">Services by body</caption>
      <thead class="govuk-table__head">
        <tr class="govuk-table__row"><th scope="col" class="govuk-table__header">Service</th>${bodies.map((body) => html`<th scope="col" class="govuk-table__header">${shortened(body.name)}</th>`)}</tr>
      </thead>
      ${headings.map(
        ([name, rows]) => html`<tbody class="govuk-table__body">
        <tr class="govuk-table__row"><th scope="rowgroup" colspan="${bodies.length + 1}" class="govuk-table__header"><strong>${name}</strong></th></tr>
        ${rows.map(
          (row) =>
            html`<tr class="govuk-table__row"><th scope="row" class="govuk-table__header">${row.code === null ? row.service : link(`/services/${row.code}`, row.service)}</th>${bodies.map(
              (body) =>
                html`<td class="govuk-table__cell">${joined(
                  (row.cells.get(body.id) ?? []).map((one) => markIn(one, row.service)),
                  html`<br>`,
                )}</td>`,
            )}</tr>`,
        )}
      </tbody>`,
      )}
    </table>
  </div>`
}

// Where a column must be narrow, "Ashford Borough Council" is seen as Ashford and heard whole.
function shortened(name: string): Html {
  const match = /^(.+?)( (?:Borough|City|County|District)? ?Council)$/.exec(name)
  return match === null
    ? html`${name}`
    : html`${match[1]}<span class="govuk-visually-hidden">${match[2]}</span>`
}

const narrowService = (bodies: readonly Body[], row: Row): Html =>
  html`${heading(row.service, { level: 3 })}${bullets(
    bodies.flatMap((body) =>
      (row.cells.get(body.id) ?? []).map(
        (one) =>
          html`${body.name}: ${link(`/shared-services/${one.id}`, STAGES[one.stage], { hidden: `${row.service}, ${one.area}` })}`,
      ),
    ),
  )}`

export function gapsView(gaps: Gaps<Arrangement>, filters: readonly FilterField[], when: string): Html {
  const { overlaps, apart, unshared, alone } = gaps
  const part = (title: string, lines: readonly Html[], none: string): Html =>
    html`${heading(title, { level: 2 })}${lines.length === 0 ? paragraph(none) : bullets(lines, { spaced: true })}`
  const byHeading = [...Map.groupBy(unshared, (service) => service.heading)]
  return html`${heading('Gaps and overlaps', { caption: 'Shared services' })}${paragraph(`What the arrangements leave open, ${when}. A gap is a place to look at, not a fault.`)}
    ${sharingNavigation('/shared-services/gaps')}
    ${filterPanel({ action: '/shared-services/gaps', fields: filters })}
    ${part(
      'Neighbours working on the same apart from each other',
      apart.map(
        (one) =>
          html`${one.service}: ${joined(
            one.arrangements.map(
              (each) =>
                html`${link(`/shared-services/${each.id}`, each.area)} (${each.parties.map((party) => party.name).join(', ')})`,
            ),
            ' and ',
          )}`,
      ),
      'Nobody explores or develops the same service apart from others.',
    )}
    ${part(
      'A body twice in one service',
      overlaps.map(
        (one) =>
          html`${one.body.name} in ${one.service}: ${joined(
            one.arrangements.map(
              (each) =>
                html`${link(`/shared-services/${each.id}`, each.area, { hidden: one.service })}, ${STAGES[each.stage].toLowerCase()}`,
            ),
            '; ',
          )}`,
      ),
      'No body is in two arrangements for one service.',
    )}
    ${part(
      'Bodies that share nothing',
      alone.map((body) => link(`/organisations/${body.code}`, body.name)),
      'Every member of a partnership shares something.',
    )}
    ${heading('Services that nobody shares', { level: 2 })}${byHeading.length === 0 ? paragraph('Every service of the list is shared by somebody.') : byHeading.map(([name, own]) => details(`${name} (${own.length})`, bullets(own.map((service) => link(`/services/${service.code}`, service.name)))))}`
}

/** The arrangements of a body or a partnership on its page: the first few, and the way to all. */
export function arrangementsPart(rows: readonly Arrangement[], most: number, all: string): Html {
  return html`${bullets(rows.slice(0, most).map(arrangementLine), { spaced: true })}${rows.length > most ? paragraph(link(all, `See all ${rows.length}`)) : null}`
}
