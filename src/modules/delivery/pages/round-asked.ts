// What the pages of a round read before they choose a view: the round of the address, who asks, and the frame of a form.
import { notFound } from '#platform/errors/index.ts'
import type { FormState, View, Visit } from '#platform/http/index.ts'
import { formPage, type FormPageMore } from '#web/forms.ts'
import type { Plan } from '../queries/plans.ts'
import { roundByCode, type Round } from '../queries/rounds.ts'
import { holdsFor, READ } from '../queries/seeing.ts'
import { roundHref } from '../views/round-words.ts'
import { mustHold, trail } from './asked.ts'

export type RoundFound = { readonly plan: Plan; readonly round: Round }

/** The round of the address, if the visitor may see its plan. */
export const theRound = (visit: Visit): Promise<RoundFound> =>
  roundByCode(visit, visit.params['plan'] ?? '', visit.params['round'] ?? '')

/** Whether the visitor reads along in the plan; the public of a plan sees what was issued, not who is late. */
export const readsAlong = (visit: Visit, plan: Plan): boolean => holdsFor(visit, READ, plan)

/** The round of the address for those who read along; for everybody else there is no such page. */
export async function roundForReaders(visit: Visit): Promise<RoundFound> {
  const found = await theRound(visit)
  return readsAlong(visit, found.plan) ? found : notFound('round')
}

/** The round of the address for a form of those who hold this permission in its plan. */
export const roundKeptFor =
  (permission: string) =>
  async (visit: Visit): Promise<RoundFound> => {
    const found = await theRound(visit)
    mustHold(visit, permission, found.plan)
    return found
  }

/** A form about a round under its heading. */
export const roundForm =
  (title: string, more: FormPageMore) =>
  (_visit: Visit, { plan, round }: RoundFound, state: FormState): View =>
    formPage(title, state, { href: roundHref(plan, round), text: round.title }, more)

export const roundTrail = (found: RoundFound) => [
  ...trail(found.plan),
  { text: found.round.title, href: roundHref(found.plan, found.round) },
]

export const me = (visit: Visit): string | null => (visit.actor.kind === 'person' ? visit.actor.id : null)
