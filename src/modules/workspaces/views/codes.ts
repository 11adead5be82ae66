// The codes of a workplace: which label leads where, and the sheet to print.
import { html } from '#platform/html/index.ts'
import type { View } from '#platform/http/index.ts'
import type { Column } from '#platform/tables/index.ts'
import { downloads, emptyState, filterPanel, heading, link, paragraph, table } from '#web/parts.ts'
import { placeInWords, type Floor, type Resource, type Zone } from '../queries/estate.ts'
import type { Workplace } from '../queries/workplaces.ts'
import { RESOURCE_KINDS, RESOURCE_KINDS_PLURAL } from '../rules.ts'

export const codeColumns = (address: (code: string) => string): readonly Column<Resource>[] => [
  { key: 'name', label: 'Place', kind: 'text', value: (row) => row.name },
  { key: 'kind', label: 'Kind', kind: 'text', value: (row) => RESOURCE_KINDS[row.kind] },
  { key: 'where', label: 'Where', kind: 'text', value: placeInWords },
  {
    key: 'address',
    label: 'Address',
    kind: 'text',
    value: (row) => address(row.check_in_code),
    show: (row) => link(`/workspaces/at/${row.check_in_code}`, 'Open its page', { hidden: `of ${row.name}` }),
  },
]

export function codesView(shown: {
  readonly site: Workplace
  readonly floors: readonly Floor[]
  readonly zones: readonly Zone[]
  readonly rows: readonly Resource[]
  readonly query: Readonly<Record<string, string>>
  readonly address: (code: string) => string
  readonly most: number
}): View {
  const { site, floors, zones, rows, query } = shown
  const path = `/workspaces/${site.code}/manage/codes`
  const asked = new URLSearchParams(
    Object.entries(query).filter(
      ([name, value]) => ['floor', 'zone', 'kind', 'place'].includes(name) && value !== '',
    ),
  )
  asked.set('format', 'pdf')
  return {
    title: `Codes: ${site.name}`,
    back: { href: `/workspaces/${site.code}/manage`, text: `Managing ${site.name}` },
    wide: true,
    body: html`${heading('Codes to print', { caption: site.name })}
      ${paragraph('Each label has a code that opens the page of its desk or room: there people check in, or book it when it is free. Print the sheet, cut out the labels, and put each where it belongs. A code is no secret and stays the same.')}
      ${filterPanel({
        action: path,
        submit: 'Choose',
        fields: [
          {
            kind: 'select',
            name: 'floor',
            label: 'Floor',
            value: query['floor'],
            options: floors.map((one) => ({ value: one.code, text: one.name })),
          },
          {
            kind: 'select',
            name: 'zone',
            label: 'Zone',
            value: query['zone'],
            options: zones.map((one) => ({ value: one.code, text: one.name })),
          },
          {
            kind: 'select',
            name: 'kind',
            label: 'Kind',
            value: query['kind'],
            options: Object.entries(RESOURCE_KINDS_PLURAL).map(([value, text]) => ({ value, text })),
          },
          { kind: 'text', name: 'place', label: 'Name', value: query['place'] },
        ],
      })}
      ${
        rows.length === 0
          ? null
          : rows.length > shown.most
            ? paragraph(`A sheet has at most ${shown.most} labels. Choose a floor or a zone.`)
            : html`<p class="govuk-body"><a class="govuk-button" href="${path}?${asked.toString()}" download data-module="govuk-button">Sheet of ${rows.length} ${rows.length === 1 ? 'label' : 'labels'} (PDF)</a></p>`
      }
      ${table(codeColumns(shown.address), rows, {
        caption: 'Places and their codes',
        captionHidden: true,
        sortedBy: 'By floor and zone',
        empty: emptyState(
          'There is nothing to print',
          'Desks, rooms and other places of this workplace appear here, each with its code.',
        ),
      })}${rows.length === 0 ? null : downloads(path, query)}`,
  }
}
