// The front door of governance: all that another module may import.
//
// Actions for `inside.act(action, raw)`:
//   proposeItem   governance.item.propose  raw { group (uuid) or body (uuid), title, kind: 'decide'|'note'|'discuss',
//                 subject?: uuid of a platform.subject, address?: '/funding/cases/…' its page,
//                 recommendation?, outcomes?: string[] (for 'decide'; default approved, declined, deferred),
//                 reasons?, alternatives? (what the decision form begins with), raisedBy: 'funding' }
//                 → { id: item id, meeting: meeting id | null }. Listed on the body's next planned meeting, else it
//                 awaits one. One open item a subject: proposing again gives the first.
//   withdrawItem  governance.item.withdraw raw { subject } or { item } → { withdrawn: number }; none open is no fault.
//   declareInterest governance.interest.declare raw { subject, nature, person?, meeting? } → { id }
//   recordUndertaking governance.undertaking.record raw { about: uuid of a platform.subject, address?: '/events/x' its page,
//                 group? (uuid) or partnership? (uuid; one of them, unless `about` is one itself), what, owner (person),
//                 dueOn, heading? } → { id }. The form: /undertakings/new?about=<subject>&group=|partnership=<id>&address=<page>
//                 Who may: group chair, secretary, partnership officer; a later module that lets others give one calls
//                 `inside.act(recordUndertaking, …)` within its own action, after its own rule.
//
// Queries (reader first):
//   bodyOfGroup(reader, groupId)       → BodyCard | undefined (opened with the group, so there is one)
//   nextMeetingOf(reader, bodyId)      → MeetingCard | undefined: the earliest planned or published from today on
//   decisionsAbout(reader, subjectId)  → DecisionCard[] as they stand, newest first
//   decisionById(reader, id)           → DecisionCard | undefined
//   interestsIn(reader, subjectId)     → InterestCard[] current ones
//   hasInterest(reader, personId, subjectId) → boolean
//   openItemAbout(reader, subjectId)   → ItemCard | undefined: awaiting or listed, with its meeting
//   undertakingsAbout(reader, subjectIds) → UndertakingRow[] the reader may see, open first, earliest due first
//   undertakingsOfGroup(reader, groupId)  → UndertakingRow[] open ones the reader may see
//   undertakingBullets(rows, today)       → Html: a short list, each with its link and state
//
// Gate:          at 'governance.decision.record' (subject id, outcome, { decision, meeting, decidedOn: 'YYYY-MM-DD' }),
//                asked after the decision is written, before it is committed; only for items with a subject.
// Announcements: 'governance.decision.recorded' { decision, subject } about the subject; only for items with one.
// Demonstration: holdMeeting(demo, { group: 'leadership', on, decisions: [{ subject | title, outcome, reasons?, … }] })
//                plans at the clock's day (a week or more before `on`), publishes, decides, issues the minutes, and
//                leaves the clock a week after `on`. Open items about the subjects are brought onto its agenda.
//                publishUpcoming(demo, { group: 'leadership' }): the meeting planned for the demonstration's own day,
//                published with whatever is listed by then; call it when the cases that await it are assessed.
export { declareInterest } from './actions/interests.ts'
export { proposeItem, withdrawItem } from './actions/items.ts'
export type { HeldMeeting } from './demo-business.ts'
export { holdMeeting, publishUpcoming } from './demo-meeting.ts'
export { bodyOfGroup, type BodyCard } from './queries/bodies.ts'
export { decisionById, decisionsAbout, type DecisionCard } from './queries/decisions.ts'
export { hasInterest, interestsIn, type InterestCard } from './queries/interests.ts'
export { openItemAbout, type ItemCard } from './queries/items.ts'
export { nextMeetingOf, type MeetingCard } from './queries/meetings.ts'
export {
  closeUndertaking,
  dropUndertaking,
  handOverUndertaking,
  moveUndertaking,
  recordUndertaking,
  reportUndertaking,
} from './actions/undertakings.ts'
export { undertakingsAbout, undertakingsOfGroup, type UndertakingRow } from './queries/undertakings.ts'
export { undertakingBullets } from './views/undertakings.ts'
