// The action log: what was undertaken in meetings, by whom, until when.
import { query } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { field } from '#platform/fields/index.ts'
import { afterCursor, pageOf, type Listed } from '#platform/tables/index.ts'
import { MEETING_READ, seenBy } from './bodies.ts'
import { cursorDay } from './cursors.ts'
import { undertakingRows, type UndertakingRow } from './items.ts'

export type LoggedUndertaking = UndertakingRow & { readonly body_name: string }

export const listUndertakings = query({
  name: 'governance.undertaking.list',
  title: 'List undertakings',
  permission: MEETING_READ,
  doors: ['page', 'api', 'command'],
  parameters: {
    state: field.choice('State', { open: 'Open', closed: 'Closed' }).optional(),
    group: field.id('Group').optional(),
    after: field.text('After', { most: 500, hint: 'Where the page before ended' }).optional(),
    most: field.integer('Most rows', { least: 1, most: 1000 }).optional(),
  },
  async run(reader, asked): Promise<Listed<LoggedUndertaking>> {
    const size = asked.most ?? 50
    let rows = undertakingRows(reader)
      .innerJoin('governance.body as body', 'body.id', 'meeting.body_id')
      .leftJoin('groups.group_card as group', 'group.id', 'body.group_id')
      .select('body.name as body_name')
      .where(seenBy(reader))
      .limit(size + 1)
    if (asked.state !== 'closed') rows = rows.where('undertaking.closed_on', 'is', null)
    else rows = rows.where('undertaking.closed_on', 'is not', null)
    if (asked.group !== null) rows = rows.where('body.group_id', '=', asked.group)
    const place = afterCursor(asked.after, 2)
    if (place !== null) {
      rows = rows.where(
        sql<boolean>`(undertaking.due_on, undertaking.id) > (${cursorDay(place[0])}::date, ${place[1] ?? ''}::uuid)`,
      )
    }
    return pageOf(await rows.execute(), size, (row) => [row.due_on.toString(), row.id])
  },
})
