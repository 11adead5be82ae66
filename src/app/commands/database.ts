// `connects database …`: backing up, restoring, moving to a server, and looking whether all is whole.
import { join, resolve } from 'node:path'
import { noteRestore, readHeads, verify } from '#platform/audit/index.ts'
import type { Config } from '#platform/config/index.ts'
import { backup, check, moveTo, openDatabase, restore, sql } from '#platform/database/index.ts'
import { refuse } from '#platform/errors/index.ts'
import { systemClock } from '#platform/time/index.ts'
import type { CommandLine } from '../arguments.ts'
import { owners } from '../open.ts'
import { answer, type Command, type OfflineCommand, type OpenCommand } from './command.ts'
import { inLines } from './printing.ts'

const filesOf = (config: Config): string => join(config.dataDirectory, 'files')

function needed(line: CommandLine, option: string, words: string): string {
  const value = line.options[option]
  return value === undefined || value === 'yes'
    ? refuse('invalid', 'platform.command.option-missing', `Say ${words}: --${option} <file>.`)
    : value
}

const backupCommand: OpenCommand = {
  kind: 'open',
  words: ['database', 'backup'],
  title: 'Write the database and the files into one backup file, while the server runs',
  options: { to: 'the file to write (required)' },
  about: 'The key to the secrets is never in it: keep a copy of the key file elsewhere.',
  async run({ connects, line, directory }) {
    const to = resolve(directory, needed(line, 'to', 'where the backup goes'))
    const done = await backup(connects.database, {
      to,
      filesDir: filesOf(connects.config),
      now: connects.clock.now(),
    })
    return answer(
      line,
      { to, ...done },
      `Backed up to ${to}: ${done.rows} rows of ${done.tables} tables and ${done.files} files.`,
    )
  },
}

const restoreCommand: OfflineCommand = {
  kind: 'offline',
  needsStopped: true,
  words: ['database', 'restore'],
  title: 'Put a backup into an empty installation, with the server stopped',
  options: { from: 'the backup file (required)', replace: 'put it in the place of what is there now' },
  async run({ config, line, directory }) {
    const from = resolve(directory, needed(line, 'from', 'which backup to restore'))
    const database = await openDatabase({ url: config.databaseUrl, dataDir: config.dataDirectory })
    try {
      const done = await restore(database, {
        from,
        filesDir: filesOf(config),
        owners: owners(),
        ...(line.options['replace'] === undefined ? {} : { replace: true }),
      })
      await markRestore(config, database)
      return answer(
        line,
        done,
        `Restored the backup of ${done.made}: ${done.rows} rows of ${done.tables} tables and ${done.files} files.`,
      )
    } finally {
      await database.close()
    }
  },
}

// The heads written after the backup was made belong to a history that is now set aside; the file says so, so
// that `audit verify` does not take them for a truncation.
async function markRestore(
  config: Config,
  database: Awaited<ReturnType<typeof openDatabase>>,
): Promise<void> {
  if ((await readHeads(config.auditHeadFile)) === undefined) return
  const last = await sql<{
    number: bigint
    hash: string
    sealed_at: Temporal.Instant
  }>`select number, encode(hash, 'hex') as hash, sealed_at from platform.audit_seal order by number desc limit 1`.execute(
    database.db,
  )
  const head = last.rows[0]
  await noteRestore(
    config.auditHeadFile,
    head === undefined ? null : { number: head.number, hash: head.hash, at: head.sealed_at.toString() },
    systemClock.now(),
  )
}

const moveCommand: OfflineCommand = {
  kind: 'offline',
  needsStopped: true,
  words: ['database', 'move-to'],
  takes: '<postgresql://…>',
  title: 'Copy the embedded database into an empty PostgreSQL database, with the server stopped',
  async run({ config, line }) {
    const url = line.words[2]
    if (url === undefined)
      refuse(
        'invalid',
        'platform.command.option-missing',
        'Say which database to move to: connects database move-to postgresql://user@host/database.',
      )
    if (config.databaseUrl !== undefined)
      refuse(
        'conflict',
        'platform.database.not-embedded',
        'DATABASE_URL is set, so these data are on a server already. Unset it to move the embedded database.',
      )
    const database = await openDatabase({ dataDir: config.dataDirectory })
    try {
      const done = await moveTo(database, url, owners())
      return answer(
        line,
        done,
        `Moved ${done.rows} rows of ${done.tables} tables, each table proved by count and checksum. Set DATABASE_URL and keep ${config.dataDirectory}/files where it is.`,
      )
    } finally {
      await database.close()
    }
  },
}

const checkCommand: OpenCommand = {
  kind: 'open',
  words: ['database', 'check'],
  title: 'Read every row, and look for what is missing or not in force',
  async run({ connects, line }) {
    const checked = await check(connects.database, owners())
    const verdict = await verify(connects.database, connects.config.auditHeadFile)
    const findings = [...checked.findings, ...verdict.problems.map((problem) => `Audit: ${problem.message}`)]
    const text = [
      `${checked.promise}`,
      `${checked.tables.length} tables, ${checked.tables.reduce((all, one) => all + Number(one.rows), 0)} rows.`,
      findings.length === 0 ? 'Nothing is wrong.' : inLines(findings),
    ].join('\n')
    return { ...answer(line, { ...checked, findings }, text), exit: findings.length === 0 ? 0 : 1 }
  },
}

export const databaseCommands: readonly Command[] = [backupCommand, restoreCommand, moveCommand, checkCommand]
