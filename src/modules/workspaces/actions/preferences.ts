// Saying what one wants of a desk, where one usually works and who may see where one sits (W16).
import { personOf, action } from '#platform/actions/index.ts'
import { refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { workplaceById } from '../queries/workplaces.ts'
import { ATTRIBUTES } from '../rules.ts'
import { mustBeCurrent } from './locking.ts'

export const SHARING = {
  nobody: 'Nobody',
  colleagues: 'People of your own organisation',
  partners: 'Staff of every partner, where the office shows names',
} as const

export const setPreference = action({
  name: 'workspaces.preference.set',
  title: 'Say what you want of a desk, and who may see where you sit',
  doors: ['page', 'api'],
  fields: {
    wanted: field.choices('What you want of a desk', ATTRIBUTES).optional(),
    site: field.pick('Your usual office', { from: 'workspaces.workplace' }).optional(),
    shares: field.choice('Who may see where you sit', SHARING),
    version: field.integer('Version', { least: 0 }),
  },
  async run(inside, { wanted, site, shares, version }) {
    const person = personOf(inside)
    if (person === null)
      return refuse('forbidden', 'workspaces.preference.nobody', 'Only a person has wants. Sign in as one.')
    if (site !== null) await workplaceById(inside, site)
    const before = await inside.tx
      .selectFrom('workspaces.preference')
      .selectAll()
      .where('person_id', '=', person)
      .forUpdate()
      .executeTakeFirst()
    mustBeCurrent({ version: before?.version ?? 0 }, version, {
      wanted: before?.wanted ?? [],
      shares: before?.shares ?? 'nobody',
      site: before?.site_id ?? null,
    })
    const said = { wanted: wanted ?? [], shares, site_id: site, version: version + 1 }
    await inside.tx
      .insertInto('workspaces.preference')
      .values({ person_id: person, ...said })
      .onConflict((known) => known.column('person_id').doUpdateSet(said))
      .execute()
    // What somebody wants is theirs alone: the record says that they said it, not what.
    return { subject: null, result: { version: version + 1 }, facts: { shares } }
  },
})
