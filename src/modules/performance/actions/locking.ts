// What every change of an indicator begins with: the record locked, seen and ours to change; and what it leaves in the
// history.
import { personOf, type Inside, type Reader } from '#platform/actions/index.ts'
import { invalid, notFound, refuse, versionCheck } from '#platform/errors/index.ts'
import { json } from '#platform/database/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { isEmployedBy } from '#modules/organisations/index.ts'
import { indicatorRows, type IndicatorRow } from '../queries/indicators.ts'
import { holdsFor, indicatorSeen, READ_INSIDE } from '../queries/seeing.ts'
import type { Audience } from '../rules.ts'
import type { ChangeKind } from '../schema.ts'

export const today = (inside: Pick<Inside, 'now'>): Temporal.PlainDate => londonDate(inside.now)

/** The indicator, locked, if the reader may see it and holds this permission for it. */
export async function indicatorToChange(
  inside: Inside,
  permission: string,
  id: string,
  noun = 'indicator',
): Promise<IndicatorRow> {
  const locked = await inside.tx
    .selectFrom('performance.indicator as indicator')
    .select('indicator.id')
    .where('indicator.id', '=', id)
    .where(indicatorSeen(inside))
    .forUpdate()
    .executeTakeFirst()
  if (locked === undefined) return notFound(noun)
  const indicator = await indicatorRows(inside).where('indicator.id', '=', id).executeTakeFirstOrThrow()
  mustBeTheirs(inside, permission, indicator)
  return indicator
}

/** Whoever sees an indicator and may not do this to it is told whom to ask. */
export function mustBeTheirs(reader: Pick<Reader, 'may'>, permission: string, indicator: IndicatorRow): void {
  if (holdsFor(reader, permission, indicator)) return
  refuse(
    'forbidden',
    'performance.indicator.not-yours',
    `This is for the owner of the indicator${indicator.owner_name === null ? '' : `, ${indicator.owner_name}`}, the lead of ${indicator.organisation_name} and the officer of its partnership. Ask one of them.`,
  )
}

/** Refuses a change made against a version that is no longer the newest, and shows what stands there now. */
export const mustBeCurrent = versionCheck('performance.indicator.stale', 'indicator')

/** M8: an owner works for the body that is measured. */
export async function mustBeOfBody(
  inside: Inside,
  organisation: string,
  person: string | null,
): Promise<void> {
  if (person === null || (await isEmployedBy(inside, person, organisation))) return
  invalid('performance.indicator.foreign-owner', [
    { field: 'owner', message: 'Choose somebody who works for this organisation today' },
  ])
}

type Named = {
  readonly id: string
  readonly code: string
  readonly title: string
  readonly audience: Audience
  readonly organisation_id: string
  readonly partnership_id: string | null
}

/** The indicator as a record that others may attach to. */
export async function nameSubject(inside: Inside, indicator: Named): Promise<void> {
  const place = indicator.audience === 'partners' ? indicator.partnership_id : indicator.organisation_id
  await inside.subject({
    id: indicator.id,
    module: 'performance',
    noun: 'indicator',
    title: `${indicator.code.toUpperCase()} ${indicator.title}`,
    audience: indicator.audience === 'public' ? 'public' : `${READ_INSIDE}@${place ?? ''}`,
  })
}

/** Writes into the history of the indicator what became of it. */
export async function noteChange(
  inside: Inside,
  indicatorId: string,
  kind: ChangeKind,
  words: string | null,
  former: Readonly<Record<string, string | null>> | null = null,
): Promise<void> {
  await inside.tx
    .insertInto('performance.change')
    .values({
      id: inside.id(),
      indicator_id: indicatorId,
      kind,
      words,
      former: former === null ? null : json(former),
      made_by_person_id: personOf(inside),
      made_at: inside.now,
    })
    .execute()
}
