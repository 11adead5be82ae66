// A question is declared once. From that value come the form control, the check and its wording, the API
// schema and the command's option, so that the three doors can never disagree about what is acceptable.
export { field, isRecordId } from './kinds.ts'
export { readFields, readLoosely, hasProblemText, rawOfForm } from './read.ts'
export { schemaOf } from './schema.ts'
export type { Answers, Choice, Field, Fields, Parsed, Raw, UploadedFile } from './field.ts'
