// The logs of the network that this installation reads itself: files of a server on the same machine, and syslog. Each
// batch is counted in a transaction of its own before the next is read.
import type { Errand } from '#platform/actions/index.ts'
import {
  followFile,
  openSyslog,
  type Batch,
  type Followed,
  type Following,
  type FilePlace,
  type Receiver,
} from '#platform/ingest/index.ts'
import { logThrown, type Log } from '#platform/log/index.ts'
import { countLog } from './actions/counting.ts'
import { logPlaceOf } from './queries/logs.ts'

// Each batch is an entry in the audit, so a quiet log is not counted line by line.
const EVERY_MS = 2000

export const followLogs: Receiver = {
  name: 'roaming.log.follow',
  title: 'F-Ticks and trace logs on this machine',
  async open({ errand, config, log }) {
    const paths = [...new Set(config.followedLogs)]
    if (paths.length === 0) return undefined
    const followed: Followed[] = []
    for (const path of paths) followed.push(await follow(errand, path, log))
    return {
      async close() {
        await Promise.all(followed.map((one) => one.close()))
      },
    }
  },
}

/** Follows one log from where it was left, each batch counted before the next is read. */
export async function follow(
  errand: Errand,
  path: string,
  log: Log,
  pace: Pick<Following, 'everyMilliseconds' | 'afterFailureMilliseconds' | 'mostLines'> = {},
): Promise<Followed> {
  return followFile({
    path,
    from: await logPlaceOf(errand.reader(), 'file', path),
    everyMilliseconds: EVERY_MS,
    ...pace,
    failed: (error) => logThrown(log, 'A log could not be read on', error, { queue: followLogs.name }),
    async take(batch): Promise<FilePlace | undefined> {
      const kept = await errand.perform(countLog, {
        kind: 'file',
        name: path,
        identity: batch.identity,
        from: batch.from,
        to: batch.to,
        ...linesOf(batch),
      })
      // Another process reads the same file and was quicker: go on from there.
      return kept.taken ? undefined : { identity: kept.identity ?? '', position: kept.position }
    },
  })
}

export const receiveSyslog: Receiver = {
  name: 'roaming.log.receive',
  title: 'F-Ticks and trace lines by syslog',
  async open({ errand, config, log }) {
    const at = config.syslogListen
    if (at === undefined) return undefined
    return openSyslog({
      address: at.address,
      port: at.port,
      everyMilliseconds: EVERY_MS,
      failed: (error) => logThrown(log, 'Syslog could not be kept', error, { queue: receiveSyslog.name }),
      async take(batch) {
        await errand.perform(countLog, {
          kind: `syslog-${batch.transport}`,
          name: `${at.address}:${at.port}`,
          from: 0,
          to: 0,
          ...linesOf(batch),
        })
      },
    })
  },
}

const linesOf = ({ lines, cut, dropped }: Batch) => ({ lines, cut, dropped })
