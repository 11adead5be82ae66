// The place on a project's page that later modules fill with their own records: its award, its purchases.
import { slot } from '#platform/actions/index.ts'
import type { Html } from '#platform/html/index.ts'

export type ProjectPageArgs = { readonly projectId: string; readonly reference: string; readonly partnershipId: string }
export type ProjectPagePart = {
  /** Where it stands among the others: lower comes first. */
  readonly order: number
  readonly heading: string
  readonly body: Html
}

/** 'project.page': what else there is to say of this project. */
export const projectPage = slot<ProjectPageArgs, ProjectPagePart>('project.page')
