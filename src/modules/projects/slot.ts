// The place on a project's page that later modules fill with their own records: its award, its purchases.
import { slot } from '#platform/actions/index.ts'
import type { PagePart } from '#modules/organisations/index.ts'

export type ProjectPageArgs = {
  readonly projectId: string
  readonly reference: string
  readonly partnershipId: string
}

/** 'project.page': what else there is to say of this project. */
export const projectPage = slot<ProjectPageArgs, PagePart>('project.page')
