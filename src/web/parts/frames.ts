// Frames around content: disclosures, notices, timelines, the second navigation of a record.
import { html, type Content, type Html } from '#platform/html/index.ts'
import { formatDate, formatDateTime } from '#platform/time/index.ts'
import { heading } from './words.ts'

export function details(summary: string, content: Content, more: { open?: boolean; id?: string } = {}): Html {
  return html`<details class="govuk-details"${more.id === undefined ? null : html` id="${more.id}"`}${more.open === true ? html` open` : null}>
    <summary class="govuk-details__summary">
      <span class="govuk-details__summary-text">${summary}</span>
    </summary>
    <div class="govuk-details__text">${content}</div>
  </details> `
}

/** A notice at the head of a page: what was just done, or what a reader must know first. */
export function noticeBanner(
  content: Content,
  more: { kind?: 'success' | 'important'; title?: string } = {},
): Html {
  const success = more.kind === 'success'
  return html`<div class="govuk-notification-banner${success ? ' govuk-notification-banner--success' : ''}" role="${success ? 'alert' : 'region'}" aria-labelledby="govuk-notification-banner-title" data-module="govuk-notification-banner">
    <div class="govuk-notification-banner__header">
      <h2 class="govuk-notification-banner__title" id="govuk-notification-banner-title">${more.title ?? (success ? 'Done' : 'Important')}</h2>
    </div>
    <div class="govuk-notification-banner__content">${
      typeof content === 'string'
        ? html`<p class="govuk-notification-banner__heading">${content}</p>`
        : content
    }</div>
  </div> `
}

/** The end of something long: what was done and the reference to keep. */
export function panel(title: string, content: Content): Html {
  return html`<div class="govuk-panel govuk-panel--confirmation">
    <h1 class="govuk-panel__title">${title}</h1>
    <div class="govuk-panel__body">${content}</div>
  </div> `
}

export type TimelineEntry = {
  readonly title: Content
  readonly when: Temporal.PlainDate | Temporal.Instant
  readonly by?: Content
  readonly text?: Content
}

/** What happened, newest first or as the caller orders it. */
export function timeline(entries: readonly TimelineEntry[], more: { level?: 2 | 3 } = {}): Html {
  return html`<div class="moj-timeline">${entries.map((entry) => {
    const title =
      more.level === 3
        ? html`<h3 class="moj-timeline__title">${entry.title}</h3>`
        : html`<h2 class="moj-timeline__title">${entry.title}</h2>`
    const when = entry.when instanceof Temporal.Instant ? formatDateTime(entry.when) : formatDate(entry.when)
    return html`<div class="moj-timeline__item">
        <div class="moj-timeline__header">${title}${entry.by === undefined || entry.by === null ? null : html` <p class="moj-timeline__byline">by ${entry.by}</p>`}</div>
        <p class="moj-timeline__date"><time datetime="${entry.when.toString()}">${when}</time></p>
        ${
          entry.text === undefined || entry.text === null
            ? null
            : html`<div class="moj-timeline__description">${entry.text}</div>`
        }</div> `
  })}</div> `
}

/** The pages of one record, as links: "Overview, Cost lines, History". */
export function subNavigation(
  label: string,
  items: readonly (
    | { readonly href: string; readonly text: string; readonly current?: boolean }
    | null
    | false
  )[],
): Html {
  const kept = items.filter((entry) => entry !== null && entry !== false)
  return html`<nav class="moj-sub-navigation" aria-label="${label}">
    <ul class="moj-sub-navigation__list">${kept.map(
      (entry) =>
        html`<li class="moj-sub-navigation__item">
            <a class="moj-sub-navigation__link"${entry.current === true ? html` aria-current="page"` : null} href="${entry.href}">${entry.text}</a>
          </li> `,
    )}</ul>
  </nav> `
}

/** Two thirds for reading and one third for what goes with it; one below the other on a narrow screen. */
export function columns(main: Content, aside?: Content): Html {
  return html`<div class="govuk-grid-row">
    <div class="govuk-grid-column-two-thirds">${main}</div>
    ${aside === undefined || aside === null ? null : html`<div class="govuk-grid-column-one-third">${aside}</div>`}</div> `
}

/** A bordered frame with its own heading, for one of several like things on a page. */
export function card(title: Content, content: Content, more: { level?: 2 | 3 } = {}): Html {
  return html`<div class="connects-card">${heading(title, { level: more.level ?? 2, size: 's' })}${content}</div> `
}
