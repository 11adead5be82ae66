// What meetings need of somebody today, for the home page: papers to write, agendas to publish, decisions to
// make, minutes to write and approve, undertakings to close.
import type { Reader } from '#platform/actions/index.ts'
import type { Duty } from '#platform/module/index.ts'
import { formatDate, londonDate, londonMidnight } from '#platform/time/index.ts'
import { holdsFor } from './queries/bodies.ts'
import { openItems, type OpenItem } from './queries/items.ts'
import { meetingCards, type MeetingCard } from './queries/meetings.ts'
import { meetingsProposed } from './queries/proposed.ts'
import { ownOpenUndertakings, undertakingRows, undertakingsSeenBy } from './queries/undertakings.ts'

const PUBLISH = 'governance.meeting.publish'

/** Every duty of this reader from meetings that are not settled yet, and from what they undertook. */
export async function dutiesOf(reader: Reader): Promise<Duty[]> {
  if (reader.actor.kind !== 'person') return []
  const meetings = await unsettled(reader)
  const items = await openItems(reader, {
    meetingIds: meetings.map((meeting) => meeting.id),
    bodyIds: [...new Set(meetings.map((meeting) => meeting.body_id))],
  })
  const duties = meetings.flatMap((meeting) => {
    const listed = items.filter((item) => item.meeting_id === meeting.id)
    const awaiting = items.filter((item) => item.meeting_id === null && item.body_id === meeting.body_id)
    return [
      ...(holdsFor(reader, PUBLISH, meeting) ? toPrepare(reader, meeting, listed) : []),
      ...(presides(reader, meeting) ? toDecide(meeting, listed, awaiting.length) : []),
    ]
  })
  return [...duties, ...(await toDo(reader)), ...(await toHandOver(reader)), ...(await toPropose(reader))]
}

const presides = (reader: Reader, meeting: MeetingCard): boolean =>
  meeting.group_id !== null &&
  reader.may('governance.decision.record', { kind: 'group', id: meeting.group_id })

/** The meetings of the next two months that this reader prepares or presides over. */
async function unsettled(reader: Reader): Promise<MeetingCard[]> {
  if (!reader.may(PUBLISH) && !reader.may('governance.decision.record')) return []
  const rows = await meetingCards(reader)
    .where('meeting.state', 'in', ['planned', 'published', 'held'])
    .where('meeting.starts_at', '<', londonMidnight(londonDate(reader.now).add({ days: 60 })))
    .orderBy('meeting.starts_at')
    .limit(200)
    .execute()
  return rows.filter((meeting) => holdsFor(reader, PUBLISH, meeting) || presides(reader, meeting))
}

function toPrepare(reader: Reader, meeting: MeetingCard, listed: readonly OpenItem[]): Duty[] {
  const on = londonDate(meeting.starts_at)
  const href = `/meetings/${meeting.id}`
  const context = meeting.body_name
  if (meeting.state === 'held') {
    return [
      {
        title: `Write the minutes of ${meeting.title}`,
        href: `${href}/minutes`,
        due: on.add({ days: 14 }),
        context,
        step: 'Write them',
      },
    ]
  }
  if (meeting.state === 'published') {
    const isDue = Temporal.PlainDate.compare(on, londonDate(reader.now)) <= 0
    return isDue
      ? [
          {
            title: `Record who attended ${meeting.title}`,
            href: `${href}/attendance`,
            due: on,
            context,
            step: 'Record it',
          },
        ]
      : []
  }
  const duties: Duty[] = [
    {
      title: `Publish the agenda of ${meeting.title}`,
      href,
      due: on.subtract({ days: 7 }),
      context,
      step: 'Look at the agenda',
    },
  ]
  for (const item of listed) {
    if (item.kind !== 'decide' || item.address !== null) continue
    const paper = item.paper_state
    if (paper !== null && paper !== 'draft') continue
    const step = paper === null ? 'Write it' : 'Clear it'
    const title = `${paper === null ? 'Write' : 'Clear'} the paper "${item.title}"`
    duties.push({ title, href: `${href}/items/${item.id}`, due: on.subtract({ days: 10 }), context, step })
  }
  return duties
}

