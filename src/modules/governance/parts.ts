// What governance shows on the pages of others: a group's meetings and actions, what came out of an event, a
// partnership's decisions.
import type { Reader } from '#platform/actions/index.ts'
import { html, type Html } from '#platform/html/index.ts'
import { formatDate, formatDateTime, londonDate } from '#platform/time/index.ts'
import type { EventPageArgs } from '#modules/events/index.ts'
import type { GroupPageArgs } from '#modules/groups/index.ts'
import type { PagePart } from '#modules/organisations/index.ts'
import { partnershipById } from '#modules/partnerships/index.ts'
import { actionsList, bullets, hint, link, paragraph, status } from '#web/parts.ts'
import { bodyOfGroup, holdsFor, MEETING_READ, type BodyCard } from './queries/bodies.ts'
import { decisionsMade, listDecisions, type DecisionCard } from './queries/decisions.ts'
import { papersOf } from './queries/items.ts'
import { meetingCards, nextMeetingOf } from './queries/meetings.ts'
import { meetingsProposed } from './queries/proposed.ts'
import { firstOfGroup, undertakingsAbout, undertakingsCounted } from './queries/undertakings.ts'
import { outcomeInWords } from './rules.ts'
import { undertakingBullets } from './views/undertakings.ts'
import { MEETING_STATUS } from './views/words.ts'

const RECORD = 'governance.undertaking.record'
const MOST_ON_A_PAGE = 5

/** On a group's page: its meetings, what was published and decided there, and what people have yet to do for it. */
export async function groupParts(reader: Reader, group: GroupPageArgs): Promise<PagePart[]> {
  const body = await bodyOfGroup(reader, group.groupId)
  if (body === undefined || !holdsFor(reader, MEETING_READ, body)) return []
  return [
    await groupMeetings(reader, group, body),
    await groupActions(reader, group, body),
    ...(await groupPapers(reader, group, body)),
    ...(await groupDecisions(reader, group)),
  ]
}

async function groupMeetings(
  reader: Reader,
  { groupId, code }: GroupPageArgs,
  body: BodyCard,
): Promise<PagePart> {
  const next = await nextMeetingOf(reader, body.id)
  const past = await meetingCards(reader)
    .where('meeting.body_id', '=', body.id)
    .where('meeting.state', 'in', ['held', 'minuted', 'approved'])
    .orderBy('meeting.starts_at', 'desc')
    .limit(MOST_ON_A_PAGE)
    .execute()
  const plans = holdsFor(reader, 'governance.meeting.plan', body)
  const proposed = next === undefined && plans ? (await meetingsProposed(reader, groupId))[0] : undefined
  const content = html`${
    next === undefined
      ? hint(
          proposed === undefined
            ? 'No meeting is planned.'
            : `No meeting is planned. In turn it would be ${formatDate(proposed.on)}.`,
        )
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
    plans && {
      href: `/meetings/new?group=${groupId}`,
      text: 'Plan a meeting',
      look: 'secondary',
    },
    past.length > 0 && { href: `/meetings?group=${groupId}`, text: 'See all meetings', look: 'link' },
    { href: `/bodies/${code}/rules`, text: 'The rules it meets under', look: 'link' },
  ])}`
  return { order: 10, title: 'Meetings', body: content }
}

async function groupActions(
  reader: Reader,
  { groupId, code }: GroupPageArgs,
  body: BodyCard,
): Promise<PagePart> {
  const open = await firstOfGroup(reader, groupId, MOST_ON_A_PAGE)
  const content = html`${
    open.all === 0
      ? hint(
          'Nothing is open. What a meeting gives somebody to do appears here, and what is added to the plan.',
        )
      : undertakingBullets(open.rows, londonDate(reader.now))
  }
  ${actionsList([
    holdsFor(reader, RECORD, body) && {
      href: newUndertaking({ group: groupId, about: groupId, address: `/groups/${code}` }),
      text: 'Record an action',
      look: 'secondary',
    },
    open.all > MOST_ON_A_PAGE && {
      href: `/undertakings?group=${groupId}`,
      text: `See all ${open.all}`,
      look: 'link',
    },
    { href: `/groups/${code}/plan`, text: 'Action plan', look: 'link' },
  ])}`
  return { order: 20, title: 'Open actions', body: content }
}

