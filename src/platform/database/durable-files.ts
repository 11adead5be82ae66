// The embedded engine's files, with the one thing PGlite leaves out: PostgreSQL's own fsync calls reach the disk,
// so a change that was acknowledged survives a power cut and not only a crash.
import { fsyncSync } from 'node:fs'
import type { PGlite } from '@electric-sql/pglite'
import { NodeFS } from '@electric-sql/pglite/nodefs'
import { flushTree } from './files-on-disk.ts'

type MountedStream = { readonly nfd?: number; readonly node: object }
type Mounted = {
  readonly NODEFS: {
    readonly stream_ops: { fsync?: (stream: MountedStream) => number }
    realPath(node: object): string
  }
}
type Start = Parameters<NodeFS['init']>[1]
type Hooks = { onAbort?: (what: unknown) => void; preRun?: ((engine: Mounted) => void)[] }

/** A directory on disk mounted for the engine, whose fsync is real, and which notices when the engine aborts. */
export class DurableFiles extends NodeFS {
  closing = false
  readonly #broken: (why: string) => never

  constructor(directory: string, broken: (why: string) => never) {
    super(directory)
    this.#broken = broken
  }

  override async init(engine: PGlite, start: Start): ReturnType<NodeFS['init']> {
    const mounted = await super.init(engine, start)
    const hooks = mounted.emscriptenOpts as Hooks
    hooks.onAbort = (what) => {
      if (!this.closing) this.#broken(`It aborted, as it does when the disk is full. ${String(what)}`.trim())
    }
    hooks.preRun = [...(hooks.preRun ?? []), flushForReal]
    return mounted
  }
}

function flushForReal(engine: Mounted): void {
  const files = engine.NODEFS
  files.stream_ops.fsync = (stream) => {
    // A directory is flushed for the names in it: a log file without its name after a power cut is lost.
    if (stream.nfd === undefined) flushTree(files.realPath(stream.node), { deep: false })
    else fsyncSync(stream.nfd)
    return 0
  }
}
