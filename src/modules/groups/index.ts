// The front door of groups: all that another module may import.
//
//   groupById(reader, id), groupByCode(reader, code)      → GroupCard | undefined
//   groupsOf(reader, partnershipId)                       → GroupCard[], open ones, by name
//   decidingGroupOf(reader, partnershipId)                → GroupCard | undefined
//   membersOfGroup(reader, groupId, on)                   → MemberCard[] who sat in it that day, offices first
//   officeHeld(reader, personId, groupId)                 → Office | undefined, today
//   membershipsOf(reader, personId)                       → PersonMembership[] of today
//   isMemberOfGroup(reader, personId, groupId)            → boolean, today
//   nextMeetingProposed(cadence, last, today, holidays?)  → the day a group would meet next by its rhythm, or null
export { createGroup, editGroup } from './actions/groups.ts'
export { addMember, appointMember, endMembership, joinGroup, leaveGroup } from './actions/memberships.ts'
export {
  decidingGroupOf,
  groupByCode,
  groupById,
  groupsOf,
  isMemberOfGroup,
  membersOfGroup,
  membershipsOf,
  officeHeld,
  type GroupCard,
  type MemberCard,
  type PersonMembership,
} from './queries.ts'
export { nextMeetingProposed, OFFICES, presides, votes, type Cadence, type Office } from './rules.ts'
export { groupPage, type GroupPageArgs } from './slot.ts'
