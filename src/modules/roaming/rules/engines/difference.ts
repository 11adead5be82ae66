// What changed between two sets of files, line by line, for the one who approves. Secrets are marks, so nothing is shown
// that may not be.

export type Line = { readonly kind: 'same' | 'added' | 'removed'; readonly text: string }
/** A stretch of changes with a few lines around it; `before` and `after` are the numbers of its first lines. */
export type Hunk = { readonly before: number; readonly after: number; readonly lines: readonly Line[] }

export type FileDifference = {
  readonly path: string
  readonly state: 'added' | 'removed' | 'changed'
  readonly added: number
  readonly removed: number
  readonly hunks: readonly Hunk[]
}

type Files = Readonly<Record<string, string>>

const CONTEXT = 3
/** Past so many differing lines a block is shown as removed and added whole: nobody reads it, and the search is quadratic. */
const FARTHEST = 1_500

/** The files that differ, by path. */
export function differenceOf(before: Files, after: Files): readonly FileDifference[] {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted()
  return paths.flatMap((path) => {
    const [old, now] = [before[path], after[path]]
    if (old === now) return []
    const lines = compared(linesOf(old), linesOf(now))
    const state = old === undefined ? 'added' : now === undefined ? 'removed' : 'changed'
    return [{ path, state, ...countsOf(lines), hunks: hunksOf(lines) }] as const
  })
}

const linesOf = (text: string | undefined): readonly string[] =>
  text === undefined || text === '' ? [] : text.replace(/\n$/, '').split('\n')

const countsOf = (lines: readonly Line[]): { added: number; removed: number } => ({
  added: lines.filter(({ kind }) => kind === 'added').length,
  removed: lines.filter(({ kind }) => kind === 'removed').length,
})

/** Both files as one list of lines. What they have in common at their ends is set aside first. */
function compared(before: readonly string[], after: readonly string[]): readonly Line[] {
  const shortest = Math.min(before.length, after.length)
  let head = 0
  while (head < shortest && before[head] === after[head]) head += 1
  let tail = 0
  while (tail < shortest - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1
  return [
    ...before.slice(0, head).map(same),
    ...middle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...before.slice(before.length - tail).map(same),
  ]
}

const same = (text: string): Line => ({ kind: 'same', text })
const added = (text: string): Line => ({ kind: 'added', text })
const removed = (text: string): Line => ({ kind: 'removed', text })

/** Myers' greedy search for the fewest additions and removals, remembering how far each diagonal was reached. */
function middle(before: readonly string[], after: readonly string[]): readonly Line[] {
  const whole = [...before.map(removed), ...after.map(added)]
  if (before.length === 0 || after.length === 0) return whole
  const farthest = Math.min(FARTHEST, before.length + after.length)
  const reached: Int32Array[] = []
  const now = new Int32Array(2 * farthest + 3)
  for (let steps = 0; steps <= farthest; steps += 1) {
    reached.push(now.slice(farthest - steps, farthest + steps + 3))
    for (let diagonal = -steps; diagonal <= steps; diagonal += 2) {
      const at = farthest + 1 + diagonal
      const down = diagonal === -steps || (diagonal !== steps && (now[at - 1] ?? 0) < (now[at + 1] ?? 0))
      let x = down ? (now[at + 1] ?? 0) : (now[at - 1] ?? 0) + 1
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x += 1
      now[at] = x
      if (x >= before.length && x - diagonal >= after.length) return walkedBack(reached, before, after)
    }
  }
  return whole
}

function walkedBack(
  reached: readonly Int32Array[],
  before: readonly string[],
  after: readonly string[],
): readonly Line[] {
  const lines: Line[] = []
  let [x, y] = [before.length, after.length]
  for (let steps = reached.length - 1; steps >= 0; steps -= 1) {
    // The slice that was kept begins one diagonal below -steps.
    const far = (diagonal: number): number => reached[steps]?.[diagonal + steps + 1] ?? 0
    const diagonal = x - y
    const down = diagonal === -steps || (diagonal !== steps && far(diagonal - 1) < far(diagonal + 1))
    const earlier = down ? diagonal + 1 : diagonal - 1
    const [fromX, fromY] = steps === 0 ? [0, 0] : [far(earlier), far(earlier) - earlier]
    while (x > fromX && y > fromY) {
      lines.push(same(before[x - 1] ?? ''))
      x -= 1
      y -= 1
    }
    if (steps === 0) break
    lines.push(down ? added(after[y - 1] ?? '') : removed(before[x - 1] ?? ''))
    ;[x, y] = [fromX, fromY]
  }
  return lines.toReversed()
}

function hunksOf(lines: readonly Line[]): readonly Hunk[] {
  const hunks: { before: number; after: number; lines: Line[] }[] = []
  const changes = lines.flatMap(({ kind }, at) => (kind === 'same' ? [] : [at]))
  const [before, after] = numbersOf(lines)
  let until = 0
  for (const at of changes) {
    const from = Math.max(until, at - CONTEXT)
    const to = Math.min(lines.length, at + CONTEXT + 1)
    const last = hunks.at(-1)
    if (last === undefined || from > until)
      hunks.push({ before: before[from] ?? 1, after: after[from] ?? 1, lines: lines.slice(from, to) })
    else last.lines.push(...lines.slice(until, Math.max(until, to)))
    until = Math.max(until, to)
  }
  return hunks
}

/** For each line of the joint list, its number in either file. */
function numbersOf(lines: readonly Line[]): readonly [readonly number[], readonly number[]] {
  const [before, after]: [number[], number[]] = [[], []]
  let [old, now] = [1, 1]
  for (const { kind } of lines) {
    before.push(old)
    after.push(now)
    if (kind !== 'added') old += 1
    if (kind !== 'removed') now += 1
  }
  return [before, after]
}
