// What happens after the commit: jobs sent inside a transaction, carried out once across all workers, tried
// again when the world did not answer, and shown to an administrator when that does not help.
export { job, type Job, type JobAbout, type JobIds, type Retries } from './job.ts'
export { openJobs, type Drained, type Jobs, type JobsOptions, type Tick } from './open.ts'
export { type SendOptions } from './queue.ts'
export { type Every } from './schedule.ts'
export { type Outcome, type Performing, type Trouble } from './settle.ts'
export { troubles, countJobs, retryJob, dropJob, type TroubledJob } from './troubles.ts'
export { startWork, progress, finishWork, failWork, workOf, type Work } from './work.ts'
