// How lines are told apart without colour: by the dash of the line and the shape of its points.
import { html, type Html } from '../html/index.ts'
import { rounded } from './drawing.ts'

export const DASHES = [null, '8 5', '2 4', '12 4 2 4', '5 3'] as const

export function marker(at: number, x: number, y: number, stroke: string): Html {
  const shape = [
    html`<circle cx="${rounded(x)}" cy="${rounded(y)}" r="4"`,
    html`<rect x="${rounded(x - 4)}" y="${rounded(y - 4)}" width="8" height="8"`,
    html`<path d="M${rounded(x)} ${rounded(y - 5)}l5 9h-10z"`,
    html`<path d="M${rounded(x)} ${rounded(y - 5)}l5 5-5 5-5-5z"`,
    html`<path d="M${rounded(x - 4)} ${rounded(y - 4)}l8 8m0-8-8 8"`,
  ][at]
  return html`${shape}${at === 0 ? html` class="connects-chart__brand"` : null}
  fill="${at === 0 ? stroke : '#ffffff'}" stroke="${stroke}" stroke-width="2"/>`
}
