// The frame of the booker's pages: the way from one to the others.
import { html } from '#platform/html/index.ts'
import type { View } from '#platform/http/index.ts'
import { subNavigation } from '#web/parts.ts'

type Tab = 'search' | 'bookings' | 'preferences'

/** A page of booking, with the way to the others. */
export function workspacesFrame(tab: Tab | null, view: View): View {
  const items: readonly { readonly tab: Tab; readonly href: string; readonly text: string }[] = [
    { tab: 'search', href: '/workspaces', text: 'Find a place' },
    { tab: 'bookings', href: '/workspaces/bookings', text: 'Your bookings' },
    { tab: 'preferences', href: '/workspaces/preferences', text: 'Your preferences' },
  ]
  return {
    ...view,
    body: html`${subNavigation(
      'Booking a workspace',
      items.map((one) => ({ ...one, current: one.tab === tab })),
    )}${view.body}`,
  }
}
