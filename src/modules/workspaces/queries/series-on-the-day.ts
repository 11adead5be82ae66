// After how many no-shows in a row a series is given back, by the terms of whoever booked it.
import type { Reader } from '#platform/actions/index.ts'
import { groundsOf } from './deciding.ts'

/** For each series; one question for each body that booked one. */
export async function noShowLimits(
  reader: Reader,
  seriesIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const series = await reader.db
    .selectFrom('workspaces.series')
    .select(['id', 'resource_id', 'organisation_id'])
    .where('id', 'in', [...seriesIds])
    .execute()
  const span = { startsAt: reader.now, endsAt: reader.now.add({ minutes: 1 }) }
  const limits = new Map<string, number>()
  for (const [organisationId, theirs] of Map.groupBy(series, (one) => one.organisation_id)) {
    const where = { resourceIds: [...new Set(theirs.map((one) => one.resource_id))] }
    const grounds = await groundsOf(reader, where, { organisationId, personId: null }, span)
    for (const one of theirs) {
      const situation = grounds.situation(one.resource_id, span)
      if (situation !== undefined) limits.set(one.id, situation.terms.seriesNoShows.value)
    }
  }
  return limits
}
