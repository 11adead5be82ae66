// The partnerships of an organisation, on its page.
import type { Reader } from '#platform/actions/index.ts'
import { html } from '#platform/html/index.ts'
import type { PagePart } from '#modules/organisations/index.ts'
import { bullets, link, paragraph } from '#web/parts.ts'
import { partnershipsOf } from '../queries/partnerships.ts'

/** Contributed to 'organisation.page'. */
export async function partnershipsOnOrganisation(
  reader: Reader,
  { organisationId }: { readonly organisationId: string },
): Promise<PagePart[]> {
  const partnerships = await partnershipsOf(reader, organisationId)
  const body =
    partnerships.length === 0
      ? paragraph('It belongs to no partnership today.')
      : html`${bullets(partnerships.map((one) => link(`/partnerships/${one.code}`, one.name)))}`
  return [{ order: 20, title: 'Partnerships', body }]
}
