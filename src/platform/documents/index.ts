// Documents from plain data: one typed model, shown on a page, as a tagged PDF and as a Word file.
export {
  paragraphsOf,
  plain,
  type Block,
  type DocumentModel,
  type Run,
  type Section,
  type TableBlock,
  type Words,
} from './model.ts'
export { htmlOf } from './html.ts'
export { pdfOf } from './pdf.ts'
export { docxOf } from './docx.ts'

/** The media types of the files, for a download. */
export const PDF_MEDIA = 'application/pdf'
export const DOCX_MEDIA = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
