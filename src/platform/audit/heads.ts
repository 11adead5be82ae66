// The chain's head, kept outside the database: whoever cuts off the end of the chain inside it cannot also
// cut it off in a file they do not hold. One line a seal, appended and flushed to the disk.
import { open, readFile, type FileHandle } from 'node:fs/promises'
import { Failure } from '#platform/errors/index.ts'

export type Head = { readonly number: bigint; readonly hash: string; readonly at: string }

/** What the file says: the heads in force, and those a declared restore set aside. */
export type Heads = {
  readonly heads: readonly Head[]
  readonly setAside: readonly Head[]
  readonly garbled: number
}

/** Appends the head and waits until it is on the disk. */
export async function appendHead(file: string, head: Head): Promise<void> {
  await appendLine(file, `head ${head.number} ${head.hash} ${head.at}\n`)
}

/** Declares that the database was restored to an earlier seal, so that the heads after it are known to be lost, not hidden. */
export async function noteRestore(
  file: string,
  restoredTo: Head | null,
  at: Temporal.Instant,
): Promise<void> {
  await appendLine(file, `restored ${restoredTo?.number ?? 0} ${restoredTo?.hash ?? '-'} ${at.toString()}\n`)
}

/** Reads the file; undefined when there is none. A last line cut short by a power cut is not counted as garbled. */
export async function readHeads(file: string): Promise<Heads | undefined> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Failure('platform.audit.heads-unreadable', `The file of audit heads cannot be read: ${file}`, {
      cause: error,
    })
  }
  let heads: Head[] = []
  const setAside: Head[] = []
  let garbled = 0
  for (const line of text.slice(0, text.lastIndexOf('\n') + 1).split('\n')) {
    if (line === '') continue
    const match = /^(head|restored) (\d+) ([0-9a-f]{64}|-) (\S+)$/.exec(line)
    if (match === null) garbled += 1
    else if (match[1] === 'head')
      heads.push({ number: BigInt(match[2] ?? 0), hash: match[3] ?? '', at: match[4] ?? '' })
    else {
      const kept = BigInt(match[2] ?? 0)
      setAside.push(...heads.filter((head) => head.number > kept))
      heads = heads.filter((head) => head.number <= kept)
    }
  }
  return { heads, setAside, garbled }
}

async function appendLine(file: string, line: string): Promise<void> {
  try {
    const handle = await open(file, 'a+', 0o600)
    try {
      await handle.appendFile((await endsTorn(handle)) ? `\n${line}` : line)
      await handle.datasync()
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw new Failure(
      'platform.audit.heads-unwritable',
      `The head of the audit chain cannot be written to ${file}`,
      { cause: error },
    )
  }
}

/** A power cut can leave half a line; the next one must not be written on its end. */
async function endsTorn(handle: FileHandle): Promise<boolean> {
  const { size } = await handle.stat()
  if (size === 0) return false
  const last = await handle.read(Buffer.alloc(1), 0, 1, size - 1)
  return last.buffer[0] !== 0x0a
}
