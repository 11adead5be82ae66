// Sends requests over plain sockets as fast as they are answered. node's own client would cost more of the two
// cores than the server that is measured.
import { connect, type Socket } from 'node:net'

export type Request = {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export type Driven = {
  readonly answers: number
  readonly seconds: number
  readonly perSecond: number
  /** How many answers of each status. */
  readonly statuses: Readonly<Record<number, number>>
  /** The last answer that was no success, for saying what went wrong. */
  readonly odd: string | undefined
}

type Limits = {
  readonly clients: number
  readonly milliseconds: number
  readonly most?: number
  readonly expect: number
}

/** A request as it goes over the wire. */
export function wire(url: string, { method, path, headers = {}, body }: Request): Buffer {
  const all = {
    host: new URL(url).host,
    ...headers,
    ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body ?? ''}`)
}

/** Lets `clients` send one request after the other until the time is up; `next` makes each. Fails when an answer is not as expected. */
export async function drive(
  url: string,
  limits: Limits,
  next: (client: number, turn: number) => Buffer,
): Promise<Driven> {
  const statuses: Record<number, number> = {}
  const seen = { answers: 0, sent: 0, odd: undefined as string | undefined }
  const began = performance.now()
  const ends = began + limits.milliseconds
  const may = (): boolean => performance.now() < ends && seen.sent < (limits.most ?? Number.POSITIVE_INFINITY)
  await Promise.all(
    Array.from({ length: limits.clients }, async (_, client) => {
      const line = await open(url)
      try {
        for (let turn = 0; may(); turn += 1) {
          seen.sent += 1
          const { status, text } = await line.ask(next(client, turn))
          statuses[status] = (statuses[status] ?? 0) + 1
          seen.answers += 1
          if (status !== limits.expect) seen.odd = text()
        }
      } finally {
        line.close()
      }
    }),
  )
  const seconds = (performance.now() - began) / 1000
  if (seen.odd !== undefined)
    throw new Error(
      `Not every answer was a ${limits.expect}: ${JSON.stringify(statuses)}\n${seen.odd.slice(0, 1500)}`,
    )
  return { answers: seen.answers, seconds, perSecond: seen.answers / seconds, statuses, odd: seen.odd }
}

export type Reply = { readonly status: number; readonly text: () => string }
export type Line = { ask(request: Buffer): Promise<Reply>; close(): void }

/** A connection that sends one request after the other. */
export function open(url: string): Promise<Line> {
  const { hostname, port } = new URL(url)
  return new Promise((opened, failed) => {
    const socket = connect({ host: hostname === 'localhost' ? '127.0.0.1' : hostname, port: Number(port) })
    socket.setNoDelay(true)
    socket.once('error', failed)
    socket.once('connect', () => {
      socket.off('error', failed)
      opened(lineOver(socket))
    })
  })
}

// Reads answers that say their length, one at a time: what this server sends to a single reader.
function lineOver(socket: Socket): Line {
  const state: {
    pieces: Buffer[]
    missing: number | undefined
    status: number
    done?: (reply: Reply) => void
    failed?: (error: Error) => void
  } = { pieces: [], missing: undefined, status: 0 }
  const whole = (): void => {
    const { pieces, status, done } = state
    state.pieces = []
    state.missing = undefined
    done?.({ status, text: () => Buffer.concat(pieces).toString('utf8') })
  }
  socket.on('data', (piece: Buffer) => {
    state.pieces.push(piece)
    if (state.missing === undefined) {
      const got = state.pieces.length === 1 ? piece : Buffer.concat(state.pieces)
      const end = got.indexOf('\r\n\r\n')
      if (end === -1) return
      const head = got.toString('latin1', 0, end)
      const length = /^content-length: *(\d+)/im.exec(head)?.[1]
      if (length === undefined)
        return void state.failed?.(new Error(`An answer does not say its length:\n${head}`))
      state.status = Number(head.slice(9, 12))
      state.missing = end + 4 + Number(length) - got.length
    } else {
      state.missing -= piece.length
    }
    if (state.missing === 0) whole()
  })
  const lost = (error?: Error): void =>
    state.failed?.(error ?? new Error('The server closed the connection.'))
  socket.on('error', lost)
  socket.on('close', () => lost())
  return {
    ask: (request) =>
      new Promise((done, failed) => {
        state.done = done
        state.failed = failed
        socket.write(request)
      }),
    close: () => void socket.destroy(),
  }
}

export type Answered = { readonly status: number; readonly ms: number; readonly client: number }

/**
 * Lets each client send its requests one after the other over its own connection, and keeps what each took. `next`
 * gives undefined when the client is done; `unexpected` is told the text of an answer that is neither of `statuses`.
 */
export async function timed(
  url: string,
  { clients, statuses }: { readonly clients: number; readonly statuses: readonly number[] },
  next: (client: number, turn: number) => Promise<Buffer | undefined> | Buffer | undefined,
): Promise<{ readonly answers: readonly Answered[]; readonly seconds: number; readonly cpuMs: number }> {
  const lines = await Promise.all(Array.from({ length: clients }, () => open(url)))
  const answers: Answered[] = []
  const before = await cpuSeconds(url)
  const began = performance.now()
  try {
    await Promise.all(
      lines.map(async (line, client) => {
        for (let turn = 0; ; turn += 1) {
          const request = await next(client, turn)
          if (request === undefined) return
          const sent = performance.now()
          const { status, text } = await line.ask(request)
          answers.push({ status, ms: performance.now() - sent, client })
          if (!statuses.includes(status))
            throw new Error(
              `An answer was ${status}, not ${statuses.join(' or ')}:\n${text().slice(0, 3000)}`,
            )
        }
      }),
    )
  } finally {
    for (const line of lines) line.close()
  }
  const seconds = (performance.now() - began) / 1000
  return {
    answers,
    seconds,
    cpuMs: (((await cpuSeconds(url)) - before) * 1000) / Math.max(1, answers.length),
  }
}

/** The time within which this share of them was answered. */
export function within(took: readonly number[], share: number): number {
  const sorted = took.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

/** The seconds of CPU that the server's process has used since it began, all its threads together, as it says itself. */
export async function cpuSeconds(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const found = /^process_cpu_seconds_total ([\d.e+-]+)$/m.exec(text)?.[1]
  if (found === undefined) throw new Error(`${url} does not say its processor time.`)
  return Number(found)
}

export type Costed = Driven & { readonly cpuMs: number }

/** Drives, and sets beside it what one answer cost the server's process. */
export async function costed(url: string, run: () => Promise<Driven>): Promise<Costed> {
  const before = await cpuSeconds(url)
  const driven = await run()
  return { ...driven, cpuMs: (((await cpuSeconds(url)) - before) * 1000) / driven.answers }
}
