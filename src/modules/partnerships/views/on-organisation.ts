// What this module shows on the page of an organisation: its partnerships, what it shares, who speaks for it.
import type { Reader } from '#platform/actions/index.ts'
import { html } from '#platform/html/index.ts'
import type { PagePart } from '#modules/organisations/index.ts'
import { bullets, link, paragraph } from '#web/parts.ts'
import { arrangementsOf } from '../queries/arrangements.ts'
import { championsFor } from '../queries/champions.ts'
import { partnershipsOf } from '../queries/partnerships.ts'
import { championsPart } from './champions.ts'
import { arrangementsPart } from './matrix.ts'

type Asked = { readonly organisationId: string }
const MOST = 5

/** Contributed to 'organisation.page'. */
export async function partnershipsOnOrganisation(
  reader: Reader,
  { organisationId }: Asked,
): Promise<PagePart[]> {
  const partnerships = await partnershipsOf(reader, organisationId)
  const body =
    partnerships.length === 0
      ? paragraph('It belongs to no partnership today.')
      : html`${bullets(partnerships.map((one) => link(`/partnerships/${one.code}`, one.name)))}`
  return [{ order: 20, title: 'Partnerships', body }]
}

/** Contributed to 'organisation.page'. */
export async function sharingOnOrganisation(reader: Reader, { organisationId }: Asked): Promise<PagePart[]> {
  const rows = await arrangementsOf(reader, { organisation: organisationId })
  if (rows.length === 0) return []
  const latestFirst = rows.toSorted((one, other) => (other.as_of_year ?? 9999) - (one.as_of_year ?? 9999))
  return [
    {
      order: 24,
      title: 'Shared services',
      body: arrangementsPart(latestFirst, MOST, `/shared-services?organisation=${organisationId}`),
    },
  ]
}

/** Contributed to 'organisation.page'. */
export async function championsOnOrganisation(
  reader: Reader,
  { organisationId }: Asked,
): Promise<PagePart[]> {
  const champions = await championsFor(reader, organisationId)
  return champions.length === 0 ? [] : [{ order: 26, title: 'Champions', body: championsPart(champions) }]
}
