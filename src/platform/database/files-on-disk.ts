// Making sure that files are on the disk and not only in the operating system's memory.
import { closeSync, fsyncSync, openSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Flushes a directory, and everything in it unless told that its own names are enough. */
export function flushTree(path: string, options: { readonly deep: boolean } = { deep: true }): void {
  if (options.deep) {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const inner = join(path, entry.name)
      if (entry.isDirectory()) flushTree(inner)
      else if (entry.isFile()) flush(inner)
    }
  }
  flush(path)
}

function flush(path: string): void {
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
