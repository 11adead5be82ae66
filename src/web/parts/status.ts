// A status is a word before it is a colour: the tag always says it, the colour only helps to find it.
import { html, type Html } from '#platform/html/index.ts'

export type TagColour =
  | 'grey'
  | 'green'
  | 'teal'
  | 'blue'
  | 'purple'
  | 'magenta'
  | 'red'
  | 'orange'
  | 'yellow'

/** The words and colours of a state column: `{ submitted: ['Submitted', 'blue'], … }`. */
export type StatusWords<State extends string> = Readonly<
  Record<State, string | readonly [text: string, colour: TagColour]>
>

export function tag(text: string, colour: TagColour = 'grey'): Html {
  return html`<strong class="govuk-tag govuk-tag--${colour}">${text}</strong>`
}

/** The tag of one state out of a module's table of states. */
export function status<State extends string>(state: State, words: StatusWords<State>): Html {
  const entry = words[state]
  return typeof entry === 'string' ? tag(entry) : tag(entry[0], entry[1])
}

/** Where a record stands, under its heading. */
export function tags(...all: readonly (Html | null | undefined | false)[]): Html {
  return html`<ul class="connects-tags">${all.map((one) => (one ? html`<li>${one}</li>` : null))}</ul> `
}
