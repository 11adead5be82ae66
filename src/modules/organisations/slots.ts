// The places that this module leaves open on its pages for modules that come later in the list.
import { slot } from '#platform/actions/index.ts'
import type { Html } from '#platform/html/index.ts'
import type { AccessSection } from '#platform/personal/index.ts'

/** One part of a record's page that another module contributes. Parts stand in the order of `order`. */
export type PagePart = { readonly order: number; readonly title: string; readonly body: Html }

/** 'organisation.page': what others know about an organisation. */
export const organisationPage = slot<{ readonly organisationId: string }, PagePart>('organisation.page')

/** 'site.page': what others know about a building. */
export const sitePage = slot<{ readonly siteId: string }, PagePart>('site.page')

/** 'person.record': everything held about a person, in every module, for a subject access request. */
export const personRecord = slot<{ readonly personId: string }, AccessSection>('person.record')
