// Kinds of plan and lists of words, added and changed as data by an administrator: a new version each time, which no
// plan made before and no past round ever sees (V17).
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { json } from '#platform/database/index.ts'
import { invalid, notFound, refuse, type Fault, versionCheck } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { listVersionsOf, templateVersionsOf } from '../queries/templates.ts'
import {
  entriesFromLines,
  mayBeginVersionOn,
  sectionsFromLines,
  templateFaults,
  type CodelistEntry,
  type TemplateContent,
} from '../rules.ts'
import { today } from './locking.ts'

const templateMustBeCurrent = versionCheck('delivery.template.stale', 'kind of plan')
const listMustBeCurrent = versionCheck('delivery.template.stale', 'list')

const fromOn = field.date('Applies from', { hint: 'Today or later, for example, 1 4 2027' })

const ONE = { most: 40 }
const list = (label: string, hint: string) => field.pick(label, { from: 'delivery.codelist', hint })

const content = {
  outcome: field.text('An outcome is called', {
    ...ONE,
    hint: 'In small letters: outcome, objective, theme',
  }),
  outcomes: field.text('Several of them', { ...ONE, hint: 'outcomes, objectives, themes' }),
  activity: field.text('An activity is called', { ...ONE, hint: 'activity, project, action' }),
  activities: field.text('Several of these', { ...ONE, hint: 'activities, projects, actions' }),
  sections: field.longText('Sections', {
    most: 12_000,
    hint: 'One a line: code | title | hint for the writer | what it shows. It shows words, outcomes, activities, milestones, indicators, targets or risks; “words, required” must be written before the plan is approved',
  }),
  issues: list('List of issues', 'What is offered where an activity is not on track'),
  boards: list('List of boards', 'Where an activity is reported'),
  milestones: list('List of milestones', 'Kinds of milestone'),
  rounds: field.yesNo('Is it reported in rounds?'),
  boardsAsked: field.yesNo('Do reports ask which boards were told?'),
  blocks: field.yesNo('Do outcomes stand in blocks?'),
  targets: field.yesNo('Do outcomes have a target and a reward?'),
}

type Asked = {
  readonly [K in 'outcome' | 'outcomes' | 'activity' | 'activities' | 'sections']: string
} & { readonly [K in 'issues' | 'boards' | 'milestones']: string } & {
  readonly [K in 'rounds' | 'boardsAsked' | 'blocks' | 'targets']: boolean
}

async function contentOf(inside: Inside, asked: Asked): Promise<TemplateContent> {
  const { found, faults } = sectionsFromLines(asked.sections)
  const made: TemplateContent = {
    words: {
      outcome: asked.outcome,
      outcomes: asked.outcomes,
      activity: asked.activity,
      activities: asked.activities,
    },
    sections: found,
    lists: {
      issues: await listCode(inside, asked.issues),
      boards: await listCode(inside, asked.boards),
      milestones: await listCode(inside, asked.milestones),
    },
    uses: {
      rounds: asked.rounds,
      blocks: asked.blocks,
      targets: asked.targets,
      boards: asked.boardsAsked,
    },
  }
  mustBeSound('delivery.template.not-sound', faults.length > 0 ? faults : templateFaults(made))
  return made
}

function mustBeSound(code: string, faults: readonly Fault[]): void {
  if (faults.length > 0) invalid(code, faults)
}

async function listCode(inside: Inside, id: string): Promise<string> {
  const found = await inside.tx
    .selectFrom('delivery.codelist')
    .select('code')
    .where('id', '=', id)
    .executeTakeFirst()
  return found?.code ?? notFound('list')
}

async function keepTemplate(
  inside: Inside,
  templateId: string,
  made: { readonly number: number; readonly fromOn: Temporal.PlainDate; readonly content: TemplateContent },
): Promise<void> {
  await inside.tx
    .insertInto('delivery.template_version')
    .values({
      id: inside.id(),
      template_id: templateId,
      number: made.number,
      from_on: made.fromOn,
      content: json(made.content),
      made_at: inside.now,
      made_by_person_id: personOf(inside),
    })
    .execute()
}

export const addTemplate = action({
  name: 'delivery.template.add',
  title: 'Add a kind of plan',
  doors: ['page', 'api', 'command'],
  fields: {
    code: field.code('Code', { hint: 'Used in addresses and files, like service-plan' }),
    name: field.text('Name', { most: 80, hint: 'For example, Service plan' }),
    ...content,
  },
  async run(inside, answers) {
    const made = await contentOf(inside, answers)
    const id = inside.id()
    await inside.tx
      .insertInto('delivery.template')
      .values({ id, code: answers.code, name: answers.name })
      .execute()
    await keepTemplate(inside, id, { number: 1, fromOn: today(inside), content: made })
    return { subject: null, result: { id, code: answers.code }, facts: { template: id, code: answers.code } }
  },
})

