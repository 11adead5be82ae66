// A log that has gone silent needs somebody who runs the federation: visits are not counted, and incidents not traced.
import { fill, type Reader } from '#platform/actions/index.ts'
import { duty, type Duty } from '#platform/module/index.ts'
import { formatDateTime, LONDON } from '#platform/time/index.ts'
import { RUN, runsFederation } from './queries/seeing.ts'
import { isSilent, SILENT_HOURS } from './rules/statistics.ts'

const MOST = 50

async function silentLogs(reader: Reader): Promise<Duty[]> {
  if (reader.actor.kind !== 'person' || !runsFederation(reader)) return []
  // In the night nobody is told; asking about a log that never spoke would be too early.
  if (!isSilent(null, reader.now, LONDON)) return []
  const before = reader.now.subtract({ hours: SILENT_HOURS })
  const logs = await reader.db
    .selectFrom('roaming.log_source')
    .select(['name', 'last_at'])
    .where('last_at', '<=', before)
    // One that was taken out of use is not asked about for ever.
    .where('last_at', '>', reader.now.subtract({ hours: 24 * 14 }))
    .orderBy('last_at')
    .limit(MOST)
    .execute()
  const silent = logs.filter((log) => log.last_at !== null && isSilent(log.last_at, reader.now, LONDON))
  const [first] = silent
  if (first === undefined || first.last_at === null) return []
  return [
    {
      title:
        silent.length === 1
          ? `No line has come from the log ${first.name} for two hours`
          : `No line has come from ${silent.length} logs of govroam for two hours`,
      href: '/govroam/sources',
      due: reader.now.toZonedDateTimeISO(LONDON).toPlainDate(),
      context: `Silent since ${formatDateTime(first.last_at)}. Until it speaks, its visits are not counted and cannot be traced`,
      step: 'Look at the logs',
    },
  ]
}

export const logDuties = fill(duty, { name: 'roaming.log.silent', permission: RUN, run: silentLogs })
