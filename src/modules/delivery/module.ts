// What delivery plugs into the house.
import { listen } from '#platform/actions/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { module } from '#platform/module/index.ts'
import { addActivity, editActivity, handOverActivity } from './actions/activities.ts'
import { recordClosing, reopenClosing } from './actions/closings.ts'
import { changeActivityDate, recordOriginalEnd } from './actions/dates.ts'
import { answerFinding, matchFigure } from './actions/findings.ts'
import { defineColumn, settleDoubt } from './actions/doubts.ts'
import { releasePost } from './actions/letting-go.ts'
import { addMilestone, dropMilestone, editMilestone, meetMilestone } from './actions/milestones.ts'
import {
  addOutcome,
  addUnit,
  appointOfficer,
  editOutcome,
  editUnit,
  endOfficer,
  writeSection,
} from './actions/parts.ts'
import { approvePlan, closePlan, createPlan, editPlan } from './actions/plans.ts'
import { beginPolicy, endPolicy } from './actions/policies.ts'
import { sendSheet, uploadSheet } from './actions/sheets.ts'
import { editReport, issueReport, proposeReport, writeReport } from './actions/reports.ts'
import { reopenSubmission, saveSubmission, submitSubmission } from './actions/submissions.ts'
import {
  addCodelist,
  addTemplate,
  retireTemplate,
  reviseCodelist,
  reviseTemplate,
} from './actions/templates.ts'
import { linkThread, unlinkThread } from './actions/threads.ts'
import { giveAction } from './actions/undertakings.ts'
import { activitiesInCalendar, milestoneDuties } from './around-activities.ts'
import { fileDuties } from './around-files.ts'
import { listActivities, listPlans, readActivity, readPlan } from './declared.ts'
import { loadDemo } from './demo.ts'
import { readReport } from './documents.ts'
import { planDuties } from './duties.ts'
import { imports } from './imports.ts'
import { pages } from './pages.ts'
import { plansOfGroup, plansOfOrganisation, plansOfPartnership } from './parts.ts'
import { listDoubts } from './queries/doubts.ts'
import { listFindings, showWhatIf } from './queries/findings.ts'
import { READ_PUBLIC } from './queries/seeing.ts'
import { reportDuties } from './report-duties.ts'
import { personal } from './personal.ts'
import { permissions, roles, rolesHeld } from './roles.ts'
import { searchKinds } from './search.ts'
import { rounds } from './rounds.ts'
import './schema.ts'

const taken = (code: string, field: string, message: string) => () =>
  new Refusal('conflict', code, message, { faults: [{ field, message }] })

export const delivery = module({
  name: 'delivery',
  title: 'Delivery plans',
  uses: ['organisations', 'partnerships', 'groups', 'governance', 'risk', 'performance', 'projects'],
  roles,
  rolesHeld,
  permissions: { ...permissions, ...rounds.permissions },
  actions: [
    ...rounds.actions,
    addTemplate,
    reviseTemplate,
    retireTemplate,
    addCodelist,
    reviseCodelist,
    createPlan,
    editPlan,
    approvePlan,
    closePlan,
    writeSection,
    addOutcome,
    editOutcome,
    addUnit,
    editUnit,
    appointOfficer,
    endOfficer,
    beginPolicy,
    endPolicy,
    addActivity,
    editActivity,
    handOverActivity,
    addMilestone,
    editMilestone,
    meetMilestone,
    dropMilestone,
    changeActivityDate,
    recordOriginalEnd,
    recordClosing,
    reopenClosing,
    linkThread,
    unlinkThread,
    giveAction,
    answerFinding,
    matchFigure,
    settleDoubt,
    uploadSheet,
    sendSheet,
    defineColumn,
    saveSubmission,
    submitSubmission,
    reopenSubmission,
    writeReport,
    editReport,
    issueReport,
    proposeReport,
    releasePost,
  ],
  listeners: [listen({ to: 'organisations.employment.ended', action: releasePost })],
  queries: [
    listPlans,
    readPlan,
    listActivities,
    readActivity,
    listFindings,
    showWhatIf,
    listDoubts,
    readReport,
  ],
  pages: [...pages, ...rounds.pages],
  fills: [
    ...rounds.fills,
    plansOfOrganisation,
    plansOfPartnership,
    plansOfGroup,
    fileDuties,
    planDuties,
    milestoneDuties,
    activitiesInCalendar,
    reportDuties,
  ],
  jobs: rounds.jobs,
  letters: rounds.letters,
  mailLists: rounds.mailLists,
  navigation: [{ label: 'Delivery plans', under: 'Performance', href: '/delivery', permission: READ_PUBLIC }],
  figures: [],
  personal,
  imports,
  demo: loadDemo,
  search: searchKinds,
  refusals: {
    ...rounds.refusals,
    delivery_codelist_code_unique: taken(
      'delivery.codelist.code-taken',
      'code',
      'Another list has this code. Choose another',
    ),
    delivery_template_code_unique: taken(
      'delivery.template.code-taken',
      'code',
      'Another kind of plan has this code. Choose another',
    ),
    delivery_plan_code_unique: taken(
      'delivery.plan.code-taken',
      'code',
      'Another plan has this code. Choose another',
    ),
    delivery_outcome_number_unique: taken(
      'delivery.outcome.number-taken',
      'number',
      'Another outcome of the plan has this number. Choose another',
    ),
    delivery_unit_code_unique: taken(
      'delivery.unit.code-taken',
      'code',
      'Another unit of the plan has this code. Choose another',
    ),
    delivery_activity_number_unique: () =>
      new Refusal(
        'conflict',
        'delivery.activity.number-taken',
        'Another activity of the plan has this number already. Each number stands for one activity.',
      ),
    delivery_closing_one_standing: () =>
      new Refusal(
        'conflict',
        'delivery.closing.already',
        'This activity was ended before. Look at its closing; open it again first if that was wrong.',
      ),
    delivery_thread_once: taken('delivery.thread.already', 'serves', 'It serves this already'),
    delivery_officer_once: taken(
      'delivery.officer.already',
      'person',
      'This person is an officer of the plan already',
    ),
    delivery_policy_once: taken(
      'delivery.policy.twice',
      'appliesFrom',
      'The plan had this rule from the same day before. Choose another day',
    ),
    delivery_submission_issue_carried_from: () =>
      new Refusal(
        'conflict',
        'delivery.submission.issue-carried',
        'A later round carried an issue of this report on, so it cannot be taken out of it. Keep the issue, or close it there.',
      ),
    delivery_report_one_draft: () =>
      new Refusal(
        'conflict',
        'delivery.report.drafted',
        'There is a draft of this part of the report already. Go on with that one.',
      ),
    delivery_report_one_issued: () =>
      new Refusal(
        'conflict',
        'delivery.plan.stale',
        'Somebody issued this report while you were. Look at what stands now.',
      ),
    delivery_section_code_unique: () =>
      new Refusal(
        'conflict',
        'delivery.plan.stale',
        'Somebody wrote this section while you were. Look at what it says now, then change it again.',
      ),
  },
})
