// The minutes of a meeting as they are read and edited, and a person's own interests.
import { html, type Html } from '#platform/html/index.ts'
import type { View, Visit } from '#platform/http/index.ts'
import { formatDate, formatDateTime } from '#platform/time/index.ts'
import { emptyState, heading, inset, link, paragraph, status, table, tag } from '#web/parts.ts'
import type { OwnInterest } from '../queries/interests.ts'
import type { AgendaRow } from '../queries/items.ts'
import type { MeetingCard } from '../queries/meetings.ts'
import { HOME, MEETINGS, sections } from './meetings.ts'
import { MEETING_STATUS, postButton } from './words.ts'

export function minutesView(
  visit: Visit,
  meeting: MeetingCard,
  agenda: readonly AgendaRow[],
  around: { readonly prepares: boolean; readonly faults: readonly string[]; readonly names: MinuteNames },
): View {
  const at = `/meetings/${meeting.id}/minutes`
  const writes = around.prepares && meeting.state === 'held'
  const edits = around.prepares && (meeting.state === 'held' || meeting.state === 'minuted')
  const drafted = agenda.some((item) => item.minute !== undefined)
  return {
    title: `Minutes of ${meeting.title}`,
    breadcrumbs: [HOME, MEETINGS, { text: meeting.title, href: `/meetings/${meeting.id}` }],
    body: html`${heading(`Minutes of ${meeting.title}`, { caption: meeting.body_name })}
      <p class="govuk-body">${status(meeting.state, MEETING_STATUS)}</p>
      ${
        writes
          ? html`${paragraph(
              'A draft is made from what was recorded: decisions, votes, undertakings. Minutes that you edited are left as you wrote them.',
            )}
            <div class="govuk-button-group">
              ${postButton(visit, `${at}/draft`, drafted ? 'Draft again' : 'Draft the minutes', { answers: { meeting: meeting.id } })}
              ${drafted ? postButton(visit, `${at}/issue`, 'Issue the minutes', { answers: { meeting: meeting.id }, primary: true }) : null}
            </div>`
          : null
      }
      ${
        writes && drafted && around.faults.length > 0
          ? inset(html`Before they can be issued: ${around.faults.map((fault) => html`<br />${fault}`)}`)
          : null
      }
      ${
        drafted
          ? html`${namesPart(around.names)}${
              meeting.urgency === null
                ? null
                : paragraph(
                    `The agenda was published late. The chair certified the urgency: ${meeting.urgency}`,
                  )
            }${agenda.map((item) => minutePart(item, edits))}`
          : emptyState('No minutes yet', 'They appear once the secretary or chair drafts them.')
      }`,
  }
}

export type MinuteNames = { readonly present: readonly string[]; readonly apologies: readonly string[] }

function namesPart({ present, apologies }: MinuteNames): Html {
  return html`${heading('Present', { level: 2 })}${paragraph(present.join('; '))}${
    apologies.length === 0
      ? null
      : html`${heading('Apologies', { level: 2 })}${paragraph(apologies.join('; '))}`
  }`
}

function minutePart(item: AgendaRow, edits: boolean): Html {
  const text = item.minute?.text ?? ''
  return html`${heading(html`${item.number}. ${item.title}${item.minute?.edited === true ? html` ${tag('Edited')}` : null}`, { level: 2 })}${paragraph(text)}${
    edits && item.minute !== undefined
      ? paragraph(
          link(`/minutes/${item.minute.id}/edit`, 'Edit', { hidden: `the minute of item ${item.number}` }),
        )
      : null
  }`
}

export function interestsView(visit: Visit, interests: readonly OwnInterest[]): View {
  return {
    title: 'My interests',
    breadcrumbs: [HOME],
    body: html`${heading('My interests')}${sections('interests')}
    ${paragraph('While an interest stands, you neither score nor vote on the matter, nor record a decision about it.')}
    ${table<OwnInterest>(
      [
        { key: 'in', label: 'In', kind: 'text', value: (row) => row.title },
        { key: 'what', label: 'What it is', kind: 'text', value: (row) => row.nature },
        { key: 'since', label: 'Declared', kind: 'text', value: (row) => formatDate(row.declared_on) },
        {
          key: 'end',
          label: 'End',
          kind: 'text',
          value: () => '',
          show: (row) =>
            postButton(visit, `/interests/${row.id}/end`, 'End', {
              answers: { interest: row.id },
              hidden: row.title,
            }),
        },
      ],
      interests,
      {
        caption: 'Interests you declared',
        captionHidden: true,
        sortedBy: 'Earliest first',
        empty: emptyState(
          'You have declared no interests',
          'Declare one on the page of an agenda item or a business case.',
        ),
      },
    )}`,
  }
}

/** "8 December 2026 at 10am" of a meeting, for a list of choices. */
export const meetingChoice = (meeting: MeetingCard): string =>
  `${meeting.title} (${formatDateTime(meeting.starts_at)})`
