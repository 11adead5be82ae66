// Terms of reference by version: each is recorded as it was adopted, and none is ever changed (T1).
import { action } from '#platform/actions/index.ts'
import { json } from '#platform/database/index.ts'
import { refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { mustBeOpen } from '../rules.ts'
import { mayReviewOn } from '../rules/papers.ts'
import { lockedGroup, mayFor } from './groups.ts'

export const recordTerms = action({
  name: 'groups.terms.record',
  title: 'Record terms of reference',
  doors: ['page', 'api', 'command'],
  fields: {
    group: field.id('Group'),
    sections: field
      .rows(
        'Sections',
        {
          heading: field.text('Heading', { most: 160 }),
          text: field.longText('Text', { most: 10_000 }),
        },
        { most: 40 },
      )
      .optional(),
    file: field.file('File', { accept: ['pdf', 'docx', 'odt'], hint: 'The signed paper' }).optional(),
    adoptedOn: field.date('Adopted on'),
    adoptedBy: field.text('Adopted by', {
      most: 160,
      hint: 'The meeting that adopted them, like “Leadership Group, 8 November 2019”',
    }),
    reviewOn: field.date('Next review').optional(),
  },
  async run(inside, answers) {
    const group = await lockedGroup(inside, answers.group)
    mayFor(inside, 'groups.terms.record', { partnershipId: group.partnership_id, groupId: group.id })
    mustBeOpen({ name: group.name, endedOn: group.ended_on })
    const { file, adoptedOn, adoptedBy } = answers
    const sections = answers.sections ?? []
    const today = londonDate(inside.now)
    if (sections.length === 0 && file === null)
      refuse('invalid', 'groups.terms.empty', 'Terms of reference are sections of text, or a file.', {
        faults: [{ field: 'sections', message: 'Enter at least one section, or choose a file' }],
      })
    if (Temporal.PlainDate.compare(adoptedOn, today) > 0)
      refuse('invalid', 'groups.terms.not-yet', 'Terms are recorded once they were adopted.', {
        faults: [{ field: 'adoptedOn', message: 'Adopted on cannot be in the future' }],
      })
    if (answers.reviewOn !== null) mayReviewOn(answers.reviewOn, today)
    const last = await inside.tx
      .selectFrom('groups.terms')
      .select(['id', 'version', 'adopted_on'])
      .where('group_id', '=', group.id)
      .orderBy('version', 'desc')
      .limit(1)
      .executeTakeFirst()
    if (last !== undefined && Temporal.PlainDate.compare(adoptedOn, last.adopted_on) < 0)
      refuse('invalid', 'groups.terms.order', 'A later version was adopted already.', {
        faults: [{ field: 'adoptedOn', message: 'Adopted on cannot be before the version there is' }],
      })
    const id = inside.id()
    const version = (last?.version ?? 0) + 1
    await inside.subject({
      id,
      module: 'groups',
      noun: 'terms',
      title: `Terms of reference of the ${group.name}, version ${version}`,
      audience: 'public',
    })
    const fileId =
      file === null ? null : await inside.keepFile(file, { owner: id, accept: ['pdf', 'docx', 'odt'] })
    await inside.tx
      .insertInto('groups.terms')
      .values({
        id,
        group_id: group.id,
        version,
        sections: json(sections),
        file_id: fileId,
        adopted_on: adoptedOn,
        adopted_by: adoptedBy,
        review_on: answers.reviewOn,
        recorded_by: inside.actor.kind === 'person' ? inside.actor.id : null,
        recorded_at: inside.now,
      })
      .execute()
    // Search finds the current version only.
    if (last !== undefined) inside.found('groups.terms', last.id)
    return {
      subject: id,
      result: { id, group: group.code, version },
      facts: { group: group.id, version, adoptedOn: adoptedOn.toString() },
    }
  },
})
