// What governance shows on the pages of others: a group's meetings, a partnership's decisions.
import type { Reader } from '#platform/actions/index.ts'
import { html } from '#platform/html/index.ts'
import { formatDate, formatDateTime, londonDate } from '#platform/time/index.ts'
import type { GroupPageArgs } from '#modules/groups/index.ts'
import type { PagePart } from '#modules/organisations/index.ts'
import { actionsList, bullets, hint, link, paragraph, status } from '#web/parts.ts'
import { bodyOfGroup, holdsFor, MEETING_READ } from './queries/bodies.ts'
import { decisionsMade } from './queries/decisions.ts'
import { meetingCards, nextMeetingOf } from './queries/meetings.ts'
import { outcomeInWords } from './rules.ts'
import { MEETING_STATUS } from './views/words.ts'

/** On a group's page: its next meeting and the last few. */
export async function groupMeetings(reader: Reader, { groupId, code }: GroupPageArgs): Promise<PagePart[]> {
  const body = await bodyOfGroup(reader, groupId)
  if (body === undefined || !holdsFor(reader, MEETING_READ, body)) return []
  const next = await nextMeetingOf(reader, body.id)
  const past = await meetingCards(reader)
    .where('meeting.body_id', '=', body.id)
    .where('meeting.state', 'in', ['held', 'minuted', 'approved'])
    .orderBy('meeting.starts_at', 'desc')
    .limit(4)
    .execute()
  const content = html`${
    next === undefined
      ? hint('No meeting is planned.')
      : paragraph(
          html`Next: ${link(`/meetings/${next.id}`, next.title)}, ${formatDateTime(next.starts_at)}, ${next.place}
        ${status(next.state, MEETING_STATUS)}`,
        )
  }
  ${
    past.length === 0
      ? null
      : bullets(
          past.map(
            (meeting) =>
              html`${link(`/meetings/${meeting.id}`, meeting.title)} ${status(meeting.state, MEETING_STATUS)}`,
          ),
        )
  }
  ${actionsList([
    holdsFor(reader, 'governance.meeting.plan', body) && {
      href: `/meetings/new?group=${groupId}`,
      text: 'Plan a meeting',
      look: 'secondary',
    },
    { href: `/meetings?group=${groupId}`, text: 'All its meetings', look: 'link' },
    { href: `/bodies/${code}/rules`, text: 'The rules it meets under', look: 'link' },
  ])}`
  return [{ order: 10, title: 'Meetings', body: content }]
}

/** On a partnership's page: what was decided lately. */
export async function partnershipDecisions(
  reader: Reader,
  { partnershipId }: { readonly partnershipId: string },
): Promise<PagePart[]> {
  if (!reader.may(MEETING_READ, { kind: 'partnership', id: partnershipId })) return []
  const today = londonDate(reader.now)
  const decisions = (
    await decisionsMade(reader, { partnershipId, from: today.subtract({ years: 1 }), to: today })
  ).slice(-5)
  const content =
    decisions.length === 0
      ? hint('Nothing was decided in the last year.')
      : bullets(
          decisions.toReversed().map(
            (one) =>
              html`${link(`/decisions/${one.id}`, one.title)}: ${outcomeInWords(one.outcome).toLowerCase()} on
                ${formatDate(one.decided_on)}`,
          ),
        )
  return [
    {
      order: 40,
      title: 'Latest decisions',
      body: html`${content}${paragraph(link('/decisions', 'All decisions'))}`,
    },
  ]
}
