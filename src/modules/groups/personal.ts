// The references this module makes to people, and what becomes of them when they leave: their current memberships
// end, and the dated rows stay, because who voted for whom decides whether a decision was one.
import { sql, type Db } from '#platform/database/index.ts'
import { personalReference } from '#platform/personal/index.ts'
import { formatDate, formatDateTime } from '#platform/time/index.ts'
import { allMembershipsOf } from './queries.ts'
import { OFFICES } from './rules.ts'

const dates = (rows: readonly { readonly group: string; readonly on: Temporal.Instant }[]) =>
  rows.map((row) => ({ Group: row.group, On: formatDateTime(row.on) }))

const WHO_WAS_TOLD =
  'Who was told what, and when, under the Traffic Light Protocol is kept with the bulletin, for as long as its group keeps records.'

// B3: what leaves the page in a person's own record names neither title nor text of a bulletin.
const bulletinsBy = async (
  db: Db,
  table: 'groups.bulletin_change' | 'groups.bulletin_receipt' | 'groups.bulletin_forward',
  personId: string,
) => {
  const at = { change: 'changed_at', receipt: 'read_at', forward: 'forwarded_at' } as const
  const column = at[table.replace('groups.bulletin_', '') as keyof typeof at]
  const { rows } = await sql<{ group: string; on: Temporal.Instant }>`
    select home.name as "group", row.${sql.ref(column)} as "on" from ${sql.table(table)} row
    join groups.bulletin bulletin on bulletin.id = row.bulletin_id
    join groups."group" home on home.id = bulletin.group_id
    where row.person_id = ${personId} order by 2`.execute(db)
  return dates(rows)
}

export const personal = [
  personalReference({
    column: 'groups.bulletin.author_id',
    title: 'Bulletins you published',
    async held(db, personId) {
      const rows = await db
        .selectFrom('groups.bulletin as bulletin')
        .innerJoin('groups.group as group', 'group.id', 'bulletin.group_id')
        .select(['group.name as group', 'bulletin.published_at as on'])
        .where('bulletin.author_id', '=', personId)
        .orderBy('bulletin.published_at')
        .execute()
      return dates(rows)
    },
    leaving: { keep: WHO_WAS_TOLD },
  }),
  personalReference({
    column: 'groups.bulletin_recipient.person_id',
    title: 'Bulletins that named you',
    async held(db, personId) {
      const rows = await db
        .selectFrom('groups.bulletin_recipient as named')
        .innerJoin('groups.bulletin as bulletin', 'bulletin.id', 'named.bulletin_id')
        .innerJoin('groups.group as group', 'group.id', 'bulletin.group_id')
        .select(['group.name as group', 'bulletin.published_at as on'])
        .where('named.person_id', '=', personId)
        .orderBy('bulletin.published_at')
        .execute()
      return dates(rows)
    },
    leaving: { keep: WHO_WAS_TOLD },
  }),
  personalReference({
    column: 'groups.bulletin_change.person_id',
    title: 'What you did to bulletins',
    held: (db, personId) => bulletinsBy(db, 'groups.bulletin_change', personId),
    leaving: { keep: WHO_WAS_TOLD },
  }),
  personalReference({
    column: 'groups.bulletin_receipt.person_id',
    title: 'Bulletins you opened',
    held: (db, personId) => bulletinsBy(db, 'groups.bulletin_receipt', personId),
    leaving: { keep: WHO_WAS_TOLD },
  }),
  personalReference({
    column: 'groups.bulletin_forward.person_id',
    title: 'Bulletins you sent on',
    held: (db, personId) => bulletinsBy(db, 'groups.bulletin_forward', personId),
    leaving: { keep: WHO_WAS_TOLD },
  }),
  personalReference({
    column: 'groups.resource.owner_id',
    title: 'Resources you own',
    async held(db, personId) {
      const rows = await db
        .selectFrom('groups.resource')
        .select(['title', 'review_on'])
        .where('owner_id', '=', personId)
        .orderBy('title')
        .execute()
      return rows.map((row) => ({ Resource: row.title, 'Next review': formatDate(row.review_on) }))
    },
    leaving: { keep: 'The group sees whose it was until it names another owner.' },
  }),
  personalReference({
    column: 'groups.terms.recorded_by',
    title: 'Terms of reference you recorded',
    async held(db, personId) {
      const rows = await db
        .selectFrom('groups.terms as terms')
        .innerJoin('groups.group as group', 'group.id', 'terms.group_id')
        .select(['group.name as group', 'terms.recorded_at as on'])
        .where('terms.recorded_by', '=', personId)
        .orderBy('terms.recorded_at')
        .execute()
      return dates(rows)
    },
    leaving: { keep: 'Who recorded a version belongs to the record of the group.' },
  }),
  personalReference({
    column: 'groups.membership.person_id',
    title: 'Groups you sit or sat in',
    async held(db, personId) {
      return (await allMembershipsOf({ db }, personId)).map((one) => ({
        Group: one.group_name,
        Office: OFFICES[one.office],
        'For the organisation': one.organisation_name,
        From: formatDate(one.started_on),
        To: one.ended_on === null ? 'today' : formatDate(one.ended_on),
      }))
    },
    leaving: {
      async forget(tx, personId, today) {
        await tx
          .updateTable('groups.membership')
          .set({ ended_on: today })
          .where('person_id', '=', personId)
          .where('ended_on', 'is', null)
          .execute()
      },
    },
  }),
]
