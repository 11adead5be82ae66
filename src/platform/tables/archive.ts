// Several tables as one file: a zip of the CSV of each, for whoever takes everything along.
import { buffer } from 'node:stream/consumers'
import { Readable } from 'node:stream'
import { ZipFile } from 'yazl'

export type ArchivedFile = { readonly name: string; readonly bytes: Uint8Array }

/** The files in a zip. `at` is the moment that stands beside each, so that the same files give the same bytes. */
export async function zipOfFiles(files: readonly ArchivedFile[], at: Temporal.Instant): Promise<Buffer> {
  const zip = new ZipFile()
  for (const { name, bytes } of files)
    zip.addBuffer(Buffer.from(bytes), name, { mtime: new Date(at.epochMilliseconds), mode: 0o100600 })
  zip.end()
  return buffer(Readable.from(zip.outputStream as Readable))
}
