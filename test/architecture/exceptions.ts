// What the rules let pass, each with its reason. A longer list would be a sign that a rule is wrong.

/** Files nobody imports: entries, and what is loaded by its address in a thread or a browser. */
export const ENTRIES: Readonly<Record<string, string>> = {
  'src/app/connects.js': 'the command and `npm start`',
  'src/app/main.ts': 'loaded by connects.js, by its address, once the right Node runs',
  'src/platform/database/embedded-worker.ts': 'the thread in which the embedded database runs',
  'src/platform/documents/pdf-worker.ts': 'the thread in which documents are set',
  'src/web/generate-options.ts': 'writes govuk-options.ts after an update of the official components',
}

/** Files that only tests use and that are no test themselves. */
export const FOR_TESTS: Readonly<Record<string, string>> = {
  'src/platform/documents/example.ts':
    'one document with every kind of block, set by the tests of each format',
}

/** Files whose top is the whole life of one thread, so that its state has no other home. */
export const THREADS = ['src/platform/database/embedded-worker.ts', 'src/platform/documents/pdf-worker.ts']

/** Folders whose files are entries, each a script of its own; what package.json's scripts name is one anyway. */
export const SCRIPT_FOLDERS = ['bench/', 'scripts/', 'src/web/browser/', 'test/support/closed-network.ts']

/** SQL that another project writes: its names are its own. */
export const FOREIGN_MIGRATIONS: Readonly<Record<string, string>> = {
  'src/platform/jobs/migrations/2026-11-20-01-create-pgboss.sql':
    'the queue’s own schema, as its release writes it',
}
