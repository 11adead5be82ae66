// `connects delivery …`: what does not agree in a round, and its report as a file.
import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { readerOf, type Reader } from '#platform/actions/index.ts'
import { addressOf } from '#platform/config/index.ts'
import { refuse } from '#platform/errors/index.ts'
import { findingsOf, findingsText, REPORT_FORMATS, reportFile } from '#modules/delivery/index.ts'
import type { CommandLine } from '../arguments.ts'
import type { Connects } from '../open.ts'
import { answer, said, type OpenCommand, type Output } from './command.ts'

const isFormat = (name: string): name is keyof typeof REPORT_FORMATS => name in REPORT_FORMATS
const FORMATS = Object.keys(REPORT_FORMATS).filter(isFormat)

const ROUND = { plan: 'the plan’s code (required)', round: 'the round’s code (required)' }

function needed(line: CommandLine, option: string, words: string): string {
  const value = line.options[option]
  return value === undefined || value === 'yes'
    ? refuse('invalid', 'platform.command.option-missing', `Say ${words}: --${option} <code>.`)
    : value
}

async function operator(connects: Connects, user: string): Promise<Reader> {
  const context = await connects.contextOf({ kind: 'operator', user }, 'command')
  return readerOf({ ...context, fills: (name) => connects.house.fillsOf(name) })
}

const findings: OpenCommand = {
  kind: 'open',
  words: ['delivery', 'findings'],
  title: 'List what a frozen round contradicts or leaves open, and each stated figure beside its recount',
  options: ROUND,
  async run({ connects, line, user }) {
    const found = await findingsOf(
      await operator(connects, user),
      needed(line, 'plan', 'which plan'),
      needed(line, 'round', 'which round'),
    )
    return answer(line, found, findingsText(found))
  },
}

const report: OpenCommand = {
  kind: 'open',
  words: ['delivery', 'report', 'write'],
  title: 'Write the report of a frozen round',
  options: {
    ...ROUND,
    slice: 'a part of it, as in outcome:1',
    format: `one of: ${FORMATS.join(', ')} (required)`,
    to: 'the file to write; else it goes to standard output',
  },
  about:
    'A slice is cut from the same frozen version as the whole, and only written when all slices add up to it.',
  async run({ connects, line, user, directory }): Promise<Output> {
    const format = FORMATS.find((one) => one === line.options['format'])
    if (format === undefined)
      refuse(
        'invalid',
        'platform.command.no-such-format',
        `Say in which format: --format ${FORMATS.join('|')}.`,
      )
    const file = await reportFile(await operator(connects, user), {
      plan: needed(line, 'plan', 'which plan'),
      round: needed(line, 'round', 'which round'),
      slice: line.options['slice'] ?? null,
      format,
      address: addressOf(connects.config),
    })
    const to = line.options['to']
    if (to === undefined) return { text: '', exit: 0, bytes: Buffer.from(file.bytes).toString('base64') }
    const path = resolve(directory, to)
    await writeFile(path, file.bytes)
    return said(`Written to ${path}.`)
  },
}

export const deliveryCommands: readonly OpenCommand[] = [findings, report]
