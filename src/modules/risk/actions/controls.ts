// What is in place against a risk: who keeps each control going, and what shows that it works.
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { holdsForRisk } from '../queries/seeing.ts'
import { CONTROL_KINDS, JUDGED, mustNotBeClosed } from '../rules.ts'
import {
  doneWith,
  lockedRisk,
  mustBeCurrent,
  mustBeOfBody,
  notYours,
  riskToChange,
  today,
} from './locking.ts'

export const ACCEPTED = ['pdf', 'docx', 'xlsx', 'odt', 'csv', 'png', 'jpeg', 'txt'] as const

const what = {
  what: field.longText('Control', { most: 500, hint: 'What is done, by whom, how often' }),
  kind: field.choice('Kind', CONTROL_KINDS),
  owner: field.pick('Owner', { from: 'organisations.person', hint: 'Who keeps it going' }).optional(),
  nextTestOn: field.date('Next test').optional(),
}

export const addControl = action({
  name: 'risk.control.add',
  title: 'Add a control',
  doors: ['page', 'api', 'command'],
  fields: { risk: field.id('Risk'), ...what },
  async run(inside, answers) {
    const { risk, register } = await riskToChange(inside, 'risk.control.add', answers.risk)
    mustNotBeClosed(risk.state)
    await mustBeOfBody(inside, register, answers.owner)
    const control = inside.id()
    await inside.tx
      .insertInto('risk.control')
      .values({
        id: control,
        risk_id: risk.id,
        what: answers.what,
        kind: answers.kind,
        owner_person_id: answers.owner,
        next_test_on: answers.nextTestOn,
      })
      .execute()
    return doneWith(risk, register, { control }, { control })
  },
})

export const editControl = action({
  name: 'risk.control.edit',
  title: 'Change a control',
  doors: ['page', 'api', 'command'],
  fields: { control: field.id('Control'), ...what, version: field.version() },
  async run(inside, answers) {
    const { control, risk, register } = await controlToChange(inside, 'risk.control.edit', answers)
    if (answers.owner !== control.owner_person_id) await mustBeOfBody(inside, register, answers.owner)
    await inside.tx
      .updateTable('risk.control')
      .set({
        what: answers.what,
        kind: answers.kind,
        owner_person_id: answers.owner,
        next_test_on: answers.nextTestOn,
        version: control.version + 1,
      })
      .where('id', '=', control.id)
      .execute()
    return doneWith(risk, register, { control: control.id })
  },
})

export const testControl = action({
  name: 'risk.control.test',
  title: 'Judge a control',
  doors: ['page', 'api', 'command'],
  fields: {
    control: field.id('Control'),
    testedOn: field.date('Tested on'),
    effectiveness: field.choice('Does it work?', JUDGED),
    words: field.longText('What shows it', { most: 1000, hint: 'What was looked at and found' }),
    link: field
      .text('Link to the evidence', {
        most: 500,
        pattern: /^https?:\/\/[^\s<>"]+$/,
        wording: 'The link must begin with https:// and hold no spaces',
      })
      .optional(),
    file: field
      .file('File', { accept: ['pdf', 'docx', 'xlsx', 'odt', 'csv', 'png', 'jpg', 'txt'] })
      .optional(),
    nextTestOn: field.date('Next test').optional(),
    version: field.version(),
  },
  async run(inside, answers) {
    const { control, risk, register } = await controlToChange(inside, 'risk.control.test', answers)
    datesInOrder(answers, today(inside))
    const file =
      answers.file === null ? null : await inside.keepFile(answers.file, { owner: risk.id, accept: ACCEPTED })
    const id = inside.id()
    await inside.tx
      .insertInto('risk.evidence')
      .values({
        id,
        control_id: control.id,
        tested_on: answers.testedOn,
        effectiveness: answers.effectiveness,
        words: answers.words,
        link: answers.link,
        file_id: file,
        given_by_person_id: personOf(inside),
        given_at: inside.now,
      })
      .execute()
    await inside.tx
      .updateTable('risk.control')
      .set({
        effectiveness: answers.effectiveness,
        next_test_on: answers.nextTestOn,
        version: control.version + 1,
      })
      .where('id', '=', control.id)
      .execute()
    return doneWith(risk, register, {
      control: control.id,
      evidence: id,
      effectiveness: answers.effectiveness,
      file,
    })
  },
})

function datesInOrder(
  answers: { readonly testedOn: Temporal.PlainDate; readonly nextTestOn: Temporal.PlainDate | null },
  day: Temporal.PlainDate,
): void {
  if (Temporal.PlainDate.compare(answers.testedOn, day) > 0)
    invalid('risk.control.tested-in-future', [
      { field: 'testedOn', message: 'A test is recorded once it was made: the day cannot be in the future' },
    ])
  if (answers.nextTestOn !== null && Temporal.PlainDate.compare(answers.nextTestOn, answers.testedOn) <= 0)
    invalid('risk.control.tested-before', [
      { field: 'nextTestOn', message: 'The next test comes after this one' },
    ])
}

export const endControl = action({
  name: 'risk.control.end',
  title: 'End a control',
  doors: ['page', 'api', 'command'],
  fields: { control: field.id('Control'), version: field.version() },
  async run(inside, answers) {
    const { control, risk, register } = await controlToChange(inside, 'risk.control.end', answers)
    await inside.tx
      .updateTable('risk.control')
      .set({ ended_on: today(inside), next_test_on: null, version: control.version + 1 })
      .where('id', '=', control.id)
      .execute()
    return doneWith(risk, register, { control: control.id })
  },
})

async function controlToChange(
  inside: Inside,
  permission: string,
  asked: { readonly control: string; readonly version: number },
) {
  const row = await inside.tx
    .selectFrom('risk.control')
    .select('risk_id')
    .where('id', '=', asked.control)
    .executeTakeFirst()
  // In the words of a risk that one may not see: a control has no others (R13).
  if (row === undefined) return notFound('risk')
  const { risk, register } = await lockedRisk(inside, row.risk_id)
  const control = await inside.tx
    .selectFrom('risk.control')
    .selectAll()
    .where('id', '=', asked.control)
    .forUpdate()
    .executeTakeFirstOrThrow()
  // Who owns one control of a risk tests that one, and changes no other.
  const isOwner = inside.actor.kind === 'person' && inside.actor.id === control.owner_person_id
  const answersForRisk =
    inside.actor.kind !== 'person' ||
    inside.actor.id === risk.owner_person_id ||
    holdsForRisk(
      { may: (name, scope) => scope?.kind !== 'risk' && inside.may(name, scope) },
      permission,
      risk,
      register,
    )
  if (!answersForRisk && !(isOwner && permission === 'risk.control.test')) notYours()
  mustNotBeClosed(risk.state)
  if (control.ended_on !== null)
    refuse('conflict', 'risk.control.ended', 'This control has ended. Add another if there is one again.')
  mustBeCurrent(control, asked.version, {
    what: control.what,
    kind: control.kind,
    effectiveness: control.effectiveness,
  })
  return { control, risk, register }
}
