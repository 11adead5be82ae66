// What belongs to one risk: every score it had, its controls with their evidence, its reviews, its way up the
// registers, and what became of the record.
import type { Reader } from '#platform/actions/index.ts'
import { ON_PAGES_ONLY } from '#platform/search/index.ts'
import { sql } from '#platform/database/index.ts'
import type { Measure } from '../rules.ts'
import { READ } from './seeing.ts'

type Handle = Pick<Reader, 'db'>

export type Assessment = Awaited<ReturnType<typeof assessmentsOf>>[number]

/** Every assessment of a risk, the newest first. */
export async function assessmentsOf(reader: Handle, riskId: string) {
  return reader.db
    .selectFrom('risk.assessment as assessment')
    .leftJoin('organisations.person_card as person', 'person.id', 'assessment.assessed_by_person_id')
    .select([
      'assessment.id',
      'assessment.measure',
      'assessment.matrix_version_id',
      'assessment.likelihood',
      'assessment.impact',
      'assessment.impact_kind',
      'assessment.score',
      'assessment.band',
      'assessment.reason',
      'person.name as assessed_by',
      'assessment.assessed_at',
      'assessment.superseded_at',
    ])
    .where('assessment.risk_id', '=', riskId)
    .orderBy('assessment.assessed_at', 'desc')
    .orderBy('assessment.id', 'desc')
    .execute()
}

export type Control = Awaited<ReturnType<typeof controlsOf>>[number]

/** The controls of a risk, those in force first. */
export async function controlsOf(reader: Handle, riskId: string) {
  return reader.db
    .selectFrom('risk.control as control')
    .leftJoin('organisations.person_card as owner', 'owner.id', 'control.owner_person_id')
    .select([
      'control.id',
      'control.risk_id',
      'control.what',
      'control.kind',
      'control.owner_person_id',
      'owner.name as owner_name',
      'control.effectiveness',
      'control.next_test_on',
      'control.ended_on',
      'control.version',
    ])
    .where('control.risk_id', '=', riskId)
    .orderBy(sql`control.ended_on is not null`)
    .orderBy('control.what')
    .orderBy('control.id')
    .execute()
}

export type Evidence = Awaited<ReturnType<typeof evidenceOf>>[number]

/** What shows that the controls of a risk work, or do not; the newest first. */
export async function evidenceOf(reader: Handle, riskId: string) {
  return reader.db
    .selectFrom('risk.evidence as evidence')
    .innerJoin('risk.control as control', 'control.id', 'evidence.control_id')
    .leftJoin('organisations.person_card as person', 'person.id', 'evidence.given_by_person_id')
    .select([
      'evidence.id',
      'evidence.control_id',
      'evidence.tested_on',
      'evidence.effectiveness',
      'evidence.words',
      'evidence.link',
      'evidence.file_id',
      'person.name as given_by',
    ])
    .where('control.risk_id', '=', riskId)
    .orderBy('evidence.tested_on', 'desc')
    .orderBy('evidence.id', 'desc')
    .execute()
}

export type Review = Awaited<ReturnType<typeof reviewsOf>>[number]

export async function reviewsOf(reader: Handle, riskId: string) {
  return reader.db
    .selectFrom('risk.review as review')
    .leftJoin('organisations.person_card as person', 'person.id', 'review.reviewed_by_person_id')
    .select([
      'review.id',
      'review.reviewed_on',
      'person.name as reviewed_by',
      'review.outcome',
      'review.words',
      'review.next_on',
    ])
    .where('review.risk_id', '=', riskId)
    .orderBy('review.reviewed_on', 'desc')
    .orderBy('review.id', 'desc')
    .execute()
}

export type Escalation = Awaited<ReturnType<typeof escalationsOf>>[number]

