// What risk plugs into the house.
import { Refusal } from '#platform/errors/index.ts'
import { module } from '#platform/module/index.ts'
import { addControl, editControl, endControl, testControl } from './actions/controls.ts'
import {
  acceptEscalation,
  askEscalation,
  declineEscalation,
  endEscalation,
  forgoEscalation,
  withdrawEscalation,
} from './actions/escalations.ts'
import { addCategory, createMatrix, endCategory, retireMatrix, reviseMatrix } from './actions/matrices.ts'
import {
  appointOfficer,
  closeRegister,
  createRegister,
  editRegister,
  endOfficer,
} from './actions/registers.ts'
import {
  closeRisk,
  editRisk,
  handOverRisk,
  openRisk,
  raiseRisk,
  reopenRisk,
  reviewRisk,
} from './actions/risks.ts'
import { acceptToleration, declineToleration, makeAssessment } from './actions/scoring.ts'
import { giveAction } from './actions/undertakings.ts'
import { listRisks, readRisk } from './declared.ts'
import { loadDemo } from './demo.ts'
import { registerDuties, riskDuties } from './duties.ts'
import { risksFile } from './imports.ts'
import { pages } from './pages.ts'
import {
  escalatedRisks,
  highRisks,
  openRisks,
  risksInReport,
  risksOnGroup,
  risksOnPartnership,
} from './parts.ts'
import { personal } from './personal.ts'
import { readMatrix } from './queries/matrices.ts'
import { listRegisters } from './queries/registers.ts'
import { READ } from './queries/seeing.ts'
import { permissions, roles, rolesHeld } from './roles.ts'
import { searchKinds } from './search.ts'
import './schema.ts'

const taken = (code: string, field: string, message: string) => () =>
  new Refusal('conflict', code, message, { faults: [{ field, message }] })

export const risk = module({
  name: 'risk',
  title: 'Risk',
  uses: ['organisations', 'partnerships', 'groups', 'governance'],
  roles,
  rolesHeld,
  permissions,
  actions: [
    createMatrix,
    reviseMatrix,
    retireMatrix,
    addCategory,
    endCategory,
    createRegister,
    editRegister,
    closeRegister,
    appointOfficer,
    endOfficer,
    raiseRisk,
    editRisk,
    openRisk,
    handOverRisk,
    reviewRisk,
    closeRisk,
    reopenRisk,
    makeAssessment,
    acceptToleration,
    declineToleration,
    giveAction,
    addControl,
    editControl,
    testControl,
    endControl,
    askEscalation,
    forgoEscalation,
    acceptEscalation,
    declineEscalation,
    withdrawEscalation,
    endEscalation,
  ],
  queries: [readMatrix, listRegisters, listRisks, readRisk],
  pages,
  fills: [riskDuties, registerDuties, risksOnGroup, risksOnPartnership, risksInReport],
  navigation: [{ label: 'Risks', under: 'Performance', href: '/risks', permission: READ }],
  figures: [openRisks, highRisks, escalatedRisks],
  personal,
  imports: [risksFile],
  search: searchKinds,
  demo: loadDemo,
  refusals: {
    risk_matrix_code_unique: taken(
      'risk.matrix.code-taken',
      'code',
      'Another matrix has this code. Choose another',
    ),
    risk_category_code_unique: taken(
      'risk.category.code-taken',
      'code',
      'Another category has this code. Choose another',
    ),
    risk_register_code_unique: taken(
      'risk.register.code-taken',
      'code',
      'Another register has this code. Choose another',
    ),
    risk_officer_once: taken(
      'risk.officer.already',
      'person',
      'This person is an officer of the register already',
    ),
    risk_escalation_once: () =>
      new Refusal(
        'conflict',
        'risk.escalation.twice',
        'It was put up to that register before. Look at the risk again.',
      ),
    risk_assessment_one_standing: () =>
      new Refusal(
        'conflict',
        'risk.risk.stale',
        'Somebody scored this risk while you were. Look at it again.',
      ),
  },
})
