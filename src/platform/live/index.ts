// Pages that follow what happens, over Server-Sent Events across any number of processes. Without scripts, or
// where streams are held back, the same address answers with the state as JSON, or the page is loaded again.
export { openLive, type Live, type LiveOptions, type Subscription } from './open.ts'
export type { State } from './stream.ts'
