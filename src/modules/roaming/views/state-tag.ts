// A state as a shape, a word and a colour, in this order of trust. The shapes are drawn, because not every font has them.
import { html, type Html } from '#platform/html/index.ts'
import type { TagColour } from '#web/parts.ts'
import { STATE_WORDS, type State } from '../rules/states.ts'

const COLOURS: Readonly<Record<State, TagColour>> = {
  good: 'green',
  degraded: 'yellow',
  down: 'red',
  unknown: 'grey',
}

/** A disc, half a disc, a cross, a ring. */
const SHAPES: Readonly<Record<State, Html>> = {
  good: html`<circle cx="6" cy="6" r="5" fill="currentColor" />`,
  degraded: html`<circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" /><path d="M6 1a5 5 0 0 0 0 10z" fill="currentColor" />`,
  down: html`<path d="M2 2l8 8m0-8l-8 8" stroke="currentColor" stroke-width="2.5" />`,
  unknown: html`<circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" stroke-dasharray="2 2" />`,
}

export const stateTag = (state: State, words: string = STATE_WORDS[state]): Html =>
  html`<strong class="govuk-tag govuk-tag--${COLOURS[state]}"><svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" focusable="false">${SHAPES[state]}</svg> ${words}</strong>`
