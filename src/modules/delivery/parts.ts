// What delivery shows on others' pages: the plans of an organisation, a partnership or a group.
import { fill, type Reader } from '#platform/actions/index.ts'
import { html } from '#platform/html/index.ts'
import { groupPage } from '#modules/groups/index.ts'
import { organisationPage, type PagePart } from '#modules/organisations/index.ts'
import { partnershipPage } from '#modules/partnerships/index.ts'
import { link, paragraph } from '#web/parts.ts'
import { plansListed, type PlanFilter } from './queries/listing.ts'
import { READ_PUBLIC } from './queries/seeing.ts'
import { planList } from './views/plans.ts'

const MOST = 5

async function partOf(reader: Reader, filter: PlanFilter): Promise<PagePart[]> {
  const { rows, next } = await plansListed(reader, filter, MOST)
  if (rows.length === 0) return []
  const more = next === undefined ? null : paragraph(link('/delivery', 'All delivery plans'))
  return [{ order: 65, title: 'Delivery plans', body: html`${planList(rows)}${more}` }]
}

export const plansOfOrganisation = fill(organisationPage, {
  name: 'delivery.plan.of-organisation',
  permission: READ_PUBLIC,
  run: (reader, { organisationId }) => partOf(reader, { organisation: organisationId }),
})

export const plansOfPartnership = fill(partnershipPage, {
  name: 'delivery.plan.of-partnership',
  permission: READ_PUBLIC,
  run: (reader, { partnershipId }) => partOf(reader, { partnership: partnershipId }),
})

export const plansOfGroup = fill(groupPage, {
  name: 'delivery.plan.of-group',
  permission: READ_PUBLIC,
  run: (reader, { groupId }) => partOf(reader, { group: groupId }),
})