/** Where the risk was put up to, the newest first. */
export async function escalationsOf(reader: Handle, riskId: string) {
  return reader.db
    .selectFrom('risk.escalation as up')
    .innerJoin('risk.register as register', 'register.id', 'up.to_register_id')
    .leftJoin('organisations.person_card as asker', 'asker.id', 'up.asked_by_person_id')
    .leftJoin('organisations.person_card as answerer', 'answerer.id', 'up.answered_by_person_id')
    .leftJoin('organisations.person_card as owner', 'owner.id', 'up.owner_person_id')
    .select([
      'up.id',
      'up.to_register_id',
      'register.code as register_code',
      'register.name as register_name',
      'register.level as register_level',
      'register.partnership_id',
      'register.organisation_id',
      'register.group_id',
      'register.audience',
      'up.reason',
      'asker.name as asked_by',
      'up.asked_at',
      'up.state',
      'answerer.name as answered_by',
      'up.answered_at',
      'up.answer_words',
      'owner.name as owner_name',
      'up.ended_at',
      'up.ended_words',
      'up.version',
    ])
    .where('up.risk_id', '=', riskId)
    .orderBy('up.asked_at', 'desc')
    .orderBy('up.id', 'desc')
    .execute()
}

export type Change = Awaited<ReturnType<typeof changesOf>>[number]

export async function changesOf(reader: Handle, riskId: string) {
  return reader.db
    .selectFrom('risk.change as change')
    .leftJoin('organisations.person_card as person', 'person.id', 'change.made_by_person_id')
    .select([
      'change.id',
      'change.kind',
      'change.words',
      'change.former',
      'person.name as made_by',
      'change.made_at',
    ])
    .where('change.risk_id', '=', riskId)
    .orderBy('change.made_at', 'desc')
    .orderBy('change.id', 'desc')
    .execute()
}

export type Doubt = {
  readonly id: string
  readonly heading: string
  readonly raw: string
  readonly doubt: string
}

/** What a loaded file said and nobody has settled (X2). */
export async function doubtsOf(reader: Handle, riskId: string): Promise<Doubt[]> {
  return reader.db
    .selectFrom('risk.doubt')
    .select(['id', 'heading', 'raw', 'doubt'])
    .where('risk_id', '=', riskId)
    .where('settled_on', 'is', null)
    .orderBy('heading')
    .execute()
}

export type Position = {
  readonly id: string
  readonly likelihood: number
  readonly impact: number
}

/** Where the risks of a register stood before a moment, whatever has become of their scores since. */
export async function positionsBefore(
  reader: Handle,
  riskIds: readonly string[],
  measure: Measure,
  moment: Temporal.Instant,
): Promise<ReadonlyMap<string, Position>> {
  if (riskIds.length === 0) return new Map()
  const rows = await reader.db
    .selectFrom('risk.assessment')
    .distinctOn('risk_id')
    .select(['risk_id as id', 'likelihood', 'impact'])
    .where('risk_id', 'in', [...riskIds])
    .where('measure', '=', measure)
    .where('assessed_at', '<', moment)
    .orderBy('risk_id')
    .orderBy('assessed_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

/** The record a risk is about, for a reader who may find it: its title and where it stands. What stands on pages only is called as its subject is: a register is also a file. */
export async function aboutFor(
  reader: Reader,
  subjectId: string,
): Promise<{ readonly title: string; readonly href: string | null } | undefined> {
  const keys = reader.keys()
  const found = await sql<{ title: string; href: string; audience: string[] }>`
    select entry.title, entry.href, audience.keys as audience from platform.subject subject
    join platform.search_entry entry on entry.kind = subject.module || '.' || subject.noun and entry.id = subject.id
    join platform.search_audience audience on audience.id = entry.audience_id
    where subject.id = ${subjectId}::uuid and not audience.keys @> ${[ON_PAGES_ONLY]}::text[]`.execute(
    reader.db,
  )
  const [entry] = found.rows
  if (entry !== undefined && (keys === 'all' || entry.audience.some((key) => keys.includes(key))))
    return entry
  const subject = await reader.db
    .selectFrom('platform.subject')
    .select(['title', 'audience'])
    .where('id', '=', subjectId)
    .executeTakeFirst()
  if (subject === undefined) return undefined
  const [kind, id] = subject.audience.split(':')
  const isOpen =
    keys === 'all' ||
    kind === 'public' ||
    keys.includes(subject.audience) ||
    (kind === 'staff' && reader.actor.kind === 'person') ||
    (kind === 'partnership' && id !== undefined && reader.may(READ, { kind, id }))
  return isOpen ? { title: subject.title, href: null } : undefined
}
