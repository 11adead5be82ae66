// Who may take part in a matter at a meeting: the members with a vote on that day, who of them is there, and
// whom a declared interest keeps out.
import type { Reader } from '#platform/actions/index.ts'
import { membersOfGroup, votes, type MemberCard } from '#modules/groups/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { quorumInWords, quorumOf, votersOn, type Attending } from '../rules.ts'
import { bodyById, profiles, rulesOf, type RuleProfile } from './bodies.ts'
import { interestsIn, type InterestCard } from './interests.ts'
import type { ItemCard } from './items.ts'
import { attendanceOf, type AttendanceRow, type MeetingCard } from './meetings.ts'

/** The record that interests in an item are declared in: what it is about, or the item itself. */
export const matterOf = (item: Pick<ItemCard, 'id' | 'subject_id'>): string => item.subject_id ?? item.id

/** The members of the body on the day of the meeting. */
export async function membersAt(reader: Reader, meeting: MeetingCard): Promise<MemberCard[]> {
  return meeting.group_id === null
    ? []
    : membersOfGroup(reader, meeting.group_id, londonDate(meeting.starts_at))
}

/** The rules the meeting is under: as published, else those in force on its day. */
export async function rulesOfMeeting(reader: Reader, meeting: MeetingCard): Promise<RuleProfile> {
  const published = (await profiles(reader)).find((profile) => profile.id === meeting.profile_id)
  if (published !== undefined)
    return { ...published, noticeDays: meeting.notice_days ?? published.noticeDays }
  const body = await bodyById(reader, meeting.body_id)
  return rulesOf(
    reader,
    { profile_code: body?.profile_code ?? '', notice_days: body?.notice_days ?? null },
    londonDate(meeting.starts_at),
  )
}

export type Participation = {
  readonly attending: readonly AttendanceRow[]
  readonly interests: readonly InterestCard[]
  /** One for each organisation that votes on this matter. */
  readonly voters: readonly (Attending & { readonly organisation_name: string })[]
  /** Organisations of those who are there and take no part because of an interest. */
  readonly barred: readonly string[]
  readonly present: number
  readonly needed: number
  readonly quorum: string
}

/** Everything the chair must know before a matter is put to the vote. */
export async function participationIn(
  reader: Reader,
  meeting: MeetingCard,
  item: ItemCard,
): Promise<Participation> {
  const attending = await attendanceOf(reader, meeting.id)
  const interests = await interestsIn(reader, matterOf(item))
  const interested = new Set(interests.map((interest) => interest.person_id))
  const asAttending = attending.map((row) => ({
    personId: row.person_id,
    organisationId: row.organisation_id,
    state: row.state,
    votes: row.votes,
    organisation_name: row.organisation_name,
  }))
  const voters = votersOn(asAttending, interested) as (Attending & { organisation_name: string })[]
  const there = asAttending.filter((one) => one.state !== 'apologies' && one.votes)
  const members = (await membersAt(reader, meeting)).filter((member) => votes(member.office))
  const { quorum } = await rulesOfMeeting(reader, meeting)
  const ofOrganisations = quorum.of === 'organisations'
  const whole = ofOrganisations
    ? new Set(members.map((member) => member.organisation_id)).size
    : members.length
  return {
    attending,
    interests,
    voters: voters.toSorted((a, b) => (a.organisation_name < b.organisation_name ? -1 : 1)),
    barred: there.filter((one) => interested.has(one.personId)).map((one) => one.organisation_name),
    present: ofOrganisations ? voters.length : there.filter((one) => !interested.has(one.personId)).length,
    needed: quorumOf(quorum, whole),
    quorum: quorumInWords(quorum, whole),
  }
}
