// Agreements that members signed: what, from when to when, and the paper itself.
import { action } from '#platform/actions/index.ts'
import { invalid } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { lockedPartnership, mustBeOfficer } from './partnerships.ts'

/** Adds an agreement, with its paper where there is one. */
export const addAgreement = action({
  name: 'partnerships.agreement.add',
  title: 'Add an agreement',
  doors: ['page', 'api', 'command'],
  fields: {
    partnership: field.code('Partnership'),
    title: field.text('Title'),
    startsOn: field.date('Starts on'),
    endsOn: field.date('Ends on', { hint: 'Leave empty when it runs until somebody ends it' }).optional(),
    note: field.longText('Note', { most: 1000 }).optional(),
    file: field
      .file('The paper', { accept: ['pdf', 'docx', 'odt'], hint: 'PDF, Word or OpenDocument' })
      .optional(),
  },
  async run(inside, { partnership, title, startsOn, endsOn, note, file }) {
    const found = await lockedPartnership(inside, partnership)
    mustBeOfficer(inside, 'partnerships.agreement.add', found.id)
    if (endsOn !== null && Temporal.PlainDate.compare(endsOn, startsOn) < 0)
      invalid('partnerships.agreement.order', [
        { field: 'endsOn', message: 'Ends on must not be before starts on' },
      ])
    const id = inside.id()
    await inside.subject({
      id,
      module: 'partnerships',
      noun: 'agreement',
      title,
      audience: `partnership:${found.id}`,
    })
    const fileId =
      file === null ? null : await inside.keepFile(file, { owner: id, accept: ['pdf', 'docx', 'odt'] })
    await inside.tx
      .insertInto('partnerships.agreement')
      .values({
        id,
        partnership_id: found.id,
        title,
        starts_on: startsOn,
        ends_on: endsOn,
        note,
        file_id: fileId,
      })
      .execute()
    return {
      subject: found.id,
      result: { id, code: found.code },
      facts: { agreement: id, hasFile: fileId !== null },
    }
  },
})
