// What meetings need of somebody today, for the home page: papers to write, agendas to publish, decisions to
// make, minutes to write and approve, undertakings to close.
import type { Reader } from '#platform/actions/index.ts'
import type { Duty } from '#platform/module/index.ts'
import { formatDate, londonDate, londonMidnight } from '#platform/time/index.ts'
import { holdsFor } from './queries/bodies.ts'
import { itemsAwaiting, itemsOf, paperOfItem, undertakingRows } from './queries/items.ts'
import { meetingCards, type MeetingCard } from './queries/meetings.ts'

/** Every duty of this reader from meetings that are not settled yet. */
export async function dutiesOf(reader: Reader): Promise<Duty[]> {
  if (reader.actor.kind !== 'person') return []
  const duties: Duty[] = []
  for (const meeting of await unsettled(reader)) {
    if (holdsFor(reader, 'governance.meeting.publish', meeting))
      duties.push(...(await toPrepare(reader, meeting)))
    if (
      meeting.group_id !== null &&
      reader.may('governance.decision.record', { kind: 'group', id: meeting.group_id })
    ) {
      duties.push(...(await toDecide(reader, meeting)))
    }
  }
  return [...duties, ...(await toDo(reader))]
}

async function unsettled(reader: Reader): Promise<MeetingCard[]> {
  const rows = await meetingCards(reader)
    .where('meeting.state', 'in', ['planned', 'published', 'held'])
    .where('meeting.starts_at', '<', londonMidnight(londonDate(reader.now).add({ days: 60 })))
    .orderBy('meeting.starts_at')
    .limit(200)
    .execute()
  return rows.filter((meeting) => holdsFor(reader, 'governance.meeting.read', meeting))
}

async function toPrepare(reader: Reader, meeting: MeetingCard): Promise<Duty[]> {
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
  for (const item of await itemsOf(reader, meeting.id)) {
    if (item.kind !== 'decide' || item.state !== 'listed' || item.address !== null) continue
    const paper = await paperOfItem(reader, item.id)
    if (paper !== undefined && paper.state !== 'draft') continue
    const step = paper === undefined ? 'Write it' : 'Clear it'
    const title = `${paper === undefined ? 'Write' : 'Clear'} the paper "${item.title}"`
    duties.push({ title, href: `${href}/items/${item.id}`, due: on.subtract({ days: 10 }), context, step })
  }
  return duties
}

async function toDecide(reader: Reader, meeting: MeetingCard): Promise<Duty[]> {
  if (meeting.state === 'planned') return []
  const open = (await itemsOf(reader, meeting.id)).filter(
    (item) => item.kind === 'decide' && item.state === 'listed',
  )
  const on = londonDate(meeting.starts_at)
  const duties: Duty[] = []
  const awaiting = meeting.state === 'published' ? (await itemsAwaiting(reader, meeting.body_id)).length : 0
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
  const rows = await undertakingRows(reader)
    .where('undertaking.owner_person_id', '=', reader.actor.id)
    .where('undertaking.closed_on', 'is', null)
    .execute()
  return rows.map((row) => ({
    title: row.what,
    href: `/undertakings/${row.id}/close`,
    due: row.due_on,
    context: `Undertaken at ${row.meeting_title}`,
    step: 'Say that it is done',
  }))
}
