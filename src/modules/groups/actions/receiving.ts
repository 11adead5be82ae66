// Mail in: one message as the mail server hands it over becomes a post, if it comes from the person to whom the
// address for answers was given. A machine's mail becomes nothing and is not answered, so that no loop can begin;
// everything else that cannot be taken is refused in words, which the mail server sends back.
import { createHash } from 'node:crypto'
import PostalMime, { type Email } from 'postal-mime'
import { action, type Done, type Inside } from '#platform/actions/index.ts'
import { Refusal, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { directoryPersonById } from '#modules/organisations/index.ts'
import { sitsIn } from '../queries/threads.ts'
import { keepable, machineIn, partedReply, textOfHtml, tokensIn, withoutKeys } from '../rules/mail.ts'
import { MAILED_POSTS_AN_HOUR, mustTakePosts, POST_MOST, REPLY_DAYS } from '../rules/threads.ts'
import { addPost, threadForUpdate } from './threads.ts'

const MOST_BYTES = 1024 * 1024
const QUOTED_MOST = 50_000

/** How an address for answers is kept: 160 bits of chance need nothing slower. */
export const digestOf = (token: string): Buffer => createHash('sha256').update(token).digest()

export type Received =
  | { readonly taken: true; readonly post: string; readonly thread: string }
  /** A machine's mail, or one that was taken before: nothing more is to be done about it. */
  | { readonly taken: false; readonly why: string }

export const receivePost = action({
  name: 'groups.post.receive',
  title: 'Take a mail that answers a discussion',
  doors: ['api', 'command'],
  fields: {
    message: field.file('Message', {
      accept: ['eml'],
      mostBytes: MOST_BYTES,
      hint: 'The whole mail as it came (RFC 5322), at most 1 MB; "-" reads it from standard input',
    }),
  },
  async run(inside, { message }): Promise<Done<Received>> {
    const mail = await read(message.bytes)
    const machine = machineIn(mail.headers)
    if (machine !== null)
      return {
        subject: null,
        result: { taken: false, why: machine },
        facts: { taken: false, why: 'machine' },
      }
    const { thread, personId } = await addressee(inside, mail)
    const messageId = messageIdOf(mail, message.bytes)
    const before = await inside.tx
      .selectFrom('groups.post')
      .select('id')
      .where('thread_id', '=', thread.id)
      .where('message_id', '=', messageId)
      .executeTakeFirst()
    if (before !== undefined)
      return {
        subject: thread.id,
        result: { taken: false, why: 'It was taken already.' },
        facts: { taken: false, why: 'again', post: before.id },
      }
    mustTakePosts({ title: thread.title, closedAt: thread.closed_at })
    await mustBeRare(inside, thread.id, personId)
    const { said, rest } = wordsOf(mail)
    const post = await addPost(inside, thread, {
      personId,
      body: said,
      mail: { messageId, quoted: rest?.slice(0, QUOTED_MOST) ?? null, attachments: mail.attachments.length },
    })
    return {
      subject: thread.id,
      result: { taken: true, post, thread: thread.id },
      facts: { taken: true, post, person: personId },
    }
  },
})

async function read(bytes: Uint8Array): Promise<Email> {
  try {
    return await PostalMime.parse(bytes, { maxNestingDepth: 30, maxHeadersSize: 256 * 1024 })
  } catch (error) {
    throw new Refusal(
      'invalid',
      'groups.post.unreadable',
      'This mail could not be read. Send it as plain text, or answer on the page.',
      {
        faults: [
          {
            field: 'message',
            message: `It is no readable mail (${error instanceof Error ? error.name : 'fault'})`,
          },
        ],
      },
    )
  }
}

/** D6, D7: whose address it was sent to; only they may write to it, while they sit in the group. */
async function addressee(inside: Inside, mail: Email) {
  const found = await liveAddress(inside, tokensIn(recipientsOf(mail)))
  if (found === undefined)
    refuse(
      'not-found',
      'groups.post.unknown-address',
      'This address for answers is not in use, or not any more. Answer on the page that the mail names.',
    )
  const person = await directoryPersonById(inside.tx, found.person_id)
  const from = mail.from !== undefined && 'address' in mail.from ? (mail.from.address ?? '') : ''
  if (person === null || person.mail === '' || person.mail.toLowerCase() !== from.trim().toLowerCase())
    refuse(
      'forbidden',
      'groups.post.another-sender',
      'An address for answers takes mail only from the person it was sent to, from the address we know them by. Answer from that address, or on the page.',
    )
  const thread = await threadForUpdate(inside, found.thread_id)
  if (thread === undefined || !person.active || !(await sitsIn(inside, person.id, thread.group_id)))
    refuse(
      'forbidden',
      'groups.post.not-a-member',
      'Only members of the group take part in its discussions. Ask its secretary to add you.',
    )
  return { thread, personId: person.id }
}

// Of several addresses the one that stands first: a mail to two discussions comes twice, each time for one of them.
async function liveAddress(inside: Inside, tokens: readonly string[]) {
  if (tokens.length === 0) return undefined
  const digests = tokens.map(digestOf)
  const rows = await inside.tx
    .selectFrom('groups.reply_address')
    .select(['token_digest', 'thread_id', 'person_id'])
    .where('token_digest', 'in', digests)
    .where('expires_at', '>', inside.now)
    .execute()
  for (const digest of digests) {
    const found = rows.find((row) => digest.equals(row.token_digest))
    if (found !== undefined) return found
  }
  return undefined
}

// What the mail server added says best whom it was for; the sender's own lines come after.
const ADDRESSED = ['x-original-to', 'delivered-to', 'envelope-to', 'x-envelope-to', 'to', 'cc']

function recipientsOf(mail: Email): readonly string[] {
  return ADDRESSED.flatMap((key) => mail.headers.filter((one) => one.key === key).map((one) => one.value))
}

function messageIdOf(mail: Email, bytes: Uint8Array): string {
  const given = mail.messageId?.trim() ?? ''
  return given === '' || given.length > 500
    ? `sha256:${createHash('sha256').update(bytes).digest('hex')}`
    : keepable(given)
}

function wordsOf(mail: Email): { said: string; rest: string | null } {
  const text = mail.text !== undefined && mail.text.trim() !== '' ? mail.text : textOfHtml(mail.html ?? '')
  const { said, rest } = partedReply(withoutKeys(keepable(text)))
  if (said === '')
    refuse(
      'invalid',
      'groups.post.nothing-said',
      'There was nothing above what your mail quotes. Write your answer above it and send it again.',
    )
  if (said.length > POST_MOST)
    refuse(
      'invalid',
      'groups.post.too-long',
      `A post has at most ${POST_MOST.toLocaleString('en-GB')} characters; this has ${said.length.toLocaleString('en-GB')}. Shorten it, or add it to the group's resources as a file.`,
    )
  return { said, rest }
}

/** A program that answers without saying that it is one stops here. */
async function mustBeRare(inside: Inside, threadId: string, personId: string): Promise<void> {
  const { count } = await inside.tx
    .selectFrom('groups.post')
    .select(({ fn }) => fn.countAll<number | bigint | string>().as('count'))
    .where('thread_id', '=', threadId)
    .where('author_id', '=', personId)
    .where('by_mail', '=', true)
    .where('written_at', '>', inside.now.subtract({ hours: 1 }))
    .executeTakeFirstOrThrow()
  if (Number(count) < MAILED_POSTS_AN_HOUR) return
  refuse(
    'too-many',
    'groups.post.too-many',
    `${MAILED_POSTS_AN_HOUR} answers came by mail in an hour, so this one was not taken. Answer on the page.`,
  )
}

/** Until when a new address for answers is good. */
export const replyUntil = (now: Temporal.Instant): Temporal.Instant => now.add({ hours: REPLY_DAYS * 24 })
