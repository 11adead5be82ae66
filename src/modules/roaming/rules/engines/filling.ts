// The last step before a server gets its files: the marks become secrets, and what an engine could not hold is refused.
import { Defect, refuse } from '#platform/errors/index.ts'
import { MARK, type Pack, type SecretRef } from '../model.ts'

/** Longest secret that FreeRADIUS was seen to read whole. */
const LONGEST = 250
const SHORTEST = 16

/** The pack's files with its secrets in place. */
export function fill(
  pack: Pack,
  secretOf: (ref: SecretRef) => string | undefined,
): Readonly<Record<string, string>> {
  const known = new Map<string, string>()
  for (const ref of pack.secrets) {
    const words = secretOf(ref)
    if (words === undefined)
      throw new Defect(`The secret ${ref} is not kept, so these files cannot be filled in.`)
    const fault = unreadable(words)
    if (fault !== null) refuse('invalid', 'roaming.secret.unfit', `The secret ${ref} does not fit: ${fault}`)
    known.set(ref, pack.engine === 'radsecproxy' ? inHex(words) : words)
  }
  return Object.fromEntries(
    Object.entries(pack.files).map(([path, text]) => [
      path,
      text.replaceAll(MARK, (_, ref: string) => known.get(ref) ?? ''),
    ]),
  )
}

/** radsecproxy reads %41 as A, and ends a value at a space (radsecproxy.conf(5)): what is no letter goes in as its number. */
const inHex = (words: string): string =>
  words.replaceAll(/[^A-Za-z0-9._-]/g, (letter) => `%${letter.charCodeAt(0).toString(16).padStart(2, '0')}`)

/**
 * Why a secret cannot be used, or null. FreeRADIUS has no way of writing a backslash or a quote inside quotes that all of
 * its parsers read alike, and other vendors' forms lose spaces and letters beyond ASCII.
 */
export function refuseSecret(words: string): string | null {
  return words !== '' && words.length < SHORTEST
    ? `It is shorter than ${SHORTEST} characters. Ask for a new one.`
    : unreadable(words)
}

/** What an engine would read as something else. A test account's password may be short; nothing may break out. */
function unreadable(words: string): string | null {
  if (words === '') return 'It is empty.'
  if (words.length > LONGEST) return `It is longer than ${LONGEST} characters.`
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(words))
    return 'It holds a control character or a line break. Copy it again without the end of the line.'
  if (words.includes('\\')) return 'It holds a backslash, which FreeRADIUS cannot read. Use a new secret.'
  if (/['"`]/.test(words)) return 'It holds a quotation mark, which FreeRADIUS cannot read. Use a new secret.'
  if (words !== words.trim()) return 'It begins or ends with a space.'
  if (/[^\u0020-\u007E]/u.test(words))
    return 'It holds a letter beyond plain ASCII, which servers spell differently. Use a new secret.'
  if (/[$%]\{|\{\{/.test(words))
    return 'It holds ${, %{ or {{, which a server would replace. Use a new secret.'
  return null
}
