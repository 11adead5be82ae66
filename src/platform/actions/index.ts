// The one application layer: what a person, a clock or a command can do or ask, each declared once with its
// permission, its doors and its questions. Everything that changes a record goes through `perform`.
export {
  action,
  query,
  type Action,
  type Query,
  type Afterwards,
  type Done,
  type Door,
  type Remembered,
} from './action.ts'
export { fill, gate, listen, slot, type Fill, type Gate, type Listener, type Slot } from './crossings.ts'
export { personOf, readerOf, type Actor, type Grant, type Reader, type Scope } from './reader.ts'
export {
  composeHouse,
  type House,
  type Outbox,
  type Part,
  type RefusalOf,
  type Uploads,
  type WriteSearch,
} from './house.ts'
export { perform, deliver, type Context, type Idempotency } from './perform.ts'
export { ask } from './ask.ts'
export { errandOf, type Errand } from './errand.ts'
export type { Inside, KeptSecret } from './inside.ts'
export type { AnnouncementTable, IdempotencyTable } from './schema.ts'
