// Who shares which service with whom: the stages of an arrangement, who belongs to it, and what it saves.
//
//   exploring ──move──► in development ──move──► joint management ──move──► shared service
//       │  ▲                 │  ▲                     │  ▲                      │
//       │  └──move, reason───┘  └──move, reason───────┘  └──move, reason────────┘
//       └────────end, reason─┴────────end, reason─────┴────────end, reason──────┴──► ended
//
// P11 An arrangement has a lead and at least one other party; a body belongs to it once at a time.
// P12 Every move leaves its day, and a step back or an end leaves its reason. What the papers of a year say is
//     history: it never moves.
// P13 A saving is claimed for a year that has begun, and confirmed by another person, who works for another party
//     or keeps the partnership's accounts; more than was claimed needs a reason.
import { refuse, type Fault } from '#platform/errors/index.ts'
import { formatPounds, type Pence } from '#platform/money/index.ts'
import { financialYearOf, financialYearStarting, formatDate } from '#platform/time/index.ts'

export const STAGES = {
  'shared service': 'Shared service',
  'joint management': 'Joint management',
  'in development': 'In development',
  exploring: 'Exploring',
  ended: 'Ended',
} as const
export type Stage = keyof typeof STAGES

/** The stages of an arrangement that goes on, from the first thought of it. */
export const STAGES_ON = {
  exploring: STAGES.exploring,
  'in development': STAGES['in development'],
  'joint management': STAGES['joint management'],
  'shared service': STAGES['shared service'],
} as const
export type StageOn = keyof typeof STAGES_ON

const ORDER: readonly Stage[] = ['exploring', 'in development', 'joint management', 'shared service']

/** The word in a cell of the matrix, where there is no room for the stage's whole name. */
export const STAGE_MARKS: Readonly<Record<Stage, string>> = {
  'shared service': 'Shared',
  'joint management': 'Joint',
  'in development': 'Dev',
  exploring: 'Expl',
  ended: 'Ended',
}

export const PARTY_ROLES = { lead: 'Lead', partner: 'Partner', 'co-opted': 'Co-opted' } as const
export type PartyRole = keyof typeof PARTY_ROLES

/** The parts in which a body may join: the lead is chosen, not joined. */
export const JOINING_ROLES = { partner: PARTY_ROLES.partner, 'co-opted': PARTY_ROLES['co-opted'] } as const

/** Whether the service is run together already, so that there is something to save. */
export const isRunning = (stage: Stage): boolean => stage === 'joint management' || stage === 'shared service'

const before = (one: Temporal.PlainDate, other: Temporal.PlainDate): boolean =>
  Temporal.PlainDate.compare(one, other) < 0

/** "in development (Ashford co-opted)" as stage and note; undefined when the stage is none of ours. */
export function readArrangement(
  text: string,
): { readonly stage: Stage; readonly note: string | null } | undefined {
  const match = /^([^()]+?)(?:\s*\((.*)\))?$/s.exec(text.trim())
  const stage = match?.[1]?.trim().toLowerCase() ?? ''
  if (!Object.hasOwn(STAGES, stage)) return undefined
  const note = match?.[2]?.trim() ?? ''
  return { stage: stage as Stage, note: note === '' ? null : note }
}

export type PartiesNamed = {
  readonly lead: string
  readonly partners: readonly string[]
  readonly coOpted: readonly string[]
}

/** P11: what is wrong with the bodies named: one of them twice, or a lead alone. */
export function partyFaults({ lead, partners, coOpted }: PartiesNamed): Fault[] {
  const faults: Fault[] = []
  if (partners.includes(lead))
    faults.push({ field: 'partners', message: 'The lead is a party already. Do not choose it again' })
  if (coOpted.includes(lead))
    faults.push({ field: 'coOpted', message: 'The lead is a party already. Do not choose it again' })
  else if (coOpted.some((one) => partners.includes(one)))
    faults.push({ field: 'coOpted', message: 'A body is either a partner or co-opted, not both' })
  if (partners.length + coOpted.length === 0)
    faults.push({ field: 'partners', message: 'Select at least one body besides the lead' })
  return faults
}

