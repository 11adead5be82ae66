// Figures of shared services: how many arrangements stand at a stage, what they are said to save and what of it
// somebody else confirmed, and the names of services that the list does not know.
import { assertion, figure, type Finding } from '#platform/figures/index.ts'
import { financialYearStarting } from '#platform/time/index.ts'
import { arrangementsOf, savingsClaimed } from './queries/arrangements.ts'
import { unlistedNames } from './queries/service-list.ts'
import type { Stage } from './rules/arrangements.ts'

type AtStage = { readonly stage?: Stage; readonly partnershipId?: string }
type InYear = { readonly year?: number; readonly partnershipId?: string }

/** How many arrangements of today there are, at one stage when given. */
export const arrangementsCount = figure({
  name: 'partnerships.arrangement.count',
  title: 'Shared-service arrangements',
  unit: 'count',
  rounding: 'none',
  permission: 'partnerships.arrangement.list',
  async run(reader, { stage, partnershipId }: AtStage) {
    const rows = await arrangementsOf(reader, { stage, partnership: partnershipId, year: null })
    return {
      numerator: rows.length,
      records: rows.map((one) => ({
        subject: one.id,
        title: `${one.service_name}, ${one.area}`,
        href: `/shared-services/${one.id}`,
      })),
    }
  },
})

const saved = (what: 'claimed_pence' | 'confirmed_pence', name: string, title: string) =>
  figure({
    name,
    title,
    unit: 'money',
    rounding: 'none',
    permission: 'partnerships.arrangement.read',
    async run(reader, { year, partnershipId }: InYear) {
      const rows = (await savingsClaimed(reader, { year, partnership: partnershipId })).filter(
        (one) => one[what] !== null,
      )
      return {
        numerator: rows.reduce((all, one) => all + (one[what] ?? 0n), 0n),
        records: rows.map((one) => ({
          subject: one.arrangement_id,
          title: `${one.service_name}, ${one.area}, ${financialYearStarting(one.year_starting).label}`,
          href: `/shared-services/${one.arrangement_id}`,
          amount: one[what] ?? 0n,
        })),
      }
    },
  })

/** What the leads of arrangements claim to have saved. */
export const savingsClaimedSum = saved('claimed_pence', 'partnerships.saving.claimed', 'Savings claimed')

/** What of it somebody else confirmed. */
export const savingsConfirmedSum = saved(
  'confirmed_pence',
  'partnerships.saving.confirmed',
  'Savings confirmed',
)

/** Names of services that records hold and the list does not know: for somebody to look at, never guessed (X2). */
export const unlistedServices = assertion({
  name: 'partnerships.service.unlisted',
  title: 'Names of services that are not on the list',
  permission: 'partnerships.service.add',
  async check(reader): Promise<readonly Finding[]> {
    return (await unlistedNames(reader)).map((one) => ({
      rule: 'partnerships.service.unlisted',
      message: `“${one.service}” is written in ${one.arrangements === 1 ? 'one arrangement' : `${one.arrangements} arrangements`} and is not on the list of services. Add it, or add it as another name of the service it means.`,
      stated: one.service,
      recounted: 'not on the list',
      subjects: one.ids,
    }))
  },
})
