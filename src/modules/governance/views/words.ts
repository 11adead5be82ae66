// The words and colours in which states of meetings, items and papers are said, and the one-button form.
import { html, type Html } from '#platform/html/index.ts'
import type { StatusWords } from '#web/parts.ts'
import {
  ITEM_STATES,
  MEETING_STATES,
  PAPER_STATES,
  type ItemState,
  type MeetingState,
  type PaperState,
} from '../rules.ts'

export const MEETING_STATUS: StatusWords<MeetingState> = {
  planned: [MEETING_STATES.planned, 'grey'],
  published: [MEETING_STATES.published, 'blue'],
  held: [MEETING_STATES.held, 'yellow'],
  minuted: [MEETING_STATES.minuted, 'teal'],
  approved: [MEETING_STATES.approved, 'green'],
  cancelled: [MEETING_STATES.cancelled, 'red'],
}

export const ITEM_STATUS: StatusWords<ItemState> = {
  awaiting: [ITEM_STATES.awaiting, 'grey'],
  listed: [ITEM_STATES.listed, 'blue'],
  considered: [ITEM_STATES.considered, 'green'],
  withdrawn: [ITEM_STATES.withdrawn, 'grey'],
}

export const PAPER_STATUS: StatusWords<PaperState> = {
  draft: [PAPER_STATES.draft, 'grey'],
  cleared: [PAPER_STATES.cleared, 'teal'],
  published: [PAPER_STATES.published, 'green'],
}

/** One button that does one thing at once: a form of its own, so that no address changes anything by being visited. */
export function postButton(
  visit: { readonly csrf: string },
  action: string,
  text: string,
  more: {
    readonly answers?: Readonly<Record<string, string>>
    readonly hidden?: string
    readonly primary?: boolean
  } = {},
): Html {
  const answers = Object.entries({ _csrf: visit.csrf, ...more.answers })
  return html`<form method="post" action="${action}" class="connects-one-button">
    ${answers.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}<button
      type="submit"
      class="govuk-button${more.primary === true ? '' : ' govuk-button--secondary'}"
      data-module="govuk-button"
      >${text}${more.hidden === undefined ? null : html`<span class="govuk-visually-hidden"> ${more.hidden}</span>`}</button
    >
  </form>`
}
