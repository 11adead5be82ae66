// Which places the rules show to a reader today: what they hide from the body one works for is as if it were not there,
// whichever page or program asks (W11). Whoever runs the workplace sees all that stands in it.
import type { Reader } from '#platform/actions/index.ts'
import { situationsOf } from './deciding.ts'
import { ownBodies } from './preferences.ts'
import { holdsAt, MANAGE } from './seeing.ts'

type Where = { readonly resourceIds: readonly string[] } | { readonly siteId: string }

/** Of these places, those that the reader is shown; one statement for each body they work for. */
export async function placesShown(reader: Reader, where: Where): Promise<ReadonlySet<string>> {
  const soon = { startsAt: reader.now, endsAt: reader.now.add({ hours: 1 }) }
  const bodies: readonly (string | null)[] = (await ownBodies(reader)).map((one) => one.id)
  const shown = new Set<string>()
  for (const organisationId of bodies.length === 0 ? [null] : bodies)
    for (const one of await situationsOf(reader, { ...where, organisationId, personId: null, ...soon }))
      if ((one.isLetIn && one.terms.visible.value) || runs(reader, one.workplace)) shown.add(one.resource.id)
  return shown
}

const runs = (reader: Reader, at: { readonly siteId: string; readonly ownerId: string }): boolean =>
  holdsAt(reader, MANAGE, { site_id: at.siteId, owner_organisation_id: at.ownerId })
