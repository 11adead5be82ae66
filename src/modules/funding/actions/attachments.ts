// Files that go with a case: quotations, drawings, letters of support.
import { action } from '#platform/actions/index.ts'
import { notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { filesOf, purgeFile } from '#platform/files/index.ts'
import { WRITE } from '../queries/cases.ts'
import { answerOf, changeCase, mustWorkOn } from './case.ts'

const MOST = 20
export const accepted = ['pdf', 'docx', 'xlsx', 'odt', 'csv', 'png', 'jpeg'] as const

/** Attaches a file to a draft. */
export const attachFile = action({
  name: 'funding.case.attach',
  title: 'Attach a file',
  permission: WRITE,
  doors: ['page', 'api', 'command'],
  fields: {
    case: field.id('Business case'),
    version: field.version(),
    file: field.file('File', { accept: ['pdf', 'docx', 'xlsx', 'odt', 'csv', 'png', 'jpg'] }),
  },
  async run(inside, answers) {
    const record = await mustWorkOn(inside, WRITE, 'edit', answers)
    if ((await filesOf(inside.tx, record.id)).length >= MOST)
      refuse(
        'conflict',
        'funding.case.too-many-files',
        `A case takes ${MOST} files. Remove one, or put several into one document.`,
      )
    const file = await inside.keepFile(answers.file, { owner: record.id, accept: accepted })
    await changeCase(inside, record, {})
    return { subject: record.id, result: answerOf(record), facts: { file } }
  },
})

/** Takes a file off a draft. */
export const detachFile = action({
  name: 'funding.case.detach',
  title: 'Remove a file',
  permission: WRITE,
  doors: ['page', 'api', 'command'],
  fields: { case: field.id('Business case'), version: field.version(), file: field.id('File') },
  async run(inside, answers) {
    const record = await mustWorkOn(inside, WRITE, 'edit', answers)
    const file = (await filesOf(inside.tx, record.id)).find((one) => one.id === answers.file)
    if (file === undefined) return notFound('file')
    await purgeFile(inside.tx, { file: file.id, owner: record.id, now: inside.now })
    await changeCase(inside, record, {})
    return { subject: record.id, result: answerOf(record), facts: { file: file.id } }
  },
})
