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

function oneLine(text: string, what: string): string {
  if (/[\p{Cc}\u2028\u2029]/u.test(text))
    throw new Defect(`The ${what} of a mail holds a line break or a control character.`)
  return text
}
