// The body of a form post, whichever way the browser encoded it.
import type { FastifyRequest } from 'fastify'
import { invalid, Refusal } from '../errors/index.ts'
import type { Fields, UploadedFile } from '../fields/index.ts'

/** The posted names and values. A file becomes its name and bytes; a file input left empty is no answer. */
export async function bodyOf(request: FastifyRequest, fields: Fields): Promise<Record<string, unknown>> {
  if (!request.isMultipart())
    return typeof request.body === 'object' && request.body !== null
      ? (request.body as Record<string, unknown>)
      : {}
  const body: Record<string, unknown> = {}
  for await (const part of partsOf(request)) {
    if (part.type === 'field') {
      add(body, part.fieldname, part.value)
      continue
    }
    const bytes = await part.toBuffer()
    if (part.filename === '' || part.filename === undefined) continue
    if (fields[part.fieldname]?.control !== 'file')
      invalid('platform.form.invalid', [{ field: part.fieldname, message: 'This form takes no file here' }])
    body[part.fieldname] = { name: part.filename, bytes } satisfies UploadedFile
  }
  return body
}

// A body of parts that breaks off, or that names no boundary, is its sender's mistake; the parser's error does not say so.
async function* partsOf(request: FastifyRequest): ReturnType<FastifyRequest['parts']> {
  try {
    yield* request.parts()
  } catch (error) {
    if (error instanceof Error && !('statusCode' in error) && !(error instanceof Refusal))
      Object.assign(error, { statusCode: 400 })
    throw error
  }
}

function add(body: Record<string, unknown>, name: string, value: unknown): void {
  const before = body[name]
  if (before === undefined) body[name] = value
  else if (Array.isArray(before)) before.push(value)
  else body[name] = [before, value]
}
