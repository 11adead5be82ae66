// The place on an event's page that later modules fill with their own records: the actions that came out of it.
import type { PagePart } from '#modules/organisations/index.ts'
import { slot } from '#platform/actions/index.ts'

export type EventPageArgs = {
  readonly eventId: string
  readonly code: string
  readonly partnershipId: string
  readonly groupId: string | null
}

/** 'event.page': what else there is to say of this event. */
export const eventPage = slot<EventPageArgs, PagePart>('event.page')
