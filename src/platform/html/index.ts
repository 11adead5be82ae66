// Auto-escaping HTML templates. Whatever is put into a template is text unless it is itself Html, so a
// person's words can never become markup.

export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
  toString(): string {
    return this.text
  }
}

export type Content = Html | string | number | bigint | null | undefined | false | readonly Content[]

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const NEEDS_ESCAPING = /[&<>"']/

/** Escapes text for an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return NEEDS_ESCAPING.test(text)
    ? text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character)
    : text
}

/** A template whose substitutions are escaped; arrays are joined; null, undefined and false vanish. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Html {
  let text = strings[0] ?? ''
  for (let index = 0; index < values.length; index += 1)
    text += render(values[index]) + (strings[index + 1] ?? '')
  return new Html(text)
}

/** Markup that is known to be safe because we or an official macro made it. Never a person's words. */
export function safe(text: string): Html {
  return new Html(text)
}

/** Joins pieces with a separator. */
export function joined(pieces: readonly Content[], separator: Content = ''): Html {
  return new Html(pieces.map(render).join(render(separator)))
}

function render(value: Content): string {
  if (typeof value === 'string') return escapeHtml(value)
  if (value === null || value === undefined || value === false) return ''
  if (value instanceof Html) return value.text
  if (!Array.isArray(value)) return escapeHtml(String(value))
  let text = ''
  for (const piece of value) text += render(piece)
  return text
}
