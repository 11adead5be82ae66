// The front door of funding: all that another module may import.
//
// Queries (reader first): caseById, caseList({ partnership?, group?, states? }), fundOf(partnershipId), programmeList({ partnership?, source? }),
//   balanceOn(programmeId, day?) → { paidIn, awarded, committed, spent, released, available }, awardsOf(programmeId), awardOfProject(projectId).
// Gates (ours, at others' actions): governance.decision.record, projects.spend.record, projects.project.close.
// Listeners: governance.decision.recorded → funding.case.settle; partnerships.payment.recorded → funding.ledger.book.
// Announcements: 'funding.case.submitted' { case }, 'funding.case.decided' { case }, about the case.
// Views: funding.case_card (no drafts), funding.award_card.
export { startCase } from './actions/drafts.ts'
export { submitCase, withdrawCase } from './actions/cases.ts'
export { payIn } from './actions/ledger.ts'
export { createProgramme } from './actions/programmes.ts'
export { caseById, caseList, type CaseRow } from './queries/cases.ts'
export { awardOfProject, awardsOf, balanceOn, type Award } from './queries/ledger.ts'
export { fundOf, programmeList, type Programme } from './queries/programmes.ts'
export { stateWords as caseStateWords, type Balance, type CaseState } from './rules.ts'
