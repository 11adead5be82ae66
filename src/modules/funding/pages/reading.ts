// What the pages of funding read before they choose a view: the case of the address with all that is shown of it,
// the choices a form offers, the ledger on a day.
import { filesOf } from '#platform/files/index.ts'
import { notFound, refuse } from '#platform/errors/index.ts'
import { field, readFields, type Choice } from '#platform/fields/index.ts'
import type { Visit } from '#platform/http/index.ts'
import { londonDate, readDate } from '#platform/time/index.ts'
import { hasInterest, interestsIn } from '#modules/governance/index.ts'
import {
  decidingGroupOf,
  groupByCode,
  groupsOf,
  membershipsOf as groupsOfPerson,
  membersOfGroup,
} from '#modules/groups/index.ts'
import { employersOf, peopleNamed } from '#modules/organisations/index.ts'
import { membersOn, partnershipsNamed } from '#modules/partnerships/index.ts'
import { similarProjects } from '#modules/projects/index.ts'
import { assessmentOf, maySeeScores } from '../queries/assessment.ts'
import {
  caseByReference,
  caseList,
  caseParts,
  contentOf,
  mayIn,
  membersToday,
  WRITE,
  type CaseFilter,
  type CaseRow,
} from '../queries/cases.ts'
import { ownFund } from '../queries/declared.ts'
import { awardOfCase, dailyEntries, entryList, proveLedger } from '../queries/ledger.ts'
import { programmeList } from '../queries/programmes.ts'
import {
  balanceOf,
  canNow,
  kindWords,
  missingFrom,
  stateWords,
  type Balance,
  type CaseVerb,
  type EntryKind,
} from '../rules.ts'
import type { Compared } from '../views/assessment.ts'
import type { CaseView } from '../views/case.ts'

/** More than this a list as a file does not hold. */
export const MOST_DOWNLOADED = 20_000

const today = (visit: Visit): Temporal.PlainDate => londonDate(visit.now)

/** The case of the address, or not found. */
export const theCase = (visit: Visit): Promise<CaseRow> => caseByReference(visit, visit.params['case'] ?? '')

/** The case of the address for a form: not found for whoever may not see it or may not do this to it. What its state does not allow the action says itself. */
export async function caseForForm(visit: Visit, permission: string, verb: CaseVerb): Promise<CaseRow> {
  const record = await theCase(visit)
  if (!mayIn(visit, permission, record)) return notFound('page')
  // A form for a case that has moved on would only be refused after it was filled in.
  return canNow(verb, record.state) ? record : notFound('page')
}

/** Everything the page of a case shows. */
export async function shownCase(visit: Visit): Promise<CaseView> {
  const record = await theCase(visit)
  const parts = await caseParts(visit, record.id)
  const members = await membersToday(visit, record.partnershipId)
  const isDraft = record.state === 'draft'
  const assessment = isDraft ? null : await assessmentOf(visit, record)
  const me = visit.actor.kind === 'person' ? visit.actor.id : undefined
  const named = assessment?.assessors.some((one) => one.personId === me && !one.barred) === true
  return {
    record,
    parts,
    assessment,
    showsScores: maySeeScores(visit, record),
    members: members.length,
    missing: missingFrom(contentOf(record, parts, members), today(visit)),
    similar: isDraft ? await similarProjects(visit, `${record.title} ${record.problem}`) : [],
    interests: isDraft ? [] : await interestsIn(visit, record.id),
    award: await awardOfCase(visit, record.id),
    attached: await filesOf(visit.db, record.id),
    may: (permission, verb) => mayIn(visit, permission, record) && canNow(verb, record.state),
    mayDeclare:
      me !== undefined &&
      (record.state === 'submitted' || record.state === 'assessed') &&
      visit.may('governance.interest.declare') &&
      !(await hasInterest(visit, me, record.id)),
    isAssessor: named && record.state === 'submitted',
  }
}

const listFilter = {
  q: field.text('Words', { most: 100 }).optional(),
  state: field.choice('State', stateWords).optional(),
  group: field.text('Group', { most: 80 }).optional(),
  after: field.text('Where the page before ended', { most: 400 }).optional(),
}
const isKind = (text: string | undefined): text is EntryKind =>
  text !== undefined && Object.hasOwn(kindWords, text)

/** The filter in the address of the list. */
export async function caseFilter(visit: Visit): Promise<CaseFilter> {
  const { format: _, ...asked } = visit.query
  const { q, state, group, after } = readFields(listFilter, asked)
  const found = group === null ? undefined : ((await groupByCode(visit, group)) ?? notFound('group'))
  return {
    ...(q === null ? {} : { search: q }),
    ...(state === null ? {} : { states: [state] }),
    ...(found === undefined ? {} : { group: found.id }),
    ...(after === null ? {} : { after }),
  }
}

export type StartChoice = {
  readonly groups: readonly Choice[]
  readonly partners: readonly Choice[]
  readonly group?: string | undefined
  readonly sponsor?: string | undefined
}

