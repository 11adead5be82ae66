// What a mail that answers a discussion says, once what its program added is taken away; and which mail is no
// person's. Nothing that is taken away is lost: the post keeps it, to be opened.
const TOKEN = /reply\+([a-z2-7]{32})@/gi

/** The line above which an answer is written, in the mails that go out. */
export const ANSWER_ABOVE = '##- Write your answer above this line -##'

/** The tokens among the addresses a mail was sent to, each once. */
export function tokensIn(recipients: readonly string[]): readonly string[] {
  const found = recipients.flatMap((one) =>
    [...one.matchAll(TOKEN)].map(([, token = '']) => token.toLowerCase()),
  )
  return [...new Set(found)].slice(0, 20)
}

/** D6: an address for answers and the one that stops mail are their reader's own, also where their program quotes them. */
export const withoutKeys = (text: string): string =>
  text
    .replaceAll(/reply\+[a-z2-7]{32}@/gi, 'reply+…@')
    .replaceAll(/\/mail\/stop\/[^\s<>"]+/gi, '/mail/stop/…')

type Headers = readonly { readonly key: string; readonly value: string }[]

const valueOf = (headers: Headers, key: string): string | undefined =>
  headers
    .find((one) => one.key === key)
    ?.value.trim()
    .toLowerCase()

/** D7: why a mail is no person's: a holiday notice, a bounce, a list. Null for a person's. */
export function machineIn(headers: Headers): string | null {
  const auto = valueOf(headers, 'auto-submitted')
  // RFC 3834, section 5: everything but "no" was sent by a machine.
  if (auto !== undefined && !/^no\b/.test(auto)) return 'It was sent by a machine (Auto-Submitted).'
  if (/^(bulk|junk|list|auto_reply)\b/.test(valueOf(headers, 'precedence') ?? ''))
    return 'It is bulk mail (Precedence).'
  if (
    valueOf(headers, 'x-auto-response-suppress') !== undefined ||
    valueOf(headers, 'x-autoreply') !== undefined
  )
    return 'It is an automatic answer.'
  if (valueOf(headers, 'return-path') === '<>') return 'It is a report about another mail (no return path).'
  if (/^multipart\/report\b/.test(valueOf(headers, 'content-type') ?? ''))
    return 'It is a report about another mail.'
  if (valueOf(headers, 'list-id') !== undefined || valueOf(headers, 'list-unsubscribe') !== undefined)
    return 'It came through a mailing list.'
  return null
}

export type Reply = { readonly said: string; readonly rest: string | null }

const SIGNATURE = /^-- ?$/
const RULE_OF_OUTLOOK = /^_{10,}$/
const ORIGINAL =
  /^-{2,} ?(original message|forwarded message|ursprüngliche nachricht|message d'origine) ?-{2,}$/i
const WROTE = /^on .{4,300}(wrote|writes):$/i
const FROM = /^\*?from:\*? \S/i
const SENT = /^\*?(sent|date|to|subject):\*? /i

/**
 * Parts what somebody wrote from what their program quoted below it, and from their signature. Where words stand
 * between quoted lines, all of it is what they wrote: it answers point by point.
 */
export function partedReply(text: string): Reply {
  const lines = text.split('\n')
  const at = lines.findIndex((_, line) => beginsQuote(lines, line))
  const quoteAt = at >= 0 && !answersWithin(lines.slice(at)) ? at : trailingQuote(lines)
  const end = quoteAt < 0 ? lines.length : quoteAt
  const signature = lines.slice(0, end).findLastIndex((line) => SIGNATURE.test(line))
  const from = signature >= 0 && end - signature <= 15 ? signature : end
  const said = lines.slice(0, from).join('\n').trim()
  const rest = lines.slice(from).join('\n').trim()
  return { said, rest: rest === '' ? null : rest }
}

function beginsQuote(lines: readonly string[], at: number): boolean {
  const line = (lines[at] ?? '').trim()
  if (line.includes(ANSWER_ABOVE) || ORIGINAL.test(line)) return true
  // "On … wrote:" is broken over two or three lines by most programs.
  if (/^on /i.test(line)) {
    for (let most = 1; most <= 3; most += 1)
      if (
        WROTE.test(
          lines
            .slice(at, at + most)
            .map((one) => one.trim())
            .join(' '),
        )
      )
        return true
  }
  if (RULE_OF_OUTLOOK.test(line)) return FROM.test(nextWords(lines, at + 1))
  return FROM.test(line) && lines.slice(at + 1, at + 5).filter((one) => SENT.test(one.trim())).length >= 2
}

function nextWords(lines: readonly string[], from: number): string {
  return (lines.slice(from, from + 4).find((line) => line.trim() !== '') ?? '').trim()
}

const isQuoted = (line: string): boolean => line.startsWith('>')

// Words below a quoted line are an answer to it. A quote without ">" cannot be told from words: it is taken whole.
function answersWithin(lines: readonly string[]): boolean {
  const last = lines.findLastIndex(isQuoted)
  if (last < 0) return false
  const after = lines.slice(last + 1)
  const signature = after.findIndex((line) => SIGNATURE.test(line))
  return after.slice(0, signature < 0 ? after.length : signature).some((line) => line.trim() !== '')
}

/** Where the quoted lines begin that end the mail; -1 when it ends with words. */
function trailingQuote(lines: readonly string[]): number {
  const last = lines.findLastIndex((line) => line.trim() !== '')
  if (last < 0 || !isQuoted(lines[last] ?? '')) return -1
  let first = last
  while (first > 0 && (isQuoted(lines[first - 1] ?? '') || (lines[first - 1] ?? '').trim() === '')) first -= 1
  return first
}

// What no officer types on purpose and what a page or the database cannot hold.
const UNSHOWN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c\ufeff\ufffd]/g

/** The words of a mail as they can be kept: one kind of line end, nothing that cannot be seen. */
export function keepable(text: string): string {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll('\u00a0', ' ')
    .toWellFormed()
    .replaceAll(UNSHOWN, '')
    .replaceAll(/\n{4,}/g, '\n\n\n')
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  rsquo: '’',
  lsquo: '‘',
  ldquo: '“',
  rdquo: '”',
  hellip: '…',
  pound: '£',
  euro: '€',
}

/** The words of a mail that came as HTML only. What it quotes is marked with ">", as programs for plain text do. */
export function textOfHtml(html: string): string {
  const bare = withoutHidden(html)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/<blockquote\b[^<>]*>/gi, '\n\u0001\n')
    .replaceAll(/<\/blockquote *>/gi, '\n\u0002\n')
    .replaceAll(/<br\b[^<>]*>/gi, '\n')
    .replaceAll(/<li\b[^<>]*>/gi, '\n• ')
    .replaceAll(/<\/?(p|div|tr|table|ul|ol|h[1-6]|hr|section|article|pre)\b[^<>]*>/gi, '\n')
    .replaceAll(/<[^<>]*>/g, '')
    .replaceAll(/&(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});/gi, (all: string, name: string) => entity(all, name))
  let depth = 0
  const lines = bare.split('\n').flatMap((line) => {
    const words = line.trim()
    if (words === '\u0001' || words === '\u0002') {
      depth = Math.max(0, depth + (words === '\u0001' ? 1 : -1))
      return []
    }
    return [depth === 0 ? words : `${'>'.repeat(Math.min(depth, 5))} ${words}`]
  })
  return lines
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}

// Piece by piece, so that a mail of a hundred thousand openings without an end is still read in no time.
function withoutHidden(html: string): string {
  const [first = '', ...comments] = html.split('<!--')
  const shown = [first, ...comments.map((piece) => behind(piece, /-->/))].join('')
  const [before = '', ...hidden] = shown.split(/(?=<(?:script|style|head|title)\b)/i)
  const begins = /^<(?:script|style|head|title)\b/i.test(before)
  const pieces = begins ? ['', before, ...hidden] : [before, ...hidden]
  return pieces
    .map((piece, at) => (at === 0 ? piece : behind(piece, /<\/(?:script|style|head|title) *>/i)))
    .join('')
}

function behind(piece: string, end: RegExp): string {
  const found = end.exec(piece)
  return found === null ? '' : piece.slice(found.index + found[0].length)
}

function entity(all: string, name: string): string {
  const number =
    name.startsWith('#x') || name.startsWith('#X')
      ? Number.parseInt(name.slice(2), 16)
      : Number(name.slice(1))
  if (name.startsWith('#')) return number > 0 && number <= 0x10ffff ? String.fromCodePoint(number) : ''
  return ENTITIES[name.toLowerCase()] ?? all
}