function toDecide(meeting: MeetingCard, listed: readonly OpenItem[], awaitingNow: number): Duty[] {
  if (meeting.state === 'planned') return []
  const open = listed.filter((item) => item.kind === 'decide')
  const on = londonDate(meeting.starts_at)
  const duties: Duty[] = []
  const awaiting = meeting.state === 'published' ? awaitingNow : 0
  if (open.length > 0) {
    const what = open.length === 1 ? `"${open[0]?.title ?? ''}"` : `${open.length} matters`
    duties.push({
      title: `Decide ${what} at ${meeting.title}`,
      href: `/meetings/${meeting.id}`,
      due: on,
      context: meeting.body_name,
      step: 'Open the meeting',
    })
  }
  if (awaiting > 0) {
    duties.push({
      title: `${awaiting === 1 ? 'One matter awaits' : `${awaiting} matters await`} a meeting`,
      href: `/meetings/${meeting.id}`,
      due: on,
      context: `${meeting.body_name}, next on ${formatDate(on)}`,
      step: 'Put them on the agenda',
    })
  }
  return duties
}

async function toDo(reader: Reader): Promise<Duty[]> {
  if (reader.actor.kind !== 'person') return []
  return (await ownOpenUndertakings(reader, reader.actor.id)).map((row) => ({
    title: row.what,
    href: `/undertakings/${row.id}`,
    due: row.due_on,
    // A meeting is called by its group and day: the group is not said twice.
    context:
      row.origin === null
        ? row.place_name
        : row.origin.startsWith(row.place_name)
          ? row.origin
          : `${row.origin}, ${row.place_name}`,
    step: 'Say how it stands',
  }))
}

/** What belonged to somebody who left or works for no partner any more: whoever keeps the log gives it to another. */
async function toHandOver(reader: Reader): Promise<Duty[]> {
  const partnerships = reader.scopes(HAND_OVER, 'partnership')
  const groups = reader.scopes(HAND_OVER, 'group')
  if (partnerships === 'all' || groups === 'all' || partnerships.length + groups.length === 0) return []
  const rows = await undertakingRows(reader)
    .where('undertaking.state', '=', 'open')
    .where((where) =>
      where.or([where('owner.state', '=', 'left'), where('owner.organisation_id', 'is', null)]),
    )
    .where((where) =>
      where.or([
        where('undertaking.partnership_id', 'in', [NOWHERE, ...partnerships]),
        where('undertaking.group_id', 'in', [NOWHERE, ...groups]),
      ]),
    )
    .where(undertakingsSeenBy(reader))
    .limit(200)
    .execute()
  return rows.map((row) => ({
    title: `Give "${row.what}" to somebody else`,
    href: `/undertakings/${row.id}/hand-over`,
    due: row.due_on,
    context: `${row.owner_name} has left, ${row.place_name}`,
    step: 'Choose an owner',
  }))
}

/** Groups without a meeting ahead whose turn it is: the day proposed, a month before it comes. */
async function toPropose(reader: Reader): Promise<Duty[]> {
  const soon = londonDate(reader.now).add({ days: 42 })
  return (await meetingsProposed(reader))
    .filter((one) => Temporal.PlainDate.compare(one.on, soon) <= 0)
    .map((one) => ({
      title: `Propose the next meeting of ${one.group_name}`,
      href: `/meetings/new?group=${one.group_id}`,
      due: one.on.subtract({ days: 28 }),
      context: `In turn it would be ${formatDate(one.on)}`,
      step: 'Propose it',
    }))
}

const HAND_OVER = 'governance.undertaking.hand-over'
// A list that names nothing is no list in SQL; no record has this id.
const NOWHERE = '00000000-0000-0000-0000-000000000000'
