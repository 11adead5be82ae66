// The kinds of question there are. Each says in its own words what is wrong with an answer: whose rule, and what to write instead.
import type { Field } from './field.ts'
import { choiceField, choicesField, idField, picksField, yesNoField } from './kinds-of-choice.ts'
import { fileField, rowsField } from './kinds-of-group.ts'
import {
  dateField,
  dateTimeField,
  integerField,
  mailField,
  moneyField,
  monthField,
  textField,
  timeField,
  type TextWords,
} from './kinds-of-value.ts'
import type { Words } from './words.ts'

export { isRecordId } from './kinds-of-choice.ts'

/** Which version of the record the form was filled in against; a stale one is a conflict, not an overwrite. */
function versionField(): Field<number> {
  return { ...integerField('Version', { least: 1 }), control: 'version' }
}

export const field = {
  text: (label: string, words: TextWords = {}) => textField('text', label, words),
  longText: (label: string, words: TextWords = {}) => textField('long-text', label, words),
  code: (label: string, words: Words = {}) =>
    textField('text', label, {
      most: 60,
      pattern: /^[a-z0-9]+(?:-[a-z0-9]+)*$/,
      wording: `${label} must be lower-case letters, numbers and hyphens, like county-hall`,
      ...words,
    }),
  integer: integerField,
  money: moneyField,
  date: dateField,
  dateTime: dateTimeField,
  time: timeField,
  month: monthField,
  choice: choiceField,
  choices: choicesField,
  yesNo: yesNoField,
  mail: mailField,
  id: (label: string, words: Words & { from?: string } = {}) => idField('id', label, words),
  pick: (label: string, words: Words & { from?: string } = {}) => idField('pick', label, words),
  picks: picksField,
  rows: rowsField,
  file: fileField,
  version: versionField,
} as const
