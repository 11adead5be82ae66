// Files named on a command line: read as the operator, relative to where the command was given. The name "-" is what
// comes by standard input: for a program that hands a mail over, and for a secret that no list of processes shall show.
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { refuse } from '#platform/errors/index.ts'
import type { Fields, UploadedFile } from '#platform/fields/index.ts'

const MOST_BYTES = 64 * 1024 * 1024
const MOST_INPUT_BYTES = 16 * 1024 * 1024

/** One file's name and bytes. Refuses what is not there, is no file, or is too large. */
export async function fileAt(path: string, directory: string): Promise<UploadedFile> {
  const place = resolve(directory, path)
  const found = await stat(place).catch(() => undefined)
  if (found === undefined || !found.isFile())
    refuse('invalid', 'platform.command.no-file', `There is no file ${path}.`)
  if (found.size > MOST_BYTES)
    refuse('invalid', 'platform.command.large-file', `${path} is larger than ${MOST_BYTES / 1024 / 1024} MB.`)
  return { name: basename(place), bytes: await readFile(place) }
}

export type FileOfKind = { readonly kind: string; readonly path: string }

const NUMBERED = /^\d{2,4}-([a-z][a-z0-9-]*)\.csv$/

/** The files of a folder in the order they are loaded: each is named for its place and its kind, as in 03-groups.csv. Undefined when the path is no folder. */
export async function filesInFolder(path: string, directory: string): Promise<FileOfKind[] | undefined> {
  const place = resolve(directory, path)
  const found = await stat(place).catch(() => undefined)
  if (found === undefined || !found.isDirectory()) return undefined
  const names = (await readdir(place)).filter((name) => name.endsWith('.csv')).toSorted()
  if (names.length === 0)
    refuse('invalid', 'platform.command.empty-folder', `There is no CSV file in ${path}.`)
  return names.map((name) => {
    const kind = NUMBERED.exec(name)?.[1]
    if (kind === undefined)
      refuse(
        'invalid',
        'platform.command.file-name',
        `${name} does not say its place and its kind. Name it like 03-groups.csv.`,
      )
    return { kind, path: join(place, name) }
  })
}

/** The answers with each file field's path replaced by the file, and "-" by what came by standard input. */
export async function filesRead(
  fields: Fields,
  raw: Readonly<Record<string, string>>,
  directory: string,
  input?: string,
): Promise<Record<string, unknown>> {
  const answers: Record<string, unknown> = { ...raw }
  for (const [name, one] of Object.entries(fields)) {
    const given = raw[name]
    if (given === undefined) continue
    const came = given === '-' && input !== undefined ? Buffer.from(input, 'base64') : undefined
    if (one.control === 'file')
      answers[name] =
        came === undefined ? await fileAt(given, directory) : { name: 'standard-input', bytes: came }
    else if (came !== undefined) answers[name] = came.toString('utf8').replace(/\r?\n$/, '')
  }
  return answers
}

/** Whether the line asks for standard input. It can be given to one option only. */
export function wantsInput(options: Readonly<Record<string, string>>): boolean {
  const asking = Object.values(options).filter((value) => value === '-').length
  if (asking > 1)
    refuse('invalid', 'platform.command.input-twice', 'Only one option can be "-", which is standard input.')
  return asking === 1
}

/** Everything that comes by a stream, in base64; refuses more than a command may take. */
export async function readInput(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of stream) {
    size += piece.byteLength
    if (size > MOST_INPUT_BYTES)
      refuse(
        'invalid',
        'platform.command.large-input',
        `Standard input holds more than ${MOST_INPUT_BYTES / 1024 / 1024} MB.`,
      )
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('base64')
}
