// Ratings as tags: the word always, a colour beside it; and a short table for other records' pages.
import { html, type Html } from '#platform/html/index.ts'
import { link, table, tag, type TagColour } from '#web/parts.ts'
import type { IndicatorSummary } from '../queries/measured.ts'
import { RAGS, TRENDS, type Rag } from '../rules.ts'

const COLOURS: Readonly<Record<Rag, TagColour>> = {
  green: 'green',
  amber: 'yellow',
  red: 'red',
  none: 'grey',
}

export const ragTag = (rag: Rag): Html => tag(RAGS[rag], COLOURS[rag])

/** A second line in a cell, quieter than the first. */
export const under = (text: string): Html | null =>
  text === '' ? null : html`<br /><span class="connects-none">${text}</span>`

/** "Q2 2026-27" that stays on one line. */
export const unbroken = (text: string): string =>
  text.replaceAll(' ', '\u00a0').replaceAll('-', '\u2060-\u2060')

export const HOME = { text: 'Home', href: '/' }
export const PERFORMANCE = { text: 'Performance', href: '/performance' }

/** Indicators on another record's page, each with the rule of its rating. */
export function indicatorList(rows: readonly IndicatorSummary[], empty: Html): Html {
  return table<IndicatorSummary>(
    [
      {
        key: 'indicator',
        label: 'Indicator',
        kind: 'text',
        value: (row) => row.title,
        show: (row) => html`${link(row.href, row.title)}${under(row.code.toUpperCase())}`,
      },
      {
        key: 'rating',
        label: 'Rating',
        kind: 'text',
        value: (row) => RAGS[row.rag],
        show: (row) => html`${ragTag(row.rag)}${under(row.ragRule)}`,
      },
      {
        key: 'latest',
        label: 'Latest',
        kind: 'text',
        value: (row) => row.latest,
        show: (row) => html`${row.latest}${under(unbroken(row.period))}`,
      },
      { key: 'target', label: 'Target', kind: 'text', value: (row) => row.target },
      {
        key: 'trend',
        label: 'Trend',
        kind: 'text',
        value: (row) => TRENDS[row.trend],
      },
    ],
    rows,
    { caption: 'Indicators', captionHidden: true, empty },
  )
}
