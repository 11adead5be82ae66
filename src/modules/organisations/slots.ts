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

/** An office somebody holds today: "Chair", of "GIS Group", with the page of what it is an office of. */
export type OfficeHeld = {
  readonly personId: string
  readonly office: string
  readonly of: string
  readonly href: string | null
}

/**
 * 'person.office': the offices these people hold in later modules. With null for the people and words to find, whoever
 * holds an office whose title or body holds the words (500 at most).
 */
export const personOffice = slot<
  { readonly personIds: readonly string[] | null; readonly words: string | null },
  OfficeHeld
>('person.office')
