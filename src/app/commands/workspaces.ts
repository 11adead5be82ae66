// `connects workspaces export write`: everything of an organisation's workspaces as a zip of tables.
import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { ask } from '#platform/actions/index.ts'
import { refuse } from '#platform/errors/index.ts'
import { exportArchive, writeExport } from '#modules/workspaces/index.ts'
import { said, type OpenCommand, type Output } from './command.ts'

const write: OpenCommand = {
  kind: 'open',
  words: ['workspaces', 'export', 'write'],
  title: 'Write everything of an organisation’s workspaces as a zip of tables',
  options: {
    organisation: 'the owner’s code (required)',
    from: 'the first day of bookings',
    until: 'the last day of bookings',
    to: 'the file to write; else it goes to standard output',
  },
  about: 'That it was taken, and whose names were in it, is recorded.',
  async run({ connects, line, user, directory }): Promise<Output> {
    const { organisation, from, until, to } = line.options
    if (organisation === undefined)
      refuse('invalid', 'platform.command.option-missing', 'Say whose: --organisation <code>.')
    const context = await connects.contextOf({ kind: 'operator', user }, 'command')
    const exported = await ask(connects.house, writeExport, context, {
      organisation,
      ...(from === undefined ? {} : { from }),
      ...(until === undefined ? {} : { until }),
    })
    const file = await exportArchive(exported, context.now)
    if (to === undefined) return { text: '', exit: 0, bytes: Buffer.from(file.bytes).toString('base64') }
    const path = resolve(directory, to)
    await writeFile(path, file.bytes, { mode: 0o600 })
    const counts = exported.files.map(
      (one) => `${one.name.replace('.csv', '')} ${one.rows.toLocaleString('en-GB')}`,
    )
    return said(`Written to ${path}: ${counts.join(', ')}.`)
  },
}

export const workspacesCommands: readonly OpenCommand[] = [write]
