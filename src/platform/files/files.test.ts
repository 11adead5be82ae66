import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { Document, Packer, Paragraph } from 'docx'
import { ZipFile } from 'yazl'
import { Refusal } from '#platform/errors/index.ts'
import {
  checkedName,
  disposition,
  headersOf,
  openFileStore,
  receiveFile,
  type FileStore,
  type FileType,
} from './index.ts'

const NOW = Temporal.Instant.from('2026-11-20T09:30:00Z')
const ALL: readonly FileType[] = ['pdf', 'png', 'jpeg', 'docx', 'xlsx', 'odt', 'csv', 'txt']
const PDF = Buffer.from('%PDF-1.7\n%\u00e2\u00e3\n1 0 obj\n<<>>\nendobj\n%%EOF\n', 'latin1')
const PNG = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(40)])

async function store(t: TestContext): Promise<FileStore> {
  const directory = await mkdtemp(join(tmpdir(), 'connects-files-'))
  t.after(() => rm(directory, { recursive: true }))
  return openFileStore(join(directory, 'files'))
}

async function zipOf(entries: Record<string, string | Buffer>): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [name, text] of Object.entries(entries)) zip.addBuffer(Buffer.from(text), name)
  zip.end()
  const pieces: Buffer[] = []
  for await (const piece of zip.outputStream) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

async function refusedFor(
  files: FileStore,
  name: string,
  bytes: Uint8Array,
  accept = ALL,
  mostBytes = 1_000_000,
): Promise<string> {
  const error: unknown = await receiveFile(files, { name, bytes }, { accept, mostBytes, now: NOW }).catch(
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof Refusal, String(error))
  assert.match(error.message, /\. [A-Z]|must be/, 'the refusal says what to do')
  return error.code
}

async function receivedType(files: FileStore, name: string, bytes: Uint8Array): Promise<FileType> {
  return (await receiveFile(files, { name, bytes }, { accept: ALL, mostBytes: 1_000_000, now: NOW })).type
}

test('a file is stored once under its SHA-256, readable by its owner only, whoever puts it up', async (t) => {
  const files = await store(t)
  const one = await files.receive(PDF, { mostBytes: 1000, now: NOW })
  const two = await files.receive(PDF, { mostBytes: 1000, now: NOW.add({ hours: 1 }) })
  assert.equal(one.sha256, two.sha256)
  const place = join(files.directory, one.sha256.slice(0, 2), one.sha256.slice(2, 4), one.sha256)
  assert.equal((await stat(place)).mode & 0o777, 0o400)
  assert.deepEqual(await readdir(join(files.directory, 'incoming')), [])
  assert.equal(await files.recount(one.sha256), one.sha256)
  const pieces: Buffer[] = []
  for await (const piece of await files.read(one.sha256)) pieces.push(piece as Buffer)
  assert.deepEqual(Buffer.concat(pieces), PDF)
})

test('bytes that come in pieces are one file', async (t) => {
  const files = await store(t)
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (const byte of Buffer.from('é;ü\r\n1;2\r\n')) yield Uint8Array.of(byte)
  }
  const received = await receiveFile(
    files,
    { name: 'rows.csv', bytes: pieces() },
    { accept: ['csv'], mostBytes: 100, now: NOW },
  )
  assert.equal(received.type, 'csv')
  assert.equal(received.bytes, 12)
})

test('the type is told from the bytes', async (t) => {
  const files = await store(t)
  const word = Buffer.from(
    await Packer.toBuffer(new Document({ sections: [{ children: [new Paragraph('Hello')] }] })),
  )
  assert.equal(await receivedType(files, 'a.pdf', PDF), 'pdf')
  assert.equal(await receivedType(files, 'a.png', PNG), 'png')
  assert.equal(await receivedType(files, 'a.JPG', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 1])), 'jpeg')
  assert.equal(await receivedType(files, 'a.docx', word), 'docx')
  assert.equal(
    await receivedType(
      files,
      'a.xlsx',
      await zipOf({ '[Content_Types].xml': '<Types/>', 'xl/workbook.xml': '<x/>' }),
    ),
    'xlsx',
  )
  const odt = await zipOf({ mimetype: 'application/vnd.oasis.opendocument.text', 'content.xml': '<x/>' })
  assert.equal(await receivedType(files, 'a.odt', odt), 'odt')
  assert.equal(await receivedType(files, 'a.csv', Buffer.from('\ufeffa;b\r\n')), 'csv')
  assert.equal(await receivedType(files, 'notes.txt', Buffer.from('Größe ✓\n')), 'txt')
})

test('a file that is not what its name says, or not accepted here, is refused', async (t) => {
  const files = await store(t)
  assert.equal(await refusedFor(files, 'picture.png', PDF), 'platform.file.ending')
  assert.equal(await refusedFor(files, 'no-ending', PDF), 'platform.file.ending')
  assert.equal(await refusedFor(files, 'a.pdf', PDF, ['csv']), 'platform.file.type')
  assert.equal(await refusedFor(files, 'a.pdf', Buffer.from('MZ\x90\x00\x03')), 'platform.file.unknown-type')
  assert.equal(
    await refusedFor(files, 'a.docx', await zipOf({ 'readme.txt': 'x' })),
    'platform.file.unknown-type',
  )
  assert.equal(
    await refusedFor(files, 'a.doc', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0, 0])),
    'platform.file.old-office',
  )
  assert.equal(
    await refusedFor(files, 'a.csv', Buffer.from([0xff, 0xfe, 0x61, 0])),
    'platform.file.unknown-type',
  )
  assert.equal(
    await refusedFor(files, 'a.csv', Buffer.from('Gr\xf6\xdfe;1', 'latin1')),
    'platform.file.not-utf-8',
  )
  assert.equal(await refusedFor(files, 'a.csv', Buffer.from('a;b\0')), 'platform.file.unknown-type')
  assert.equal(await refusedFor(files, 'a.txt', new Uint8Array()), 'platform.file.empty')
})

