// Rules at a place for an audience (P3, P4): a new one takes the place of the former, which stays as it was said. Before
// one is saved whoever makes it sees the bookings ahead that it no longer fits, and says what becomes of them (P13, W14).
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { bodiesBeside, circlesOf } from '../queries/circles.ts'
import { effectOfRules, type Affected } from '../queries/effect.ts'
import { placeById, rulesOf, type Place, type StandingRule } from '../queries/terms.ts'
import type { Workplace } from '../queries/workplaces.ts'
import {
  countWords,
  RESOURCE_KINDS,
  ruleFaults,
  saysNothing,
  VALUE_KEYS,
  VALUE_LABELS,
  type Audience,
  type Rule,
  type RuleValues,
} from '../rules.ts'
import { countAhead } from './allocations.ts'
import { displace } from './displacing.ts'
import { findRoomsAgain } from './finding.ts'
import { today, workplaceToChange } from './locking.ts'
import { markBehalf } from './on-behalf.ts'

const SET = 'workspaces.rule.set'
export const TELL_AFFECTED = 'workspaces.rule.tell'

export const AUDIENCES = {
  own: 'Own staff',
  organisation: 'One partner',
  circle: 'A group of partners',
  partner: 'Any partner',
  visitor: 'Visitors who are hosted',
} as const satisfies Record<Audience, string>

export const PLACE_KINDS = {
  site: 'The workplace',
  floor: 'A floor',
  zone: 'A zone',
  resource: 'A desk, room or other place',
} as const

/** What becomes of the bookings ahead that a rule no longer fits. */
export const CHOICES = {
  keep: 'Keep them as they are and tell nobody',
  tell: 'Keep them as they are and tell the people what has changed',
  move: 'Move them to equal places where one is free, withdraw the rest, and tell everybody',
  withdraw: 'Withdraw them and tell everybody',
} as const
export type Choice = keyof typeof CHOICES

const yesNo = (label: string) => field.choice(label, { yes: 'Yes', no: 'No' }).optional()
const minutes = (label: string, least: number, most: number, hint?: string) =>
  field.integer(label, { least, most, ...(hint === undefined ? {} : { hint }) }).optional()

const WEEKDAYS = {
  1: 'Monday',
  2: 'Tuesday',
  3: 'Wednesday',
  4: 'Thursday',
  5: 'Friday',
  6: 'Saturday',
  7: 'Sunday',
} as const
const GRIDS = {
  5: '5 minutes',
  10: '10 minutes',
  15: '15 minutes',
  20: '20 minutes',
  30: '30 minutes',
  60: '1 hour',
  120: '2 hours',
  240: '4 hours',
} as const

const values = {
  visible: yesNo(VALUE_LABELS.visible),
  bookable: yesNo(VALUE_LABELS.bookable),
  approval: yesNo(VALUE_LABELS.approval),
  pendingHolds: yesNo(VALUE_LABELS.pendingHolds),
  weekdays: field.choices(VALUE_LABELS.weekdays, WEEKDAYS).optional(),
  opensAt: field.time(VALUE_LABELS.opensAt).optional(),
  closesAt: field.time(VALUE_LABELS.closesAt, { hint: '11:59pm stands for midnight' }).optional(),
  advanceDays: field.integer(`${VALUE_LABELS.advanceDays}, in days`, { least: 0, most: 1826 }).optional(),
  earlyDays: field.integer(`${VALUE_LABELS.earlyDays}, in days`, { least: 0, most: 365 }).optional(),
  leastNoticeMinutes: minutes(`${VALUE_LABELS.leastNoticeMinutes}, in minutes`, 0, 43_200),
  leastMinutes: minutes(`${VALUE_LABELS.leastMinutes}, in minutes`, 5, 44_640),
  mostMinutes: minutes(
    `${VALUE_LABELS.mostMinutes}, in minutes`,
    5,
    44_640,
    '720 is 12 hours; the most is 31 days',
  ),
  gridMinutes: field.choice(VALUE_LABELS.gridMinutes, GRIDS).optional(),
  perDay: minutes(VALUE_LABELS.perDay, 0, 1000),
  perWeek: minutes(VALUE_LABELS.perWeek, 0, 1000),
  perMonth: minutes(VALUE_LABELS.perMonth, 0, 1000),
  cancelMinutes: minutes(`${VALUE_LABELS.cancelMinutes}, in minutes before it begins`, 0, 43_200),
  checkIn: yesNo(VALUE_LABELS.checkIn),
  checkInBeforeMinutes: minutes(`${VALUE_LABELS.checkInBeforeMinutes}, in minutes before it begins`, 0, 1440),
  releaseMinutes: minutes(`${VALUE_LABELS.releaseMinutes}, in minutes`, 5, 1440),
  seriesNoShows: minutes(`${VALUE_LABELS.seriesNoShows} so many no-shows in a row`, 2, 20),
  names: field
    .choice(VALUE_LABELS.names, {
      nobody: 'Only that it is booked',
      organisation: 'By which body it is booked',
      name: 'Who has booked, where the person allows it',
    })
    .optional(),
}