export type ArrangementDates = {
  readonly startedOn: Temporal.PlainDate | null
  readonly expectedOn: Temporal.PlainDate | null
  readonly liveOn: Temporal.PlainDate | null
}

/** What is wrong with the dates: something expected or live before it was begun, or live in the future. */
export function dateFaults(
  { startedOn, expectedOn, liveOn }: ArrangementDates,
  today: Temporal.PlainDate,
): Fault[] {
  const faults: Fault[] = []
  if (startedOn !== null && expectedOn !== null && before(expectedOn, startedOn))
    faults.push({ field: 'expectedOn', message: 'Expected to go live must not be before the work began' })
  if (startedOn !== null && liveOn !== null && before(liveOn, startedOn))
    faults.push({ field: 'liveOn', message: 'Live since must not be before the work began' })
  if (liveOn !== null && before(today, liveOn))
    faults.push({
      field: 'liveOn',
      message: 'Live since must be today or earlier. Give a later day as expected',
    })
  return faults
}

export type Standing = {
  readonly stage: Stage
  /** The year whose papers describe it; null for one that goes on. */
  readonly asOfYear: number | null
  /** The day of the last move, where one is recorded. */
  readonly since: Temporal.PlainDate | null
}

/** P12: refuses to touch what is history or has ended. */
export function mustGoOn({ stage, asOfYear }: Pick<Standing, 'stage' | 'asOfYear'>): void {
  if (asOfYear !== null)
    refuse(
      'conflict',
      'partnerships.arrangement.history',
      `This is what the papers of ${asOfYear} say, and it is kept as it was. Record the arrangement of today instead.`,
    )
  if (stage === 'ended')
    refuse(
      'conflict',
      'partnerships.arrangement.ended',
      'This arrangement has ended. Record a new one if the bodies share the service again.',
    )
}

export type Move = { readonly to: Stage; readonly on: Temporal.PlainDate; readonly reason: string | null }

/** P12: what is wrong with a move: no change, a day in the future or before the last move, no reason for a step back or an end. */
export function moveFaults(from: Standing, { to, on, reason }: Move, today: Temporal.PlainDate): Fault[] {
  const faults: Fault[] = []
  const day = to === 'ended' ? 'endedOn' : 'on'
  if (to === from.stage)
    faults.push({ field: 'stage', message: `It is at this stage already: ${STAGES[to].toLowerCase()}` })
  if (before(today, on)) faults.push({ field: day, message: 'The day must be today or earlier' })
  if (from.since !== null && before(on, from.since))
    faults.push({
      field: day,
      message: `The day must not be before the last move, ${formatDate(from.since)}`,
    })
  const isBack = to !== 'ended' && ORDER.indexOf(to) < ORDER.indexOf(from.stage)
  if (reason === null && isBack)
    faults.push({ field: 'reason', message: 'Say why it goes back a stage. Others learn from it' })
  if (reason === null && to === 'ended')
    faults.push({ field: 'reason', message: 'Say why it ended. Others learn from it' })
  return faults
}

export type Party = {
  readonly organisationId: string
  readonly role: PartyRole
  readonly from: Temporal.PlainDate | null
}

/** P11: refuses a body that would leave when it leads or when nobody would be left to share with. */
export function mayLeave(leaving: Party, parties: readonly Party[], name: string): void {
  if (leaving.role === 'lead')
    refuse(
      'conflict',
      'partnerships.arrangement.lead-stays',
      `${name} leads this arrangement. Choose another lead first, then record that it leaves.`,
    )
  if (parties.length <= 2)
    refuse(
      'conflict',
      'partnerships.arrangement.last-two',
      `Without ${name} nobody would be left to share with. End the arrangement instead.`,
    )
}

