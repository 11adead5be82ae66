// Declared interests: who has one in which record, standing until it is ended.
import type { Reader } from '#platform/actions/index.ts'

export type InterestCard = {
  readonly id: string
  readonly person_id: string
  readonly person_name: string
  readonly subject_id: string
  readonly meeting_id: string | null
  readonly nature: string
  readonly declared_on: Temporal.PlainDate
}

const interestCards = (reader: Pick<Reader, 'db'>) =>
  reader.db
    .selectFrom('governance.interest as interest')
    .innerJoin('organisations.person_card as person', 'person.id', 'interest.person_id')
    .select([
      'interest.id',
      'interest.person_id',
      'person.name as person_name',
      'interest.subject_id',
      'interest.meeting_id',
      'interest.nature',
      'interest.declared_on',
    ])
    .where('interest.ended_on', 'is', null)
    .orderBy('interest.declared_on')
    .orderBy('interest.id')

/** The interests declared in a record that stand today. */
export async function interestsIn(reader: Pick<Reader, 'db'>, subjectId: string): Promise<InterestCard[]> {
  return interestCards(reader).where('interest.subject_id', '=', subjectId).execute()
}

/** Whether the person has declared an interest in the record that stands. */
export async function hasInterest(
  reader: Pick<Reader, 'db'>,
  personId: string,
  subjectId: string,
): Promise<boolean> {
  const row = await interestCards(reader)
    .where('interest.subject_id', '=', subjectId)
    .where('interest.person_id', '=', personId)
    .executeTakeFirst()
  return row !== undefined
}

export type OwnInterest = {
  readonly id: string
  readonly title: string
  readonly nature: string
  readonly declared_on: Temporal.PlainDate
}

/** What a person has declared that stands, with the titles of the records. */
export async function standingInterestsOf(
  reader: Pick<Reader, 'db'>,
  personId: string,
): Promise<OwnInterest[]> {
  return reader.db
    .selectFrom('governance.interest as interest')
    .innerJoin('platform.subject as subject', 'subject.id', 'interest.subject_id')
    .select(['interest.id', 'subject.title', 'interest.nature', 'interest.declared_on'])
    .where('interest.person_id', '=', personId)
    .where('interest.ended_on', 'is', null)
    .orderBy('interest.declared_on')
    .orderBy('interest.id')
    .execute()
}
