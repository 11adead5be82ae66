// Commands derived from actions and queries: their fields are the options, their result is printed as it is.
import { ask, perform, type Action, type Query } from '#platform/actions/index.ts'
import type { Fields } from '#platform/fields/index.ts'
import { fieldNameOf, optionNameOf } from '../arguments.ts'
import { answer, type OpenCommand } from './command.ts'
import { inLines } from './printing.ts'
import { filesRead } from './reading.ts'

const optionsOf = (fields: Fields): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, one]) => [
      optionNameOf(name),
      [
        one.label,
        one.required ? '(required)' : '',
        one.choices === undefined ? '' : `one of: ${one.choices.map((choice) => choice.value).join(', ')}`,
        one.hint ?? '',
      ]
        .filter((part) => part !== '')
        .join('. ')
        .replace('. (required)', ' (required)'),
    ]),
  )

const wordsOf = (name: string): string[] => name.split('.')

/** The command that performs an action, as the operator. */
export function commandOfAction(action: Action<any, any>): OpenCommand {
  // eslint-disable-line @typescript-eslint/no-explicit-any
  return {
    kind: 'open',
    words: wordsOf(action.name),
    title: action.title,
    options: optionsOf(action.fields),
    async run({ connects, line, user, directory, input }) {
      const raw = await rawOf(action.fields, line.options, directory, input)
      const result: unknown = await perform(
        connects.house,
        connects.house.actions.get(action.name) ?? action,
        await connects.contextOf({ kind: 'operator', user }, 'command'),
        raw,
      )
      return answer(line, result ?? {}, `${action.title}: done.\n${inLines(result)}`.trimEnd())
    },
  }
}

/** The command that asks a query, as the operator. */
export function commandOfQuery(query: Query<any, any>): OpenCommand {
  // eslint-disable-line @typescript-eslint/no-explicit-any
  return {
    kind: 'open',
    words: wordsOf(query.name),
    title: query.title,
    options: optionsOf(query.parameters),
    async run({ connects, line, user, directory, input }) {
      const raw = await rawOf(query.parameters, line.options, directory, input)
      const result: unknown = await ask(
        connects.house,
        connects.house.queries.get(query.name) ?? query,
        await connects.contextOf({ kind: 'operator', user }, 'command'),
        raw,
      )
      const failed = typeof result === 'object' && result !== null && 'ok' in result && result.ok === false
      return {
        ...answer(line, result ?? {}, `${query.title}\n${inLines(result)}`.trimEnd()),
        exit: failed ? 1 : 0,
      }
    },
  }
}

async function rawOf(
  fields: Fields,
  options: Readonly<Record<string, string>>,
  directory: string,
  input: string | undefined,
): Promise<Record<string, unknown>> {
  const named = Object.fromEntries(
    Object.entries(options).map(([option, value]) => [fieldNameOf(option), value]),
  )
  return filesRead(fields, named, directory, input)
}
