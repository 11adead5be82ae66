// A mail as its template wrote it, and the message that goes out. Whatever stands in a header is checked: a line
// break there would let a title typed by somebody add recipients of their own.
import { Defect, refuse } from '#platform/errors/index.ts'
import type { Html } from '#platform/html/index.ts'

export type Letter = {
  readonly subject: string
  readonly text: string
  readonly html?: Html
  /** Where the reader can stop mail of this kind: it must take a POST without a sign-in (RFC 8058), as `links.stop` does. */
  readonly unsubscribe?: string
  /** Where an answer goes, when it is not the sender. */
  readonly replyTo?: string
  /** The same id for all mail of one conversation, so that the reader's program shows it as one. */
  readonly conversation?: string
  /** What the reader's calendar program enters or takes out by itself. */
  readonly invitation?: Invitation
}

/** An appointment that goes along with a letter (iMIP, RFC 6047), written when both addresses are known. */
export type Invitation = {
  readonly method: 'REQUEST' | 'CANCEL'
  readonly write: (between: { readonly organiser: Recipient; readonly attendee: Recipient }) => string
}

export type Recipient = { readonly mail: string; readonly name?: string }

export type Message = {
  readonly from: string
  readonly to: string | { readonly name: string; readonly address: string }
  readonly replyTo?: string
  readonly references?: string
  readonly subject: string
  readonly text: string
  readonly html?: string
  readonly messageId: string
  readonly date: Date
  readonly headers: Readonly<Record<string, string>>
  readonly icalEvent?: { readonly method: Invitation['method']; readonly content: string }
}

const ADDRESS = /^[^\s@<>"(),:;\\[\]\p{C}]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/iu

/** Declines an address that is not one plain mailbox. */
export function checkedAddress(mail: string): string {
  if (mail.length <= 254 && ADDRESS.test(mail)) return mail
  refuse(
    'invalid',
    'platform.notification.address',
    'This is not a mail address. Enter one like name@council.example.',
  )
}

/** Builds the message; the same notification always has the same Message-ID, so that a mail sent twice is one. */
export function messageOf(
  letter: Letter,
  to: Recipient,
  about: { id: string; from: string; now: Temporal.Instant },
): Message {
  const address = checkedAddress(to.mail)
  const domain = /@([^\s>]+)>?$/.exec(about.from)?.[1] ?? 'localhost'
  return {
    from: oneLine(about.from, 'sender'),
    to: to.name === undefined ? address : { name: oneLine(to.name, 'name'), address },
    ...(letter.replyTo === undefined ? {} : { replyTo: checkedAddress(letter.replyTo) }),
    ...(letter.conversation === undefined
      ? {}
      : { references: `<${oneLine(letter.conversation, 'conversation')}@${domain}>` }),
    subject: oneLine(letter.subject, 'subject'),
    text: letter.text,
    ...(letter.html === undefined ? {} : { html: letter.html.text }),
    ...(letter.invitation === undefined
      ? {}
      : {
          icalEvent: {
            method: letter.invitation.method,
            content: letter.invitation.write({ organiser: senderIn(about.from), attendee: to }),
          },
        }),
    messageId: `<${about.id}@${domain}>`,
    date: new Date(about.now.epochMilliseconds),
    headers: {
      // RFC 3834: no holiday notice shall answer a machine.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      ...(letter.unsubscribe === undefined
        ? {}
        : {
            'List-Unsubscribe': `<${oneLine(letter.unsubscribe, 'unsubscribe address')}>`,
            'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
          }),
    },
  }
}

/** The name and the address of `Name <address>`. */
function senderIn(from: string): Recipient {
  const { name, mail } = /^\s*"?(?<name>[^"<]*?)"?\s*<(?<mail>[^<>]+)>\s*$/.exec(from)?.groups ?? {}
  if (mail === undefined) return { mail: from.trim() }
  return name === undefined || name === '' ? { mail } : { name, mail }
}

function oneLine(text: string, what: string): string {
  if (/[\p{Cc}\u2028\u2029]/u.test(text))
    throw new Defect(`The ${what} of a mail holds a line break or a control character.`)
  return text
}
