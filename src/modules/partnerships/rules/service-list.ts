// The controlled list of services: what counts as the same name. A name is matched as it is written or not at all;
// a near miss is a finding for somebody to look at, never a guess.

/** A name as it is compared: case and spacing do not count, words do. */
export const nameKey = (name: string): string => name.trim().replaceAll(/\s+/g, ' ').toLowerCase()

/** The names in a cell, divided by semicolons. */
export const namesIn = (cell: string): string[] =>
  cell
    .split(';')
    .map((name) => name.trim())
    .filter((name) => name !== '')

/** The service that bears each name or once bore it, by `nameKey`. */
export function servicesByName(
  services: readonly { readonly id: string; readonly name: string; readonly aliases: readonly string[] }[],
): ReadonlyMap<string, string> {
  return new Map(
    services.flatMap((service) =>
      [service.name, ...service.aliases].map((name) => [nameKey(name), service.id] as const),
    ),
  )
}
