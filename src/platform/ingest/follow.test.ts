// A file is followed across rotations, from where it was left, and each line comes once.
import assert from 'node:assert/strict'
import {
  appendFileSync,
  copyFileSync,
  mkdtempSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { followFile, type FileBatch, type FilePlace, type Following } from './index.ts'

function logIn(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'connects-follow-'))
  t.after(() => rmSync(directory, { recursive: true }))
  return join(directory, 'fticks.log')
}

type Kept = {
  readonly lines: string[]
  readonly batches: FileBatch[]
  place: FilePlace | null
  /** Waits until so many lines are kept. */
  until(count: number): Promise<void>
  close(): Promise<void>
}

/** Keeps as a database does: a batch is taken only from where it stands. */
function keeping(t: TestContext, path: string, more: Partial<Following> = {}): Kept {
  let tell = (): void => undefined
  const kept: Kept = {
    lines: [],
    batches: [],
    place: more.from ?? null,
    async until(count) {
      while (kept.lines.length < count) await new Promise<void>((heard) => (tell = heard))
    },
    close: () => followed.close(),
  }
  const followed = followFile({
    path,
    from: null,
    everyMilliseconds: 2,
    afterFailureMilliseconds: 2,
    take: async (batch) => {
      kept.batches.push(batch)
      kept.lines.push(...batch.lines)
      kept.place = { identity: batch.identity, position: batch.to }
      tell()
      return undefined
    },
    ...more,
  })
  t.after(() => followed.close())
  return kept
}

test('Lines are given as the file grows, and the last one when it has ended.', async (t) => {
  const path = logIn(t)
  const kept = keeping(t, path)
  writeFileSync(path, 'one\ntwo\nthr')
  await kept.until(2)
  appendFileSync(path, 'ee\n')
  await kept.until(3)
  await kept.close()
  assert.deepEqual(kept.lines, ['one', 'two', 'three'])
  assert.equal(kept.place?.position, 14)
})

test('After a restart it goes on where it was left, also in a file that was renamed meanwhile, and twice.', async (t) => {
  const path = logIn(t)
  writeFileSync(path, 'one\ntwo\n')
  const first = keeping(t, path, { mostLines: 1 })
  await first.until(1)
  await first.close()
  const place = { identity: first.batches[0]?.identity ?? '', position: first.batches[0]?.to ?? 0 }
  renameSync(path, `${path}.2`)
  writeFileSync(`${path}.1`, 'three\n')
  writeFileSync(path, 'four\n')
  for (const [hour, name] of [`${path}.2`, `${path}.1`, path].entries())
    utimesSync(name, hour * 3600, hour * 3600)
  const second = keeping(t, path, { from: place })
  await second.until(3)
  await second.close()
  assert.deepEqual(second.lines, ['two', 'three', 'four'])
})

test('A rotation by renaming loses nothing, and what was written last without an end is taken as it is.', async (t) => {
  const path = logIn(t)
  writeFileSync(path, 'one\n')
  const kept = keeping(t, path)
  await kept.until(1)
  appendFileSync(path, 'two\nhalf')
  renameSync(path, `${path}.1`)
  writeFileSync(path, 'three\n')
  await kept.until(4)
  assert.deepEqual(kept.lines, ['one', 'two', 'half', 'three'])
})

test('A file that is copied and cut is read from its new beginning, and its copy is not read again.', async (t) => {
  const path = logIn(t)
  writeFileSync(path, 'one\ntwo\n')
  const kept = keeping(t, path)
  await kept.until(2)
  copyFileSync(path, `${path}.1`)
  truncateSync(path)
  appendFileSync(path, 'three, which is longer than both before it\n')
  await kept.until(3)
  appendFileSync(path, 'four\n')
  await kept.until(4)
  assert.deepEqual(kept.lines, ['one', 'two', 'three, which is longer than both before it', 'four'])
})

test('A line of a megabyte is cut, told as such, and those after it come whole.', async (t) => {
  const path = logIn(t)
  writeFileSync(path, `short\n${'x'.repeat(1024 * 1024)}\nafter\n`)
  const kept = keeping(t, path)
  await kept.until(3)
  assert.deepEqual(
    kept.lines.map((line) => line.length),
    [5, 64 * 1024, 5],
  )
  assert.equal(
    kept.batches.reduce((sum, batch) => sum + batch.cut, 0),
    1,
  )
})

test('The next lines are read only when those before are kept; what could not be kept comes again.', async (t) => {
  const path = logIn(t)
  writeFileSync(path, Array.from({ length: 10 }, (_, at) => `line ${at}\n`).join(''))
  let failures = 0
  let open = 0
  const lines: string[] = []
  const done = Promise.withResolvers<void>()
  const kept = keeping(t, path, {
    mostLines: 3,
    failed: () => (failures += 1),
    take: async (batch) => {
      open += 1
      assert.equal(open, 1)
      await new Promise(setImmediate)
      open -= 1
      if (failures < 2) throw new Error('The database is away.')
      lines.push(...batch.lines)
      if (lines.length >= 10) done.resolve()
      return undefined
    },
  })
  await done.promise
  await kept.close()
  assert.equal(failures, 2)
  assert.equal(lines.length, 10)
  assert.equal(new Set(lines).size, 10)
})

test('When somebody else has read on meanwhile it goes on from there.', async (t) => {
  const path = logIn(t)
  writeFileSync(path, 'one\ntwo\nthree\n')
  const seen: string[][] = []
  const done = Promise.withResolvers<void>()
  keeping(t, path, {
    take: async (batch) => {
      seen.push([...batch.lines])
      if (seen.length === 1) return { identity: batch.identity, position: 8 }
      done.resolve()
      return undefined
    },
  })
  await done.promise
  assert.deepEqual(seen, [['one', 'two', 'three'], ['three']])
})
