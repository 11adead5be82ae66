// Headings, paragraphs, links and lists.
import { html, type Content, type Html } from '#platform/html/index.ts'
import { formatDateRange } from '#platform/time/index.ts'

export type Size = 'xl' | 'l' | 'm' | 's'

/** A heading with an optional caption above it. Level 1 and large by default: the page's own heading. */
export function heading(
  text: Content,
  more: { caption?: Content; size?: Size; level?: 1 | 2 | 3 | 4; id?: string } = {},
): Html {
  const level = more.level ?? 1
  const size = more.size ?? (['l', 'm', 's', 's'] as const)[level - 1] ?? 's'
  const id = more.id === undefined ? null : html` id="${more.id}"`
  const caption =
    more.caption === undefined
      ? null
      : html`<span class="govuk-caption-${size === 's' ? 'm' : size}">${more.caption}</span> `
  const inner = html`class="govuk-heading-${size}"${id}>${caption}${text}`
  if (level === 1) return html`<h1 ${inner}</h1>\n`
  if (level === 2) return html`<h2 ${inner}</h2>\n`
  return level === 3 ? html`<h3 ${inner}</h3>\n` : html`<h4 ${inner}</h4>\n`
}

/** A paragraph. With a string, blank lines divide it, so that what a person wrote keeps its paragraphs. */
export function paragraph(content: Content, more: { lead?: boolean; small?: boolean } = {}): Html {
  const size = more.lead === true ? 'govuk-body-l' : more.small === true ? 'govuk-body-s' : 'govuk-body'
  const pieces = typeof content === 'string' ? content.split(/\n{2,}/) : [content]
  return html`${pieces.map((piece) => html`<p class="${size}${typeof piece === 'string' && piece.includes('\n') ? ' connects-lines' : ''}">${piece}</p> `)}`
}

export function link(
  href: string,
  text: Content,
  more: { hidden?: string; muted?: boolean; download?: boolean } = {},
): Html {
  return html`<a class="govuk-link${more.muted === true ? ' govuk-link--muted' : ''}" href="${href}"${more.download === true ? html` download` : null}>${text}${hidden(more.hidden)}</a>`
}

/** Words for a screen reader only: "Change" needs to say what. */
export const hidden = (words: string | undefined): Html | null =>
  words === undefined ? null : html`<span class="govuk-visually-hidden"> ${words}</span>`

export function bullets(entries: readonly Content[], more: { spaced?: boolean } = {}): Html {
  return html`<ul class="govuk-list govuk-list--bullet${more.spaced === true ? ' govuk-list--spaced' : ''}">${entries.map((entry) => html`<li>${entry}</li> `)}</ul> `
}

export function numbered(entries: readonly Content[], more: { spaced?: boolean } = {}): Html {
  return html`<ol class="govuk-list govuk-list--number${more.spaced === true ? ' govuk-list--spaced' : ''}">${entries.map((entry) => html`<li>${entry}</li> `)}</ol> `
}

export const hint = (content: Content): Html => html`<p class="govuk-hint">${content}</p> `

export const inset = (content: Content): Html => html`<div class="govuk-inset-text">${content}</div> `

export function warning(content: Content): Html {
  return html`<div class="govuk-warning-text">
    <span class="govuk-warning-text__icon" aria-hidden="true">!</span><strong class="govuk-warning-text__text"><span class="govuk-visually-hidden">Warning</span> ${content}</strong>
  </div> `
}

/** Said where there is no answer, so that an empty cell never looks like a fault of the page. */
export const none = (words = 'None'): Html => html`<span class="connects-none">${words}</span>`

export const dateRange = (from: Temporal.PlainDate, to: Temporal.PlainDate): string =>
  formatDateRange(from, to)
