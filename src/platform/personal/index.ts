// What is held about a person, wherever it is held: each module declares every reference it makes to a
// person, how to show it to that person, and whether it is forgotten when they leave or kept, and why.
export { rowsReference, type HeldRow, type RowsReference } from './rows.ts'
export { personalReference, type PersonalReference, type Leaving } from './reference.ts'
export { accessExport, forgetLeaver, undeclaredReferences, type AccessSection } from './duties.ts'
