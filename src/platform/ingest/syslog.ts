// Receives syslog by UDP and TCP. Nobody is asked who they are, so everything is bounded: the queue, the connections, how
// long one may say nothing, how long a line may be. What does not fit is dropped and counted; nothing sent can end this
// process.
import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { createServer, type Server, type Socket } from 'node:net'
import { LineSplitter, MOST_LINE_BYTES, MOST_LINES, WAIT_MS, type Batch, type Line } from './lines.ts'

export type Syslog = {
  readonly address: string
  /** 0 for any free one. */
  readonly port: number
  /** Keeps a batch of one transport. What it throws is given to `failed`, and the same batch is offered again. */
  readonly take: (batch: SyslogBatch) => Promise<void>
  readonly failed?: (error: unknown) => void
  readonly mostLines?: number
  readonly mostQueued?: number
  readonly mostLineBytes?: number
  readonly mostConnections?: number
  readonly idleMilliseconds?: number
  /** A batch is given at latest after this long. */
  readonly everyMilliseconds?: number
  readonly afterFailureMilliseconds?: number
}

export type SyslogBatch = Batch & { readonly transport: 'udp' | 'tcp' }

export type SyslogReceiver = {
  readonly port: number
  /** Closes the doors, and ends when what came in is kept. */
  close(): Promise<void>
}

const MOST_QUEUED = 20_000
const MOST_QUEUED_BYTES = 16 * 1024 * 1024
const MOST_CONNECTIONS = 64
const IDLE_MS = 10 * 60_000
const MOST_WAIT_MS = 60_000
const TRIES_WHEN_CLOSING = 3

/** Opens both doors at one port. */
export async function openSyslog(syslog: Syslog): Promise<SyslogReceiver> {
  const udp = new Queue(syslog, 'udp')
  const tcp = new Queue(syslog, 'tcp')
  const server = await listenTcp(syslog, tcp)
  const bound = server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : syslog.port
  const connections = connectionsOf(server)
  const socket = await listenUdp({ ...syslog, port }, udp, server)
  const closeAll = async (): Promise<void> => {
    const closed = [
      new Promise<void>((done) => socket.close(() => done())),
      new Promise<void>((done) => server.close(() => done())),
    ]
    for (const one of connections) one.destroy()
    await Promise.all(closed)
    await Promise.all([udp.close(), tcp.close()])
  }
  let closing: Promise<void> | undefined
  return { port, close: () => (closing ??= closeAll()) }
}

/** The door for datagrams; where it cannot open, the other is closed again. */
async function listenUdp(syslog: Syslog, queue: Queue, other: Server): Promise<UdpSocket> {
  const socket = createSocket({
    type: syslog.address.includes(':') ? 'udp6' : 'udp4',
    recvBufferSize: 1024 * 1024,
  })
  const most = syslog.mostLineBytes ?? MOST_LINE_BYTES
  socket.on('message', (message) => {
    // One datagram is one message; what some put behind each other in one is taken apart.
    for (const text of message.subarray(0, most).toString('utf8').split('\n'))
      if (text.trim() !== '')
        queue.add({ text: text.replace(/\r$/, ''), cut: message.length > most, bytes: text.length })
  })
  await new Promise<void>((done, failed) => {
    socket.once('error', (error) => {
      other.close()
      failed(error)
    })
    socket.bind(syslog.port, syslog.address, () => {
      socket.removeAllListeners('error')
      socket.on('error', (error) => syslog.failed?.(error))
      done()
    })
  })
  return socket
}

async function listenTcp(syslog: Syslog, queue: Queue): Promise<Server> {
  const server = createServer((socket) => {
    const frames = new Frames(syslog.mostLineBytes ?? MOST_LINE_BYTES)
    socket.setTimeout(syslog.idleMilliseconds ?? IDLE_MS, () => socket.destroy())
    socket.on('data', (chunk: Buffer) => {
      for (const line of frames.push(chunk)) queue.add(line)
    })
    // What stands unended when a sender goes is a line that was cut off on its way: it is given as it is.
    socket.on('close', () => {
      const last = frames.end()
      if (last !== undefined) queue.add(last)
    })
    socket.on('error', () => socket.destroy())
  })
  server.maxConnections = syslog.mostConnections ?? MOST_CONNECTIONS
  await new Promise<void>((done, failed) => {
    server.once('error', failed)
    server.listen(syslog.port, syslog.address, () => {
      server.off('error', failed)
      server.on('error', (error) => syslog.failed?.(error))
      done()
    })
  })
  return server
}

function connectionsOf(server: Server): ReadonlySet<Socket> {
  const open = new Set<Socket>()
  server.on('connection', (socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
  })
  return open
}

/** Messages out of a TCP stream: counted ("123 <13>…") or each on its line (RFC 6587 3.4). Each connection may mix them. */
export class Frames {
  readonly #most: number
  readonly #lines: LineSplitter
  /** Digits of a count that has not ended. */
  #digits = ''
  /** Bytes of a counted message that are to come. */
  #left = 0
  #counted: Buffer[] = []
  #countedBytes = 0
  #total = 0

