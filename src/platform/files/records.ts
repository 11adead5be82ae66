// Which record a file belongs to. A file is found only by way of its owner, so a page that may show the
// record may show its files, and nobody finds one by its hash or its id alone.
import type { ReadStream } from 'node:fs'
import type { Db } from '#platform/database/index.ts'
import { Failure, notFound, refuse } from '#platform/errors/index.ts'
import { endingOf, KINDS, listed, type FileType } from './kinds.ts'
import { checkedName, disposition } from './names.ts'
import type {} from './schema.ts'
import type { FileStore } from './store.ts'

export type FileRow = {
  readonly id: string
  readonly name: string
  readonly type: FileType
  readonly bytes: bigint
  readonly createdAt: Temporal.Instant
}

export type Upload = {
  readonly name: string
  readonly bytes: Uint8Array | AsyncIterable<Uint8Array>
}

/** Received and named, ready to be recorded for its owner. */
export type NamedFile = {
  readonly sha256: string
  readonly name: string
  readonly type: FileType
  readonly bytes: number
}

/** Takes in what a person put up: name checked, size limited, type told from the bytes and agreeing with the name. */
export async function receiveFile(
  store: FileStore,
  upload: Upload,
  rule: { readonly accept: readonly FileType[]; readonly mostBytes: number; readonly now: Temporal.Instant },
): Promise<NamedFile> {
  const name = checkedName(upload.name)
  const received = await store.receive(upload.bytes, rule)
  const ending = endingOf(name)
  const type: FileType = received.type === 'txt' && ending === 'csv' ? 'csv' : received.type
  if (!rule.accept.includes(type))
    refuse(
      'invalid',
      'platform.file.type',
      `The file is a ${KINDS[type].words}. It must be ${listed(rule.accept)}.`,
    )
  if (!KINDS[type].endings.includes(ending))
    refuse(
      'invalid',
      'platform.file.ending',
      `The file is a ${KINDS[type].words}, but its name does not end in .${KINDS[type].endings[0] ?? ''}. Rename it or choose the right file.`,
    )
  return { ...received, name, type }
}

/** Records a received file for the record that owns it, in the transaction that changes that record. */
export async function keepFile(
  tx: Db,
  store: FileStore,
  given: {
    readonly id: string
    readonly owner: string
    readonly file: NamedFile
    readonly now: Temporal.Instant
  },
): Promise<{ id: string }> {
  const { id, owner, file, now } = given
  if (!(await store.has(file.sha256)))
    throw new Failure('platform.file.gone', 'The file was cleaned up before it was kept. Put it up again.')
  await tx
    .insertInto('platform.file')
    .values({
      id,
      sha256: file.sha256,
      name: file.name,
      type: file.type,
      bytes: BigInt(file.bytes),
      owner_subject: owner,
      created_at: now,
      purged_at: null,
    })
    .execute()
  return { id }
}

const SHOWN = ['id', 'name', 'type', 'bytes', 'created_at as createdAt'] as const

/** The files of a record, oldest first. */
export async function filesOf(db: Db, owner: string): Promise<FileRow[]> {
  return db
    .selectFrom('platform.file')
    .select(SHOWN)
    .where('owner_subject', '=', owner)
    .where('purged_at', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

/** What the http layer needs to send a file: headers and a stream of its bytes. */
export type FileResponse = { readonly headers: Readonly<Record<string, string>>; readonly stream: ReadStream }

/** One file of a record whose reader may see the record. Not found when it is another's, purged, or unknown. */
export async function fileResponse(
  db: Db,
  store: FileStore,
  { file, owner }: { readonly file: string; readonly owner: string },
): Promise<FileResponse> {
  const row = await db
    .selectFrom('platform.file')
    .select(['sha256', 'name', 'type', 'bytes'])
    .where('id', '=', file)
    .where('owner_subject', '=', owner)
    .where('purged_at', 'is', null)
    .executeTakeFirst()
  if (row === undefined) return notFound('file')
  return { headers: headersOf(row), stream: await store.read(row.sha256) }
}

/** Headers under which a file is downloaded and never run or shown as a page of ours. */
export function headersOf(file: {
  readonly name: string
  readonly type: FileType
  readonly bytes: bigint
}): Record<string, string> {
  return {
    'content-type': KINDS[file.type].media,
    'content-length': file.bytes.toString(),
    'content-disposition': disposition(file.name),
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'private, no-store',
  }
}

/** Ends a record's hold on a file: no longer served, its name gone; the bytes go when no other record holds them. */
export async function purgeFile(
  tx: Db,
  { file, owner, now }: { readonly file: string; readonly owner: string; readonly now: Temporal.Instant },
): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('platform.file')
    .set({ purged_at: now, name: 'removed' })
    .where('id', '=', file)
    .where('owner_subject', '=', owner)
    .where('purged_at', 'is', null)
    .executeTakeFirstOrThrow()
  if (numUpdatedRows === 0n) notFound('file')
}
