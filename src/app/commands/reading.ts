// Files named on a command line: read as the operator, relative to where the command was given.
import { readFile, stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { refuse } from '#platform/errors/index.ts'
import type { Fields, UploadedFile } from '#platform/fields/index.ts'

const MOST_BYTES = 64 * 1024 * 1024

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

/** The answers with each file field's path replaced by the file. */
export async function filesRead(
  fields: Fields,
  raw: Readonly<Record<string, string>>,
  directory: string,
): Promise<Record<string, unknown>> {
  const answers: Record<string, unknown> = { ...raw }
  for (const [name, one] of Object.entries(fields)) {
    const path = raw[name]
    if (one.control === 'file' && path !== undefined) answers[name] = await fileAt(path, directory)
  }
  return answers
}
