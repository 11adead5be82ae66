// Whose hand makes or approves a generation (G3). On a page it is whoever signed in. At the command line nobody has, and
// one human at the machine and on the page would count as two: there the command names the person for whom it is done,
// and the user of the machine is kept beside them.
import { personByMail } from '#modules/organisations/index.ts'
import { personOf, type Inside } from '#platform/actions/index.ts'
import { invalid } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { londonDate } from '#platform/time/index.ts'
import type { Hand } from '../rules/generations.ts'

export const forWhom = field
  .mail('Email address of the person for whom it is done', {
    hint: 'At the command line only: somebody who runs the federation',
  })
  .optional()

export async function handOf(inside: Inside, as: string | null): Promise<Hand> {
  const user = userOf(inside)
  if (user !== null) return { person: await operatorNamed(inside, as), user }
  if (as !== null)
    invalid('roaming.generation.as-yourself', [
      { field: 'as', message: 'You are signed in, so it is done as you. Leave this out.' },
    ])
  return { person: personOf(inside), user: null }
}

/** The user of the machine, for what is done at the command line. */
export const userOf = ({ actor }: Pick<Inside, 'actor'>): string | null =>
  actor.kind === 'operator' ? actor.user : null

async function operatorNamed(inside: Inside, mail: string | null): Promise<string> {
  const nobody = (message: string): never =>
    invalid('roaming.generation.for-nobody', [{ field: 'as', message }])
  if (mail === null)
    return nobody('Say for whom it is done: --as and the email address of somebody who runs the federation')
  const person = await personByMail(inside, mail)
  const runsIt =
    person !== undefined &&
    (await inside.tx
      .selectFrom('roaming.operator')
      .select('id')
      .where('person_id', '=', person.id)
      .where('ended_on', 'is', null)
      .where('from_on', '<=', londonDate(inside.now))
      .executeTakeFirst()) !== undefined
  return runsIt
    ? person.id
    : nobody(
        `${mail} is nobody who runs the federation. An administrator appoints people under Govroam, Set up.`,
      )
}
