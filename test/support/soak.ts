// How often a race is run: once in the everyday tests, twenty times in the soak, which then says how it went.
import type { TestContext } from 'node:test'

/** Whether this is `npm run test:soak`. */
export const IS_SOAK = process.env['CONNECTS_TEST_SOAK'] === '1'

const RUNS = IS_SOAK ? 20 : 1

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