const where = {
  site: field.id('Workplace'),
  place: field.choice('Where', PLACE_KINDS),
  placeId: field.id('Place'),
  audience: field.choice('For whom', AUDIENCES),
  audienceId: field.id('Partner or group').optional(),
  kind: field.choice('For which kind', RESOURCE_KINDS).optional(),
  /** The rule that stood there when the form was opened; none where there was none. */
  replaces: field.id('Rule it replaces').optional(),
}

const what = {
  because: field
    .longText('Why', { most: 500, hint: 'Shown to whoever cannot book because of it' })
    .optional(),
  ahead: field.choice('What becomes of the bookings it no longer fits?', CHOICES).optional(),
}

type Where = {
  readonly place: keyof typeof PLACE_KINDS
  readonly placeId: string
  readonly audience: Audience
  readonly audienceId: string | null
  readonly kind: keyof typeof RESOURCE_KINDS | null
}

export const isAt = (rule: Rule, at: Where): boolean =>
  rule.placeId === at.placeId &&
  rule.audience === at.audience &&
  rule.audienceId === at.audienceId &&
  rule.resourceKind === at.kind

type Said = {
  readonly [K in keyof RuleValues]: K extends 'weekdays'
    ? readonly (keyof typeof WEEKDAYS | `${keyof typeof WEEKDAYS}`)[] | null
    : unknown
}

const yes = (said: unknown): boolean | null => (said === null ? null : said === 'yes')

/** The answers of a form as the values of a rule. */
export function valuesOf(said: Said): RuleValues {
  const number = (value: unknown) => (value === null || value === undefined ? null : Number(value))
  const time = (value: unknown) => (value instanceof Temporal.PlainTime ? value : null)
  return {
    visible: yes(said.visible),
    bookable: yes(said.bookable),
    approval: yes(said.approval),
    pendingHolds: yes(said.pendingHolds),
    weekdays: said.weekdays === null ? null : said.weekdays.map(Number).toSorted((a, b) => a - b),
    opensAt: time(said.opensAt),
    closesAt: time(said.closesAt),
    advanceDays: number(said.advanceDays),
    earlyDays: number(said.earlyDays),
    leastNoticeMinutes: number(said.leastNoticeMinutes),
    leastMinutes: number(said.leastMinutes),
    mostMinutes: number(said.mostMinutes),
    gridMinutes: number(said.gridMinutes),
    perDay: number(said.perDay),
    perWeek: number(said.perWeek),
    perMonth: number(said.perMonth),
    cancelMinutes: number(said.cancelMinutes),
    checkIn: yes(said.checkIn),
    checkInBeforeMinutes: number(said.checkInBeforeMinutes),
    releaseMinutes: number(said.releaseMinutes),
    seriesNoShows: number(said.seriesNoShows),
    names: said.names === null ? null : (said.names as RuleValues['names']),
  }
}

export const RULE_FIELDS = { ...where, ...values, ...what }

