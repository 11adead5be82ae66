// The golden thread: what serves what. Between two plans it runs one way, up, so that following it always ends.
export type ThreadLink = { readonly lower: string; readonly upper: string }

/** Every plan that these links lead up to from here, in as many steps as it takes. */
export function reachedFrom(links: readonly ThreadLink[], from: string): ReadonlySet<string> {
  const above = new Map<string, string[]>()
  for (const { lower, upper } of links) above.set(lower, [...(above.get(lower) ?? []), upper])
  const reached = new Set<string>()
  const waiting = [from]
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop())
    for (const next of above.get(at) ?? [])
      if (!reached.has(next)) {
        reached.add(next)
        waiting.push(next)
      }
  return reached
}

/**
 * Whether a link from one plan up to another would close a ring: the other serves this one already, at whatever
 * remove. A plan that served another and was served by it would be above and below itself.
 */
export const makesRing = (links: readonly ThreadLink[], { lower, upper }: ThreadLink): boolean =>
  lower === upper || reachedFrom(links, upper).has(lower)
