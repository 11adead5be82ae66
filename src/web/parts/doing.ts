// What a reader can do next: links that look like buttons, lists of actions, duties, and what an empty list says.
import { html, type Content, type Html } from '#platform/html/index.ts'
import { tag, type TagColour } from './status.ts'
import { hidden } from './words.ts'

type Look = 'primary' | 'secondary' | 'warning'

/** A link that looks like a button because it starts something. What it leads to is a page or a form, never a change. */
export function buttonLink(href: string, text: string, more: { look?: Look; hidden?: string } = {}): Html {
  const look = more.look === undefined || more.look === 'primary' ? '' : ` govuk-button--${more.look}`
  return html`<a href="${href}" role="button" draggable="false" class="govuk-button${look}" data-module="govuk-button">${text}${hidden(more.hidden)}</a> `
}

/** Buttons and links in a row, the first as the main thing to do; entries a reader may not use are passed as false. */
export function actionsList(
  actions: readonly (
    | { readonly href: string; readonly text: string; readonly look?: Look | 'link' }
    | null
    | undefined
    | false
  )[],
): Html | null {
  const kept = actions.filter((action) => action !== null && action !== undefined && action !== false)
  if (kept.length === 0) return null
  return html`<div class="govuk-button-group connects-actions">${kept.map((action, at) => {
    const look = action.look ?? (at === 0 ? 'primary' : 'secondary')
    return look === 'link'
      ? html`<a class="govuk-link" href="${action.href}">${action.text}</a> `
      : buttonLink(action.href, action.text, { look })
  })}</div> `
}

export type Task = {
  readonly title: Content
  /** Left out where there is nothing to open yet. */
  readonly href?: string
  readonly hint?: Content
  readonly status: string
  readonly colour?: TagColour
}

/** What waits to be done, or the steps of something longer, each with where it stands. */
export function taskList(tasks: readonly Task[], more: { id?: string } = {}): Html {
  const id = more.id ?? 'tasks'
  return html`<ul class="govuk-task-list">${tasks.map((task, at) => {
    const describedBy = `${task.hint === undefined ? '' : `${id}-${at + 1}-hint `}${id}-${at + 1}-status`
    const title =
      task.href === undefined
        ? html`<div>${task.title}</div>`
        : html`<a class="govuk-link govuk-task-list__link" href="${task.href}" aria-describedby="${describedBy}">${task.title}</a>`
    const note =
      task.hint === undefined
        ? null
        : html`<div id="${id}-${at + 1}-hint" class="govuk-task-list__hint">${task.hint}</div>`
    return html`<li class="govuk-task-list__item${task.href === undefined ? '' : ' govuk-task-list__item--with-link'}">
        <div class="govuk-task-list__name-and-hint">${title}${note}</div>
        <div class="govuk-task-list__status" id="${id}-${at + 1}-status">${task.colour === undefined ? task.status : tag(task.status, task.colour)}</div>
      </li> `
  })}</ul> `
}

/** What a list says when there is nothing in it: what would appear here, and how to make the first one. */
export function emptyState(
  title: string,
  text: Content,
  action?: { readonly href: string; readonly text: string } | null | false,
): Html {
  return html`<div class="connects-empty">
    <p class="govuk-body govuk-!-font-weight-bold">${title}</p>
    <p class="govuk-body">${text}</p>
    ${
      action === undefined || action === null || action === false
        ? null
        : html`<p class="govuk-body govuk-!-margin-bottom-0">
            <a class="govuk-link" href="${action.href}">${action.text}</a>
          </p>`
    }</div> `
}
