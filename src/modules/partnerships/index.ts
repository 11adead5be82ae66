// The front door: what later modules and composition may use of partnerships.
export {
  partnershipByCode,
  partnershipById,
  partnershipsNamed,
  partnershipsOf,
  membersOn,
  membershipsOf,
  isMemberOn,
  officersOf,
  type Partnership,
  type Member,
  type Officer,
} from './queries/partnerships.ts'
export {
  paymentById,
  paymentsOf,
  fundShareReceived,
  chargesOf,
  chargeById,
  tiersOf,
  type Payment,
  type Charge,
  type Tier,
} from './queries/subscriptions.ts'
export { championRoles, championsOf, type Champion, type ChampionRole } from './queries/champions.ts'
export { declaredFigures, type DeclaredFigure } from './queries/declared.ts'
export { partnershipPage, partnershipReport, type ReportPeriod, type ReportSection } from './slots.ts'
export { figureRun } from './report-content.ts'
export { partnershipOfHost, partnershipNames, type BrandOfHost } from './brands.ts'
export { createPartnership } from './actions/partnerships.ts'
export { joinPartnership, leavePartnership } from './actions/members.ts'
export { appointOfficer } from './actions/officers.ts'
export { setTier, raiseSubscriptions } from './actions/subscriptions.ts'
export { recordPayment, reversePayment } from './actions/payments.ts'
export { declareFigure } from './actions/figures.ts'
export { writeReport, issueReport } from './actions/reports.ts'
export { addChampionRole, appointChampion } from './actions/champions.ts'
export { recordArrangement } from './actions/arrangements.ts'
export { addService } from './actions/service-list.ts'
export { claimSaving, confirmSaving } from './actions/savings.ts'
