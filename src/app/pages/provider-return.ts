// Leaving for an organisation's own sign-in and coming back from it. The provider is asked outside any
// transaction; whom its word stands for is decided by the action.
import { askerOf, providerById, tripIn, tripOf, type Auth, type OpenTrip } from '#platform/auth/index.ts'
import { Failure, notFound, Refusal, statusOf } from '#platform/errors/index.ts'
import { get, page, type Answer, type Page, type Visit } from '#platform/http/index.ts'
import { begun } from './sign-in.ts'
import { leavePage, notSignedInPage } from './views/sign-in.ts'

const OVER =
  'This sign-in was begun in another browser, took longer than 10 minutes, or was already finished. Start again from the sign-in page.'

export function providerPages(auth: Auth): readonly Page[] {
  return [
    get('/sign-in/leave', {
      permission: 'public',
      async run(visit) {
        const trip = await openTrip(auth, visit, visit.query['trip'])
        if (trip === null) return page(notSignedInPage(OVER, 409))
        return inWords(() => leave(auth, visit, trip))
      },
    }),
    // The one GET that signs somebody in: a provider sends the browser back with a link, not with a form.
    get('/sign-in/return/:provider', {
      permission: 'public',
      async run(visit) {
        const trip = await openTrip(auth, visit, tripIn(auth.parts.keys, visit.query['state']))
        if (trip === null || trip.provider !== visit.params['provider'])
          return page(notSignedInPage(OVER, 409))
        return inWords(() => comeBack(auth, visit, trip))
      },
    }),
  ]
}

async function openTrip(auth: Auth, visit: Visit, id: string | undefined): Promise<OpenTrip | null> {
  const { browser } = askerOf(auth.parts.keys, auth.cookies, visit)
  return id === undefined ? null : tripOf(visit.db, id, browser, visit.now)
}

async function leave(auth: Auth, visit: Visit, trip: OpenTrip): Promise<Answer> {
  const provider = (await providerById(visit.db, trip.provider)) ?? notFound('provider')
  const known = trip.again === null ? null : await auth.parts.directory.personById(visit.db, trip.again)
  const leaving = { id: trip.id, isAgain: trip.again !== null, hint: known?.mail ?? null }
  const url = await auth.talk.leaveTo(visit.db, provider, leaving, visit.now)
  return page(leavePage(await auth.parts.directory.ownerName(visit.db, provider.owner), url))
}

async function comeBack(auth: Auth, visit: Visit, trip: OpenTrip): Promise<Answer> {
  const provider = (await providerById(visit.db, trip.provider)) ?? notFound('provider')
  const asker = askerOf(auth.parts.keys, auth.cookies, visit)
  const query = visit.path.slice(visit.path.indexOf('?') + 1)
  const word = await auth.talk
    .wordOf(visit.db, provider, { id: trip.id, isAgain: trip.again !== null, hint: null }, query, visit.now)
    .catch(async (error: unknown) => {
      // That somebody came back badly is recorded, and the trip is over; an unanswered one can be tried again.
      const because = error instanceof Refusal ? (error.code.split('.').at(-1) ?? 'refused') : null
      if (because !== null) await visit.perform(auth.actions.failTrip, { trip: trip.id, ...asker, because })
      throw error
    })
  const result = await visit.perform(auth.actions.beginWithProvider, { trip: trip.id, ...asker, ...word })
  if (!result.ok) return page(notSignedInPage(result.message, 403))
  return begun(auth, result, trip.continueTo)
}

// Words for a reader who comes from elsewhere, with the way to start again, instead of a bare error page.
async function inWords(run: () => Promise<Answer>): Promise<Answer> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof Refusal) return page(notSignedInPage(error.message, statusOf(error)))
    if (error instanceof Failure)
      return page(notSignedInPage(`${error.message} Try again in a few minutes.`, statusOf(error)))
    throw error
  }
}
