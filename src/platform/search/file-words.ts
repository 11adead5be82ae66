// What is written in a file, read in a thread of its own within limits of size, time and memory. A hostile or broken
// file costs that thread and leaves a note; it never reaches the server's own.
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { FileType } from '../files/index.ts'
import type { FileWords, Reading } from './file-worker.ts'

const MOST_BYTES = 30 * 1024 * 1024
const MOST_SECONDS = 20
const MOST_MEMORY_MB = 256

export type { FileWords } from './file-worker.ts'

/** The types in which words are looked for. */
export const READABLE: readonly FileType[] = ['pdf', 'docx', 'odt', 'xlsx', 'csv', 'txt']

/** The words of a file, or why there are none. */
export async function wordsOfFile(type: FileType, bytes: Uint8Array): Promise<FileWords> {
  if (!READABLE.includes(type)) return { words: '', note: 'There are no words in a file of this type.' }
  if (bytes.length > MOST_BYTES) return { words: '', note: 'The file is too large to be read through.' }
  const reading: Reading = { type, bytes }
  const worker = new Worker(new URL('./file-worker.ts', import.meta.url), {
    workerData: reading,
    env: {},
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB },
  })
  const timer = AbortSignal.timeout(MOST_SECONDS * 1000)
  try {
    const [answer] = (await once(worker, 'message', { signal: timer })) as [FileWords]
    return answer
  } catch {
    return {
      words: '',
      note: timer.aborted ? 'It took too long to read the file.' : 'The file could not be read.',
    }
  } finally {
    await worker.terminate()
  }
}
