// Situations to try rules with: an ordinary desk on an ordinary day, with whatever a test says differently.
import { termsFor, type Rule } from '../../src/modules/workspaces/rules/terms.ts'
import { VALUE_KEYS } from '../../src/modules/workspaces/rules/ruling.ts'
import type { Allocation, Situation } from '../../src/modules/workspaces/rules/situation.ts'

export type Sketch = Partial<Omit<Situation, 'resource' | 'standing' | 'terms' | 'workplace'>> & {
  readonly resource?: Partial<Situation['resource']>
  readonly standing?: Partial<Situation['standing']>
  readonly workplace?: Partial<Situation['workplace']>
  readonly rules?: readonly Rule[]
}

const YEAR_AGO = Temporal.PlainDate.from('2025-11-01')
const NOTHING_SAID = Object.fromEntries(VALUE_KEYS.map((key) => [key, null])) as Record<string, null>

/** A rule at the site for everybody who may book, saying only what is given. */
export const rule = (said: Partial<Rule>): Rule =>
  ({
    ...NOTHING_SAID,
    id: 'rule',
    place: 'site',
    placeId: 'site',
    placeName: 'Military Road',
    resourceKind: null,
    audience: 'partner',
    audienceId: null,
    because: null,
    fromOn: YEAR_AGO,
    ...said,
  }) as Rule

/** Something kept for one body at the site. */
export const holdsNothing = (said: Partial<Allocation>): Allocation => ({
  id: 'kept',
  place: 'site',
  placeId: 'site',
  placeName: 'Military Road',
  kind: 'desk',
  form: 'keeps',
  audience: 'organisation',
  audienceId: 'medway',
  audienceName: 'Medway Council',
  amount: 2,
  unit: 'places',
  per: 'day',
  horizonWorkingDays: 2,
  fromOn: YEAR_AGO,
  toOn: null,
  ...said,
})

export function situation(sketch: Sketch): Situation {
  const { rules = [], resource, standing, workplace, ...more } = sketch
  const chain = {
    resourceId: 'desk-1',
    zoneId: 'zone',
    floorId: 'floor',
    siteId: 'site',
    kind: resource?.kind ?? ('desk' as const),
  }
  const as = {
    organisationId: 'kent-police',
    isOwn: false,
    isPartner: true,
    circleIds: [],
    isVisitor: false,
    ...standing,
  }
  return {
    resource: {
      id: 'desk-1',
      code: 'd01',
      name: 'Desk 1',
      kind: 'desk',
      capacity: 1,
      attributes: [],
      heldForAccess: false,
      setupMinutes: 0,
      clearMinutes: 0,
      fromOn: YEAR_AGO,
      retiredOn: null,
      parts: ['desk-1'],
      ...resource,
    },
    chain,
    workplace: {
      siteId: 'site',
      code: 'canterbury-office',
      name: 'Military Road',
      ownerId: 'canterbury',
      ownerName: 'Canterbury City Council',
      zone: 'Europe/London',
      openedOn: YEAR_AGO,
      closesOn: null,
      furthestDays: 1826,
      ...workplace,
    },
    standing: as,
    isLetIn: true,
    terms: termsFor(rules, chain, as, Temporal.PlainDate.from('2026-11-23')),
    building: null,
    invocation: null,
    wants: [],
    allocations: [],
    ...more,
  }
}
