// What funding plugs into the house: who may do what, its actions and questions, its gates and listeners.
import { listen } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { module, type RolesHeld } from '#platform/module/index.ts'
import { assessCase, nameAssessors, scoreCase } from './actions/assessment.ts'
import { attachFile, detachFile } from './actions/attachments.ts'
import { resumeCase, submitCase, withdrawCase } from './actions/cases.ts'
import { fundsGate, releaseGate, settleCase, spendGate } from './actions/decisions.ts'
import { describeCase, screenCase, startCase } from './actions/drafts.ts'
import { compareOptions, costCase, planCase, promiseBenefits, weighRisks } from './actions/sections.ts'
import { bookPayment, bookReversal, correctLedger, payIn } from './actions/ledger.ts'
import { createProgramme, editProgramme, publishCriteria } from './actions/programmes.ts'
import { awardOnProject, casesOnGroup, fundingDuties } from './duties.ts'
import {
  awardedInPeriod,
  casesApproved,
  casesDecided,
  fundAvailable,
  fundCommitted,
  fundInReport,
  fundPaidIn,
  fundSpent,
  projectsFunded,
  statedFundedProjects,
} from './figures.ts'
import { loadDemo } from './demo.ts'
import { imports } from './imports.ts'
import { pages } from './pages.ts'
import { fundingReferences } from './personal.ts'
import { READ, WRITE } from './queries/cases.ts'
import {
  checkLedger,
  listAwards,
  listCases,
  listEntries,
  listFundedProjects,
  listProgrammes,
  readCase,
  showBalance,
} from './queries/declared.ts'
import { READ_LEDGER } from './queries/ledger.ts'
import './schema.ts'
import { search } from './search.ts'

const writers = ['group-member', 'group-chair', 'group-secretary', 'fund-officer']
const partnershipPeople = [
  'partner-staff',
  'partnership-officer',
  'fund-officer',
  'finance-officer',
  'decision-maker',
  'decision-chair',
]

/** Whoever is named to score a case is its assessor, for that case alone. */
const rolesHeld = (personId: string): RolesHeld =>
  sql`select 'assessor' as role, 'case' as kind, case_id as id from funding.assessor where person_id = ${personId}`

const conflict = (code: string, message: string) => () => new Refusal('conflict', code, message)

export const funding = module({
  name: 'funding',
  title: 'Funding',
  uses: ['organisations', 'partnerships', 'groups', 'governance', 'projects'],
  roles: [{ name: 'assessor', title: 'Assessor', scope: 'case' }],
  rolesHeld,
  permissions: {
    'funding.programme.read': ['visitor'],
    [READ]: [...partnershipPeople, 'group-member', 'group-chair', 'group-secretary', 'assessor'],
    [WRITE]: writers,
    'funding.case.submit': writers,
    'funding.case.withdraw': ['group-chair', 'fund-officer'],
    'funding.assessor.name': ['fund-officer'],
    'funding.case.score': ['assessor'],
    'funding.case.assess': ['fund-officer'],
    'funding.case.resume': ['fund-officer'],
    [READ_LEDGER]: partnershipPeople,
    'funding.ledger.pay-in': ['fund-officer', 'finance-officer'],
    'funding.ledger.correct': ['finance-officer'],
    'funding.programme.create': ['fund-officer'],
    'funding.programme.edit': ['fund-officer'],
    'funding.criterion.publish': ['fund-officer'],
  },
  actions: [
    startCase,
    describeCase,
    compareOptions,
    costCase,
    promiseBenefits,
    planCase,
    weighRisks,
    screenCase,
    attachFile,
    detachFile,
    submitCase,
    withdrawCase,
    nameAssessors,
    scoreCase,
    assessCase,
    resumeCase,
    settleCase,
    bookPayment,
    bookReversal,
    payIn,
    correctLedger,
    createProgramme,
    editProgramme,
    publishCriteria,
  ],
  queries: [
    listCases,
    readCase,
    listProgrammes,
    listFundedProjects,
    showBalance,
    listEntries,
    listAwards,
    checkLedger,
  ],
  gates: [fundsGate, spendGate, releaseGate],
  listeners: [
    listen({ to: 'governance.decision.recorded', action: settleCase }),
    listen({ to: 'partnerships.payment.recorded', action: bookPayment }),
    listen({ to: 'partnerships.payment.reversed', action: bookReversal }),
  ],
  pages,
  fills: [fundingDuties, casesOnGroup, awardOnProject, fundInReport],
  navigation: [
    {
      label: 'Funding',
      under: 'Funding and projects',
      href: '/funding',
      permission: 'funding.programme.read',
    },
  ],
  figures: [
    fundAvailable,
    fundPaidIn,
    fundCommitted,
    fundSpent,
    casesDecided,
    casesApproved,
    awardedInPeriod,
    projectsFunded,
  ],
  assertions: [statedFundedProjects],
  search,
  personal: fundingReferences,
  imports,
  demo: loadDemo,
  refusals: {
    funding_ledger_entry_kept: conflict(
      'funding.ledger.kept',
      'Ledger entries are never edited or deleted. Put a mistake right with a correction.',
    ),
    funding_ledger_entry_commitment_once: conflict(
      'funding.case.decided',
      'The money for this case is committed already.',
    ),
    funding_case_asked_kept: conflict(
      'funding.case.asked-kept',
      'What was asked for never changes after submission; a different sum is a new case.',
    ),
    funding_programme_code_unique: () =>
      new Refusal(
        'conflict',
        'funding.programme.code-taken',
        'There is a programme with this code already.',
        {
          faults: [{ field: 'code', message: 'There is a programme with this code already. Choose another' }],
        },
      ),
    funding_programme_one_fund: () =>
      new Refusal('conflict', 'funding.programme.one-fund', 'The partnership has its own fund already.', {
        faults: [
          {
            field: 'source',
            message: 'The partnership has its own fund already; another programme is an external one',
          },
        ],
      }),
    funding_programme_dates: () =>
      new Refusal('invalid', 'funding.programme.dates', 'A programme closes after it opens.', {
        faults: [{ field: 'closesOn', message: 'The last day must not be before the first' }],
      }),
  },
})
