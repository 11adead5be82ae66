// From the register's model to the text that a RADIUS server runs: one pack of files for each server, what is wrong with
// a pack, what changed between two, and its secrets filled in at the very end. Everything here is a function of its
// arguments, so that the same register gives the same bytes.
export {
  checkCommand,
  LOCAL_FOLDERS,
  localNeedsOf,
  standInFor,
  startCommand,
  type CheckCommand,
} from './checking.ts'
export { differenceOf, type FileDifference, type Hunk } from './difference.ts'
export { faultsOf, type Facts, type LocalFile } from './faults.ts'
export { fill, refuseSecret } from './filling.ts'
export { renderMember, renderProxy } from './render.ts'
export { PROBE_NAME, type ProxyPlace } from './freeradius/policy.ts'
