// How often a race is run: once, twenty times in the soak, which then says how it went; and which wait for test:all.
import { test, type TestContext, type TestOptions } from 'node:test'

/** Whether this is `npm run test:soak`. */
export const IS_SOAK = process.env['CONNECTS_TEST_SOAK'] === '1'

const RUNS = IS_SOAK ? 20 : 1

const IS_LONG = IS_SOAK || process.env['CONNECTS_TEST_LONG'] === '1'

type Run = (t: TestContext) => void | Promise<void>

/** A test of the longer runs only: each module has one short race every day, the others wait for `npm run test:all`. */
export function atLength(title: string, options: TestOptions, run: Run): void
export function atLength(title: string, run: Run): void
export function atLength(title: string, second: TestOptions | Run, run?: Run): void {
  if (!IS_LONG) return
  if (typeof second === 'function') void test(title, second)
  else void test(title, second, run)
}

/** Runs a race as often as today asks for, each time with whatever it opens for itself. */
export async function repeatedly(
  t: TestContext,
  race: string,
  run: (t: TestContext) => Promise<void>,
): Promise<void> {
  if (!IS_SOAK) return run(t)
  let good = 0
  for (let round = 1; round <= RUNS; round += 1) {
    await t.test(`run ${round} of ${RUNS}`, async (t) => {
      await run(t)
      good += 1
    })
  }
  process.stdout.write(`# ${race}: ${good} of ${RUNS} runs went as they should\n`)
}
