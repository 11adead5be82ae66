// The signposting directory: where people are sent for help, and whether what it says can still be relied on.
//
//   (nothing) ──add──► shown ──review day passes──► shown as not checked lately ──confirm, edit──► shown
//                        └──end──► gone from the directory, kept in the record
//
// P15 An entry says how to reach the service itself, never a person, and stays true by being looked at: once its
//     review day has passed every reader is told so.
import type { Fault } from '#platform/errors/index.ts'

export type Reach = {
  readonly web: string | null
  readonly phone: string | null
  readonly mail: string | null
}

/** An address that a browser opens: our pages never link anywhere else. */
export const WEB = /^https?:\/\/[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{2,5})?(?:[/?#]\S*)?$/i

/** A telephone number as people write it: spaces, brackets and an extension. */
export const PHONE = /^\+?[\d ()-]{5,24}(?: ?(?:ext|x)\.? ?\d{1,6})?$/i

/** P15: what is wrong with an entry that leads nowhere, or has two providers or none. */
export function signpostFaults(
  reach: Reach,
  provider: { readonly organisation: string | null; readonly name: string | null },
): Fault[] {
  const faults: Fault[] = []
  if (reach.web === null && reach.phone === null && reach.mail === null)
    faults.push({
      field: 'web',
      message: 'Give a web address, a phone number or an email address of the service',
    })
  if (provider.organisation === null && provider.name === null)
    faults.push({ field: 'providerName', message: 'Say who provides it: choose a body or enter a name' })
  if (provider.organisation !== null && provider.name !== null)
    faults.push({ field: 'providerName', message: 'Choose a body or enter a name, not both' })
  return faults
}

/** P15: whether its review day has passed. */
export const isStale = (reviewOn: Temporal.PlainDate, today: Temporal.PlainDate): boolean =>
  Temporal.PlainDate.compare(reviewOn, today) < 0

/** What is wrong with the next review day: not ahead, or so far ahead that nobody would notice. */
export function reviewFaults(reviewOn: Temporal.PlainDate, today: Temporal.PlainDate): Fault[] {
  if (isStale(reviewOn, today))
    return [{ field: 'reviewOn', message: 'The next review must be today or later' }]
  if (Temporal.PlainDate.compare(reviewOn, today.add({ years: 2 })) > 0)
    return [{ field: 'reviewOn', message: 'The next review must be within two years: services change' }]
  return []
}