/** Says the terms at a place for an audience, in place of what the former rule there said. A value left out is inherited. */
export const setRule = action({
  name: SET,
  title: 'Make a rule',
  doors: ['page', 'api', 'command'],
  fields: RULE_FIELDS,
  async run(inside, answers) {
    const workplace = await workplaceToChange(inside, answers.site, SET)
    const place = await placeById(inside, workplace.site_id, answers.place, answers.placeId)
    await mustBeAudience(inside, workplace, answers)
    const said = valuesOf(answers)
    const faults = ruleFaults(said)
    if (faults.length > 0) invalid('workspaces.rule.contradicts', faults)
    if (saysNothing(said))
      refuse(
        'conflict',
        'workspaces.rule.says-nothing',
        'A rule says at least one thing. To go back to what stands above it, end the rule.',
      )
    const before = await rulesOf(inside, workplace.site_id, today(inside))
    const former = before.find((rule) => isAt(rule, answers))
    mustBeSeen(former, answers.replaces)
    const id = inside.id()
    const rule = ruleFrom(id, place, answers, said, answers.because, today(inside))
    const after = [...before.filter((one) => one !== former), rule]
    const affected = await effectOfRules(inside, inside.now, workplace.site_id, { before, after })
    mustHaveChosen(affected, answers.ahead)
    const onBehalf = await markBehalf(inside, workplace, 'rule')
    if (former !== undefined) await endRow(inside, former.id)
    await insertRule(inside, workplace, rule, onBehalf)
    if (rule.visible !== null || former?.visible === false) await findRoomsAgain(inside, workplace.site_id)
    const outcome = await carryOut(inside, id, affected, answers.ahead ?? 'keep', workplace)
    // A quota is exact from its first day (W4): who has one booked already has it.
    if ((said.perDay ?? said.perWeek ?? said.perMonth) !== null) await countAhead(inside, workplace)
    return {
      subject: null,
      result: { id, code: workplace.code, affected: affected.length, ...outcome },
      facts: {
        site: workplace.site_id,
        rule: id,
        former: former?.id ?? null,
        affected: affected.length,
        chosen: affected.length === 0 ? null : answers.ahead,
        onBehalf,
        ...outcome,
      },
    }
  },
})

/** Ends a rule: what stands above it, or the usual terms, decide again. */
export const endRule = action({
  name: 'workspaces.rule.end',
  title: 'End a rule',
  permission: SET,
  doors: ['page', 'api', 'command'],
  fields: { site: field.id('Workplace'), rule: field.id('Rule'), ahead: what.ahead },
  async run(inside, { site, rule, ahead }) {
    const workplace = await workplaceToChange(inside, site, SET)
    const before = await rulesOf(inside, workplace.site_id, today(inside))
    const former = before.find((one) => one.id === rule)
    if (former === undefined) return notFound('rule')
    const after = before.filter((one) => one !== former)
    const affected = await effectOfRules(inside, inside.now, workplace.site_id, { before, after })
    mustHaveChosen(affected, ahead)
    const onBehalf = await markBehalf(inside, workplace, 'rule')
    await endRow(inside, former.id)
    if (former.visible !== null) await findRoomsAgain(inside, workplace.site_id)
    const outcome = await carryOut(inside, former.id, affected, ahead ?? 'keep', workplace)
    return {
      subject: null,
      result: { id: former.id, code: workplace.code, affected: affected.length, ...outcome },
      facts: { site: workplace.site_id, rule: former.id, affected: affected.length, onBehalf, ...outcome },
    }
  },
})

async function mustBeAudience(inside: Inside, workplace: Workplace, at: Where): Promise<void> {
  const isNamed = at.audience === 'organisation' || at.audience === 'circle'
  if (!isNamed && at.audienceId !== null)
    invalid('workspaces.rule.audience', [
      { field: 'audienceId', message: 'Name a partner or a group only where the rule is for one' },
    ])
  if (!isNamed) return
  const known =
    at.audience === 'circle'
      ? await circlesOf(inside, workplace.owner_organisation_id)
      : await bodiesBeside(inside, workplace.owner_organisation_id)
  if (!known.some((one) => one.id === at.audienceId))
    invalid('workspaces.rule.audience', [
      {
        field: 'audienceId',
        message: at.audience === 'circle' ? 'Select one of your groups of partners' : 'Select a partner',
      },
    ])
}

/** Two managers may look at one place at once: the second sees what the first has said before saying more (G8). */
function mustBeSeen(former: StandingRule | undefined, replaces: string | null): void {
  if ((former?.id ?? null) === replaces) return
  const current: Record<string, unknown> = { replaces: former?.id ?? '' }
  if (former !== undefined) for (const key of VALUE_KEYS) current[key] = shownValue(former[key])
  refuse(
    'conflict',
    'workspaces.record.stale',
    former === undefined
      ? 'The rule that you were changing was ended meanwhile. Open the place again, then make a new one.'
      : 'Somebody made a rule here while you were. Look at what it says now, then change it again.',
    { current },
  )
}

/** A value as its field takes it. */
export function shownValue(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (value instanceof Temporal.PlainTime) return value.toString({ smallestUnit: 'minute' })
  if (Array.isArray(value)) return value.map(String)
  return value === null ? '' : String(value)
}

