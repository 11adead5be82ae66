// The front door of projects: all that another module may import.
//
// Actions for `inside.act(action, raw)`:
//   openProject   projects.project.open  raw { partnership, group?, sponsor, manager, title, summary, from? (subject id), decision?, openedOn,
//                 award (pounds as text), lines: [{ title, yearStarting, amount }], milestones: [{ title, on }],
//                 measures: [{ title, measure, unit?, baseline?, target, dueOn? }] } → { id, reference }; twice for one `from` gives the first.
//
// Queries (reader first): projectById, projectFrom(subjectId), projectsOf(partnershipId), spentByProject(ids),
//   similarProjects(text, most?) → past projects that share words with the text, the closest first, with their lessons;
//   budgetOf(projectId), lessonsOf(projectId), measuresOf(projectId), milestonesOf(projectId), spendsOf(projectId).
//
// Slot:   projectPage 'project.page' { projectId, reference, partnershipId } → { order, title, body }.
// Gates:  at 'projects.spend.record'  (project id, 'spent', { amountPence (negative for a reversal), spend, spentOn })
//         at 'projects.project.close' (project id, 'closed' | 'stopped', { closedOn }); both after the record is written, before commit.
// Announcements: 'projects.project.opened' { project }, 'projects.project.closed' { project }, about the project.
// Views:  projects.project_card, projects.spend_card.
// Demonstration: riskOfProject(demo, project, { officer, manager }): its register of risks with two of them.
export { openProject } from './actions/opening.ts'
export { riskOfProject } from './demo-risks.ts'
export { recordSpend, reverseSpend } from './actions/money.ts'
export { closeProject, recordOutcome, stopProject, addLesson } from './actions/closing.ts'
export { confirmStatus, meetMilestone, reforecastMilestone, reportStatus } from './actions/progress.ts'
export { decideChange, proposeChange } from './actions/changes.ts'
export { lessonsOf, similarProjects, type Similar } from './queries/lessons.ts'
export { budgetOf, measuresOf, milestonesOf, spendsOf } from './queries/parts.ts'
export { projectById, projectFrom, projectsOf, spentByProject, type ProjectRow } from './queries/projects.ts'
export { projectPage, type ProjectPageArgs } from './slot.ts'
export { achievedWords, overallWords, stateWords as projectStateWords, type ProjectState } from './rules.ts'
