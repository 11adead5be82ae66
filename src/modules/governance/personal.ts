// Every reference this module makes to a person, and what becomes of it when they leave. Who was there, who voted
// and who declared an interest decides whether a decision stands, so most of it is kept; duties yet to be done are not.
import type { Db } from '#platform/database/index.ts'
import { personalReference, type PersonalReference } from '#platform/personal/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { sql } from '#platform/database/index.ts'

type Rows = readonly Readonly<Record<string, string>>[]

const day = (value: Temporal.PlainDate | null): string => (value === null ? '' : formatDate(value))
const WHO_DECIDED =
  'who took part in a decision of public bodies stays provable (Local Government Act 1972 s.100C keeps minutes six years)'

async function attended(db: Db, person: string): Promise<Rows> {
  const rows = await db
    .selectFrom('governance.attendance as attendance')
    .innerJoin('governance.meeting as meeting', 'meeting.id', 'attendance.meeting_id')
    .innerJoin(
      'organisations.organisation_card as organisation',
      'organisation.id',
      'attendance.organisation_id',
    )
    .select(['meeting.title', 'organisation.name', 'attendance.state'])
    .where('attendance.person_id', '=', person)
    .orderBy('meeting.starts_at')
    .execute()
  return rows.map((row) => ({ Meeting: row.title, For: row.name, As: row.state }))
}

async function voted(db: Db, person: string): Promise<Rows> {
  const rows = await db
    .selectFrom('governance.vote as vote')
    .innerJoin('governance.decision as decision', 'decision.id', 'vote.decision_id')
    .select(['decision.reference', 'decision.decided_on', 'vote.choice'])
    .where('vote.person_id', '=', person)
    .orderBy('decision.decided_on')
    .execute()
  return rows.map((row) => ({ Decision: row.reference, On: day(row.decided_on), Vote: row.choice }))
}

async function declared(db: Db, person: string): Promise<Rows> {
  const rows = await db
    .selectFrom('governance.interest as interest')
    .innerJoin('platform.subject as subject', 'subject.id', 'interest.subject_id')
    .select(['subject.title', 'interest.nature', 'interest.declared_on', 'interest.ended_on'])
    .where('interest.person_id', '=', person)
    .orderBy('interest.declared_on')
    .execute()
  return rows.map((row) => ({
    In: row.title,
    What: row.nature,
    Declared: day(row.declared_on),
    Ended: day(row.ended_on),
  }))
}

async function undertaken(db: Db, person: string): Promise<Rows> {
  const rows = await db
    .selectFrom('governance.undertaking')
    .select(['what', 'due_on', 'closed_on'])
    .where('owner_person_id', '=', person)
    .orderBy('due_on')
    .execute()
  return rows.map((row) => ({ What: row.what, Due: day(row.due_on), Closed: day(row.closed_on) }))
}

/** A column that says who did something: the titles of what they did it to. */
function doing(
  column: string,
  title: string,
  titles: (db: Db, person: string) => Promise<readonly string[]>,
): PersonalReference {
  return personalReference({
    column,
    title,
    held: async (db, person) => (await titles(db, person)).map((one) => ({ What: one })),
    leaving: { keep: WHO_DECIDED },
  })
}

const titlesBy =
  (query: (person: string) => ReturnType<typeof sql<{ title: string }>>) => async (db: Db, person: string) =>
    (await query(person).execute(db)).rows.map((row) => row.title)

export const personal: readonly PersonalReference[] = [
  personalReference({
    column: 'governance.attendance.person_id',
    title: 'Meetings you attended',
    held: attended,
    leaving: { keep: WHO_DECIDED },
  }),
  personalReference({
    column: 'governance.vote.person_id',
    title: 'How you voted for your organisation',
    held: voted,
    leaving: { keep: WHO_DECIDED },
  }),
  personalReference({
    column: 'governance.interest.person_id',
    title: 'Interests you declared',
    held: declared,
    leaving: {
      async forget(tx, person, today) {
        await tx
          .updateTable('governance.interest')
          .set({ ended_on: today })
          .where('person_id', '=', person)
          .where('ended_on', 'is', null)
          .execute()
      },
    },
  }),
  personalReference({
    column: 'governance.undertaking.owner_person_id',
    title: 'What you undertook',
    held: undertaken,
    leaving: {
      keep: 'an undertaking stays on the action log until its body closes it or gives it to somebody else',
    },
  }),
  doing(
    'governance.undertaking.given_by',
    'Undertakings you recorded',
    titlesBy(
      (person) =>
        sql<{
          title: string
        }>`select what as title from governance.undertaking where given_by = ${person} order by given_on`,
    ),
  ),
  doing(
    'governance.undertaking_change.made_by',
    'What you said of undertakings',
    titlesBy(
      (person) =>
        sql<{
          title: string
        }>`select words as title from governance.undertaking_change where made_by = ${person} order by made_at`,
    ),
  ),
  doing(
    'governance.undertaking_change.owner_before',
    'Undertakings that were yours before',
    titlesBy(
      (person) =>
        sql<{ title: string }>`
          select undertaking.what as title from governance.undertaking_change change
          join governance.undertaking on undertaking.id = change.undertaking_id
          where change.owner_before = ${person} order by change.made_at`,
    ),
  ),
  doing(
    'governance.decision.recorded_by',
    'Decisions you recorded',
    titlesBy(
      (person) =>
        sql<{
          title: string
        }>`select reference as title from governance.decision where recorded_by = ${person} order by recorded_at`,
    ),
  ),
  doing(
    'governance.meeting.urgency_by',
    'Urgency you certified',
    titlesBy(
      (person) =>
        sql<{
          title: string
        }>`select title from governance.meeting where urgency_by = ${person} order by starts_at`,
    ),
  ),
  doing(
    'governance.agenda_item.late_by',
    'Late items you agreed to take',
    titlesBy(
      (person) =>
        sql<{
          title: string
        }>`select title from governance.agenda_item where late_by = ${person} order by raised_at`,
    ),
  ),
  doing(
    'governance.paper.author_person_id',
    'Papers you wrote',
    titlesBy(
      (person) =>
        sql<{
          title: string
        }>`select title from governance.paper where author_person_id = ${person} order by title`,
    ),
  ),
  doing(
    'governance.paper.equality_assessor_id',
    'Equality screenings you made',
    titlesBy(
      (person) =>
        sql<{
          title: string
        }>`select title from governance.paper where equality_assessor_id = ${person} order by title`,
    ),
  ),
  doing(
    'governance.paper_version.published_by',
    'Papers you published',
    titlesBy(
      (person) =>
        sql<{
          title: string
        }>`select title from governance.paper_version where published_by = ${person} order by published_at`,
    ),
  ),
]
