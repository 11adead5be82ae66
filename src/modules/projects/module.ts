// What projects plugs into the house.
import { module, type RolesHeld } from '#platform/module/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { sql } from '#platform/database/index.ts'
import { decideChange, proposeChange } from './actions/changes.ts'
import { addLesson, closeProject, recordOutcome, stopProject } from './actions/closing.ts'
import { recordSpend, reverseSpend } from './actions/money.ts'
import { editProject, openProject } from './actions/opening.ts'
import {
  addMilestone,
  confirmStatus,
  meetMilestone,
  reforecastMilestone,
  reportStatus,
} from './actions/progress.ts'
import { findSimilar, listProjects, readProject, searchLessons } from './declared.ts'
import { projectDuties, projectsOnGroup } from './duties.ts'
import {
  lessonsWritten,
  outcomesAchieved,
  outcomesPromised,
  projectsClosed,
  projectsInReport,
  projectsOpened,
} from './figures.ts'
import { pastLessons, pastProjects } from './imports.ts'
import { pages } from './pages.ts'
import { projectReferences } from './personal.ts'
import { READ } from './queries/projects.ts'
import './schema.ts'
import { search } from './search.ts'

const managers = ['project-manager', 'fund-officer']
const readers = [
  'partner-staff',
  'partnership-officer',
  'fund-officer',
  'finance-officer',
  'group-member',
  'group-chair',
  'group-secretary',
  'decision-maker',
  'decision-chair',
  'project-manager',
]

/** Whoever runs an open or ended project is its project manager, for that project alone. */
const rolesHeld = (personId: string): RolesHeld =>
  sql`select 'project-manager' as role, 'project' as kind, id from projects.project where manager_person_id = ${personId}`

const kept = (code: string, message: string) => () => new Refusal('conflict', code, message)

export const projects = module({
  name: 'projects',
  title: 'Projects',
  uses: ['organisations', 'partnerships', 'groups', 'governance', 'risk'],
  roles: [{ name: 'project-manager', title: 'Project manager', scope: 'project' }],
  rolesHeld,
  permissions: {
    [READ]: readers,
    'projects.project.edit': managers,
    'projects.milestone.add': managers,
    'projects.milestone.reforecast': managers,
    'projects.milestone.meet': managers,
    'projects.status.report': managers,
    'projects.change.propose': managers,
    'projects.change.decide': ['fund-officer', 'decision-chair'],
    'projects.spend.record': [...managers, 'finance-officer'],
    'projects.spend.reverse': ['fund-officer', 'finance-officer'],
    'projects.measure.conclude': managers,
    'projects.lesson.add': managers,
    'projects.project.close': managers,
    'projects.project.stop': ['fund-officer', 'decision-chair'],
    'projects.project.import': ['administrator'],
  },
  actions: [
    openProject,
    editProject,
    addMilestone,
    reforecastMilestone,
    meetMilestone,
    reportStatus,
    confirmStatus,
    recordSpend,
    reverseSpend,
    proposeChange,
    decideChange,
    recordOutcome,
    addLesson,
    closeProject,
    stopProject,
  ],
  queries: [listProjects, readProject, searchLessons, findSimilar],
  pages,
  fills: [projectDuties, projectsOnGroup, projectsInReport],
  navigation: [{ label: 'Projects', under: 'Funding and projects', href: '/projects', permission: READ }],
  figures: [projectsOpened, projectsClosed, outcomesAchieved, outcomesPromised, lessonsWritten],
  search,
  personal: projectReferences,
  imports: [pastProjects, pastLessons],
  refusals: {
    projects_milestone_baseline_kept: kept(
      'projects.milestone.baseline-kept',
      'The baseline of a milestone never changes. Change its forecast instead.',
    ),
    projects_spend_kept: kept(
      'projects.spend.kept',
      'A spend line is never edited. Record a reversal instead.',
    ),
    projects_spend_reversed_once: kept('projects.spend.reversed', 'This line was reversed already.'),
    projects_paid_invoice_unique: kept(
      'projects.spend.invoice-paid',
      'This invoice was recorded before. One invoice is paid once.',
    ),
  },
})
