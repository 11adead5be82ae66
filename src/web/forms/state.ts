// What a form is made of while it is being filled in, as platform/http hands it over.
import type { Choice } from '#platform/fields/index.ts'
import type { Html } from '#platform/html/index.ts'

export type { FormState } from '#platform/http/index.ts'
export type FieldOption = Choice

/** How one form wants one field to look, where that differs from the field's own words. */
export type FieldMore = {
  readonly label?: string
  readonly labelSize?: 's' | 'm' | 'l'
  readonly hint?: string
  readonly as?: 'radios' | 'select' | 'checkboxes'
  /** The first line of a list, where nothing chosen means something. */
  readonly blank?: string
  /** Lines of a text area. */
  readonly lines?: number
  readonly autocomplete?: string
  readonly inputmode?: 'numeric' | 'text' | 'decimal'
  /** Shown between the label's hint and the control. */
  readonly before?: Html
}
