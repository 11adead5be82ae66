// Tests that need something npm cannot bring say so and are skipped; where everything must be there
// (CONNECTS_REQUIRE_ALL=1) the same lack is a failure.

/** The `skip` option of a test: false when the condition holds, else a line that names what is missing. */
export function skipUnless(what: string, condition: boolean): false | string {
  if (condition) return false
  if (process.env['CONNECTS_REQUIRE_ALL'] === '1')
    throw new Error(`This test needs ${what}, and CONNECTS_REQUIRE_ALL=1 says that nothing may be missing.`)
  return `needs ${what}`
}
