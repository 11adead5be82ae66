// What governance plugs into the house.
import { fill } from '#platform/actions/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { calendarEntries } from '#platform/feeds/index.ts'
import { duty, module } from '#platform/module/index.ts'
import { eventPage } from '#modules/events/index.ts'
import { groupPage } from '#modules/groups/index.ts'
import { partnershipPage, partnershipReport } from '#modules/partnerships/index.ts'
import { recordAttendance } from './actions/attendance.ts'
import { configureBody, openBodyWithGroup, renameBodyWithGroup } from './actions/bodies.ts'
import { correctDecision, recordDecision } from './actions/decisions.ts'
import { declareInterest, endInterest } from './actions/interests.ts'
import {
  addItem,
  moveItem,
  noteItem,
  postponeItem,
  proposeItem,
  scheduleItem,
  withdrawItem,
} from './actions/items.ts'
import { cancelMeeting, editMeeting, planMeeting, publishMeeting } from './actions/meetings.ts'
import { approveMinutes, draftMinutes, editMinute, issueMinutes } from './actions/minutes.ts'
import { clearPaper, editPaper, replacePaper, writePaper } from './actions/papers.ts'
import {
  closeUndertaking,
  dropUndertaking,
  handOverUndertaking,
  moveUndertaking,
  recordUndertaking,
  reportUndertaking,
} from './actions/undertakings.ts'
import { calendarMeetings } from './calendar.ts'
import { loadDemo } from './demo.ts'
import { dutiesOf } from './duties.ts'
import { actionPlanFile } from './imports.ts'
import { pages } from './pages.ts'
import { eventActions, groupParts, partnershipDecisions, partnershipPlan } from './parts.ts'
import { personal } from './personal.ts'
import { listBodies, listProfiles, MEETING_READ } from './queries/bodies.ts'
import { listDecisions, readDecision } from './queries/decisions.ts'
import { readMeeting } from './queries/items.ts'
import { listMeetings } from './queries/meetings.ts'
import { listUndertakings } from './queries/undertakings.ts'
import { decisionCount, heldCount, meetingsSection } from './report.ts'
import { search } from './search.ts'

const READERS = ['partner-staff', 'partnership-officer', 'fund-officer', 'finance-officer', 'group-member']
const PREPARERS = ['group-secretary', 'group-chair', 'partnership-officer']

const just = (code: string, message: string) => () => new Refusal('conflict', code, message)

export const governance = module({
  name: 'governance',
  title: 'Meetings and decisions',
  uses: ['organisations', 'partnerships', 'groups', 'events'],
  permissions: {
    [MEETING_READ]: READERS,
    'governance.body.configure': ['partnership-officer'],
    'governance.meeting.plan': PREPARERS,
    'governance.meeting.edit': PREPARERS,
    'governance.meeting.publish': PREPARERS,
    'governance.meeting.cancel': PREPARERS,
    'governance.item.add': PREPARERS,
    'governance.item.schedule': PREPARERS,
    'governance.item.move': PREPARERS,
    'governance.item.postpone': PREPARERS,
    'governance.item.note': PREPARERS,
    'governance.item.withdraw': PREPARERS,
    'governance.paper.write': PREPARERS,
    'governance.paper.edit': PREPARERS,
    'governance.paper.clear': PREPARERS,
    'governance.paper.replace': PREPARERS,
    'governance.attendance.record': PREPARERS,
    'governance.interest.declare': ['signed-in'],
    'governance.interest.end': ['signed-in'],
    'governance.decision.record': ['group-chair'],
    'governance.decision.correct': ['group-chair'],
    'governance.minutes.draft': PREPARERS,
    'governance.minute.edit': PREPARERS,
    'governance.minutes.issue': PREPARERS,
    'governance.minutes.approve': PREPARERS,
    'governance.undertaking.record': PREPARERS,
    'governance.undertaking.report': ['signed-in'],
    'governance.undertaking.move': ['signed-in'],
    'governance.undertaking.hand-over': PREPARERS,
    'governance.undertaking.close': ['signed-in'],
    'governance.undertaking.drop': PREPARERS,
    'governance.undertaking.import': ['administrator'],
  },
  actions: [
    configureBody,
    planMeeting,
    editMeeting,
    publishMeeting,
    cancelMeeting,
    proposeItem,
    addItem,
    scheduleItem,
    moveItem,
    postponeItem,
    noteItem,
    withdrawItem,
    writePaper,
    editPaper,
    clearPaper,
    replacePaper,
    recordAttendance,
    declareInterest,
    endInterest,
    recordDecision,
    correctDecision,
    draftMinutes,
    editMinute,
    issueMinutes,
    approveMinutes,
    recordUndertaking,
    reportUndertaking,
    moveUndertaking,
    handOverUndertaking,
    closeUndertaking,
    dropUndertaking,
  ],
  queries: [
    listBodies,
    listProfiles,
    listMeetings,
    readMeeting,
    listDecisions,
    readDecision,
    listUndertakings,
  ],
  gates: [openBodyWithGroup, renameBodyWithGroup],
  pages,
  fills: [
    fill(duty, { name: 'governance.meeting.duties', permission: 'public', run: dutiesOf }),
    fill(groupPage, { name: 'governance.meeting.of-group', permission: MEETING_READ, run: groupParts }),
    fill(eventPage, { name: 'governance.undertaking.of-event', permission: MEETING_READ, run: eventActions }),
    fill(partnershipPage, {
      name: 'governance.undertaking.of-partnership',
      permission: MEETING_READ,
      run: partnershipPlan,
    }),
    fill(partnershipPage, {
      name: 'governance.decision.of-partnership',
      permission: MEETING_READ,
      run: partnershipDecisions,
    }),
    fill(calendarEntries, {
      name: 'governance.meeting.in-calendar',
      permission: MEETING_READ,
      run: calendarMeetings,
    }),
    fill(partnershipReport, {
      name: 'governance.meeting.in-report',
      permission: MEETING_READ,
      run: meetingsSection,
    }),
  ],
  navigation: [
    {
      label: 'Meetings',
      href: '/meetings',
      permission: MEETING_READ,
      also: ['/decisions', '/undertakings', '/interests', '/papers', '/minutes', '/bodies', '/rule-profiles'],
    },
  ],
  figures: [heldCount, decisionCount],
  search,
  personal,
  imports: [actionPlanFile],
  demo: loadDemo,
  refusals: {
    governance_agenda_item_one_open: just(
      'governance.item.open',
      'This record awaits a decision on another agenda item already.',
    ),
    governance_decision_item_once: just('governance.decision.made', 'This item was decided already.'),
    governance_decision_superseded_once: just(
      'governance.decision.superseded',
      'This wording was corrected already. Correct the latest one.',
    ),
    governance_interest_once: just('governance.interest.standing', 'This interest is declared already.'),
    governance_paper_item_unique: just(
      'governance.paper.exists',
      'This item has its paper already. Edit that one.',
    ),
    governance_vote_one_an_organisation: just(
      'governance.vote.twice',
      'An organisation has one vote. Look at the attendance and record the decision again.',
    ),
  },
})
