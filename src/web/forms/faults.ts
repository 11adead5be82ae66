// Which fault belongs to which control, and the id a link in the error summary leads to.
import type { Fields } from '#platform/fields/index.ts'
import type { FormState } from './state.ts'

/** The sentence beside a field, or undefined. */
export function faultOf(form: FormState, name: string): string | undefined {
  return form.faults.find((fault) => fault.field === name)?.message
}

/** The faults as the error summary lists them; one whose field is not on the page has no link. */
export function faultList(form: FormState): { text: string; href?: string }[] {
  return form.faults.map(({ field, message }) => {
    const id = idOf(form.fields, field)
    return id === undefined || field in form.hidden ? { text: message } : { text: message, href: `#${id}` }
  })
}

function idOf(fields: Fields, name: string): string | undefined {
  const field = fields[name]
  if (field !== undefined) {
    if (field.control === 'date') return `${name}-day`
    if (field.control === 'date-time') return `${name}-date`
    return field.control === 'version' ? undefined : name
  }
  for (const [group, one] of Object.entries(fields)) {
    if (one.control !== 'rows' || one.rows === undefined || !name.startsWith(`${group}-`)) continue
    const inner = /^(\d+)-(.*)$/.exec(name.slice(group.length + 1))
    const id = inner === null ? undefined : idOf(one.rows, inner[2] ?? '')
    return id === undefined ? group : `${group}-${inner?.[1]}-${id}`
  }
  return undefined
}
