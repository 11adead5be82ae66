// A DNS server on loopback that knows a few TXT records and counts what it is asked: enough of RFC 1035 for the proof of a
// realm.
import { createSocket } from 'node:dgram'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

export type FakeDns = {
  /** As the settings of a federation name it: '127.0.0.1:40123'. */
  readonly server: string
  readonly asked: readonly string[]
  /** What stands at a name: the pieces of each record; null answers nothing at all. */
  set(name: string, records: readonly (readonly string[])[] | null): void
}

const TXT = 16
const NO_SUCH_NAME = 3

export async function fakeDns(t: Pick<TestContext, 'after'>, address = '127.63.0.53'): Promise<FakeDns> {
  const records = new Map<string, readonly (readonly string[])[] | null>()
  const asked: string[] = []
  const socket = createSocket('udp4')
  socket.on('message', (question, from) => {
    const { name, end } = readName(question)
    asked.push(name)
    const known = records.get(name)
    if (known !== null) socket.send(answerTo(question.subarray(0, end + 4), known), from.port, from.address)
  })
  t.after(() => socket.close())
  await new Promise<void>((resolve) => socket.bind(0, address, resolve))
  const { port } = socket.address() as AddressInfo
  return {
    server: `${address}:${port}`,
    asked,
    set: (name, pieces) => void records.set(name.toLowerCase(), pieces),
  }
}

function readName(message: Buffer): { readonly name: string; readonly end: number } {
  const labels: string[] = []
  let at = 12
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.subarray(at + 1, at + 1 + length).toString('latin1'))
    at += 1 + length
  }
  return { name: labels.join('.').toLowerCase(), end: at + 1 }
}

function answerTo(question: Buffer, records: readonly (readonly string[])[] | undefined): Buffer {
  const head = Buffer.from(question)
  // An answer, recursion available; what nobody set does not exist.
  head.writeUInt16BE(0x8180 | (records === undefined ? NO_SUCH_NAME : 0), 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt16BE(records?.length ?? 0, 6)
  head.writeUInt32BE(0, 8)
  return Buffer.concat([head, ...(records ?? []).map(answer)])
}

function answer(pieces: readonly string[]): Buffer {
  const words = Buffer.concat(
    pieces.map((piece) => Buffer.concat([Buffer.from([Buffer.byteLength(piece)]), Buffer.from(piece)])),
  )
  const fixed = Buffer.alloc(12)
  // The name of the question, a TXT record of the Internet, for a minute.
  fixed.writeUInt16BE(0xc00c, 0)
  fixed.writeUInt16BE(TXT, 2)
  fixed.writeUInt16BE(1, 4)
  fixed.writeUInt32BE(60, 6)
  fixed.writeUInt16BE(words.length, 10)
  return Buffer.concat([fixed, words])
}