/** What is wrong with a party's last day. */
export function leavingDayFaults(
  from: Temporal.PlainDate | null,
  until: Temporal.PlainDate,
  today: Temporal.PlainDate,
): Fault[] {
  if (from !== null && before(until, from))
    return [{ field: 'until', message: `The last day must not be before the first, ${formatDate(from)}` }]
  if (before(today, until)) return [{ field: 'until', message: 'The last day must be today or earlier' }]
  return []
}

/** P13: what is wrong with the year of a claim: it has not begun, or it ended before the arrangement began. */
export function claimFaults(
  year: number,
  startedOn: Temporal.PlainDate | null,
  today: Temporal.PlainDate,
): Fault[] {
  const { label, from, to } = financialYearStarting(year)
  if (before(today, from))
    return [
      {
        field: 'year',
        message: `The financial year ${label} has not begun. Claim what was saved, not what is hoped for`,
      },
    ]
  if (startedOn !== null && before(to, startedOn))
    return [
      { field: 'year', message: `The work began on ${formatDate(startedOn)}, after ${label} had ended` },
    ]
  return []
}

/** The years for which a saving may be claimed today, the latest first. */
export function claimYears(startedOn: Temporal.PlainDate | null, today: Temporal.PlainDate): number[] {
  const last = financialYearOf(today).starting
  const first = startedOn === null ? last - 5 : Math.max(financialYearOf(startedOn).starting, last - 20)
  return Array.from({ length: last - first + 1 }, (_, at) => last - at)
}

export type Claim = {
  readonly claimedBy: string | null
  readonly claimedPence: Pence
  readonly confirmedPence: Pence | null
}

/** P13: what is wrong with confirming: one's own claim, more than was claimed or a changed confirmation without a reason. */
export function mayConfirm(
  claim: Claim,
  confirming: { readonly by: string | null; readonly pence: Pence; readonly reason: string | null },
): Fault[] {
  if (confirming.by !== null && confirming.by === claim.claimedBy)
    refuse(
      'forbidden',
      'partnerships.saving.own-claim',
      'You claimed this saving. A finance officer, or an officer of another party, confirms it.',
    )
  if (confirming.reason !== null) return []
  if (confirming.pence > claim.claimedPence)
    return [
      {
        field: 'reason',
        message: `Say why more is confirmed than the ${formatPounds(claim.claimedPence)} claimed`,
      },
    ]
  if (claim.confirmedPence !== null && claim.confirmedPence !== confirming.pence)
    return [{ field: 'reason', message: 'Say why the confirmed saving changes' }]
  return []
}

export type Cell = { readonly service: string; readonly body: string; readonly arrangement: string }

/** The services in which a body takes part in more than one arrangement: each with its arrangements. */
export function overlapsOf(
  cells: readonly Cell[],
): { readonly service: string; readonly body: string; readonly arrangements: readonly string[] }[] {
  const met = Map.groupBy(cells, (cell) => `${cell.service} ${cell.body}`)
  return [...met.values()].flatMap((group) => {
    const arrangements = [...new Set(group.map((cell) => cell.arrangement))]
    const first = group[0]
    return arrangements.length > 1 && first !== undefined
      ? [{ service: first.service, body: first.body, arrangements }]
      : []
  })
}

/** The services that several sets of bodies think about at once with nobody in common: they could talk. */
export function apart(
  cells: readonly Cell[],
): { readonly service: string; readonly arrangements: readonly string[] }[] {
  const byService = Map.groupBy(cells, (cell) => cell.service)
  return [...byService].flatMap(([service, group]) => {
    const bodies = new Map(
      [...Map.groupBy(group, (cell) => cell.arrangement)].map(([one, own]) => [
        one,
        new Set(own.map((cell) => cell.body)),
      ]),
    )
    const separate = [...bodies].filter(([one, own]) =>
      [...bodies].some(([other, theirs]) => other !== one && own.isDisjointFrom(theirs)),
    )
    return separate.length > 1 ? [{ service, arrangements: separate.map(([one]) => one) }] : []
  })
}
