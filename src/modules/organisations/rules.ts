// What holds for organisations, people and mail domains, without a table or a clock.
import { refuse, type Fault } from '#platform/errors/index.ts'
import { formatDate } from '#platform/time/index.ts'

export const ORGANISATION_KINDS = {
  county_council: 'County council',
  unitary_council: 'Unitary council',
  district_council: 'District or borough council',
  parish_council: 'Town or parish council',
  police: 'Police',
  fire_and_rescue: 'Fire and rescue',
  ambulance: 'Ambulance',
  health: 'Health',
  university: 'University or college',
  association: 'Association',
  government: 'Government department or agency',
  charity: 'Charity or community body',
  company: 'Company',
} as const
export type OrganisationKind = keyof typeof ORGANISATION_KINDS

export const isOrganisationKind = (text: string): text is OrganisationKind =>
  Object.hasOwn(ORGANISATION_KINDS, text)

export const OFFICES = {
  administrator: 'Administrator of the installation',
  'organisation-lead': 'Lead of an organisation',
} as const
export type OfficeRole = keyof typeof OFFICES

/** What of a person can be shown to some and not to others; each field by itself. */
export const CONTACT_FIELDS = {
  mail: 'Email address',
  phone: 'Phone number',
  mobile: 'Mobile number',
  'job-title': 'Job title',
} as const
export type ContactField = keyof typeof CONTACT_FIELDS

/** Who sees a field of a person: each audience holds the ones before it. */
export const AUDIENCES = {
  own: 'Only me and my organisation',
  staff: 'Everybody who is signed in',
  everybody: 'Everybody, also on my organisation’s public page',
} as const
export type Audience = keyof typeof AUDIENCES

/** What a name becomes when it is forgotten (O4). */
export const FORGOTTEN_NAME = 'A former member of staff'

// O4: six years is the time within which a contract, a payment or a decision can be disputed (Limitation Act 1980 s.5).
export const NAME_KEPT = { years: 6 }

/** The day from which a leaver's name is no longer needed. */
export const nameKeptUntil = (leftOn: Temporal.PlainDate): Temporal.PlainDate => leftOn.add(NAME_KEPT)

// O12: a list of staff that takes away a fifth, and more than five, is more often broken than true.
const FEW_LEAVERS = 5

/** Whether so many leaving at once needs somebody to say that it is right. */
export const takesTooMany = (leaving: number, of: number): boolean =>
  leaving > FEW_LEAVERS && leaving * 5 > of

/** O12: how long somebody may be without a post, from one body to the next, before they count as having left. */
export const POSTLESS_DAYS = 1

export type Period = { readonly from: Temporal.PlainDate; readonly to: Temporal.PlainDate | null }

const before = (one: Temporal.PlainDate, other: Temporal.PlainDate): boolean =>
  Temporal.PlainDate.compare(one, other) < 0

/** Whether a period runs on that day, both ends included. */
export const runsOn = (period: Period, day: Temporal.PlainDate): boolean =>
  !before(day, period.from) && (period.to === null || !before(period.to, day))

/** Whether two periods share a day. */
export function overlap(one: Period, other: Period): boolean {
  const oneEndsFirst = one.to !== null && before(one.to, other.from)
  const otherEndsFirst = other.to !== null && before(other.to, one.from)
  return !oneEndsFirst && !otherEndsFirst
}

/** O2: refuses a post that overlaps an earlier one of the same person in the same organisation. */
export function mayStartPost(earlier: readonly Period[], startsOn: Temporal.PlainDate): void {
  const clash = earlier.find((period) => overlap(period, { from: startsOn, to: null }))
  if (clash === undefined) return
  const when = clash.to === null ? `since ${formatDate(clash.from)}` : `until ${formatDate(clash.to)}`
  refuse(
    'conflict',
    'organisations.employment.overlaps',
    `This person already has a post in this organisation ${when}. End it first, or start the new one after it.`,
  )
}

export type Ending = {
  readonly startedOn: Temporal.PlainDate
  readonly endsOn: Temporal.PlainDate
  readonly today: Temporal.PlainDate
}

/** What is wrong with a last day: in the future (O6), or before the first one. */
export function endingFaults(ending: Ending, field: string): Fault[] {
  if (before(ending.today, ending.endsOn)) {
    return [
      {
        field,
        message: `The last day must be today, ${formatDate(ending.today)}, or earlier: record it when it comes`,
      },
    ]
  }
  if (before(ending.endsOn, ending.startedOn)) {
    return [
      { field, message: `The last day must not be before the first one, ${formatDate(ending.startedOn)}` },
    ]
  }
  return []
}

/** O5: refuses to leave the installation without an administrator. */
export function mayLoseAdministrator(administratorsLeft: number): void {
  if (administratorsLeft > 0) return
  refuse(
    'conflict',
    'organisations.office.last-administrator',
    'This is the only administrator. Appoint another administrator first, so that somebody can still let people in.',
  )
}

/** O4: refuses to forget a name before its time unless a ruling is given. */
export function mayForgetName(
  person: { readonly state: 'active' | 'left'; readonly leftOn: Temporal.PlainDate | null },
  today: Temporal.PlainDate,
  ruling: string | null,
): void {
  if (person.state !== 'left' || person.leftOn === null) {
    refuse(
      'conflict',
      'organisations.person.not-left',
      'The name of somebody who works here cannot be forgotten. Record first that they left.',
    )
  }
  const until = nameKeptUntil(person.leftOn)
  if (ruling === null && before(today, until)) {
    refuse(
      'conflict',
      'organisations.person.name-kept',
      `The name is kept until ${formatDate(until)}, because minutes and payments name who acted. To forget it earlier, give the ruling that requires it.`,
    )
  }
}

/** The domain of a mail address: what stands after the @, in lower case. */
export const domainOf = (mail: string): string => mail.slice(mail.lastIndexOf('@') + 1).toLowerCase()

const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/

// O7: an address there says nothing about which organisation its owner works for.
const SHARED = new Set([
  'nhs.net',
  'gov.uk',
  'ac.uk',
  'police.uk',
  'org.uk',
  'co.uk',
  'gmail.com',
  'googlemail.com',
  'outlook.com',
  'hotmail.com',
  'hotmail.co.uk',
  'live.co.uk',
  'live.com',
  'icloud.com',
  'yahoo.com',
  'yahoo.co.uk',
  'btinternet.com',
  'proton.me',
  'protonmail.com',
  'aol.com',
  'me.com',
  'msn.com',
  'sky.com',
  'onmicrosoft.com',
])

/** What is wrong with a mail domain as proof of one organisation, or undefined when nothing is. */
export function domainFault(domain: string): string | undefined {
  if (domain.length > 253 || !DOMAIN.test(domain)) {
    return 'Domain must be the part of a mail address after the @, like example.gov.uk'
  }
  if (SHARED.has(domain)) {
    return `${domain} is shared by many organisations, so an address there does not show which of them somebody works for. Use a domain of its own`
  }
  return undefined
}

export {
  ACCESS_ANSWERS,
  ACCESS_FACTS,
  hoursInWords,
  openingOn,
  readHours,
  readPostcode,
  todayInWords,
  WEEK,
  WEEKDAYS,
  type AccessAnswer,
  type AccessFact,
  type DayException,
  type Opening,
  type Span,
  type Weekday,
  type WeekSpan,
} from './rules/sites.ts'