/** How many of whom; the page lists them. */
export function affectedWords(affected: readonly Affected[]): string {
  const bodies = Map.groupBy(affected, (one) => one.booking.organisation_name)
  const parts = [...bodies].map(([name, of]) => `${of.length} of ${name}`)
  return `${countWords(affected.length, 'booking ahead does', 'bookings ahead do')} not fit any more: ${parts.join(', ')}.`
}

function mustHaveChosen(affected: readonly Affected[], ahead: Choice | null): void {
  if (affected.length === 0 || ahead !== null) return
  refuse(
    'conflict',
    'workspaces.rule.affects',
    `${affectedWords(affected)} Say what becomes of ${affected.length === 1 ? 'it' : 'them'}, then save again.`,
    { figures: { bookings: affected.length } },
  )
}

export function ruleFrom(
  id: string,
  place: Pick<Place, 'kind' | 'id' | 'name'>,
  at: Pick<Where, 'audience' | 'audienceId' | 'kind'>,
  said: RuleValues,
  because: string | null,
  on: Temporal.PlainDate,
): Rule {
  return {
    id,
    place: place.kind,
    placeId: place.id,
    placeName: place.name,
    resourceKind: at.kind,
    audience: at.audience,
    audienceId: at.audienceId,
    because,
    fromOn: on,
    ...said,
  }
}

async function insertRule(
  inside: Inside,
  workplace: Workplace,
  rule: Rule,
  onBehalf: boolean,
): Promise<void> {
  await inside.tx
    .insertInto('workspaces.rule')
    .values({
      id: rule.id,
      site_id: workplace.site_id,
      place: rule.place,
      place_id: rule.placeId,
      resource_kind: rule.resourceKind,
      audience: rule.audience,
      audience_id: rule.audienceId,
      visible: rule.visible,
      bookable: rule.bookable,
      approval: rule.approval,
      pending_holds: rule.pendingHolds,
      weekdays: rule.weekdays === null ? null : [...rule.weekdays],
      opens_at: rule.opensAt,
      closes_at: rule.closesAt,
      advance_days: rule.advanceDays,
      early_days: rule.earlyDays,
      least_notice_minutes: rule.leastNoticeMinutes,
      least_minutes: rule.leastMinutes,
      most_minutes: rule.mostMinutes,
      grid_minutes: rule.gridMinutes,
      per_day: rule.perDay,
      per_week: rule.perWeek,
      per_month: rule.perMonth,
      cancel_minutes: rule.cancelMinutes,
      check_in: rule.checkIn,
      check_in_before_minutes: rule.checkInBeforeMinutes,
      release_minutes: rule.releaseMinutes,
      series_no_shows: rule.seriesNoShows,
      names: rule.names,
      because: rule.because,
      from_on: rule.fromOn,
      made_at: inside.now,
      made_by_person_id: personOf(inside),
      on_behalf: onBehalf,
    })
    .execute()
}

async function endRow(inside: Inside, id: string): Promise<void> {
  await inside.tx
    .updateTable('workspaces.rule')
    .set({ ended_at: inside.now, ended_by_person_id: personOf(inside) })
    .where('id', '=', id)
    .execute()
}

/** Keeps what was met and chosen, and does it. */
async function carryOut(
  inside: Inside,
  ruleId: string,
  affected: readonly Affected[],
  chosen: Choice,
  workplace: Workplace,
): Promise<{ moved: number; stranded: number }> {
  const ids = affected.map((one) => one.booking.id)
  if (ids.length === 0) return { moved: 0, stranded: 0 }
  await sql`insert into workspaces.rule_effect (rule_id, booking_id, chosen)
    select ${ruleId}::uuid, id, ${chosen} from unnest(${ids}::uuid[]) as booking (id)
    on conflict on constraint workspaces_rule_effect_key do update set chosen = excluded.chosen`.execute(
    inside.tx,
  )
  if (chosen === 'tell') await inside.announce('workspaces.rule.met', ruleId, { rule: ruleId })
  if (chosen !== 'move' && chosen !== 'withdraw') return { moved: 0, stranded: 0 }
  const displaced = await displace(
    inside,
    ids,
    `${workplace.owner_name} changed the rules at ${workplace.name}.`,
    {
      moveWithin: chosen === 'move' ? null : [],
    },
  )
  return { moved: displaced.moved.length, stranded: displaced.stranded.length }
}