async function groupPapers(reader: Reader, { groupId }: GroupPageArgs, body: BodyCard): Promise<PagePart[]> {
  const isMember = reader.may(MEETING_READ, { kind: 'group', id: groupId })
  const papers = await papersOf(reader, body.id, { open: !isMember, most: MOST_ON_A_PAGE })
  if (papers.length === 0) return []
  const content = bullets(
    papers.map((paper) => html`${link(`/papers/${paper.id}`, paper.title)}, ${paper.meeting_title}`),
  )
  const all = paragraph(link(`/meetings?group=${groupId}&when=past`, 'See all, by meeting'))
  return [{ order: 22, title: 'Papers', body: html`${content}${all}` }]
}

async function groupDecisions(reader: Reader, { groupId }: GroupPageArgs): Promise<PagePart[]> {
  const { rows } = await listDecisions.run(reader, { ...ANY_DECISION, group: groupId, most: MOST_ON_A_PAGE })
  if (rows.length === 0) return []
  const content = decisionBullets(rows)
  return [
    {
      order: 24,
      title: 'Decisions',
      body: html`${content}${paragraph(link(`/decisions?group=${groupId}`, 'See all decisions'))}`,
    },
  ]
}

const ANY_DECISION = { outcome: null, search: null, from: null, to: null, after: null }

const decisionBullets = (decisions: readonly DecisionCard[]): Html =>
  bullets(
    decisions.map(
      (one) =>
        html`${link(`/decisions/${one.id}`, one.title)}: ${outcomeInWords(one.outcome).toLowerCase()} on
          ${formatDate(one.decided_on)}`,
    ),
  )

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
      : decisionBullets(decisions.toReversed())
  return [
    {
      order: 40,
      title: 'Latest decisions',
      body: html`${content}${paragraph(link('/decisions', 'All decisions'))}`,
    },
  ]
}

/** On a partnership's page: how its action plan stands. */
export async function partnershipPlan(
  reader: Reader,
  { partnershipId }: { readonly partnershipId: string },
): Promise<PagePart[]> {
  if (!reader.may(MEETING_READ, { kind: 'partnership', id: partnershipId })) return []
  const { code } = await partnershipById(reader, partnershipId)
  const { open, overdue, done } = await undertakingsCounted(reader, partnershipId)
  const words =
    open + done === 0
      ? hint(
          'Nothing is planned yet. What meetings give people to do appears here, and what is added to the plan.',
        )
      : paragraph(`${open} open, ${overdue} of them overdue, and ${done} done.`)
  const plan = paragraph(link(`/partnerships/${code}/plan`, 'Action plan'))
  return [{ order: 42, title: 'Actions', body: html`${words}${plan}` }]
}

/** The address of the form that records an undertaking, and where it leads back to. */
const newUndertaking = (asked: Readonly<Record<string, string>>): string =>
  `/undertakings/new?${new URLSearchParams(asked).toString()}`

/** On an event's page: the actions that came out of it. */
export async function eventActions(reader: Reader, event: EventPageArgs): Promise<PagePart[]> {
  const place = { group_id: event.groupId, partnership_id: event.partnershipId }
  const rows = await undertakingsAbout(reader, [event.eventId])
  const gives = holdsFor(reader, RECORD, place)
  if (rows.length === 0 && !gives) return []
  const content = html`${
    rows.length === 0
      ? hint('None yet. What people take away to do appears here, with its owner and day.')
      : undertakingBullets(rows, londonDate(reader.now))
  }
  ${actionsList([
    gives && {
      href: newUndertaking({
        about: event.eventId,
        address: `/events/${event.code}`,
        ...(event.groupId === null ? { partnership: event.partnershipId } : { group: event.groupId }),
      }),
      text: 'Record an action',
      look: 'secondary',
    },
  ])}`
  return [{ order: 60, title: 'Actions that came out of it', body: content }]
}
