// Long-lived receivers of what other machines send, with back-pressure and batches.
export { type Receiver, type Receiving } from './receiver.ts'
export { followFile, type FileBatch, type FilePlace, type Followed, type Following } from './follow.ts'
export { openSyslog, type Syslog, type SyslogBatch, type SyslogReceiver } from './syslog.ts'
export { type Batch } from './lines.ts'