test('a file over the limit is refused while it comes in, and leaves nothing behind', async (t) => {
  const files = await store(t)
  let given = 0
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (;;) {
      given += 1000
      yield Buffer.alloc(1000, 'a')
    }
  }
  const refused = receiveFile(
    files,
    { name: 'a.txt', bytes: endless() },
    { accept: ['txt'], mostBytes: 10_000, now: NOW },
  )
  await assert.rejects(refused, { code: 'platform.file.too-large' })
  assert.ok(given <= 12_000)
  assert.deepEqual(await readdir(join(files.directory, 'incoming')), [])
})

test('macros, bombs, path tricks and damage in an office file are refused', async (t) => {
  const files = await store(t)
  const types = '<Types/>'
  const word = { '[Content_Types].xml': types, 'word/document.xml': '<x/>' }
  assert.equal(
    await refusedFor(files, 'a.docx', await zipOf({ ...word, 'word/vbaProject.bin': 'x' })),
    'platform.file.macros',
  )
  const enabled =
    '<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
  assert.equal(
    await refusedFor(files, 'a.docx', await zipOf({ ...word, '[Content_Types].xml': enabled })),
    'platform.file.macros',
  )
  const odt = {
    mimetype: 'application/vnd.oasis.opendocument.text',
    'content.xml': '<x/>',
    'Basic/Standard/Module1.xml': 'x',
  }
  assert.equal(await refusedFor(files, 'a.odt', await zipOf(odt)), 'platform.file.macros')
  const bomb = await zipOf({ ...word, 'word/media/a.bin': Buffer.alloc(20_000_000) })
  assert.equal(await refusedFor(files, 'a.docx', bomb), 'platform.file.bomb')
  const tricked = Buffer.from(
    (await zipOf({ ...word, 'aa/bb/cc': 'x' })).toString('latin1').replaceAll('aa/bb/cc', '../../cc'),
    'latin1',
  )
  assert.equal(await refusedFor(files, 'a.docx', tricked), 'platform.file.damaged')
  assert.equal(
    await refusedFor(files, 'a.docx', (await zipOf(word)).subarray(0, 60)),
    'platform.file.damaged',
  )
  assert.equal(
    await refusedFor(files, 'a.docx', await zipOf({ ...word, 'WORD/document.xml': 'x' })),
    'platform.file.damaged',
  )
})

test('names with path tricks, control, direction or invisible characters are refused', () => {
  const bad = [
    '',
    ' ',
    '../a.pdf',
    'a/b.pdf',
    'a\\b.pdf',
    'a\0.pdf',
    'a\nb.pdf',
    'fdp.\u202egpj',
    'a\u200b.pdf',
    '.htaccess',
    'a.pdf.',
  ]
  for (const name of [...bad, 'x'.repeat(201), 'CON.pdf', 'a:b.pdf', 'a\ud800.pdf', 'a\ufeff.pdf'])
    assert.throws(() => checkedName(name), { code: 'platform.file.name' }, JSON.stringify(name))
})

test('a name is kept as given, composed', () => {
  assert.equal(checkedName('Re\u0301sume\u0301 (2).pdf'), 'Résumé (2).pdf')
  assert.equal(checkedName('案件 №1 – final.docx'), '案件 №1 – final.docx')
})

test('a download carries its name for old and new readers, and never runs or shows as a page', () => {
  assert.equal(
    disposition('Résumé "2".pdf'),
    `attachment; filename="R_sum_ _2_.pdf"; filename*=UTF-8''R%C3%A9sum%C3%A9%20%222%22.pdf`,
  )
  const headers = headersOf({ name: "it's (1).csv", type: 'csv', bytes: 12n })
  assert.equal(headers['content-type'], 'text/csv; charset=utf-8')
  assert.equal(headers['x-content-type-options'], 'nosniff')
  assert.match(headers['content-security-policy'] ?? '', /sandbox/)
  assert.match(headers['content-disposition'] ?? '', /filename\*=UTF-8''it%27s%20%281%29\.csv$/)
})

test('bytes missing from the disk are a failure that names the remedy', async (t) => {
  const files = await store(t)
  await assert.rejects(files.read('a'.repeat(64)), { name: 'Failure', message: /Restore it from the backup/ })
})

test('what a killed process left half received goes with the clean-up, what is young stays', async (t) => {
  const files = await store(t)
  await writeFile(join(files.directory, 'incoming', 'half'), 'x')
  assert.equal(await files.removeUnfinished(Temporal.Instant.from('2000-01-01T00:00:00Z')), 0)
  assert.equal(await files.removeUnfinished(Temporal.Instant.from('2100-01-01T00:00:00Z')), 1)
})
