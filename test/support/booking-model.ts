// A simple model of who has what: quarters of an hour of atomic resources, each with the booking that has it, and how
// many bookings of each kind a person has a day. Slow and plain on purpose: what the house decides is compared with it.
export type Wish = {
  /** The resource asked for, by number; which atomic parts it takes is said by `parts`. */
  readonly resource: number
  /** First quarter of an hour and the one after the last, from midnight. */
  readonly from: number
  readonly until: number
}

export type Model = {
  /** Whether the person gets it; notes it when they do. */
  take(id: string, person: string, wish: Wish): boolean
  /** Whether it may become this instead; notes it when it may. */
  move(id: string, wish: Wish): boolean
  drop(id: string): void
  /** Quarters taken, as "part:quarter:booking", in order. */
  cells(): readonly string[]
  count(person: string, kind: string): number
}

/** `parts[r]` are the atomic resources that resource r takes, `kinds[r]` its kind; `most` how many of a kind a person may have. */
export function bookingModel(
  parts: readonly (readonly number[])[],
  kinds: readonly string[],
  most: number,
): Model {
  const cells = new Map<string, string>()
  const owners = new Map<string, { readonly person: string; readonly kind: string }>()
  const count = (person: string, kind: string, besides?: string): number =>
    [...owners].filter(([id, one]) => id !== besides && one.person === person && one.kind === kind).length
  const keys = ({ resource, from, until }: Wish): string[] =>
    (parts[resource] ?? []).flatMap((part) =>
      Array.from({ length: until - from }, (_, quarter) => `${part}:${from + quarter}`),
    )
  const isFree = (wish: Wish, besides?: string): boolean =>
    keys(wish).every((key) => !cells.has(key) || cells.get(key) === besides)
  const clear = (id: string): void => {
    for (const [key, taken] of cells) if (taken === id) cells.delete(key)
  }
  const note = (id: string, wish: Wish): void => {
    for (const key of keys(wish)) cells.set(key, id)
  }
  return {
    take(id, person, wish) {
      const kind = kinds[wish.resource] ?? ''
      if (!isFree(wish) || count(person, kind) >= most) return false
      note(id, wish)
      owners.set(id, { person, kind })
      return true
    },
    move(id, wish) {
      const owner = owners.get(id)
      const kind = kinds[wish.resource] ?? ''
      if (owner === undefined || !isFree(wish, id) || count(owner.person, kind, id) >= most) return false
      clear(id)
      note(id, wish)
      owners.set(id, { person: owner.person, kind })
      return true
    },
    drop(id) {
      clear(id)
      owners.delete(id)
    },
    cells: () => [...cells].map(([key, id]) => `${key}:${id}`).toSorted(),
    count: (person, kind) => count(person, kind),
  }
}

/** Numbers that follow from a seed, so that a failure can be had again. */
export function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}
