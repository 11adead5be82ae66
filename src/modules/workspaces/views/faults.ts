// What is wrong with the answers in an address, above the page and leading to their boxes.
import type { Fault } from '#platform/errors/index.ts'
import { html, type Html } from '#platform/html/index.ts'
import type { View } from '#platform/http/index.ts'
import { govuk } from '#web/govuk.ts'

/** The boxes of times that a fault leads to; one of another answer leads to the first of them. */
const BOXES = new Set(['on', 'from', 'until'])

/** The page with its faults above, as the form of it was refused; as it is where there are none. */
export function withFaults(faults: readonly Fault[], prefix: string, view: View): View {
  if (faults.length === 0) return view
  const body: Html = html`${govuk.errorSummary({
    titleText: 'There is a problem',
    errorList: faults.map((one) => ({
      text: one.message,
      href: `#${prefix}${BOXES.has(one.field) ? one.field : 'on'}`,
    })),
  })}${view.body}`
  return { ...view, status: 422, faulty: true, body }
}
