// Files as they come: read where they can be, with a note where they cannot; none of them breaks anything.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deflateRawSync } from 'node:zlib'
import { zipOf } from '#test/support/zip.ts'
import { wordsOfFile } from './file-words.ts'

/** The least PDF that says something on each of its pages. */
function pdfOf(pages: number, more = ''): Buffer {
  const kids = Array.from({ length: pages }, (_, at) => `${at + 4} 0 R`).join(' ')
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages} /Resources << /Font << /F 3 0 R >> >> /MediaBox [0 0 200 200] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...Array.from({ length: pages }, () => `<< /Type /Page /Parent 2 0 R /Contents ${pages + 4} 0 R >>`),
    '<< /Length 44 >>\nstream\nBT /F 12 Tf 10 10 Td (Harbour wall) Tj ET    \nendstream',
  ]
  let text = '%PDF-1.4\n'
  const places = objects.map((object, at) => {
    const place = text.length
    text += `${at + 1} 0 obj\n${object}\nendobj\n`
    return place
  })
  const table = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer << /Size ${objects.length + 1} /Root 1 0 R ${more}>>\nstartxref\n${text.length}\n%%EOF`
  return Buffer.from(text, 'latin1')
}

test('PDF, Word, OpenDocument, sheets and plain text are read', async () => {
  const word = zipOf({
    'word/document.xml': '<w:p><w:t>Harbour</w:t></w:p><w:p><w:t>w</w:t><w:t>all &amp; &#x70;ier</w:t></w:p>',
  })
  const odt = zipOf({ mimetype: 'x', 'content.xml': '<text:p>Harbour<text:s/>wall</text:p>' })
  const sheet = zipOf({ 'xl/sharedStrings.xml': '<sst><si><t>Harbour</t></si><si><t>wall</t></si></sst>' })
  assert.match((await wordsOfFile('pdf', pdfOf(2))).words, /Harbour wall/)
  assert.match((await wordsOfFile('docx', word)).words, /Harbour wall & pier/)
  assert.match((await wordsOfFile('odt', odt)).words, /Harbour wall/)
  assert.match((await wordsOfFile('xlsx', sheet)).words, /Harbour wall/)
  assert.equal((await wordsOfFile('txt', Buffer.from('Harbour wall'))).words, 'Harbour wall')
})

test('a hostile or broken file leaves a note, or its beginning, within the limits', async () => {
  const zeros = Buffer.alloc(60 * 1024 * 1024, 'a ')
  const cases: readonly [string, Parameters<typeof wordsOfFile>[0], Uint8Array, RegExp][] = [
    ['a broken PDF', 'pdf', Buffer.from('%PDF-1.4 and nothing else'), /damaged/],
    [
      'an encrypted PDF',
      'pdf',
      pdfOf(
        1,
        '/Encrypt << /Filter /Standard /V 1 /R 2 /O (oooooooooooooooooooooooooooooooo) /U (uuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu) /P -4 >> /ID [(a) (a)] ',
      ),
      /password|damaged/,
    ],
    ['a PDF of very many pages', 'pdf', pdfOf(1_000), /first 300 pages/],
    ['a broken archive', 'docx', Buffer.from('PK nothing'), /damaged/],
    ['an archive without text', 'docx', zipOf({ 'readme.txt': 'x' }), /no text/],
    [
      'a zip bomb',
      'docx',
      zipOf({ 'word/document.xml': { packed: deflateRawSync(zeros), size: zeros.length } }),
      /beginning|damaged/,
    ],
    [
      'a bomb that lies about its size',
      'docx',
      zipOf({ 'word/document.xml': { packed: deflateRawSync(zeros), size: 10 } }),
      /damaged/,
    ],
    [
      'entities that unfold',
      'docx',
      zipOf({ 'word/document.xml': '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w:p>&b;</w:p>' }),
      /declarations/,
    ],
    ['a picture', 'png', Buffer.from('x'), /no words/],
    ['a very large file', 'txt', Buffer.alloc(31 * 1024 * 1024), /too large/],
  ]
  for (const [what, type, bytes, note] of cases) {
    const read = await wordsOfFile(type, bytes)
    assert.match(read.note ?? '', note, what)
    assert.ok(read.words.length <= 100_000, what)
  }
})
