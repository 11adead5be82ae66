// Reads TypeScript far enough to tell code from comments and from text, and to find what a file imports. No
// compiler is asked: the whole house must be read in well under a second.

export type Import = {
  readonly specifier: string
  /** The names taken, as the other file calls them. */
  readonly names: readonly string[]
  /** Only for the type checker; gone when the file runs. */
  readonly typeOnly: boolean
  /** Loaded when asked for, or by its address, so not before this file runs. */
  readonly later: boolean
  /** Handed on to whoever imports this file. */
  readonly reExport: boolean
  readonly line: number
}

/** The text with its comments blanked (`code`), and with the contents of its strings blanked too (`bare`). */
export function blank(text: string): { readonly code: string; readonly bare: string } {
  const code = text.split('')
  const bare = text.split('')
  const erase = (from: number, to: number, comment: boolean): void => {
    for (let at = from; at < to; at += 1) {
      if (text[at] === '\n') continue
      bare[at] = ' '
      if (comment) code[at] = ' '
    }
  }
  // Depths of braces at which an open template goes on.
  const templates: number[] = []
  let depth = 0
  let before = ''
  let at = 0
  const inTemplate = (): void => {
    const from = at
    while (at < text.length && text[at] !== '`' && !(text[at] === '$' && text[at + 1] === '{')) {
      at += text[at] === '\\' ? 2 : 1
    }
    erase(from, Math.min(at, text.length), false)
    if (text[at] === '$') {
      templates.push(depth)
      depth += 1
      at += 2
      before = '{'
    } else {
      at += 1
      before = '`'
    }
  }
  while (at < text.length) {
    const one = text[at] ?? ''
    const two = text[at + 1]
    if (one === '/' && two === '/') {
      const end = endOf(text, '\n', at)
      erase(at, end, true)
      at = end
    } else if (one === '/' && two === '*') {
      const end = Math.min(endOf(text, '*/', at + 2) + 2, text.length)
      erase(at, end, true)
      at = end
    } else if (one === "'" || one === '"') {
      const end = closing(text, one, at + 1)
      erase(at + 1, end, false)
      at = end + 1
      before = one
    } else if (one === '/' && REGEX_MAY_FOLLOW.test(before)) {
      const end = closingOfRegex(text, at + 1)
      erase(at + 1, end, false)
      at = end + 1
      before = '/'
    } else if (one === '`') {
      at += 1
      inTemplate()
    } else if (one === '}' && templates.at(-1) === depth - 1) {
      templates.pop()
      depth -= 1
      at += 1
      inTemplate()
    } else {
      if (one === '{') depth += 1
      if (one === '}') depth -= 1
      if (one.trim() !== '')
        before = /\w/.test(one) && /\w$/.test(before) && /\w/.test(text[at - 1] ?? '') ? before + one : one
      at += 1
    }
  }
  return { code: code.join(''), bare: bare.join('') }
}

const REGEX_MAY_FOLLOW = /^$|[(,=:[!&|?{};+\-*%~^<>]$|^(?:return|typeof|case|in|of|do|else|await)$/

function endOf(text: string, what: string, from: number): number {
  const found = text.indexOf(what, from)
  return found < 0 ? text.length : found
}

function closing(text: string, quote: string, from: number): number {
  let at = from
  while (at < text.length && text[at] !== quote && text[at] !== '\n') at += text[at] === '\\' ? 2 : 1
  return at
}

function closingOfRegex(text: string, from: number): number {
  let at = from
  let inClass = false
  while (at < text.length && text[at] !== '\n') {
    if (text[at] === '\\') at += 1
    else if (text[at] === '[') inClass = true
    else if (text[at] === ']') inClass = false
    else if (text[at] === '/' && !inClass) break
    at += 1
  }
  return at
}

const CLAUSE = String.raw`(?:\{[^}]*\}|\*(?:\s+as\s+\w+)?|\w+)(?:\s*,\s*(?:\{[^}]*\}|\*\s+as\s+\w+))?`
const STATIC = new RegExp(String.raw`^(import|export)\s+(type\s+)?(?:(${CLAUSE})\s+from\s+)?'([^']+)'`, 'gm')
const LATER = /\bimport\(\s*'([^']+)'\s*\)|\bnew URL\(\s*'([^']+)',\s*import\.meta\.url/g

/** Everything a file imports, from its text without comments. */
export function importsOf(code: string): readonly Import[] {
  const found: Import[] = []
  for (const match of code.matchAll(STATIC)) {
    const [, kind, type, clause = '', specifier = ''] = match
    const names = clause
      .replaceAll(/[{}]/g, ',')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '')
    const typeOnly =
      type !== undefined || (names.length > 0 && names.every((name) => name.startsWith('type ')))
    found.push({
      specifier,
      names: names.map((name) => name.replace(/^type\s+/, '').split(/\s+as\s+/)[0] ?? ''),
      typeOnly,
      later: false,
      reExport: kind === 'export',
      line: lineOf(code, match.index),
    })
  }
  for (const match of code.matchAll(LATER)) {
    const specifier = match[1] ?? match[2] ?? ''
    found.push({
      specifier,
      names: [],
      typeOnly: false,
      later: true,
      reExport: false,
      line: lineOf(code, match.index),
    })
  }
  return found
}

/** The line at which something stands, counted from one. */
export function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length
}
