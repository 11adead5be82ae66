// The front door of risk: all that another module may import.
//
// Queries (reader first):
//   risksAbout(reader, subjectId)  → RiskRow[] not closed, about the record or in the register of it, worst first
//   registersAbout(reader, subjectId) → RegisterCard[] of that record that the reader may see
//   riskList(rows, empty)          → Html: a short table of risks for another record's page
//
// A risk and a register are records (`platform.subject`): an undertaking, a paper or a decision may be about one.
// "Raise a risk" about a record: /risks/raise?about=<subject id>; its own register: /risks/new?about=<subject id>.
// Actions for a demonstration or a later module: createRegister, raiseRisk, makeAssessment, openRisk, askEscalation,
// acceptEscalation, addControl, testControl, reviewRisk.
export { addControl, testControl } from './actions/controls.ts'
export { acceptEscalation, askEscalation } from './actions/escalations.ts'
export { createRegister } from './actions/registers.ts'
export { openRisk, raiseRisk, reviewRisk } from './actions/risks.ts'
export { makeAssessment } from './actions/scoring.ts'
export { categories } from './queries/matrices.ts'
export { registerByCode, registersAbout, type RegisterCard } from './queries/registers.ts'
export { risksAbout, type RiskRow } from './queries/risks.ts'
export { riskList } from './views/registers.ts'
