// The search over all partners' workplaces as a page: every answer in the address, so that it can be kept and sent.
import { Refusal, type Fault } from '#platform/errors/index.ts'
import { hasProblemText, isRecordId, readFields } from '#platform/fields/index.ts'
import { get, page, type Visit } from '#platform/http/index.ts'
import { recordNames } from '../queries/names.ts'
import { ownBodies, ownPreference } from '../queries/preferences.ts'
import { search, searchFields, type Found, type SearchAsked } from '../queries/search.ts'
import { READ } from '../queries/seeing.ts'
import { faultySearchView, searchView } from '../views/found.ts'
import type { SearchForm } from '../views/search-form.ts'
import { usualAnswers } from './start.ts'

const showSearch = get('/workspaces/search', {
  permission: READ,
  async run(visit) {
    const raw = await answersIn(visit)
    try {
      const asked: SearchAsked = readFields(searchFields, raw)
      const found = await search(visit, asked)
      await recordWhoIsShown(visit, asked, found)
      const form = await formOf(visit, raw, [], found)
      return page(searchView({ ...asked, visitor: form.visitor }, found, form))
    } catch (error) {
      if (!(error instanceof Refusal) || error.kind !== 'invalid' || error.faults.length === 0) throw error
      return page(faultySearchView(await formOf(visit, raw, error.faults)))
    }
  },
})

type Raw = Readonly<Record<string, string | readonly string[]>>

/** The answers in the address over the usual ones. What may be ticked more than once is read from the address itself. */
async function answersIn(visit: Visit): Promise<Raw> {
  const attributes = new URL(visit.path, 'http://here').searchParams
    .getAll('attributes')
    .flatMap((one) => one.split(','))
    .filter((one) => one !== '' && hasProblemText(one) === undefined)
  // A day, a time or a kind that was left empty is a fault and not the usual one.
  // Whom it is for is asked by the booking, and only carried on from here.
  const { visitor: _, ...asked } = visit.query
  return { ...(await usualAnswers(visit)), ...asked, attributes }
}

async function formOf(visit: Visit, raw: Raw, faults: readonly Fault[], found?: Found): Promise<SearchForm> {
  const typed = Object.fromEntries(
    Object.entries(raw).filter((one): one is [string, string] => typeof one[1] === 'string'),
  )
  return {
    typed,
    visitor: isRecordId(visit.query['visitor'] ?? '') ? (visit.query['visitor'] ?? null) : null,
    attributes: (raw['attributes'] ?? []) as readonly string[],
    faults,
    bodies: found?.bodies ?? (await ownBodies(visit)),
    sitting: found?.sitting ?? [],
    goings: found?.goings ?? [],
    hasUsual: (found?.preference ?? (await ownPreference(visit))).site_id !== null,
  }
}

/** Names of other bodies' people stand in the search: that somebody looked is kept, site by site. */
async function recordWhoIsShown(visit: Visit, asked: SearchAsked, found: Found): Promise<void> {
  const own = new Set(found.bodies.map((one) => one.id))
  const foreign = found.sitting.filter((one) => !own.has(one.organisation_id))
  for (const [siteId, some] of Map.groupBy(foreign, (one) => one.site_id))
    await recordNames(visit, {
      siteId,
      on: asked.on,
      list: 'search',
      people: new Set(some.map((one) => one.person_id)).size,
    })
}

export const searchPages = [showSearch]
