// The printable pack of a body, in the form it is wanted in.
import { query, type Reader } from '#platform/actions/index.ts'
import {
  DOCX_MEDIA,
  docxOf,
  htmlOf,
  PDF_MEDIA,
  pdfOf,
  type DocumentModel,
} from '#platform/documents/index.ts'
import { field } from '#platform/fields/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { organisationByCode } from '#modules/organisations/index.ts'
import { packDocument } from './documents.ts'
import { READ } from './queries/seeing.ts'
import { standingsSeen, worstFirst } from './queries/standings.ts'
import { standingValues } from './queries/values.ts'

/** What the reader may see of a body's indicators, as a document. */
export async function packOf(reader: Reader, organisation: string, address?: string): Promise<DocumentModel> {
  const body = await organisationByCode(reader, organisation)
  const rows = worstFirst(await standingsSeen(reader, { organisation: body.id }))
  const values = await standingValues(
    reader,
    rows.map((row) => row.id),
    DRAWN,
  )
  return packDocument({ body, rows, values, address, on: londonDate(reader.now) })
}

// As many periods as a line on paper shows well.
const DRAWN = 12

const FORMATS = { pdf: 'PDF', docx: 'Word', html: 'Web page', json: 'Data' } as const

/** Bytes cross the doors as base64: `connects performance pack write … --json | jq -r .content | base64 -d`. */
export const writePack = query({
  name: 'performance.pack.write',
  title: 'Write the performance pack of an organisation',
  permission: READ,
  doors: ['api', 'command'],
  parameters: {
    organisation: field.code('Organisation code'),
    format: field.choice('Format', FORMATS),
  },
  async run(reader, { organisation, format }) {
    const pack = await packOf(reader, organisation)
    const name = `${organisation}-performance-${londonDate(reader.now).toString()}.${format}`
    const bytes = (content: Uint8Array, type: string) => ({
      name,
      type,
      encoding: 'base64',
      content: Buffer.from(content).toString('base64'),
    })
    switch (format) {
      case 'pdf':
        return bytes(await pdfOf(pack, { now: reader.now }), PDF_MEDIA)
      case 'docx':
        return bytes(await docxOf(pack), DOCX_MEDIA)
      case 'html':
        return { name, type: 'text/html', encoding: 'utf-8', content: htmlOf(pack).text }
      case 'json':
        return { name, type: 'application/json', encoding: 'utf-8', content: JSON.stringify(pack) }
    }
  },
})
