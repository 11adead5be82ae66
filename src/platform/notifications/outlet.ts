// The way out: a mail server, or, where none is set, one file a mail under the data directory.
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { Failure } from '#platform/errors/index.ts'
import type { Message } from './letter.ts'

export type Outlet = {
  send(message: Message): Promise<void>
  /** Whether the mail server answers and lets us in; for the readiness report. Throws a Failure when not. */
  check(): Promise<void>
  close(): void
}

const CONNECT_MS = 10_000
const SILENCE_MS = 30_000
/** Nothing in a message may make the library open a file or an address. */
const SHUT = { disableFileAccess: true, disableUrlAccess: true }

/** Mail by the server at this address. */
export function openMailServer(url: string): Outlet {
  const { hostname, searchParams } = new URL(url)
  const here = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 2,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    // Without this a listener on the way can strike STARTTLS from the greeting and read everything.
    ...(here || searchParams.has('requireTLS') || searchParams.has('ignoreTLS') ? {} : { requireTLS: true }),
    ...SHUT,
  })
  return {
    async send(message) {
      try {
        await transport.sendMail({ ...message, headers: { ...message.headers } })
      } catch (error) {
        throw mailFailure(error)
      }
    },
    async check() {
      try {
        await transport.verify()
      } catch (error) {
        throw mailFailure(error)
      }
    },
    close: () => transport.close(),
  }
}

/** Mail into files that sort by the moment of sending. */
export function openMailFolder(directory: string): Outlet {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'unix', ...SHUT })
  return {
    async send(message) {
      const { message: written } = await transport.sendMail({ ...message, headers: { ...message.headers } })
      const moment = message.date.toISOString().replaceAll(/[-:]|\.\d+/g, '')
      const name = `${moment}-${message.messageId.slice(1).split('@')[0]}.eml`
      try {
        await mkdir(directory, { recursive: true, mode: 0o700 })
        await writeFile(join(directory, `.${name}`), written as Buffer, { mode: 0o600 })
        await rename(join(directory, `.${name}`), join(directory, name))
      } catch (error) {
        throw new Failure('platform.mail.unwritable', 'Mail cannot be written to its folder.', {
          cause: error,
        })
      }
    },
    check: async () => undefined,
    close: () => undefined,
  }
}

/** A server that says 5xx will say so again tomorrow: Infinity is never. */
function mailFailure(error: unknown): Failure {
  const { responseCode = 0, code } = error as { responseCode?: number; code?: string }
  if (responseCode >= 500) {
    const forGood = { cause: error, retryAfterSeconds: Infinity }
    return code === 'EAUTH'
      ? new Failure(
          'platform.mail.sign-in',
          `The mail server does not accept our name and password (${responseCode}).`,
          forGood,
        )
      : new Failure(
          'platform.mail.refused',
          `The mail server refuses this mail for good (${responseCode}).`,
          forGood,
        )
  }
  const answer = responseCode === 0 ? '' : ` (${responseCode})`
  return new Failure('platform.mail.away', `The mail server does not take mail at the moment${answer}.`, {
    cause: error,
  })
}