  constructor(mostLineBytes = MOST_LINE_BYTES) {
    this.#most = mostLineBytes
    this.#lines = new LineSplitter(mostLineBytes)
  }

  push(chunk: Buffer): Line[] {
    const found: Line[] = []
    let at = 0
    while (at < chunk.length) {
      if (this.#left > 0) at = this.#takeCounted(chunk, at, found)
      else if (this.#lines.pending === 0 && this.#readsCount(chunk[at] ?? 0)) at += 1
      else at = this.#takeLine(chunk, at, found)
    }
    return found.filter((line) => line.text.trim() !== '')
  }

  /** What stood unended; undefined where nothing did. */
  end(): Line | undefined {
    const line = this.#left > 0 ? this.#message() : this.#lines.end()
    return line === undefined || line.text.trim() === '' ? undefined : line
  }

  // A message on its line begins with "<" or with words; a count is up to seven digits and a space.
  #readsCount(byte: number): boolean {
    const isDigit = byte >= 48 && byte <= 57
    if (isDigit && this.#digits.length < 7 && (this.#digits !== '' || byte !== 48)) {
      this.#digits += String.fromCharCode(byte)
      return true
    }
    if (byte === 32 && this.#digits !== '') {
      this.#left = Number(this.#digits)
      this.#total = this.#left
      this.#digits = ''
      return true
    }
    return false
  }

  #takeCounted(chunk: Buffer, at: number, found: Line[]): number {
    const part = chunk.subarray(at, at + this.#left)
    const room = this.#most - this.#countedBytes
    if (room > 0) {
      this.#counted.push(Buffer.from(part.subarray(0, room)))
      this.#countedBytes += Math.min(room, part.length)
    }
    this.#left -= part.length
    if (this.#left === 0) found.push(this.#message())
    return at + part.length
  }

  #message(): Line {
    const text = Buffer.concat(this.#counted)
      .toString('utf8')
      .replace(/[\r\n]+$/, '')
    const line = { text, cut: this.#total > this.#most, bytes: this.#total }
    this.#counted = []
    this.#countedBytes = 0
    this.#left = 0
    return line
  }

  #takeLine(chunk: Buffer, at: number, found: Line[]): number {
    if (this.#digits !== '') {
      // They were no count: the line began with a number.
      found.push(...this.#lines.push(Buffer.from(this.#digits)))
      this.#digits = ''
    }
    const end = chunk.indexOf(10, at)
    const upTo = end < 0 ? chunk.length : end + 1
    found.push(...this.#lines.push(chunk.subarray(at, upTo)))
    return upTo
  }
}

/** Lines that wait to be kept: bounded by number and bytes; what comes when it is full is counted and gone. */
class Queue {
  readonly #given: Syslog
  readonly #transport: 'udp' | 'tcp'
  #lines: Line[] = []
  #bytes = 0
  #dropped = 0
  #timer: NodeJS.Timeout | undefined
  #giving: Promise<void> | undefined
  #closing = false
  #closed = false

  constructor(given: Syslog, transport: 'udp' | 'tcp') {
    this.#given = given
    this.#transport = transport
  }

  add(line: Line): void {
    if (this.#closed) return
    if (this.#lines.length >= (this.#given.mostQueued ?? MOST_QUEUED) || this.#bytes >= MOST_QUEUED_BYTES) {
      this.#dropped += 1
      return
    }
    this.#lines.push(line)
    this.#bytes += line.text.length
    if (this.#giving !== undefined) return
    if (this.#lines.length >= this.#most) this.#give()
    else this.#timer ??= setTimeout(() => this.#give(), this.#given.everyMilliseconds ?? WAIT_MS)
  }

  async close(): Promise<void> {
    this.#closing = true
    this.#give()
    await this.#giving
    this.#closed = true
  }

  get #most(): number {
    return this.#given.mostLines ?? MOST_LINES
  }

  #give(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#giving ??= this.#giveAll().finally(() => {
      this.#giving = undefined
      // What came between the last look and now.
      if (this.#lines.length > 0 && !this.#closing) this.#give()
    })
  }

  async #giveAll(): Promise<void> {
    while (this.#lines.length > 0 || this.#dropped > 0) {
      const lines = this.#lines.splice(0, this.#most)
      const dropped = this.#dropped
      this.#dropped = 0
      this.#bytes -= lines.reduce((sum, line) => sum + line.text.length, 0)
      const kept = await this.#keep({
        transport: this.#transport,
        lines: lines.map((line) => line.text),
        cut: lines.filter((line) => line.cut).length,
        dropped,
      })
      if (!kept) return
    }
  }

  /** Offers a batch until it is taken; when this process stops meanwhile, a few times. */
  async #keep(batch: SyslogBatch): Promise<boolean> {
    let wait = this.#given.afterFailureMilliseconds ?? 1000
    for (let tries = 1; ; tries += 1) {
      try {
        await this.#given.take(batch)
        return true
      } catch (error) {
        this.#given.failed?.(error)
        if (this.#closing && tries >= TRIES_WHEN_CLOSING) return false
        await new Promise((done) => setTimeout(done, this.#closing ? 10 : wait))
        wait = Math.min(wait * 2, MOST_WAIT_MS)
      }
    }
  }
}