/** The groups the visitor may put up a case for, and the partners that may sponsor it. */
export async function groupsFor(visit: Visit): Promise<StartChoice> {
  const funds = await programmeList(visit, { source: 'internal' })
  const groups: Choice[] = []
  const partners = new Map<string, string>()
  for (const fund of funds) {
    const wide = visit.may(WRITE, { kind: 'partnership', id: fund.partnershipId })
    const own = (await groupsOf(visit, fund.partnershipId)).filter(
      (group) => wide || visit.may(WRITE, { kind: 'group', id: group.id }),
    )
    groups.push(...own.map((group) => ({ value: group.id, text: group.name })))
    if (own.length > 0)
      for (const member of await membersOn(visit, fund.partnershipId, today(visit)))
        partners.set(member.organisation_id, member.organisation_name)
  }
  const me = visit.actor.kind === 'person' ? visit.actor.id : undefined
  const seats = me === undefined ? [] : await groupsOfPerson(visit, me)
  const [asked] = [
    visit.query['group'] === undefined ? undefined : await groupByCode(visit, visit.query['group']),
  ]
  const group =
    groups.find((one) => one.value === asked?.id)?.value ??
    (groups.length === 1 ? groups[0]?.value : undefined)
  const seat = seats.find((one) => one.group_id === group) ?? seats[0]
  const employer =
    me === undefined ? undefined : (await employersOf(visit, me, today(visit)))[0]?.organisation_id
  return {
    groups,
    partners: [...partners].map(([value, text]) => ({ value, text })),
    group,
    sponsor: seat?.organisation_id ?? employer,
  }
}

/** The partners of a case's partnership, or the partnerships themselves, to choose from. */
export async function partnerOptions(visit: Visit, of: CaseRow | 'partnerships'): Promise<readonly Choice[]> {
  if (of === 'partnerships')
    return (await partnershipsNamed(visit))
      .filter((one) => visit.may('funding.programme.create', { kind: 'partnership', id: one.id }))
      .map((one) => ({ value: one.id, text: one.name }))
  return (await membersOn(visit, of.partnershipId, today(visit))).map((member) => ({
    value: member.organisation_id,
    text: member.organisation_name,
  }))
}

/** People to choose from: those of the partners, or those of the group that decides who could score the case. */
export async function peopleOptions(
  visit: Visit,
  record: CaseRow,
  from: 'partners' | 'deciding',
): Promise<readonly Choice[]> {
  if (from === 'partners') {
    const members = await membersOn(visit, record.partnershipId, today(visit))
    return (
      await peopleNamed(visit, { organisationIds: members.map((member) => member.organisation_id) })
    ).map((person) => ({
      value: person.id,
      text: `${person.name}, ${person.organisation_name ?? 'no employer'}`,
    }))
  }
  const deciding = await decidingGroupOf(visit, record.partnershipId)
  const barred = new Set([
    record.authorId,
    ...(await interestsIn(visit, record.id)).map((one) => one.person_id),
  ])
  const members = deciding === undefined ? [] : await membersOfGroup(visit, deciding.id, today(visit))
  return members
    .filter((member) => !barred.has(member.person_id))
    .map((member) => ({
      value: member.person_id,
      text: `${member.person_name}, ${member.organisation_name}`,
    }))
}

/** The scored cases of the same fund, the highest first. */
export async function comparedCases(visit: Visit, record: CaseRow): Promise<readonly Compared[]> {
  const { rows } = await caseList(visit, { programme: record.programmeId, states: ['submitted', 'assessed'] })
  const compared: Compared[] = []
  for (const row of rows) {
    if (!maySeeScores(visit, row)) continue
    const { meanPerMille } = await assessmentOf(visit, row)
    if (meanPerMille !== undefined)
      compared.push({ reference: row.reference, title: row.title, perMille: meanPerMille })
  }
  return compared.toSorted((a, b) => b.perMille - a.perMille)
}

/** The ends of the twelve months up to a day, and the day itself. */
export function monthEnds(on: Temporal.PlainDate): readonly Temporal.PlainDate[] {
  const ends = Array.from({ length: 11 }, (_, at) => on.subtract({ months: 11 - at }))
  return [...ends.map((month) => month.with({ day: month.daysInMonth })), on]
}

// Another day's balance in the place of the one that was asked for would be believed.
function dayAsked(visit: Visit): Temporal.PlainDate | undefined {
  const asked = visit.query['on'] ?? ''
  if (asked.trim() === '') return undefined
  return (
    readDate(asked) ??
    refuse('invalid', 'funding.ledger.no-such-day', 'There is no such day. Write it like 31 12 2026.')
  )
}

/** The ledger of the address on the day it asks for: today unless it says otherwise. */
export async function ledgerOf(visit: Visit, most?: number) {
  const fund = await ownFund(visit, visit.params['programme'] ?? '')
  const { kind, after } = visit.query
  const on = dayAsked(visit) ?? today(visit)
  const entries = await dailyEntries(visit, fund.id)
  const place = { kind: 'partnership', id: fund.partnershipId } as const
  const balanceAt = (day: Temporal.PlainDate): Balance => balanceOf(entries, day)
  return {
    fund,
    on,
    balanceAt,
    balance: balanceAt(on),
    query: visit.query,
    proofs: most === undefined ? await proveLedger(visit, fund) : [],
    page: await entryList(
      visit,
      fund.id,
      { until: on, ...(isKind(kind) ? { kind } : {}), ...(after === undefined ? {} : { after }) },
      most,
    ),
    mayPayIn: visit.may('funding.ledger.pay-in', place),
    mayCorrect: visit.may('funding.ledger.correct', place),
  }
}
