// One append-only entry per action, sealed afterwards into a chain whose head also stands outside the
// database. Only `perform` writes entries; modules read the history of their records.
export { writeEntry, erasePersonal, historyOf, type Entry, type Fact, type HistoryRow } from './entries.ts'
export { seal, type Sealed, type Sealing } from './seal.ts'
export { verify, type Verdict, type Problem, type ProblemKind } from './verify.ts'
export { noteRestore, readHeads, type Head, type Heads } from './heads.ts'
