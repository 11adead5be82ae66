// Every command: those of the installation, and those derived from the actions and queries that open the command door.
import { modules } from '../modules.ts'
import { commandOfAction, commandOfQuery } from './derived.ts'
import { said, type Command, type Output } from './command.ts'
import { auditCommands } from './audit.ts'
import { databaseCommands } from './database.ts'
import { deliveryCommands } from './delivery.ts'
import { demonstrationCommands } from './demonstration.ts'
import { importCommands } from './import.ts'
import { roamingCommands } from './roaming.ts'
import { secretsCommands } from './secrets.ts'
import { serverCommands } from './server.ts'
import { setupCommands } from './setup.ts'
import { workspacesCommands } from './workspaces.ts'
import { declaredParts } from '../platform-parts.ts'

function all(): readonly Command[] {
  const own = [
    ...serverCommands,
    ...setupCommands,
    ...demonstrationCommands,
    ...importCommands,
    ...databaseCommands,
    ...auditCommands,
    ...secretsCommands,
    ...deliveryCommands,
    ...workspacesCommands,
    ...roamingCommands,
  ]
  const parts = [...declaredParts, ...modules]
  const derived = parts.flatMap((part) => [
    ...(part.actions ?? []).filter((one) => one.doors.includes('command')).map(commandOfAction),
    ...(part.queries ?? []).filter((one) => one.doors.includes('command')).map(commandOfQuery),
  ])
  return [...own, ...derived.filter((one) => !own.some((other) => sameWords(one.words, other.words)))]
}

const sameWords = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((word, at) => word === other[at])

/** The command whose words the line begins with; the longest wins. */
export function commandFor(words: readonly string[]): Command | undefined {
  return all()
    .filter((command) => command.words.every((word, at) => words[at] === word))
    .toSorted((a, b) => b.words.length - a.words.length)[0]
}

const lineOf = (command: Command): string =>
  `  connects ${[...command.words, ...(command.takes === undefined ? [] : [command.takes])].join(' ')}`

/** All commands, or those that begin with the words given, each with what it does. */
export function overview(words: readonly string[] = []): Output {
  const chosen = all().filter((command) => words.every((word, at) => command.words[at] === word))
  const width = Math.max(...chosen.map((command) => lineOf(command).length), 0)
  const lines = chosen.map((command) => `${lineOf(command).padEnd(width)}  ${command.title}`)
  if (chosen.length === 0)
    return {
      text: '',
      exit: 1,
      problem: `There is no command "connects ${words.join(' ')}". "connects --help" lists them.`,
    }
  return said(['Usage: connects <command> [--option value …] [--json] [--help]', '', ...lines].join('\n'))
}

/** One command's own help. */
export function helpOf(command: Command): Output {
  const options = Object.entries({ ...command.options, json: 'print the answer as JSON', help: 'this text' })
  const width = Math.max(...options.map(([name]) => name.length)) + 4
  return said(
    [
      `Usage:${lineOf(command).slice(1)} [options]`,
      '',
      command.title + '.',
      ...(command.about === undefined ? [] : ['', command.about]),
      '',
      'Options:',
      ...options.map(([name, words]) => `  ${`--${name}`.padEnd(width)}${words}`),
    ].join('\n'),
  )
}