async function lockedTemplate(inside: Inside, id: string, version: number) {
  const template = await inside.tx
    .selectFrom('delivery.template')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (template === undefined) return notFound('kind of plan')
  templateMustBeCurrent(template, version)
  if (template.retired_on !== null)
    refuse('conflict', 'delivery.template.retired', 'This kind of plan is retired and takes no new version.')
  return template
}

export const reviseTemplate = action({
  name: 'delivery.template.revise',
  title: 'Give a kind of plan a new version',
  doors: ['page', 'api', 'command'],
  fields: { template: field.id('Kind of plan'), fromOn, ...content, version: field.version() },
  async run(inside, answers) {
    const template = await lockedTemplate(inside, answers.template, answers.version)
    const [last] = await templateVersionsOf(inside, template.id)
    mayBeginVersionOn(answers.fromOn, today(inside), last)
    const number = (last?.number ?? 0) + 1
    const made = await contentOf(inside, answers)
    await keepTemplate(inside, template.id, { number, fromOn: answers.fromOn, content: made })
    await inside.tx
      .updateTable('delivery.template')
      .set({ version: template.version + 1 })
      .where('id', '=', template.id)
      .execute()
    return {
      subject: null,
      result: { id: template.id, code: template.code, number },
      facts: { template: template.id, number },
    }
  },
})

export const retireTemplate = action({
  name: 'delivery.template.retire',
  title: 'Retire a kind of plan',
  doors: ['page', 'api', 'command'],
  fields: { template: field.id('Kind of plan'), version: field.version() },
  async run(inside, answers) {
    const template = await lockedTemplate(inside, answers.template, answers.version)
    await inside.tx
      .updateTable('delivery.template')
      .set({ retired_on: today(inside), version: template.version + 1 })
      .where('id', '=', template.id)
      .execute()
    return {
      subject: null,
      result: { id: template.id, code: template.code },
      facts: { template: template.id },
    }
  },
})

const words = {
  entries: field.longText('Entries', {
    most: 20_000,
    hint: 'One a line: code | label | other spellings; with semicolons | in other lists, as deca: complexity | note. All after the label may be left out',
  }),
}

const source = field.longText('Source', {
  most: 500,
  hint: 'Where the list comes from, with its address on the web, and what is not certain about it',
})

function entriesOf(text: string): readonly CodelistEntry[] {
  const { found, faults } = entriesFromLines(text)
  mustBeSound('delivery.codelist.not-sound', faults)
  return found
}

async function keepList(
  inside: Inside,
  listId: string,
  made: {
    readonly number: number
    readonly fromOn: Temporal.PlainDate
    readonly entries: readonly CodelistEntry[]
  },
): Promise<void> {
  await inside.tx
    .insertInto('delivery.codelist_version')
    .values({
      id: inside.id(),
      codelist_id: listId,
      number: made.number,
      from_on: made.fromOn,
      entries: json(made.entries),
      made_at: inside.now,
      made_by_person_id: personOf(inside),
    })
    .execute()
}

export const addCodelist = action({
  name: 'delivery.codelist.add',
  title: 'Add a list of words',
  doors: ['page', 'api', 'command'],
  fields: {
    code: field.code('Code', { hint: 'Like boards-medway' }),
    name: field.text('Name', { most: 120 }),
    source,
    ...words,
  },
  async run(inside, answers) {
    const entries = entriesOf(answers.entries)
    const id = inside.id()
    const { code, name } = answers
    await inside.tx
      .insertInto('delivery.codelist')
      .values({ id, code, name, source: answers.source })
      .execute()
    await keepList(inside, id, { number: 1, fromOn: today(inside), entries })
    return { subject: null, result: { id, code }, facts: { codelist: id, code, entries: entries.length } }
  },
})

export const reviseCodelist = action({
  name: 'delivery.codelist.revise',
  title: 'Give a list of words a new version',
  doors: ['page', 'api', 'command'],
  fields: { codelist: field.id('List'), fromOn, source, ...words, version: field.version() },
  async run(inside, answers) {
    const found = await inside.tx
      .selectFrom('delivery.codelist')
      .selectAll()
      .where('id', '=', answers.codelist)
      .forUpdate()
      .executeTakeFirst()
    const listed = found ?? notFound('list')
    const [last] = await listVersionsOf(inside, listed.id)
    listMustBeCurrent({ version: last?.number ?? 0 }, answers.version)
    mayBeginVersionOn(answers.fromOn, today(inside), last)
    const entries = entriesOf(answers.entries)
    const number = (last?.number ?? 0) + 1
    await keepList(inside, listed.id, { number, fromOn: answers.fromOn, entries })
    await inside.tx
      .updateTable('delivery.codelist')
      .set({ source: answers.source })
      .where('id', '=', listed.id)
      .execute()
    return {
      subject: null,
      result: { id: listed.id, code: listed.code, number },
      facts: { codelist: listed.id, number, entries: entries.length },
    }
  },
})
