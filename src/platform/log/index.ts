// The structured log: one JSON line an event, with a level, the request's id, and ids, codes, counts and
// durations only. Personal data and secrets never reach a line, whatever a caller hands over.
import pino, { type DestinationStream, type Logger } from 'pino'
import { Defect, Failure, Refusal } from '#platform/errors/index.ts'
import { allowed, cleared, type LogFields } from './scrub.ts'

export type { LogFields } from './scrub.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

export type Log = {
  debug(event: string, fields?: LogFields): void
  info(event: string, fields?: LogFields): void
  warn(event: string, fields?: LogFields): void
  error(event: string, fields?: LogFields): void
  /** A log whose every line also holds these fields: a request's id, a job's id. */
  with(fields: LogFields): Log
}

type Options = {
  readonly level: LogLevel | 'silent'
  /** Where lines go; standard error when not given, since standard output is for what a command answers. */
  readonly to?: { write(line: string): void }
}

/** Opens the log of a process. The event is a fixed sentence; what varies goes into the fields. */
export function openLog({ level, to }: Options): Log {
  const destination: DestinationStream = to ?? pino.destination({ dest: 2, sync: true })
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    messageKey: 'event',
  }
  return logOver(pino(options, destination))
}

function logOver(logger: Logger): Log {
  const write =
    (level: LogLevel) =>
    (event: string, fields: LogFields = {}): void => {
      if (!logger.isLevelEnabled(level)) return
      logger[level](
        {
          ...allowed(fields),
          ...(fields['error'] === undefined ? {} : { error: shownError(fields['error']) }),
        },
        cleared(event),
      )
    }
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    with: (fields) => logOver(logger.child(allowed(fields))),
  }
}

/** A log that writes nothing, for tests and commands that want none. */
export function silentLog(): Log {
  return openLog({ level: 'silent', to: { write: () => undefined } })
}

/** Writes a thrown error at the level its kind has: a refusal is information, a failure a warning, all else an error. */
export function logThrown(log: Log, event: string, error: unknown, fields: LogFields = {}): void {
  const level = error instanceof Refusal ? 'info' : error instanceof Failure ? 'warn' : 'error'
  log[level](event, { ...fields, error })
}

// A refusal's message may repeat what a person typed, so only its code is written. A stack's frames are
// ours; its first line is the message again and is left out.
function shownError(error: unknown): Record<string, unknown> {
  if (error instanceof Refusal) return { kind: 'refusal', code: error.code }
  if (!(error instanceof Error))
    return { kind: 'defect', message: 'something that is not an Error was thrown' }
  const cause = error.cause === undefined ? {} : { cause: shownError(error.cause) }
  if (error instanceof Failure)
    return { kind: 'failure', code: error.code, message: cleared(error.message), ...cause }
  const kind = error instanceof Defect ? 'defect' : error.name
  return { kind, ...codeOf(error), message: cleared(error.message), stack: framesOf(error), ...cause }
}

function codeOf(error: Error): Record<string, unknown> {
  const { code, constraint } = error as { code?: unknown; constraint?: unknown }
  const outcome = typeof constraint === 'string' ? constraint : undefined
  return allowed({ code, outcome })
}

function framesOf(error: Error): string[] {
  const lines = (error.stack ?? '').split('\n')
  return lines
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim())
    .slice(0, 12)
}
