// Everything held about a person, asked through one door so that every look at it is recorded.
import { query } from '#platform/actions/index.ts'
import { notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { accessExport, type AccessSection } from '#platform/personal/index.ts'
import { personal } from './personal.ts'
import { personById } from './queries/people.ts'
import { personRecord } from './slots.ts'

/** A subject access export: a person's own, or an administrator's on their behalf. The disclosure is recorded. */
export const personAccess = query({
  name: 'organisations.person.access',
  title: 'Show what is held about a person',
  doors: ['page', 'api', 'command'],
  discloses: true,
  parameters: { person: field.id('Person') },
  async run(reader, { person }): Promise<{ sections: readonly AccessSection[] }> {
    const isOwn = reader.actor.kind === 'person' && reader.actor.id === person
    const mayForOthers = reader.may('organisations.person.forget')
    if (!isOwn && !mayForOthers) {
      if (!reader.may('organisations.person.read')) return notFound('person')
      refuse(
        'forbidden',
        'organisations.person.not-you',
        'What is held about somebody is shown to them, and to an administrator on their behalf.',
      )
    }
    await personById(reader, person)
    const contributed = await reader.fills(personRecord, { personId: person })
    const own = await accessExport(reader.db, personal, person)
    // Composition contributes every module's references, this module's among them; each is shown once.
    const columns = new Set(contributed.map((section) => section.column))
    return { sections: [...own.filter((section) => !columns.has(section.column)), ...contributed] }
  },
})
