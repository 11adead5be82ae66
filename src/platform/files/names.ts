// The name of a file as a person gave it. Tricks that make a name look like another, or point elsewhere, are
// refused rather than cleaned, so that nobody finds their file under a name they did not give.
import { refuse } from '#platform/errors/index.ts'

const MOST_CHARACTERS = 200

/** The name in composed form (NFC). Refuses separators, NUL, control and direction characters, points at the start. */
export function checkedName(given: string): string {
  const name = given.normalize('NFC')
  const fault = faultOf(name)
  if (fault !== undefined)
    refuse(
      'invalid',
      'platform.file.name',
      `The file's name cannot be used: ${fault} Rename the file and put it up again.`,
    )
  return name
}

function faultOf(name: string): string | undefined {
  if (name.trim() === '') return 'it is empty.'
  if (name.length > MOST_CHARACTERS) return `it is longer than ${MOST_CHARACTERS} characters.`
  if (!name.isWellFormed()) return 'it holds half a character.'
  if (/[/\\]/.test(name)) return 'it holds a slash or a backslash.'
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name)) return 'it holds a control character.'
  // Direction overrides and invisible characters make "gpj.exe" read as "exe.jpg".
  if (/[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]/.test(name))
    return 'it holds an invisible character.'
  if (/^[.\s]|[.\s]$/.test(name)) return 'it begins or ends with a point or a space.'
  if (/[<>:"|?*]/.test(name)) return 'it holds one of < > : " | ? *, which some computers cannot store.'
  if (/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(name)) return 'some computers cannot store it.'
  return undefined
}

/** A Content-Disposition that downloads under this name (RFC 6266): plain letters for old readers, RFC 5987 for the rest. */
export function disposition(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`
}
