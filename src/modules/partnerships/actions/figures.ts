// Figures that a paper states about a partnership. They are kept beside the records so that the report can compare.
import { action } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { field } from '#platform/fields/index.ts'
import { DECLARED } from '../rules/findings.ts'
import { lockedPartnership, mustBeOfficer } from './partnerships.ts'

/** Records what a paper states, or what it states now. */
export const declareFigure = action({
  name: 'partnerships.figure.declare',
  title: 'Record a stated figure',
  doors: ['page', 'api', 'command'],
  fields: {
    partnership: field.code('Partnership'),
    figure: field.choice('What it counts', DECLARED),
    stated: field.integer('Stated', { least: 0, most: 1_000_000 }),
    source: field.text('Where it is stated', { most: 300, hint: 'The paper and its paragraph' }),
  },
  async run(inside, { partnership, figure, stated, source }) {
    const found = await lockedPartnership(inside, partnership)
    mustBeOfficer(inside, 'partnerships.figure.declare', found.id)
    await inside.tx
      .insertInto('partnerships.declared_figure')
      .values({ id: inside.id(), partnership_id: found.id, name: figure, stated, source })
      .onConflict((conflict) =>
        conflict
          .columns(['partnership_id', 'name'])
          .doUpdateSet({ stated, source, version: sql`declared_figure.version + 1` }),
      )
      .execute()
    return { subject: found.id, result: { id: found.id, code: found.code }, facts: { figure, stated } }
  },
})
