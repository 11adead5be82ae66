// The way from a command to the running server: a socket that only the service's user can open. Whoever can
// open it is the operator; the audit names the operating-system user.
import { chmod, rm } from 'node:fs/promises'
import { createServer, request, type Server } from 'node:http'
import { exitCodeOf, Failure, Refusal } from '#platform/errors/index.ts'
import type { Config } from '#platform/config/index.ts'
import type { CommandLine } from './arguments.ts'
import type { Command, Output } from './commands/command.ts'
import type { Connects } from './open.ts'

export type Asked = {
  readonly line: CommandLine
  readonly user: string
  readonly directory: string
  /** What came by standard input, in base64. */
  readonly input?: string
}

const MOST_BYTES = 24 * 1024 * 1024
const PATIENCE_MS = 30 * 60_000

/** Asks the running server to run a command; undefined when none is listening. */
export function askServer(config: Config, asked: Asked): Promise<Output | undefined> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        socketPath: config.commandSocket,
        method: 'POST',
        path: '/command',
        headers: { 'content-type': 'application/json' },
        timeout: PATIENCE_MS,
      },
      (incoming) => {
        const pieces: Buffer[] = []
        incoming.on('data', (piece: Buffer) => pieces.push(piece))
        incoming.on('end', () => resolve(JSON.parse(Buffer.concat(pieces).toString('utf8')) as Output))
        incoming.on('error', reject)
      },
    )
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED' || error.code === 'ENOTSOCK')
        resolve(undefined)
      else if (error.code === 'EACCES' || error.code === 'EPERM')
        reject(
          new Refusal(
            'forbidden',
            'platform.command.not-operator',
            `The server's socket ${config.commandSocket} is not yours to open. Run the command as the user the service runs as.`,
          ),
        )
      else reject(error)
    })
    outgoing.end(JSON.stringify(asked))
  })
}

/** Listens for commands until closed. When another live server of the same data has the socket, this one goes without. */
export async function listenForCommands(
  connects: Connects,
  find: (words: readonly string[]) => Command | undefined,
): Promise<Server | undefined> {
  const path = connects.config.commandSocket
  if (await isAnswering(path)) return undefined
  await rm(path, { force: true })
  const server = createServer((incoming, outgoing) => {
    const pieces: Buffer[] = []
    let size = 0
    incoming.on('data', (piece: Buffer) => {
      size += piece.length
      if (size > MOST_BYTES) incoming.destroy()
      else pieces.push(piece)
    })
    incoming.on('end', () => {
      void carriedOut(connects, find, Buffer.concat(pieces).toString('utf8')).then((output) =>
        outgoing.setHeader('content-type', 'application/json').end(JSON.stringify(output)),
      )
    })
  })
  server.on('error', (error) => connects.log.error('the command socket failed', { error }))
  const before = process.umask(0o177)
  try {
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve))
  } finally {
    process.umask(before)
  }
  await chmod(path, 0o600)
  return server
}

async function carriedOut(
  connects: Connects,
  find: (words: readonly string[]) => Command | undefined,
  text: string,
): Promise<Output> {
  try {
    const { line, user, directory, input } = JSON.parse(text) as Asked
    const command = find(line.words)
    if (command === undefined)
      return { text: '', exit: 1, problem: `There is no command "connects ${line.words.join(' ')}".` }
    if (command.kind !== 'open')
      return { text: '', exit: 1, problem: 'The server is running; this command needs it stopped.' }
    return await command.run({
      connects,
      line,
      user,
      directory,
      ...(input === undefined ? {} : { input }),
    })
  } catch (error) {
    const expected = error instanceof Refusal || error instanceof Failure
    if (!expected)
      connects.log.error('a command failed', {
        error: error instanceof Error ? error : new Error(String(error)),
      })
    const faults =
      error instanceof Refusal
        ? error.faults
            .filter((fault) => fault.message !== error.message)
            .map((fault) => `\n  ${fault.message}`)
            .join('')
        : ''
    return {
      text: '',
      exit: exitCodeOf(error),
      problem: expected
        ? error.message + faults
        : 'Something went wrong on our side; the server’s log has the details.',
    }
  }
}

function isAnswering(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = request({ socketPath: path, method: 'GET', path: '/', timeout: 2000 }, () => resolve(true))
    probe.on('error', () => resolve(false))
    probe.end()
  })
}
