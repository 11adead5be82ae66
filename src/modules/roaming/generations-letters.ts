// The letter to everybody who runs the federation when an earlier configuration was brought back without a second approval.
import type { Template } from '#platform/notifications/index.ts'
import { formatDateTime } from '#platform/time/index.ts'
import { BROUGHT_BACK } from './actions/publishing.ts'

const broughtBack: Template = {
  name: BROUGHT_BACK,
  async render({ db, ids, links }) {
    const found = await db
      .selectFrom('roaming.generation as generation')
      .innerJoin('roaming.generation as earlier', 'earlier.id', 'generation.restores_id')
      .leftJoin('organisations.person_card as person', 'person.id', 'generation.published_by')
      .select([
        'generation.number',
        'generation.because',
        'generation.published_at',
        'earlier.number as restores',
      ])
      .select(['person.name', 'generation.published_by_user as user'])
      .where('generation.id', '=', ids['generation'] ?? '')
      .executeTakeFirst()
    if (found === undefined || found.published_at === null) return null
    const { number, restores, because, published_at, name, user } = found
    const whose = name ?? (user === null ? 'Connects itself' : `${user} at the command line`)
    return {
      subject: `Govroam: generation ${restores} of the configuration was brought back`,
      text: [
        `${whose} brought back generation ${restores} on ${formatDateTime(published_at)}, as generation ${number}. It needed no second approval, because it was approved before.`,
        `Why: ${because ?? 'not said'}`,
        'What it changes, and which servers run it:',
        links.at(`/govroam/generations/${number}`),
      ].join('\n\n'),
    }
  },
}

export const generationLetters: readonly Template[] = [broughtBack]
