// The front door of delivery: all that another module, the composition or a demonstration may import.
//
// Queries (reader first):
//   planByCode(reader, code)             → Plan the reader may see, or the refusal that it is not there
//   findingsOf(reader, plan, round)      → stated figures beside their recounts, findings and notes; findingsText prints them
//   reportFile(reader, { plan, round, slice, format }) → the generated report as a file, in REPORT_FORMATS
//   templateByCode(reader, code)         → TemplateCard of a kind of plan ('annual-operating-plan')
//
// A plan, an outcome, an activity and a round are records (`platform.subject`): an undertaking, a paper, a risk or an
// indicator may be about one.
// Actions for a demonstration: createPlan, writeSection, addOutcome, addUnit, appointOfficer, beginPolicy, approvePlan.
export { addOutcome, addUnit, appointOfficer, editOutcome, editUnit, writeSection } from './actions/parts.ts'
export { approvePlan, closePlan, createPlan, editPlan } from './actions/plans.ts'
export { beginPolicy } from './actions/policies.ts'
export { addCodelist, addTemplate } from './actions/templates.ts'
export { FORMATS as REPORT_FORMATS, reportFile } from './documents.ts'
export { findingsText } from './findings-text.ts'
export { figuresBeside, findingsIn } from './findings.ts'
export { findingsOf, type Findings } from './queries/findings.ts'
export { planByCode, type Plan } from './queries/plans.ts'
export { agreementWord, recountedWords, statedWords } from './views/findings.ts'
export { templateByCode } from './queries/templates.ts'
