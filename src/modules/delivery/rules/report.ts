// The report of a frozen round: written from what was frozen, by the measures that everything else counts with, so that
// it cannot contradict its own tables (V13). A slice is cut from the same version (V14).
import { formatDate, formatDateTime, LONDON } from '#platform/time/index.ts'
import type { Frozen } from './frozen.ts'
import {
  SECTIONS,
  type ReportBlock,
  type ReportContent,
  type SectionCode,
  type Slice,
} from './report/content.ts'
import { dates, milestones } from './report/days.ts'
import { answers, closing, rounding } from './report/ending.ts'
import { gathering, type Gathering } from './report/gathering.ts'
import { issues } from './report/issues.ts'
import { governance, mitigations, risk } from './report/matters.ts'
import { cutTo } from './report/slices.ts'
import { activities, changes, headline } from './report/standing.ts'

const WRITERS: Readonly<Record<SectionCode, (gather: Gathering) => readonly ReportBlock[]>> = {
  headline,
  activities,
  changes,
  milestones,
  dates,
  issues,
  mitigations,
  governance,
  risk,
  closing,
  answers,
  rounding,
}

/** The whole report, or a slice of it. */
export function reportOf(whole: Frozen, slice: Slice | null = null): ReportContent {
  const frozen = slice === null ? whole : cutTo(whole, slice)
  const gather = gathering(frozen)
  const { plan, round } = frozen.head
  const sections = (Object.keys(SECTIONS) as SectionCode[]).map((code) => ({
    code,
    heading: SECTIONS[code],
    blocks: WRITERS[code](gather),
  }))
  return {
    plan: { code: plan.code, title: plan.title, owner: plan.owner },
    round: { code: round.code, title: round.title },
    version: frozen.version,
    hash: frozen.hash,
    slice,
    front: frontOf(frozen, slice),
    sections,
    figures: gather.figures,
  }
}

function frontOf(frozen: Frozen, slice: Slice | null): ReportContent['front'] {
  const { plan, round } = frozen.head
  const day = (text: string): string => formatDate(Temporal.PlainDate.from(text))
  const moment = (text: string): string => formatDateTime(Temporal.Instant.from(text))
  return [
    { label: 'Plan', value: `${plan.title}, ${plan.owner}` },
    { label: 'Round', value: round.title },
    { label: 'Reporting period', value: `${day(round.periodFrom)} to ${day(round.periodUntil)}` },
    { label: 'Open for reports', value: windowWords(round) },
    ...(slice === null ? [] : [{ label: 'Part of the plan', value: slice.title }]),
    { label: 'Frozen', value: `Version ${frozen.version}, ${moment(frozen.frozenAt)}` },
    ...(frozen.why === null ? [] : [{ label: 'Why corrected', value: frozen.why }]),
    // In groups, so that it can be compared by eye and breaks at the end of a line.
    { label: 'Hash of the version', value: frozen.hash.replaceAll(/(.{16})(?=.)/g, '$1 ') },
  ]
}

/** The window apart from the period it reports on, and how long before its end it closed (V2). */
function windowWords({ opensAt, closesAt, periodUntil }: Frozen['head']['round']): string {
  if (opensAt === null || closesAt === null) return 'Not stated by the source'
  const [opens, closes] = [opensAt, closesAt].map((at) =>
    Temporal.Instant.from(at).toZonedDateTimeISO(LONDON),
  )
  if (opens === undefined || closes === undefined) return ''
  const isMidnight = (at: Temporal.ZonedDateTime): boolean => at.equals(at.startOfDay())
  // What closes with the first moment of a day was open until the end of the day before.
  const last = isMidnight(closes) ? closes.toPlainDate().subtract({ days: 1 }) : closes.toPlainDate()
  const early = last.until(Temporal.PlainDate.from(periodUntil), { largestUnit: 'day' }).days
  const span =
    isMidnight(opens) && isMidnight(closes)
      ? `${formatDate(opens.toPlainDate())} to the end of ${formatDate(last)}`
      : `${formatDateTime(opens.toInstant())} to ${formatDateTime(closes.toInstant())}`
  return early > 0
    ? `${span}: it closed ${early} ${early === 1 ? 'day' : 'days'} before the period ended`
    : span
}
