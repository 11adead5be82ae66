// The place on a group's page that later modules fill with their own records: its meetings, its cases.
import type { PagePart } from '#modules/organisations/index.ts'
import { slot } from '#platform/actions/index.ts'

export type GroupPageArgs = {
  readonly groupId: string
  readonly code: string
  readonly partnershipId: string
  readonly decides: boolean
}

/** 'group.page': what else there is to say of this group. */
export const groupPage = slot<GroupPageArgs, PagePart>('group.page')
