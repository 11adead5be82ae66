// Lines out of a stream of bytes: the last one is kept until it ends, and one that is too long is cut and told as such,
// so that no sender can make this process hold more than its limit.

/** What is taken in at once: lines, and what was lost on the way here. */
export type Batch = {
  readonly lines: readonly string[]
  /** Lines that were longer than the limit and are given as far as it. */
  readonly cut: number
  /** Lines that came faster than they were taken, and are gone. */
  readonly dropped: number
}

export const MOST_LINE_BYTES = 64 * 1024
export const MOST_LINES = 2000
export const WAIT_MS = 200

export type Line = { readonly text: string; readonly cut: boolean; readonly bytes: number }

/** Cuts a stream into lines. `bytes` of a line is what it took of the stream, its end included. */
export class LineSplitter {
  readonly #most: number
  #kept: Buffer[] = []
  #keptBytes = 0
  /** Bytes of the line that has not ended, those beyond the limit included. */
  #pending = 0

  constructor(mostBytes = MOST_LINE_BYTES) {
    this.#most = mostBytes
  }

  /** Bytes taken in since the last line ended. */
  get pending(): number {
    return this.#pending
  }

  /** The lines that end in this chunk. */
  push(chunk: Buffer): Line[] {
    const lines: Line[] = []
    let start = 0
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      this.#keep(chunk.subarray(start, end))
      this.#pending += 1
      lines.push(this.#line())
      start = end + 1
    }
    this.#keep(chunk.subarray(start))
    return lines
  }

  /** The line that never ended; undefined where there is none. */
  end(): Line | undefined {
    return this.#pending === 0 ? undefined : this.#line()
  }

  #keep(part: Buffer): void {
    this.#pending += part.length
    const room = this.#most - this.#keptBytes
    if (room <= 0 || part.length === 0) return
    // Copied, because a part of a chunk would hold the whole chunk in memory.
    this.#kept.push(Buffer.from(part.subarray(0, room)))
    this.#keptBytes += Math.min(part.length, room)
  }

  #line(): Line {
    const bytes = this.#pending
    const text = Buffer.concat(this.#kept).toString('utf8').replace(/\r$/, '')
    const cut = bytes - 1 > this.#most
    this.#kept = []
    this.#keptBytes = 0
    this.#pending = 0
    return { text, cut, bytes }
  }
}
