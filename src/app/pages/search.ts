// The page of the box: what was asked, the filters, and what was found with the words around it.
import { readLoosely } from '#platform/fields/index.ts'
import { html, type Html } from '#platform/html/index.ts'
import { get, page, type Page, type Visit } from '#platform/http/index.ts'
import {
  lookFor,
  MOST_COUNTED,
  type Hit,
  type Looked,
  type Piece,
  type SearchKind,
} from '#platform/search/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { organisationsNamed } from '#modules/organisations/index.ts'
import { bullets, emptyState, filterPanel, heading, listPages, paragraph } from '#web/parts.ts'
import { govuk } from '#web/govuk.ts'
import { kindsOf, searchQuery } from '../search.ts'
import type { Connects } from '../open.ts'

const FIGURES = new Intl.NumberFormat('en-GB')

/** One page: it works without a script, and everything asked is in its address. */
export function searchPages(connects: Connects): readonly Page[] {
  const kinds = kindsOf(connects.parts)
  const asking = searchQuery(kinds)
  return [
    get('/search', {
      permission: 'public',
      async run(visit) {
        const { answers, faults } = readLoosely(asking.parameters, visit.query)
        const none = { kind: null, body: null, from: null, to: null, after: null }
        const looked =
          faults.length > 0 ? undefined : await lookFor(visit, answers.words ?? '', { ...none, ...answers })
        const bodies = (await organisationsNamed(visit)).map(({ id, name }) => ({ value: id, text: name }))
        const named = new Map(bodies.map(({ value, text }) => [value, text]))
        return page({
          title:
            visit.query['words'] === undefined ? 'Search' : `Search: ${visit.query['words'].slice(0, 100)}`,
          faulty: faults.length > 0,
          body: html`${
            faults.length === 0
              ? null
              : govuk.errorSummary({
                  titleText: 'There is a problem',
                  errorList: faults.map((one) => ({ text: one.message, href: `#filter-${one.field}` })),
                })
          }${heading('Search')}${filters(visit, kinds, bodies, looked)}${looked === undefined ? null : answer(visit, looked, kinds, named)}`,
        })
      },
    }),
  ]
}

type Option = { readonly value: string; readonly text: string }

function filters(
  { query }: Visit,
  kinds: readonly SearchKind[],
  bodies: readonly Option[],
  looked: Looked | undefined,
): Html {
  const counted = new Map(looked?.kinds.map(({ kind, count }) => [kind, count]))
  const isNarrowed = (query['kind'] ?? '') !== ''
  const options = kinds.map(({ kind, plural }) => {
    const count = counted.get(kind)
    return { value: kind, text: count === undefined || isNarrowed ? plural : `${plural} (${count})` }
  })
  return filterPanel({
    action: '/search',
    label: 'Search everything',
    submit: 'Search',
    fields: [
      { kind: 'text', name: 'words', label: 'Words', value: query['words'] },
      { kind: 'select', name: 'kind', label: 'Kind', value: query['kind'], options, any: 'Everything' },
      {
        kind: 'select',
        name: 'body',
        label: 'Body',
        value: query['body'],
        options: bodies,
        any: 'All bodies',
      },
      { kind: 'date', name: 'from', label: 'From', value: query['from'] },
      { kind: 'date', name: 'to', label: 'To', value: query['to'] },
    ],
  })
}

function answer(
  { query }: Visit,
  looked: Looked,
  kinds: readonly SearchKind[],
  bodies: ReadonlyMap<string, string>,
): Html {
  if (looked.state === 'nothing-asked')
    return html`${heading('How to ask', { level: 2 })}${bullets([
      'Words are found in every form: "policies" finds "policy".',
      'All of them must be there. A reference such as 2026-003 is one word.',
      'Quotation marks keep words together: "terms of reference".',
      'A minus leaves records out: cyber -training.',
    ])}${paragraph('You find what you may open, and nothing else.')}`
  if (looked.state === 'too-long')
    return emptyState(
      'That took too long',
      'The words are too common together. Add a word that says more, or choose a kind.',
    )
  if (looked.count === 0)
    return emptyState(
      'Nothing found',
      'Records with all of these words appear here, if you may open them. Use fewer words or another form of them, or take a filter away.',
    )
  const name = new Map(kinds.map((one) => [one.kind, one.title]))
  return html`${heading(countOf(looked), { level: 2, size: 'm' })}
    ${looked.beginning ? paragraph('Nothing has the words as you typed them. These have a word that begins like the last one.') : null}
    <ol class="govuk-list connects-found">${looked.rows.map((hit) => found(hit, name.get(hit.kind) ?? '', hit.body === null ? undefined : bodies.get(hit.body)))}</ol>
    ${listPages('/search', query, looked.next)}`
}

function countOf({ more, count }: Looked): string {
  if (more) return `More than ${FIGURES.format(MOST_COUNTED)} records`
  return count === 1 ? 'One record' : `${FIGURES.format(count)} records`
}

function found(hit: Hit, kind: string, body: string | undefined): Html {
  const facts = [kind, body, hit.at === null ? undefined : formatDate(hit.at)].filter(
    (one) => one !== undefined,
  )
  const { file, pieces } = hit.excerpt
  return html`<li class="connects-found__record">
    <h3 class="govuk-heading-s govuk-!-margin-bottom-1"><a class="govuk-link" href="${hit.href}">${marks(hit.marked)}</a></h3>
    <p class="govuk-body-s govuk-!-margin-bottom-1 connects-found__facts">${facts.join(' · ')}</p>
    ${pieces.length === 0 ? null : html`<p class="govuk-body govuk-!-margin-bottom-0">${file === null ? null : html`In the file ${file}: `}${marks(pieces)}</p>`}
  </li> `
}

const marks = (pieces: readonly Piece[]): readonly (string | Html)[] =>
  pieces.map(({ text, marked }) => (marked ? html`<mark class="connects-found__word">${text}</mark>` : text))
