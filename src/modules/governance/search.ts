// How the work of the bodies is found, by whoever may read a body's meetings: for its group or its partnership. Minutes
// stand with their meeting once they are issued; a paper from its publication on, and a members' paper by members only.
import { sql, type Db } from '#platform/database/index.ts'
import { isAmong, keysFor, personKey, said, type SearchKind } from '#platform/search/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { MEETING_READ } from './queries/bodies.ts'

type Placed = { readonly group_id: string | null; readonly partnership_id: string | null }

const place = (kind: string, id: string | null) => (id === null ? null : { kind, id })
const readers = (of: Placed) =>
  keysFor(MEETING_READ, [place('group', of.group_id), place('partnership', of.partnership_id)])

const meetingKind: SearchKind = {
  kind: 'governance.meeting',
  title: 'Meeting',
  plural: 'Meetings',
  async records(db, ids) {
    const rows = await db
      .selectFrom('governance.meeting as meeting')
      .innerJoin('governance.body as body', 'body.id', 'meeting.body_id')
      .leftJoin('groups.group_card as group', 'group.id', 'body.group_id')
      .select(['meeting.id', 'meeting.title', 'meeting.starts_at', 'meeting.place', 'body.group_id'])
      .select(['body.organisation_id', 'group.partnership_id'])
      .select(
        sql<string | null>`case when meeting.state in ('minuted', 'approved') then (
          select string_agg(minute.text, E'\n' order by item.position) from governance.minute
          join governance.agenda_item item on item.id = minute.agenda_item_id where minute.meeting_id = meeting.id) end`.as(
          'minutes',
        ),
      )
      .where(isAmong(ids, 'meeting.id'))
      .execute()
    return rows.map((row) => ({
      id: row.id,
      title: row.title,
      words: said(row.place, row.minutes),
      href: `/meetings/${row.id}`,
      at: londonDate(row.starts_at),
      body: row.organisation_id,
      audience: readers(row),
    }))
  },
}

const itemRows = (db: Db) =>
  db
    .selectFrom('governance.agenda_item as item')
    .innerJoin('governance.meeting as meeting', 'meeting.id', 'item.meeting_id')
    .innerJoin('governance.body as body', 'body.id', 'meeting.body_id')
    .leftJoin('groups.group_card as group', 'group.id', 'body.group_id')
    .select(['meeting.id as meeting_id', 'meeting.starts_at'])
    .select(['body.organisation_id', 'body.group_id', 'group.partnership_id'])

const itemKind: SearchKind = {
  kind: 'governance.item',
  title: 'Agenda item',
  plural: 'Agenda items',
  async records(db, ids) {
    const rows = await itemRows(db)
      .select(['item.id', 'item.title', 'item.recommendation', 'item.reasons', 'item.alternatives'])
      .where('item.state', 'in', ['listed', 'considered'])
      .where(isAmong(ids, 'item.id'))
      .execute()
    return rows.map((row) => ({
      id: row.id,
      title: row.title,
      words: said(row.recommendation, row.reasons, row.alternatives),
      href: `/meetings/${row.meeting_id}/items/${row.id}`,
      at: londonDate(row.starts_at),
      body: row.organisation_id,
      audience: readers(row),
    }))
  },
}

// Named by the actions on papers: a paper is no record that others attach to.
const paperKind: SearchKind = {
  kind: 'governance.paper',
  title: 'Paper',
  plural: 'Papers',
  async records(db, ids) {
    const rows = await itemRows(db)
      .innerJoin('governance.paper as paper', 'paper.agenda_item_id', 'item.id')
      .select(['paper.id', 'paper.title', 'paper.summary', 'paper.body', 'paper.recommendations'])
      .select('paper.classification')
      .where('paper.state', '=', 'published')
      .where(isAmong(ids, 'paper.id'))
      .execute()
    return rows.map((row) => ({
      id: row.id,
      title: row.title,
      words: said(row.summary, row.body, ...row.recommendations),
      href: `/papers/${row.id}`,
      at: londonDate(row.starts_at),
      body: row.organisation_id,
      audience:
        row.classification === 'open' ? readers(row) : keysFor(MEETING_READ, [place('group', row.group_id)]),
    }))
  },
}

// Named by the actions that record and correct decisions. What was corrected stays on its page, and is not found.
const decisionKind: SearchKind = {
  kind: 'governance.decision',
  title: 'Decision',
  plural: 'Decisions',
  async records(db, ids) {
    const rows = await itemRows(db)
      .innerJoin('governance.decision as decision', 'decision.agenda_item_id', 'item.id')
      .select(['decision.id', 'decision.reference', 'decision.decision', 'decision.reasons'])
      .select(['decision.alternatives', 'decision.decided_on', 'item.title'])
      .where(
        sql<boolean>`not exists (select 1 from governance.decision later where later.supersedes_id = decision.id)`,
      )
      .where(isAmong(ids, 'decision.id'))
      .execute()
    return rows.map((row) => ({
      id: row.id,
      title: `${row.reference} ${row.title}`,
      words: said(row.decision, row.reasons, row.alternatives),
      href: `/decisions/${row.id}`,
      at: row.decided_on,
      body: row.organisation_id,
      audience: readers(row),
    }))
  },
}

// The rule of `undertakingsSeenBy`: whoever owns it; and where it is about no record or about one that everybody there
// may know of, those of its group and partnership.
const undertakingKind: SearchKind = {
  kind: 'governance.undertaking',
  title: 'Action',
  plural: 'Actions',
  async records(db, ids) {
    const rows = await db
      .selectFrom('governance.undertaking as undertaking')
      .innerJoin('organisations.person_card as owner', 'owner.id', 'undertaking.owner_person_id')
      .leftJoin('platform.subject as about', 'about.id', 'undertaking.about_subject_id')
      .select(['undertaking.id', 'undertaking.what', 'undertaking.heading', 'undertaking.progress'])
      .select(['undertaking.owner_person_id', 'undertaking.due_on', 'undertaking.group_id'])
      .select(['undertaking.partnership_id', 'owner.organisation_id', 'about.title', 'about.audience'])
      .where(isAmong(ids, 'undertaking.id'))
      .execute()
    return rows.map((row) => ({
      id: row.id,
      title: row.what,
      words: said(row.heading, row.progress),
      href: `/undertakings/${row.id}`,
      at: row.due_on,
      body: row.organisation_id,
      audience: [
        personKey(row.owner_person_id),
        ...(row.audience === null || row.audience === 'public' || row.audience === 'staff'
          ? readers(row)
          : []),
      ],
    }))
  },
}

/** The kinds of record of this module that can be found. */
export const search: readonly SearchKind[] = [meetingKind, itemKind, paperKind, decisionKind, undertakingKind]
