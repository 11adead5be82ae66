// The file in which an owner takes its workspaces along: a zip of one table each.
import { zipOfFiles } from '#platform/tables/index.ts'
import type { Exported } from './queries/export.ts'

export async function exportArchive(
  exported: Exported,
  at: Temporal.Instant,
): Promise<{ readonly name: string; readonly type: string; readonly bytes: Buffer }> {
  const files = exported.files.map(({ name, text }) => ({ name, bytes: Buffer.from(text, 'utf8') }))
  return {
    name: `workspaces-${exported.code}-${exported.on}.zip`,
    type: 'application/zip',
    bytes: await zipOfFiles(files, at),
  }
}
