// JSON as the API and the pages' scripts read it: integers for bigints (money is pence), ISO text for dates.

/** Plain data as JSON text; undefined as null. */
export function json(value: unknown): string {
  return JSON.stringify(value ?? null, (_key, one: unknown) => (typeof one === 'bigint' ? Number(one) : one))
}
