// The place on a group's page that later modules fill with their own records: its meetings, its cases.
import { slot } from '#platform/actions/index.ts'
import type { Html } from '#platform/html/index.ts'

export type GroupPageArgs = {
  readonly groupId: string
  readonly code: string
  readonly partnershipId: string
  readonly decides: boolean
}

export type GroupPagePart = {
  /** Where it stands among the others: lower comes first. */
  readonly order: number
  readonly heading: string
  readonly body: Html
}

/** 'group.page': what else there is to say of this group. */
export const groupPage = slot<GroupPageArgs, GroupPagePart>('group.page')
