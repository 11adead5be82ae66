// The types of file the platform takes, and how each is told from its first bytes. The name a person gave
// is never believed: it must agree with what the bytes are.

export type FileType = 'pdf' | 'png' | 'jpeg' | 'docx' | 'xlsx' | 'odt' | 'csv' | 'txt'

type Kind = { readonly media: string; readonly endings: readonly string[]; readonly words: string }

export const KINDS: Readonly<Record<FileType, Kind>> = {
  pdf: { media: 'application/pdf', endings: ['pdf'], words: 'PDF' },
  png: { media: 'image/png', endings: ['png'], words: 'PNG picture' },
  jpeg: { media: 'image/jpeg', endings: ['jpg', 'jpeg'], words: 'JPEG picture' },
  docx: {
    media: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    endings: ['docx'],
    words: 'Word document (.docx)',
  },
  xlsx: {
    media: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    endings: ['xlsx'],
    words: 'Excel workbook (.xlsx)',
  },
  odt: {
    media: 'application/vnd.oasis.opendocument.text',
    endings: ['odt'],
    words: 'OpenDocument text (.odt)',
  },
  csv: { media: 'text/csv; charset=utf-8', endings: ['csv'], words: 'CSV file' },
  txt: { media: 'text/plain; charset=utf-8', endings: ['txt'], words: 'text file' },
}

/** What the first bytes say; 'zip' needs its entries looked at, 'words' every byte. */
export function startOf(
  head: Uint8Array,
): 'pdf' | 'png' | 'jpeg' | 'zip' | 'old-office' | 'words' | 'unknown' {
  const begins = (...bytes: number[]): boolean => bytes.every((byte, index) => head[index] === byte)
  if (begins(0x25, 0x50, 0x44, 0x46, 0x2d)) return 'pdf'
  if (begins(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'png'
  if (begins(0xff, 0xd8, 0xff)) return 'jpeg'
  if (begins(0x50, 0x4b, 0x03, 0x04)) return 'zip'
  if (begins(0xd0, 0xcf, 0x11, 0xe0)) return 'old-office'
  if (begins(0xff, 0xfe) || begins(0xfe, 0xff) || head.length === 0) return 'unknown'
  return head.every((byte) => isWordByte(byte)) ? 'words' : 'unknown'
}

/** Bytes a text may hold: no control character but tab, line feed, form feed and carriage return. */
export function isWordByte(byte: number): boolean {
  return byte >= 0x20 ? byte !== 0x7f : byte === 9 || byte === 10 || byte === 12 || byte === 13
}

/** The ending of a name, lower case and without the point; '' when there is none. */
export function endingOf(name: string): string {
  const at = name.lastIndexOf('.')
  return at <= 0 ? '' : name.slice(at + 1).toLowerCase()
}

/** "a PDF, a PNG picture or a CSV file". */
export function listed(types: readonly FileType[]): string {
  const words = types.map(
    (type) => `${/^[aeiou]/i.test(KINDS[type].words) ? 'an' : 'a'} ${KINDS[type].words}`,
  )
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}
