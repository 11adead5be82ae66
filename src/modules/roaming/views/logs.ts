// The logs that are counted, for those who run the federation: which speak, which are silent, and what cannot be read.
import { html, type Html } from '#platform/html/index.ts'
import type { Column } from '#platform/tables/index.ts'
import { LONDON } from '#platform/time/index.ts'
import {
  downloads,
  emptyState,
  heading,
  link,
  paragraph,
  status,
  table,
  warning,
  type StatusWords,
} from '#web/parts.ts'
import type { LogSource, MalformedCount, Sample, UnknownKey } from '../queries/logs.ts'
import { MALFORMED } from '../rules/log-line.ts'
import { isSilent } from '../rules/statistics.ts'

const KINDS: Readonly<Record<LogSource['kind'], string>> = {
  file: 'A file on this machine',
  'syslog-udp': 'Syslog by UDP',
  'syslog-tcp': 'Syslog by TCP',
  agent: 'Sent by an agent',
}
const SPEAKS: StatusWords<'speaks' | 'silent' | 'never'> = {
  speaks: ['Lines come', 'green'],
  silent: ['Silent', 'red'],
  never: ['Nothing yet', 'grey'],
}

export const logColumns = (now: Temporal.Instant): readonly Column<LogSource>[] => [
  { key: 'name', label: 'Log', kind: 'text', value: (row) => row.name },
  { key: 'kind', label: 'How it comes', kind: 'text', value: (row) => KINDS[row.kind] },
  {
    key: 'state',
    label: 'Now',
    kind: 'text',
    value: (row) => SPEAKS[stateOf(row, now)][0],
    show: (row) => status(stateOf(row, now), SPEAKS),
  },
  { key: 'last', label: 'Last line', kind: 'instant', value: (row) => row.last_at },
  { key: 'lines', label: 'Lines', kind: 'number', value: (row) => row.lines, total: true },
  { key: 'counts', label: 'What it counts', kind: 'text', value: countsWords, show: countsPart },
  { key: 'logins', label: 'Logins counted', kind: 'number', value: (row) => row.logins, total: true },
  {
    key: 'elsewhere',
    label: 'Seen, counted elsewhere',
    kind: 'number',
    value: (row) => row.elsewhere,
    total: true,
  },
  { key: 'malformed', label: 'Not understood', kind: 'number', value: (row) => row.malformed, total: true },
  { key: 'dropped', label: 'Lost', kind: 'number', value: (row) => row.dropped, total: true },
  { key: 'cut', label: 'Cut at 64 kB', kind: 'number', value: (row) => row.cut, total: true },
  {
    key: 'position',
    label: 'Kept up to byte',
    kind: 'number',
    value: (row) => row.position,
    downloadOnly: true,
  },
]

function countsWords({ counts, server_place }: LogSource): string {
  if (!counts) return 'Nothing, as was chosen'
  if (server_place === null) return 'What no agent sends'
  return server_place === 'member' ? 'Its own people at its own sites' : 'What roams'
}

const countsPart = (row: LogSource): Html =>
  html`${countsWords(row)} ${link(`/govroam/sources/${row.id}/counts`, html`Change<span class="govuk-visually-hidden"> what ${row.name} counts</span>`)}`

/** Logs of this installation from which what roams is counted beside those of agents, or of each other. */
function mayCountTwice(sources: readonly LogSource[], allSent: boolean): readonly string[] {
  const counting = sources.filter((row) => row.counts && row.server_place !== 'member' && row.logins > 0n)
  const own = counting.filter((row) => row.server_place === null)
  return allSent || own.length === 0 || counting.length === 1 ? [] : counting.map((row) => row.name)
}

const twiceWarning = (names: readonly string[]): Html | null =>
  names.length === 0
    ? null
    : warning(
        `What roams is counted from ${names.join(', ')}. Where two of them hold the lines of one proxy, its logins count twice: say of one that it counts nothing.`,
      )

const stateOf = ({ last_at }: LogSource, now: Temporal.Instant): 'speaks' | 'silent' | 'never' =>
  last_at === null ? 'never' : isSilent(last_at, now, LONDON) ? 'silent' : 'speaks'

const malformedColumns: readonly Column<MalformedCount>[] = [
  { key: 'why', label: 'What is wrong', kind: 'text', value: (row) => MALFORMED[row.why] },
  { key: 'lines', label: 'Lines in 30 days', kind: 'number', value: (row) => row.lines, total: true },
]
const sampleColumns: readonly Column<Sample>[] = [
  { key: 'at', label: 'When', kind: 'instant', value: (row) => row.seen_at },
  { key: 'log', label: 'Log', kind: 'text', value: (row) => row.source_name },
  { key: 'why', label: 'What is wrong', kind: 'text', value: (row) => MALFORMED[row.why] },
  { key: 'line', label: 'The line, without what may be a name', kind: 'text', value: (row) => row.sample },
]
const keyColumns: readonly Column<UnknownKey>[] = [
  { key: 'key', label: 'Key', kind: 'text', value: (row) => row.key },
  { key: 'lines', label: 'Lines', kind: 'number', value: (row) => row.lines },
  { key: 'first', label: 'First', kind: 'instant', value: (row) => row.first_at },
  { key: 'last', label: 'Last', kind: 'instant', value: (row) => row.last_at },
]

export function logsPage(shown: {
  readonly sources: readonly LogSource[]
  readonly malformed: readonly MalformedCount[]
  readonly samples: readonly Sample[]
  readonly keys: readonly UnknownKey[]
  /** Whether the agents of all proxies send their logs. */
  readonly allSent: boolean
  readonly now: Temporal.Instant
}): Html {
  const { sources, now } = shown
  if (sources.length === 0)
    return emptyState(
      'No log has been read yet',
      'Logs appear here when their first line comes: from the agents beside the servers, from files that CONNECTS_FOLLOWED_LOGS names, or by syslog at CONNECTS_SYSLOG_LISTEN. A login counts once, whichever of them bring it.',
    )
  return html`${paragraph('Each line is counted once, and names are dropped before anything is kept. Several servers write a line of the same login: it counts in the log of the proxy where it roams, and in that of its home’s server where it never left. What another log counts is seen twice and counted once.')}
  ${twiceWarning(mayCountTwice(sources, shown.allSent))}
  ${downloads('/govroam/sources')}
  ${table(logColumns(now), sources, { caption: 'Logs', captionHidden: true, sortedBy: 'Silent longest first', empty: paragraph('None.') })}
  ${heading('Lines that could not be counted', { level: 2 })}
  ${table(malformedColumns, shown.malformed, { caption: 'By reason', captionSize: 's', empty: paragraph('Every line of the last 30 days was understood.') })}
  ${shown.samples.length === 0 ? null : table(sampleColumns, shown.samples, { caption: 'Some of them', captionSize: 's', sortedBy: 'The newest first', empty: paragraph('None.') })}
  ${heading('Keys that nobody knows', { level: 2 })}
  ${paragraph('Their names only: what they held is not kept.')}
  ${table(keyColumns, shown.keys, { caption: 'Unknown keys', captionHidden: true, empty: paragraph('None came.') })}`
}
