// The description of the API (OpenAPI 3.1), made from the same declarations that serve it.
import type { House } from '../actions/index.ts'
import { schemaOf } from '../fields/index.ts'

type Operation = Readonly<Record<string, unknown>>

const problem = (description: string): Operation => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
})

const REFUSALS = {
  '401': problem('No token, or one that has expired or was revoked'),
  '403': problem('You may see the record but not do this'),
  '404': problem('No such record, or not yours to see'),
  '409': problem('The record has changed, or a rule stands in the way'),
  '422': problem('Answers that cannot be taken, each with its field'),
  '429': problem('Too many requests; see Retry-After'),
}

const answered = {
  '200': {
    description: 'Done',
    content: { 'application/json': { schema: { type: ['object', 'array', 'null'] } } },
  },
}

/** The whole description as plain data. */
export function openApi(house: House, publicUrl: string | undefined): Operation {
  const paths: Record<string, Operation> = {}
  for (const action of house.actions.values()) {
    if (!action.doors.includes('api')) continue
    paths[`/api/${action.name.replaceAll('.', '/')}`] = {
      post: {
        operationId: action.name,
        summary: action.title,
        tags: [action.name.split('.')[0]],
        description: `Permission: ${action.permission}.${action.fresh ? ' Asks for a fresh sign-in: the token must carry this permission by name or have been made by the operator.' : ''}`,
        parameters: [
          {
            name: 'Idempotency-Key',
            in: 'header',
            required: false,
            schema: { type: 'string', maxLength: 200 },
            description: 'The same key again gives the first answer again.',
          },
        ],
        requestBody: { required: true, content: { 'application/json': { schema: schemaOf(action.fields) } } },
        responses: { ...answered, ...REFUSALS },
      },
    }
  }
  for (const query of house.queries.values()) {
    if (!query.doors.includes('api')) continue
    const schema = schemaOf(query.parameters) as { properties: Record<string, unknown>; required?: string[] }
    paths[`/api/${query.name.replaceAll('.', '/')}`] = {
      get: {
        operationId: query.name,
        summary: query.title,
        tags: [query.name.split('.')[0]],
        description: `Permission: ${query.permission}.`,
        parameters: Object.entries(schema.properties).map(([name, one]) => ({
          name,
          in: 'query',
          required: schema.required?.includes(name) ?? false,
          schema: one,
        })),
        responses: { ...answered, '304': { description: 'Unchanged since the ETag you sent' }, ...REFUSALS },
      },
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Connects',
      version: '1',
      description:
        'Money is whole pence. Dates are ISO 8601. Lists answer { rows, next }; ask again with after=next.',
    },
    ...(publicUrl === undefined ? {} : { servers: [{ url: publicUrl }] }),
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: {
        Problem: {
          type: 'object',
          required: ['type', 'title', 'status', 'detail'],
          properties: {
            type: { type: 'string', description: 'The permanent code: module.noun.why' },
            title: { type: 'string' },
            status: { type: 'integer' },
            detail: { type: 'string' },
            instance: { type: 'string' },
            faults: {
              type: 'array',
              items: {
                type: 'object',
                properties: { field: { type: 'string' }, message: { type: 'string' } },
              },
            },
            figures: { type: 'object' },
            current: { type: 'object' },
          },
        },
      },
    },
  }
}
