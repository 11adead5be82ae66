// The JSON Schema (draft 2020-12, as OpenAPI 3.1 uses it) of a table of fields.
import type { Fields } from './field.ts'

export type JsonSchema = Readonly<Record<string, unknown>>

/** The schema of an object with these fields; labels become titles, hints descriptions. */
export function schemaOf(fields: Fields): JsonSchema {
  const properties = Object.fromEntries(
    Object.entries(fields).map(([name, one]) => {
      const { nullable, ...schema } = one.schema as Record<string, unknown>
      const base = one.control === 'rows' && one.rows ? { ...schema, items: schemaOf(one.rows) } : schema
      const typed =
        nullable === true && typeof base['type'] === 'string'
          ? { ...base, type: [base['type'], 'null'] }
          : base
      const withNull =
        nullable === true && Array.isArray(typed['enum'])
          ? { ...typed, enum: [...(typed['enum'] as unknown[]), null] }
          : typed
      return [
        name,
        { title: one.label, ...(one.hint === undefined ? {} : { description: one.hint }), ...withNull },
      ]
    }),
  )
  const required = Object.entries(fields)
    .filter(([, one]) => one.required)
    .map(([name]) => name)
  return {
    type: 'object',
    additionalProperties: false,
    properties,
    ...(required.length > 0 ? { required } : {}),
  }
}
