// Zip archives as nobody should send them: written byte by byte, because a library would not write some of them.
import { crc32, deflateRawSync } from 'node:zlib'

type Entry = string | { readonly packed: Buffer; readonly size: number }

/** An archive of these entries; an entry may be given packed already, with the size it claims to unpack to. */
export function zipOf(entries: Readonly<Record<string, Entry>>): Buffer {
  const locals: Buffer[] = []
  const list: Buffer[] = []
  let offset = 0
  for (const [name, entry] of Object.entries(entries)) {
    const packed = typeof entry === 'string' ? deflateRawSync(entry) : entry.packed
    const size = typeof entry === 'string' ? Buffer.byteLength(entry) : entry.size
    const sum = typeof entry === 'string' ? crc32(entry) : 0
    const bytes = Buffer.from(name)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(sum, 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(size, 18)
    common.writeUInt16LE(bytes.length, 22)
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, bytes, packed])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    list.push(Buffer.concat([Buffer.from('PK\u0001\u0002'), Buffer.from([20, 0]), common, tail, bytes]))
    locals.push(local)
    offset += local.length
  }
  const listed = Buffer.concat(list)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(list.length, 4)
  end.writeUInt16LE(list.length, 6)
  end.writeUInt32LE(listed.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...locals, listed, Buffer.from('PK\u0005\u0006'), end])
}
