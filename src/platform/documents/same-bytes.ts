// A Word file is a zip archive whose writer stamps it with the clock and with random names of its links. Written anew
// with the moment given and with names by order, the same document gives the same bytes.
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib'
import { Defect } from '../errors/index.ts'

type Part = { readonly name: string; readonly bytes: Buffer }

const LOCAL = 0x04034b50
const CENTRAL = 0x02014b50
const END = 0x06054b50
const DEFLATED = 8
const UTF8_NAMES = 0x0800
// 1 January 1980, the first day an archive can say.
const NO_DAY = 0x0021

/** The Word file as it is written again for that moment. */
export function sameBytes(file: Uint8Array, now: Temporal.Instant): Uint8Array {
  const parts = partsOf(Buffer.from(file.buffer, file.byteOffset, file.byteLength))
  const names = linkNames(parts)
  const moment = now.round('second').toString()
  return archiveOf(
    parts.map(({ name, bytes }) =>
      /\.(xml|rels)$/.test(name)
        ? { name, bytes: Buffer.from(settled(bytes.toString('utf8'), names, moment)) }
        : { name, bytes },
    ),
  )
}

function settled(xml: string, names: ReadonlyMap<string, string>, moment: string): string {
  // Drawings are counted on from the document before.
  let drawings = 0
  return xml
    .replace(/(<wp:docPr id=")\d+/g, (_, before: string) => `${before}${(drawings += 1)}`)
    .replace(/(<dcterms:(?:created|modified)[^>]*>)[^<]*/g, `$1${moment}`)
    .replace(
      /((?:\bId|r:id|r:embed|r:link)=")([^"]+)"/g,
      (_, before: string, id: string) => `${before}${names.get(id) ?? id}"`,
    )
}

/** A name for each link by its place in the list of links. */
function linkNames(parts: readonly Part[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const { name, bytes } of parts) {
    if (!name.endsWith('.rels')) continue
    for (const [, id = ''] of bytes.toString('utf8').matchAll(/<Relationship\s[^>]*?\bId="([^"]+)"/g))
      if (!/^rId\d+$/.test(id) && !names.has(id)) names.set(id, `rIdLink${names.size + 1}`)
  }
  return names
}

function partsOf(zip: Buffer): readonly Part[] {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end < 0 || zip.readUInt32LE(end) !== END)
    throw new Defect('A Word file was written that is no archive.')
  const parts: Part[] = []
  let at = zip.readUInt32LE(end + 16)
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (zip.readUInt32LE(at) !== CENTRAL)
      throw new Defect('A Word file was written with a broken list of parts.')
    const [method, size] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20)]
    const [nameLength, extraLength, noteLength] = [28, 30, 32].map((place) => zip.readUInt16LE(at + place))
    const name = zip.toString('utf8', at + 46, at + 46 + (nameLength ?? 0))
    const local = zip.readUInt32LE(at + 42)
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const packed = zip.subarray(from, from + size)
    if (!name.endsWith('/'))
      parts.push({ name, bytes: method === DEFLATED ? inflateRawSync(packed) : packed })
    at += 46 + (nameLength ?? 0) + (extraLength ?? 0) + (noteLength ?? 0)
  }
  return parts
}

function archiveOf(parts: readonly Part[]): Uint8Array {
  const bodies: Buffer[] = []
  const list: Buffer[] = []
  let at = 0
  for (const part of parts) {
    const name = Buffer.from(part.name)
    const packed = deflateRawSync(part.bytes)
    const shared = Buffer.alloc(26)
    shared.writeUInt16LE(20, 0)
    shared.writeUInt16LE(UTF8_NAMES, 2)
    shared.writeUInt16LE(DEFLATED, 4)
    shared.writeUInt16LE(NO_DAY, 8)
    shared.writeUInt32LE(crc32(part.bytes), 10)
    shared.writeUInt32LE(packed.length, 14)
    shared.writeUInt32LE(part.bytes.length, 18)
    shared.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([signature(LOCAL), shared, name, packed])
    const central = Buffer.alloc(14)
    central.writeUInt32LE(at, 10)
    list.push(Buffer.concat([signature(CENTRAL), Buffer.from([20, 0]), shared, central, name]))
    bodies.push(local)
    at += local.length
  }
  const directory = Buffer.concat(list)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(parts.length, 4)
  end.writeUInt16LE(parts.length, 6)
  end.writeUInt32LE(directory.length, 8)
  end.writeUInt32LE(at, 12)
  return new Uint8Array(Buffer.concat([...bodies, directory, signature(END), end]))
}

function signature(number: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(number)
  return bytes
}
